"""The ledger: what receiving guests and travelling abroad take, beside what came of each.

Method, as it is printed below the table:

* Effort is every minute and every amount entered for the kind of activity within the period (by its date; entries
  without a date always count). Currencies are never converted or added.
* Outcomes are counted over all the desk's own activities of that kind that ended within the period: delegations
  received and not cancelled, missions. *Accepted meetings*: stops that a host confirmed or that took place; meetings
  of the mission's meeting days that are not cancelled. *Second meetings*: meetings noted as such, and leads that
  reached that stage or beyond. *Leads*: leads that began at one of those stops or meetings. *Documented results*:
  effect claims of those leads that are documented or found in a registry.
* An outcome later than the period still counts: results are late by nature.
* The price of one outcome is effort divided by count, with the exact Poisson interval of `effects.uncertainty`; below
  five outcomes it is marked as too few to compare. Activities without any effort entered make prices too low, so
  their number is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, Sum

from greendesk.desks.models import Account
from greendesk.followups.models import Lead
from greendesk.meetings.models import Meeting, MeetingDay
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation, Stop

from ..uncertainty import FEW, Interval, price_interval

PAST_SECOND = ("second", "test", "negotiating", "signed", "delivered")
OUTCOMES = ("meetings", "second", "leads", "results")


@dataclass(frozen=True, slots=True)
class Price:
    """Effort for one outcome. `each` is None where there was no outcome; `low` and `high` are the 95 % interval."""

    each: float | None
    interval: Interval
    is_few: bool

    @classmethod
    def of(cls, effort: float, count: int) -> Price:
        return cls(effort / count if count else None, price_interval(effort, count), count < FEW)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often one kind of result came, and what one of them took."""

    key: str
    count: int
    minutes: Price
    money: dict[str, Price]
    travel_kg: Price | None


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of activity: inbound or outbound."""

    key: str
    activities: int
    with_effort: int
    loose_entries: int
    minutes: int
    money: dict[str, Decimal]
    travel_kg: int | None
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    inbound: Side
    outbound: Side
    first: date | None
    last: date | None

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.inbound, self.outbound

    def comparison(self, key: str) -> str:
        """Whether minutes per outcome differ: "inbound" or "outbound" is cheaper, "unclear", or "none" without effort."""
        mine, theirs = (next(o for o in side.outcomes if o.key == key) for side in self.sides)
        if not (self.inbound.minutes and self.outbound.minutes) or not (mine.count or theirs.count):
            return "none"
        if mine.minutes.interval.overlaps(theirs.minutes.interval):
            return "unclear"
        return "inbound" if mine.minutes.interval.low < theirs.minutes.interval.low else "outbound"


def ledger_of(
    account: Account, *, desks: Iterable[int] | None = None, first: date | None = None, last: date | None = None
) -> Ledger:
    """The reader's own desks' ledger (or of `desks` among them); nine queries a side, however much there is."""
    mine = [pk for pk in account.desk_ids if desks is None or pk in set(desks)]
    return Ledger(_inbound(mine, first, last), _outbound(mine, first, last), first, last)


def _within(field: str, first: date | None, last: date | None, *, blank: bool = False) -> Q:
    found = Q()
    if first:
        found &= Q(**{f"{field}__gte": first})
    if last:
        found &= Q(**{f"{field}__lte": last})
    return found | Q(**{f"{field}__isnull": True}) if blank and found else found


def _inbound(desks: list[int], first: date | None, last: date | None) -> Side:
    guests = Delegation.objects.filter(
        _within("ends_on", first, last), desk__in=desks, direction="in", cancelled_at=None, starts_on__isnull=False
    )
    stops = Stop.objects.filter(programme__delegation__in=guests)
    newest = stops.current().filter(kind__in=["site", "call", "meeting"], state__in=["confirmed", "done"])
    leads = Lead.objects.filter(stop__in=stops)
    counts = {"meetings": newest.count(), "second": leads.filter(stage__in=PAST_SECOND).count(), **_late(leads)}
    return _side("inbound", desks, guests, "delegation", counts, first, last)


def _outbound(desks: list[int], first: date | None, last: date | None) -> Side:
    missions = Mission.objects.filter(_within("ends_on", first, last), desk__in=desks, starts_on__isnull=False)
    days = MeetingDay.objects.filter(missions__in=missions).values("pk")
    meetings = Meeting.objects.filter(day__in=days).on_paper()
    leads = Lead.objects.filter(meeting__in=meetings)
    further = Lead.objects.filter(stage__in=PAST_SECOND, meeting__isnull=False)
    seconds = meetings.filter(Q(is_second=True) | Q(pk__in=further.values("meeting")))
    counts = {"meetings": meetings.count(), "second": seconds.count(), **_late(leads)}
    return _side("outbound", desks, missions, "mission", counts, first, last)


def _late(leads: Any) -> dict[str, int]:
    claims = _model("effects.EffectClaim").objects.filter(lead__in=leads, grade__in=["documented", "registry"])
    return {"leads": leads.count(), "results": claims.count()}


def _side(
    key: str,
    desks: list[int],
    activities: Any,
    link: str,
    counts: dict[str, int],
    first: date | None,
    last: date | None,
) -> Side:
    rows = _model("effects.Effort").objects.filter(_within("on", first, last, blank=True), desk__in=desks, activity=key)
    total = rows.aggregate(minutes=Sum("minutes"), kg=Sum("travel_kg"), loose=Count("pk", filter=Q(**{link: None})))
    money = {
        row["currency"]: row["sum"]
        for row in rows.order_by().values("currency").annotate(sum=Sum("cost")).order_by("currency")
        if row["sum"]
    }
    known = rows.filter(**{f"{link}__in": activities}).order_by().values(link).distinct().count()
    minutes = int(total["minutes"] or 0)
    outcomes = tuple(
        Outcome(
            name, counts[name], Price.of(minutes, counts[name]),
            {currency: Price.of(float(amount), counts[name]) for currency, amount in money.items()},
            Price.of(total["kg"], counts[name]) if total["kg"] is not None else None,
        )
        for name in OUTCOMES
    )  # fmt: skip
    return Side(key, activities.count(), known, int(total["loose"]), minutes, money, total["kg"], outcomes)


def _model(label: str) -> Any:
    return apps.get_model(label)
