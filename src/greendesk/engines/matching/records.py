"""What goes into the matching engine and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("company", "solution", "reference_site")
BANDS = ("strong", "likely", "possible", "weak")


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody asks for, from three words to fifty pages. `lang` may be wrong or empty."""

    id: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A company, solution or reference site that may answer a need."""

    id: str
    kind: str
    lang: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept of the lexicon found in a text.

    `words` is the piece of the (cleaned) text it was found in, `start` and `end` its place there.
    `weight` is 1 for a full hit and 0.4 for a label inside a longer one.
    """

    concept: str
    words: str
    start: int
    end: int
    lang: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """One concept present on both sides; `strength` is 0–1 and says how much it carried.

    `relation` is "same", or "broader", "narrower" or "sibling" seen from the need, or "meaning": no label of the
    concept was found, but both texts lie close to it, and the words are the sentences that do.
    `other` is the concept on the offer's side (the same id when the relation is "same" or "meaning").
    """

    concept: str
    other: str
    relation: str
    need_words: tuple[str, ...]
    offer_words: tuple[str, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact of the records: `measure` (capacity_t_d, power_w, place …) and the words it was read from."""

    measure: str
    need_words: str
    offer_words: str


@dataclass(frozen=True, slots=True)
class FactVerdict:
    """Facts that agree, disagree, or are given by the need and missing in the offer."""

    agree: tuple[FactLine, ...] = ()
    disagree: tuple[FactLine, ...] = ()
    missing: tuple[FactLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair was suggested. Every quoted word stands in one of the two records.

    `sentences` is the closest pair (need, offer). `would_change` holds (reason code, concept id or words):
    "concept_absent" — the need names it, the offer does not; "fact_missing" — the need gives a figure the
    offer is silent about; "fact_disagrees"; "not_a_site" — the need asks for a visit, the offer is no site;
    "no_concept" — no concept of the lexicon was found in the need. `notes` holds codes on the texts:
    "language_guessed", "language_unknown", "need_empty", "offer_empty", "shortened", "excludes".
    """

    concepts: tuple[ConceptMatch, ...] = ()
    sentences: tuple[str, str] | None = None
    facts: FactVerdict = field(default_factory=FactVerdict)
    would_change: tuple[tuple[str, str], ...] = ()
    excluded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A need and an offer with the probability (0–1) that the offer is worth a look."""

    need: str
    offer: str
    probability: float
    band: str
    signals: tuple[tuple[str, float], ...] = ()
    explanation: Explanation | None = None

    @property
    def score(self) -> int:
        """0–100 for people."""
        return round(100 * self.probability)


def band_of(probability: float) -> str:
    """strong ≥ 0.70, likely ≥ 0.40, possible ≥ 0.20; below that nothing is shown to people."""
    if probability >= 0.70:
        return "strong"
    if probability >= 0.40:
        return "likely"
    return "possible" if probability >= 0.20 else "weak"
