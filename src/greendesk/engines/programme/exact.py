"""Small cases proved with CP-SAT: the optimum of a tiny case, the repair of one day, whether musts fit together."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ortools.sat.python import cp_model

from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.network import Network
from greendesk.engines.programme.timing import nobody, others
from greendesk.engines.programme.travel import UNREACHABLE

Outcome = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which routes are free, what they may hold and must hold, and what counts.

    Routes that are not free keep the orders and times of `frame`, and what they hold stays held.
    kept: (route, node) -> old start; keeping the visit and its minute is worth more than anything new.
    """

    free: Sequence[int]
    nodes: Mapping[int, Sequence[int]]  # route -> sites it may hold
    forced: frozenset[tuple[int, int]] = frozenset()  # (delegation, site) that must be visited
    fixed: Mapping[int, Sequence[int]] = field(default_factory=dict)  # route -> protocol; all of it by default
    lunch: frozenset[int] | None = None  # routes that need lunch; as the delegation wishes by default
    kept: Mapping[tuple[int, int], int] = field(default_factory=dict)
    precious: frozenset[tuple[int, int]] = frozenset()  # among kept: a host has confirmed
    most_added: int | None = None


@dataclass(slots=True)
class _Stop:
    here: Any  # literal
    start: Any
    interval: Any


class Model:
    """One CP-SAT model of the free routes: a circuit a day, exact times, shared hosts."""

    def __init__(self, net: Network, question: Question, frame: Draft) -> None:
        self.net, self.question, self.frame = net, question, frame
        self.cp = cp_model.CpModel()
        self.stops: dict[tuple[int, int], _Stop] = {}
        self.drives: dict[int, list[Any]] = {}
        for r in question.free:
            self._day(r)
        self._once()
        self._shared()
        self._resting()
        for k, v in question.forced:
            if not self._placed_elsewhere(k, v):
                self.cp.add_bool_or([stop.here for (r, w), stop in self.stops.items() if w == v and self._who(r) == k])

    def _who(self, r: int) -> int:
        return self.net.routes[r].who

    def _placed_elsewhere(self, k: int, v: int) -> bool:
        free = set(self.question.free)
        return any(self._who(r) == k and v in order for r, order in enumerate(self.frame.orders) if r not in free)

    def _day(self, r: int) -> None:
        net, cp, route = self.net, self.cp, self.net.routes[r]
        fixed = self.question.fixed.get(r, route.fixed)
        meals = route.lunch if self.question.lunch is None else r in self.question.lunch
        lunches = list(range(net.sites, net.sites + net.lunches)) if meals else []
        visits = [
            v for v in self.question.nodes.get(r, ()) if net.starts[r][v] and not self._placed_elsewhere(route.who, v)
        ]
        busy = self._busy(r)
        for v in [*visits, *lunches, *fixed]:
            self.stops[r, v] = self._stop(r, v, busy)
        for v in fixed:
            cp.add(self.stops[r, v].here == 1)
        if meals:
            cp.add_exactly_one([self.stops[r, v].here for v in lunches])
        if route.walkmax < sum(int(net.walk[v]) for v in visits):
            cp.add(sum(int(net.walk[v]) * self.stops[r, v].here for v in visits) <= route.walkmax)
        self._circuit(r, [*visits, *lunches, *fixed])

    def _busy(self, r: int) -> Any:
        """What the days that are not free hold; the free ones meet in _shared."""
        frozen = [[] if q in self.question.free else list(row) for q, row in enumerate(self.frame.orders)]
        times = [[] if q in self.question.free else list(row) for q, row in enumerate(self.frame.times)]
        return others(self.net, frozen, times, r) if self.net.routes else nobody

    def _stop(self, r: int, v: int, busy: Any) -> _Stop:
        net, cp = self.net, self.cp
        spans, dur = net.starts[r][v], int(net.dur[r, v])
        here = cp.new_bool_var(f"h{r}_{v}")
        if not spans:
            cp.add(here == 0)
            spans = ((0, 0),)
        start = cp.new_int_var_from_domain(cp_model.Domain.from_intervals([list(s) for s in spans]), f"s{r}_{v}")
        interval = cp.new_optional_fixed_size_interval_var(start, dur, here, f"i{r}_{v}")
        for begins, ends in busy(v) if v < net.sites else ():
            block = cp.new_fixed_size_interval_var(begins, ends - begins, f"b{r}_{v}_{begins}")
            cp.add_no_overlap([interval, block])
        return _Stop(here, start, interval)

    def _circuit(self, r: int, nodes: Sequence[int]) -> None:
        net, cp, route = self.net, self.cp, self.net.routes[r]
        leaves = cp.new_int_var(route.opens, route.closes, f"out{r}")
        back = cp.new_int_var(route.opens, route.closes, f"in{r}")
        cp.add(back - leaves <= route.maxday)
        idle = cp.new_bool_var(f"idle{r}")
        arcs: list[tuple[int, int, Any]] = [(0, 0, idle)]
        costs: list[Any] = []
        number = {v: i + 1 for i, v in enumerate(nodes)}
        for v in nodes:
            stop, dur = self.stops[r, v], int(net.dur[r, v])
            arcs.append((number[v], number[v], stop.here.negated()))
            out, home = net.drive(route.leaves_from, v), net.drive(v, route.returns_to)
            if out < UNREACHABLE:
                lit = cp.new_bool_var("")
                cp.add(stop.start >= leaves + out).only_enforce_if(lit)
                arcs.append((0, number[v], lit))
                costs.append(out * lit)
            if home < UNREACHABLE:
                lit = cp.new_bool_var("")
                cp.add(back >= stop.start + dur + home).only_enforce_if(lit)
                arcs.append((number[v], 0, lit))
                costs.append(home * lit)
            for w in nodes:
                drive = net.drive(v, w)
                if w == v or drive >= UNREACHABLE or not self._in_order(r, v, w):
                    continue
                lit = cp.new_bool_var("")
                cp.add(self.stops[r, w].start >= stop.start + dur + drive).only_enforce_if(lit)
                arcs.append((number[v], number[w], lit))
                costs.append(drive * lit)
        cp.add_circuit(arcs)
        cp.add_no_overlap([self.stops[r, v].interval for v in nodes])
        self.drives[r] = costs

    def _in_order(self, r: int, v: int, w: int) -> bool:
        spans, after = self.net.starts[r][v], self.net.starts[r][w]
        return bool(spans and after) and spans[0][0] + int(self.net.dur[r, v]) + self.net.drive(v, w) <= after[-1][1]

    def _once(self) -> None:
        for k in range(len(self.net.must)):
            for v in range(self.net.sites):
                same = [s.here for (r, w), s in self.stops.items() if w == v and self._who(r) == k]
                if len(same) > 1:
                    self.cp.add_at_most_one(same)

    def _shared(self) -> None:
        net = self.net
        visits = [(r, v) for r, v in self.stops if v < net.sites]
        for i, (r, v) in enumerate(visits):
            for q, w in visits[i + 1 :]:
                if net.routes[q].day != net.routes[r].day or self._who(q) == self._who(r):
                    continue
                if net.collides(self._who(r), v, self._who(q), w):
                    self.cp.add_no_overlap([self.stops[r, v].interval, self.stops[q, w].interval])

    def _resting(self) -> None:
        """Sites that rest between days with visits, or receive only so many of the delegations."""
        net, free = self.net, set(self.question.free)
        for v in range(net.sites):
            if not net.rest[v] and net.most[v] >= len(net.must):
                continue
            held = [(r, self.stops[r, v].here) for r in free if (r, v) in self.stops]
            held += [(r, 1) for r, order in enumerate(self.frame.orders) if r not in free and v in order]
            for i, (r, here) in enumerate(held):
                for q, there in held[i + 1 :]:
                    apart = abs(net.routes[r].date - net.routes[q].date)
                    if self._who(r) != self._who(q) and 0 < apart <= net.rest[v]:
                        self.cp.add(here + there <= 1)
            if net.most[v] < len(net.must):
                self.cp.add(sum(here for _, here in held) <= int(net.most[v]))

    def prefer(self) -> None:
        """Musts, then what is kept, then companies and their past exposure, interest, travel: one after the other."""
        net = self.net
        visits = {key: stop for key, stop in self.stops.items() if key[1] < net.sites}
        travel = [cost for r in self.question.free for cost in self.drives[r]]
        weight = 1 + sum(
            min(net.routes[r].maxday, net.routes[r].closes - net.routes[r].opens) for r in self.question.free
        )
        terms = [-cost for cost in travel]
        worth = {key: int(net.value[self._who(key[0]), key[1]]) for key in visits}
        terms += [weight * worth[key] * stop.here for key, stop in visits.items()]
        weight *= 1 + sum(worth.values())
        terms += self._fairness(visits, weight)
        weight *= 1 + 1000 * len(visits) if net.exposure.any() else 1 + len(visits)
        terms += self._keeping(visits, weight)
        weight *= (1 + len(self.question.kept)) * (2 + 3 * len(self.question.kept))
        terms += [weight * stop.here for (r, v), stop in visits.items() if net.must[self._who(r), v]]
        self.cp.maximize(sum(terms))

    def _fairness(self, visits: Mapping[tuple[int, int], _Stop], weight: int) -> list[Any]:
        net, terms = self.net, []
        groups: dict[tuple[int, int], list[Any]] = {}
        for (r, v), stop in visits.items():
            company = int(net.company[v])
            if company >= 0 and net.matched[self._who(r), company]:
                groups.setdefault((self._who(r), company), []).append(stop.here)
        free = set(self.question.free)
        for (k, company), literals in groups.items():
            frozen = [v for r, row in enumerate(self.frame.orders) if r not in free and self._who(r) == k for v in row]
            if any(v < net.sites and net.company[v] == company for v in frozen):
                continue
            seen = self.cp.new_bool_var("")
            self.cp.add_bool_or([seen.negated(), *literals])
            scale = 1000 - int(net.exposure[company]) if net.exposure.any() else 1
            terms.append(weight * scale * seen)
        return terms

    def _keeping(self, visits: Mapping[tuple[int, int], _Stop], weight: int) -> list[Any]:
        terms = []
        for (r, v), old in self.question.kept.items():
            if (r, v) not in self.stops:
                continue
            still = self.cp.new_bool_var("")
            self.cp.add_implication(still, self.stops[r, v].here)
            self.cp.add(self.stops[r, v].start == old).only_enforce_if(still)
            if v < self.net.sites:
                terms += [
                    weight * still,
                    weight
                    * (1 + len(self.question.kept))
                    * (1 + 2 * ((r, v) in self.question.precious))
                    * self.stops[r, v].here,
                ]
            else:
                terms.append(weight * still)
        if self.question.most_added is not None:
            new = [s.here for key, s in visits.items() if key not in self.question.kept]
            self.cp.add(sum(new) <= self.question.most_added)
        return terms

    def hint(self, draft: Draft) -> None:
        for (r, v), stop in self.stops.items():
            inside = v in draft.orders[r]
            self.cp.add_hint(stop.here, int(inside))
            if inside:
                self.cp.add_hint(stop.start, draft.times[r][draft.orders[r].index(v)])

    def solve(self, seconds: float, *, seed: int = 1, repeatable: bool = False) -> tuple[Outcome, Draft | None]:
        """seconds: CPU seconds of one worker; when repeatable, CP-SAT's own deterministic time instead."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        if repeatable:
            solver.parameters.max_deterministic_time = seconds
            status = solver.solve(self.cp)
        else:
            status = _within_cpu(solver, self.cp, seconds)
        names: dict[Any, Outcome] = {
            cp_model.OPTIMAL: "optimal",
            cp_model.FEASIBLE: "feasible",
            cp_model.INFEASIBLE: "infeasible",
        }
        outcome = names.get(status, "unknown")
        return outcome, self._read(solver) if outcome in ("optimal", "feasible") else None

    def _read(self, solver: cp_model.CpSolver) -> Draft:
        orders, times = [list(row) for row in self.frame.orders], [list(row) for row in self.frame.times]
        for r in self.question.free:
            found = sorted(
                (solver.value(stop.start), v)
                for (q, v), stop in self.stops.items()
                if q == r and solver.value(stop.here)
            )
            orders[r], times[r] = [v for _, v in found], [start for start, _ in found]
        return Draft(orders, times)


def _within_cpu(solver: cp_model.CpSolver, cp: cp_model.CpModel, seconds: float) -> Any:
    """Stop after CPU seconds; the wall clock only counts when the machine is stuck."""
    began, done = time.process_time(), threading.Event()
    solver.parameters.max_time_in_seconds = 6 * seconds + 1

    def watch() -> None:
        while not done.wait(0.02):
            if time.process_time() - began > seconds:
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.solve(cp)
    finally:
        done.set()
        watcher.join()


def empty(net: Network) -> Draft:
    return Draft([[] for _ in net.routes], [[] for _ in net.routes])
