"""Both sides of a meeting: does the offer fit the need, and does the opportunity fit what the company looks for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .lexicon import Lexicon

UNKNOWN = 0.5
LOW = 0.35
_KIN = {"same": 1.0, "narrower": 1.0, "broader": 0.5, "sibling": 0.3, "none": 0.0}


@dataclass(frozen=True, slots=True)
class InterestProfile:
    """What a company told the desk. Empty fields mean that it said nothing, not that it wants nothing.

    `appetite` is 0–1 for meetings at all; `declined` counts past declines per concept.
    """

    company: str
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    smallest_eur: float | None = None
    appetite: float | None = None
    declined: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Opportunity:
    """What a need is to a company: its concepts, where, and for about how much."""

    need: str
    concepts: tuple[str, ...]
    region: str = ""
    budget_eur: float | None = None


@dataclass(frozen=True, slots=True)
class InterestFit:
    """Probability 0–1 with (code, concept or region) reasons; `known` is False when the company said nothing.

    Codes: "wanted", "not_wanted_named", "unwanted", "region", "other_region", "too_small", "declined_before".
    """

    probability: float
    reasons: tuple[tuple[str, str], ...]
    known: bool


@dataclass(frozen=True, slots=True)
class TwoSided:
    """Both probabilities, their geometric mean, and the side that holds it down: "need", "interest" or ""."""

    need_fit: float
    interest_fit: float
    both: float
    low_side: str


def two_sided(need_fit: float, interest_fit: float) -> TwoSided:
    """Raises ValueError when a probability lies outside 0–1."""
    if not (0 <= need_fit <= 1 and 0 <= interest_fit <= 1):
        raise ValueError(f"probabilities lie between 0 and 1, not {need_fit} and {interest_fit}")
    low = ""
    if min(need_fit, interest_fit) < LOW and abs(need_fit - interest_fit) > 0.1:
        low = "need" if need_fit < interest_fit else "interest"
    return TwoSided(need_fit, interest_fit, math.sqrt(need_fit * interest_fit), low)


def interest_fit(profile: InterestProfile, opportunity: Opportunity, lexicon: Lexicon) -> InterestFit:
    """Odds that start even and are moved by each thing the company said; one decline never buries it."""
    odds, reasons = 1.0, list[tuple[str, str]]()
    concepts = [c for c in opportunity.concepts if c in lexicon.position]
    if profile.wanted and concepts:
        best, which = _closest(profile.wanted, concepts, lexicon)
        odds *= 4.0**best if best > 0 else 0.4
        reasons.append(("wanted", which) if best > 0 else ("not_wanted_named", ""))
    if profile.unwanted and concepts:
        worst, which = _closest(profile.unwanted, concepts, lexicon)
        if worst >= 0.5:
            odds *= 0.1
            reasons.append(("unwanted", which))
    if profile.regions and opportunity.region:
        inside = opportunity.region in profile.regions
        odds *= 1.6 if inside else 0.4
        reasons.append(("region" if inside else "other_region", opportunity.region))
    if (profile.smallest_eur or 0.0) > (math.inf if opportunity.budget_eur is None else opportunity.budget_eur):
        odds *= 0.35
        reasons.append(("too_small", ""))
    if profile.appetite is not None:
        odds *= 4.0 ** (2 * min(1.0, max(0.0, profile.appetite)) - 1)
    odds *= _declines(profile.declined, concepts, reasons)
    known = bool(reasons) or profile.appetite is not None
    return InterestFit(odds / (1 + odds) if known else UNKNOWN, tuple(reasons), known)


def _closest(named: Sequence[str], concepts: Sequence[str], lexicon: Lexicon) -> tuple[float, str]:
    """The nearest kinship between a named concept and one of the opportunity, and the latter."""
    pairs = [(_KIN[lexicon.relation(n, c)], c) for n in named if n in lexicon.position for c in concepts]
    return max(pairs, key=lambda p: (p[0], p[1]), default=(0.0, ""))


def _declines(declined: Sequence[tuple[str, int]], concepts: Sequence[str], reasons: list[tuple[str, str]]) -> float:
    """One decline takes a tenth of the odds off; many never more than two thirds."""
    counts: Mapping[str, int] = dict(declined)
    factor = 1.0
    for concept in concepts:
        if times := counts.get(concept, 0):
            factor = min(factor, max(1 / 3, 0.9**times))
            reasons.append(("declined_before", concept))
    return factor
