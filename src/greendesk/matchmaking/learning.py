"""What a desk's decisions say, in the form in which the engine learns from them (`engines.matching.tuning`).

Of each suggestion that a side answered, the answer becomes a grade as far as it speaks of the fit: a wrong time, place,
partner or price does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from greendesk.engines.matching import Weights
from greendesk.engines.matching.fitting import Judged
from greendesk.engines.matching.tuning import WANTED
from greendesk.engines.matching.weights import SIGNALS

from .models import Answer, Decision, DecisionReason, Suggestion

LEAST, LEAST_EACH = 40, 10
ABOUT_FIT = {DecisionReason.OFF_TOPIC, DecisionReason.TOO_SMALL, DecisionReason.TOO_LARGE}


@dataclass(frozen=True, slots=True)
class Example:
    """One answered suggestion: grade 0 (does not fit) to 3 (both want it), how far it is trusted, where it stood."""

    suggestion: int
    need: int
    signals: tuple[float, ...]
    grade: int
    trust: float
    place: int


def grade_of(said: Iterable[tuple[str, str]]) -> tuple[int, float] | None:
    """(grade, trust) from (answer, reason) of each side; None where nothing was said about the fit."""
    yes, no = 0, 0.0
    for answer, reason in said:
        if answer == Answer.INTERESTED:
            yes += 1
        elif reason in ABOUT_FIT:
            no += 1.0 if answer == Answer.NEVER else 0.5
        elif answer == Answer.NEVER and not reason:
            no += 0.5
    if yes and no:
        return 1, 0.5
    if yes:
        return (3 if yes == 2 else 2), 1.0
    return (0, min(1.0, no)) if no else None


def examples_of(desk: int, basis: str) -> list[Example]:
    """From the desk's own needs, as far as their signals were measured with the model and lexicon in use."""
    rows = Suggestion.objects.filter(challenge__desk=desk, signals__basis=basis)
    said: dict[int, dict[str, tuple[str, str, int]]] = defaultdict(dict)  # the newest word of each side
    words = Decision.objects.filter(suggestion__in=rows.order_by().values("pk")).order_by("at", "pk")
    for one, side, *word in words.values_list("suggestion_id", "side", "answer", "reason", "rank_shown"):
        said[one][side] = tuple(word)
    found = []
    facts = rows.order_by("challenge", "pk").values_list("pk", "challenge_id", "rank", "signals")
    for pk, need, rank, signals in facts if said else ():
        if pk not in said or any(name not in signals for name in SIGNALS):
            continue
        if grade := grade_of((answer, reason) for answer, reason, _shown in said[pk].values()):
            place = max(shown for _answer, _reason, shown in said[pk].values()) or rank
            found.append(Example(pk, need, tuple(float(signals[name]) for name in SIGNALS), *grade, max(1, place)))
    return found


def places_of(desk: int) -> tuple[Counter[int], Counter[int]]:
    """How many suggestions stood at each place of the lists that owners and companies read; how many were answered there."""
    listed: Counter[int] = Counter()
    by_company: dict[int, int] = defaultdict(int)
    rows = Suggestion.objects.worth_showing().filter(challenge__desk=desk).order_by("-score", "pk")
    for rank, company in rows.values_list("rank", "company"):
        listed[rank] += 1
        if company:
            by_company[company] += 1
            listed[by_company[company]] += 1
    said = Decision.objects.filter(suggestion__challenge__desk=desk).order_by()
    return listed, Counter(said.values_list("rank_shown", flat=True))


def judged_from(examples: Sequence[Example], trust: Mapping[int, float]) -> Judged:
    """The engine's own form, needs side by side; the pairs' weights have a mean of 1."""
    rows = sorted(examples, key=lambda each: (each.need, each.suggestion))
    far = max(trust.values(), default=1.0)
    own = np.array([each.trust * trust.get(each.place, far) for each in rows])
    return Judged(
        np.array([each.signals for each in rows], dtype=np.float64).reshape(-1, len(SIGNALS)),
        np.array([each.grade for each in rows], dtype=np.int64),
        np.array([each.need for each in rows], dtype=np.int64),
        own / max(float(own.mean()), 1e-9) if rows else own,
    )


def counted(examples: Sequence[Example]) -> dict[str, int]:
    """What there is to learn from."""
    return {
        "decided": len(examples), "yes": sum(each.grade >= WANTED for each in examples),
        "no": sum(each.grade == 0 for each in examples), "needs": len({each.need for each in examples}),
    }  # fmt: skip


def is_enough(counts: Mapping[str, int]) -> bool:
    return counts["decided"] >= LEAST and min(counts["yes"], counts["no"]) >= LEAST_EACH


def least_gain(decided: int) -> float:
    """What the share of pairs in the right order must gain on needs left out: with few decisions less is chance."""
    return 0.1 * decided**-0.5


def as_stored(weights: Weights) -> dict[str, Any]:
    return {
        "offset": round(weights.offset, 5),
        "weights": {name: round(value, 5) for name, value in zip(SIGNALS, weights.weights, strict=True)},
    }
