"""Hard conditions before ranking. Unknown is not "no": such an offer stays, with a flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is region, certificate, status, consent, export, language, competitor or a desk's own.

    With `forbids` the offer must hold none of `values`, else at least one of them (`every`: all of them).
    """

    name: str
    values: frozenset[str]
    forbids: bool = False
    every: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of each condition, by name; `may_pass` when none failed."""

    passed: tuple[str, ...]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def may_pass(self) -> bool:
        return not self.failed


def check_conditions(conditions: Sequence[Condition], known: Mapping[str, frozenset[str] | None]) -> Passage:
    """`known` maps a condition's name to what is known of the offer; absent or None means unknown."""
    outcome: dict[str, list[str]] = {PASSED: [], FAILED: [], UNKNOWN: []}
    for condition in conditions:
        outcome[_outcome(condition, known.get(condition.name))].append(condition.name)
    return Passage(tuple(outcome[PASSED]), tuple(outcome[FAILED]), tuple(outcome[UNKNOWN]))


def _outcome(condition: Condition, held: frozenset[str] | None) -> str:
    if held is None:
        return UNKNOWN
    if condition.forbids:
        return FAILED if held & condition.values else PASSED
    enough = condition.values <= held if condition.every else bool(held & condition.values)
    return PASSED if enough or not condition.values else FAILED
