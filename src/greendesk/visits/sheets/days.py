"""The newest programme of a delegation, day by day."""

from __future__ import annotations

from datetime import date

from ..errors import NoProgramme
from ..models import Delegation, Programme, Stop
from .speaking import local


def newest(delegation: Delegation) -> Programme:
    programme = delegation.programmes.order_by("-number").first()
    if programme is None:
        raise NoProgramme
    return programme


def stops_by_day(delegation: Delegation, programme: Programme) -> dict[date, list[Stop]]:
    days: dict[date, list[Stop]] = {}
    rows = programme.stops.standing().select_related(
        "site", "site__operator", "host", "host__organisation", "organisation"
    )
    for stop in rows.order_by("starts_at"):
        days.setdefault(local(stop.starts_at, delegation).date(), []).append(stop)
    return days
