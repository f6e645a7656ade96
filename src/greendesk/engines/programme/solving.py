"""From a case to a plan: draft, search, proof where the case is small, reasons for what was left out."""

from __future__ import annotations

import time

from greendesk.engines.programme.drafts import stops_of
from greendesk.engines.programme.greedy import Draft, framework, greedy, relaxed
from greendesk.engines.programme.leftout import reasons
from greendesk.engines.programme.model import Case, Conflict, Plan, Status
from greendesk.engines.programme.network import Network, network_of
from greendesk.engines.programme.search import Budget, search, warm_up
from greendesk.engines.programme.tally import plan_of

PROVABLE = 40  # visits to choose from, over all days and delegations
MOVES_A_SECOND = 8_000  # with moves as the budget: how long a proof may take beside them, in the solver's own measure


def solve(case: Case, *, seconds: float = 10.0, seed: int = 1, moves: int | None = None) -> Plan:
    """Plan all delegations of the case together.

    seconds: CPU seconds; moves: a number of moves instead, which gives the identical plan for the same seed.
    Status "optimal" is a proof, "infeasible" comes with conflicts and the best programme without what cannot be held.
    """
    from greendesk.engines.programme.conflicts import Finder  # loads OR-tools, which takes a second

    warm_up()
    began = time.process_time()
    net = network_of(case)
    bare = framework(net)
    conflicts = Finder(case, net).conflicts() if bare.without_lunch or bare.without_protocol else []
    net = relaxed(net, bare)
    draft = greedy(net)
    if missing_musts(net, draft):
        conflicts = conflicts or Finder(case, net).conflicts()
        together = None if conflicts else Finder(case, net).musts_together()
        draft = together or draft
    left = max(0.05, seconds - (time.process_time() - began))
    draft, proved = best_draft(net, draft, Budget(left * 0.95, seed, moves))
    if not conflicts and missing_musts(net, draft):
        conflicts = [_unfound(case, net, draft)]
    status: Status = "infeasible" if conflicts else "optimal" if proved else "feasible"
    plan = plan_of(case, stops_of(case, net, draft), status=status)
    until = None if moves is not None else began + max(seconds, 0.5)
    return plan_of(case, plan.plans, status=status, left_out=reasons(case, plan, net, until), conflicts=conflicts)


def best_draft(net: Network, draft: Draft, budget: Budget) -> tuple[Draft, bool]:
    """(the best draft found, whether it is proved to be the best)."""
    choices = sum(bool(net.starts[r][v]) for r in range(len(net.routes)) for v in range(net.sites))
    if choices > PROVABLE:
        return search(net, draft, budget), False
    from greendesk.engines.programme.exact import Model, Question  # loads OR-tools, which takes a second

    began = time.process_time()
    short = Budget(budget.seconds * 0.25, budget.seed, budget.moves)
    found = search(net, draft, short)
    free = range(len(net.routes))
    model = Model(net, Question(free, {r: range(net.sites) for r in free}), Draft([[]] * len(free), [[]] * len(free)))
    model.prefer()
    model.hint(found)
    if budget.moves is None:
        rest = max(0.05, budget.seconds - (time.process_time() - began))
    else:
        rest = min(10.0, max(0.1, budget.moves / MOVES_A_SECOND))
    outcome, best = model.solve(rest, seed=budget.seed, repeatable=budget.moves is not None)
    if best is None or outcome != "optimal":
        return found, False
    return best, True


def missing_musts(net: Network, draft: Draft) -> list[tuple[int, int]]:
    held = {(net.routes[r].who, v) for r, order in enumerate(draft.orders) for v in order}
    return [(k, v) for k in range(len(net.must)) for v in range(net.sites) if net.must[k, v] and (k, v) not in held]


def _unfound(case: Case, net: Network, draft: Draft) -> Conflict:
    missing = missing_musts(net, draft)
    names = tuple(net.names[v] for _, v in missing)
    text = f"No programme with {', '.join(names)} was found in the time given; that none exists is not proved."
    return Conflict(names, "not found", text, "Give the solver more seconds.")
