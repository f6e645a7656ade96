"""Exact times for one day whose order is given. Plain Python; the search has the same rule compiled.

A day may start late: when the day would last longer than `maxday`, leaving at (return - maxday) is the earliest
departure that can help, because nobody returns earlier by leaving later. Repeating this ends at the first departure
that fits, or proves that none does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from greendesk.engines.programme.model import Window
from greendesk.engines.programme.network import Network
from greendesk.engines.programme.travel import UNREACHABLE

Busy = Callable[[int], Sequence[Window]]  # site -> times when others hold it, its host or its guide
Orders = Sequence[Sequence[int]]  # per route: nodes in order
Times = Sequence[Sequence[int]]  # per route: starts in order


def nobody(site: int) -> Sequence[Window]:
    return ()


def schedule(net: Network, r: int, order: Sequence[int], busy: Busy = nobody) -> list[int] | None:
    """Earliest starts of the nodes in this order, or None when the day cannot hold them."""
    route = net.routes[r]
    if not order:
        return []
    leaves = route.opens
    while True:
        times, back = _run(net, r, order, leaves, busy)
        if times is None or back > route.closes:
            return None
        if back - leaves <= route.maxday:
            return times
        leaves = back - route.maxday


def _run(net: Network, r: int, order: Sequence[int], leaves: int, busy: Busy) -> tuple[list[int] | None, int]:
    route, here, now = net.routes[r], net.routes[r].leaves_from, leaves
    times = []
    for node in order:
        start = first_start(net, r, node, now + net.drive(here, node), busy)
        if start is None:
            return None, 0
        times.append(start)
        here, now = node, start + int(net.dur[r, node])
    return times, now + net.drive(here, route.returns_to)


def first_start(net: Network, r: int, node: int, earliest: int, busy: Busy = nobody) -> int | None:
    """The first possible start at or after `earliest`."""
    if earliest >= UNREACHABLE:
        return None
    taken = busy(node) if node < net.sites else ()
    dur = int(net.dur[r, node])
    for lo, hi in net.starts[r][node]:
        start = max(lo, earliest)
        moved = True
        while moved and start <= hi:
            moved = False
            for begins, ends in taken:
                if start < ends and begins < start + dur:
                    start, moved = ends, True
        if start <= hi:
            return start
    return None


def last_start(net: Network, r: int, node: int, latest: int, busy: Busy = nobody) -> int | None:
    """The last possible start at or before `latest`."""
    taken = busy(node) if node < net.sites else ()
    dur = int(net.dur[r, node])
    for lo, hi in reversed(net.starts[r][node]):
        start = min(hi, latest)
        moved = True
        while moved and start >= lo:
            moved = False
            for begins, ends in taken:
                if start < ends and begins < start + dur:
                    start, moved = begins - dur, True
        if start >= lo:
            return start
    return None


def others(net: Network, orders: Orders, times: Times, r: int) -> Busy:
    """When the other delegations of that day hold what a visit on route r would need."""
    me, day = net.routes[r].who, net.routes[r].day
    rows = [
        (net.routes[q].who, node, start, start + int(net.dur[q, node]))
        for q in range(len(net.routes))
        if net.routes[q].day == day and net.routes[q].who != me
        for node, start in zip(orders[q], times[q], strict=True)
        if node < net.sites
    ]

    def busy(site: int) -> Sequence[Window]:
        return [(start, end) for who, node, start, end in rows if net.collides(me, site, who, node)]

    return busy if rows else nobody


def resting(net: Network, orders: Orders, r: int, site: int) -> bool:
    """Whether the site rests on that day because of the other delegations, or has received as many as it takes."""
    if site >= net.sites or (not net.rest[site] and net.most[site] >= len(net.must)):
        return False
    me, day = net.routes[r].who, net.routes[r].date
    days = [net.routes[q].date for q, order in enumerate(orders) if net.routes[q].who != me and site in order]
    return len(days) >= net.most[site] or any(0 < abs(other - day) <= net.rest[site] for other in days)


def polish(
    net: Network,
    r: int,
    order: Sequence[int],
    busy: Busy = nobody,
    wished: Mapping[int, int] | None = None,
) -> list[int] | None:
    """Starts without needless waiting: as late as the end of the day allows, on quarter hours where there is room.

    A node in `wished` keeps that minute whenever the rest of the day still fits.
    """
    earliest = schedule(net, r, order, busy)
    if not earliest:
        return earliest
    route = net.routes[r]
    back = earliest[-1] + int(net.dur[r, order[-1]]) + net.drive(order[-1], route.returns_to)
    if wished:
        kept = _keep(net, r, order, busy, wished)
        if kept:
            return kept
    latest = _latest(net, r, order, back, busy)
    if latest is None:
        return earliest
    return _rounded(net, r, order, earliest, latest, busy)


def _latest(net: Network, r: int, order: Sequence[int], back: int, busy: Busy) -> list[int] | None:
    bound, there = back, net.routes[r].returns_to
    times: list[int] = []
    for node in reversed(order):
        start = last_start(net, r, node, bound - net.drive(node, there) - int(net.dur[r, node]), busy)
        if start is None:
            return None
        times.append(start)
        bound, there = start, node
    return times[::-1]


def _rounded(
    net: Network,
    r: int,
    order: Sequence[int],
    earliest: list[int],
    latest: list[int],
    busy: Busy,
) -> list[int] | None:
    """The first stop as late as possible, the others as early as then possible; each on a round minute if it fits."""
    times: list[int] = []
    for i, node in enumerate(order):
        if i == 0:
            low = earliest[0]
            wish = [latest[0] - latest[0] % step for step in (15, 5)] + [latest[0]]
        else:
            low = times[-1] + int(net.dur[r, order[i - 1]]) + net.drive(order[i - 1], node)
            wish = [-(-low // step) * step for step in (15, 5)] + [low]
        fits = [s for s in wish if low <= s <= latest[i] and first_start(net, r, node, s, busy) == s]
        found = fits[0] if fits else first_start(net, r, node, low, busy)
        if found is None or found > latest[i]:
            return earliest
        times.append(found)
    return times


def _keep(net: Network, r: int, order: Sequence[int], busy: Busy, wished: Mapping[int, int]) -> list[int] | None:
    """Wished minutes where they fit, else as early as possible. The day may end as late as the rules allow."""
    route = net.routes[r]
    latest = _latest(net, r, order, route.closes, busy)
    if latest is None:
        return None
    times: list[int] = []
    here, now = route.leaves_from, route.opens
    for node, last in zip(order, latest, strict=True):
        low = now + net.drive(here, node)
        wish = wished.get(node, -1)
        start = first_start(net, r, node, wish if low <= wish <= last else low, busy)
        if start is None or start > last:
            start = first_start(net, r, node, low, busy)
        if start is None:
            return None
        times.append(start)
        here, now = node, start + int(net.dur[r, node])
    back = now + net.drive(here, route.returns_to)
    return times if back - times[0] + net.drive(route.leaves_from, order[0]) <= route.maxday else None
