"""Year by year: from which countries guests came, and how often which desk was present where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from greendesk.atlas.models import Place
from greendesk.desks.models import Account
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from .alerts import province_of


@dataclass(frozen=True, slots=True)
class Market:
    """Delegations to us from one country: one count a year, and how many are still to come."""

    country: str
    counts: tuple[int, ...]
    planned: int

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Presence:
    """One desk in one province: journeys a year, the last day it was there and the next it plans to be."""

    place: Place
    desk: str
    counts: tuple[int, ...]
    last: date | None
    next: date | None


def years_until(on: date, *, count: int = 8) -> list[int]:
    return list(range(on.year - count + 1, on.year + 1))


def first_told(rows: Sequence[Market | Presence]) -> int:
    """Position of the first year for which any of these rows, all over the same years, has a count; the last if none."""
    told = [any(year) for year in zip(*(row.counts for row in rows), strict=True)]
    return told.index(True) if any(told) else max(0, len(told) - 1)


def guests_by_country(account: Account, on: date, years: Sequence[int]) -> list[Market]:
    """Inbound delegations that the account may know of, by country, the largest first; one query.

    A delegation counts in the year of its first day; one that has not begun by `on` is planned. Undated and
    cancelled ones count nowhere.
    """
    rows = Delegation.objects.visible_to(account).inbound().filter(starts_on__isnull=False, cancelled_at=None)
    came: Counter[tuple[str, int]] = Counter()
    planned: Counter[str] = Counter()
    for country, day in rows.order_by().values_list("place__country_code", "starts_on"):
        if day > on:
            planned[country or ""] += 1
        else:
            came[country or "", day.year] += 1
    countries = {country for country, _year in came} | set(planned)
    found = [Market(c, tuple(came[c, year] for year in years), planned[c]) for c in countries]
    return sorted(found, key=lambda row: (-row.total, -row.planned, row.country))


def presence_of(account: Account, on: date, years: Sequence[int]) -> list[Presence]:
    """Missions and delegations abroad by province and desk, the longest absent first; two queries.

    A mission with its programme abroad is one journey. Journeys without days, and to a country at large, do not count.
    """
    journeys: dict[tuple[int, str], tuple[Place, list[tuple[date, date]]]] = {}
    for row in (*_missions(account), *_abroad(account)):
        if (province := province_of(row.place)) is not None:
            kept = journeys.setdefault((province.pk, row.desk.name), (province, []))
            kept[1].append((row.starts_on, row.ends_on or row.starts_on))
    found = [_presence(place, desk, days, on, years) for (_pk, desk), (place, days) in journeys.items()]
    return sorted(found, key=lambda row: (row.last or date.min, row.place.pk, row.desk))


def _missions(account: Account) -> Any:
    return Mission.objects.visible_to(account).filter(starts_on__isnull=False).select_related("desk", "place__parent__parent")  # fmt: skip


def _abroad(account: Account) -> Any:
    rows = Delegation.objects.visible_to(account).filter(
        direction="out", starts_on__isnull=False, cancelled_at=None, mission=None
    )
    return rows.select_related("desk", "place__parent__parent")


def _presence(place: Place, desk: str, days: list[tuple[date, date]], on: date, years: Sequence[int]) -> Presence:
    been = [(first, last) for first, last in days if first <= on]
    each = Counter(first.year for first, _last in been)
    ahead = [first for first, _last in days if first > on]
    return Presence(
        place, desk, tuple(each[year] for year in years), max((min(last, on) for _first, last in been), default=None),
        min(ahead, default=None),
    )  # fmt: skip
