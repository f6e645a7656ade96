"""The geometry in which texts of different languages become comparable: means, concept vectors, reference spread."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .embedding import PASSAGE, QUERY, Embedder, MixedVectorsError, Vectors, unit_rows
from .languages import LANGUAGES
from .lexicon import Concept, Lexicon

SAMPLE = 60  # labels that show how a query differs from a passage
RIDGE = 80.0  # against over-fitting of concept directions, in labels
WITHIN = 1.0  # the same for the projection, in mean variances
PROJECTED = 100  # dimensions in which concepts differ most for their spread within
POWER = 1.5  # how much more a strong concept counts than a weak one
SHRINK = 12.0  # a catalogue's own mean counts as its number of texts against this many of the stored one


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """What one model's vectors need to lose their language and to be read as concepts.

    `means` maps "role:lang" to (d,). `concepts` is (C, d), the mean of each concept's labels, in the order of `ids`;
    `hashes` tell which concepts changed since. `gram` is (d, d), the sum of outer products of all labels, each
    centred by its language. `projection` is (d, p): where concepts differ most for how far labels of one concept,
    of all languages, lie apart. `directions` is (C, d): the ridge regression of "is a label of this concept" on the
    label's vector, unit rows. `centres` and `spreads` are (2, C): mean and deviation, for queries and for passages,
    of the product of reference texts with each direction.
    """

    model: str
    ids: tuple[str, ...]
    hashes: tuple[str, ...]
    means: Mapping[str, Vectors]
    concepts: Vectors
    gram: Vectors
    projection: Vectors
    reference: Mapping[str, Vectors]
    directions: Vectors
    centres: Vectors
    spreads: Vectors

    def mean(self, role: str, lang: str) -> Vectors:
        return self.means.get(f"{role}:{lang}", self.means[f"{role}:*"])

    def centred(self, vectors: Vectors, role: str, lang: str) -> Vectors:
        """(n, d) unit rows without their (language, role) mean."""
        return unit_rows(vectors - self.mean(role, lang))

    def dense(self, centred: Vectors) -> Vectors:
        """(n, p) unit rows of the projection, in which texts are compared."""
        return unit_rows(np.asarray(centred @ self.projection, dtype=np.float32))

    def shrunk(self, vectors: Vectors, role: str, lang: str) -> Vectors:
        """The mean to take off these vectors: their own, shrunk towards the stored one."""
        weight = len(vectors) / (len(vectors) + SHRINK)
        return np.asarray(
            weight * vectors.mean(axis=0) + (1 - weight) * self.mean(role, lang),
            dtype=np.float32,
        )

    def of_texts(self, role: str, langs: Sequence[str]) -> Vectors | None:
        """The stored vectors of the reference texts of a role, whose languages in turn are given; None if they are
        others."""
        counts = Counter(langs)
        if any(len(self.reference.get(f"{role}:{lang}", ())) != count for lang, count in counts.items()) or not counts:
            return None
        places: Counter[str] = Counter()
        rows = []
        for lang in langs:
            rows.append(self.reference[f"{role}:{lang}"][places[lang]])
            places[lang] += 1
        return unit_rows(np.stack(rows))

    def concept_rows(self, centred: Vectors, role: str) -> Vectors:
        """(n, C): standardised products with each direction, what lies under +1 deviation dropped, unit rows."""
        side = 0 if role == QUERY else 1
        scores = (centred @ self.directions.T - self.centres[side]) / self.spreads[side]
        scores[scores < 1.0] = 0.0
        return unit_rows(np.asarray(scores**POWER, dtype=np.float32))

    def to_bytes(self) -> bytes:
        """A compressed npz in half precision."""
        arrays: dict[str, NDArray[np.generic]] = {f"mean/{k}": v.astype(np.float16) for k, v in self.means.items()}
        arrays |= {f"reference/{k}": v.astype(np.float16) for k, v in self.reference.items()}
        arrays |= {
            "model": np.array(self.model),
            "ids": np.array(self.ids),
            "hashes": np.array(self.hashes),
            "concepts": self.concepts.astype(np.float16),
            "gram": self.gram.astype(np.float16),
            "projection": self.projection.astype(np.float16),
        }
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Space:
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            means = {k[5:]: arrays[k].astype(np.float32) for k in arrays.files if k.startswith("mean/")}
            reference = {k[10:]: arrays[k].astype(np.float32) for k in arrays.files if k.startswith("reference/")}
            ids = tuple(str(i) for i in arrays["ids"])
            hashes = tuple(str(h) for h in arrays["hashes"])
            tables = (arrays[name].astype(np.float32) for name in ("concepts", "gram", "projection"))
            concepts, gram, projection = tables
            model = str(arrays["model"])
        return _finished(model, ids, hashes, means, concepts, gram, projection, reference)


def concept_hash(concept: Concept) -> str:
    """Changes with the labels, not with the place in the tree."""
    listed = "\t".join("|".join(concept.labels.get(lang, ())) for lang in LANGUAGES)
    return hashlib.sha256(listed.encode()).hexdigest()[:12]


def build_space(lexicon: Lexicon, embedder: Embedder, reference: Iterable[tuple[str, str, str]]) -> Space:
    """From every label and the (role, language, text) of the reference set. Minutes with a model on two cores."""
    means = _label_means(lexicon, embedder)
    grouped: dict[tuple[str, str], list[str]] = {}
    for role, lang, text in reference:
        grouped.setdefault((role, lang), []).append(text)
    vectors = {f"{role}:{lang}": embedder.embed(texts, role, lang) for (role, lang), texts in sorted(grouped.items())}
    means = _shifted(means, vectors)
    label_means = {lang: means[f"label:{lang}"] for lang in LANGUAGES}
    labels = [_label_rows(c, embedder, label_means) for c in lexicon.concepts]
    rows = np.stack([r.mean(axis=0) for r in labels])
    gram = np.asarray(sum((r.T @ r for r in labels), np.zeros((1, 1))), dtype=np.float32)
    hashes = tuple(concept_hash(c) for c in lexicon.concepts)
    projection = _projection(labels, rows)
    return _finished(embedder.fingerprint, tuple(lexicon.position), hashes, means, rows, gram, projection, vectors)


def _projection(labels: Sequence[Vectors], rows: Vectors) -> Vectors:
    """Linear discriminant analysis with concepts as classes: (d, p), p at most PROJECTED."""
    size = rows.shape[1]
    apart = np.concatenate([r - mean for r, mean in zip(labels, rows, strict=True)]).astype(np.float64)
    within = apart.T @ apart / len(apart)
    within += WITHIN * max(float(np.trace(within)), 1e-6) / size * np.eye(size)
    values, axes = np.linalg.eigh(within)
    whitened = (axes * values**-0.5) @ axes.T
    moved = (rows - rows.mean(axis=0)) @ whitened
    _, turned = np.linalg.eigh(moved.T @ moved)
    best = turned[:, ::-1][:, : min(PROJECTED, size)]
    return np.asarray(whitened @ best, dtype=np.float32)


def adapted(space: Space, lexicon: Lexicon, embedder: Embedder) -> Space:
    """The space for a lexicon that a desk has edited: only new and changed concepts are embedded.

    Raises MixedVectorsError when the space was built by another model.
    """
    if space.model != embedder.fingerprint:
        raise MixedVectorsError(
            f"the stored concept vectors were made by {space.model!r}, the model in use is {embedder.fingerprint!r}; "
            "build them anew"
        )
    hashes = tuple(concept_hash(c) for c in lexicon.concepts)
    if tuple(lexicon.position) == space.ids and hashes == space.hashes:
        return space
    known = {(i, h): row for i, h, row in zip(space.ids, space.hashes, space.concepts, strict=True)}
    label_means = {k.removeprefix("label:"): v for k, v in space.means.items() if k.startswith("label:")}
    rows = []
    for concept, h in zip(lexicon.concepts, hashes, strict=True):
        row = known.get((concept.id, h))
        rows.append(_label_rows(concept, embedder, label_means).mean(axis=0) if row is None else row)
    table = np.stack(rows) if rows else np.zeros((0, embedder.dimension), dtype=np.float32)
    ids = tuple(lexicon.position)
    return _finished(space.model, ids, hashes, space.means, table, space.gram, space.projection, space.reference)


def _finished(
    model: str,
    ids: tuple[str, ...],
    hashes: tuple[str, ...],
    means: Mapping[str, Vectors],
    concepts: Vectors,
    gram: Vectors,
    projection: Vectors,
    reference: Mapping[str, Vectors],
) -> Space:
    blank = np.zeros((2, len(ids)), dtype=np.float32)
    ridged = gram.astype(np.float64) + RIDGE * np.eye(len(gram))
    directions = unit_rows(np.linalg.solve(ridged, concepts.T.astype(np.float64)).T.astype(np.float32))
    space = Space(model, ids, hashes, means, concepts, gram, projection, reference, directions, blank, blank + 1)
    centres, spreads = [], []
    for role in (QUERY, PASSAGE):
        parts = [
            space.centred(v, role, key.split(":")[1]) @ space.directions.T
            for key, v in reference.items()
            if key.startswith(role + ":")
        ]
        table = np.concatenate(parts) if parts else np.zeros((1, len(ids)), dtype=np.float32)
        centres.append(table.mean(axis=0))
        spreads.append(np.maximum(table.std(axis=0), 0.03))
    return replace(space, centres=np.stack(centres), spreads=np.stack(spreads))


def _mean_of_labels(lexicon: Lexicon, embedder: Embedder, lang: str) -> Vectors:
    """The mean over concepts of the mean over labels of one language, role passage."""
    found = [embedder.embed(c.labels[lang], PASSAGE, lang).mean(axis=0) for c in lexicon.concepts if c.labels.get(lang)]
    return np.asarray(np.mean(found, axis=0), dtype=np.float32) if found else np.zeros(embedder.dimension, np.float32)


def _label_means(lexicon: Lexicon, embedder: Embedder) -> dict[str, Vectors]:
    """By language as passages; as queries the same, moved by the difference that a sample of labels shows."""
    means = {}
    for lang in LANGUAGES:
        mean = _mean_of_labels(lexicon, embedder, lang)
        means[f"label:{lang}"] = means[f"{PASSAGE}:{lang}"] = mean
        first = [c.labels[lang][0] for c in lexicon.concepts if c.labels.get(lang)][:SAMPLE]
        shift = np.zeros_like(mean)
        if first:
            shift = (embedder.embed(first, QUERY, lang) - embedder.embed(first, PASSAGE, lang)).mean(axis=0)
        means[f"{QUERY}:{lang}"] = np.asarray(mean + shift, dtype=np.float32)
    return means


def _shifted(means: dict[str, Vectors], reference: Mapping[str, Vectors]) -> dict[str, Vectors]:
    """Labels are shorter than texts: move their means by what texts differ from labels on the average over languages,
    then mix in each language's own reference texts."""
    moved = dict(means)
    for role in (QUERY, PASSAGE):
        keys = [k for k in reference if k.startswith(role + ":") and k in means]
        if not keys:
            continue
        offset = np.mean([reference[k].mean(axis=0) - means[k] for k in keys], axis=0)
        for lang in LANGUAGES:
            key = f"{role}:{lang}"
            moved[key] = np.asarray(means[key] + offset, dtype=np.float32)
            if key in reference:
                own = reference[key]
                weight = len(own) / (len(own) + SHRINK)
                moved[key] = np.asarray(
                    weight * own.mean(axis=0) + (1 - weight) * moved[key],
                    dtype=np.float32,
                )
        moved[f"{role}:*"] = np.asarray(np.mean([moved[f"{role}:{x}"] for x in LANGUAGES], axis=0), dtype=np.float32)
    for role in (QUERY, PASSAGE):
        moved.setdefault(
            f"{role}:*",
            np.asarray(
                np.mean([moved[f"{role}:{x}"] for x in LANGUAGES], axis=0),
                dtype=np.float32,
            ),
        )
    return moved


def _label_rows(concept: Concept, embedder: Embedder, label_means: Mapping[str, Vectors]) -> Vectors:
    """(labels, d) unit rows, each centred by its language; one zero row for a concept without labels."""
    parts = [
        unit_rows(embedder.embed(labels, PASSAGE, lang) - label_means[lang])
        for lang, labels in sorted(concept.labels.items())
        if labels
    ]
    return np.concatenate(parts) if parts else np.zeros((1, embedder.dimension), dtype=np.float32)
