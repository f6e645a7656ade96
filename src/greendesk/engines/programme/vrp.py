"""PyVRP for the plain core: one party, days as vehicles, prizes, no lunches and no shared hosts.

The prize-collecting problem minimises distance plus prizes missed, so prizes are scaled above any single leg; then more
profit always wins over less driving.
"""

from __future__ import annotations

import time
from typing import Any

from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.network import Network
from greendesk.engines.programme.search import Budget
from greendesk.engines.programme.timing import schedule


def pyvrp_draft(net: Network, budget: Budget, start: Draft | None = None) -> Draft:
    """The best programme PyVRP finds within the budget. All routes of the network must be alike."""
    import pyvrp  # an accelerator that takes time to load
    from pyvrp.stop import MaxIterations

    if net.sites == 0:
        return Draft([[] for _ in net.routes], [[] for _ in net.routes])
    rule = MaxIterations(budget.moves) if budget.moves is not None else _CpuSeconds(budget.seconds)
    problem = _problem(net)
    first = None if start is None else pyvrp.Solution(problem, [order for order in start.orders if order])
    result = pyvrp.solve(problem, rule, seed=budget.seed, display=False, initial_solution=first)
    orders = [[stop.idx for stop in route if stop.is_client()] for route in result.best.routes()]
    return _checked(net, orders)


class _CpuSeconds:
    """PyVRP's own clock is the wall's; this one counts what the process used."""

    def __init__(self, seconds: float) -> None:
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() > self.until


def _problem(net: Network) -> Any:
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType  # as above

    route, order = net.routes[0], [net.routes[0].leaves_from, *range(net.sites)]
    scale = 2 * int(net.travel.max()) + 1
    clients = [
        Client(
            v + 1,
            service_duration=int(net.dur[0, v]),
            tw_early=net.starts[0][v][0][0] if net.starts[0][v] else 0,
            tw_late=net.starts[0][v][-1][1] if net.starts[0][v] else 0,
            prize=int(net.value[0, v]) * scale,
            required=False,
        )
        for v in range(net.sites)
    ]
    ways = net.travel[order][:, order]
    days = VehicleType(len(net.routes), tw_early=route.opens, tw_late=route.closes, shift_duration=route.maxday)
    spots = [Location(0, 0) for _ in order]
    return ProblemData(spots, clients, [Depot(0)], [days], [ways], [ways])  # type: ignore[list-item]  # its stubs


def _checked(net: Network, orders: list[list[int]]) -> Draft:
    """Only days that our own timing accepts: an infeasible best solution must not slip through."""
    draft = Draft([[] for _ in net.routes], [[] for _ in net.routes])
    for r, order in enumerate(orders[: len(net.routes)]):
        times = schedule(net, r, order)
        if times is not None:
            draft.orders[r], draft.times[r] = order, times
    return draft
