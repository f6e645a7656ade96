"""Which reference sites answer what guests came for: a text of their wishes against sites, with the usual reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from greendesk.catalogue.lexicon import words_of
from greendesk.catalogue.models import ReferenceSite
from greendesk.engines.matching import Need, band_of
from greendesk.kit.langs import engine_lang

from .plans import as_sentences, matcher, offer_of_site, reasons_of, represented, weights_in_force, with_weights
from .roomy import with_room
from .vectors import check_read


@dataclass(frozen=True, slots=True)
class Shows:
    """How well a site answers, with reasons in the form that suggestions keep (`wording.lines` says them)."""

    site: ReferenceSite
    probability: float
    band: str
    reasons: dict[str, Any]


def sites_that_answer(parts: Iterable[str], lang: str, sites: Sequence[ReferenceSite], *, desk: int) -> list[Shows]:
    """Best first, all of them; `parts` are pieces of the records that say what the guests want, in one language.

    Raises VectorsMissing when too many sites have to be read first.
    """
    text = as_sentences(parts)
    if not text or not sites:
        return [Shows(site, 0.0, "weak", {}) for site in sites]
    check_read()
    shared = matcher()
    words = words_of(desk)
    offers = [offer_of_site(site) for site in sites]
    if words:
        used = matcher(words=words)
        rows = [used.represent_offer(offer) for offer in offers]
    else:
        used, rows = shared, represented(shared, offers)
    need = Need("guests", engine_lang(lang), text)
    weighing = with_weights(used, weights_in_force(shared).get(desk))
    found = with_room(lambda: weighing.match(need, weighing.catalogue(rows, offers), top=len(offers)))
    by_id = {offer.id: site for offer, site in zip(offers, sites, strict=True)}
    return [
        Shows(by_id[match.offer], match.probability, band_of(match.probability), reasons_of(match)) for match in found
    ]
