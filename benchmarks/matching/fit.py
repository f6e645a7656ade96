"""Fit the shipped weights on the project's own judged pairs and write src/greendesk/engines/matching/weights.json.

    python benchmarks/matching/fit.py [--write]

Prints five-fold figures (folds by need) on the training set. Run it after the lexicon, the training texts or the
signals changed, and after `python -m greendesk.adapters.embedders.build_lexicon_vectors`.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from greendesk.adapters.embedders import open_matcher
from greendesk.engines.matching import Matcher, Weights
from greendesk.engines.matching.fitting import Judged, calibrate, calibration_error, fit_weights, top_places
from greendesk.engines.matching.guard import guard_set, ndcg
from greendesk.engines.matching.training import training_needs
from greendesk.engines.matching.weights import FILE, SIGNALS

VERSION = "2"
FOLDS = 5
LEAN = 0.9  # by how much a need's own language is held back beyond what the fit asks: it costs no measurable order, and
# without it English needs are answered in English as often as chance would have it, while offers abroad are sought


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace weights.json")
    given = parser.parse_args()
    stored = {}
    for name, backend in (("dense", "e5"), ("lexicon", "lexicon")):
        features, grades = judged_pairs(open_matcher(backend))
        weights = folded(name, features, grades)
        stored[name] = as_json(weights)
    if given.write:
        FILE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return 0


def judged_pairs(matcher: Matcher) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Signals (needs, offers, len(SIGNALS)) and grades (needs, offers) of the training set."""
    judged, count = guard_set(matcher), len(training_needs())
    return judged.features.reshape(count, -1, len(SIGNALS)), judged.grades.reshape(count, -1)


def folded(name: str, features: NDArray[np.float64], grades: NDArray[np.int64]) -> Weights:
    """Print what each fold's left-out needs get; the shipped knots come from left-out sums, so they are not too sure."""
    count = len(features)
    sums = np.zeros(grades.shape)
    for fold in range(FOLDS):
        rest = np.arange(count) % FOLDS != fold
        fitted = leaning(fit_weights(flat(features[rest], grades[rest]), "fold"))
        sums[~rest] = features[~rest] @ np.array(fitted.weights) + fitted.offset
    numbers = np.repeat(np.arange(count), grades.shape[1])
    knots = calibrate(sums.ravel(), grades.ravel(), numbers)
    final = replace(leaning(fit_weights(flat(features, grades), VERSION)), knots=tuple(knots))
    kept = top_places(sums.ravel(), numbers, 10)
    error = calibration_error(final.probabilities(sums.ravel()[kept].astype(np.float32)), grades.ravel()[kept] >= 1)
    sys.stdout.write(
        f"{name}: nDCG@10 {ndcg(flat(features, grades), sums.ravel()):.3f} on left-out needs, calibration error {error:.3f}\n"
    )
    for signal, weight in zip(SIGNALS, final.weights, strict=True):
        sys.stdout.write(f"    {signal:16s} {weight:8.3f}\n")
    return final


def leaning(weights: Weights) -> Weights:
    moved = tuple(w - LEAN * (s == "same_language") for s, w in zip(SIGNALS, weights.weights, strict=True))
    return replace(weights, weights=moved)


def flat(features: NDArray[np.float64], grades: NDArray[np.int64]) -> Judged:
    count, offers, size = features.shape
    return Judged(features.reshape(-1, size), grades.reshape(-1), np.repeat(np.arange(count), offers))


def as_json(weights: Weights) -> dict[str, object]:
    return {
        "version": weights.version,
        "offset": round(weights.offset, 4),
        "weights": {s: round(w, 4) for s, w in zip(SIGNALS, weights.weights, strict=True)},
        "knots": [list(k) for k in weights.knots],
    }


if __name__ == "__main__":
    raise SystemExit(main())
