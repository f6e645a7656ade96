"""Words for leads and pulses, and what a desk wants to know about many of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from greendesk.desks.sharing import OwnedQuerySet, PartQuerySet

LATELY_DAYS = 31


class LeadQuerySet(OwnedQuerySet):
    def running(self) -> LeadQuerySet:
        return self.exclude(stage__in=["delivered", "lost"])

    def due_by(self, on: date) -> LeadQuerySet:
        return self.running().filter(due_on__lte=on)

    def without_step(self) -> LeadQuerySet:
        """Running, and nobody has said what comes next."""
        return self.running().filter(Q(next_step="") | Q(due_on=None))


class PulseQuerySet(PartQuerySet):
    def due_by(self, on: date) -> PulseQuerySet:
        """Time to ask, and nobody has been asked."""
        return self.filter(due_on__lte=on, asked_on=None, answered_at=None)

    def lately_due(self, on: date) -> PulseQuerySet:
        """Due within the last month. What nobody asked in time, a person decides about: a burst of old questions annoys."""
        return self.due_by(on).filter(due_on__gt=on - timedelta(days=LATELY_DAYS))

    def waiting(self) -> PulseQuerySet:
        return self.filter(asked_on__isnull=False, answered_at=None)

    def answered(self) -> PulseQuerySet:
        return self.filter(answered_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Response:
    """How many were asked and how many answered, so many months after the beginning."""

    months: int
    asked: int
    answered: int

    @property
    def rate(self) -> float | None:
        """0–1; None where nobody was asked."""
        return self.answered / self.asked if self.asked else None


def responses(pulses: Any) -> list[Response]:
    """Response rates by months. An answer given by telephone counts as asked and answered."""
    asked = Q(asked_on__isnull=False) | Q(answered_at__isnull=False)
    rows = (
        pulses.order_by()
        .values("months")
        .annotate(asked=Count("pk", filter=asked), answered=Count("pk", filter=Q(answered_at__isnull=False)))
        .order_by("months")
    )
    return [Response(row["months"], row["asked"], row["answered"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Market:
    """Leads in one country: how many began, how many of them were signed or delivered, how many were lost."""

    country: str
    begun: int
    done: int
    lost: int

    @property
    def running(self) -> int:
        return self.begun - self.done - self.lost


def markets(leads: Any) -> list[Market]:
    """By the country of the lead's place, the largest first; without a place the country is empty."""
    done, lost = Q(stage__in=["signed", "delivered"]), Q(stage="lost")
    rows = leads.order_by().values_list("place__country_code").annotate(
        begun=Count("pk", distinct=True), done=Count("pk", filter=done, distinct=True),
        lost=Count("pk", filter=lost, distinct=True),
    )  # fmt: skip
    found = [Market(country or "", begun, done, lost) for country, begun, done, lost in rows]
    return sorted(found, key=lambda market: (-market.begun, market.country))


def count_by(leads: Any, field: str) -> dict[str, int]:
    """Leads counted by `stage` or `barrier`."""
    rows = leads.order_by().values_list(field).annotate(n=Count("pk", distinct=True))
    return {str(value): int(count) for value, count in rows if value}
