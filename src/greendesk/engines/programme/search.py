"""Ruin and recreate over a network: temperature, budget, best programme. The loop itself is in kernel.py."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from greendesk.engines.lazy import lazily
from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.model import NO_LIMIT, Window
from greendesk.engines.programme.network import Ints, Network, Route

if TYPE_CHECKING:
    from greendesk.engines.programme import kernel
else:
    kernel = lazily("greendesk.engines.programme.kernel")


@dataclass(frozen=True, slots=True)
class Budget:
    """CPU seconds, or a number of moves, which makes the answer repeat exactly."""

    seconds: float = 10.0
    seed: int = 1
    moves: int | None = None


@dataclass(frozen=True, slots=True)
class Knobs:
    """How bold the search is. Temperatures are in units of the mean value of a visit."""

    hot: float = 0.6
    cold: float = 0.02
    amount: float = 10.0
    longest: float = 10.0
    blink: float = 0.01
    travel: float = 0.001


def data_of(net: Network, value: Ints | None = None) -> kernel.Data:
    """value: (routes, sites), when a visit is worth more on one day than on another; the interest by default."""
    n, routes = net.sites, net.routes
    worth = net.value[[route.who for route in routes]] if value is None else value
    ptr: list[int] = [0]
    span: list[Window] = []
    closing = np.full((len(routes), len(net.names)), -1, dtype=np.int64)
    for r, row in enumerate(net.starts):
        for v, spans in enumerate(row):
            span += spans
            ptr.append(len(span))
            closing[r, v] = max((last for _, last in spans), default=-1)
    others = len(net.names) - n
    company = [*net.company, *[-1] * others]
    rest, most = [*net.rest, *[0] * others], [*net.most, *[NO_LIMIT] * others]
    return kernel.Data(
        travel=_ints(net.travel),
        dur=_ints(net.dur),
        ptr=_ints(ptr),
        span=_ints(span).reshape(-1, 2),
        closing=closing,
        route=_route_table(routes),
        node=_ints([net.walk, company, rest, most]).T.copy(),
        value=_ints(worth),
        must=_ints(net.must),
        matched=_ints(net.matched),
        exposure=_ints(net.exposure),
        share=_ints(net.share),
        uses_share=_ints(net.uses_share),
        near=_ints(np.argsort(net.travel[:n, :n], axis=1, kind="stable")),
        wanted=_ints(_wanted(net, worth)).reshape(-1, 2),
        sizes=_ints([n, net.lunches, len({route.who for route in routes}) > 1]),
    )


def _ints(values: Any) -> Ints:
    return np.ascontiguousarray(np.array(values, dtype=np.int64))


def _route_table(routes: Sequence[Route]) -> Ints:
    """The columns are named in kernel.py."""
    days = sorted({route.day for route in routes})
    return _ints(
        [
            (
                route.who,
                days.index(route.day),
                route.opens,
                route.closes,
                route.maxday,
                route.walkmax,
                route.leaves_from,
                route.returns_to,
                route.lunch,
                route.date,
            )
            for route in routes
        ]
    )


def _wanted(net: Network, worth: Ints) -> list[tuple[int, int]]:
    """(delegation, site) of every visit that has a possible start and any use."""
    found = []
    for k in range(len(net.must)):
        mine = [r for r, route in enumerate(net.routes) if route.who == k]
        for v in range(net.sites):
            company = net.company[v]
            useful = net.must[k, v] or (company >= 0 and net.matched[k, company]) or worth[mine, v].max() > 0
            if useful and any(net.starts[r][v] for r in mine):
                found.append((k, v))
    return found


def state_of(net: Network, data: kernel.Data, draft: Draft) -> kernel.State:
    """The draft as arrays. Raises ValueError when one of its days is impossible."""
    routes = len(net.routes)
    state = kernel.State(
        stop=np.zeros((4, routes, len(net.names) + 1), dtype=np.int64),
        size=np.zeros((routes, 2), dtype=np.int64),
        where=np.full(net.must.shape, -1, dtype=np.int64),
        seen=np.zeros(net.matched.shape, dtype=np.int64),
    )
    for r, order in enumerate(draft.orders):
        state.size[r] = len(order), sum(net.walk[node] for node in order)
        state.stop[kernel.SEQ, r, : len(order)] = order
        state.stop[kernel.START, r, : len(order)] = draft.times[r]
        for node in order:
            if node < net.sites:
                state.where[net.routes[r].who, node] = r
                if net.company[node] >= 0:
                    state.seen[net.routes[r].who, net.company[node]] += 1
    for r in range(routes):
        if not kernel.retime(data, state, r):
            raise ValueError(f"route {r} of the draft is impossible")
    return state


def draft_of(net: Network, state: kernel.State) -> Draft:
    def rows(layer: int) -> list[list[int]]:
        counts = state.size[:, kernel.COUNT]
        return [[int(x) for x in state.stop[layer, r, : counts[r]]] for r in range(len(net.routes))]

    return Draft(rows(kernel.SEQ), rows(kernel.START))


def search(net: Network, draft: Draft, budget: Budget, knobs: Knobs | None = None, value: Ints | None = None) -> Draft:
    """Improve a draft within the budget. The days of the draft must hold; the result is never worse."""
    knobs = knobs or Knobs()
    data = data_of(net, value)
    if len(data.wanted) == 0:
        return draft
    cur = state_of(net, data, draft)
    new, best = (kernel.State(*(array.copy() for array in cur)) for _ in range(2))
    rng = np.array([(budget.seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 or 1], dtype=np.uint64)
    tally, out = np.zeros(2, dtype=np.int64), np.zeros(5, dtype=np.int64)
    kernel.score(data, cur, out)
    tally[1] = kernel.lexicographic(out)
    worth = data.value[data.value > 0]
    mean, top = (float(worth.mean()), float(worth.max())) if len(worth) else (10.0, 10.0)
    settings = np.array([knobs.amount, knobs.longest, knobs.blink, 1e6 * top, 3.0 * top, knobs.travel])
    kernel.anneal(data, cur, new, best, rng, 0, 1.0, settings, tally)  # compiles, or reads the cache, off the clock
    for moves, progress in _ticks(budget):
        heat = mean * knobs.hot * (knobs.cold / knobs.hot) ** progress
        kernel.anneal(data, cur, new, best, rng, moves, heat, settings, tally)
    return draft_of(net, best)


@cache
def warm_up() -> None:
    """Compile the inner loop, or read it from the cache on disk. Call it when a server starts: half a minute at first."""
    one = np.zeros((1, 1), dtype=np.int64)
    day = Route(0, "", 0, 10, 10, 10, 1, 1, False, ())
    net = Network(
        names=("",),
        sites=1,
        lunches=0,
        routes=(day,),
        travel=np.zeros((2, 2), dtype=np.int64),
        dur=one,
        starts=((((0, 10),),),),
        walk=np.zeros(1, dtype=np.int64),
        value=one + 1,
        must=one,
        company=np.full(1, -1, dtype=np.int64),
        matched=one,
        exposure=np.zeros(1, dtype=np.int64),
        share=one,
        uses_share=one,
        rest=np.zeros(1, dtype=np.int64),
        most=np.ones(1, dtype=np.int64),
    )
    search(net, Draft([[]], [[]]), Budget(moves=1))


def _ticks(budget: Budget) -> Any:
    """(moves, progress from 0 to 1) until the budget is used up."""
    if budget.moves is not None:
        step = max(1, budget.moves // 200)
        for done in range(0, budget.moves, step):
            yield min(step, budget.moves - done), done / budget.moves
        return
    began, step = time.process_time(), 20
    while (spent := time.process_time() - began) < budget.seconds:
        yield step, spent / budget.seconds
        took = time.process_time() - began - spent
        step = int(max(5, min(20_000, step * budget.seconds / 200 / max(took, 1e-6), step * 4)))
