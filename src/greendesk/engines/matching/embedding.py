"""What the engine asks of an embedding back-end, and the refusal to mix two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

QUERY, PASSAGE = "query", "passage"

Vectors = NDArray[np.float32]


class MixedVectorsError(ValueError):
    """Vectors of two models, two lexicons or two engine versions were about to be compared."""


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors.

    `dimension` is 0 for a back-end without a model. `roles` is ("query", "passage") or ("",) when the model knows
    none. `max_tokens` is where the model stops reading. `fingerprint` changes when the same text would get another
    vector. `embed` returns float32 (len(texts), dimension), rows of length one.
    """

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def licence(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...

    def embed(self, texts: Sequence[str], role: str, lang: str) -> Vectors: ...


class NoModel:
    """The lexicon-only back-end: no vectors, matching by words, concepts and facts alone."""

    name = "lexicon"
    dimension = 0
    roles: tuple[str, ...] = (QUERY, PASSAGE)
    max_tokens = 1_000_000
    licence = "Apache-2.0"
    fingerprint = "lexicon"

    def embed(self, texts: Sequence[str], role: str, lang: str) -> Vectors:
        return np.zeros((len(texts), 0), dtype=np.float32)


def unit_rows(matrix: Vectors) -> Vectors:
    """Rows scaled to length one; a zero row stays zero."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.maximum(norms, 1e-9), dtype=np.float32)
