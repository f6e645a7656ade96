"""The project's own judged pairs as a guard: a desk's learnt weights are refused when they answer these worse."""

from __future__ import annotations

import numpy as np

from .catalogue import signals
from .fitting import Floats, Judged
from .matcher import Matcher
from .training import judgements, training_needs, training_offers
from .weights import SIGNALS, Weights

TOLERANCE = 0.01  # of nDCG@10


def guard_set(matcher: Matcher) -> Judged:
    """All pairs of the training set with their signals; with a model it takes some ten seconds."""
    needs, offers, known = training_needs(), training_offers(), judgements()
    catalogue = matcher.represent_offers(offers)
    found = signals(matcher.arranged([matcher.represent_need(n) for n in needs]), catalogue.side)
    features = np.stack([found[s] for s in SIGNALS], axis=-1).astype(np.float64)
    grades = np.array([[known.get(n.id, {}).get(o.id, 0) for o in offers] for n in needs], dtype=np.int64)
    numbers = np.repeat(np.arange(len(needs)), len(offers))
    return Judged(features.reshape(-1, len(SIGNALS)), grades.reshape(-1), numbers)


def ndcg(judged: Judged, sums: Floats) -> float:
    """nDCG@10 with gains 2^grade − 1, over the needs that have a graded offer."""
    discount = 1 / np.log2(np.arange(10) + 2)
    found = []
    for need in np.unique(judged.needs):
        mine = judged.needs == need
        gains = 2.0 ** judged.grades[mine] - 1
        if gains.any():
            got = gains[np.argsort(-sums[mine], kind="stable")[:10]]
            best = np.sort(gains)[::-1][:10]
            found.append(float((got * discount[: len(got)]).sum() / (best * discount[: len(best)]).sum()))
    return float(np.mean(found)) if found else 0.0


def stands_guard(learnt: Weights, shared: Weights, guard: Judged) -> tuple[bool, float, float]:
    """Whether the learnt weights may be used, and nDCG@10 on the guard set with them and with the shared ones."""
    scores = [ndcg(guard, guard.features @ np.array(w.weights)) for w in (learnt, shared)]
    return scores[0] >= scores[1] - TOLERANCE, scores[0], scores[1]
