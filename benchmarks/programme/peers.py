"""The other solvers of the published core, so that all of them run in one go: OR-Tools routing and a greedy."""

from __future__ import annotations

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from greendesk.engines.programme.greedy import greedy
from greendesk.engines.programme.toptw import Instance, network_of_instance, routes_of


def greedy_routes(instance: Instance, days: int) -> list[list[int]]:
    return routes_of(greedy(network_of_instance(instance, days)))


def ortools_routes(instance: Instance, days: int, seconds: float) -> list[list[int]]:
    """Disjunctions with the profit as penalty, guided local search; seconds of wall clock, the only clock it has."""
    manager = pywrapcp.RoutingIndexManager(instance.points, days, 0)
    routing = pywrapcp.RoutingModel(manager)

    def ride(a: int, b: int) -> int:
        p, q = manager.IndexToNode(a), manager.IndexToNode(b)
        return int(instance.dist[p, q])

    def takes(a: int, b: int) -> int:
        return ride(a, b) + instance.visit[manager.IndexToNode(a)]

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(ride))
    tmax = instance.closes[0]
    routing.AddDimension(routing.RegisterTransitCallback(takes), tmax, tmax, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for p in range(1, instance.points):
        at = manager.NodeToIndex(p)
        clock.CumulVar(at).SetRange(instance.opens[p], min(tmax, instance.closes[p]))
        routing.AddDisjunction([at], instance.profit[p] * (2 * int(instance.dist.max()) + 1))
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(how)
    return [] if found is None else [_route(routing, manager, found, m) for m in range(days)]


def _route(
    routing: pywrapcp.RoutingModel, manager: pywrapcp.RoutingIndexManager, found: pywrapcp.Assignment, m: int
) -> list[int]:
    at, route = found.Value(routing.NextVar(routing.Start(m))), []
    while not routing.IsEnd(at):
        route.append(manager.IndexToNode(at))
        at = found.Value(routing.NextVar(at))
    return route
