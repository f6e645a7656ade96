"""Meetings for everybody: a capacitated assignment in which each company gets a good meeting where one exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

GOOD = 0.40
_SERVED = 1_000.0  # worth of a company's first good meeting, above any sum of probabilities it could displace
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Pair:
    """A possible meeting; `value` is a probability 0–1."""

    need: str
    company: str
    value: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """Chosen pairs, heaviest first; companies left without a good meeting, by reason.

    Reasons: "no_good_match" — none of its pairs is good; "caps" — others needed the places.
    """

    pairs: tuple[Pair, ...]
    without: tuple[tuple[str, str], ...]


def assign(
    pairs: Sequence[Pair],
    *,
    per_company: int,
    per_need: int,
    caps: Mapping[str, int] | None = None,
    good: float = GOOD,
    floor: float = 0.20,
) -> Assignment:
    """As many companies as possible get a good meeting; then the sum of values is greatest.

    `caps` overrides the limits for single companies or needs (by id). Pairs below `floor` are never chosen; pairs
    between `floor` and `good` only fill places that are left. Exact (minimum-cost flow), deterministic.
    Raises ValueError for a value outside 0–1 or a negative limit.
    """
    limits = dict(caps or {})
    if per_company < 0 or per_need < 0 or any(v < 0 for v in limits.values()):
        raise ValueError("limits are 0 or more")
    if any(not 0 <= p.value <= 1 for p in pairs):
        raise ValueError("values lie between 0 and 1")
    unique = {(p.company, p.need): p for p in sorted(pairs, key=lambda p: p.value)}
    listed = sorted(unique.values(), key=lambda p: (p.company, p.need))
    companies, needs = sorted({p.company for p in listed}), sorted({p.need for p in listed})
    room = {("c", c): limits.get(c, per_company) for c in companies}
    room |= {("n", n): limits.get(n, per_need) for n in needs}
    chosen = _flow([p for p in listed if p.value >= good], room, first_bonus=_SERVED)
    for p in chosen:
        room["c", p.company] -= 1
        room["n", p.need] -= 1
    taken = {(p.company, p.need) for p in chosen}
    rest = [p for p in listed if floor <= p.value and (p.company, p.need) not in taken and p.value < good]
    chosen += _flow(rest, room, first_bonus=0.0)
    return Assignment(
        tuple(sorted(chosen, key=lambda p: (-p.value, p.company, p.need))),
        _left_out(companies, listed, chosen, good),
    )


def _left_out(
    companies: Sequence[str], listed: Sequence[Pair], chosen: Sequence[Pair], good: float
) -> tuple[tuple[str, str], ...]:
    served = {p.company for p in chosen if p.value >= good}
    could = {p.company for p in listed if p.value >= good}
    return tuple((c, "caps" if c in could else "no_good_match") for c in companies if c not in served)


class _Network:
    """Successive shortest paths with potentials."""

    def __init__(self, nodes: int) -> None:
        self.arcs: list[list[int]] = [[] for _ in range(nodes)]
        self.to: list[int] = []
        self.room: list[int] = []
        self.cost: list[float] = []

    def arc(self, a: int, b: int, room: int, cost: float) -> int:
        for start, end, r, c in ((a, b, room, cost), (b, a, 0, -cost)):
            self.arcs[start].append(len(self.to))
            self.to.append(end)
            self.room.append(r)
            self.cost.append(c)
        return len(self.to) - 2

    def cheapest(self, source: int, sink: int, potential: list[float]) -> list[int] | None:
        """Arcs of the cheapest path, potentials moved on; None when the sink cannot be reached."""
        far, arcs, to, room, cost = float("inf"), self.arcs, self.to, self.room, self.cost
        distance = [far] * len(arcs)
        came = [-1] * len(arcs)
        distance[source] = 0.0
        heap = [(0.0, source)]
        while heap:
            d, at = heappop(heap)
            if at == sink:
                break
            if d > distance[at] + 1e-12:
                continue
            for e in arcs[at]:
                if room[e] > 0:
                    end = to[e]
                    reach = d + cost[e] + potential[at] - potential[end]
                    if reach < distance[end] - 1e-9:
                        distance[end], came[end] = reach, e
                        heappush(heap, (reach, end))
        if distance[sink] == far:
            return None
        limit = distance[sink]
        potential[:] = [before + (d if d < limit else limit) for before, d in zip(potential, distance, strict=True)]
        path, at = [], sink
        while at != source:
            path.append(came[at])
            at = to[came[at] ^ 1]
        return path


def _apart(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs in groups that share neither company nor need with one another: each can be chosen by itself."""
    leads_to: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while (above := leads_to.setdefault(node, node)) != node:
            leads_to[node] = node = leads_to.setdefault(above, above)
        return node

    for p in pairs:
        leads_to[root(("c", p.company))] = root(("n", p.need))
    groups: dict[tuple[str, str], list[Pair]] = {}
    for p in pairs:
        groups.setdefault(root(("n", p.need)), []).append(p)
    return list(groups.values())


def _flow(pairs: Sequence[Pair], room: Mapping[tuple[str, str], int], first_bonus: float) -> list[Pair]:
    """The heaviest choice within the room, each company's first pair worth `first_bonus` more."""
    return [pair for group in _apart(pairs) for pair in _flow_of_one(group, room, first_bonus)]


def _all_fit(pairs: Sequence[Pair], room: Mapping[tuple[str, str], int]) -> bool:
    """Whether there is room for every pair, and each is worth something."""
    left: dict[tuple[str, str], int] = {}
    for p in pairs:
        for side in (("c", p.company), ("n", p.need)):
            left[side] = left.get(side, room[side]) - 1
            if left[side] < 0:
                return False
    return all(p.value > _NOTHING for p in pairs)


def _flow_of_one(pairs: Sequence[Pair], room: Mapping[tuple[str, str], int], first_bonus: float) -> list[Pair]:
    if _all_fit(pairs, room):
        return list(pairs)
    companies, needs = sorted({p.company for p in pairs}), sorted({p.need for p in pairs})
    at_company = {c: 2 + i for i, c in enumerate(companies)}
    at_need = {n: 2 + len(companies) + i for i, n in enumerate(needs)}
    net = _Network(2 + len(companies) + len(needs))
    for c in companies:
        limit = room["c", c]
        if limit > 0:
            net.arc(0, at_company[c], 1, -first_bonus)
            net.arc(0, at_company[c], limit - 1, 0.0)
    arcs = {net.arc(at_company[p.company], at_need[p.need], 1, -p.value): p for p in pairs}
    for n in needs:
        net.arc(at_need[n], 1, max(0, room["n", n]), 0.0)
    potential = _first_potential(net)
    while path := net.cheapest(0, 1, potential):
        if sum(net.cost[e] for e in path) > -_NOTHING:
            break
        for e in path:
            net.room[e] -= 1
            net.room[e ^ 1] += 1
    return [p for e, p in arcs.items() if net.room[e] == 0]


def _first_potential(net: _Network) -> list[float]:
    """Shortest distances in the layered network before any flow, so that reduced costs start at zero or above."""
    potential = [0.0] * len(net.arcs)
    for _ in range(3):  # source → companies → needs → sink
        for start, leaving in enumerate(net.arcs):
            for e in leaving:
                if net.room[e] > 0:
                    potential[net.to[e]] = min(potential[net.to[e]], potential[start] + net.cost[e])
    return potential
