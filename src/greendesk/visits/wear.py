"""How far sites and companies are used: visits a month, days of rest, what is left of a month, and each company's share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone

from greendesk.catalogue.models import Company, ReferenceSite

from .models import Stop
from .sites import exposure_of, midnight, sites_of, wear_of


@dataclass(frozen=True, slots=True)
class Worn:
    """One site: visits by month (the oldest first), the last and the next one, and until when it rests."""

    site: ReferenceSite
    months: tuple[int, ...]
    last_on: date | None
    next_on: date | None
    rests_until: date | None
    left_this_month: int | None

    @property
    def visits(self) -> int:
        return sum(self.months)


@dataclass(frozen=True, slots=True)
class Exposed:
    """One company: visits to sites it stands behind within a year, and its share of all such visits in per cent."""

    company: Company
    visits: int
    share: float


def months_before(on: date, *, count: int = 12) -> list[str]:
    """The calendar months up to the one of `on`, the oldest first, as 2026-03."""
    first = on.year * 12 + on.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first - count + 1, first + 1)]


def worn_sites(sites: Sequence[ReferenceSite], *, on: date) -> list[Worn]:
    """Every site with its year, the most visited first. Two queries, however many sites."""
    keys = months_before(on)
    counts = wear_of(sites, on=on)
    stops = Stop.objects.current().standing().filter(site__in=[site.pk for site in sites]).order_by()
    tomorrow = midnight(on + timedelta(days=1))
    ends = {
        site: (last, coming)
        for site, last, coming in stops.values_list("site").annotate(
            last=Max("starts_at", filter=Q(starts_at__lt=tomorrow)),
            coming=Min("starts_at", filter=Q(starts_at__gte=tomorrow)),
        )
    }
    rows = [_worn(site, counts.get(site.pk, {}), keys, *ends.get(site.pk, (None, None)), on) for site in sites]
    return sorted(rows, key=lambda row: (-row.visits, row.site.pk))


def _worn(site: ReferenceSite, counts: dict[str, int], keys: list[str], last: Any, coming: Any, on: date) -> Worn:
    last_on, next_on = (timezone.localtime(at).date() if at else None for at in (last, coming))
    rests = last_on + timedelta(days=site.rest_days) if last_on and site.rest_days else None
    left = max(0, site.visits_a_month - counts.get(keys[-1], 0)) if site.visits_a_month else None
    return Worn(
        site,
        tuple(counts.get(key, 0) for key in keys),
        last_on,
        next_on,
        rests if rests and rests >= on else None,
        left,
    )


def exposed_companies(desks: Iterable[int], *, on: date) -> list[Exposed]:
    """Companies behind our sites by their share of what guests were shown; those never shown stand there with nothing."""
    ids = list(desks)
    counts = exposure_of(ids, on=on)
    total = sum(counts.values())
    sites = sites_of(ids).prefetch_related(None).select_related(None).values("pk")
    behind = Q(sites__in=sites) | Q(pk__in=counts)
    companies = Company.objects.filter(behind).distinct().select_related("organisation")
    rows = [
        Exposed(one, counts.get(one.pk, 0), round(100 * counts.get(one.pk, 0) / total, 1) if total else 0.0)
        for one in companies
    ]
    return sorted(rows, key=lambda row: (-row.visits, str(row.company)))
