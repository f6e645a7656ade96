"""Changes by hand can be taken back, one after the other, as long as the version has not been sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from greendesk.calendars import services as calendars
from greendesk.calendars.errors import AlreadyTaken
from greendesk.calendars.models import Resource
from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.kit.texts import Texts

from .. import errors
from ..models import Programme, Stop, StopState
from ._common import latest, own_delegation

MOST = 20
PLAIN = (
    "kind", "site_id", "organisation_id", "lat", "lon", "address", "travel_min", "travel_source", "host_id",
    "interpreter_id", "guide_id", "is_locked", "state",
)  # fmt: skip


def remember(version: Programme, what: str) -> None:
    """Keep the stops as they are before a change. Call it inside the change's transaction."""
    stops = [_kept(stop) for stop in version.stops.standing()]
    if stops:
        version.undo = [*version.undo, {"what": what, "stops": stops}][-MOST:]
        Programme.objects.filter(pk=version.pk).update(undo=version.undo)


def _kept(stop: Stop) -> dict[str, Any]:
    return {
        "uid": str(stop.uid), "title": stop.title.plain(), "starts_at": stop.starts_at.isoformat(),
        "ends_at": stop.ends_at.isoformat(), **{name: getattr(stop, name) for name in PLAIN},
    }  # fmt: skip


@transaction.atomic
def undo_change(programme: Programme, *, by: Account, today: date, now: datetime) -> str:
    """Take the latest change back and say what it was.

    Times that were held or confirmed are taken again; where somebody else has them by now, the host has to be asked
    once more. Raises NothingToUndo, NotTheLatest.
    """
    from .programmes import refresh_ways, take_out  # that module remembers, and is asked here to take out

    delegation = own_delegation(programme.delegation, by)
    version = Programme.objects.select_for_update().get(pk=programme.pk)
    newest = latest(delegation)
    if newest is not None and newest.pk != version.pk:
        raise errors.NotTheLatest(number=version.number, latest=newest.number)
    if version.sent_at or not version.undo:
        raise errors.NothingToUndo
    last = version.undo[-1]
    rows = {str(stop.uid): stop for stop in version.stops.select_related("booking__resource", "interpreter", "guide")}
    wanted = {row["uid"] for row in last["stops"]}
    for uid, stop in rows.items():
        if uid not in wanted and stop.state not in (StopState.DECLINED, StopState.CANCELLED):
            take_out(stop, by)
    version.stops.filter(uid__in=wanted).update(
        starts_at=F("starts_at") - timedelta(days=36_500)  # out of each other's way
    )
    for row in last["stops"]:
        _put_back(version, rows.get(row["uid"]), row, by=by, now=now)
    version.undo = version.undo[:-1]
    version.save(update_fields=["undo"])
    if delegation.hotel_lat is not None:
        refresh_ways(delegation, today=today, now=now)
    logbook.record("programme.undone", by=by, on=version, desk=delegation.desk)
    return str(last["what"])


def _put_back(version: Programme, there: Stop | None, row: dict[str, Any], *, by: Account, now: datetime) -> None:
    starts, ends = datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"])
    stop = there or Stop(programme=version, uid=row["uid"])
    moved = there is None or (there.starts_at, there.ends_at) != (starts, ends)
    before = {name: getattr(there, f"{name}_id") for name in ("interpreter", "guide")} if there else {}
    if moved and there is not None:
        _free(there, by)
    for name in PLAIN:
        setattr(stop, name, row[name])
    stop.title, stop.starts_at, stop.ends_at = Texts.from_plain(row["title"]), starts, ends
    if moved and stop.state in (StopState.ASKED, StopState.CONFIRMED):
        _take_again(stop, by=by, now=now)
    for name in ("interpreter", "guide"):
        if getattr(stop, f"{name}_id") and (moved or before.get(name) != getattr(stop, f"{name}_id")):
            _book_again(stop, name, by)
    stop.save()


def _free(stop: Stop, by: Account) -> None:
    """Give back what the stop holds at its present time."""
    if stop.booking_id and stop.booking:
        calendars.release([stop.booking], by=by)
        stop.booking = None
    for helper in (stop.interpreter, stop.guide):
        if helper is not None:
            held = helper.bookings.filter(starts_at=stop.starts_at, ends_at=stop.ends_at, reason=_reason(stop))
            calendars.release(held, by=by)


def _take_again(stop: Stop, *, by: Account, now: datetime) -> None:
    from .hosts import HOLD  # hosts imports the programme's verbs

    owner = stop.site or stop.host
    if owner is None:
        return
    hold = now + HOLD if stop.state == StopState.ASKED else None
    try:
        stop.booking = calendars.book(
            calendars.resource_for(owner), starts_at=stop.starts_at, ends_at=stop.ends_at,
            reason=str(stop.programme.delegation), by=by, hold_until=hold, at=now,
        )  # fmt: skip
    except AlreadyTaken:
        stop.state = StopState.PLANNED


def _book_again(stop: Stop, name: str, by: Account) -> None:
    helper = Resource.objects.get(pk=getattr(stop, f"{name}_id"))
    try:
        calendars.book(helper, starts_at=stop.starts_at, ends_at=stop.ends_at, reason=_reason(stop), by=by)
    except AlreadyTaken:
        setattr(stop, name, None)


def _reason(stop: Stop) -> str:
    return f"{stop.programme.delegation} {stop.uid}"[:200]
