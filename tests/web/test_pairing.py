"""A meeting for everybody, as a page: for a meeting day and for all open needs."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.meetings.models import Attendance, MeetingDay, MeetingRequest
from greendesk.web.views import page_of
from tests.factories import ChallengeFactory, CompanyFactory, OrganisationFactory
from tests.factories.matchmaking import SuggestionFactory


@pytest.fixture
def day(desk):
    return MeetingDay.objects.create(desk=desk, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 1))


def both_come(day, *, score: float = 0.8):
    """A suggestion whose company and whose need's owner take part."""
    desk = day.desk
    company, owner = CompanyFactory(desk=desk), OrganisationFactory(desk=desk)
    Attendance.objects.create(day=day, organisation=company.organisation)
    Attendance.objects.create(day=day, organisation=owner, is_host_side=True)
    need = ChallengeFactory(desk=desk, owner=owner, state="open")
    return SuggestionFactory(desk=desk, challenge=need, company=company, score=score)


def test_what_is_ticked_is_asked_for_and_not_proposed_again(officer_client, day):
    row = both_come(day)
    url = reverse("web:meeting-day-pairing", args=[day.pk])
    assert f'value="{row.pk}"' in officer_client.get(url).content.decode()

    officer_client.post(url, {"pair": [row.pk]})

    asked = MeetingRequest.objects.get(day=day)
    assert (asked.suggestion, asked.guest.organisation, asked.value) == (row, row.company.organisation, 80)
    assert f'value="{row.pk}"' not in officer_client.get(url).content.decode()


def test_without_a_day_what_is_ticked_is_pinned_with_the_persons_reason(officer_client, desk, stranger_client):
    row = SuggestionFactory(desk=desk, challenge__state="open")
    stranger_client.post(reverse("web:pairing"), {"pair": [row.pk], "reason": "mine"})
    row.refresh_from_db()
    assert row.state == "proposed"

    officer_client.post(reverse("web:pairing"), {"pair": [row.pk], "reason": "so that each gets one"})

    row.refresh_from_db()
    assert (row.state, row.override_reason) == ("pinned", "so that each gets one")


def test_a_strangers_day_is_not_there(stranger_client, day):
    assert stranger_client.get(reverse("web:meeting-day-pairing", args=[day.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_for_few_and_many(officer_client, day, count, django_assert_max_num_queries):
    for _n in range(count):
        both_come(day)
    with django_assert_max_num_queries(24):
        officer_client.get(reverse("web:meeting-day-pairing", args=[day.pk]))


def test_many_pairs_stand_on_several_pages(officer_client, day, monkeypatch):
    rows = {both_come(day).pk for _n in range(3)}
    monkeypatch.setattr(
        "greendesk.web.desk.pairing.page_of", lambda request, found: page_of(request, found, per_page=2)
    )
    url = reverse("web:meeting-day-pairing", args=[day.pk])
    pages = [{line.suggestion.pk for line in officer_client.get(url, {"page": n}).context["lines"]} for n in (1, 2)]
    assert [len(page) for page in pages] == [2, 1]
    assert set().union(*pages) == rows
