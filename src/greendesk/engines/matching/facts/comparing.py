"""Whether the facts of a need and of an offer agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..records import FactLine, FactVerdict
from .reading import Fact

MEASURES = (
    "flow_t_d",
    "pe",
    "power_w",
    "energy_wh",
    "temperature_c",
    "people",
    "area_m2",
)
NEAR, FAR = (
    3.0,
    10.0,
)  # figures within a factor of 3 agree; beyond a factor of 10 they disagree
_LEAST, _MOST = 1e-9, 1e30  # a nought, or a figure nobody can mean, stays a number on the scale
NEAR_C, FAR_C = 10.0, 30.0  # the same for temperatures, in degrees


def figure_table(
    rows: Sequence[Sequence[Fact]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lower and upper bounds, (n, len(MEASURES)), on the scale they are compared on; NaN where a text is silent."""
    low = np.full((len(rows), len(MEASURES)), np.nan, dtype=np.float32)
    high = low.copy()
    for i, facts in enumerate(rows):
        for fact in facts:
            if fact.measure in MEASURES:
                j = MEASURES.index(fact.measure)
                a, b = _scaled(fact)
                low[i, j] = np.fmin(low[i, j], a)
                high[i, j] = np.fmax(high[i, j], b)
    return low, high


def _scaled(fact: Fact) -> tuple[float, float]:
    """Degrees in tens; everything else as a power of ten."""
    if fact.measure == "temperature_c":
        return fact.low / NEAR_C, fact.high / NEAR_C
    low, high = (float(np.log10(min(max(value, _LEAST), _MOST))) for value in (fact.low, fact.high))
    return low, high


def limits() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Gap up to which a measure agrees, and from which it disagrees, per measure on the compared scale."""
    near = [1.0 if m == "temperature_c" else np.log10(NEAR) for m in MEASURES]
    far = [FAR_C / NEAR_C if m == "temperature_c" else np.log10(FAR) for m in MEASURES]
    return np.array(near, dtype=np.float32), np.array(far, dtype=np.float32)


def compare(need: Sequence[Fact], offer: Sequence[Fact]) -> FactVerdict:
    """Each fact of the need against the closest one of the same measure in the offer.

    Places only ever agree: a plant in Sweden may well answer a need in Hubei. Money is not compared, for the need
    names a budget and the offer hardly ever a price of the same thing.
    """
    agree: list[FactLine] = []
    disagree: list[FactLine] = []
    missing: list[FactLine] = []
    for fact in need:
        others = [f for f in offer if f.measure == fact.measure]
        if fact.measure in {"certificate", "place"}:
            same = [f for f in others if f.name == fact.name]
            if same:
                agree.append(FactLine(fact.measure, fact.words, same[0].words))
            elif fact.measure == "certificate":
                missing.append(FactLine(fact.measure, fact.words, ""))
        elif fact.measure in MEASURES:
            if not others:
                missing.append(FactLine(fact.measure, fact.words, ""))
                continue
            near, far = (x[MEASURES.index(fact.measure)] for x in limits())
            closest = min(others, key=lambda f: _gap(fact, f))
            gap = _gap(fact, closest)
            line = FactLine(fact.measure, fact.words, closest.words)
            if gap <= near:
                agree.append(line)
            elif gap > far:
                disagree.append(line)
    return FactVerdict(tuple(agree), tuple(disagree), tuple(missing))


def _gap(one: Fact, other: Fact) -> float:
    """Distance between two ranges on the compared scale; 0 when they overlap."""
    a, b = _scaled(one)
    c, d = _scaled(other)
    return max(0.0, a - d, c - b)
