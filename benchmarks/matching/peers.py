"""What the product is measured against: BM25 across languages, the raw model, the model with language means removed."""

from __future__ import annotations

from collections.abc import Sequence

import jieba
import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from greendesk.engines.matching import Embedder, Need, Offer
from greendesk.engines.matching.texts import words

Scores = NDArray[np.float64]
_STEMMERS = {
    "en": "english",
    "sv": "swedish",
    "da": "danish",
    "nl": "dutch",
    "de": "german",
    "no": "norwegian",
    "fi": "finnish",
}


def tokens(text: str, lang: str) -> list[str]:
    """jieba for Chinese, the language's Snowball stemmer for the others."""
    if lang == "zh":
        return [t for t in jieba.lcut(text) if t.strip()]
    stemmer = snowballstemmer.stemmer(_STEMMERS[lang])
    return list(stemmer.stemWords([w for w, _, _ in words(text)]))


def bm25(needs: Sequence[Need], offers: Sequence[Offer]) -> Scores:
    """(needs, offers)."""
    jieba.setLogLevel(40)
    index = BM25Okapi([tokens(f"{o.title} {o.text}", o.lang) or ["-"] for o in offers])
    return np.stack([np.asarray(index.get_scores(tokens(n.text, n.lang)), dtype=np.float64) for n in needs])


def embedded(
    embedder: Embedder, needs: Sequence[Need], offers: Sequence[Offer]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    asked = np.concatenate([embedder.embed([n.text], "query", n.lang) for n in needs])
    given = np.concatenate([embedder.embed([f"{o.title}. {o.text}"], "passage", o.lang) for o in offers])
    return asked, given


def raw(asked: NDArray[np.float32], given: NDArray[np.float32]) -> Scores:
    return np.asarray(asked @ given.T, dtype=np.float64)


def centred(
    asked: NDArray[np.float32], given: NDArray[np.float32], needs: Sequence[Need], offers: Sequence[Offer]
) -> Scores:
    """Each language's mean over this very set taken off, needs and offers apart, as the set's README has it."""
    left, right = (
        _without_means(asked, [n.lang for n in needs]),
        _without_means(given, [o.lang for o in offers]),
    )
    return np.asarray(left @ right.T, dtype=np.float64)


def _without_means(rows: NDArray[np.float32], langs: Sequence[str]) -> NDArray[np.float32]:
    moved = rows.copy()
    for lang in set(langs):
        mask = np.array([x == lang for x in langs])
        if mask.sum() > 1:
            moved[mask] -= rows[mask].mean(axis=0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)
