"""Move a single meeting by hand, in a draft or in what people carry, with the rules looking on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from greendesk.calendars.models import Resource
from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.engines.timetable import Timetable, check
from greendesk.kit.errors import NotYours

from .. import errors
from ..models import Meeting, MeetingDay, MeetingRequest, MeetingState, Placement, TimetableVersion
from ..plans import DayPlan, plan_of
from ..queries import current_version
from ..sayings import say_violation
from .days import locked_day
from .planning import carried_by
from .publishing import MOVABLE, seat, vacate

Helpers = dict[int, int | None]


def objections(
    plan: DayPlan, seats: dict[int, int], helpers: Helpers, request: MeetingRequest, slot: int
) -> tuple[list[str], int | None]:
    """What speaks against a request in a slot, in sentences, and the interpreter who would come along.

    `seats` is {request id: slot} of all the others. Rules already broken before are not held against it.
    """
    if request.pk not in {r.pk for r in plan.requests}:
        return [], None
    freed = replace(plan.problem, meetings=tuple(replace(m, fixed=None) for m in plan.problem.meetings))
    free_plan = replace(plan, problem=freed)
    before = _broken(free_plan, {k: v for k, v in seats.items() if k != request.pk}, helpers)
    trials = [helpers.get(request.pk), None, *(one.id for one in plan.problem.interpreters)]
    best: tuple[list[str], int | None] | None = None
    for helper in dict.fromkeys(int(t) if t is not None else None for t in trials):
        after = _broken(free_plan, seats | {request.pk: slot}, helpers | {request.pk: helper})
        said = [text for key, text in after.items() if key not in before]
        if not said:
            return [], helper
        best = min(best, (said, helper), key=lambda pair: len(pair[0])) if best else (said, helper)
    return best or ([], None)


def _broken(plan: DayPlan, seats: dict[int, int], helpers: Helpers) -> dict[tuple[object, ...], str]:
    slots = plan.slots_of(seats)
    rows = tuple(helpers.get(r.pk) if slot is not None else None for r, slot in zip(plan.requests, slots, strict=True))
    found = check(plan.problem, Timetable(slots, rows))
    return {(v.rule, v.people, v.meetings, v.slots): say_violation(plan, v) for v in found}


def _fit(plan: DayPlan, seats: dict[int, int], helpers: Helpers, request: MeetingRequest, slot: int) -> int | None:
    if not 0 <= slot < len(plan.moments):
        raise errors.NoSuchSlot(field="slot", slot=slot)
    why, helper = objections(plan, seats, helpers, request, slot)
    if why:
        raise errors.BreaksARule(field="slot", why="; ".join(dict.fromkeys(why)) + ".")
    return helper


def _table(day: MeetingDay, request: MeetingRequest, table: int | None, taken: Sequence[int], was: int) -> int:
    """The table asked for, else the one it had, else the first free one."""
    if request.at_host:
        return 0
    if table is not None and not 1 <= table <= day.tables:
        raise errors.NoSuchTable(field="table", table=table, tables=day.tables)
    if table is not None and table in taken:
        raise errors.TableIsTaken(field="table", table=table)
    free = [t for t in range(1, day.tables + 1) if t not in taken]
    if table or was in free:
        return table or was
    if not free:
        raise errors.NoTableFree(field="slot")
    return free[0]


@transaction.atomic
def move_in_draft(
    version: TimetableVersion,
    *,
    request: MeetingRequest,
    slot: int,
    by: Account,
    table: int | None = None,
    at: datetime | None = None,
) -> Placement:
    """Seat or re-seat one request in a draft. Raises BreaksARule with the rules in words."""
    day = locked_day(version.day, by)
    held = TimetableVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if held.published_at is not None:
        raise errors.AlreadyPublished(number=held.number)
    rows = {p.request_id: p for p in held.placements.all()}
    seats = {pk: p.slot for pk, p in rows.items()}
    helper = _fit(
        plan_of(day, at=at or timezone.now()), seats, {pk: p.interpreter_id for pk, p in rows.items()}, request, slot
    )
    taken = [p.table for pk, p in rows.items() if p.slot == slot and pk != request.pk]
    chosen = _table(day, request, table, taken, rows[request.pk].table if request.pk in rows else 0)
    placement, _made = Placement.objects.update_or_create(
        version=held, request=request, defaults={"slot": slot, "table": chosen, "interpreter_id": helper}
    )
    held.facts = held.facts | {
        "left_out": [pk for pk in held.facts.get("left_out", []) if pk != request.pk],
        "by_hand": True,
    }
    held.facts["unplaced"] = len(held.facts["left_out"])
    held.save(update_fields=["facts"])
    logbook.record("timetable.draft_changed", by=by, on=day, version=held.number, request=request.pk, slot=slot)
    return placement


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    *,
    slot: int,
    by: Account,
    table: int | None = None,
    at: datetime | None = None,
) -> Meeting:
    """Move a published meeting to another slot or table. Raises BreaksARule, or AlreadyTaken for a busy person."""
    moment = at or timezone.now()
    day = locked_day(meeting.day, by)
    held = _movable(meeting)
    carried = carried_by(day)
    plan = plan_of(day, at=moment)
    helper = _fit(plan, carried.slots, carried.interpreters, held.request, slot)
    taken = [t for pk, (s, t) in carried.tables.items() if s == slot and pk != held.request_id]
    chosen = _table(day, held.request, table, taken, held.table)
    vacate([held])
    _settle(held, plan, slot, chosen, helper)
    held.sequence += 1
    held.save()
    seat([held], by=by, at=moment)
    logbook.record("meeting.moved", by=by, on=held, desk=day.desk_id, slot=slot, table=chosen)
    return held


def _movable(meeting: Meeting) -> Meeting:
    held = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("request__guest", "request__host")
        .get(pk=meeting.pk)
    )
    if held.state not in MOVABLE[:2]:
        raise errors.MeetingIsOver(meeting=held, state=held.get_state_display())
    return held


def _settle(meeting: Meeting, plan: DayPlan, slot: int, table: int, helper: int | None) -> None:
    moment = plan.moments[slot]
    meeting.slot, meeting.table, meeting.state = slot, table, MeetingState.PUBLISHED
    meeting.starts_at, meeting.ends_at = moment.starts_at, moment.ends_at
    meeting.interpreter = Resource.objects.get(pk=helper) if helper else None


@transaction.atomic
def choose_slot(request: MeetingRequest, *, slot: int, by: Account, at: datetime | None = None) -> Meeting:
    """On a self-booking day a party puts an accepted request into a slot that suits; the desk may do so on any day."""
    moment = at or timezone.now()
    day = MeetingDay.objects.select_for_update(of=("self",)).get(pk=request.day_id)
    is_desk = MeetingDay.objects.editable_by(by).filter(pk=day.pk).exists()
    if not is_desk and not MeetingRequest.objects.all().of_account(by).filter(pk=request.pk).exists():
        raise NotYours
    if not is_desk and not day.is_self_booking:
        raise errors.ChoosesNoSlots
    if request.state != "accepted":
        raise errors.BreaksARule(field="slot", why=f"{request.get_state_display()}.")
    existing = Meeting.objects.filter(request=request).first()
    if existing is not None and existing.state != MeetingState.CANCELLED:
        raise errors.MeetingIsOver(meeting=existing, state=existing.get_state_display())
    return seat_request(request, day, slot=slot, by=by, at=moment)


def seat_request(
    request: MeetingRequest, day: MeetingDay, *, slot: int, by: Account, at: datetime, table: int | None = None
) -> Meeting:
    """A new meeting in a slot of the timetable that people carry. The caller holds the lock on the day."""
    carried, plan = carried_by(day), plan_of(day, at=at)
    helper = _fit(plan, carried.slots, carried.interpreters, request, slot)
    taken = [t for s, t in carried.tables.values() if s == slot]
    meeting = Meeting.objects.filter(request=request).first() or Meeting(day=day, request=request)
    meeting.version = current_version(day) or _first_version(day, by, at)
    _settle(meeting, plan, slot, _table(day, request, table, taken, 0), helper)
    meeting.sequence += 1 if meeting.pk else 0
    meeting.save()
    seat([meeting], by=by, at=at)
    logbook.record("meeting.seated", by=by, on=meeting, desk=day.desk_id, slot=slot)
    return meeting


def _first_version(day: MeetingDay, by: Account, at: datetime) -> TimetableVersion:
    last = day.versions.aggregate(last=Max("number"))["last"] or 0
    return TimetableVersion.objects.create(day=day, number=last + 1, status="by_hand", published_at=at, by=by)
