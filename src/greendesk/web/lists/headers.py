"""Which line of a sheet is its heading, what the sheet is a list of, and which column is which: suggested, never decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from greendesk.kit.folding import fold, has_han
from greendesk.kit.langs import LANGS

from .columns import Words
from .kinds import ListKind, all_kinds, kind_of
from .sheets import Sheet

LOOKED_AT = 15  # lines from the top
SURE = 84  # of 100
OURS = "_ours"
LANGUAGE_MARKS = {
    "en": "en eng english engelska engelsk engels 英文 英语", "sv": "sv swe se svenska swedish svensk zweeds 瑞典文",
    "da": "da dan dk dansk danish danska deens 丹麦文", "nl": "nl nld dutch nederlands holländska hollandsk 荷兰文",
    "zh-hans": "zh cn zh hans zh-hans chinese kinesiska kinesisk chinees 中文 汉语", "de": "de deu german deutsch tyska tysk duits",
    "no": "no nb norsk norwegian norska noors", "fi": "fi fin finnish suomi finska finsk fins",
}  # fmt: skip
_MARK = re.compile(r"^(.*?)[\s_]*[\[(（:|/]\s*([^\[\](（）)]{2,12})\s*[\])）]?\s*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sheet is read: `columns` maps the number of a column (from 0) to a key such as `name` or `title[sv]`."""

    sheet: str
    kind: str
    first: int
    columns: dict[int, str]
    headings: list[str] = field(default_factory=list)
    score: float = 0.0

    def plain(self) -> dict[str, Any]:
        columns = {str(number): key for number, key in self.columns.items()}
        return {
            "sheet": self.sheet,
            "kind": self.kind,
            "first": self.first,
            "columns": columns,
            "headings": self.headings,
        }


def from_plain(written: dict[str, Any]) -> Reading:
    columns = {int(number): key for number, key in written["columns"].items()}
    return Reading(written["sheet"], written["kind"], written["first"], columns, written["headings"])


@lru_cache(maxsize=64)
def _words_of(kind: str) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """(key, has languages, what it may be called) for each column of a kind."""
    found = kind_of(kind)
    return tuple((c.key, isinstance(c, Words), tuple(c.all_words())) for c in found.columns) if found else ()


def split_mark(heading: str) -> tuple[str, str]:
    """“Title [sv]” is (Title, sv); a heading without a mark, or with another one, is itself."""
    heading = heading.strip().rstrip("*").strip()
    if found := _MARK.match(heading):
        mark = fold(found.group(2))
        for lang, spellings in LANGUAGE_MARKS.items():
            if mark in [fold(word) for word in spellings.split()] or mark == fold(lang):
                return found.group(1).strip(), lang
    return heading, ""


def likeness(heading: str, word: str) -> float:
    """0–100, both folded. Short words and Chinese ones must be the same, or stand in the heading."""
    if heading == word:
        return 100.0
    if has_han(word) or has_han(heading):
        return 90.0 if len(word) > 1 and word in heading else 0.0
    if min(len(word), len(heading)) < 4:
        return 0.0
    from rapidfuzz import fuzz  # only here, and a start stays quick

    ratio = fuzz.ratio(heading, word)
    inside = 88.0 if len(word) > 4 and f" {word} " in f" {heading} " else 0.0
    return max(ratio, inside)


@lru_cache(maxsize=16_384)  # the lines of a sheet are looked at for each kind, and kinds share their words
def _closest(heading: str, words: tuple[str, ...]) -> float:
    """The best likeness to any of these words, the first, in a language each, a little before the others."""
    if not heading:
        return 0.0
    return max((likeness(heading, word) + (n < len(LANGS)) for n, word in enumerate(words)), default=0.0)


def map_columns(headings: Sequence[str], kind: ListKind) -> tuple[dict[int, str], float]:
    """The best key for each heading, each key given once; and how sure this is on the whole (0–1)."""
    offers: list[tuple[float, int, str]] = []
    for number, raw in enumerate(headings):
        heading, lang = split_mark(raw)
        spellings = dict.fromkeys([(fold(heading), lang), (fold(raw.rstrip("* ")), "")])
        if fold(heading) in _ours_words():
            offers.append((100.0, number, OURS))
        for key, has_languages, words in _words_of(kind.key):
            for plain, marked in spellings:
                best = _closest(plain, words)
                if best >= SURE:
                    offers.append((best, number, f"{key}[{marked}]" if marked and has_languages else key))
    columns: dict[int, str] = {}
    total = 0.0
    for score, number, key in sorted(offers, key=lambda offer: (-offer[0], offer[1], "[" not in offer[2])):
        if number not in columns and key not in columns.values():
            columns[number] = key
            total += score / 100
    filled = sum(1 for heading in headings if heading.strip())
    return dict(sorted(columns.items())), total / filled if filled else 0.0


def suggest(sheet: Sheet, *, kind: str = "") -> Reading | None:
    """The likeliest reading of a sheet; None where no line looks like a heading. `kind` settles what it is a list of."""
    best: Reading | None = None
    for first, headings in _heading_lines(sheet):
        for candidate in all_kinds():
            if kind and candidate.key != kind:
                continue
            columns, coverage = map_columns(headings, candidate)
            score = _worth(candidate, columns, coverage, sheet.name) - first * 0.01
            if len(columns) >= (1 if kind or _is_named(candidate, sheet.name) else 2) and score > (
                best.score if best else 0.0
            ):
                best = Reading(sheet.name, candidate.key, first, columns, list(headings), score)
    return best


@cache
def _ours_words() -> frozenset[str]:
    """The heading of the column that says whose a row is, in each language."""
    words = {"ours"}
    for lang in LANGS:
        with translation.override(lang):
            words.add(fold(_("Ours")))
    return frozenset(words)


def _worth(kind: ListKind, columns: dict[int, str], coverage: float, sheet_name: str) -> float:
    keys = {key.partition("[")[0] for key in columns.values()} - {OURS}
    required = [column.key for column in kind.columns if column.required]
    met = sum(1 for key in required if key in keys) / len(required) if required else 1.0
    named = _is_named(kind, sheet_name)
    return len(keys) * (0.4 + 0.6 * coverage) * (0.25 + 0.75 * met) + (3.0 if named else 0.0) * met


def _is_named(kind: ListKind, sheet_name: str) -> bool:
    plain = fold(sheet_name.rpartition(".")[0] or sheet_name)
    words = {fold(word) for word in (kind.key, str(kind.label), *kind.words.split(";"))}
    return plain in words


def _heading_lines(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Lines that may be headings, each by itself and together with the one above (merged headings over two lines).

    The number is that of the first line under the heading.
    """
    lines = []
    top = sheet.rows[:LOOKED_AT]
    for number, row in enumerate(top):
        if sum(1 for cell in row if cell) < 1:
            continue
        lines.append((number + 1, row))
        if number + 1 < len(top):
            below = top[number + 1]
            width = max(len(row), len(below))
            if any(not cell for cell in row) or len(row) < len(below):
                both = [_at(below, i) or _at(row, i) for i in range(width)]
                lines.append((number + 2, both))
    return lines


def _at(row: list[str], number: int) -> str:
    return row[number] if number < len(row) else ""
