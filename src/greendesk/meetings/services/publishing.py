"""From a draft to what people carry: meetings, seats, and everybody's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.calendars import services as calendar
from greendesk.calendars.models import Booking
from greendesk.desks import logbook
from greendesk.desks.models import Account

from .. import errors, signals
from ..models import Meeting, MeetingDay, MeetingState, Placement, Seat, TimetableVersion
from ..plans import owners_of
from ..queries import SlotMoment, parties_of, slots_of
from .days import locked_day
from .planning import PLANNING

MOVABLE = (MeetingState.PLACED, MeetingState.PUBLISHED, MeetingState.CANCELLED)


@transaction.atomic
def publish_timetable(version: TimetableVersion, *, by: Account, at: datetime | None = None) -> TimetableVersion:
    """Make a draft the timetable that people carry: all of it or nothing.

    Meetings keep their identity from version to version; one that changes raises its calendar SEQUENCE, one that
    is gone is cancelled. Raises AlreadyTaken when somebody is meanwhile busy elsewhere.
    """
    moment = at or timezone.now()
    day = locked_day(version.day, by)
    held = TimetableVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    placements = _placements(held)
    _refuse_unfit(held, placements, day, moment)
    live = {meeting.request_id: meeting for meeting in day.meetings.select_related("request")}
    wanted = {placement.request_id: placement for placement in placements}
    gone = [m for m in live.values() if m.state in MOVABLE[:2] and m.request_id not in wanted]
    changed = [m for pk, m in live.items() if pk in wanted and m.state in MOVABLE and _differs(m, wanted[pk])]
    vacate([*gone, *changed])
    for meeting in gone:
        meeting.sequence += 1
    for meeting in changed:
        _place(meeting, wanted[meeting.request_id], held, slots_of(day))
        meeting.sequence += 1
    new = [Meeting(day=day, request=p.request) for pk, p in wanted.items() if pk not in live]
    moments = slots_of(day)
    for meeting in new:
        _place(meeting, wanted[meeting.request_id], held, moments)
    _write(new, changed, gone)
    seat([*new, *changed], by=by, at=moment)
    held.published_at = moment
    held.facts = held.facts | {
        "placed": len(wanted),
        "sent_new": len(new),
        "sent_changed": len(changed),
        "sent_gone": len(gone),
    }
    held.save(update_fields=["published_at", "facts"])
    logbook.record(
        "timetable.published", by=by, on=day, version=held.number, new=len(new), changed=len(changed), gone=len(gone)
    )
    transaction.on_commit(lambda: signals.timetable_published.send(TimetableVersion, version=held))
    return held


def _placements(version: TimetableVersion) -> list[Placement]:
    return list(
        version.placements.select_related("request__guest__organisation", "request__host__organisation", "interpreter")
        .prefetch_related("request__others__people", "request__guest__people", "request__host__people")
        .order_by("slot", "table", "pk")
    )


def _refuse_unfit(version: TimetableVersion, placements: Sequence[Placement], day: MeetingDay, at: datetime) -> None:
    if version.status == PLANNING:
        raise errors.StillBeingPlanned(number=version.number)
    if version.published_at is not None:
        raise errors.AlreadyPublished(number=version.number)
    standing = set(day.requests.standing(at).values_list("pk", flat=True))
    over = set(day.meetings.exclude(state__in=MOVABLE).values_list("request_id", flat=True))
    stale = [str(p.request) for p in placements if p.request_id not in standing | over]
    if stale:
        raise errors.DraftIsOld(number=version.number, who=", ".join(stale[:5]))


def _differs(meeting: Meeting, placement: Placement) -> bool:
    seat_now = (meeting.slot, meeting.table, meeting.interpreter_id)
    return meeting.state == MeetingState.CANCELLED or seat_now != (
        placement.slot,
        placement.table,
        placement.interpreter_id,
    )


def _place(meeting: Meeting, placement: Placement, version: TimetableVersion, moments: Sequence[SlotMoment]) -> None:
    moment = moments[placement.slot]
    meeting.version, meeting.slot, meeting.table = version, placement.slot, placement.table
    meeting.starts_at, meeting.ends_at = moment.starts_at, moment.ends_at
    meeting.interpreter = placement.interpreter
    meeting.request = placement.request
    meeting.state = MeetingState.PUBLISHED


def vacate(meetings: Iterable[Meeting]) -> None:
    """Take meetings off their tables and out of everybody's calendar."""
    rows = list(meetings)
    ids = [meeting.pk for meeting in rows]
    Seat.objects.filter(meeting__in=ids).delete()
    Booking.objects.filter(meetings__in=ids).delete()
    Meeting.objects.filter(pk__in=ids).update(state=MeetingState.CANCELLED)
    for meeting in rows:
        meeting.state = MeetingState.CANCELLED


FIELDS = ["version", "slot", "table", "starts_at", "ends_at", "interpreter", "state", "sequence"]


def _write(new: Sequence[Meeting], changed: Sequence[Meeting], gone: Sequence[Meeting]) -> None:
    try:
        with transaction.atomic():
            Meeting.objects.bulk_update([*changed, *gone], FIELDS)
            Meeting.objects.bulk_create(new)
    except IntegrityError as clash:
        raise errors.BreaksARule(why=_("a table would be taken twice in one slot.")) from clash


def seat(meetings: Sequence[Meeting], *, by: Account, at: datetime) -> None:
    """Give everybody at the tables a seat, and fill their calendars and the interpreters'."""
    seats = [(m, party) for m in meetings for party in parties_of(m.request)]
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(Seat(meeting=m, attendance=party, slot=m.slot) for m, party in seats)
    except IntegrityError as clash:
        raise errors.BreaksARule(why=_("a party would sit at two tables in one slot.")) from clash
    entries = calendar.resources_for(owner for _m, party in seats for owner in owners_of(party))
    wanted: list[tuple[Meeting, calendar.Wanted]] = []
    for meeting in meetings:
        owners = dict.fromkeys(entries[o] for party in parties_of(meeting.request) for o in owners_of(party))
        taken = [*owners, meeting.interpreter] if meeting.interpreter else list(owners)
        reason = _("meeting %(request)s") % {"request": meeting.request}
        wanted += [(meeting, calendar.Wanted(who, meeting.starts_at, meeting.ends_at, reason)) for who in taken]
    bookings = calendar.book_all([one for _meeting, one in wanted], by=by, at=at)
    through = Meeting.bookings.through
    through.objects.bulk_create(
        through(meeting_id=meeting.pk, booking_id=booking.pk)
        for (meeting, _one), booking in zip(wanted, bookings, strict=True)
    )
