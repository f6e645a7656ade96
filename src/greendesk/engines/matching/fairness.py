"""Less of the same in one list, and a turn for those who were shown seldom."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .embedding import Vectors

REDUNDANCY = 0.08  # the most that likeness to an earlier line takes off
EXPOSURE = 0.04  # the most that frequent showing takes off


@dataclass(frozen=True, slots=True)
class Ranked:
    """An offer with its unchanged probability and what was taken off for the order only."""

    offer: str
    probability: float
    redundancy: float
    exposure: float


def reranked(
    offers: Sequence[tuple[str, float]],
    likeness: Vectors,
    shown: Mapping[str, int] | None = None,
    top: int = 10,
) -> list[Ranked]:
    """Greedy: the best by probability minus penalties. No line falls behind one that is 0.12 less probable.

    `offers` are (id, probability); `likeness` is (n, n) with 0–1 between offers in the same order; `shown` counts
    how often each was suggested lately.
    """
    counts = shown or {}
    most = max((counts.get(i, 0) for i, _ in offers), default=0)
    left = list(range(len(offers)))
    chosen: list[Ranked] = []
    places: list[int] = []

    def penalties(i: int) -> tuple[float, float]:
        alike = max((float(likeness[i, j]) for j in places), default=0.0)
        seen = math.log1p(counts.get(offers[i][0], 0)) / math.log1p(most) if most else 0.0
        return REDUNDANCY * float(np.clip(alike, 0, 1)), EXPOSURE * seen

    while left and len(chosen) < top:
        best = min(left, key=lambda i: (-(offers[i][1] - sum(penalties(i))), offers[i][0]))
        redundancy, exposure = penalties(best)
        chosen.append(Ranked(offers[best][0], offers[best][1], redundancy, exposure))
        places.append(best)
        left.remove(best)
    return chosen
