"""Verbs of the calendar: book, hold, confirm, release.

Whoever may plan a meeting or a visit may book those who take part: the rooms above have checked that. The calendar
only keeps everybody in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.catalogue.models import ReferenceSite
from greendesk.desks import logbook
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Organisation, Person

from . import errors
from .models import CELL_MIN, Booking, BusyCell, Resource, ResourceKind

Owner = Person | Organisation | ReferenceSite
KINDS: dict[type, tuple[str, str]] = {
    Person: ("person", ResourceKind.PERSON),
    Organisation: ("organisation", ResourceKind.ORGANISATION),
    ReferenceSite: ("site", ResourceKind.SITE),
}
CELL_S = CELL_MIN * 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """One resource from one moment to another. `hold_until` makes it a soft hold that lapses then."""

    resource: Resource
    starts_at: datetime
    ends_at: datetime
    reason: str
    hold_until: datetime | None = None

    @property
    def cells(self) -> range:
        """Numbers of the five-minute cells that the stretch touches."""
        first = int(self.starts_at.timestamp()) // CELL_S
        return range(first, -(-int(self.ends_at.timestamp()) // CELL_S))


def resource_for(owner: Owner) -> Resource:
    """The calendar entry of a person, an organisation or a site, made when it is first needed."""
    return resources_for([owner])[owner]


def resources_for(owners: Iterable[Owner]) -> dict[Owner, Resource]:
    """As `resource_for`, for many at once: one query for each kind, and one more for each that is new."""
    asked = list(dict.fromkeys(owners))
    found: dict[Owner, Resource] = {}
    for model, (field, kind) in KINDS.items():
        mine = [owner for owner in asked if type(owner) is model]
        there = (
            {getattr(r, f"{field}_id"): r for r in Resource.objects.filter(**{f"{field}__in": mine})} if mine else {}
        )
        for owner in mine:
            found[owner] = there.get(owner.pk) or _make_resource(owner, field, kind)
    return found


def _make_resource(owner: Owner, field: str, kind: str) -> Resource:
    resource, _made = Resource.objects.get_or_create(
        **{field: owner},
        defaults={
            "desk_id": owner.desk_id,
            "kind": kind,
            "name": str(owner)[:120],
            "sharing": Level.PRIVATE,
            "languages": getattr(owner, "languages", []),
            "is_invented": owner.is_invented,
        },
    )
    return resource


def book(
    resource: Resource,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Account | None,
    hold_until: datetime | None = None,
    at: datetime | None = None,
) -> Booking:
    """Take a resource for a while. Raises AlreadyTaken, naming who, when and by what."""
    return book_all([Wanted(resource, starts_at, ends_at, reason, hold_until)], by=by, at=at)[0]


@transaction.atomic
def book_all(wanted: Sequence[Wanted], *, by: Account | None, at: datetime | None = None) -> list[Booking]:
    """Take several at once: all of them or none. Holds that have lapsed `at` (default: now) give way."""
    if any(one.ends_at <= one.starts_at for one in wanted):
        raise errors.EndsBeforeItStarts(field="ends_at")
    _refuse_clash_inside(wanted, by)
    _sweep(wanted, at or timezone.now())
    try:
        with transaction.atomic():
            bookings = Booking.objects.bulk_create(_row(one) for one in wanted)
            BusyCell.objects.bulk_create(
                (
                    BusyCell(resource=one.resource, cell=cell, booking=booking)
                    for one, booking in zip(wanted, bookings, strict=True)
                    for cell in one.cells
                ),
                batch_size=5000,
            )
    except IntegrityError as clash:
        raise _taken(wanted, by) from clash
    for desk in sorted({one.resource.desk_id for one in wanted}):
        mine = [b.resource_id for b in bookings if b.resource.desk_id == desk]
        logbook.record("calendar.booked", by=by, desk=desk, bookings=len(mine), resources=len(set(mine)))
    return bookings


def _row(one: Wanted) -> Booking:
    return Booking(
        resource=one.resource,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        reason=one.reason[:200],
        is_hold=one.hold_until is not None,
        holds_until=one.hold_until,
    )


def _sweep(wanted: Sequence[Wanted], at: datetime) -> None:
    """Take away lapsed holds of the resources asked for, so that a forgotten request blocks nobody."""
    ids = {one.resource.pk for one in wanted}
    Booking.objects.filter(resource__in=ids).lapsed(at).delete()


def _refuse_clash_inside(wanted: Sequence[Wanted], by: Account | None) -> None:
    taken: dict[tuple[int, int], Wanted] = {}
    for one in wanted:
        for cell in one.cells:
            other = taken.setdefault((one.resource.pk, cell), one)
            if other is not one:
                raise _refusal(one.resource, other.starts_at, other.ends_at, other.reason, by)


def _taken(wanted: Sequence[Wanted], by: Account | None) -> errors.CalendarError:
    """The refusal that names the first clash with what is booked already."""
    for one in wanted:
        cells = one.cells
        cell = (
            BusyCell.objects.filter(resource=one.resource, cell__gte=cells.start, cell__lt=cells.stop)
            .select_related("booking")
            .order_by("cell")
            .first()
        )
        if cell is not None:
            return _refusal(one.resource, cell.booking.starts_at, cell.booking.ends_at, cell.booking.reason, by)
    first = wanted[0]
    return _refusal(first.resource, first.starts_at, first.ends_at, "", by)


def _refusal(
    resource: Resource, starts_at: datetime, ends_at: datetime, reason: str, by: Account | None
) -> errors.AlreadyTaken:
    """Another desk's reason stays behind the wall: the reader only learns that the time is taken."""
    ours = by is None or Resource.objects.ours(by).filter(pk=resource.pk).exists()
    zone = ZoneInfo(resource.desk.time_zone)
    begins, ends = timezone.localtime(starts_at, zone), timezone.localtime(ends_at, zone)
    return errors.AlreadyTaken(
        field="starts_at",
        who=str(resource),
        **{"from": f"{begins:%Y-%m-%d %H:%M}", "to": f"{ends:%H:%M} ({resource.desk.time_zone})"},
        reason=(reason if ours else "") or _("something else"),
    )


@transaction.atomic
def release(bookings: Iterable[Booking], *, by: Account | None) -> int:
    """Give back what was taken; returns how many bookings there were."""
    rows = list(bookings)
    for desk in sorted({booking.resource.desk_id for booking in rows}):
        count = sum(booking.resource.desk_id == desk for booking in rows)
        logbook.record("calendar.released", by=by, desk=desk, bookings=count)
    Booking.objects.filter(pk__in=[booking.pk for booking in rows]).delete()
    return len(rows)


@transaction.atomic
def confirm_hold(booking: Booking, *, by: Account | None, at: datetime | None = None) -> Booking:
    """Make a hold firm. Raises HoldHasLapsed when its deadline has passed."""
    held = Booking.objects.select_for_update(of=("self",)).select_related("resource").filter(pk=booking.pk).first()
    moment = at or timezone.now()
    until = (held or booking).holds_until
    if held is None or (held.is_hold and until is not None and until <= moment):
        shown = f"{timezone.localtime(until):%Y-%m-%d %H:%M}" if until else "–"
        raise errors.HoldHasLapsed(who=str(booking.resource), until=shown)
    if held.is_hold:
        held.is_hold, held.holds_until = False, None
        held.save(update_fields=["is_hold", "holds_until"])
        logbook.record("calendar.confirmed", by=by, on=held, desk=held.resource.desk_id)
    return held


@transaction.atomic
def lapse_holds(at: datetime) -> int:
    """Release every hold whose deadline has passed; returns how many. Safe to run as often as one likes."""
    rows = list(Booking.objects.lapsed(at).select_related("resource"))
    return release(rows, by=None) if rows else 0
