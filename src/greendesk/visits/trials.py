"""What if a stop were at another time? The rules are asked without changing anything, and the nearest time that holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from greendesk.engines import programme as engine

from .models import Stop
from .plans import Planned, plan_of_stops, planned_case, tally, who_key
from .rules import sentence
from .services._common import zone_of

STEP_MIN = 5
REACH_MIN = 8 * 60


@dataclass(frozen=True, slots=True)
class Tried:
    """Rules that would break anew, each a sentence, and the nearest time of that day at which none does."""

    broken: tuple[str, ...]
    free_at: datetime | None = None


@dataclass(slots=True)
class Trial:
    """A programme in memory, from which one stop has been lifted."""

    planned: Planned
    plan: engine.Plan
    stop: Stop
    before: frozenset[str]

    def broken_at(self, day: str, start: int) -> tuple[str, ...]:
        """Sentences of the rules that this place breaks and the programme did not break before."""
        who, key = who_key(self.stop.programme.delegation), self.planned.item(self.stop)
        days = {d: tuple(s for s in stops if s.item != key) for d, stops in self.plan.plans[who].items()}
        if day not in days:
            return (sentence(self.planned, engine.Violation("day", who, day, (key,), "")),)
        moved = sorted([*days[day], engine.Stop(key, start)], key=lambda one: one.start)
        case = _with_protocol_at(self.planned.case, who, key, day, start)
        plan = tally(case, {**self.plan.plans, who: {**days, day: tuple(moved)}})
        found = [sentence(self.planned, one) for one in engine.check(case, plan)]
        return tuple(one for one in dict.fromkeys(found) if one not in self.before)


def _with_protocol_at(case: engine.Case, who: str, key: str, day: str, start: int) -> engine.Case:
    """What is fixed moves with its stop."""

    def moved(one: engine.Delegation) -> engine.Delegation:
        items = tuple(replace(item, day=day, start=start) if item.id == key else item for item in one.protocol)
        return replace(one, protocol=items) if one.id == who else one

    return replace(case, delegations=tuple(map(moved, case.delegations)))


def lifted(stop: Stop, *, today: date, now: datetime, before: Iterable[str] | None = None) -> Trial:
    """before: sentences that do not count; by default those of the programme as it stands."""
    delegation = stop.programme.delegation
    planned = planned_case([delegation], today=today, now=now, check=True)
    plan = plan_of_stops(planned, {who_key(delegation): stop.programme})
    stands = [sentence(planned, one) for one in engine.check(planned.case, plan)] if before is None else before
    return Trial(planned, plan, stop, frozenset(stands))


def try_move(
    stop: Stop, *, starts_at: datetime, today: date, now: datetime, before: Iterable[str] | None = None
) -> Tried:
    """What would break if the stop began then. A stop without a place breaks nothing; it only takes time."""
    if stop.lat is None or stop.programme.delegation.hotel_lat is None:
        return Tried(())
    trial = lifted(stop, today=today, now=now, before=before)
    zone = zone_of(stop.programme.delegation)
    local = starts_at.astimezone(zone)
    day, start = local.date(), local.hour * 60 + local.minute
    broken = trial.broken_at(day.isoformat(), start)
    if not broken:
        return Tried(())
    for away in range(STEP_MIN, REACH_MIN + 1, STEP_MIN):
        for minute in (start + away, start - away):
            if 0 <= minute < 24 * 60 and not trial.broken_at(day.isoformat(), minute):
                free = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
                return Tried(broken, free)
    return Tried(broken)
