"""A desk's own weights: how its decisions say that the signals should count, near to the shared ones.

Learnt is only what the shared weights get out of order: each wanted pair against each unwanted one, with the spread of
the shared sums taken as given. The shared weights count as much as `PRIOR_PAIRS` decided pairs: with so many decided a
weight moves by half of `MOST_MOVE` of itself at most, with few hardly at all. The level of the sums stays, so that
bands go on meaning what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .fitting import Floats, Judged
from .weights import Weights

PRIOR_PAIRS = 200
MOST_MOVE = 0.30
FOLDS = 5
WANTED = 2  # from this grade on; grade 0 is unwanted, 1 says neither
_STEPS = 400
_MOST_TRUST = 4.0
_SEEN_PRIOR = 10.0


@dataclass(frozen=True, slots=True)
class Tuned:
    """New weights with what they are worth: the share of wanted/unwanted pairs in order, on needs left out of the fit."""

    weights: Weights
    right_before: float
    right_after: float


def trust_by_place(listed: Mapping[int, int], answered: Mapping[int, int]) -> dict[int, float]:
    """Place in a list, from 1 → what an answer from there counts: the inverse of how often that place is answered.

    `listed` counts suggestions that stood at a place, `answered` those of them that got an answer. The first place
    counts 1, none more than 4; smoothed towards the square root of the place, never falling from place to place.
    """
    most = max([*listed, *answered, 1])
    share = max(sum(answered.values()) / max(1, sum(listed.values())), 0.05)
    trust, least, first = dict[int, float](), float("inf"), 0.0
    for place in range(1, most + 1):
        prior = _SEEN_PRIOR * share * place**-0.5
        least = min(least, (answered.get(place, 0) + prior) / (listed.get(place, 0) + _SEEN_PRIOR))
        first = first or least
        trust[place] = min(_MOST_TRUST, first / least)
    return trust


def tuned(judged: Judged, shared: Weights, version: str) -> Tuned:
    """Weights from all pairs, their worth from needs left out in five turns. Deterministic.

    Raises ValueError when nothing is wanted or nothing unwanted: then there is nothing to put in order.
    """
    if not ((judged.grades >= WANTED).any() and (judged.grades == 0).any()):
        raise ValueError("both wanted and unwanted pairs are needed")
    before = judged.features @ np.array(shared.weights)
    return Tuned(
        _moved(judged, shared, version), right_order(judged, before), right_order(judged, _left_out(judged, shared))
    )


def right_order(judged: Judged, sums: Floats) -> float:
    """Of all pairs of a wanted and an unwanted offer, the weighed share with the wanted one ahead; 0.5 without any."""
    wanted, unwanted, weigh = _sides(judged)
    apart = sums[wanted][:, None] - sums[unwanted][None, :]
    total = float(weigh.sum())
    return float((weigh * ((apart > 0) + 0.5 * (apart == 0))).sum() / total) if total else 0.5


def _sides(judged: Judged) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Floats]:
    own = np.ones(len(judged.grades)) if judged.weights is None else judged.weights
    wanted, unwanted = judged.grades >= WANTED, judged.grades == 0
    return wanted, unwanted, own[wanted][:, None] * own[unwanted][None, :]


def _moved(judged: Judged, shared: Weights, version: str) -> Weights:
    """Projected gradient on the share by which each weight moves; convex, so the way there does not matter."""
    common = np.array(shared.weights)
    wanted, unwanted, weigh = _sides(judged)
    if not weigh.size:
        return replace(shared, version=version)
    weigh = weigh / weigh.sum()
    parts = judged.features * common  # what each signal brings to the sum
    mine, theirs = parts[wanted], parts[unwanted]
    apart = mine.sum(axis=1)[:, None] - theirs.sum(axis=1)[None, :]
    scale = _spread(apart, weigh)
    first = weigh.sum(axis=1) @ mine - weigh.sum(axis=0) @ theirs
    second = (
        weigh.sum(axis=1) @ mine**2 + weigh.sum(axis=0) @ theirs**2 - 2 * np.einsum("ik,ij,jk->k", mine, weigh, theirs)
    )
    around = np.maximum(second - first**2, 0.0)
    pairs = int(wanted.sum() + unwanted.sum())
    hold = PRIOR_PAIRS / pairs * 0.25 * scale**2 * float(around.mean())
    step = 1.0 / (0.25 * scale**2 * float(second.sum()) + hold + 1e-12)
    most = MOST_MOVE * pairs / (pairs + PRIOR_PAIRS)
    share = np.zeros(len(common))
    for _ in range(_STEPS):
        sums = apart + (mine @ share)[:, None] - (theirs @ share)[None, :]
        pull = weigh / (1 + np.exp(np.clip(scale * sums, -30, 30)))
        gradient = -scale * (pull.sum(axis=1) @ mine - pull.sum(axis=0) @ theirs) + hold * share
        share = np.clip(share - step * gradient, -most, most)
    weights = common * (1 + share)
    level = float((judged.features @ (common - weights)).mean())
    return replace(shared, version=version, weights=tuple(float(w) for w in weights), offset=shared.offset + level)


def _spread(apart: Floats, weigh: Floats) -> float:
    """How steeply the shared sums tell wanted from unwanted, on a fixed ladder: the fit may turn them, not stretch them."""
    ladder = [2.0**k for k in range(-6, 3)]
    return min(ladder, key=lambda a: float((weigh * np.logaddexp(0.0, -np.clip(a * apart, -30, 30))).sum()))


def _left_out(judged: Judged, shared: Weights) -> Floats:
    """Sums of each need by weights that were fitted without it."""
    needs = np.unique(judged.needs)
    turns = np.searchsorted(needs, judged.needs) % FOLDS
    sums = np.zeros(len(judged.grades))
    for turn in range(FOLDS):
        inside = turns == turn
        weights = _moved(_without(judged, inside), shared, shared.version)
        sums[inside] = judged.features[inside] @ np.array(weights.weights) + weights.offset
    return sums


def _without(judged: Judged, out: NDArray[np.bool_]) -> Judged:
    own = None if judged.weights is None else judged.weights[~out]
    return Judged(judged.features[~out], judged.grades[~out], judged.needs[~out], own)
