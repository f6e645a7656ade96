"""The plain way a desk fills a programme: the best next visit in its best place, until nothing fits.

It is the first draft, the yardstick in benchmarks, and the start of the search. Musts come first, then visits that show
a matched company not yet seen, then the most interest per added minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from greendesk.engines.programme.network import Network
from greendesk.engines.programme.timing import others, resting, schedule


@dataclass(slots=True)
class Draft:
    """Orders and starts per route, changed in place while a draft grows."""

    orders: list[list[int]]
    times: list[list[int]]
    without_lunch: list[int] = field(default_factory=list)  # routes
    without_protocol: list[tuple[int, int]] = field(default_factory=list)  # (route, node)


def greedy(net: Network) -> Draft:
    draft = framework(net)
    while True:
        moves = list(_insertions(net, draft))
        if not moves:
            return draft
        _, _, r, position, node = max(moves, key=lambda move: (move[0], move[1], -move[2], -move[3], -move[4]))
        put(net, draft, r, position, node)


def framework(net: Network) -> Draft:
    """Only what every day must have: protocol and lunch. What cannot be held is named in the draft."""
    draft = Draft([[] for _ in net.routes], [[] for _ in net.routes])
    for r, route in enumerate(net.routes):
        for node in route.fixed:
            times = schedule(net, r, [*draft.orders[r], node])
            if times is None:
                draft.without_protocol.append((r, node))
            else:
                draft.orders[r], draft.times[r] = [*draft.orders[r], node], times
        if route.lunch and not place_lunch(net, draft, r):
            draft.without_lunch.append(r)
    return draft


def relaxed(net: Network, draft: Draft) -> Network:
    """The network without the lunches and protocol items that the draft could not hold, so that the rest can go on."""
    lost = set(draft.without_protocol)
    routes = tuple(
        replace(
            route,
            lunch=route.lunch and r not in draft.without_lunch,
            fixed=tuple(node for node in route.fixed if (r, node) not in lost),
        )
        for r, route in enumerate(net.routes)
    )
    return replace(net, routes=routes)


def place_lunch(net: Network, draft: Draft, r: int) -> bool:
    nodes = range(net.sites, net.sites + net.lunches)
    fits = [
        (detour(net, draft, r, position, node), position, node)
        for node in nodes
        for position in range(len(draft.orders[r]) + 1)
        if fit(net, draft, r, position, node)
    ]
    if not fits:
        return False
    _, position, node = min(fits)
    put(net, draft, r, position, node)
    return True


def detour(net: Network, draft: Draft, r: int, position: int, node: int) -> int:
    order, route = draft.orders[r], net.routes[r]
    before = order[position - 1] if position else route.leaves_from
    after = order[position] if position < len(order) else route.returns_to
    added = net.drive(before, node) + net.drive(node, after)
    return added - (net.drive(before, after) if order else 0)


def fit(net: Network, draft: Draft, r: int, position: int, node: int) -> list[int] | None:
    order = draft.orders[r]
    trial = [*order[:position], node, *order[position:]]
    if sum(int(net.walk[v]) for v in trial) > net.routes[r].walkmax:
        return None
    if resting(net, draft.orders, r, node):
        return None
    return schedule(net, r, trial, others(net, draft.orders, draft.times, r))


def put(net: Network, draft: Draft, r: int, position: int, node: int) -> None:
    times = fit(net, draft, r, position, node)
    assert times is not None
    draft.orders[r].insert(position, node)
    draft.times[r] = times


def _insertions(net: Network, draft: Draft) -> Iterator[tuple[tuple[int, int], float, int, int, int]]:
    """((must, new company), interest per added minute, route, position, node) of all visits that fit."""
    for r, route in enumerate(net.routes):
        mine = [q for q, other in enumerate(net.routes) if other.who == route.who]
        visited = {node for q in mine for node in draft.orders[q] if node < net.sites}
        seen = {int(net.company[node]) for node in visited}
        for node in range(net.sites):
            if node in visited or not net.starts[r][node]:
                continue
            company = int(net.company[node])
            new = int(company >= 0 and company not in seen and net.matched[route.who, company])
            rank = (int(net.must[route.who, node]), new)
            value = int(net.value[route.who, node])
            if value <= 0 and not any(rank):
                continue
            for position in range(len(draft.orders[r]) + 1):
                if fit(net, draft, r, position, node):
                    added = detour(net, draft, r, position, node) + int(net.dur[r, node])
                    yield rank, value / max(1, added), r, position, node
