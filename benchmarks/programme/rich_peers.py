"""OR-Tools routing and PyVRP on the generated rich cases, each as far as its model reaches.

Both read the product's network of possible starts, so never lists, capacity, closed days, busy calendars, languages,
groups in turns and locks hold for everybody. The week is one axis of minutes, a vehicle is one day of one delegation,
and whatever a day may hold is a stop with windows on that axis. Their own minutes go to the validator as they are:
nothing is mended.

OR-Tools routing (`ortools_plan`) holds every rule that the generated cases use, and its objective is the product's:

- opening windows, several a day as gaps in the variable; visit minutes, travel, hotels, the longest day; walking;
- protocol as stops that must be made, one lunch a day as a choice between copies of all lunch places;
- one party at a time per host, site, guide or interpreter: interval variables that may not overlap;
- musts before companies before interest before travel: penalties so far apart that they never mix. A matched company
  counts once, because each of its sites has a second copy and the company takes at most one of these.

It is excused from `rest`, `most` and `exposure`, which no generated case has, and from squeezing out waiting, which is
neither checked nor counted. Protocol that cannot be held leaves it without any plan.

PyVRP (`pyvrp_plan`) holds the same, with two exceptions:

- nothing in its model couples two routes in time, so it is excused from hosts, sites, guides and interpreters that
  delegations share. What it breaks there the validator counts; with one delegation there is nothing to break;
- a client belongs to one group, and of a group at most one is visited: here a group is all sites of one matched
  company, or a site alone. So a company counts once, but no delegation sees a second site of a matched company.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from pyvrp.PenaltyManager import PenaltyParams
from pyvrp.search import NeighbourhoodParams

from greendesk.engines.programme import Case, Plan
from greendesk.engines.programme.model import Stop, Window
from greendesk.engines.programme.network import Network, network_of
from greendesk.engines.programme.tally import plan_of

DAY = 24 * 60
NO_WAY = 10 * DAY  # longer than any week
PATIENT = pyvrp.SolveParams(
    penalty=PenaltyParams(max_penalty=1e7), neighbourhood=NeighbourhoodParams(num_neighbours=1000)
)


@dataclass(frozen=True, slots=True)
class Chance:
    """A stop that may be made: `node` of the network by delegation `who`, beginning within `spans` of the week."""

    who: int
    node: int
    spans: tuple[Window, ...]
    routes: tuple[int, ...]
    company: int = -1  # the matched company that this copy shows, if any


@dataclass(frozen=True, slots=True)
class Prizes:
    """What missing a thing costs, in minutes of travel: a lunch above all musts, a must above all companies, and so on.

    A lunch has a price because OR-Tools found no first solution where one of a choice was compulsory: neither by
    cheapest insertion, parallel or local, nor by cheapest arcs.
    """

    interest: int
    company: int
    must: int
    lunch: int


def ortools_plan(case: Case, seconds: float) -> Plan:
    net = network_of(case)
    week = _Week(net)
    stops = [chance for group in week.groups() for chance in group]
    rows = _Routing(net, week, stops).solve(seconds)
    return _plan(case, net, rows)


def _plan(case: Case, net: Network, rows: Iterable[tuple[int, int, int]]) -> Plan:
    """rows: (route, node, minute of its day)."""
    plans: dict[str, dict[str, list[Stop]]] = {one.id: {day: [] for day in one.days} for one in case.delegations}
    for r, node, start in sorted(rows, key=lambda row: (row[0], row[2])):
        route = net.routes[r]
        plans[case.delegations[route.who].id][route.day].append(Stop(net.names[node], start))
    days = {who: {day: tuple(stops) for day, stops in row.items()} for who, row in plans.items()}
    return plan_of(case, days, status="feasible")


class _Week:
    """The network with all days on one axis."""

    def __init__(self, net: Network) -> None:
        self.net = net
        dates = sorted({route.date for route in net.routes})
        self.begins = [DAY * dates.index(route.date) for route in net.routes]
        longest = sum(min(route.maxday, route.closes - route.opens) for route in net.routes)
        interest = 1 + longest
        company = interest * (1 + int(net.value.sum()))
        must = company * (1 + int(net.matched.sum()))
        self.prizes = Prizes(interest, company, must, must * (1 + int(net.must.sum())))

    def chance(self, who: int, node: int, routes: Iterable[int], company: int = -1) -> Chance:
        held = tuple(r for r in routes if self.net.starts[r][node])
        spans = sorted((self.begins[r] + lo, self.begins[r] + hi) for r in held for lo, hi in self.net.starts[r][node])
        return Chance(who, node, tuple(spans), held, company)

    def routes_of(self, who: int) -> list[int]:
        return [r for r, route in enumerate(self.net.routes) if route.who == who]

    def visits(self) -> Iterator[list[Chance]]:
        """Every site that is of use to a delegation, the copy that shows its matched company beside the plain one."""
        net = self.net
        for who in range(len(net.must)):
            for site in range(net.sites):
                plain = self.chance(who, site, self.routes_of(who))
                company = int(net.company[site])
                shows = company >= 0 and bool(net.matched[who, company])
                if plain.spans and (shows or net.must[who, site] or net.value[who, site] > 0):
                    yield [plain, self.chance(who, site, plain.routes, company)] if shows else [plain]

    def lunches(self) -> Iterator[list[Chance]]:
        net = self.net
        for r, route in enumerate(net.routes):
            if route.lunch:
                places = range(net.sites, net.sites + net.lunches)
                yield [self.chance(route.who, node, [r]) for node in places if net.starts[r][node]]

    def protocol(self) -> list[Chance]:
        return [self.chance(route.who, node, [r]) for r, route in enumerate(self.net.routes) for node in route.fixed]

    def groups(self) -> Iterator[list[Chance]]:
        yield from self.visits()
        yield from self.lunches()
        yield self.protocol()


class _Routing:
    """The routing model: hotels first among its nodes, then every chance."""

    def __init__(self, net: Network, week: _Week, stops: list[Chance]) -> None:
        self.net, self.week, self.stops = net, week, stops
        hotels = sorted({spot for route in net.routes for spot in (route.leaves_from, route.returns_to)})
        self.spots = [*hotels, *(chance.node for chance in stops)]
        starts = [hotels.index(route.leaves_from) for route in net.routes]
        ends = [hotels.index(route.returns_to) for route in net.routes]
        self.manager = pywrapcp.RoutingIndexManager(len(self.spots), len(net.routes), starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.index = {chance: self.manager.NodeToIndex(n) for n, chance in enumerate(stops, start=len(hotels))}
        self.clock = self._clock()
        self._walking()
        self._choices()
        self._shared()

    def _clock(self) -> Any:
        net, routing = self.net, self.routing
        ride = np.minimum(net.travel[np.ix_(self.spots, self.spots)], NO_WAY)
        hotels = len(self.spots) - len(self.stops)
        stay = np.array([0] * hotels + [self._minutes(chance) for chance in self.stops])
        routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(ride.tolist()))
        takes = routing.RegisterTransitMatrix((ride + stay[:, None]).tolist())
        routing.AddDimension(takes, NO_WAY, NO_WAY, False, "time")
        clock = routing.GetDimensionOrDie("time")
        for r, route in enumerate(net.routes):
            begins = self.week.begins[r]
            for end in (routing.Start(r), routing.End(r)):
                clock.CumulVar(end).SetRange(begins + route.opens, begins + route.closes)
            clock.SetSpanUpperBoundForVehicle(min(route.maxday, route.closes - route.opens), r)
        for chance, at in self.index.items():
            routing.VehicleVar(at).SetValues([-1, *chance.routes])
            clock.CumulVar(at).SetRange(chance.spans[0][0], chance.spans[-1][1])
            for (_, before), (after, _) in zip(chance.spans, chance.spans[1:], strict=False):
                if before + 1 < after:
                    clock.CumulVar(at).RemoveInterval(before + 1, after - 1)
        return clock

    def _minutes(self, chance: Chance) -> int:
        return int(self.net.dur[chance.routes[0], chance.node])

    def _walking(self) -> None:
        hotels = len(self.spots) - len(self.stops)
        steps = [0] * hotels + [int(self.net.walk[chance.node]) for chance in self.stops]
        load = self.routing.RegisterUnaryTransitVector(steps)
        caps = [min(route.walkmax, sum(steps)) for route in self.net.routes]
        self.routing.AddDimensionWithVehicleCapacity(load, 0, caps, True, "walking")

    def _choices(self) -> None:
        net, prizes, routing = self.net, self.week.prizes, self.routing
        companies: dict[tuple[int, int], list[int]] = {}
        for group in self.week.visits():
            who, site = group[0].who, group[0].node
            worth = prizes.interest * int(net.value[who, site]) + prizes.must * int(net.must[who, site])
            routing.AddDisjunction([self.index[chance] for chance in group], worth)
            for chance in group[1:]:
                companies.setdefault((who, chance.company), []).append(self.index[chance])
        for copies in companies.values():
            routing.AddDisjunction(copies, prizes.company)
        for group in self.week.lunches():
            routing.AddDisjunction([self.index[chance] for chance in group], prizes.lunch)

    def _shared(self) -> None:
        """Two visits of different delegations that cannot overlap, wherever they might meet on the axis."""
        net, solver = self.net, self.routing.solver()
        visits = [chance for chance in self.stops if chance.node < net.sites]
        spans = {
            chance: solver.FixedDurationIntervalVar(
                self.clock.CumulVar(at), self._minutes(chance), self.routing.ActiveVar(at), f"visit {at}"
            )
            for chance, at in self.index.items()
            if chance.node < net.sites
        }
        for i, one in enumerate(visits):
            for other in visits[i + 1 :]:
                if one.who != other.who and net.collides(one.who, one.node, other.who, other.node):
                    solver.Add(solver.DisjunctiveConstraint([spans[one], spans[other]], ""))

    def solve(self, seconds: float) -> list[tuple[int, int, int]]:
        """CPU seconds; the wall clock only counts when the machine is stuck."""
        until = time.process_time() + seconds
        self.routing.AddSearchMonitor(self.routing.solver().CustomLimit(lambda: time.process_time() > until))
        how = pywrapcp.DefaultRoutingSearchParameters()
        how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        how.time_limit.FromMilliseconds(int(6000 * seconds))
        found = self.routing.SolveWithParameters(how)
        if found is None:
            return []
        rows, named = [], {at: chance for chance, at in self.index.items()}
        for r in range(len(self.net.routes)):
            at = found.Value(self.routing.NextVar(self.routing.Start(r)))
            while not self.routing.IsEnd(at):
                rows.append((r, named[at].node, found.Min(self.clock.CumulVar(at)) - self.week.begins[r]))
                at = found.Value(self.routing.NextVar(at))
        return rows


def pyvrp_plan(case: Case, seconds: float) -> Plan:
    """CPU seconds."""
    net = network_of(case)
    model = _Prizes(net, _Week(net))
    until = time.process_time() + seconds
    result = pyvrp.solve(model.problem(), lambda best: time.process_time() > until, display=False, params=PATIENT)
    return _plan(case, net, model.rows(result.best))


class _Prizes:
    """The prize-collecting problem: one block of locations a delegation, no way from block to block."""

    def __init__(self, net: Network, week: _Week) -> None:
        self.net, self.week = net, week
        self.clients: list[pyvrp.Client] = []
        self.chances: list[Chance] = []  # of every client
        self.clubs: list[pyvrp.ClientGroup] = []
        for chances in self._alternatives():
            self._club(chances, required=False)
        for chances in week.lunches():
            self._club(chances, required=True)
        for chance in week.protocol():
            self._clients(chance, required=True)

    def _alternatives(self) -> Iterable[list[Chance]]:
        """Chances of which one at most is taken: the sites of a matched company together, any other site alone."""
        found: dict[tuple[int, int, int], list[Chance]] = {}
        for group in self.week.visits():
            chance = group[-1]
            alone = chance.node if chance.company < 0 else -1
            found.setdefault((chance.who, chance.company, alone), []).append(chance)
        return found.values()

    def _spot(self, who: int, location: int) -> int:
        return who * len(self.net.travel) + location

    def _club(self, chances: list[Chance], *, required: bool) -> None:
        first = len(self.clients)
        for chance in chances:
            self._clients(chance, group=len(self.clubs))
        self.clubs.append(pyvrp.ClientGroup(list(range(first, len(self.clients))), required))

    def _clients(self, chance: Chance, *, required: bool = False, group: int | None = None) -> None:
        """One client for every window, because a client has only one."""
        for first, last in chance.spans:
            self.chances.append(chance)
            self.clients.append(
                pyvrp.Client(
                    self._spot(chance.who, chance.node),
                    pickup=[int(self.net.walk[chance.node])],
                    service_duration=int(self.net.dur[chance.routes[0], chance.node]),
                    tw_early=first,
                    tw_late=last,
                    prize=self._prize(chance),
                    required=required,
                    group=group,
                )
            )

    def _prize(self, chance: Chance) -> int:
        net, prizes = self.net, self.week.prizes
        if chance.node >= net.sites:
            return 0
        worth = prizes.interest * int(net.value[chance.who, chance.node])
        worth += prizes.must * int(net.must[chance.who, chance.node])
        return worth + prizes.company * (chance.company >= 0)

    def problem(self) -> pyvrp.ProblemData:
        net, parties = self.net, len(self.net.must)
        ways = np.kron(np.eye(parties, dtype=np.int64), np.minimum(net.travel, NO_WAY))
        blocks = np.kron(np.eye(parties, dtype=np.int64), np.ones_like(net.travel))
        ways = np.where(blocks == 1, ways, NO_WAY)
        spots = sorted({self._spot(day.who, spot) for day in net.routes for spot in (day.leaves_from, day.returns_to)})
        days = [
            pyvrp.VehicleType(
                capacity=[min(route.walkmax, NO_WAY)],
                start_depot=spots.index(self._spot(route.who, route.leaves_from)),
                end_depot=spots.index(self._spot(route.who, route.returns_to)),
                tw_early=begins + route.opens,
                tw_late=begins + route.closes,
                shift_duration=min(route.maxday, route.closes - route.opens),
            )
            for route, begins in zip(net.routes, self.week.begins, strict=True)
        ]
        places = [pyvrp.Location(0, 0) for _ in ways]
        depots = [pyvrp.Depot(spot) for spot in spots]
        return pyvrp.ProblemData(places, self.clients, depots, days, [ways], [ways], self.clubs)

    def rows(self, best: pyvrp.Solution) -> Iterator[tuple[int, int, int]]:
        for route in best.routes():
            r = route.vehicle_type()
            for stop in route.schedule():
                if stop.is_client():
                    yield r, self.chances[stop.idx].node, stop.start_time - self.week.begins[r]
