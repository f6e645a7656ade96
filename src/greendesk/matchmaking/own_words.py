"""A desk's own words in matching: texts are read again with them, their vectors stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from greendesk.engines.matching import Matcher, NoModel, Offer, Representation
from greendesk.engines.matching.lexicon import Lexicon

Represent = Callable[[Offer], Representation]


@lru_cache(maxsize=6)
def _by_words_alone(lexicon: Lexicon) -> Matcher:
    return Matcher(lexicon, NoModel())


def reading_again(used: Matcher, shared: dict[str, Representation]) -> Represent:
    """How `used` represents an offer whose shared representation is there: some thousandths of a second, no model."""
    alone = _by_words_alone(used.lexicon)

    def represent(offer: Offer) -> Representation:
        known = shared.get(offer.id)
        if known is None:
            return used.represent_offer(offer)
        return replace(alone.represent_offer(offer), vector=known.vector, basis=used.basis)

    return represent
