"""Rows of the register → needs and offers of the engine → suggestions. The engine never meets the database.

Only what a record shows at summary level is matched, since reasons quote it to both sides.
"""

from __future__ import annotations

import copy
import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from greendesk.adapters.embedders import BackendUnavailable, open_matcher
from greendesk.catalogue.lexicon import Words, laid_over
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Level
from greendesk.engines.matching import (
    Catalogue,
    Match,
    Matcher,
    MixedVectorsError,
    Need,
    Offer,
    Representation,
    Weights,
    band_of,
)
from greendesk.engines.matching.twosided import InterestProfile, Opportunity, interest_fit, two_sided
from greendesk.engines.matching.weights import SIGNALS
from greendesk.kit.folding import bare_name
from greendesk.kit.langs import engine_lang
from greendesk.kit.texts import Texts

from .models import Adjustment, AdjustmentState, Challenge, Decision, Interest, InterestAnswer, OfferVector
from .own_words import reading_again
from .roomy import with_room

logger = logging.getLogger(__name__)
NO_WORDS = Words()

SHOWN_FROM = 0.20
COMPANIES_PER_NEED = 15
SITES_PER_NEED = 6
LOOKED_AT = 80
APPETITE = {InterestAnswer.NOW: 0.9, InterestAnswer.MAYBE: 0.45, InterestAnswer.NO: 0.05}

Progress = Callable[[int, int], None]


@lru_cache(maxsize=6)
def matcher(backend: str = "", words: Words = NO_WORDS) -> Matcher:
    """The matcher of this process. Without its model it goes by words alone, and its version says so.

    With a desk's own words it is that desk's: the model is the same, the lexicon is not.
    """
    name, lexicon = backend or settings.EMBEDDER, laid_over(words)
    try:
        return with_room(lambda: open_matcher(name, lexicon))
    except BackendUnavailable as reason:
        logger.warning("matching.by_words_only", extra={"backend": name, "reason": str(reason)})
        return open_matcher("lexicon", lexicon)


def weights_from(stored: Mapping[str, Any], shared: Weights, version: str) -> Weights:
    """Weights as an adjustment keeps them; the step to probabilities stays the shared one."""
    given = stored["weights"]
    return Weights(version, float(stored["offset"]), tuple(float(given[name]) for name in SIGNALS), shared.knots)


def weights_in_force(used: Matcher) -> dict[int, Weights]:
    """Desk → its own weights, as far as they were learnt with the model and lexicon in use."""
    rows = Adjustment.objects.filter(state=AdjustmentState.ADOPTED, basis=used.basis)
    return {row.desk_id: weights_from(row.after, used.weights, f"{used.weights.version}+{row.pk}") for row in rows}


def probability(weights: Weights, signals: Mapping[str, Any]) -> float:
    """What these weights make of signals as a suggestion keeps them."""
    total = weights.offset + sum(w * float(signals[name]) for name, w in zip(SIGNALS, weights.weights, strict=True))
    return float(weights.probabilities(np.array([total], dtype=np.float32))[0])


def with_weights(used: Matcher, weights: Weights | None) -> Matcher:
    """The same matcher, texts and vectors shared, weighing differently."""
    if weights is None:
        return used
    other = copy.copy(used)
    other.weights = weights
    return other


@dataclass(frozen=True, slots=True)
class Owned:
    """Who may read a record: its owning desks, and the level at which all others do."""

    desks: frozenset[int]
    sharing: int

    def is_read_by(self, other: Owned) -> bool:
        return self.sharing >= Level.SUMMARY or bool(self.desks & other.desks)


@dataclass(frozen=True, slots=True)
class Offering:
    """One company, solution or site in the engine's words, with what is needed to make a suggestion of it."""

    offer: Offer
    owned: Owned
    desk: int
    companies: tuple[int, ...] = ()
    solution: int | None = None
    site: int | None = None
    firms: frozenset[int] = frozenset()  # who stands behind it: the company, or the suppliers of a site
    country: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion as the engine makes it; `desk` owns it and `co_desks` share it."""

    company: int | None
    solution: int | None
    site: int | None
    desk: int
    co_desks: tuple[int, ...]
    score: float
    need_fit: float
    interest_fit: float | None
    band: str
    reasons: dict[str, Any]
    signals: dict[str, Any] = field(default_factory=dict)
    firms: frozenset[int] = frozenset()
    country: str = ""

    @property
    def key(self) -> str:
        return f"company:{self.company}" if self.company else f"site:{self.site}"


def need_of(challenge: Challenge) -> Need:
    lang = challenge.text.source_lang or challenge.title.source_lang or challenge.language
    parts = [challenge.title.text(lang), challenge.text.text(lang)]
    if challenge.scale:
        parts.append(f"{challenge.scale.display(lang)} {challenge.scale_unit}".strip())
    parts.append(", ".join(theme.label(lang) for theme in challenge.themes.all()))
    return Need(f"challenge:{challenge.pk}", engine_lang(lang), as_sentences(parts))


def as_sentences(parts: Iterable[str]) -> str:
    """Pieces of a record as one text, each a sentence of its own, so that nothing is read or quoted across two."""
    said = [part.strip() for part in parts if part.strip()]
    return "\n".join(part if part[-1] in ".!?。！？；;" else f"{part}." for part in said)


def _said(title: str, text: Texts, themes: Iterable[Any], lang: str, *more: str) -> tuple[str, str]:
    return title, as_sentences([text.text(lang), *more, ", ".join(theme.label(lang) for theme in themes)])


def _offer(key: str, kind: str, lang: str, title: str, text: str) -> Offer:
    return Offer(key, kind, engine_lang(lang or "en"), title, text)


def readers_of(row: Any) -> Owned:
    return Owned(frozenset([row.desk_id, *(desk.pk for desk in row.co_desks.all())]), row.sharing)


def offerings() -> list[Offering]:
    """Everything that could answer a need, all desks', to be masked by who reads whom."""
    made: list[Offering] = []
    owned: dict[int, Owned] = {}
    countries: dict[int, str] = {}
    for company in Company.objects.select_related("organisation", "place").prefetch_related("themes", "co_desks"):
        owned[company.pk] = readers_of(company)
        countries[company.pk] = company.place.country_code if company.place else ""
        lang = company.profile.source_lang or "en"
        title, text = _said(company.organisation.name, company.profile, company.themes.all(), lang)
        offer = _offer(f"company:{company.pk}", "company", lang, title, text)
        made.append(
            Offering(
                offer, owned[company.pk], company.desk_id, (company.pk,), firms=frozenset([company.pk]),
                country=countries[company.pk],
            )
        )  # fmt: skip
    for solution in Solution.objects.prefetch_related("themes", "co_desks", "companies"):
        lang = solution.text.source_lang or solution.name.source_lang
        title, text = _said(solution.name.text(lang), solution.text, solution.themes.all(), lang)
        offer = _offer(f"solution:{solution.pk}", "solution", lang, title, text)
        companies = tuple(company.pk for company in solution.companies.all())
        made += [
            Offering(
                offer, _narrower(readers_of(solution), owned[pk]), solution.desk_id, (pk,), solution.pk,
                firms=frozenset([pk]), country=countries[pk],
            )
            for pk in companies
        ]  # fmt: skip
    sites = ReferenceSite.objects.select_related("place").prefetch_related("themes", "co_desks", "suppliers")
    return made + [_site_offering(site) for site in sites]


def _site_offering(site: ReferenceSite) -> Offering:
    return Offering(
        offer_of_site(site), readers_of(site), site.desk_id, site=site.pk,
        firms=frozenset(company.pk for company in site.suppliers.all()), country=site.place.country_code if site.place else "",
    )  # fmt: skip


def offer_of_site(site: ReferenceSite) -> Offer:
    lang = site.text.source_lang or site.name.source_lang
    scale = f"{site.scale.display(lang)} {site.scale_unit}".strip() if site.scale else ""
    place = site.place.name(lang) if site.place else ""
    title, text = _said(
        site.name.text(lang), site.text, site.themes.all(), lang, site.conditions.text(lang), scale, place
    )
    return _offer(f"site:{site.pk}", "reference_site", lang, title, text)


def _narrower(one: Owned, other: Owned) -> Owned:
    return Owned(one.desks & other.desks or one.desks, min(one.sharing, other.sharing))


def text_hash(offer: Offer) -> str:
    return hashlib.sha256("\x1f".join((offer.kind, offer.lang, offer.title, offer.text)).encode()).hexdigest()


def represented(
    used: Matcher, offers: Sequence[Offer], progress: Progress | None = None, *, kept_every: int = 50
) -> list[Representation]:
    """Each offer's representation, from the store where model and text are the same, made and stored otherwise.

    What is made is stored every `kept_every` texts: a job that is killed goes on where it stopped.
    """
    kept = {f"{v.kind}:{v.record}": v for v in OfferVector.objects.filter(model=used.basis)}
    rows: list[Representation] = []
    fresh: list[OfferVector] = []
    for done, offer in enumerate(offers, start=1):
        stored = kept.get(offer.id)
        row = _restored(stored, text_hash(offer)) if stored else None
        if row is None:
            row = used.represent_offer(offer)
            kind, record = offer.id.split(":")
            fresh.append(
                OfferVector(
                    kind=kind, record=int(record), text_hash=text_hash(offer), model=used.basis, payload=row.to_bytes()
                )
            )
            if len(fresh) >= kept_every:
                _keep(fresh)
        rows.append(row)
        if progress:
            progress(done, len(offers))
    _keep(fresh)
    return rows


def _restored(stored: OfferVector, wanted: str) -> Representation | None:
    if stored.text_hash != wanted:
        return None
    try:
        return Representation.from_bytes(bytes(stored.payload))
    except MixedVectorsError:
        return None


def _keep(fresh: list[OfferVector]) -> None:
    OfferVector.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["kind", "record", "model"], update_fields=["text_hash", "payload"]
    )
    fresh.clear()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a company said it wants, as far as it still holds on the day."""

    interest: Interest
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    lineages: tuple[str, ...]
    is_current: bool


@dataclass(slots=True)
class Board:
    """All that is needed to find who can answer: made once, asked for any number of needs."""

    used: Matcher
    offerings: list[Offering]
    catalogue: Catalogue
    wishes: dict[int, Wish]
    declined: dict[int, dict[str, int]] = field(default_factory=dict)
    weights: dict[int, Weights] = field(default_factory=dict)  # desk → what it has learnt
    _places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._places = {row.id: place for place, row in enumerate(self.catalogue.rows)}

    def used_for(self, challenge: Challenge) -> Matcher:
        """The matcher with the weights of the desk that owns the need."""
        return with_weights(self.used, self.weights.get(challenge.desk_id))

    def version_for(self, challenge: Challenge) -> str:
        return self.used_for(challenge).version[:80]

    def proposals(self, challenge: Challenge) -> list[Proposal]:
        """Best first: at most one for each company (its best offer), and a few sites of which there is something to see."""
        need, used = need_of(challenge), self.used_for(challenge)
        asked = used.represent_need(need)
        owner = readers_of(challenge)
        mask = np.array([self._may_pair(challenge, owner, each) for each in self.offerings], dtype=np.bool_)
        if not mask.any():
            return []
        found = used.match(need, self.catalogue, top=LOOKED_AT, explain=False, asked=asked, only=mask)
        chosen = self._chosen(found)
        if not chosen:
            return []
        only = np.zeros(len(self.offerings), dtype=np.bool_)
        only[[self._places[match.offer] for match in chosen]] = True
        explained = used.match(need, self.catalogue, top=len(chosen), asked=asked, only=only)
        concepts = self._concepts(challenge, asked)
        made = [self._proposal(challenge, owner, match, concepts) for match in explained if _has_reason(match)]
        return sorted(made, key=lambda each: (-each.score, each.company or 0, each.site or 0))

    def one(self, challenge: Challenge, wanted: Offering) -> Proposal:
        """The proposal for one offer that a desk forces, however little the engine thinks of it."""
        need, used = need_of(challenge), self.used_for(challenge)
        asked = used.represent_need(need)
        only: NDArray[np.bool_] = np.array([each is wanted for each in self.offerings], dtype=np.bool_)
        match = with_room(lambda: used.match(need, self.catalogue, top=1, asked=asked, only=only))[0]
        return self._proposal(challenge, readers_of(challenge), match, self._concepts(challenge, asked))

    def _may_pair(self, challenge: Challenge, owner: Owned, each: Offering) -> bool:
        if not (each.owned.is_read_by(owner) or owner.is_read_by(each.owned)):
            return False
        wish = self.wishes.get(each.companies[0]) if each.companies else None
        if wish is None or not wish.is_current:
            return True
        if wish.interest.answer == InterestAnswer.NO:
            return False
        return not _names(wish.interest.no_go, challenge)

    def _chosen(self, found: Sequence[Match]) -> list[Match]:
        companies: set[int] = set()
        chosen: list[Match] = []
        sites = 0
        for match in found:
            if match.probability < SHOWN_FROM:
                break
            each = self.offerings[self._places[match.offer]]
            if each.site is not None and sites < SITES_PER_NEED:
                sites += 1
                chosen.append(match)
            elif each.site is None and each.companies[0] not in companies and len(companies) < COMPANIES_PER_NEED:
                companies.add(each.companies[0])
                chosen.append(match)
        return chosen

    def _concepts(self, challenge: Challenge, asked: Representation) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(t.key for t in challenge.themes.all()), *(tag.concept for tag in asked.tags)]))

    def _proposal(self, challenge: Challenge, owner: Owned, match: Match, concepts: tuple[str, ...]) -> Proposal:
        each = self.offerings[self._places[match.offer]]
        company = each.companies[0] if each.companies else None
        reasons = reasons_of(match)
        score, fit = match.probability, None
        wish = self.wishes.get(company) if company else None
        if wish is not None:
            said = interest_fit(
                self._profile(company or 0, wish, challenge), _opportunity(challenge, concepts), self.used.lexicon
            )
            both = two_sided(match.probability, said.probability)
            score, fit = both.both, said.probability
            reasons |= {"interest": [list(reason) for reason in said.reasons], "low": both.low_side}
        desk, co_desks = self._desks(challenge, owner, each)
        return Proposal(
            company, each.solution, each.site, desk, co_desks, score, match.probability, fit, band_of(score), reasons,
            {"basis": matcher().basis, **dict(match.signals)}, each.firms, each.country,
        )  # fmt: skip

    def _profile(self, company: int, wish: Wish, challenge: Challenge) -> InterestProfile:
        lineage = challenge.place.lineage if challenge.place else ""
        inside = bool(lineage) and any(lineage.startswith(each) for each in wish.lineages)
        regions = ("here",) if inside else ("elsewhere",) if wish.lineages else ()
        appetite = APPETITE[InterestAnswer(wish.interest.answer)] if wish.is_current else None
        declined = tuple(sorted(self.declined.get(company, {}).items()))
        return InterestProfile(str(company), wish.wanted, wish.unwanted, regions, None, appetite, declined)

    @staticmethod
    def _desks(challenge: Challenge, owner: Owned, each: Offering) -> tuple[int, tuple[int, ...]]:
        """The challenge's desk owns the suggestion where it may read the offer; the offer's desk shares it or owns it."""
        ours, theirs = each.owned.is_read_by(owner), owner.is_read_by(each.owned)
        if not ours:
            return each.desk, ()
        also = set(owner.desks) - {challenge.desk_id}
        if theirs:
            also |= {each.desk} - {challenge.desk_id}
        return challenge.desk_id, tuple(sorted(also))


def _opportunity(challenge: Challenge, concepts: tuple[str, ...]) -> Opportunity:
    return Opportunity(str(challenge.pk), concepts, "here" if challenge.place_id else "")


def _names(no_go: str, challenge: Challenge) -> bool:
    """Whether the owner is among the partners a company does not want, one per line or between commas."""
    if not no_go or challenge.owner is None:
        return False
    owner = {bare_name(name) for name in (challenge.owner.name, *challenge.owner.names.all_texts())}
    unwanted = {
        bare_name(part) for line in no_go.splitlines() for part in line.replace("，", ",").replace("、", ",").split(",")
    }
    return bool((owner & unwanted) - {""})


def _has_reason(match: Match) -> bool:
    why = match.explanation
    return why is not None and bool(why.concepts or why.sentences)


def reasons_of(match: Match) -> dict[str, Any]:
    """The explanation as it is kept beside the suggestion: concept ids, and words that stand in the two records."""
    why = match.explanation
    if why is None:
        return {}
    return {
        "concepts": [
            {
                "id": c.concept,
                "other": c.other,
                "relation": c.relation,
                "need": _once(c.need_words),
                "offer": _once(c.offer_words),
            }
            for c in why.concepts[:6]
        ],
        "sentences": list(why.sentences or ()),
        "agree": [[f.measure, f.need_words, f.offer_words] for f in why.facts.agree],
        "disagree": [[f.measure, f.need_words, f.offer_words] for f in why.facts.disagree],
        "missing": [[f.measure, f.need_words] for f in why.facts.missing],
        "would_change": [list(each) for each in why.would_change[:6]],
        "excluded": list(why.excluded),
        "notes": list(why.notes),
    }


def _once(words: Iterable[str]) -> list[str]:
    """Each word once, whatever case it was found in."""
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(word.casefold(), word)
    return list(seen.values())


def wishes_on(day: date) -> dict[int, Wish]:
    newest = Interest.objects.newest().prefetch_related("themes", "unwanted_themes", "wanted_places")
    return {
        interest.company_id: Wish(
            interest, tuple(t.key for t in interest.themes.all()), tuple(t.key for t in interest.unwanted_themes.all()),
            tuple(place.lineage for place in interest.wanted_places.all()), interest.stale_on > day,
        )
        for interest in newest
    }  # fmt: skip


def declines() -> dict[int, dict[str, int]]:
    """How often a company has said never, by theme of the need: it weighs a little, and never buries."""
    counts: dict[int, dict[str, int]] = {}
    said = Decision.objects.filter(side="company", answer="never").values_list(
        "suggestion__company", "suggestion__challenge__themes__key"
    )
    for company, theme in said:
        if company and theme:
            counts.setdefault(company, {}).setdefault(theme, 0)
            counts[company][theme] += 1
    return counts


def make_board(
    on: date, progress: Progress | None = None, *, words: Words = NO_WORDS, listed: Sequence[Offering] | None = None
) -> Board:
    """Read the register, make what the store lacks, and lay it out. With a model about 20 ms for each new text.

    `words` are those of the desk whose needs are asked about: what is stored is read again with them, without the model.
    Weights that desks have learnt hold for both, since the signals are the same.
    """
    shared = matcher()
    used = matcher(words=words) if words else shared
    listed = offerings() if listed is None else listed
    distinct = {each.offer.id: each.offer for each in listed}
    rows = {row.id: row for row in represented(shared, list(distinct.values()), progress)}
    if words:
        read = reading_again(used, rows)
        rows = {key: read(offer) for key, offer in distinct.items()}
    seen: set[str] = set()
    kept: list[Offering] = []
    ids: list[Representation] = []
    offers: list[Offer] = []
    for each in listed:
        key = each.offer.id if each.offer.id not in seen else f"{each.offer.id}+{each.companies[0]}"
        seen.add(key)
        row = rows[each.offer.id]
        if key != each.offer.id:
            row = _renamed(row, key)
        offer = Offer(key, each.offer.kind, each.offer.lang, each.offer.title, each.offer.text)
        kept.append(replace(each, offer=offer))
        ids.append(row)
        offers.append(offer)
    laid_out = with_room(lambda: used.catalogue(ids, offers))
    return Board(used, kept, laid_out, wishes_on(on), declines(), weights_in_force(shared))


def _renamed(row: Representation, key: str) -> Representation:
    return replace(row, id=key)
