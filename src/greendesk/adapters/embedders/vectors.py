"""Concept vectors per model: shipped for the bundled one, computed once and kept in a cache folder for others."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from greendesk.engines.matching import Embedder, Lexicon, Space, build_space
from greendesk.engines.matching.embedding import Vectors
from greendesk.engines.matching.space import adapted, concept_hash
from greendesk.engines.matching.training import reference_texts

SHIPPED = Path(__file__).parent / "lexicon_vectors"


def cache_folder() -> Path:
    """GREENDESK_CACHE, else the user's cache folder."""
    chosen = os.environ.get("GREENDESK_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(chosen) / "greendesk" / "embeddings"


def space_for(lexicon: Lexicon, embedder: Embedder) -> Space:
    """The stored space of this model. It may be of an older lexicon: the matcher adapts it, embedding only what
    changed. Without a stored one it is computed, with a progress line, and kept."""
    for folder in (SHIPPED, cache_folder()):
        path = folder / file_name(embedder)
        if path.exists():
            return Space.from_bytes(path.read_bytes())
    sys.stderr.write(f"{embedder.name}: concept vectors are computed once, this takes some minutes\n")
    space = computed(lexicon, embedder)
    target = cache_folder() / file_name(embedder)
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, space.to_bytes())
    return space


def adapted_space(lexicon: Lexicon, embedder: Embedder) -> Space:
    """The stored space made to fit this very lexicon; labels embedded before come out of the cache folder."""
    space = space_for(lexicon, embedder)
    if fits(space, lexicon):
        return space
    try:
        with Remembered(embedder, cache_folder() / f"{Path(file_name(embedder)).stem}.sqlite") as remembered:
            return adapted(space, lexicon, remembered)
    except (OSError, sqlite3.Error):  # a cache that cannot be written, or that another process holds, only saves time
        return adapted(space, lexicon, embedder)


def fits(space: Space, lexicon: Lexicon) -> bool:
    return space.ids == tuple(lexicon.position) and space.hashes == tuple(concept_hash(c) for c in lexicon.concepts)


def computed(lexicon: Lexicon, embedder: Embedder) -> Space:
    """Build it, each text embedded once: texts known from an earlier build come out of the cache folder."""
    with Remembered(embedder, cache_folder() / f"{Path(file_name(embedder)).stem}.sqlite") as remembered:
        return build_space(lexicon, remembered, reference_texts())


def file_name(embedder: Embedder) -> str:
    readable = "".join(c if c.isalnum() else "-" for c in embedder.name)[:40]
    return f"{readable}-{hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:10]}.npz"


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


class Remembered:
    """An embedder that keeps every vector in a small database, so that a changed lexicon costs its changed labels."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self.name, self.dimension, self.roles = embedder.name, embedder.dimension, embedder.roles
        self.max_tokens, self.licence, self.fingerprint = (
            embedder.max_tokens,
            embedder.licence,
            embedder.fingerprint,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        self._kept = sqlite3.connect(path)
        self._kept.execute("create table if not exists vectors (key text primary key, vector blob)")
        self._done = 0

    def __enter__(self) -> Remembered:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.commit()
        self._kept.close()
        if self._done:
            sys.stderr.write("\n")

    def embed(self, texts: Sequence[str], role: str, lang: str) -> Vectors:
        rows = [self._one(text, role, lang) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _one(self, text: str, role: str, lang: str) -> Vectors:
        key = f"{role}\t{lang}\t{text}"
        found = self._kept.execute("select vector from vectors where key = ?", (key,)).fetchone()
        if found:
            return np.frombuffer(found[0], dtype=np.float32)
        vector = np.asarray(self._embedder.embed([text], role, lang)[0], dtype=np.float32)
        self._kept.execute("insert or replace into vectors values (?, ?)", (key, vector.tobytes()))
        self._done += 1
        if self._done % 50 == 0:
            self._kept.commit()
            sys.stderr.write(f"\r{self._done} texts embedded")
            sys.stderr.flush()
        return vector
