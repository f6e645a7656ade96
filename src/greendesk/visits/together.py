"""Delegations of the same days beside each other: what both want, what they share, who got what and why the other not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from greendesk.calendars.models import Resource
from greendesk.catalogue.models import ReferenceSite

from .models import Delegation, Programme, Stop
from .sites import days_of, sites_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One delegation at one site: when it is there, or the row of the left-out list that says why not."""

    delegation: Delegation
    at: datetime | None = None
    stop: Stop | None = None
    left_out: dict[str, Any] | None = None
    wish: str = ""  # must, never


@dataclass(frozen=True, slots=True)
class SharedSite:
    site: ReferenceSite
    cells: tuple[Cell, ...]
    is_wanted_by_several: bool
    same_host_as: tuple[ReferenceSite, ...]


@dataclass(frozen=True, slots=True)
class SharedHelper:
    """An interpreter, a guide or a bus that comes along with more than one."""

    helper: Resource
    delegations: tuple[Delegation, ...]


@dataclass(frozen=True, slots=True)
class Together:
    delegations: tuple[Delegation, ...]
    sites: tuple[SharedSite, ...]
    helpers: tuple[SharedHelper, ...]


def neighbours_in_time(delegation: Delegation, rows: Any) -> list[Delegation]:
    """Those of `rows` that share a day with it and can be planned: days and a hotel are known."""
    if delegation.starts_on is None or delegation.ends_on is None:
        return []
    found = rows.between(delegation.starts_on, delegation.ends_on).exclude(pk=delegation.pk).exclude(hotel_lat=None)
    return list(
        found.filter(direction=delegation.direction, time_zone=delegation.time_zone).order_by("starts_on", "pk")
    )


def together_of(delegations: Sequence[Delegation]) -> Together:
    """The sites that one of them visits or several of them asked for, most contested first."""
    newest = {one.pk: one.programmes.order_by("-number").first() for one in delegations}
    stops = _stops([programme for programme in newest.values() if programme])
    rows = list(sites_of({one.desk_id for one in delegations}))
    wishes = {one.pk: {wish.site_id: wish.is_must for wish in one.site_wishes.all()} for one in delegations}
    themes = {one.pk: {row.theme_id for row in one.interests.all()} for one in delegations}
    shared = []
    for site in rows:
        cells = tuple(_cell(one, site, newest[one.pk], stops, wishes[one.pk]) for one in delegations)
        own = {theme.pk for theme in site.themes.all()}
        wanted = sum(bool(own & themes[one.pk]) or wishes[one.pk].get(site.pk) is True for one in delegations)
        if wanted > 1 or any(cell.at for cell in cells):
            same = tuple(other for other in rows if site.host_id and other.host_id == site.host_id and other != site)
            shared.append(SharedSite(site, cells, wanted > 1, same))
    shared.sort(key=lambda one: (not one.is_wanted_by_several, -sum(bool(cell.at) for cell in one.cells), one.site.pk))
    return Together(tuple(delegations), tuple(shared), _helpers(delegations))


def _stops(programmes: Sequence[Programme]) -> dict[tuple[int, int], Stop]:
    found = Stop.objects.filter(programme__in=programmes, site__isnull=False).standing()
    return {(stop.programme.delegation_id, stop.site_id or 0): stop for stop in found.select_related("programme")}


def _cell(
    one: Delegation, site: ReferenceSite, programme: Programme | None, stops: dict[tuple[int, int], Stop], wishes: Any
) -> Cell:
    stop = stops.get((one.pk, site.pk))
    why = next((row for row in programme.left_out if row["site"] == site.pk), None) if programme else None
    wish = {True: "must", False: "never"}.get(wishes.get(site.pk), "")
    return Cell(one, stop.starts_at if stop else None, stop, None if stop else why, wish)


def _helpers(delegations: Sequence[Delegation]) -> tuple[SharedHelper, ...]:
    who: dict[Resource, list[Delegation]] = {}
    for one in delegations:
        for helper in one.helpers.all():
            who.setdefault(helper, []).append(one)
    return tuple(SharedHelper(helper, tuple(rows)) for helper, rows in who.items() if len(rows) > 1)


def days_shared(delegations: Sequence[Delegation]) -> list[Any]:
    """Days on which more than one of them is here."""
    days = [day for one in delegations for day in days_of(one)]
    return sorted({day for day in days if days.count(day) > 1})
