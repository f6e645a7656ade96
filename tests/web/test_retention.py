"""Who is to be forgotten, listed for a person to decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.desks.models import Role
from greendesk.directory.models import Person
from greendesk.directory.services import erase_due, mark_due
from tests.conftest import client_of
from tests.factories import PersonFactory, officer_of


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def marked(desk, today) -> Person:
    person = PersonFactory(desk=desk, keep_until=today + timedelta(days=20), purpose="the mission")
    mark_due(on=today)
    return person


def decide(client, person, **typed):
    return client.post(reverse("web:people-due-decide", args=[person.pk]), typed)


def test_who_is_marked_stands_on_the_list_and_on_today(officer_client, marked):
    assert marked.family in officer_client.get(reverse("web:people-due")).content.decode()
    assert reverse("web:people-due") in officer_client.get(reverse("web:today")).content.decode()


def test_somebody_is_kept_for_a_purpose_and_the_round_leaves_them(officer_client, marked, today):
    until = today + timedelta(days=400)
    assert decide(officer_client, marked, until=until.isoformat(), purpose="guarantee").status_code == 302
    marked.refresh_from_db()
    assert (marked.keep_until, marked.purpose, marked.erase_on) == (until, "guarantee", None)
    assert erase_due(on=today + timedelta(days=60)) == []


def test_without_a_reason_or_with_a_day_that_has_passed_nothing_changes(officer_client, marked, today):
    answer = decide(officer_client, marked, until=(today - timedelta(days=1)).isoformat(), purpose="typed reason")
    assert answer.status_code == 422
    assert "typed reason" in answer.content.decode()
    assert decide(officer_client, marked, until="2099-01-01", purpose=" ").status_code == 422
    assert Person.objects.marked().get() == marked


def test_who_is_let_go_is_erased_at_the_next_round(officer_client, marked, today):
    decide(officer_client, marked, verb="let_go")
    assert erase_due(on=today) == [marked.pk]


def test_only_those_who_read_what_is_restricted_decide(stranger_client, desk, marked):
    assert decide(stranger_client, marked, verb="let_go").status_code == 404
    assert marked.family not in stranger_client.get(reverse("web:people-due")).content.decode()
    adviser = client_of(officer_of(desk, Role.ADVISER), desk)
    assert adviser.get(reverse("web:people-due")).status_code == 403
    assert decide(adviser, marked, verb="let_go").status_code == 403
