"""An OpenAI-compatible embeddings address. Off unless an operator configures it: texts leave the machine."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

import numpy as np

from greendesk.engines.matching.embedding import PASSAGE, QUERY, Vectors, unit_rows

from .errors import BackendUnavailable

_BATCH = 64


class EndpointEmbedder:
    """POST {location}/embeddings with model and input, as the OpenAI interface has it.

    The fingerprint holds address and model name; an operator who swaps the model behind one name must change
    `revision`, for nothing in the interface tells.
    """

    roles: tuple[str, ...] = (QUERY, PASSAGE)
    max_tokens = 512
    licence = "as the endpoint's model"

    def __init__(
        self,
        location: str,
        *,
        model: str,
        key: str = "",
        revision: str = "1",
        prefixes: tuple[str, str] = ("", ""),
        timeout_s: float = 30.0,
    ) -> None:
        if not location.startswith(("http://", "https://")):
            raise BackendUnavailable(f"the embedding endpoint {location!r} is not an http address")
        if not model:
            raise BackendUnavailable("the embedding endpoint needs the name of a model")
        self._url = location.rstrip("/") + "/embeddings"
        self._model, self._key, self._timeout_s = model, key, timeout_s
        self._prefix = dict(zip(self.roles, prefixes, strict=True))
        self.name = f"endpoint {model}"
        self.fingerprint = f"endpoint-{location.rstrip('/')}-{model}-{revision}"
        self.dimension = int(self._asked(["-"]).shape[1])

    def embed(self, texts: Sequence[str], role: str, lang: str) -> Vectors:
        """float32 (n, dimension), unit rows. Raises BackendUnavailable when the endpoint fails."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        given = [self._prefix.get(role, "") + (t or "-") for t in texts]
        parts = [self._asked(given[i : i + _BATCH]) for i in range(0, len(given), _BATCH)]
        return unit_rows(np.concatenate(parts))

    def _asked(self, texts: list[str]) -> Vectors:
        body = json.dumps({"model": self._model, "input": texts, "encoding_format": "float"}).encode()
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._url, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
                answer: dict[str, Any] = json.load(response)
            rows = sorted(answer["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (urllib.error.URLError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise BackendUnavailable(f"the embedding endpoint {self._url} gave no usable answer: {error}") from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise BackendUnavailable(
                f"the embedding endpoint {self._url} gave {len(vectors)} vectors for {len(texts)} texts"
            )
        return vectors
