"""The matcher: needs against a catalogue of offers, one at a time or all pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .catalogue import Side, arrange, signals
from .embedding import QUERY, Embedder, MixedVectorsError, NoModel, Vectors
from .explaining import Explainer
from .languages import read_language
from .lexicon import Lexicon
from .rarity import rarity_of
from .records import Match, Need, Offer, Tag, band_of
from .representing import Representation, Representer
from .softwords import SoftWords
from .space import Space, adapted
from .tagging import Tagger
from .texts import clean
from .training import training_needs
from .weights import Weights, read_weights

VERSION = "3"
_BLOCK_PAIRS = 3_000_000
_CLOSE = 0.05  # share of the cosine of two concept vectors that one concept must bring to be named
_SENTENCE = 300  # characters of a sentence that are read to find the closest pair
_NOTHING = -100.0  # a sum whose probability is 0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Offers ready to be matched: their arrays, their representations and, for explanations, their texts."""

    side: Side
    rows: tuple[Representation, ...]
    offers: Mapping[str, Offer]
    basis: str

    def __len__(self) -> int:
        return len(self.rows)


class Matcher:
    """Matches with one lexicon and one embedding back-end; without a back-end by lexicon alone.

    A back-end with a model needs the `space` that was built with it. Same input, same answer, whatever the order.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        embedder: Embedder | None = None,
        weights: Weights | None = None,
        space: Space | None = None,
    ) -> None:
        self.lexicon = lexicon
        self.embedder: Embedder = embedder or NoModel()
        if self.embedder.dimension and space is None:
            raise ValueError(f"the back-end {self.embedder.name!r} has a model: give the space built with it")
        self.space = adapted(space, lexicon, self.embedder) if space and self.embedder.dimension else None
        self.weights = weights or read_weights("dense" if self.space else "lexicon")
        self._tagger = Tagger(lexicon)
        self.basis = f"{VERSION}/{self.embedder.fingerprint}/{lexicon.fingerprint}"
        self._represent = Representer(
            self._tagger,
            SoftWords(lexicon),
            tuple(lexicon.position),
            self.embedder,
            self.basis,
        )
        self.rarity = rarity_of(lexicon, self._tagger)
        self._explainer = Explainer(
            lexicon,
            self._tagger,
            self.rarity,
            self._sentence_vectors if self.space else None,
        )

    @property
    def version(self) -> str:
        """To be shown with each score: engine, model, lexicon and weights."""
        return f"{self.basis}/{self.weights.version}"

    def tags_of(self, text: str, lang: str = "") -> tuple[Tag, ...]:
        """Concepts in a text of any kind; places refer to `clean(text)`."""
        plain = clean(text)
        return self._tagger.tags(plain, read_language(plain, lang).lang)

    def represent_need(self, need: Need) -> Representation:
        return self._represent.need(need)

    def represent_offer(self, offer: Offer) -> Representation:
        return self._represent.offer(offer)

    def represent_offers(self, offers: Sequence[Offer], progress: Progress | None = None) -> Catalogue:
        """Represent and arrange; with a model about 20 ms a text. `progress(done, total)` is called as it goes."""
        rows = []
        for done, offer in enumerate(offers, start=1):
            rows.append(self._represent.offer(offer))
            if progress:
                progress(done, len(offers))
        return self.catalogue(rows, offers)

    def catalogue(self, rows: Sequence[Representation], offers: Sequence[Offer] = ()) -> Catalogue:
        """From stored representations; `offers` are only needed for explanations.

        Raises MixedVectorsError when a row was made with another model, lexicon or engine.
        """
        for row in rows:
            self._check(row)
        side = arrange(rows, self.lexicon, self.rarity, self.space, own_means=True, reference=self._reference)
        return Catalogue(side, tuple(rows), {o.id: o for o in offers}, self.basis)

    def match(
        self,
        need: Need,
        catalogue: Catalogue,
        *,
        top: int = 10,
        explain: bool = True,
        asked: Representation | None = None,
        only: NDArray[np.bool_] | None = None,
    ) -> list[Match]:
        """The best `top` offers for a need, best first, ties by id. `only` is a mask of offers that pass the filters.

        Nothing is cut by score: a caller shows what its reader should see (see `band_of`).
        """
        if len(catalogue) == 0:
            return []
        row = asked or self.represent_need(need)
        self._check(row)
        if catalogue.basis != self.basis:
            raise MixedVectorsError(_mixed(catalogue.basis, self.basis))
        side = self.arranged([row])
        found, sums = self._scored(side, catalogue)
        chances = self.weights.probabilities(sums)[0]
        best = _best(chances, catalogue.side.ids, top, only)
        close = self._close(side, catalogue, best) if explain else {}
        return [self._match(need, row, catalogue, int(j), float(chances[j]), found, close.get(int(j))) for j in best]

    def match_all(
        self, needs: Sequence[Representation], catalogue: Catalogue, *, top: int = 10
    ) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.float64]]]:
        """All pairs in blocks: for each need its id, the places of its best offers, their probabilities."""
        if not len(catalogue):
            return
        side = self.arranged(needs)
        step = max(1, _BLOCK_PAIRS // len(catalogue))
        for start in range(0, len(needs), step):
            block = side.rows(start, start + step)
            _, sums = self._scored(block, catalogue)
            for i, row in enumerate(sums):
                best = _best(row, catalogue.side.ids, top, None)
                yield needs[start + i].id, best, self.weights.probabilities(row[best])

    def arranged(self, needs: Sequence[Representation]) -> Side:
        """Needs as arrays, centred by the stored means, so that one need scores alike alone and in company."""
        for row in needs:
            self._check(row)
        return arrange(needs, self.lexicon, self.rarity, self.space, own_means=False)

    @cached_property
    def _reference(self) -> Side | None:
        """The project's own needs; None when the stored vectors are of other texts."""
        vectors = self.space.of_texts(QUERY, [n.lang for n in training_needs()]) if self.space else None
        if self.space and vectors is None:
            return None
        known = [None] * len(training_needs()) if vectors is None else list(vectors)
        return self.arranged([self._represent.need(n, v) for n, v in zip(training_needs(), known, strict=True)])

    def _scored(
        self, needs: Side, catalogue: Catalogue
    ) -> tuple[Mapping[str, NDArray[np.float32]], NDArray[np.float32]]:
        """Signals and sums, (needs, offers); an empty text answers nothing and is answered by nothing."""
        found = signals(needs, catalogue.side)
        sums = self.weights.sums(found)
        sums[needs.empty[:, None] | catalogue.side.empty[None, :]] = _NOTHING
        return found, sums

    def _close(self, side: Side, catalogue: Catalogue, places: NDArray[np.int64]) -> dict[int, list[tuple[str, float]]]:
        """For each place at most two concepts that bring enough of the closeness by meaning, with their share."""
        shared = side.theme * catalogue.side.theme[:, places]
        found = {}
        for column, place in enumerate(places.tolist()):
            best = np.argsort(-shared[:, column], kind="stable")[:2]
            listed = [(self.lexicon.concepts[k].id, float(shared[k, column])) for k in best]
            found[place] = [(c, value) for c, value in listed if value >= _CLOSE]
        return found

    def _match(
        self,
        need: Need,
        row: Representation,
        catalogue: Catalogue,
        place: int,
        chance: float,
        found: Mapping[str, NDArray[np.float32]],
        close: list[tuple[str, float]] | None,
    ) -> Match:
        given = catalogue.rows[place]
        offer = catalogue.offers.get(given.id)
        why = self._explainer.explain(need, row, offer, given, close) if close is not None and offer else None
        listed = tuple((name, round(float(values[0, place]), 4)) for name, values in found.items())
        return Match(need.id, given.id, chance, band_of(chance), listed, why)

    def _sentence_vectors(self, texts: Sequence[str], role: str, lang: str) -> Vectors:
        assert self.space is not None
        short = [text[:_SENTENCE] for text in texts]
        return self.space.dense(self.space.centred(self._represent.vectors(short, role, lang), role, lang))

    def _check(self, row: Representation) -> None:
        if row.basis != self.basis:
            raise MixedVectorsError(_mixed(row.basis, self.basis))


def _mixed(stored: str, used: str) -> str:
    return f"stored representations were made with {stored}, the matcher uses {used}; represent the texts anew"


def _best(
    scores: NDArray[np.floating],
    ids: Sequence[str],
    top: int,
    only: NDArray[np.bool_] | None,
) -> NDArray[np.int64]:
    """Places of the highest scores, ties by id."""
    places = np.arange(len(scores)) if only is None else np.flatnonzero(only)
    if top < len(places):
        edge = np.partition(scores[places], len(places) - top)[len(places) - top]
        places = places[scores[places] >= edge]
    order = sorted(places.tolist(), key=lambda j: (-scores[j], ids[j]))
    return np.array(order[:top], dtype=np.int64)
