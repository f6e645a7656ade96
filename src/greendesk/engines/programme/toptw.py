"""Published instances of the team orienteering problem with time windows.

Traps: distances are cut (not rounded) to one decimal (c, r, rc) or two (pr), the window is for the START of the visit,
a day is as long as point 0 is open, and the number of days is not in the file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from greendesk.engines.programme.fields import BadInput
from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.network import Ints, Network, Route
from greendesk.engines.programme.search import Budget, Knobs, search
from greendesk.engines.programme.vrp import pyvrp_draft

PYVRP_SHARE = 0.35
GENTLE = Knobs(hot=0.3, cold=0.05)  # cool enough to keep what PyVRP found


@dataclass(frozen=True, slots=True)
class Instance:
    """Times in units of 1/scale. Point 0 is start and end of every day."""

    name: str
    scale: int
    dist: Ints
    visit: tuple[int, ...]
    profit: tuple[int, ...]
    opens: tuple[int, ...]
    closes: tuple[int, ...]

    @property
    def points(self) -> int:
        return len(self.profit)


def read_instance(path: str) -> Instance:
    """Raises BadInput with one sentence."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as text ({error}).") from error
    rows = []
    for number, line in enumerate(lines[2:], start=3):
        if not line.split():
            continue
        try:
            rows.append([float(word) for word in line.split()])
        except ValueError as error:
            raise BadInput(f"{path}: line {number} holds something that is not a number ({error}).") from error
        if len(rows[-1]) < 7:
            raise BadInput(f"{path}: line {number} has {len(rows[-1])} numbers, a point needs at least 7.")
    if len(rows) < 2:
        raise BadInput(f"{path}: holds no points after its two header lines.")
    name = Path(path).stem
    scale = 100 if name.lower().startswith("pr") else 10
    xy = [(row[1], row[2]) for row in rows]
    dist = np.array([[math.floor(math.dist(a, b) * scale + 1e-9) for b in xy] for a in xy], dtype=np.int64)
    return Instance(
        name,
        scale,
        dist,
        tuple(round(row[3] * scale) for row in rows),
        tuple(round(row[4]) for row in rows),
        tuple(round(row[-2] * scale) for row in rows),
        tuple(round(row[-1] * scale) for row in rows),
    )


def network_of_instance(instance: Instance, days: int) -> Network:
    """One delegation, `days` equal days, every point a site worth its profit. Site v is point v + 1."""
    n, tmax = instance.points - 1, instance.closes[0]
    order = [*range(1, n + 1), 0]
    spans = tuple(((instance.opens[p], instance.closes[p]),) for p in range(1, n + 1))
    nothing = np.zeros((1, 1), dtype=np.int64)
    return Network(
        names=tuple(str(p) for p in range(1, n + 1)),
        sites=n,
        lunches=0,
        routes=tuple(Route(0, str(m), 0, tmax, tmax, 10**9, n, n, False, ()) for m in range(days)),
        travel=instance.dist[np.ix_(order, order)],
        dur=np.array([instance.visit[1:]] * days, dtype=np.int64),
        starts=(spans,) * days,
        walk=np.zeros(n, dtype=np.int64),
        value=np.array([instance.profit[1:]], dtype=np.int64),
        must=np.zeros((1, n), dtype=np.int64),
        company=np.full(n, -1, dtype=np.int64),
        matched=nothing,
        exposure=np.zeros(1, dtype=np.int64),
        share=np.zeros((n, n), dtype=np.int64),
        rest=np.zeros(n, dtype=np.int64),
        most=np.full(n, days, dtype=np.int64),
        uses_share=nothing,
    )


def solve_instance(instance: Instance, days: int, budget: Budget) -> list[list[int]]:
    """At most `days` routes, each the numbers of its points in order: PyVRP first, own search on from there.

    With a number of moves instead of seconds the own search runs alone, so that the answer repeats exactly.
    """
    net = network_of_instance(instance, days)
    if budget.moves is not None:
        return routes_of(search(net, Draft([[] for _ in range(days)], [[] for _ in range(days)]), budget))
    first = pyvrp_draft(net, replace(budget, seconds=budget.seconds * PYVRP_SHARE))
    rest = replace(budget, seconds=budget.seconds * (1 - PYVRP_SHARE))
    return routes_of(search(net, first, rest, GENTLE))


def routes_of(draft: Draft) -> list[list[int]]:
    return [[node + 1 for node in order] for order in draft.orders if order]


def profit_of(instance: Instance, routes: list[list[int]]) -> int:
    """The profit of routes that keep every rule. Raises ValueError when one does not; written apart from the solver."""
    points = [p for route in routes for p in route]
    if len(set(points)) < len(points) or any(not 0 < p < instance.points for p in points):
        raise ValueError("a point is unknown or visited twice")
    for route in routes:
        now, here = 0, 0
        for p in route:
            now = max(now + int(instance.dist[here, p]), instance.opens[p])
            if now > instance.closes[p]:
                raise ValueError(f"point {p} is reached after it closes")
            now, here = now + instance.visit[p], p
        if now + int(instance.dist[here, 0]) > instance.closes[0]:
            raise ValueError("a day is longer than it may be")
    return sum(instance.profit[p] for p in points)
