"""Really different first drafts of one case, side by side: most companies, most interest, least driving.

The objective puts companies before interest before travel. Each alternative asks the same engine another question, in
which that order cannot decide alone; its sums are then counted for the case as it is, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from greendesk.engines.programme.check import check
from greendesk.engines.programme.model import Case, Delegation, LeftOut, Plan, hotel_place
from greendesk.engines.programme.tally import plan_of
from greendesk.engines.programme.travel import Place

Name = Literal["companies", "interest", "driving"]
SHARES = (0.75, 0.5, 0.35)  # of the sites, the nearest ones
LESS = 0.8  # of the driving, at most
Solve = Callable[[Case], Plan]


@dataclass(frozen=True, slots=True)
class Alternative:
    name: Name
    plan: Plan


def alternatives(case: Case, best: Plan, solve: Solve) -> list[Alternative]:
    """The best plan under the name it deserves, then those that show other sites; one alone when nothing differs.

    `solve` is asked up to four times. Every plan holds all rules of `case`.
    """
    found = [Alternative("companies", best)]
    if best.status == "infeasible":
        return found
    if any(one.matched for one in case.delegations):
        found += _if_other(case, found, "interest", _most_interest(case, solve))
    near = _least_driving(case, best, solve)
    return found + (_if_other(case, found, "driving", near) if near else [])


def _if_other(case: Case, found: list[Alternative], name: Name, plan: Plan) -> list[Alternative]:
    """The alternative, unless it shows the same sites as another one or breaks a rule."""
    shown = set(plan.visits(case))
    if not shown or check(case, plan) or any(shown == set(other.plan.visits(case)) for other in found):
        return []
    return [Alternative(name, plan)]


def _most_interest(case: Case, solve: Solve) -> Plan:
    """As if no company were matched, so that interest comes right after the musts."""
    plan = solve(replace(case, delegations=tuple(replace(one, matched=()) for one in case.delegations)))
    return plan_of(case, plan.plans, status="feasible", left_out=plan.left_out)


def _least_driving(case: Case, best: Plan, solve: Solve) -> Plan | None:
    """The largest circle around the hotels in which at least a fifth of the driving is saved."""
    kept = {(one.id, site) for one in case.delegations for site in one.must}
    kept |= {(lock.delegation, lock.site) for lock in case.locked}
    for share in SHARES:
        limits = {one.id: _limit(case, one, share) for one in case.delegations}
        far = {
            (one.id, site.id): _minutes(case, one, site.id) > limits[one.id] and (one.id, site.id) not in kept
            for one in case.delegations
            for site in case.sites
        }
        nearer = tuple(
            replace(one, never=(*one.never, *(site.id for site in case.sites if far[one.id, site.id])))
            for one in case.delegations
        )
        plan = solve(replace(case, delegations=nearer))
        if plan.visits(case) and sum(plan.travel.values()) <= LESS * sum(best.travel.values()):
            left = [_as_far(one, case, far, limits) for one in plan.left_out]
            return plan_of(case, plan.plans, status="feasible", left_out=left)
    return None


def _as_far(one: LeftOut, case: Case, far: dict[tuple[str, str], bool], limits: dict[str, int]) -> LeftOut:
    if one.rule != "never" or not far[one.delegation, one.site]:
        return one
    if one.site in case.delegation(one.delegation).never:
        return one
    limit = limits[one.delegation]
    text = f"{one.site} is more than {limit} minutes from the hotel of {one.delegation}."
    return replace(one, rule="far", reason=text, minute=limit)


def _limit(case: Case, one: Delegation, share: float) -> int:
    minutes = sorted(_minutes(case, one, site.id) for site in case.sites)
    return minutes[max(0, int(share * len(minutes)) - 1)] if minutes else 0


def _minutes(case: Case, one: Delegation, site: str) -> int:
    """From the nearest hotel of the stay."""
    place = Place(site, case.site(site).pos)
    return min(case.travel.minutes(hotel_place(one, day, end=False), place)[0] for day in one.days)
