"""Words for bookings, and who is busy when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from greendesk.desks.sharing import PartQuerySet

if TYPE_CHECKING:
    from .models import Resource


class BookingQuerySet(PartQuerySet):
    def standing(self, at: datetime) -> BookingQuerySet:
        """Firm, or held and not yet lapsed."""
        return self.filter(Q(is_hold=False) | Q(holds_until=None) | Q(holds_until__gt=at))

    def lapsed(self, at: datetime) -> BookingQuerySet:
        return self.filter(is_hold=True, holds_until__lte=at)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> BookingQuerySet:
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of time in which a resource is taken; moments are UTC."""

    resource_id: int
    booking_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    is_hold: bool


def busy_between(
    resources: Iterable[Resource | int], starts_at: datetime, ends_at: datetime, *, at: datetime
) -> list[Busy]:
    """When these are taken inside the stretch, in the order of time; lapsed holds do not count. One query."""
    ids = [resource if isinstance(resource, int) else resource.pk for resource in resources]
    bookings = apps.get_model("calendars.Booking").objects
    rows = bookings.filter(resource__in=ids).standing(at).overlapping(starts_at, ends_at).order_by("starts_at", "pk")
    return [Busy(b.resource_id, b.pk, b.starts_at, b.ends_at, b.reason, b.is_hold) for b in rows]


def free_among(
    resources: Iterable[Resource], starts_at: datetime, ends_at: datetime, *, at: datetime
) -> list[Resource]:
    """Those of the resources that nothing takes in the whole stretch, in the order given."""
    asked = list(resources)
    busy = {taken.resource_id for taken in busy_between(asked, starts_at, ends_at, at=at)}
    return [resource for resource in asked if resource.pk not in busy]
