"""Sums over a plan: companies seen, interest, travel, legs. And the PLAN file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from greendesk.engines.programme.model import (
    Answer,
    Case,
    Conflict,
    Days,
    Delegation,
    Item,
    LeftOut,
    Leg,
    Plan,
    Status,
    Stop,
    hotel_place,
    interest_of,
)
from greendesk.engines.programme.travel import Place


def plan_of(
    case: Case,
    plans: Mapping[str, Days],
    *,
    status: Status,
    left_out: Sequence[LeftOut] = (),
    conflicts: Sequence[Conflict] = (),
) -> Plan:
    """Add up a plan from its stops. Every delegation and day appears, an empty day too."""
    full = {
        one.id: {
            day: tuple(plans.get(one.id, {}).get(day, ())) for day in dict.fromkeys((*one.days, *plans.get(one.id, {})))
        }
        for one in case.delegations
    }
    sites = {site.id: site for site in case.sites}
    seen, interest, travel = {}, {}, {}
    for one in case.delegations:
        visited = [sites[s.item] for stops in full[one.id].values() for s in stops if s.item in sites]
        seen[one.id] = len({site.company for site in visited} & set(one.matched))
        interest[one.id] = sum(interest_of(one, site) for site in visited)
        travel[one.id] = sum(leg.minutes for day in one.days for leg in _legs(case, one, day, full[one.id][day]))
    return Plan(status, full, seen, interest, travel, tuple(left_out), tuple(conflicts))


def places_of(case: Case, delegation: Delegation) -> dict[str, Place]:
    rows: list[Item] = [*case.sites, *case.lunches, *delegation.protocol]
    return {row.id: Place(row.id, row.pos) for row in rows}


def durations_of(case: Case, delegation: Delegation) -> dict[str, int]:
    lunch = delegation.lunch.dur if delegation.lunch else 0
    found = {site.id: delegation.minutes_at(site) for site in case.sites} | {place.id: lunch for place in case.lunches}
    return found | {item.id: item.dur for item in delegation.protocol}


def legs_of(case: Case, plan: Plan) -> tuple[Leg, ...]:
    """Every drive of every day in order, hotel to hotel; none for a day without stops or with unknown ones."""
    return tuple(
        leg
        for one in case.delegations
        for day in one.days
        for leg in _legs(case, one, day, plan.plans[one.id].get(day, ()))
    )


def _legs(case: Case, delegation: Delegation, day: str, stops: Sequence[Stop]) -> Iterator[Leg]:
    if not stops:
        return
    places, dur = places_of(case, delegation), durations_of(case, delegation)
    if any(stop.item not in places for stop in stops):
        return  # the validator says so; there is no way to a place that is not known
    route = [hotel_place(delegation, day, end=False), *(places[s.item] for s in stops)]
    route.append(hotel_place(delegation, day, end=True))
    first, _ = case.travel.minutes(route[0], route[1])
    departs = [stops[0].start - first, *(stop.start + dur[stop.item] for stop in stops)]
    for leaves, origin, target in zip(departs, route, route[1:], strict=False):
        minutes, source = case.travel.minutes(origin, target)
        yield Leg(delegation.id, day, origin.id, target.id, leaves, minutes, source)


def plan_json(plan: Plan) -> dict[str, Any]:
    """The PLAN of docs/programme.md."""
    return {
        "status": plan.status,
        "plans": _stops_json(plan.plans),
        "companies_seen": dict(plan.companies_seen),
        "interest": dict(plan.interest),
        "travel": dict(plan.travel),
        "left_out": [
            {
                "delegation": row.delegation,
                "site": row.site,
                "reason": row.reason,
                "displaces": list(row.displaces),
            }
            | ({"proposal": row.proposal} if row.proposal else {})
            for row in plan.left_out
        ],
        "conflicts": [
            {"items": list(row.items), "rule": row.rule, "text": row.text}
            | ({"proposal": row.proposal} if row.proposal else {})
            for row in plan.conflicts
        ],
    }


def _stops_json(plans: Mapping[str, Days]) -> dict[str, dict[str, list[list[object]]]]:
    return {
        who: {day: [[stop.item, stop.start] for stop in stops] for day, stops in days.items()}
        for who, days in plans.items()
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    def pairs(rows: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"delegation": who, "site": site} for who, site in rows]

    return {
        "name": answer.name,
        "status": answer.plan.status,
        "plans": _stops_json(answer.plan.plans),
        "dropped": pairs(answer.dropped),
        "added": pairs(answer.added),
        "moved": pairs(answer.moved),
        "price": {
            "musts_lost": answer.musts_lost,
            "companies_lost": answer.companies_lost,
            "interest_lost": answer.interest_lost,
            "travel_added": answer.travel_added,
        },
        "seconds": round(answer.seconds, 3),
        "conflicts": plan_json(answer.plan)["conflicts"],
    }
