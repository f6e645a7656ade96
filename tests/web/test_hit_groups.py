"""The hit rate by kind of reason, by adviser and by meeting day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from greendesk.desks.models import Role
from greendesk.matchmaking import services
from greendesk.matchmaking.models import Decision
from greendesk.matchmaking.reason_kinds import kinds_of
from greendesk.meetings.models import MeetingDay
from greendesk.web.desk.hit_groups import hits_of
from greendesk.web.desk.hit_rate import reached_by_all
from tests.factories import officer_of
from tests.factories.matchmaking import SuggestionFactory, representative_of
from tests.factories.meetings import asked, meeting_day, party

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, tzinfo=UTC)
SAME = {"concepts": [{"id": "biogas", "other": "biogas", "relation": "same", "need": [], "offer": []}]}
NEAR = {"concepts": [{"id": "biogas", "other": "compost", "relation": "broader", "need": [], "offer": []}]}


def hits(account):
    return hits_of(account, reached_by_all())


def told(rows):
    return [(row.name, row.number, row.accepted, row.held) for row in rows]


@pytest.mark.parametrize(
    ("reasons", "kinds"),
    [
        ({}, set()),
        (SAME, {"same"}),
        (NEAR, {"close"}),
        ({"sentences": ["a", "b"]}, {"sentences"}),
        (SAME | {"sentences": ["a", "b"], "agree": [["t", "1", "1"]]}, {"same", "figures"}),
        ({"interest": [["wanted", "biogas"], ["too_small", ""], ["region", ""]]}, {"wanted", "against", "region"}),
        ({"sentences": ["a", "b"], "disagree": [["t", "1", "2"]]}, {"sentences", "differ"}),
    ],
)
def test_a_suggestion_rests_on_every_kind_of_reason_it_carries(reasons, kinds):
    assert kinds_of(reasons) == kinds
    assert kinds_of(reasons, is_pinned=True) == kinds | {"person"}


def test_only_answered_suggestions_of_ones_own_count_for_a_kind(desk, officer):
    first, second, _silent = (SuggestionFactory(desk=desk, reasons=SAME) for _n in range(3))
    strange = SuggestionFactory(reasons=SAME)
    for row, answer in ((first, "interested"), (second, "never"), (strange, "interested")):
        Decision.objects.create(suggestion=row, side="company", answer=answer)
    assert told(hits(officer).by_kind) == [("the same theme on both sides", 2, 1, 0)]


def test_who_took_it_up_is_a_colleague_and_never_a_side_itself(desk, officer, stranger):
    adviser = officer_of(desk, Role.ADVISER)
    pinned, answered, own = (SuggestionFactory(desk=desk) for _n in range(3))
    services.pin_suggestion(pinned, by=officer, reason="seen it")
    services.decide_on_suggestion(pinned, side="owner", answer="later", by=officer, at=AT)
    services.decide_on_suggestion(answered, side="company", answer="interested", by=adviser, at=AT)
    firm = representative_of(own.company.organisation)
    services.decide_on_suggestion(own, side="company", answer="interested", by=firm, at=AT)
    seen = sorted(told(hits(officer).by_adviser))
    assert seen == sorted([(adviser.name, 1, 1, 0), (officer.name, 1, 0, 0)])
    assert hits(stranger).by_adviser == []


def test_the_meeting_day_says_how_many_met(desk, officer, stranger):
    day = meeting_day(officer, desk)
    rows = [SuggestionFactory(desk=desk) for _n in range(2)]
    for number, row in enumerate(rows):
        pair = party(day, officer, f"A{number}"), party(day, officer, f"B{number}", host=True)
        wish = asked(*pair, officer, suggestion=row)
        if number:
            meeting = day.meetings.create(
                request=wish, version=day.versions.create(number=1), slot=0, table=1, starts_at=AT,
                ends_at=AT.replace(hour=1), state="held",
            )  # fmt: skip
            assert meeting.request.suggestion == row
    (one,) = hits(officer).by_day
    assert (one.name, one.number, one.held, one.url) == ("Wuhan", 2, 1, reverse("web:meeting-day", args=[day.pk]))
    assert hits(stranger).by_day == []
    MeetingDay.objects.update(desk=stranger.desk, sharing=0)
    assert hits(officer).by_day == []


def test_a_rate_of_small_numbers_is_not_said(desk, officer, officer_client):
    def page():
        return officer_client.get(reverse("web:hit-rate")).content.decode()

    for number in range(10):
        row = SuggestionFactory(desk=desk, reasons=SAME)
        Decision.objects.create(suggestion=row, side="company", answer="interested" if number < 3 else "never")
        if number == 8:
            assert "too few to judge" in page()
            assert hits(officer).by_kind[0].shares == []
    assert "too few to judge" not in page()
    assert "30 % <small" in page()
    assert hits(officer).by_kind[0].shares == [(0.3, 3), (0.0, 0), (0.0, 0)]


def test_the_page_costs_the_same_for_few_and_for_many(desk, officer, officer_client, django_assert_max_num_queries):
    def fill(count):
        day = meeting_day(officer, desk)
        for number in range(count):
            row = SuggestionFactory(desk=desk, reasons=SAME)
            by = officer_of(desk, Role.ADVISER)
            services.decide_on_suggestion(row, side="company", answer="interested", by=by, at=AT)
            pair = party(day, officer, f"A{number}"), party(day, officer, f"B{number}", host=True)
            asked(*pair, officer, suggestion=row)

    fill(1)
    officer_client.get(reverse("web:hit-rate"))
    with django_assert_max_num_queries(60) as few:
        officer_client.get(reverse("web:hit-rate"))
    fill(4)
    with django_assert_max_num_queries(60) as many:
        officer_client.get(reverse("web:hit-rate"))
    assert len(few) == len(many)
