"""Why a site is not in a programme: static reasons at once, otherwise by forcing it in."""

from __future__ import annotations

import time

from greendesk.engines.programme.drafts import draft_of_plan
from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.model import (
    Case,
    Delegation,
    LeftOut,
    Plan,
    Site,
    hotel_place,
    interest_of,
)
from greendesk.engines.programme.network import Network, visit_starts
from greendesk.engines.programme.timing import others, schedule
from greendesk.engines.programme.travel import UNREACHABLE, Place

NO_ROOM = "does not fit beside the other visits"


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def static_reason(case: Case, one: Delegation, site: Site) -> tuple[str, str] | None:
    """(reason, proposal) when no programme at all could hold this visit; both are clear sentences."""
    if site.id in one.never:
        return f"{site.id} is on the never list of {one.id}.", ""
    if one.size > site.cap:
        groups = -(-one.size // site.cap) if site.cap else 0
        split = f"Split {one.id} into {groups} groups of at most {site.cap} people at {site.id}." if groups > 1 else ""
        return (
            f"{site.id} takes {site.cap} people at a time and {one.id} has {one.size}.",
            split,
        )
    if site.walk > one.walkmax:
        return (
            f"{site.id} needs {site.walk} minutes on foot and {one.id} walks at most {one.walkmax} a day.",
            "",
        )
    if not any(site.win.get(day) for day in one.days):
        return f"{site.id} is closed on every day of {one.id}.", _other_days(one, site)
    if not any(_longest_window(site, day) >= site.dur for day in one.days):
        return (
            f"{site.id} is never open for the {site.dur} minutes that a visit takes.",
            "",
        )
    open_days = [day for day in one.days if visit_starts(case, one, site, day)]
    if not open_days:
        return (
            f"The host or guide of {site.id} is busy whenever it is open for {one.id}.",
            _other_days(one, site),
        )
    return _by_the_clock(case, one, site, open_days)


def _longest_window(site: Site, day: str) -> int:
    return max((closes - opens for opens, closes in site.win.get(day, ())), default=0)


def _other_days(one: Delegation, site: Site) -> str:
    days = [day for day in site.win if day not in one.days and site.win[day]]
    return f"{site.id} is open on {', '.join(days)}." if days else ""


def _by_the_clock(case: Case, one: Delegation, site: Site, days: list[str]) -> tuple[str, str] | None:
    """Whether the visit alone, without lunch or protocol, fits between leaving and returning on some day."""
    reasons = []
    for day in days:
        spot = Place(site.id, site.pos)
        there, _ = case.travel.minutes(hotel_place(one, day, end=False), spot)
        home, _ = case.travel.minutes(spot, hotel_place(one, day, end=True))
        spans = visit_starts(case, one, site, day)
        starts = [max(lo, one.leaves(day) + there) for lo, hi in spans if one.leaves(day) + there <= hi]
        if max(there, home) >= UNREACHABLE:
            reasons.append(f"{site.id} cannot be reached: there is no way to it from the hotel of {one.id}.")
        elif not starts:
            reasons.append(
                f"{one.id} cannot be at {site.id} before {clock(one.leaves(day) + there)}, after its last start."
            )
        elif min(starts) + site.dur + home > one.daylen[1]:
            reasons.append(f"From {site.id} {one.id} would be back after the end of its day at {clock(one.daylen[1])}.")
        elif there + site.dur + home > one.maxday:
            reasons.append(f"{site.id} alone fills more than the {one.maxday} minutes of a day of {one.id}.")
        else:
            return None
    return (
        reasons[0],
        "Put a bridge, ferry or other way into the travel minutes." if "no way" in reasons[0] else "",
    )


def reasons(case: Case, plan: Plan, net: Network, until: float | None = None) -> list[LeftOut]:
    """One line for every site that is not in a delegation's programme, with what forcing it in would push out.

    until: process time after which nothing more is tried and the line only says that there is no room.
    """
    visited = plan.visits(case)
    draft = draft_of_plan(case, net, plan)
    found = []
    for k, one in enumerate(case.delegations):
        for v, site in enumerate(case.sites):
            if (one.id, site.id) in visited:
                continue
            static = static_reason(case, one, site)
            wanted = interest_of(one, site) > 0 or site.id in one.must or site.company in one.matched
            if static:
                found.append(LeftOut(one.id, site.id, static[0], proposal=static[1]))
            elif not wanted:
                found.append(LeftOut(one.id, site.id, f"{site.id} has none of the themes that {one.id} asked for."))
            elif until is not None and time.process_time() > until:
                found.append(LeftOut(one.id, site.id, f"{site.id} {NO_ROOM}."))
            else:
                found.append(_swap(net, draft, one, k, v, site.id))
    return found


def _swap(net: Network, draft: Draft, one: Delegation, k: int, v: int, name: str) -> LeftOut:
    """What the cheapest single exchange would push out."""
    best: tuple[int, int, int] | None = None
    for r, route in enumerate(net.routes):
        if route.who != k or not net.starts[r][v]:
            continue
        if _fits_without(net, draft, r, v, None):
            return LeftOut(one.id, name, f"{name} would fit on {route.day}, but shows nothing that outweighs the way.")
        for out in draft.orders[r]:
            if out < net.sites and not net.must[k, out] and _fits_without(net, draft, r, v, out):
                price = int(net.value[k, out]) - int(net.value[k, v])
                best = min(best or (price, out, r), (price, out, r))
    if best is None:
        return LeftOut(one.id, name, f"{name} {NO_ROOM}; no single visit given up would make room.")
    price, out, r = best
    gone = net.names[out]
    worth = f"interest {int(net.value[k, v])} instead of {int(net.value[k, out])}"
    return LeftOut(
        one.id,
        name,
        f"{name} {NO_ROOM}; on {net.routes[r].day} it would displace {gone} ({worth}).",
        (gone,),
        price,
    )


def _fits_without(net: Network, draft: Draft, r: int, v: int, out: int | None) -> bool:
    order = [node for node in draft.orders[r] if node != out]
    if sum(int(net.walk[node]) for node in (*order, v)) > net.routes[r].walkmax:
        return False
    busy = others(net, draft.orders, draft.times, r)
    return any(schedule(net, r, [*order[:i], v, *order[i:]], busy) for i in range(len(order) + 1))
