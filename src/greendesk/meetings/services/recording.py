"""What came of a meeting: held, not come, replaced, cancelled; interest and next step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts

from .. import errors, signals
from ..models import Meeting, MeetingDay, MeetingRequest, MeetingState, RequestState, Seat
from ..queries import parties_of
from .days import locked_day
from .publishing import vacate
from .seating import seat_request

OUTCOMES = (MeetingState.HELD, MeetingState.NO_SHOW)


@transaction.atomic
def record_meeting(
    meeting: Meeting,
    *,
    by: Account,
    outcome: str = "",
    guest_interest: int | None = None,
    host_interest: int | None = None,
    note: Texts | None = None,
    next_step: str = "",
    is_second: bool | None = None,
) -> Meeting:
    """Write down what came of it. What is not given stays as it was, so that both sides and the desk may add.

    The desk may say everything; an account of a party says its own side's interest only.
    """
    held = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("request__guest", "request__host", "day")
        .get(pk=meeting.pk)
    )
    is_desk = MeetingDay.objects.editable_by(by).filter(pk=held.day_id).exists()
    sides = _sides(held, by)
    if not is_desk and not sides:
        raise errors.NotAtTheTable
    if held.state in (MeetingState.CANCELLED, MeetingState.REPLACED):
        raise errors.MeetingIsOver(meeting=held, state=held.get_state_display())
    for side, interest in (("guest", guest_interest), ("host", host_interest)):
        if interest is None:
            continue
        if not 0 <= interest <= 3:
            raise errors.InterestFromZeroToThree(field=f"{side}_interest")
        if not is_desk and side not in sides:
            raise errors.NotAtTheTable
        setattr(held, f"{side}_interest", interest)
    _take(held, outcome, note, next_step, is_second)
    held.save()
    logbook.record("meeting.recorded", by=by, on=held, desk=held.day.desk_id, state=held.state)
    transaction.on_commit(lambda: signals.meeting_recorded.send(Meeting, meeting=held))
    return held


def _take(meeting: Meeting, outcome: str, note: Texts | None, next_step: str, is_second: bool | None) -> None:
    if outcome in OUTCOMES:
        meeting.state = outcome
    elif outcome:
        raise ValueError(f"outcome: {outcome!r} is not one of {OUTCOMES}")
    elif meeting.state in (MeetingState.PLACED, MeetingState.PUBLISHED):
        meeting.state = MeetingState.HELD
    if note is not None:
        meeting.note = note
    meeting.next_step = next_step or meeting.next_step
    meeting.is_second = meeting.is_second if is_second is None else is_second


def _sides(meeting: Meeting, by: Account) -> set[str]:
    mine = set(by.representations.values_list("organisation_id", flat=True))
    request = meeting.request
    return {name for name, party in (("guest", request.guest), ("host", request.host)) if party.organisation_id in mine}


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Account, reason: str = "", again: bool = False) -> Meeting:
    """Take a meeting off the timetable. With `again` the request stands and may be placed anew."""
    day = locked_day(meeting.day, by)
    held = Meeting.objects.select_for_update(of=("self",)).select_related("request").get(pk=meeting.pk)
    if held.state not in (MeetingState.PLACED, MeetingState.PUBLISHED):
        raise errors.MeetingIsOver(meeting=held, state=held.get_state_display())
    vacate([held])
    held.sequence += 1
    held.save(update_fields=["state", "sequence"])
    if not again:
        MeetingRequest.objects.filter(pk=held.request_id).update(state=RequestState.DECLINED, note=reason[:300])
    logbook.record("meeting.cancelled", by=by, on=held, desk=day.desk_id, again=again)
    return held


def could_fill(meeting: Meeting, *, at: datetime) -> list[MeetingRequest]:
    """Requests without a place whose people are free in this slot: the waiting list for this chair, best first."""
    day = meeting.day
    sitting = set(
        Seat.objects.filter(meeting__day=day, slot=meeting.slot)
        .exclude(meeting=meeting)
        .values_list("attendance_id", flat=True)
    )
    waiting = (
        day.requests.standing(at)
        .exclude(meeting__state__in=[s for s in MeetingState.values if s != MeetingState.CANCELLED])
        .select_related("guest__organisation", "host__organisation")
        .prefetch_related("others__organisation")
        .order_by("-value", "pk")
    )
    return [
        request
        for request in waiting
        if not any(p.pk in sitting or meeting.slot in p.absent_slots for p in parties_of(request))
    ]


@transaction.atomic
def fill_gap(meeting: Meeting, *, request: MeetingRequest, by: Account, at: datetime | None = None) -> Meeting:
    """Somebody did not come: give the chair to a request from the waiting list."""
    moment = at or timezone.now()
    day = locked_day(meeting.day, by)
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if held.state == MeetingState.HELD:
        raise errors.MeetingIsOver(meeting=held, state=held.get_state_display())
    if request.day_id != day.pk:
        raise NotYours
    vacate([held])
    held.state, held.sequence = MeetingState.REPLACED, held.sequence + 1
    held.save(update_fields=["state", "sequence"])
    table = held.table if held.table and not request.at_host else None
    filled = seat_request(request, day, slot=held.slot, by=by, at=moment, table=table)
    logbook.record("meeting.replaced", by=by, on=held, desk=day.desk_id, instead=filled.pk)
    return filled
