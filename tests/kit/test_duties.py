"""What the rooms put on the rota does its work, and does no harm the second time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from greendesk.calendars import services as calendars
from greendesk.calendars.models import Booking
from greendesk.directory import services as directory
from greendesk.directory.models import Passport, Person
from greendesk.followups import services as followups
from greendesk.followups.models import Pulse
from greendesk.kit import jobs, rota
from greendesk.kit.models import JobProgress, RotaEntry
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import MeetingRequest
from greendesk.outbox.models import Message
from tests.factories import ChallengeFactory, PersonFactory
from tests.factories.followups import LeadFactory
from tests.factories.meetings import ResourceFactory, asked, meeting_day, party

TODAY = date(2026, 6, 2)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    moment = timezone.make_aware(datetime(2026, 6, 2, 9, 0))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def go_round(now: datetime) -> list[str]:
    """As the parent of a worker does, when everything is due."""
    rota.enqueue_due(now)
    RotaEntry.objects.update(due_at=now)
    return rota.enqueue_due(now)


@pytest.mark.django_db
def test_every_duty_names_a_task_and_runs_on_an_empty_house(now: datetime) -> None:
    names = go_round(now)

    assert names == sorted(duty.name for duty in rota.duties())
    assert {"calendars.lapse_holds", "desks.tidy", "directory.forget_due", "followups.draft_due_pulses",
            "matchmaking.close_lapsed", "meetings.lapse_requests"} <= set(names)  # fmt: skip
    assert {job.status for job in map(jobs.state, JobProgress.objects.values_list("task_result_id", flat=True))} == {
        "SUCCESSFUL"
    }


def test_people_and_travel_papers_are_forgotten_when_promised(desk, officer, now):
    gone = PersonFactory(desk=desk, keep_until=TODAY - timedelta(days=1), erase_on=TODAY)
    late = PersonFactory(desk=desk, keep_until=TODAY - timedelta(days=1))  # nobody has been asked yet
    kept = PersonFactory(desk=desk, keep_until=TODAY + timedelta(days=1))
    for person, day in ((kept, TODAY - timedelta(days=1)), (kept, TODAY)):
        directory.keep_passport(
            person, number="G1", expires_on=date(2030, 1, 1), nationality="CN", delete_on=day, by=officer
        )
    go_round(now)

    assert [row.delete_on for row in Passport.objects.all()] == [TODAY]
    assert list(Person.objects.exclude(erased_at=None)) == [gone]
    assert set(Person.objects.marked()) == {late, kept}


def test_holds_and_requests_nobody_answered_are_let_go(desk, officer, now):
    bus = ResourceFactory(desk=desk)
    nine = now + timedelta(days=2)
    for place, until in enumerate((now - timedelta(minutes=1), now + timedelta(minutes=1))):
        starts_at = nine + timedelta(hours=2 * place)
        calendars.book(bus, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), reason="a", by=officer,
                       hold_until=until, at=now - timedelta(days=1))  # fmt: skip
    day = meeting_day(officer, desk)
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer, accepted=False)
    MeetingRequest.objects.filter(pk=request.pk).update(holds_until=now - timedelta(minutes=1))
    go_round(now)

    assert [hold.starts_at for hold in Booking.objects.all()] == [nine + timedelta(hours=2)]
    assert MeetingRequest.objects.get().state == "lapsed"


def test_needs_end_and_old_sessions_go(desk, now):
    over = ChallengeFactory(desk=desk, ends_on=TODAY - timedelta(days=1), is_public=True)
    Session.objects.create(session_key="old", session_data="x", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="x", expire_date=now + timedelta(days=1))
    go_round(now)

    assert Challenge.objects.get(pk=over.pk).is_public is False
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_pulses_that_came_due_lately_are_drafted_once_and_old_ones_left_to_people(desk, officer, now):
    lately = followups.plan_pulses(LeadFactory(desk=desk), by=officer)[0]
    long_ago = followups.plan_pulses(LeadFactory(desk=desk), by=officer)[0]
    Pulse.objects.filter(pk=lately.pk).update(due_on=TODAY - timedelta(days=3))
    Pulse.objects.filter(pk=long_ago.pk).update(due_on=TODAY - timedelta(days=200))
    go_round(now)
    go_round(now)

    assert list(Pulse.objects.exclude(asked_on=None)) == [lately]
    assert Message.objects.get().state == "draft"
