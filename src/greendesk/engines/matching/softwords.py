"""Near words: how alike a text's letters are to all labels of a concept in its language.

It forgives inflection, compounds and missing synonyms, and needs no model: the pieces of words that the labels of one
concept share with each other and with few other concepts weigh most. Concepts being the same in all languages, two
texts of different languages meet in what their letters say about concepts.
"""

from __future__ import annotations

from collections import Counter
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from .lexicon import Lexicon
from .texts import words

_ALSO = {"no": ("da",)}
_PIECE = 4


def grams(text: str, lang: str) -> set[str]:
    """Runs of one to three Han characters; 4-letter pieces of words, whose start is marked (shorter words whole)."""
    found: set[str] = set()
    for word, _, _ in words(text):
        if lang == "zh":
            found.update(word[i : i + size] for size in (1, 2, 3) for i in range(len(word) - size + 1))
            continue
        marked = "^" + word
        if len(marked) <= _PIECE:
            found.add(marked)
        found.update(marked[i : i + _PIECE] for i in range(len(marked) - _PIECE + 1))
    return found


class SoftWords:
    """One profile of letter pieces per concept and language, built when a language is first asked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._profiles: dict[str, _Profiles] = {}

    def scores(self, text: str, lang: str) -> NDArray[np.float32]:
        """(C,) from 0 to 1: the cosine of the text's pieces with each concept's, both weighted by rarity."""
        if lang not in self._profiles:
            self._profiles[lang] = _Profiles(self._lexicon, lang)
        return self._profiles[lang].scores(grams(text, lang))


class _Profiles:
    """Behind an inverted index: piece → its rarity, the concepts whose labels hold it, and how much it weighs there."""

    def __init__(self, lexicon: Lexicon, lang: str) -> None:
        self._count = len(lexicon)
        read = (lang, *_ALSO.get(lang, ()))
        counted = [
            Counter(g for used in read for label in concept.labels.get(used, ()) for g in grams(label, lang))
            for concept in lexicon.concepts
        ]
        frequency = Counter(g for found in counted for g in found)
        self._rarity = {g: log((self._count + 1) / (n + 0.5)) for g, n in frequency.items()}
        listed: dict[str, list[tuple[int, float]]] = {g: [] for g in frequency}
        for place, found in enumerate(counted):
            weights = {g: (1 + log(n)) * self._rarity[g] for g, n in found.items()}
            length = sqrt(sum(w * w for w in weights.values())) or 1.0
            for g, weight in weights.items():
                listed[g].append((place, weight / length))
        self._holders = {
            g: (np.array([p for p, _ in rows], dtype=np.int64), np.array([w for _, w in rows]))
            for g, rows in listed.items()
        }

    def scores(self, found: set[str]) -> NDArray[np.float32]:
        known = sorted(g for g in found if g in self._rarity)
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        length = sqrt(sum(self._rarity[g] ** 2 for g in known))
        places = np.concatenate([self._holders[g][0] for g in known])
        parts = np.concatenate([self._holders[g][1] * (self._rarity[g] / length) for g in known])
        return np.bincount(places, parts, minlength=self._count).astype(np.float32)
