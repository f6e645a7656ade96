"""`greendesk programme solve | replan | check | toptw`: files in, files out, no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from greendesk.engines.programme.check import check
from greendesk.engines.programme.fields import BadInput
from greendesk.engines.programme.reading import read_case, read_event, read_plan
from greendesk.engines.programme.tally import answer_json, plan_json

BROKEN = 3


def main(argv: Sequence[str] | None = None) -> int:
    """0 answered (also with "infeasible"), 1 bad input, 2 wrong usage, 3 a checked plan breaks a rule."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(args.run(args))
    except BadInput as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="greendesk programme", description="Visit programmes for delegations.")
    words = parser.add_subparsers(required=True, metavar="solve|replan|check|toptw")
    solve = words.add_parser("solve", help="plan all delegations of a case together")
    solve.add_argument("case", metavar="CASE.json")
    solve.add_argument("--out", required=True, metavar="PLAN.json")
    _budget(solve, 10.0)
    solve.set_defaults(run=_solve)
    replan = words.add_parser("replan", help="three ways to go on after an event")
    replan.add_argument("case", metavar="CASE.json")
    replan.add_argument("--old", required=True, metavar="PLAN.json")
    replan.add_argument("--event", required=True, metavar="EVENT.json")
    replan.add_argument("--out", required=True, metavar="OUT.json")
    _budget(replan, 1.0)
    replan.set_defaults(run=_replan)
    checking = words.add_parser("check", help="print every broken rule, one a line")
    checking.add_argument("case", metavar="CASE.json")
    checking.add_argument("plan", metavar="PLAN.json")
    checking.set_defaults(run=_check)
    toptw = words.add_parser("toptw", help="a published instance; the last line is the list of routes")
    toptw.add_argument("instance", metavar="INSTANCE.txt")
    toptw.add_argument("--days", required=True, type=_positive, metavar="M")
    _budget(toptw, 10.0)
    toptw.set_defaults(run=_toptw)
    return parser


def _budget(parser: argparse.ArgumentParser, seconds: float) -> None:
    parser.add_argument("--seconds", type=_more_than_nothing, default=seconds, help="CPU seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--moves", type=_positive, help="moves instead of seconds; repeats exactly")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _more_than_nothing(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError("must be above 0")
    return value


def _solve(args: argparse.Namespace) -> int:
    from greendesk.engines.programme.solving import solve  # the checks above must not wait for a compiler

    case = read_case(args.case)
    plan = solve(case, seconds=args.seconds, seed=args.seed, moves=args.moves)
    _write(args.out, plan_json(plan))
    for conflict in plan.conflicts:
        sys.stderr.write(f"{conflict.text} {conflict.proposal}".rstrip() + "\n")
    return 0


def _replan(args: argparse.Namespace) -> int:
    from greendesk.engines.programme.replan import replan  # as above

    case = read_case(args.case)
    old, event = read_plan(args.old, case), read_event(args.event, case)
    answers = replan(case, old, event, seconds=args.seconds, seed=args.seed, moves=args.moves)
    _write(args.out, {"answers": [answer_json(answer) for answer in answers]})
    return 0


def _check(args: argparse.Namespace) -> int:
    case = read_case(args.case)
    violations = check(case, read_plan(args.plan, case))
    for violation in violations:
        sys.stdout.write(f"{violation.rule}: {violation.text}\n")
    return BROKEN if violations else 0


def _toptw(args: argparse.Namespace) -> int:
    from greendesk.engines.programme.search import Budget  # as above
    from greendesk.engines.programme.toptw import profit_of, read_instance, solve_instance

    instance = read_instance(args.instance)
    routes = solve_instance(instance, args.days, Budget(args.seconds, args.seed, args.moves))
    sys.stdout.write(f"profit {profit_of(instance, routes)}\n{json.dumps(routes)}\n")
    return 0


def _write(path: str, answer: dict[str, Any]) -> None:
    try:
        Path(path).write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}).") from error


if __name__ == "__main__":
    sys.exit(main())
