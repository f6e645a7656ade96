"""Programmes: drafted by the engine, changed by hand with the rules in sight, kept as numbered versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from greendesk.calendars import services as calendars
from greendesk.calendars.errors import AlreadyTaken
from greendesk.calendars.models import Resource
from greendesk.catalogue.models import ReferenceSite
from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.engines import programme as engine
from greendesk.kit import jobs

from .. import errors
from ..changes import kept
from ..models import Delegation, LegMinutes, Programme, Stop, StopKind, StopState
from ..plans import (
    NewStop,
    Planned,
    plan_of_stops,
    planned_case,
    solve_evenly,
    stops_from,
    who_key,
)
from ..reasons import conflicts_of, left_out_of
from ..rules import broken_rules
from ..sites import days_of
from ..trials import try_move
from ._common import latest, own_delegation
from .alternatives import keep_alternatives
from .undo import remember

MOVES = 40_000  # a number of moves, not seconds: the same guests get the same draft on any machine
FAR = timedelta(days=36_500)
GONE = (StopState.DECLINED, StopState.CANCELLED)


def draft_programme(delegation: Delegation, *, by: Account, together: Sequence[Delegation] = ()) -> UUID:
    """Ask for a draft: a job works it out and writes a version. Returns the job's id.

    `together` are delegations of the same days that share hosts and sites and are planned in one case.
    An unsent version is rewritten, a sent one followed by the next number.
    """
    from ..tasks import work_out_drafts  # the task calls this module

    numbers: dict[int, int] = {}
    with transaction.atomic():
        for one in (delegation, *together):
            row = own_delegation(one, by)
            if not days_of(row):
                raise errors.NoDays(field="starts_on")
            if row.hotel_lat is None:
                raise errors.NoHotel(field="hotel")
            numbers[row.pk] = next_number(row)
        logbook.record("programme.draft_asked", by=by, on=delegation, together=len(together))
        label = _("Programme for %(guests)s") % {"guests": delegation}
        return jobs.enqueue(
            work_out_drafts, {str(pk): n for pk, n in numbers.items()}, by.pk, label=label, account_id=by.pk
        )


def next_number(delegation: Delegation) -> int:
    newest = latest(delegation)
    return 1 if newest is None else newest.number + 1 if newest.sent_at else newest.number


def work_out(
    numbers: dict[int, int],
    *,
    by: Account,
    today: date,
    now: datetime,
    seconds: float | None = None,
    moves: int | None = None,
) -> list[Programme]:
    """Solve outside any transaction, then write each version in a short one. Running it again gives the same rows."""
    delegations = list(Delegation.objects.filter(pk__in=numbers).order_by("pk"))
    jobs.progress(0, 3, _("looking who is free"))
    planned = planned_case(delegations, today=today, now=now)
    jobs.progress(1, 3, _("searching for the best order"))
    plan = solve_evenly(planned.case, seconds=seconds or 6.0, moves=moves or (None if seconds else MOVES))
    jobs.progress(2, 3, _("writing it down"))
    made = [store_plan(planned, plan, one, number=numbers[one.pk], by=by) for one in delegations]
    written = [one for one in made if one is not None]
    if len(delegations) == 1 and written:  # of several, one alone cannot go another way
        jobs.progress(2, 3, _("looking for other ways to do it"))
        keep_alternatives(planned, plan, written[0], seconds=seconds, moves=(moves or MOVES) // 8)
    jobs.progress(3, 3)
    return written


@transaction.atomic
def store_plan(
    planned: Planned, plan: engine.Plan, delegation: Delegation, *, number: int, by: Account, why: str = ""
) -> Programme | None:
    """Write the plan as version `number`; None if that version has been sent meanwhile."""
    own_delegation(delegation, by)
    version, _made = Programme.objects.get_or_create(
        delegation=delegation, number=number, defaults={"by": by, "why": why}
    )
    if version.sent_at is not None:
        return None
    version.left_out = left_out_of(planned, plan, delegation)
    version.conflicts = conflicts_of(planned, plan)
    version.alternatives = []
    remember(version, kept("drafted-again"))
    version.save()
    write_stops(version, stops_from(planned, plan, delegation), by=by)
    logbook.record("programme.drafted", by=by, on=version, desk=delegation.desk, number=number, status=plan.status)
    return version


def write_stops(version: Programme, stops: Iterable[NewStop], *, by: Account | None) -> None:
    """Make the version hold exactly these standing stops; what continues an earlier stop keeps its uid and answers."""
    wanted = list(stops)
    there = {stop.uid: stop for stop in version.stops.exclude(state__in=GONE).select_related("booking__resource")}
    version.stops.filter(pk__in=[stop.pk for stop in there.values()]).update(starts_at=F("starts_at") - FAR)
    kept = {one.was.uid for one in wanted if one.was}
    for stop in there.values():
        if stop.uid not in kept:
            take_out(stop, by)
    for one in wanted:
        row = there.get(one.was.uid) if one.was else None
        _write(version, row, one, by)


def take_out(stop: Stop, by: Account | None) -> None:
    """Away if nobody outside knows of it, cancelled if a host was asked."""
    if stop.booking_id and stop.booking:
        calendars.release([stop.booking], by=by)
    if stop.answers.exists():
        Stop.objects.filter(pk=stop.pk).update(state=StopState.CANCELLED, booking=None, starts_at=stop.starts_at)
    else:
        stop.delete()


def _write(version: Programme, row: Stop | None, one: NewStop, by: Account | None) -> Stop:
    was = one.was
    stop = row or Stop(programme=version, uid=was.uid) if was else Stop(programme=version)
    if was is not None and row is None:
        for name in (
            "title",
            "organisation",
            "host",
            "interpreter",
            "guide",
            "is_locked",
            "state",
            "sequence",
            "booking",
            "kind",
        ):
            setattr(stop, name, getattr(was, name))
    moved = was is not None and (was.starts_at, was.ends_at, was.site_id) != (one.starts_at, one.ends_at, one.site_id)
    stop.kind, stop.site_id = one.kind, one.site_id
    stop.starts_at, stop.ends_at, stop.lat, stop.lon, stop.address = (
        one.starts_at,
        one.ends_at,
        one.lat,
        one.lon,
        one.address,
    )
    stop.travel_min, stop.travel_source = one.travel_min, one.travel_source
    if was is None:
        stop.host_id = one.host_id
        stop.title = one.title
    if moved:
        assert was is not None
        _loosen(stop, was, by)
    stop.save()
    return stop


def _loosen(stop: Stop, was: Stop, by: Account | None) -> None:
    """A moved stop needs a new word from its host, and its calendar entry a higher SEQUENCE if anyone has it."""
    if stop.state in (StopState.ASKED, StopState.CONFIRMED):
        stop.state = StopState.PLANNED
    if stop.booking_id and stop.booking:
        calendars.release([stop.booking], by=by)
        stop.booking = None
    _move_helpers(stop, was, by)
    if Stop.objects.filter(
        uid=was.uid, programme__delegation=stop.programme.delegation_id, programme__sent_at__isnull=False
    ).exists():
        stop.sequence = was.sequence + 1


def _move_helpers(stop: Stop, was: Stop, by: Account | None) -> None:
    """Interpreter and guide come along to the new time if they are free; else the stop is without them."""
    reason = f"{stop.programme.delegation} {stop.uid}"[:200]
    for name in ("interpreter", "guide"):
        helper: Resource | None = getattr(stop, name)
        if helper is None:
            continue
        calendars.release(helper.bookings.filter(starts_at=was.starts_at, ends_at=was.ends_at, reason=reason), by=by)
        try:
            calendars.book(helper, starts_at=stop.starts_at, ends_at=stop.ends_at, reason=reason, by=by)
        except AlreadyTaken:
            setattr(stop, name, None)


# -- by hand -------------------------------------------------------------------------------------------------


def open_version(delegation: Delegation, *, by: Account, why: str = "") -> Programme:
    """The version that may be changed: the unsent newest one, else a copy of the sent one under the next number."""
    newest = latest(delegation)
    if newest is not None and newest.sent_at is None:
        return newest
    version = Programme.objects.create(delegation=delegation, number=next_number(delegation), by=by, why=why)
    if newest is not None:
        version.left_out, version.conflicts = newest.left_out, newest.conflicts
        version.save()
        for stop in newest.stops.standing():
            stop.pk, stop.programme, stop._state.adding = None, version, True
            stop.save()
    return version


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say about a changed programme: sentences of those that the change broke, and of all others."""

    stop: Stop
    broken: tuple[str, ...]


def _changeable(stop: Stop, by: Account, why: str) -> tuple[Delegation, Stop]:
    """The stop in the version that may be changed. Raises NotTheLatest, StopGone."""
    delegation = own_delegation(stop.programme.delegation, by)
    newest = latest(delegation)
    assert newest is not None
    if newest.pk != stop.programme_id:
        raise errors.NotTheLatest(number=stop.programme.number, latest=newest.number)
    version = open_version(delegation, by=by, why=why)
    row = version.stops.filter(uid=stop.uid).first()
    if row is None:
        raise errors.StopGone
    remember(version, why)
    return delegation, row


def _judge(
    delegation: Delegation, row: Stop, before: set[str], *, today: date, now: datetime, anyway: bool
) -> tuple[str, ...]:
    """Rules that hold no more after a change. Raises RulesBroken, with a time that holds, unless wanted `anyway`."""
    after = broken_rules(delegation, today=today, now=now)
    new = tuple(rule for rule in after if rule not in before)
    if new and not anyway:
        free = try_move(row, starts_at=row.starts_at, today=today, now=now, before=before).free_at
        told = _("Free on that day: %(at)s.") % {"at": f"{free:%H:%M}"} if free else ""
        raise errors.RulesBroken(why=" ".join([*new, told]).strip())
    return after


@transaction.atomic
def lock_stop(stop: Stop, *, locked: bool, by: Account) -> Stop:
    """Keep a stop where it is, whatever is planned around it; or let it go again. Not a new version."""
    row = own_delegation(stop.programme.delegation, by)
    if stop.programme.sent_at is None:
        remember(stop.programme, kept("locked" if locked else "unlocked", stop))
    Stop.objects.filter(pk=stop.pk).update(is_locked=locked)
    logbook.record("stop.locked" if locked else "stop.unlocked", by=by, on=stop, desk=row.desk)
    stop.is_locked = locked
    return stop


@transaction.atomic
def move_stop(
    stop: Stop, *, starts_at: datetime, by: Account, today: date, now: datetime, anyway: bool = False
) -> Checked:
    """Put a stop at another time. Rules it would break are refused with their sentences, or told if wanted `anyway`."""
    before = set(broken_rules(stop.programme.delegation, today=today, now=now))
    delegation, row = _changeable(stop, by, kept("moved", stop))
    was = Stop.objects.get(pk=row.pk)
    length = row.ends_at - row.starts_at
    if row.programme.stops.standing().filter(starts_at=starts_at).exclude(pk=row.pk).exists():
        raise errors.StopTaken(field="starts_at")
    row.starts_at, row.ends_at = starts_at, starts_at + length
    _loosen(row, was, by)
    row.save()
    broken = _judge(delegation, row, before, today=today, now=now, anyway=anyway)
    refresh_ways(delegation, today=today, now=now)
    logbook.record("stop.moved", by=by, on=row, desk=delegation.desk)
    return Checked(row, broken)


@transaction.atomic
def add_stop(
    delegation: Delegation, *, kind: str, starts_at: datetime, by: Account, today: date, now: datetime, minutes: int = 60,
    site: ReferenceSite | None = None, anyway: bool = False, **facts: Any,
) -> Checked:  # fmt: skip
    """Put in a stop by hand: a site visit, a call, a reception. `facts`: title, organisation, lat, lon, address, host."""
    row = own_delegation(delegation, by)
    if not days_of(row):
        raise errors.NoDays(field="starts_on")
    if kind == StopKind.SITE and site is None:
        raise errors.SiteUnknown(field="site", why=_("choose which site it is."))
    can_judge = row.hotel_lat is not None
    before = set(broken_rules(row, today=today, now=now)) if can_judge else set()
    version = open_version(row, by=by, why=kept("by-hand"))
    remember(version, kept("by-hand"))
    there = version.stops.standing().filter(starts_at=starts_at).first()
    if there is not None:
        if not anyway or there.is_locked or there.state != StopState.PLANNED:
            raise errors.StopTaken(field="starts_at")
        take_out(there, by)
    stop = Stop(programme=version, kind=kind, starts_at=starts_at, is_locked=True, **facts)
    if site is not None:
        stop.site, stop.host, stop.lat, stop.lon, stop.address = site, site.host, site.lat, site.lon, site.address
        minutes = site.visit_min
    stop.ends_at = starts_at + timedelta(minutes=minutes)
    stop.save()
    broken = _judge(row, stop, before, today=today, now=now, anyway=anyway) if can_judge else ()
    if can_judge:
        refresh_ways(row, today=today, now=now)
    logbook.record("stop.added", by=by, on=stop, desk=row.desk)
    return Checked(stop, broken)


@transaction.atomic
def remove_stop(stop: Stop, *, by: Account, today: date, now: datetime) -> Programme:
    """Take a stop out. If its host was asked, it stays visible as cancelled and the host is told when it is sent."""
    delegation, row = _changeable(stop, by, kept("taken-out", stop))
    logbook.record("stop.removed", by=by, on=row, desk=delegation.desk)
    version = row.programme
    take_out(row, by)
    if delegation.hotel_lat is not None:
        refresh_ways(delegation, today=today, now=now)
    return version


@transaction.atomic
def describe_stop(stop: Stop, *, by: Account, **facts: Any) -> Stop:
    """Say more about a stop without moving it: title, address, host, organisation; an interpreter or guide is booked.

    Raises AlreadyTaken when the calendar has them elsewhere. A new host has to be asked anew.
    """
    delegation = own_delegation(stop.programme.delegation, by)
    before = Stop.objects.get(pk=stop.pk)
    for name in ("title", "address", "host", "interpreter", "guide", "organisation"):
        if name in facts:
            setattr(stop, name, facts[name])
    for name in ("interpreter", "guide"):
        if getattr(before, f"{name}_id") != getattr(stop, f"{name}_id"):
            _book_helper(stop, getattr(before, name), getattr(stop, name), by)
    if before.host_id != stop.host_id and before.state in (StopState.ASKED, StopState.CONFIRMED):
        stop.state = StopState.PLANNED
    stop.save()
    logbook.record("stop.described", by=by, on=stop, desk=delegation.desk)
    return stop


def _book_helper(stop: Stop, old: Resource | None, new: Resource | None, by: Account) -> None:
    """Give back the one who helped before, take the new one for the length of the stop."""
    reason = f"{stop.programme.delegation} {stop.uid}"[:200]
    if old is not None:
        calendars.release(old.bookings.filter(starts_at=stop.starts_at, ends_at=stop.ends_at, reason=reason), by=by)
    if new is not None:
        calendars.book(new, starts_at=stop.starts_at, ends_at=stop.ends_at, reason=reason, by=by)


@transaction.atomic
def say_minutes(
    delegation: Delegation, *, origin: str, target: str, minutes: int, by: Account, today: date, now: datetime
) -> None:
    """The desk knows better how long a way takes; its word wins from now on."""
    row = own_delegation(delegation, by)
    LegMinutes.objects.update_or_create(
        delegation=row, origin=origin, target=target, defaults={"minutes": minutes, "by": by}
    )
    refresh_ways(row, today=today, now=now)
    logbook.record("programme.minutes_said", by=by, on=row)


def say_minutes_to(stop: Stop, *, minutes: int, by: Account, today: date, now: datetime) -> None:
    """As `say_minutes`, for the way to a stop from wherever the guests come before it."""
    delegation = stop.programme.delegation
    planned = planned_case([delegation], today=today, now=now)
    plan = plan_of_stops(planned, {who_key(delegation): stop.programme})
    leg = next((leg for leg in engine.legs_of(planned.case, plan) if leg.target == planned.item(stop)), None)
    if leg is None:
        raise errors.StopGone
    say_minutes(delegation, origin=leg.origin, target=leg.target, minutes=minutes, by=by, today=today, now=now)


def refresh_ways(delegation: Delegation, *, today: date, now: datetime) -> None:
    """Measure the ways of the newest version again, after its stops have changed."""
    newest = latest(delegation)
    if newest is None:
        return
    planned = planned_case([delegation], today=today, now=now)
    plan = plan_of_stops(planned, {who_key(delegation): newest})
    for new in stops_from(planned, plan, delegation):
        if new.was is not None:
            Stop.objects.filter(programme=newest, uid=new.was.uid).update(
                travel_min=new.travel_min, travel_source=new.travel_source
            )
