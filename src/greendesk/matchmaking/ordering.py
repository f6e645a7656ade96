"""The order of one list: best first, with less of the same and a turn for those who were shown seldom.

Bands are never crossed, and inside a band nobody falls behind a line that is 0.12 less probable (`engines.fairness`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from greendesk.engines.matching import BANDS
from greendesk.engines.matching.embedding import Vectors
from greendesk.engines.matching.fairness import reranked

from .models import Suggestion

WINDOW_DAYS = 90
IN_SIGHT = 5  # lines of a list that people look at
SAME_COUNTRY = 0.6
TOLD_FROM = 0.01  # a smaller push is not worth a sentence


class Rankable(Protocol):
    """What the order needs to know of a line; `key` is "company:1" or "site:1"."""

    @property
    def key(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def band(self) -> str: ...
    @property
    def firms(self) -> frozenset[int]: ...
    @property
    def country(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a line stands: its place in the list, and what pushed it down from its place by score ("alike", "seen")."""

    line: int
    pushed: str = ""


def in_fair_order(lines: Sequence[Rankable], seen: Mapping[str, int]) -> list[Placed]:
    """Places of `lines` (given best first), as they are to be listed."""
    if not lines:
        return []
    keys = [f"{number:04d}" for number in range(len(lines))]
    counts = {key: seen.get(line.key, 0) for key, line in zip(keys, lines, strict=True)}
    scored = list(zip(keys, (line.score for line in lines), strict=True))
    found = reranked(scored, _likeness(lines), counts, top=len(lines))
    order = sorted(found, key=lambda each: BANDS.index(lines[int(each.offer)].band))
    placed = []
    for place, each in enumerate(order):
        line = int(each.offer)
        pushed = "alike" if each.redundancy >= each.exposure else "seen"
        is_pushed = place > line and max(each.redundancy, each.exposure) >= TOLD_FROM
        placed.append(Placed(line, pushed if is_pushed else ""))
    return placed


def _likeness(lines: Sequence[Rankable]) -> Vectors:
    """1 between lines of one firm, 0.6 between lines of one country, otherwise 0."""
    table = np.eye(len(lines), dtype=np.float32)
    for i, one in enumerate(lines):
        for j in range(i):
            other = lines[j]
            same = (
                1.0
                if one.firms & other.firms
                else SAME_COUNTRY
                if one.country and one.country == other.country
                else 0.0
            )
            table[i, j] = table[j, i] = same
    return table


@dataclass(slots=True)
class Exposure:
    """How often each company or site stood in sight lately: among the first five by score, need by need.

    By score, not by place, so that looking again with the same register ends in the same order.
    """

    tops: dict[int, tuple[str, ...]] = field(default_factory=dict)  # need → who is in sight
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, need: int, keys: Sequence[str]) -> None:
        self.tops[need] = tuple(keys)
        self._counts.update(keys)

    def but(self, need: int) -> Mapping[str, int]:
        """Counts over all other needs, so that a need does not speak against its own answers."""
        return self._counts - Counter(self.tops.get(need, ()))

    @property
    def counts(self) -> Mapping[str, int]:
        return self._counts


def exposure_of(desk: int, on: date, days: int = WINDOW_DAYS) -> Exposure:
    """Over the desk's needs that were matched within the window; one query."""
    rows = (
        Suggestion.objects.standing()
        .exclude(band="weak")
        .filter(challenge__desk=desk, challenge__matched_at__date__gt=on - timedelta(days=days))
        .order_by("challenge", "-score", "pk")
        .values_list("challenge_id", "company_id", "site_id")
    )
    lists: dict[int, list[str]] = defaultdict(list)
    for need, company, site in rows:
        if len(lists[need]) < IN_SIGHT:
            lists[need].append(f"company:{company}" if company else f"site:{site}")
    found = Exposure()
    for need, keys in lists.items():
        found.add(need, keys)
    return found
