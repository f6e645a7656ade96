"""The logistic model over raw features, and the step that turns its sum into an honest probability."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "weights.json"

SIGNALS = (
    "dense",
    "theme",
    "visit_site",
    "facts_agree",
    "facts_disagree",
    "same_language",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per signal of SIGNALS, an offset, and the calibration knots (sum → probability), both rising."""

    version: str
    offset: float
    weights: tuple[float, ...]
    knots: tuple[tuple[float, float], ...]

    def sums(self, features: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """The linear sum of each pair."""
        total: NDArray[np.float32] | None = None
        for name, weight in zip(SIGNALS, self.weights, strict=True):
            if weight == 0.0:
                continue
            part = features[name] * np.float32(weight)
            total = part if total is None else total + part
        if total is None:
            total = np.zeros_like(next(iter(features.values())))
        return np.asarray(total + np.float32(self.offset), dtype=np.float32)

    def probabilities(self, sums: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities; strictly rising with the sum, so the order never changes."""
        xs = np.array([x for x, _ in self.knots])
        ys = np.array([y for _, y in self.knots])
        inner = np.interp(sums, xs, ys)
        tail = 1.0 / (1.0 + np.exp(-np.asarray(sums, dtype=np.float64) / 3.0))
        return np.asarray(0.98 * inner + 0.02 * tail, dtype=np.float64)


def read_weights(name: str, path: Path = FILE) -> Weights:
    """The shipped weights for "dense" (any model) or "lexicon" (no model)."""
    stored = json.loads(path.read_text(encoding="utf-8"))[name]
    given: Mapping[str, float] = stored["weights"]
    knots: Sequence[Sequence[float]] = stored["knots"]
    return Weights(
        version=stored["version"],
        offset=float(stored["offset"]),
        weights=tuple(float(given.get(s, 0.0)) for s in SIGNALS),
        knots=tuple((float(x), float(y)) for x, y in knots),
    )
