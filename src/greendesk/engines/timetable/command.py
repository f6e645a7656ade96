"""`greendesk timetable solve | replan | check`: problems and timetables as files, without a database."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from greendesk.engines.timetable.checker import check_slots
from greendesk.engines.timetable.reading import BadFileError, read_problem, read_timetable
from greendesk.engines.timetable.replanning import replan
from greendesk.engines.timetable.shapes import Answer, Reason, Scope, Timetable
from greendesk.engines.timetable.solving import solve

ANSWERED, BAD_INPUT, VIOLATED = 0, 1, 3


def main(argv: Sequence[str]) -> int:
    """0 answered, 1 bad input, 2 wrong usage, 3 (check) violations found."""
    try:
        arguments = _parser().parse_args(list(argv))
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 2
    try:
        return int(arguments.run(arguments))
    except BadFileError as fault:
        sys.stderr.write(f"{fault}\n")
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="greendesk timetable", description="Meeting timetables from files.")
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="place the meetings of FILE (.json or .dzn)")
    _common(solving, seconds=30.0)
    solving.add_argument("--fairness", type=_from_zero, metavar="D", help="break counts of any two at most D apart")
    solving.add_argument("--prove", action="store_true", help="spend part of the time on a bound")
    solving.set_defaults(run=_solve)
    replanning = commands.add_parser("replan", help="adapt the timetable OLD to a changed FILE")
    _common(replanning, seconds=5.0)
    replanning.add_argument("--old", type=Path, required=True)
    replanning.set_defaults(run=_replan)
    checking = commands.add_parser("check", help="print the broken rules of SOLUTION, one a line")
    checking.add_argument("file", type=Path)
    checking.add_argument("solution", type=Path)
    checking.set_defaults(run=_check)
    return parser


def _common(parser: argparse.ArgumentParser, *, seconds: float) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=seconds, help="CPU seconds (default %(default)s)")
    parser.add_argument("--seed", type=_from_zero, default=1)
    parser.add_argument("--moves", type=_from_zero, help="a number of moves instead of seconds: the same answer again")
    parser.add_argument("--scope", type=Scope, choices=list(Scope), default=Scope.SESSION)


def _from_zero(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 4294967295")
    return number


def _solve(arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    problem = read_problem(arguments.file, _note)
    found = solve(
        problem,
        seconds=arguments.seconds,
        seed=arguments.seed,
        moves=arguments.moves,
        scope=arguments.scope,
        fair_within=arguments.fairness,
        prove=arguments.prove,
    )
    _write(arguments.out, _solution(found, time.monotonic() - begun))
    return ANSWERED


def _replan(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.file, _note)
    old, helpers = read_timetable(arguments.old, len(problem.meetings))
    if any(slot is not None and not 0 <= slot < problem.n_slots for slot in old):
        raise BadFileError(f"{arguments.old}: slots: a slot is outside 0..{problem.n_slots - 1}")
    answers = replan(
        problem,
        old,
        old_interpreters=helpers,
        seconds=arguments.seconds,
        seed=arguments.seed,
        moves=arguments.moves,
        scope=arguments.scope,
    )
    _write(arguments.out, {"answers": [_answer(answer) for answer in answers]})
    return ANSWERED


def _check(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.file, _note)
    slots, helpers = read_timetable(arguments.solution, len(problem.meetings))
    violations = check_slots(problem, slots, helpers)
    for violation in violations:
        sys.stdout.write(f"{violation.rule}: {violation.text}\n")
    return VIOLATED if violations else ANSWERED


def _solution(found: Timetable, wall: float) -> dict[str, Any]:
    return {
        "status": found.status.value,
        "slots": found.slots,
        "interpreters": found.interpreters,
        "unplaced": found.unplaced,
        "breaks": found.breaks,
        "idle": found.idle,
        "bound": found.bound,
        "reasons": [_reason(reason) for reason in found.reasons],
        "moves": found.moves,
        "seconds": round(wall, 3),
        "cpu_seconds": found.cpu_seconds,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {key: asdict(reason)[key] for key in ("rule", "people", "meetings", "slots", "text")}


def _answer(answer: Answer) -> dict[str, Any]:
    found = answer.timetable
    return {
        "name": answer.name,
        "slots": found.slots,
        "interpreters": found.interpreters,
        "unplaced": found.unplaced,
        "moved": answer.moved,
        "lost": answer.lost,
        "people_told": answer.people_told,
        "breaks": found.breaks,
        "idle": found.idle,
        "reasons": [_reason(reason) for reason in found.reasons],
    }


def _write(path: Path, document: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    except OSError as fault:
        raise BadFileError(f"{path}: cannot be written ({fault.strerror})") from fault


def _note(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
