"""Concepts found in a text by their labels.

Chinese by longest substring; Germanic languages and Finnish by stem inside compounds (6 letters or more anywhere,
4–5 at the start of a word, shorter as whole words); English by stemmed phrase; Norwegian also with Danish labels. No phrase is read across a comma or a full stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .languages import scripts
from .lexicon import Lexicon
from .records import Tag
from .stems import STOPWORDS, english_stem, is_short_form, label_stems
from .texts import clauses, words

INSIDE = 0.4
_ALSO = {"no": ("da",)}


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    stems: tuple[tuple[str, ...], ...]  # one tuple of variants per word of the label
    key: int  # the word by which the label is looked up
    fixed: bool  # a label with a small word in it ("pump and treat") must stand as it is


@dataclass(frozen=True, slots=True)
class _Hit:
    concept: str
    start: int  # of the quoted words
    end: int
    first: int  # of the very letters that matched
    last: int


class Tagger:
    """Finds labels of one lexicon. Building takes a fraction of a second; tagging a text, a millisecond."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._han: dict[str, dict[str, list[str]]] = {}
        self._phrases: dict[str, dict[str, list[_Phrase]]] = {}
        for concept in lexicon.concepts:
            for lang, labels in concept.labels.items():
                for label in labels:
                    self._learn(concept.id, lang, label)

    def _learn(self, concept: str, lang: str, label: str) -> None:
        if lang == "zh":
            plain = label.lower().replace(" ", "")
            if len(plain) >= 2:
                by_label = self._han.setdefault(plain[:2], {})
                by_label.setdefault(plain, []).append(concept)
            return
        parts = [w for w, _, _ in words(label)]
        if not parts or (len(parts) == 1 and len(parts[0]) < 2):
            return
        stems = tuple(label_stems(w, lang) for w in parts)
        key = max(range(len(parts)), key=lambda i: (len(parts[i]), -i))
        phrase = _Phrase(concept, stems, key, any(w in STOPWORDS for w in parts))
        table = self._phrases.setdefault(lang, {})
        for stem in stems[key]:
            table.setdefault(stem, []).append(phrase)

    def tags(self, text: str, lang: str) -> tuple[Tag, ...]:
        """Concepts in a cleaned text, in order of appearance; `text[t.start:t.end] == t.words` for each."""
        found = [(hit, lang) for hit in self._latin_hits(text, lang)] if lang != "zh" else []
        han, latin, _ = scripts(text)
        if han > 0:
            found += [(hit, "zh") for hit in self._han_hits(text)]
        if latin > 0.02 and lang not in {"en", "zh"} or (lang == "zh" and latin > 0.1):
            found += [(hit, "en") for hit in self._latin_hits(text, "en", whole_phrases=True)]
        for more in _ALSO.get(lang, ()):
            found += [(hit, lang) for hit in self._latin_hits(text, more)]
        return _weighted(found, text)

    def _han_hits(self, text: str) -> Iterator[_Hit]:
        lowered = text.lower() if len(text.lower()) == len(text) else text
        for i in range(len(lowered) - 1):
            for label, concepts in self._han.get(lowered[i : i + 2], {}).items():
                if lowered.startswith(label, i):
                    end = i + len(label)
                    for concept in concepts:
                        yield _Hit(concept, i, end, i, end)

    def _latin_hits(self, text: str, lang: str, whole_phrases: bool = False) -> Iterator[_Hit]:
        table = self._phrases.get(lang)
        if not table:
            return
        for tokens in clauses(text):
            yield from self._clause_hits(tokens, table, lang, whole_phrases)

    @staticmethod
    def _clause_hits(
        tokens: list[tuple[str, int, int]], table: dict[str, list[_Phrase]], lang: str, whole_phrases: bool
    ) -> Iterator[_Hit]:
        for i, (word, start, _) in enumerate(tokens):
            for stem, offset in _pieces(word, lang, table):
                for phrase in table[stem]:
                    span = _span(tokens, i, phrase, lang)
                    if span is None or (whole_phrases and len(phrase.stems) == 1 and len(stem) < 5):
                        continue
                    low, high = span
                    if low == high:
                        first = start + offset
                        yield _Hit(
                            phrase.concept,
                            start,
                            tokens[i][2],
                            first,
                            first + len(stem),
                        )
                    else:
                        yield _Hit(
                            phrase.concept,
                            tokens[low][1],
                            tokens[high][2],
                            tokens[low][1],
                            tokens[high][2],
                        )


def _pieces(word: str, lang: str, table: dict[str, list[_Phrase]]) -> Iterator[tuple[str, int]]:
    """(stem, offset) of each stem of the table that counts as standing in `word`."""
    if lang == "en":
        if (stem := english_stem(word)) in table:
            yield stem, 0
        return
    length = len(word)
    for size in range(6, min(length, 32) + 1):
        for offset in range(length - size + 1):
            if word[offset : offset + size] in table:
                yield word[offset : offset + size], offset
    for size in (4, 5):
        if word[:size] in table:
            yield word[:size], 0
    for size in (2, 3):
        if word[:size] in table and is_short_form(word, word[:size]):
            yield word[:size], 0


def _stands(word: str, variants: tuple[str, ...], lang: str) -> bool:
    if lang == "en":
        return english_stem(word) in variants
    for stem in variants:
        if len(stem) >= 6 and stem in word:
            return True
        if len(stem) >= 4 and word.startswith(stem):
            return True
        if is_short_form(word, stem):
            return True
    return False


def _span(tokens: list[tuple[str, int, int]], at: int, phrase: _Phrase, lang: str) -> tuple[int, int] | None:
    """First and last token of a phrase around its key word, the others within as many words as it has; None if absent."""
    window = len(phrase.stems)
    taken = {at}
    for number, variants in enumerate(phrase.stems):
        if number == phrase.key:
            continue
        expected = at + number - phrase.key
        low, high = (expected, expected) if phrase.fixed else (at - window, at + window)
        reach = range(max(0, low), min(len(tokens), high + 1))
        for j in sorted(reach, key=lambda k: (abs(k - expected), k)):
            if j not in taken and _stands(tokens[j][0], variants, lang):
                taken.add(j)
                break
        else:
            return None
    return min(taken), max(taken)


def _weighted(found: list[tuple[_Hit, str]], text: str) -> tuple[Tag, ...]:
    """Drop doubles; a hit whose letters lie inside a longer hit of another concept keeps 0.4 of its weight."""
    best: dict[tuple[str, int, int], tuple[_Hit, str]] = {}
    for hit, lang in found:
        best.setdefault((hit.concept, hit.first, hit.last), (hit, lang))
    hits = sorted(
        best.values(),
        key=lambda p: (p[0].first, -(p[0].last - p[0].first), p[0].concept),
    )
    tags: dict[tuple[str, int, int], Tag] = {}
    for index, (hit, lang) in enumerate(hits):
        inside = _is_inside(hits, index)
        tag = Tag(
            hit.concept,
            text[hit.start : hit.end],
            hit.start,
            hit.end,
            lang,
            INSIDE if inside else 1.0,
        )
        key = (hit.concept, hit.start, hit.end)
        if key not in tags or tags[key].weight < tag.weight:
            tags[key] = tag
    return tuple(tags.values())


def _is_inside(hits: list[tuple[_Hit, str]], index: int) -> bool:
    """Sorted by start and falling length, so a cover stands before its content, a few places at most."""
    hit = hits[index][0]
    for other, _ in reversed(hits[max(0, index - 60) : index]):
        if (
            other.first <= hit.first and other.last >= hit.last and other.last - other.first > hit.last - hit.first
        ) and other.concept != hit.concept:
            return True
    return False
