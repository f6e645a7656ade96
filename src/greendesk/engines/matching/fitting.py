"""Weights and calibration from judged pairs: the shipped ones, and a desk's own once it has decided enough pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .weights import SIGNALS, Weights

Floats = NDArray[np.float64]
AGAINST = frozenset({"facts_disagree"})  # may only speak against a pair
FREE = frozenset({"same_language"})  # may do either; every other signal may only speak for a pair
_TARGET = np.array([0.0, 0.4, 0.8, 1.0])  # how much of a yes a grade 0–3 is
_STEPS = 1_500
_RATE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`features` is (m, len(SIGNALS)), `grades` 0–3, `needs` the number of the need of each pair, rising.
    `weights` are the pairs' own, for instance against position bias; None means 1."""

    features: Floats
    grades: NDArray[np.int64]
    needs: NDArray[np.int64]
    weights: Floats | None = None


def fit_weights(
    judged: Judged, version: str, *, ridge: float = 0.002, prior: Weights | None = None, hold: float = 0.0
) -> Weights:
    """Listwise by need, plus a logistic term that sets the offset; ridge towards zero, or by `hold` to a prior.

    Deterministic. Raises ValueError when no pair has a grade above 0.
    """
    if not (judged.grades > 0).any():
        raise ValueError("no judged pair is better than 0: there is nothing to learn from")
    scale = np.maximum(judged.features.std(axis=0), 1e-6)
    start = np.zeros(len(SIGNALS) + 1)
    if prior is not None:
        start[:-1], start[-1] = np.array(prior.weights) * scale, prior.offset
    solution = _descend(judged, judged.features / scale, start, ridge, hold if prior else 0.0)
    raw = solution[:-1] / scale
    sums = judged.features @ raw + solution[-1]
    knots = calibrate(sums, judged.grades, judged.needs) if prior is None else list(prior.knots)
    return Weights(version, float(solution[-1]), tuple(float(w) for w in raw), tuple(knots))


def _descend(judged: Judged, x: Floats, start: Floats, ridge: float, hold: float) -> Floats:
    """Adam over all pairs, weights of one-sided signals kept at zero or above."""
    gain = (2.0**judged.grades) - 1
    target = _TARGET[judged.grades]
    own = np.ones(len(x)) if judged.weights is None else judged.weights
    starts = np.flatnonzero(np.r_[True, np.diff(judged.needs) != 0])
    sizes = np.diff(np.r_[starts, len(x)])
    mass = np.repeat(np.maximum(np.add.reduceat(gain * own, starts), 1e-9), sizes)
    share = gain * own / mass
    has = np.repeat(np.add.reduceat(gain, starts) > 0, sizes)
    count = len(starts)
    low = np.array([-np.inf if s in FREE | AGAINST else 0.0 for s in SIGNALS])
    high = np.array([0.0 if s in AGAINST else np.inf for s in SIGNALS])
    w, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, _STEPS + 1):
        sums = x @ w[:-1] + w[-1]
        peak = np.repeat(np.maximum.reduceat(sums, starts), sizes)
        grown = np.exp(sums - peak)
        soft = grown / np.repeat(np.add.reduceat(grown, starts), sizes)
        chance = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
        slope = np.where(has, soft - share, 0.0) / count + 0.3 * own * (chance - target) / count
        gradient = np.r_[x.T @ slope, slope_of_offset(chance, target, own, count)]
        gradient[:-1] += ridge * w[:-1] + hold * (w[:-1] - start[:-1])
        gradient[-1] += hold * (w[-1] - start[-1])
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        rate = _RATE * min(1.0, 3.0 * (1 - step / (_STEPS + 1)))
        w -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        w[:-1] = np.clip(w[:-1], low, high)
    return w


def slope_of_offset(chance: Floats, target: Floats, own: Floats, count: int) -> float:
    """The offset moves no ranking: only the logistic term pulls at it."""
    return float(0.3 * (own * (chance - target)).sum() / count)


def calibrate(
    sums: Floats, grades: NDArray[np.int64], needs: NDArray[np.int64], top: int = 20
) -> list[tuple[float, float]]:
    """Knots (sum → probability of grade ≥ 1), isotonic over each need's `top` pairs, for those are looked at."""
    kept = top_places(sums, needs, top)
    x, y = sums[kept], (grades[kept] >= 1).astype(np.float64)
    order = np.argsort(x, kind="stable")
    levels = _isotonic(x[order], y[order])
    knots = [(float(sums.min()) - 1.0, 0.0)]
    for centre, level in levels:
        if centre > knots[-1][0] + 1e-6:
            knots.append((centre, max(level, knots[-1][1])))
    knots.append((max(float(sums.max()), knots[-1][0]) + 2.0, 1.0 if knots[-1][1] > 0.97 else (1 + knots[-1][1]) / 2))
    return [(round(a, 4), round(min(b, 0.995), 4)) for a, b in knots]


def _isotonic(x: Floats, y: Floats, least: int = 40) -> list[tuple[float, float]]:
    """Pool adjacent violators over bins of at least `least` pairs: (mean of x, level) per pool."""
    pools: list[list[float]] = []
    for i in range(0, len(x), least):
        part = slice(i, len(x)) if len(x) - i < 2 * least else slice(i, i + least)
        pools.append([float(x[part].sum()), float(y[part].sum()), float(len(x[part]))])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
        if part.stop == len(x):
            break
    return [(a / n, b / n) for a, b, n in pools]


def top_places(sums: Floats, needs: NDArray[np.int64], top: int) -> NDArray[np.int64]:
    """Places of each need's `top` highest sums."""
    order = np.lexsort((-sums, needs))
    ranked = needs[order]
    starts = np.flatnonzero(np.r_[True, np.diff(ranked) != 0])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return np.asarray(order[rank < top], dtype=np.int64)


def calibration_error(chances: Floats, hits: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equal bins of probability."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = places == b
        if inside.any():
            total += float(abs(chances[inside].mean() - hits[inside].mean()) * inside.sum())
    return total / max(1, len(chances))


def reliability(chances: Floats, hits: NDArray[np.bool_], edges: Sequence[float]) -> list[tuple[float, float, int]]:
    """Per band between two edges: mean probability, share of hits, count. For the staff page."""
    rows = []
    for low, high in zip(edges, edges[1:], strict=False):
        inside = (chances >= low) & (chances < high)
        if inside.any():
            rows.append((float(chances[inside].mean()), float(hits[inside].mean()), int(inside.sum())))
    return rows
