"""The national board: what other desks let be seen, and who else is dealing with the same province at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from greendesk.atlas.models import Place
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Account, Desk, Level
from greendesk.desks.sharing import Shown
from greendesk.events.models import Event
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from .addresses import address_of

NEAR_DAYS = 7
MOST = 600  # rows of a kind in one span of days
COLUMNS = ("desk", "place", "sharing", "is_invented", "revision")
PLACE = (*CALLED_BY, "kind", "code", "scheme", "parent")
WHERE = [f"{step}{name}" for step in ("", "parent__", "parent__parent__") for name in PLACE]
TOO_WIDE = ("country", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated thing on the board, cut to what the reader may see of it."""

    key: str
    kind: str
    title: str
    place: Place | None
    province: Place | None
    first: date
    last: date
    desk: str
    desk_id: int
    is_ours: bool
    is_invented: bool
    is_shared: bool
    url: str
    revision: int

    def touches(self, first: date, last: date) -> bool:
        return self.first <= last and self.last >= first


@dataclass(frozen=True, slots=True)
class Alert:
    """Several desks deal with one province within a week of each other."""

    province: Place
    entries: tuple[Entry, ...]
    concerns_us: bool

    @property
    def desks(self) -> list[str]:
        return sorted({entry.desk for entry in self.entries})

    @property
    def first(self) -> date:
        return min(entry.first for entry in self.entries)

    @property
    def last(self) -> date:
        return max(entry.last for entry in self.entries)


def entries_between(
    account: Account, first: date, last: date, *, theme: str = "", place: Place | None = None
) -> list[Entry]:
    """Delegations, missions and events of all desks that touch the days, soonest first; five queries."""
    return entries_of(placed(dated_rows(account, (first, last), theme=theme, place=place)))


def dated_rows(account: Account, *spans: tuple[date, date], theme: str = "", place: Place | None = None) -> list[Any]:
    """What an entry is made of, of everything that touches one of these spans of days; yet to be `placed`."""
    found: list[Any] = []
    for model, until, also in (
        (Delegation, "ends_on", {"cancelled_at": None}),
        (Mission, "ends_on", {}),
        (Event, "starts_on", {}),
    ):
        touching = (Q(("starts_on__lte", last), (f"{until}__gte", first)) for first, last in spans)
        rows: Any = model.objects.visible_to(account).filter(reduce(or_, touching), **also)
        if theme:
            rows = rows.filter(pk__in=model.objects.filter(themes__key=theme).values("pk"))
        if place is not None:
            rows = rows.filter(place__lineage__startswith=place.lineage)
        found += rows.only("name", "starts_on", until, *COLUMNS)[: MOST * len(spans)]
    return found


def placed(rows: Iterable[Any]) -> list[Any]:
    """Rows with their desk and their place up to its country: the same few of them, each loaded once."""
    found = list(rows)
    desks = Desk.objects.only("name").in_bulk({row.desk_id for row in found})
    places = (
        Place.objects.select_related("parent__parent").only(*WHERE).in_bulk({row.place_id for row in found} - {None})
    )
    for row in found:
        row.desk, row.place = desks[row.desk_id], places.get(row.place_id)
    return found


def entries_of(rows: Iterable[Any]) -> list[Entry]:
    """Soonest first."""
    return sorted(map(_entry, rows), key=lambda entry: (entry.first, entry.last, entry.desk, entry.key))


def _entry(row: Any) -> Entry:
    shown = Shown(row)
    where = shown.place or None
    return Entry(
        key=f"{row._meta.model_name}-{row.pk}", kind=shown.kind_name, title=str(shown), place=where,
        province=province_of(where), first=row.starts_on, last=getattr(row, "ends_on", None) or row.starts_on,
        desk=row.desk.name, desk_id=row.desk_id, is_ours=shown.is_full, is_invented=row.is_invented, is_shared=row.sharing >= Level.EXISTENCE,
        url=address_of(row), revision=row.revision,
    )  # fmt: skip


def province_of(place: Place | None) -> Place | None:
    """The province or region that a place lies in; None for a country, where everybody is everybody's neighbour."""
    here = place
    while here is not None and here.kind not in ("province", "region", "country") and here.parent is not None:
        here = here.parent
    return None if here is None or here.kind in TOO_WIDE else here


def alerts_in(entries: Iterable[Entry], *, near_days: int = NEAR_DAYS) -> list[Alert]:
    """Groups of entries of different desks, same province, no more than `near_days` apart; ours first, then soonest."""
    by_province: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.province is not None:
            by_province[entry.province.pk].append(entry)
    alerts = []
    for rows in by_province.values():
        for group in _together(sorted(rows, key=lambda e: (e.first, e.key)), timedelta(days=near_days)):
            if len({entry.desk_id for entry in group}) > 1 and group[0].province is not None:
                alerts.append(Alert(group[0].province, tuple(group), any(entry.is_ours for entry in group)))
    return sorted(alerts, key=lambda alert: (not alert.concerns_us, alert.first))


def _together(rows: Sequence[Entry], gap: timedelta) -> Iterable[list[Entry]]:
    group: list[Entry] = []
    until = date.min
    for row in rows:
        if group and row.first > until + gap:
            yield group
            group = []
        until = row.last if not group else max(until, row.last)
        group.append(row)
    if group:
        yield group
