"""Between drafts (nodes and minutes) and plans (names)."""

from __future__ import annotations

from collections.abc import Mapping

from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.model import Case, Plan, Stop
from greendesk.engines.programme.network import Network
from greendesk.engines.programme.timing import others, polish

Wishes = Mapping[tuple[str, str], tuple[str, int]]  # (delegation, item) -> (day, start)


def stops_of(
    case: Case, net: Network, draft: Draft, wishes: Wishes | None = None
) -> dict[str, dict[str, tuple[Stop, ...]]]:
    """The draft in words, its starts polished day by day; wishes are kept to the minute where they fit."""
    plans: dict[str, dict[str, tuple[Stop, ...]]] = {one.id: {} for one in case.delegations}
    for r, route in enumerate(net.routes):
        who = case.delegations[route.who].id
        wished = {}
        for node in draft.orders[r]:
            day, start = (wishes or {}).get((who, net.names[node]), ("", 0))
            if day == route.day:
                wished[node] = start
        times = polish(net, r, draft.orders[r], others(net, draft.orders, draft.times, r), wished)
        draft.times[r] = times or draft.times[r]
        stops = tuple(Stop(net.names[v], t) for v, t in zip(draft.orders[r], draft.times[r], strict=True))
        plans[who][route.day] = stops
    return plans


def draft_of_plan(case: Case, net: Network, plan: Plan) -> Draft:
    """The nodes and starts of a plan; stops that the network does not know are left out."""
    draft = Draft([[] for _ in net.routes], [[] for _ in net.routes])
    for r, route in enumerate(net.routes):
        common = range(net.sites + net.lunches)
        known = {net.names[v]: v for v in (*common, *route.fixed)}
        for stop in plan.plans[case.delegations[route.who].id].get(route.day, ()):
            if stop.item in known:
                draft.orders[r].append(known[stop.item])
                draft.times[r].append(stop.start)
    return draft
