"""A local model folder: ONNX through onnxruntime and tokenizers, or sentence-transformers. Nothing is downloaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from greendesk.engines.matching.embedding import PASSAGE, QUERY, Vectors, unit_rows

from .errors import BackendUnavailable

_BATCH = 16
Encode = Callable[[list[str]], Vectors]


class FolderEmbedder:
    """The folder may hold `greendesk.json`: {"query": "query: ", "passage": "passage: ", "pooling": "mean"|"cls",
    "licence": "…", "max_tokens": 512}. Without it: no prefixes, mean pooling."""

    roles: tuple[str, ...] = (QUERY, PASSAGE)

    def __init__(self, location: str) -> None:
        folder = Path(location)
        if not location or not folder.is_dir():
            raise BackendUnavailable(f"the model folder {location!r} does not exist")
        wishes = folder / "greendesk.json"
        self._wishes: dict[str, Any] = json.loads(wishes.read_text(encoding="utf-8")) if wishes.exists() else {}
        self.name = folder.name
        self.licence = str(self._wishes.get("licence", "unknown"))
        self.max_tokens = int(self._wishes.get("max_tokens", 512))
        self.fingerprint = f"folder-{folder.name}-{_digest(folder)}"
        self._encode = self._opened(folder)
        self.dimension = int(self._encode(["-"]).shape[1])

    def embed(self, texts: Sequence[str], role: str, lang: str) -> Vectors:
        """float32 (n, dimension), unit rows."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        prefix = str(self._wishes.get(role, ""))
        parts = [self._encode([prefix + t for t in texts[i : i + _BATCH]]) for i in range(0, len(texts), _BATCH)]
        return unit_rows(np.concatenate(parts).astype(np.float32))

    def _opened(self, folder: Path) -> Encode:
        models = [p for p in (folder / "model.onnx", folder / "onnx" / "model.onnx") if p.exists()]
        if models and (folder / "tokenizer.json").exists():
            return self._onnx(models[0], folder / "tokenizer.json")
        return self._sentence_transformers(folder)

    def _onnx(self, model: Path, tokenizer: Path) -> Encode:
        try:
            import onnxruntime  # optional: only this back-end needs it
            from tokenizers import Tokenizer
        except ImportError as error:
            raise BackendUnavailable(f"the model in {model.parent} needs the package {error.name}") from error
        session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        reader = Tokenizer.from_file(str(tokenizer))
        reader.enable_truncation(self.max_tokens)
        reader.enable_padding()
        names = {i.name for i in session.get_inputs()}
        first_token = self._wishes.get("pooling") == "cls"

        def encode(texts: list[str]) -> Vectors:
            read = reader.encode_batch(texts)
            ids = np.array([r.ids for r in read], dtype=np.int64)
            mask = np.array([r.attention_mask for r in read], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = session.run(None, {k: v for k, v in feed.items() if k in names})[0]
            if states.ndim == 2:
                return np.asarray(states, dtype=np.float32)
            if first_token:
                return np.asarray(states[:, 0], dtype=np.float32)
            weights = mask[:, :, None].astype(np.float32)
            return np.asarray((states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1), dtype=np.float32)

        return encode

    def _sentence_transformers(self, folder: Path) -> Encode:
        try:
            from sentence_transformers import SentenceTransformer  # optional: only this back-end needs it
        except ImportError as error:
            raise BackendUnavailable(
                f"{folder} holds no model.onnx with tokenizer.json, and sentence-transformers is not installed"
            ) from error
        model = SentenceTransformer(str(folder), local_files_only=True)

        def encode(texts: list[str]) -> Vectors:
            return np.asarray(model.encode(texts, show_progress_bar=False), dtype=np.float32)

        return encode


def _digest(folder: Path) -> str:
    """Of names and sizes of all files and the content of the small ones."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}\n".encode())
        if size < 1_000_000:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
