"""Why a site is not in a programme: static reasons at once, otherwise by forcing it in."""

from __future__ import annotations

import time
from typing import NamedTuple

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
from greendesk.engines.programme.timing import others, resting, schedule
from greendesk.engines.programme.travel import UNREACHABLE, Place

NO_ROOM = "does not fit beside the other visits"


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class Reason(NamedTuple):
    """Why no programme at all could hold a visit: clear sentences, and the same for whoever words them anew."""

    rule: str  # as in LeftOut
    text: str
    proposal: str = ""
    minute: int = 0


def static_reason(case: Case, one: Delegation, site: Site) -> Reason | None:
    return (
        _unwelcome(one, site)
        or _closed(one, site)
        or _busy(case, one, site)
        or _by_the_clock(case, one, site, [day for day in one.days if visit_starts(case, one, site, day)])
    )


def _unwelcome(one: Delegation, site: Site) -> Reason | None:
    """What has nothing to do with days."""
    if site.id in one.never:
        return Reason("never", f"{site.id} is on the never list of {one.id}.")
    if not one.groups_at(site):
        groups = -(-one.size // site.cap) if site.cap else 0
        split = f"Split {one.id} into {groups} groups of at most {site.cap} people at {site.id}." if groups > 1 else ""
        return Reason("capacity", f"{site.id} takes {site.cap} people at a time and {one.id} has {one.size}.", split)
    if site.walk > one.walkmax:
        text = f"{site.id} needs {site.walk} minutes on foot and {one.id} walks at most {one.walkmax} a day."
        return Reason("walking", text)
    if not one.understands(site):
        theirs, ours = ", ".join(site.speaks), ", ".join(one.speaks)
        text = f"At {site.id} they speak {theirs} and {one.id} speaks {ours}."
        return Reason("language", text, f"Find an interpreter between {ours} and {theirs}.")
    return None


def _closed(one: Delegation, site: Site) -> Reason | None:
    if not any(site.open_on(day) for day in one.days):
        why = "; ".join(f"{day}: {site.closed[day]}" for day in one.days if day in site.closed)
        text = f"{site.id} is closed on every day of {one.id}{f' ({why})' if why else ''}."
        return Reason("closed", text, _other_days(one, site))
    dur = one.minutes_at(site)
    if not any(_longest_window(site, day) >= dur for day in one.days):
        return Reason("short", f"{site.id} is never open for the {dur} minutes that a visit takes.", "", dur)
    return None


def _busy(case: Case, one: Delegation, site: Site) -> Reason | None:
    if any(visit_starts(case, one, site, day) for day in one.days):
        return None
    text = f"The host or guide of {site.id} is busy whenever it is open for {one.id}."
    return Reason("busy", text, _other_days(one, site))


def _longest_window(site: Site, day: str) -> int:
    return max((closes - opens for opens, closes in site.open_on(day)), default=0)


def _other_days(one: Delegation, site: Site) -> str:
    days = [day for day in site.win if day not in one.days and site.open_on(day)]
    return f"{site.id} is open on {', '.join(days)}." if days else ""


def _by_the_clock(case: Case, one: Delegation, site: Site, days: list[str]) -> Reason | None:
    """Whether the visit alone, without lunch or protocol, fits between leaving and returning on some day."""
    reasons = [_on_the_day(case, one, site, day) for day in days]
    return None if None in reasons else reasons[0]


def _on_the_day(case: Case, one: Delegation, site: Site, day: str) -> Reason | None:
    spot, dur = Place(site.id, site.pos), one.minutes_at(site)
    there, _ = case.travel.minutes(hotel_place(one, day, end=False), spot)
    home, _ = case.travel.minutes(spot, hotel_place(one, day, end=True))
    arrives, until = one.leaves(day) + there, one.returns(day)
    starts = [max(lo, arrives) for lo, hi in visit_starts(case, one, site, day) if arrives <= hi]
    if max(there, home) >= UNREACHABLE:
        text = f"{site.id} cannot be reached: there is no way to it from the hotel of {one.id}."
        return Reason("no way", text, "Put a bridge, ferry or other way into the travel minutes.")
    if not starts:
        text = f"{one.id} cannot be at {site.id} before {clock(arrives)}, after its last start."
        return Reason("late", text, "", arrives)
    if min(starts) + dur + home > until:
        text = f"From {site.id} {one.id} would be back after the end of its day at {clock(until)}."
        return Reason("day", text, "", until)
    if there + dur + home > one.maxday:
        text = f"{site.id} alone fills more than the {one.maxday} minutes of a day of {one.id}."
        return Reason("day", text, "", until)
    return None


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
                found.append(
                    LeftOut(
                        one.id, site.id, static.text, proposal=static.proposal, rule=static.rule, minute=static.minute
                    )
                )
            elif not wanted:
                found.append(
                    LeftOut(one.id, site.id, f"{site.id} has none of the themes that {one.id} asked for.", rule="theme")
                )
            elif until is not None and time.process_time() > until:
                found.append(LeftOut(one.id, site.id, f"{site.id} {NO_ROOM}.", rule="no room"))
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
            text = f"{name} would fit on {route.day}, but shows nothing that outweighs the way."
            return LeftOut(one.id, name, text, rule="outweighed")
        for out in draft.orders[r]:
            if out < net.sites and not net.must[k, out] and _fits_without(net, draft, r, v, out):
                price = int(net.value[k, out]) - int(net.value[k, v])
                best = min(best or (price, out, r), (price, out, r))
    if best is None:
        text = f"{name} {NO_ROOM}; no single visit given up would make room."
        return LeftOut(one.id, name, text, rule="rests" if _rests_everywhere(net, draft, k, v) else "no room")
    price, out, r = best
    gone = net.names[out]
    worth = f"interest {int(net.value[k, v])} instead of {int(net.value[k, out])}"
    return LeftOut(
        one.id,
        name,
        f"{name} {NO_ROOM}; on {net.routes[r].day} it would displace {gone} ({worth}).",
        (gone,),
        price,
        rule="displaces",
    )


def _rests_everywhere(net: Network, draft: Draft, k: int, v: int) -> bool:
    """Whether it is the visits of the other delegations that leave this one no day there."""
    mine = [r for r, route in enumerate(net.routes) if route.who == k and net.starts[r][v]]
    return all(resting(net, draft.orders, r, v) for r in mine)


def _fits_without(net: Network, draft: Draft, r: int, v: int, out: int | None) -> bool:
    order = [node for node in draft.orders[r] if node != out]
    if resting(net, draft.orders, r, v):
        return False
    if sum(int(net.walk[node]) for node in (*order, v)) > net.routes[r].walkmax:
        return False
    busy = others(net, draft.orders, draft.times, r)
    return any(schedule(net, r, [*order[:i], v, *order[i:]], busy) for i in range(len(order) + 1))
