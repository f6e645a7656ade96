"""Why a pair was suggested, in words that stand in the two records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .embedding import PASSAGE, QUERY, Vectors
from .facts import compare
from .intents import excluded_clauses
from .lexicon import Lexicon
from .records import ConceptMatch, Explanation, FactVerdict, Need, Offer, Tag
from .representing import Representation, offer_text
from .tagging import Tagger
from .texts import clean, sentences

_STRENGTH = {"same": 1.0, "broader": 0.3, "narrower": 0.3, "sibling": 0.1}
_NEED_SENTENCES = 6
_OFFER_SENTENCES = 6
_QUOTES = 3
_CUT = 120  # characters of a sentence that stands for a concept

Embed = Callable[[Sequence[str], str, str], Vectors]


class Explainer:
    """Explains pairs of one matcher. `embed` gives centred unit vectors of sentences, or None without a model."""

    def __init__(self, lexicon: Lexicon, tagger: Tagger, rarity: Vectors, embed: Embed | None) -> None:
        self._lexicon, self._tagger, self._rarity, self._embed = (
            lexicon,
            tagger,
            rarity,
            embed,
        )
        self._kept: dict[tuple[str, str, str], Vectors] = {}

    def explain(
        self,
        need: Need,
        asked: Representation,
        offer: Offer,
        given: Representation,
        close: Sequence[tuple[str, float]] = (),
    ) -> Explanation:
        """Concepts, closest sentences, facts, what would change the result, and notes on the texts.

        `close` are concepts near to both texts by meaning, with 0–1; they stand in where no label was found.
        """
        need_text, passage = clean(need.text), offer_text(offer)
        concepts = self.shared(asked.tags, given.tags)
        facts = compare(asked.facts, given.facts)
        pair = self._sentences(need_text, asked, passage, given)
        if pair and not any(c.relation == "same" for c in concepts):
            known = {c.concept for c in concepts}
            concepts += tuple(
                ConceptMatch(c, c, "meaning", (pair[0][:_CUT],), (pair[1][:_CUT],), round(value, 4))
                for c, value in close
                if c not in known
            )
        return Explanation(
            concepts=concepts,
            sentences=pair,
            facts=facts,
            would_change=self._changes(asked, given, concepts, facts),
            excluded=excluded_clauses(need_text),
            notes=_notes(asked, given),
        )

    def shared(self, wanted: Sequence[Tag], held: Sequence[Tag]) -> tuple[ConceptMatch, ...]:
        """Each concept of the need with its closest concept in the offer, strongest first; unrelated ones left out,
        and labels that only stand inside longer ones, unless there is nothing else."""
        mine, theirs = _by_concept(wanted), _by_concept(held)
        found = []
        for concept, tags in mine.items():
            options = [(self._lexicon.relation(concept, other), other) for other in theirs]
            options = [(r, o) for r, o in options if r != "none"]
            if not options:
                continue
            relation, other = max(options, key=lambda p: (_STRENGTH[p[0]] * theirs[p[1]][0].weight, p[1]))
            weight = tags[0].weight * theirs[other][0].weight * self._rarity[self._lexicon.position[concept]]
            strength = round(float(_STRENGTH[relation] * weight), 4)
            found.append(
                ConceptMatch(
                    concept,
                    other,
                    relation,
                    _quotes(tags),
                    _quotes(theirs[other]),
                    strength,
                )
            )
        return tuple(sorted(found, key=lambda m: (-m.strength, m.concept)))

    def _changes(
        self,
        asked: Representation,
        given: Representation,
        concepts: Sequence[ConceptMatch],
        facts: FactVerdict,
    ) -> tuple[tuple[str, str], ...]:
        matched = {m.concept for m in concepts if m.relation in {"same", "narrower", "meaning"}}
        absent = [c for c, tags in _by_concept(asked.tags).items() if c not in matched and tags[0].weight == 1.0]
        lines = [("concept_absent", c) for c in absent[:4]]
        lines += [("fact_missing", f.need_words) for f in facts.missing[:3]]
        lines += [("fact_disagrees", f.offer_words) for f in facts.disagree[:3]]
        if asked.visit and given.kind != "reference_site":
            lines.append(("not_a_site", given.id))
        if not asked.tags:
            lines.append(("no_concept", asked.id))
        return tuple(lines)

    def _sentences(
        self, need_text: str, asked: Representation, passage: str, given: Representation
    ) -> tuple[str, str] | None:
        ours, theirs = sentences(need_text), sentences(passage)
        if not ours or not theirs:
            return None
        theirs = self._foremost(theirs, given.lang, {t.concept for t in asked.tags}, _OFFER_SENTENCES)
        ours = self._foremost(ours, asked.lang, {t.concept for t in given.tags}, _NEED_SENTENCES)
        if len(ours) == 1 and len(theirs) == 1:
            return ours[0], theirs[0]
        table = self._overlap(ours, asked.lang, theirs, given.lang)
        if self._embed is not None:
            table = table + self._vectors(ours, QUERY, asked.lang) @ self._vectors(theirs, PASSAGE, given.lang).T
        i, j = np.unravel_index(int(np.argmax(table)), table.shape)
        return ours[int(i)], theirs[int(j)]

    def _foremost(self, listed: Sequence[str], lang: str, concepts: set[str], limit: int) -> tuple[str, ...]:
        """The sentences that name most of the other side's concepts, in their own order."""
        if len(listed) <= limit:
            return tuple(listed)
        counted = [(-len({t.concept for t in self._tagger.tags(s, lang)} & concepts), i) for i, s in enumerate(listed)]
        return tuple(listed[i] for i in sorted(i for _, i in sorted(counted)[:limit]))

    def _overlap(self, ours: Sequence[str], lang: str, theirs: Sequence[str], other: str) -> Vectors:
        """0.2 for each concept two sentences share."""
        left = [{t.concept for t in self._tagger.tags(s, lang)} for s in ours]
        right = [{t.concept for t in self._tagger.tags(s, other)} for s in theirs]
        return np.array([[0.2 * len(a & b) for b in right] for a in left], dtype=np.float32)

    def _vectors(self, listed: Sequence[str], role: str, lang: str) -> Vectors:
        assert self._embed is not None
        if len(self._kept) > 5_000:
            self._kept.clear()
        for text in listed:
            if (role, lang, text) not in self._kept:
                self._kept[role, lang, text] = self._embed([text], role, lang)[0]
        return np.stack([self._kept[role, lang, text] for text in listed])


def _by_concept(tags: Sequence[Tag]) -> dict[str, list[Tag]]:
    """Tags grouped, the heaviest of each concept first."""
    grouped: dict[str, list[Tag]] = {}
    for tag in sorted(tags, key=lambda t: (-t.weight, t.start)):
        grouped.setdefault(tag.concept, []).append(tag)
    return grouped


def _quotes(tags: Sequence[Tag]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.words for t in tags))[:_QUOTES]


def _notes(asked: Representation, given: Representation) -> tuple[str, ...]:
    return tuple(f"need_{n}" for n in asked.notes) + tuple(f"offer_{n}" for n in given.notes)
