"""Offers side by side as arrays, and the signals of one or many needs against all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .embedding import PASSAGE, Vectors, unit_rows
from .facts import figure_table
from .facts.comparing import limits
from .lexicon import Lexicon
from .representing import Representation
from .space import Space


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """n texts as arrays. Concept-wise tables stand concept first, (C, n), so that few concepts mean few rows."""

    ids: tuple[str, ...]
    langs: NDArray[np.int16]
    sites: NDArray[np.bool_]
    visits: NDArray[np.bool_]
    dense: Vectors  # (n, p) unit rows, centred and projected
    theme: Vectors  # (C, n) unit columns: meaning, tags and near words as one vector over concepts
    crowd: Vectors  # (2, n) how near each offer lies to just any need, by dense and by theme; 0 for needs
    low: Vectors  # (n, measures)
    high: Vectors
    empty: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, start: int, end: int) -> Side:
        """A slice of it, for work in blocks."""
        s = slice(start, end)
        return Side(
            self.ids[s], self.langs[s], self.sites[s], self.visits[s], self.dense[s], self.theme[:, s],
            self.crowd[:, s], self.low[s], self.high[s], self.empty[s],
        )  # fmt: skip


_LANG_CODES = {"en": 0, "sv": 1, "da": 2, "nl": 3, "zh": 4, "de": 5, "no": 6, "fi": 7}
_TAGS = 0.4  # what found labels bring to the theme vector, beside 1 for meaning
_NEAR = 1.0  # the same for near words
_NEAR_POWER = 1.5
_CROWD = 0.5  # share of an offer's nearness to just any need that is taken off
_CROWD_BLOCK = 2_000  # offers at a time
_CROWD_SIZE = 20  # of the reference needs, how many nearest ones are looked at


def arrange(
    rows: Sequence[Representation],
    lexicon: Lexicon,
    rarity: Vectors,
    space: Space | None,
    *,
    own_means: bool,
    reference: Side | None = None,
) -> Side:
    """Representations of one role as arrays. `own_means`: centre by their own means, shrunk to the stored ones.
    `reference` are the project's needs, against which an offer that is near to everything is told."""
    role = rows[0].role if rows else PASSAGE
    dense, meaning = _vectors(rows, role, space, own_means)
    theme = _themes(rows, lexicon, rarity, meaning)
    low, high = figure_table([r.facts for r in rows])
    return Side(
        tuple(r.id for r in rows),
        np.array([_LANG_CODES.get(r.lang, 0) for r in rows], dtype=np.int16),
        np.array([r.kind == "reference_site" for r in rows], dtype=np.bool_),
        np.array([r.visit for r in rows], dtype=np.bool_),
        dense,
        theme,
        _crowd(dense, theme, reference),
        low,
        high,
        np.array([r.length == 0 for r in rows], dtype=np.bool_),
    )


def _themes(
    rows: Sequence[Representation], lexicon: Lexicon, rarity: Vectors, meaning: Vectors | None
) -> NDArray[np.float32]:
    """(C, n): one vector over concepts from all that speaks of them, so that a label found on one side also meets what
    is only meant, or only nearly said, on the other."""
    size = len(lexicon)
    tags, near = np.zeros((size, len(rows)), dtype=np.float32), np.zeros((size, len(rows)), dtype=np.float32)
    for i, row in enumerate(rows):
        for tag in row.tags:
            k = lexicon.position.get(tag.concept)
            if k is not None:
                tags[k, i] = max(tags[k, i], tag.weight)
        for name, value in row.soft:
            k = lexicon.position.get(name)
            if k is not None:
                near[k, i] = value**_NEAR_POWER
    total = _NEAR * _unit_columns(near)
    total += _TAGS * _unit_columns(_lent(tags, lexicon) * rarity[:, None])
    if meaning is not None:
        total += meaning
    return _unit_columns(total)


def _unit_columns(table: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt(np.einsum("ij,ij->j", table, table))
    return np.asarray(table / np.maximum(lengths, 1e-9), dtype=np.float32)


def _crowd(dense: Vectors, theme: Vectors, reference: Side | None) -> NDArray[np.float32]:
    """(2, n): what is taken off dense and theme. Some texts lie near to all needs and would stand in every list; the
    reference being fixed, a score does not move when the catalogue grows."""
    count = theme.shape[1]
    found = np.zeros((2, count), dtype=np.float32)
    if reference is None or len(reference) < _CROWD_SIZE:
        return found
    for start in range(0, count, _CROWD_BLOCK):
        part = slice(start, start + _CROWD_BLOCK)
        for row, table in enumerate((dense[part] @ reference.dense.T, theme[:, part].T @ reference.theme)):
            nearest = np.partition(table, -_CROWD_SIZE, axis=1)[:, -_CROWD_SIZE:]
            found[row, part] = _CROWD * nearest.mean(axis=1)
    return found


def _vectors(
    rows: Sequence[Representation], role: str, space: Space | None, own_means: bool
) -> tuple[Vectors, Vectors | None]:
    if space is None or not rows or rows[0].vector.size == 0:
        return np.zeros((len(rows), 0), dtype=np.float32), None
    raw = np.stack([r.vector for r in rows])
    dense = np.empty_like(raw)
    for lang in sorted({r.lang for r in rows}):
        mask = np.array([r.lang == lang for r in rows])
        mean = space.shrunk(raw[mask], role, lang) if own_means else space.mean(role, lang)
        dense[mask] = unit_rows(raw[mask] - mean)
    return space.dense(dense), np.ascontiguousarray(space.concept_rows(dense, role).T)


def _lent(plain: Vectors, lexicon: Lexicon) -> Vectors:
    """(C, n): for each concept the most that any tag lends it."""
    cover = plain.copy()
    spread = lexicon.spread
    for k in np.flatnonzero(plain.max(axis=1, initial=0.0) > 0):
        columns = np.flatnonzero(plain[k])
        for j in np.flatnonzero(spread[k]):
            if j != k:
                cover[j, columns] = np.maximum(cover[j, columns], spread[k, j] * plain[k, columns])
    return cover


def signals(needs: Side, offers: Side) -> Mapping[str, NDArray[np.float32]]:
    """Each signal of weights.SIGNALS for every pair, (needs, offers)."""
    shape = (len(needs), len(offers))
    dense = needs.dense @ offers.dense.T if needs.dense.shape[1] else np.zeros(shape, dtype=np.float32)
    agree, disagree = _facts(needs, offers)
    found = {
        "dense": dense - offers.crowd[0],
        "theme": _few_rows(needs.theme, offers.theme) - offers.crowd[1],
        "visit_site": needs.visits[:, None] & offers.sites[None, :],
        "facts_agree": agree,
        "facts_disagree": disagree,
        "same_language": needs.langs[:, None] == offers.langs[None, :],
    }
    return {name: np.asarray(values, dtype=np.float32) for name, values in found.items()}


def _few_rows(left: Vectors, right: Vectors) -> NDArray[np.float32]:
    """left.T @ right over the concepts that `left` uses at all: a handful for a single need."""
    used = np.flatnonzero(left.any(axis=1))
    if len(used) < 0.8 * len(left):
        return np.asarray(left[used].T @ right[used], dtype=np.float32)
    return np.asarray(left.T @ right, dtype=np.float32)


def _facts(needs: Side, offers: Side) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How many measures agree and disagree for each pair; a measure only one side gives counts for neither."""
    agree = np.zeros((len(needs), len(offers)), dtype=np.float32)
    disagree = np.zeros_like(agree)
    near, far = limits()
    for j in np.flatnonzero(~np.isnan(needs.low).all(axis=0)) if len(needs) else []:
        mine = np.flatnonzero(~np.isnan(needs.low[:, j]))
        theirs = np.flatnonzero(~np.isnan(offers.low[:, j]))
        if len(theirs) == 0:
            continue
        a, b = needs.low[mine, j][:, None], needs.high[mine, j][:, None]
        c, d = offers.low[theirs, j][None, :], offers.high[theirs, j][None, :]
        gap = np.maximum(0.0, np.maximum(a - d, c - b))
        agree[np.ix_(mine, theirs)] += gap <= near[j]
        disagree[np.ix_(mine, theirs)] += gap > far[j]
    return agree, disagree
