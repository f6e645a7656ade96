"""A place for vectors: small enough that a distributed engine can stand behind it later.

Matching itself scores every offer of a catalogue; an index gives the candidates when a register outgrows memory.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .embedding import MixedVectorsError, Vectors


@dataclass(frozen=True, slots=True)
class IndexStats:
    """`basis` names model, lexicon and engine of the vectors."""

    count: int
    dimension: int
    basis: str
    bytes: int


class Index(Protocol):
    """Nearest vectors by inner product. Ties fall to the smaller id."""

    def upsert(self, ids: Sequence[str], vectors: Vectors, basis: str) -> None: ...
    def delete(self, ids: Collection[str]) -> int: ...
    def search(self, query: Vectors, top: int, allowed: Collection[str] | None = None) -> list[tuple[str, float]]: ...
    def snapshot(self) -> bytes: ...
    def stats(self) -> IndexStats: ...


class ExactIndex:
    """All vectors in one array, every one compared: right up to about 200,000 on one machine."""

    def __init__(self, dimension: int, basis: str) -> None:
        self._dimension, self._basis = dimension, basis
        self._places: dict[str, int] = {}
        self._ids: list[str] = []
        self._rows = np.zeros((0, dimension), dtype=np.float32)

    def upsert(self, ids: Sequence[str], vectors: Vectors, basis: str) -> None:
        """Raises MixedVectorsError for vectors of another basis, ValueError for a wrong shape or a doubled id."""
        if basis != self._basis:
            raise MixedVectorsError(f"the index holds vectors of {self._basis}, these are of {basis}; represent anew")
        if vectors.shape != (len(ids), self._dimension) or len(set(ids)) != len(ids):
            raise ValueError(f"{len(ids)} ids do not fit vectors of shape {vectors.shape}, dimension {self._dimension}")
        fresh = [i for i, name in enumerate(ids) if name not in self._places]
        for i, name in enumerate(ids):
            if name in self._places:
                self._rows[self._places[name]] = vectors[i]
        for i in fresh:
            self._places[ids[i]] = len(self._ids)
            self._ids.append(ids[i])
        if fresh:
            self._rows = np.concatenate([self._rows, vectors[fresh].astype(np.float32)])

    def delete(self, ids: Collection[str]) -> int:
        """How many were there and are gone."""
        gone = [self._places[i] for i in set(ids) if i in self._places]
        if gone:
            keep = np.setdiff1d(np.arange(len(self._ids)), gone)
            self._rows = self._rows[keep]
            self._ids = [self._ids[i] for i in keep]
            self._places = {name: i for i, name in enumerate(self._ids)}
        return len(gone)

    def search(self, query: Vectors, top: int, allowed: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The best `top` of the allowed ids (all when None) with their inner products."""
        places = (
            np.arange(len(self._ids))
            if allowed is None
            else np.array(sorted(self._places[i] for i in set(allowed) if i in self._places), dtype=np.int64)
        )
        if not len(places) or top < 1:
            return []
        scores = (self._rows if allowed is None else self._rows[places]) @ query.astype(np.float32)
        if top < len(places):
            edge = np.partition(scores, len(places) - top)[len(places) - top]
            places, scores = places[scores >= edge], scores[scores >= edge]
        listed = sorted(
            ((self._ids[p], float(s)) for p, s in zip(places, scores, strict=True)),
            key=lambda t: (-t[1], t[0]),
        )
        return listed[:top]

    def snapshot(self) -> bytes:
        """Ids, vectors in half precision and the basis; `restore` reads it."""
        file = io.BytesIO()
        np.savez(
            file,
            ids=np.array(self._ids, dtype=str),
            rows=self._rows.astype(np.float16),
            basis=np.array(self._basis),
        )
        return file.getvalue()

    @classmethod
    def restore(cls, stored: bytes) -> ExactIndex:
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            rows = arrays["rows"].astype(np.float32)
            index = cls(int(rows.shape[1]), str(arrays["basis"]))
            index.upsert([str(i) for i in arrays["ids"]], rows, str(arrays["basis"]))
        return index

    def stats(self) -> IndexStats:
        return IndexStats(len(self._ids), self._dimension, self._basis, int(self._rows.nbytes))
