"""Solve the 20 published B2B instances and print one line each: `python benchmarks/timetable/published.py [seconds]`.

The data is looked for under $GREENDESK_SHARED (default ../shared); breaks along one line, counts at most 2 apart.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from greendesk.engines.timetable import Scope, check, solve
from greendesk.engines.timetable.reading import read_problem

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GREENDESK_SHARED", ROOT / "../shared")) / "benchmarks/b2b"


def published_optima() -> dict[str, int]:
    rows = re.findall(r"^\| ([\w-]+) \| [\d/]+ \| (\d+) \|", (DATA / "SOURCE.md").read_text(), re.MULTILINE)
    return {name: int(optimum) for name, optimum in rows}


def main(seconds: float) -> None:
    optima = published_optima()
    totals = [0, 0, 0, 0, 0.0]
    print(f"{'instance':14} unplaced breaks optimum bound status    cpu s  moves")
    for name, optimum in optima.items():
        problem = read_problem(DATA / f"{name}.original.dzn", print)
        found = solve(problem, seconds=seconds, scope=Scope.LINE, fair_within=2, prove="--prove" in sys.argv)
        assert check(problem, found) == []
        print(
            f"{name:14} {found.unplaced:8} {found.breaks:6} {optimum:7} {found.bound!s:>5} {found.status:9}"
            f" {found.cpu_seconds:5.1f} {found.moves:6}",
            flush=True,
        )
        at_best = found.breaks == optimum and not found.unplaced
        each = (found.unplaced, found.breaks, at_best, found.status == "optimal", found.cpu_seconds)
        totals = [total + one for total, one in zip(totals, each, strict=True)]
    print(
        "unplaced {}, breaks {} of {}, at the optimum {}, proven {}, {:.0f} CPU s".format(
            totals[0], totals[1], sum(optima.values()), *totals[2:]
        )
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
