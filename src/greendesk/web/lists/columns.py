"""Columns: how a cell of each kind is read from what people type, and written so that it can be read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from greendesk.kit.errors import BadFact, DomainError
from greendesk.kit.facts import PartialDate, Quantity, read_number
from greendesk.kit.folding import fold
from greendesk.kit.langs import CONTENT_LANGS, LANGS
from greendesk.kit.texts import Texts

from .context import Context, Misread

YES = frozenset({"yes", "y", "ja", "j", "true", "1", "x", "是", "有", "wahr", "sant", "sand", "waar", "✓"})
NO = frozenset({"no", "n", "nej", "nee", "false", "0", "否", "无", "没有", "falskt", "falsk", "onwaar", "-"})
_YMD = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_DMY = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_HAN = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$")
_PARTS = re.compile(r"[;；\n、]|,(?!\s*\d)")
FIRST_DAY_OF_EXCEL = date(1899, 12, 30)


@dataclass(frozen=True)
class Column:
    """One column: `key` is what the verb calls it, `words` what people call it in five languages (parted by `;`)."""

    key: str
    label: str | Promise
    words: str = ""
    required: bool = False
    note: str | Promise = ""
    of: Callable[[Any], Any] | None = field(default=None, compare=False)
    is_offered: bool = True  # in empty templates; a list may have the column all the same

    def read(self, text: str, context: Context) -> Any:
        """The value that a cell stands for. Raises Misread."""
        return text

    def cell(self, value: Any) -> str | int | float | Decimal | date | None:
        return None if value in (None, "") else str(value)

    def value_of(self, shown: Any) -> Any:
        return self.of(shown) if self.of else getattr(shown, self.key, None)

    def example(self) -> str:
        return ""

    def all_words(self) -> list[str]:
        """Everything that this column may be headed with, folded: its label in each language of LANGS, then other words."""
        labels = []
        for lang in LANGS:
            with translation.override(lang):
                labels.append(str(self.label))
        return [fold(word) for word in (*labels, self.key.replace("_", " "), *self.words.split(";"))]


@dataclass(frozen=True)
class Line(Column):
    """One line of text, up to `most` characters."""

    most: int = 200

    def read(self, text: str, context: Context) -> str:
        if len(text) > self.most:
            raise Misread(_("This is longer than %(most)d characters.") % {"most": self.most})
        return " ".join(text.split())


@dataclass(frozen=True)
class Passage(Column):
    """Text of any length."""


@dataclass(frozen=True)
class Words(Column):
    """A text in several languages: one column for each, headed “Title [sv]”; without a mark, the list's language."""

    def read(self, text: str, context: Context) -> Texts:
        return Texts.of(context.language, text)


@dataclass(frozen=True)
class Mail(Column):
    def read(self, text: str, context: Context) -> str:
        address = text.removeprefix("mailto:").strip("<> ")
        try:
            validate_email(address)
        except ValidationError as problem:
            raise Misread(_("“%(text)s” is not an e-mail address.") % {"text": text}) from problem
        return address


@dataclass(frozen=True)
class Address(Column):
    """An address in the web; https:// is put before where it is missing."""

    def read(self, text: str, context: Context) -> str:
        address = text if re.match(r"^https?://", text, re.IGNORECASE) else f"https://{text}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError as problem:
            raise Misread(_("“%(text)s” is not an address in the web.") % {"text": text}) from problem
        return address


@dataclass(frozen=True)
class Whole(Column):
    least: int = 0
    most: int = 1_000_000

    def read(self, text: str, context: Context) -> int:
        number = _number(text)
        if number != number.to_integral_value() or not self.least <= number <= self.most:
            raise Misread(
                _("“%(text)s” is not a whole number from %(least)d to %(most)d.")
                % {"text": text, "least": self.least, "most": self.most}
            )
        return int(number)

    def cell(self, value: Any) -> Any:
        return value if isinstance(value, int) else None


@dataclass(frozen=True)
class Number(Column):
    """A number with a decimal comma or point."""

    places: int = 6
    as_float: bool = False

    def read(self, text: str, context: Context) -> Decimal | float:
        number = _number(text)
        return float(number) if self.as_float else round(number, self.places)

    def cell(self, value: Any) -> Any:
        return value if isinstance(value, (int, float, Decimal)) else None


def _number(text: str) -> Decimal:
    try:
        return read_number(text)
    except BadFact as refusal:
        raise Misread(str(refusal)) from refusal


@dataclass(frozen=True)
class Amount(Column):
    """A number that may be approximate: ~15, >70000, 200..400, “about 15”."""

    def read(self, text: str, context: Context) -> Quantity:
        try:
            return Quantity.parse(text)
        except BadFact as refusal:
            raise Misread(f"{refusal} {_('Write it as 15, ~15 (about), >70000 or 200..400.')}") from refusal

    def cell(self, value: Any) -> Any:
        return value.written() if isinstance(value, Quantity) else None


@dataclass(frozen=True)
class Day(Column):
    """A full day: 2026-09-24, 24/9/2026, 24.9.2026, 2026年9月24日; the day comes before the month."""

    def read(self, text: str, context: Context) -> date:
        return day_of(text)

    def cell(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else None


def day_of(text: str) -> date:
    bare = text.strip()
    if re.fullmatch(r"\d{5}", bare) and 20_000 <= int(bare) <= 80_000:
        return FIRST_DAY_OF_EXCEL + timedelta(days=int(bare))
    year = month = day = 0
    if found := _YMD.match(bare) or _HAN.match(bare):
        year, month, day = (int(part) for part in found.groups()[:3])
    elif found := _DMY.match(bare):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise Misread(_("“%(text)s” is not a date. Write it as 2026-09-24 or 24/9/2026.") % {"text": text})
    try:
        return date(year, month, day)
    except ValueError:
        if month > 12 and day <= 12:
            raise Misread(
                _("“%(text)s” has no month %(month)d: the day comes first, 24/9/2026.") % {"text": text, "month": month}
            ) from None
        raise Misread(_("There is no such day as “%(text)s”.") % {"text": text}) from None


@dataclass(frozen=True)
class Partial(Column):
    """A date as far as it is known: 2011, 2012-04, 27.5.2011, 2010/2012, since 2011."""

    def read(self, text: str, context: Context) -> PartialDate:
        bare = text.strip()
        if since := re.match(
            r"^(?:since|sedan|siden|sinds|vanaf|från)\s+(.+)$|^(.+?)(?:年)?(?:以来|起)$", bare, re.IGNORECASE
        ):
            bare = f"{since.group(1) or since.group(2)}/.."
        bare = re.sub(r"^(\d{4})\s*[-–—]\s*(\d{4})$", r"\1/\2", bare)
        bare = re.sub(r"^(\d{1,2})[./](\d{4})$", lambda m: f"{m.group(2)}-{int(m.group(1)):02d}", bare)
        if _YMD.match(bare) or _DMY.match(bare):
            return PartialDate.of(day_of(bare))
        try:
            return PartialDate.parse(bare)
        except BadFact as refusal:
            raise Misread(
                f"{refusal} {_('Write it as 2011, 2017-09, 11.9.2017, 2010/2012 or 2011/.. (since).')}"
            ) from refusal

    def cell(self, value: Any) -> Any:
        return value.written() if isinstance(value, PartialDate) else None


def yes_or_no(value: bool) -> str:
    """In the language of whoever gets the list; all five are read."""
    return _("yes") if value else _("no")


@dataclass(frozen=True)
class Flag(Column):
    def read(self, text: str, context: Context) -> bool:
        word = text.strip().casefold()
        if word in YES:
            return True
        if word in NO:
            return False
        raise Misread(_("“%(text)s” is neither yes nor no.") % {"text": text})

    def cell(self, value: Any) -> Any:
        return None if value == "" or value is None else yes_or_no(bool(value))


@dataclass(frozen=True)
class Choice(Column):
    """One of a list of words, known by its code or by its label in any of the five languages."""

    choices: Sequence[tuple[Any, Any]] = field(default=(), compare=False)
    also: str = ""

    def read(self, text: str, context: Context) -> Any:
        wanted = fold(text)
        known = self.known()
        if wanted in known:
            return known[wanted]
        words = ", ".join(str(label) for _code, label in self.choices)
        raise Misread(_("“%(text)s” is none of: %(words)s.") % {"text": text, "words": words})

    def known(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code, label in self.choices:
            found.setdefault(fold(str(code)), code)
            for lang in LANGS:
                with translation.override(lang):
                    found.setdefault(fold(str(label)), code)
        codes = dict(self.choices)
        for pair in filter(None, self.also.split(";")):
            word, _equals, code = pair.partition("=")
            found.setdefault(fold(word), next(c for c in codes if str(c) == code.strip()))
        return found

    def cell(self, value: Any) -> Any:
        labels = {code: str(label) for code, label in self.choices}
        return labels.get(value) if value != "" else None

    def example(self) -> str:
        return str(self.choices[0][1]) if self.choices else ""


@dataclass(frozen=True)
class Where(Column):
    """A place: name or code, in either script."""

    def read(self, text: str, context: Context) -> Any:
        return context.place(text)

    def cell(self, value: Any) -> Any:
        return f"{value.both} {value.code}" if value else None

    def example(self) -> str:
        return "130600"


@dataclass(frozen=True)
class Many(Column):
    """Several values in one cell, parted by `;`."""

    def one(self, text: str, context: Context) -> Any:
        return text

    def read(self, text: str, context: Context) -> list[Any]:
        return all_known(
            (part.strip() for part in _PARTS.split(text) if part.strip()), lambda part: self.one(part, context)
        )

    def cell(self, value: Any) -> Any:
        rows = value.all() if isinstance(value, models.Manager) else value or []
        return "; ".join(str(self.one_cell(row)) for row in rows) or None

    def one_cell(self, row: Any) -> str:
        return str(row)


@dataclass(frozen=True)
class Themes(Many):
    """Themes by label in any language; what is not known is left out with a warning."""

    def read(self, text: str, context: Context) -> list[Any]:
        parts = (part.strip() for part in re.split(r"[;；\n、,]", text) if part.strip())
        return all_known(parts, context.theme)


def all_known(parts: Iterable[str], find: Callable[[str], Any]) -> list[Any]:
    """What is found, once each. Raises PartlyRead where something is not known and may be left out."""
    found, unknown = [], []
    for part in parts:
        try:
            found.append(find(part))
        except Misread as problem:
            if not problem.is_warning:
                raise
            unknown.append(str(problem))
    if unknown:
        raise PartlyRead(found, unknown)
    return list(dict.fromkeys(found))


class PartlyRead(Misread):
    """Some of a cell was read; the rest is said."""

    def __init__(self, value: Any, says: list[str]) -> None:
        super().__init__(" ".join(says), is_warning=True)
        self.value = value


@dataclass(frozen=True)
class Places(Many):
    def one(self, text: str, context: Context) -> Any:
        return context.place(text)

    def one_cell(self, row: Any) -> str:
        return f"{row.both} {row.code}"


@dataclass(frozen=True)
class Languages(Many):
    """Codes of languages, or their names."""

    def one(self, text: str, context: Context) -> str:
        names = {"english": "en", "swedish": "sv", "svenska": "sv", "danish": "da", "dansk": "da", "dutch": "nl", "nederlands": "nl",
                 "chinese": "zh-hans", "zh": "zh-hans", "kinesiska": "zh-hans", "kinesisk": "zh-hans", "chinees": "zh-hans",
                 "中文": "zh-hans", "英文": "en", "英语": "en", "german": "de", "norwegian": "no", "finnish": "fi"}  # fmt: skip
        code = names.get(text.casefold(), text.casefold())
        if code not in CONTENT_LANGS:
            raise Misread(_("“%(text)s” is not a language that can be noted.") % {"text": text})
        return code


@dataclass(frozen=True)
class Refer(Column):
    """Another record of the desk, by its name; `find` is told the name and the context and raises Misread."""

    find: Callable[[str, Context], Any] = field(default=lambda text, context: None, compare=False)

    def read(self, text: str, context: Context) -> Any:
        return self.find(text, context)


@dataclass(frozen=True)
class ReferMany(Many):
    find: Callable[[str, Context], Any] = field(default=lambda text, context: None, compare=False)

    def one(self, text: str, context: Context) -> Any:
        return self.find(text, context)


def said(problem: Exception) -> str:
    """A refusal or a broken constraint as a sentence."""
    if isinstance(problem, ValidationError):
        return " ".join(str(message) for message in problem.messages)
    if isinstance(problem, DomainError):
        return str(problem)
    return _("This row contradicts another one or itself and cannot be kept.")
