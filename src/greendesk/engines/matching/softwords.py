"""Near hits: how much of a label's letters stand in a text, by character n-grams with rarity weights."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from .lexicon import Lexicon
from .texts import words

_MAX_GRAMS = 4_000


def grams(text: str, lang: str) -> set[str]:
    """Pairs of Han characters, and 4-letter pieces of words (shorter words whole, marked at their start)."""
    found: set[str] = set()
    if lang == "zh":
        for run, _, _ in words(text):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
        return found
    for word, _, _ in words(text):
        marked = "^" + word
        if len(marked) <= 4:
            found.add(marked)
        found.update(marked[i : i + 4] for i in range(len(marked) - 3))
    return found


class SoftWords:
    """For each language, labels as sets of n-grams behind an inverted index."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._count = len(lexicon)
        self._index: dict[str, _Index] = {}
        by_lang: dict[str, list[tuple[int, set[str]]]] = {}
        for number, concept in enumerate(lexicon.concepts):
            for lang, labels in concept.labels.items():
                rows = by_lang.setdefault(lang, [])
                rows.extend((number, grams(label, lang)) for label in labels)
        for lang, rows in by_lang.items():
            self._index[lang] = _Index([r for r in rows if r[1]])

    def scores(self, text: str, lang: str) -> NDArray[np.float32]:
        """(C,) from 0 to 1: the best share of one label's weight found in the text, cubed."""
        total = np.zeros(self._count, dtype=np.float32)
        for used in (lang, "da") if lang == "no" else (lang,):
            if index := self._index.get(used):
                np.maximum(total, index.scores(text, used, self._count), out=total)
        return total


class _Index:
    def __init__(self, rows: list[tuple[int, set[str]]]) -> None:
        self._owner = np.array([owner for owner, _ in rows], dtype=np.int64)
        frequency = Counter(g for _, found in rows for g in found)
        rarity = {g: float(np.log((len(rows) + 1) / (n + 0.5))) for g, n in frequency.items()}
        self._mass = np.array([sum(rarity[g] for g in found) for _, found in rows], dtype=np.float32)
        postings: dict[str, list[int]] = {}
        for number, (_, found) in enumerate(rows):
            for g in sorted(found):
                postings.setdefault(g, []).append(number)
        self._postings = {g: (np.array(p, dtype=np.int64), rarity[g]) for g, p in postings.items()}

    def scores(self, text: str, lang: str, count: int) -> NDArray[np.float32]:
        held = np.zeros(len(self._owner), dtype=np.float32)
        for g in sorted(grams(text, lang))[:_MAX_GRAMS]:
            if posting := self._postings.get(g):
                held[posting[0]] += posting[1]
        share = (held / np.maximum(self._mass, 1e-6)) ** 3
        best = np.zeros(count, dtype=np.float32)
        np.maximum.at(best, self._owner, share)
        return best
