"""One text as the engine keeps it: raw vector, tags, near hits, facts. Bytes for storage."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from .embedding import PASSAGE, QUERY, Embedder, MixedVectorsError, Vectors, unit_rows
from .facts import Fact, read_facts
from .intents import wants_visit
from .languages import Reading, read_language
from .records import KINDS, Need, Offer, Tag
from .softwords import SoftWords
from .tagging import Tagger
from .texts import chunks, clean

_MAGIC = b"GDM1"
_KEPT_TAGS = 400
_KEPT_SOFT = 64
_SOFT_FLOOR = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Representation:
    """What is known of one text.

    `vector` is the model's own (unit length, not yet centred; empty without a model). `soft` holds concept ids with
    0–1. `basis` names model and lexicon; representations of different bases are never compared.
    """

    id: str
    role: str
    kind: str
    lang: str
    basis: str
    vector: Vectors
    tags: tuple[Tag, ...] = ()
    soft: tuple[tuple[str, float], ...] = ()
    facts: tuple[Fact, ...] = ()
    visit: bool = False
    length: int = 0
    notes: tuple[str, ...] = field(default=())

    def to_bytes(self) -> bytes:
        """For a database column: a header in JSON, then the vector in half precision."""
        head = {
            "id": self.id,
            "role": self.role,
            "kind": self.kind,
            "lang": self.lang,
            "basis": self.basis,
            "tags": [[t.concept, t.words, t.start, t.end, t.lang, t.weight] for t in self.tags],
            "soft": [[c, round(v, 4)] for c, v in self.soft],
            "facts": [asdict(f) for f in self.facts],
            "visit": self.visit,
            "length": self.length,
            "notes": list(self.notes),
        }
        packed = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        return _MAGIC + len(packed).to_bytes(4, "big") + packed + self.vector.astype(np.float16).tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Representation:
        """Raises MixedVectorsError when the bytes are of another engine version."""
        if stored[:4] != _MAGIC:
            raise MixedVectorsError(
                "this stored representation was written by another version of the engine; represent it anew"
            )
        size = int.from_bytes(stored[4:8], "big")
        head = json.loads(stored[8 : 8 + size])
        vector = np.frombuffer(stored[8 + size :], dtype=np.float16).astype(np.float32)
        return cls(
            head["id"],
            head["role"],
            head["kind"],
            head["lang"],
            head["basis"],
            vector,
            tuple(Tag(*t) for t in head["tags"]),
            tuple((c, v) for c, v in head["soft"]),
            tuple(Fact(**f) for f in head["facts"]),
            head["visit"],
            head["length"],
            tuple(head["notes"]),
        )


class Representer:
    """Turns needs and offers into representations with one tagger, one lexicon and one model."""

    def __init__(
        self,
        tagger: Tagger,
        soft: SoftWords,
        concept_ids: tuple[str, ...],
        embedder: Embedder,
        basis: str,
    ) -> None:
        self._tagger, self._soft, self._ids = tagger, soft, concept_ids
        self._embedder, self.basis = embedder, basis

    def need(self, need: Need, vector: Vectors | None = None) -> Representation:
        """`vector` where it is known, for instance from the stored reference texts."""
        text = clean(need.text)
        reading = read_language(text, need.lang)
        if vector is None:
            vector = self.vectors([text], QUERY, reading.lang)[0]
        visit = wants_visit(text)
        return self._with(need.id, QUERY, "", text, len(clean(need.text)), reading, vector, visit)

    def offer(self, offer: Offer) -> Representation:
        if offer.kind not in KINDS:
            raise ValueError(f"offer {offer.id!r}: the kind {offer.kind!r} is none of {', '.join(KINDS)}")
        text = offer_text(offer)
        reading = read_language(text, offer.lang)
        vector = self.vectors([text], PASSAGE, reading.lang)[0]
        return self._with(offer.id, PASSAGE, offer.kind, text, len(text), reading, vector, False)

    def vectors(self, texts: list[str], role: str, lang: str) -> Vectors:
        """Unit vectors; a text longer than a page or so is embedded in pieces and averaged, its start twice as heavy."""
        if self._embedder.dimension == 0:
            return np.zeros((len(texts), 0), dtype=np.float32)
        rows = []
        for text in texts:
            pieces = self._embedder.embed(chunks(text or "-"), role, lang).astype(np.float32)
            weights = np.ones(len(pieces), dtype=np.float32)
            weights[0] = 2.0
            rows.append((pieces * weights[:, None]).sum(axis=0))
        stored = unit_rows(np.stack(rows)).astype(np.float16).astype(np.float32)
        return np.asarray(stored, dtype=np.float32)  # as precise as it comes back from storage

    def _with(
        self,
        id_: str,
        role: str,
        kind: str,
        text: str,
        length: int,
        reading: Reading,
        vector: Vectors,
        visit: bool,
    ) -> Representation:
        tags = self._tagger.tags(text, reading.lang)
        scores = self._soft.scores(text[:20_000], reading.lang)
        notes = [
            n
            for n, on in (
                ("language_guessed", reading.guessed),
                ("language_unknown", reading.unknown),
            )
            if on
        ]
        notes += [n for n, on in (("empty", not text), ("shortened", length > 9_600)) if on]
        return Representation(
            id_, role, kind, reading.lang, self.basis, vector,
            tags[:_KEPT_TAGS], self._kept(scores), read_facts(text), visit, length, tuple(notes),
        )  # fmt: skip

    def _kept(self, scores: NDArray[np.float32]) -> tuple[tuple[str, float], ...]:
        order = np.argsort(-scores, kind="stable")[:_KEPT_SOFT]
        return tuple((self._ids[i], round(float(scores[i]), 4)) for i in order if scores[i] >= _SOFT_FLOOR)


def offer_text(offer: Offer) -> str:
    """Title and text as one cleaned passage; explanations quote from it."""
    title, text = clean(offer.title), clean(offer.text)
    if not title or not text:
        return title or text
    return f"{title} {text}" if title.endswith((".", "。", "!", "?", "！", "？")) else f"{title}. {text}"
