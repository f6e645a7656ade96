"""PyVRP, OR-Tools routing, greedy and the product in one run, on published instances and generated rich cases.

python benchmarks/programme/run.py [--seconds 10] [--full] [--only core|rich|repair]
The published instances are looked for under $GREENDESK_SHARED (default: ../shared beside the repository).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from cases import rich_case
from peers import greedy_routes, ortools_routes
from rich_peers import ortools_plan, pyvrp_plan

from greendesk.engines.programme import Case, Event, Plan, check, replan, solve, warm_up
from greendesk.engines.programme.drafts import stops_of
from greendesk.engines.programme.greedy import greedy
from greendesk.engines.programme.network import network_of
from greendesk.engines.programme.reading import read_case
from greendesk.engines.programme.search import Budget
from greendesk.engines.programme.tally import plan_of
from greendesk.engines.programme.toptw import (
    Instance,
    network_of_instance,
    profit_of,
    read_instance,
    routes_of,
    solve_instance,
)
from greendesk.engines.programme.vrp import pyvrp_draft

SHORT = ("c104/2", "r104/3", "rc108/4", "pr06/2", "pr10/4")
FULL = (
    *("c101/1", "c104/2", "c108/3", "c109/4", "r101/2", "r104/3", "r109/4", "r112/1"),
    *("rc101/4", "rc104/1", "rc107/2", "rc108/3", "pr02/2", "pr04/4", "pr05/1", "pr06/2", "pr08/3", "pr10/4"),
)
RICH_SHORT = ((1, 40, 3, 1), (2, 60, 4, 2), (3, 60, 3, 3))
RICH_FULL = tuple((seed, *shape) for seed in range(1, 5) for shape in ((40, 3, 1), (60, 4, 1), (45, 3, 2), (60, 4, 3)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", choices=["core", "rich", "repair"])
    args = parser.parse_args()
    warm_up()
    shared = Path(os.environ.get("GREENDESK_SHARED", Path(__file__).parents[2] / ".." / "shared"))
    if args.only in (None, "core"):
        core(shared / "benchmarks" / "toptw", FULL if args.full else SHORT, args.seconds)
    if args.only in (None, "rich"):
        rich(RICH_FULL if args.full else RICH_SHORT, args.seconds)
    if args.only in (None, "repair"):
        repair(30 if args.full else 10)
    return 0


def core(folder: Path, pairs: tuple[str, ...], seconds: float) -> None:
    if not folder.is_dir():
        print(f"published instances skipped: {folder} is absent")
        return
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        known = {(row["instance"], int(row["days"])): int(row["best_known"]) for row in csv.DictReader(file)}
    solvers: dict[str, Callable[[Instance, int], list[list[int]]]] = {
        "greedy": greedy_routes,
        "OR-Tools routing": lambda one, days: ortools_routes(one, days, seconds),
        "PyVRP": lambda one, days: routes_of(pyvrp_draft(network_of_instance(one, days), Budget(seconds))),
        "product": lambda one, days: solve_instance(one, days, Budget(seconds)),
    }
    ratios: dict[str, list[float]] = {name: [] for name in solvers}
    print(f"\npublished instances, {seconds:g} s each, share of the best known value")
    print(f"| instance/days | best known | {' | '.join(solvers)} |\n|---|---|{'---|' * len(solvers)}")
    for pair in pairs:
        name, days = pair.split("/")
        instance = read_instance(str(folder / f"{name}.txt"))
        best = known[name, int(days)]
        for solver, run in solvers.items():
            ratios[solver].append(profit_of(instance, run(instance, int(days))) / best)
        print(f"| {pair} | {best} | {' | '.join(f'{row[-1]:.3f}' for row in ratios.values())} |", flush=True)
    print(f"| mean | | {' | '.join(f'{mean(row):.3f}' for row in ratios.values())} |")
    print(f"| worst | | {' | '.join(f'{min(row):.3f}' for row in ratios.values())} |")
    print(
        f"product / PyVRP, mean of ratios: {mean(a / b for a, b in zip(ratios['product'], ratios['PyVRP'], strict=True)):.3f}"
    )


def generated(seed: int, sites: int, days: int, delegations: int) -> Case:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(rich_case(seed, sites=sites, days=days, delegations=delegations)), encoding="utf-8")
        return read_case(str(path))


def rich(shapes: tuple[tuple[int, int, int, int], ...], seconds: float) -> None:
    """What the peers are excused from is in rich_peers.py; every plan goes to the validator and our tally as it is."""
    solvers: dict[str, Callable[[Case], Plan]] = {
        "greedy": _greedy_plan,
        "OR-Tools routing": lambda case: ortools_plan(case, seconds),
        "PyVRP": lambda case: pyvrp_plan(case, seconds),
        "product": lambda case: solve(case, seconds=seconds),
    }
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in solvers}
    print(f"\ngenerated cases, {seconds:g} s of CPU each: matched companies seen / interest, rules broken if any")
    print(f"| seed, sites, days, delegations | {' | '.join(solvers)} |\n|---|{'---|' * len(solvers)}")
    for shape in shapes:
        case, cells = generated(*shape), []
        for name, run in solvers.items():
            plan = run(case)
            found[name].append(_sums(plan))
            broken = Counter(row.rule for row in check(case, plan))
            cells.append(" / ".join(map(str, found[name][-1])) + "".join(f", {n} {rule}" for rule, n in broken.items()))
        print(f"| {shape} | {' | '.join(cells)} |", flush=True)
    for name in list(solvers)[:-1]:
        pairs = list(zip(found["product"], found[name], strict=True))
        ratios = [ours[1] / max(1, theirs[1]) for ours, theirs in pairs]
        better, worse = sum(ours > theirs for ours, theirs in pairs), sum(ours < theirs for ours, theirs in pairs)
        fewer = sum(ours[0] < theirs[0] for ours, theirs in pairs)
        print(f"product / {name}: interest {mean(ratios):.3f}, lowest {min(ratios):.3f};", end=" ")
        print(f"companies first, then interest: better in {better}, worse in {worse}; fewer companies in {fewer}")


def _greedy_plan(case: Case) -> Plan:
    net = network_of(case)
    return plan_of(case, stops_of(case, net, greedy(net)), status="feasible")


def _sums(plan: Plan) -> tuple[int, int]:
    return sum(plan.companies_seen.values()), sum(plan.interest.values())


def repair(count: int) -> None:
    """A host cancels in a programme of 60 sites: what the repair of one day costs."""
    changed, seconds, disturbed = [], [], 0
    for seed in range(1, count + 1):
        case = generated(seed, 60, 4, 1 + seed % 3)
        plan = solve(case, seconds=1.0)
        visits = plan.visits(case)
        (_, site), (day, _) = random.Random(seed).choice(sorted(visits.items()))
        began = time.process_time()
        answer = replan(case, plan, Event("host_cancels", day=day, host=case.site(site).host), seconds=1.5)[0]
        seconds.append(answer.seconds)
        changed.append(len(answer.dropped) + len(answer.added) + len(answer.moved))
        after = answer.plan.visits(case)
        disturbed += any(after.get(key) != spot for key, spot in visits.items() if spot[0] != day)
        print(
            f"{seed}/{count} {changed[-1]} changed, {time.process_time() - began:.1f} s for all answers",
            file=sys.stderr,
        )
    calm = sum(one <= 2 for one in changed)
    print(f"\na host cancels, 60 sites, {count} cases: at most 2 changed visits in {calm}, most {max(changed)};")
    print(
        f"other days disturbed in {disturbed}; one day takes {mean(seconds):.2f} s CPU on average, {max(seconds):.2f} at most"
    )


if __name__ == "__main__":
    sys.exit(main())
