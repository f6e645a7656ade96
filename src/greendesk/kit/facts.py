"""Facts that stay as uncertain as they were: partial dates, approximate numbers, money of unknown currency.

Partial dates are written in a subset of EDTF (ISO 8601-2:2019): `2011`, `2017-02`, `2017-09-11`, intervals
`2010/2012`, open ones `2011/..` (since) and `../2013` (until), `~` for about, and `XXXX` for a year that the
source does not give. One addition: `early`, `mid` or `late` after a month, since people speak so: `XXXX-02 early`.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton, get_month_names
from babel.numbers import format_currency, format_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import BadFact
from .langs import active_lang

_POINT = re.compile(r"^(XXXX|\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)(?: (early|mid|late))?$")
_DMY = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")
_HAN_DATE = re.compile(r"^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?$")


in_words = lru_cache(maxsize=16_384)(format_date)  # a list says the same few days and numbers again and again
in_digits = lru_cache(maxsize=16_384)(format_decimal)
in_money = lru_cache(maxsize=4096)(format_currency)


def babel_locale(lang: str = "") -> str:
    lang = lang or active_lang()
    return {"en": "en_GB", "zh-hans": "zh_Hans", "no": "nb"}.get(lang, lang)


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a partial date. Year 0 is a year that the source does not give."""

    year: int
    month: int = 0
    day: int = 0
    about: bool = False
    part: str = ""

    def first(self) -> date | None:
        if not self.year:
            return None
        start = {"mid": 11, "late": 21}.get(self.part, 1)
        return date(self.year, self.month or 1, self.day or start)

    def last(self) -> date | None:
        if not self.year:
            return None
        month = self.month or 12
        end = {"early": 10, "mid": 20}.get(self.part, monthrange(self.year, month)[1])
        return date(self.year, month, self.day or end)

    def written(self) -> str:
        parts = [f"{self.year:04d}" if self.year else "XXXX"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts) + ("~" if self.about else "") + (f" {self.part}" if self.part else "")

    def display(self, lang: str) -> str:
        locale = babel_locale(lang)
        if not self.month:
            text = f"{self.year}年" if lang == "zh-hans" else str(self.year)
        elif not self.day:
            any_year = date(self.year or 2000, self.month, 1)
            text = (
                format_skeleton("yMMMM", any_year, locale=locale)
                if self.year
                else get_month_names("wide", "stand-alone", locale)[self.month]
            )
        else:
            any_day = date(self.year or 2000, self.month, self.day)
            text = in_words(any_day, "long", locale) if self.year else format_skeleton("MMMMd", any_day, locale=locale)
        if self.part:
            phrase = {"early": _("early %(when)s"), "mid": _("mid %(when)s"), "late": _("late %(when)s")}[self.part]
            text = phrase % {"when": text}
        return _("about %(what)s") % {"what": text} if self.about else text


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month, year or interval, as far as it is known and no further. None is an open end."""

    start: Point | None
    end: Point | None
    is_interval: bool = False

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read EDTF, or a plain date as people type it (d/m/y, d.m.y, 2011年10月). Raises BadFact."""
        text = text.strip()
        if "/" in text and not _DMY.match(text):
            ends = text.split("/")
            if len(ends) != 2:
                raise BadFact(text=text, kind=_("a date"))
            start, end = (None if part in ("..", "") else _point(part, text) for part in ends)
            if start is None and end is None:
                raise BadFact(text=text, kind=_("a date"))
            if start and end and (a := start.first()) and (b := end.last()) and b < a:
                raise BadFact(text=text, kind=_("a date: it ends before it begins"))
            return cls(start, end, is_interval=True)
        point = _point(text, text)
        return cls(point, point)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        point = Point(day.year, day.month, day.day)
        return cls(point, point)

    @property
    def earliest(self) -> date | None:
        return self.start.first() if self.start else None

    @property
    def latest(self) -> date | None:
        return self.end.last() if self.end else None

    @property
    def is_exact(self) -> bool:
        return not self.is_interval and bool(self.start and self.start.year and self.start.day and not self.start.about)

    def written(self) -> str:
        if not self.is_interval:
            return self.start.written() if self.start else ""
        return "/".join(point.written() if point else ".." for point in (self.start, self.end))

    def display(self, lang: str = "") -> str:
        lang = lang or active_lang()
        if not self.is_interval:
            return self.start.display(lang) if self.start else ""
        if self.start and self.end is None:
            return _("since %(when)s") % {"when": self.start.display(lang)}
        if self.start is None:
            return _("until %(when)s") % {"when": self.end.display(lang) if self.end else ""}
        a, b = self.start, self.end
        assert a and b
        if a.day and b.day and (a.year, a.month) == (b.year, b.month):
            if lang == "zh-hans":
                return f"{a.display(lang).removesuffix('日')}–{b.day}日"
            return b.display(lang).replace(str(b.day), f"{a.day}–{b.day}", 1)
        return f"{a.display(lang)} – {b.display(lang)}"

    def __str__(self) -> str:
        return self.display()


def _point(part: str, whole: str) -> Point:
    kind = _("a date")
    if match := _DMY.match(part):
        day, month, year = (int(group) for group in match.groups())
        point = Point(year, month, day)
    elif match := _HAN_DATE.match(part):
        year, month, day = (int(group or 0) for group in match.groups())
        point = Point(year, month, day)
    elif match := _POINT.match(part.strip()):
        y, m, d, about, piece = match.groups()
        point = Point(0 if y == "XXXX" else int(y), int(m or 0), int(d or 0), bool(about), piece or "")
    else:
        raise BadFact(text=whole, kind=kind)
    if not point.year and (not point.month or not part.startswith("XXXX")):  # the year 0 stands for none given
        raise BadFact(text=whole, kind=kind)
    try:
        date(point.year or 2000, point.month or 1, point.day or 1)
    except ValueError:
        raise BadFact(text=whole, kind=kind) from None
    return point


@lru_cache(maxsize=16_384)  # columns hold the same few facts again and again
def _kept(fact: Any, value: str) -> Any:
    return fact.parse(value)


class FactField(models.CharField):
    """A column of one of these facts, kept as written; blank is None."""

    fact: Any  # PartialDate or Quantity
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]  # they measure text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return _kept(self.fact, value) if value else None

    def to_python(self, value: Any) -> Any:
        if value in (None, "") or isinstance(value, self.fact):
            return value or None
        try:
            return self.fact.parse(str(value))
        except BadFact as refusal:
            raise ValidationError(str(refusal)) from refusal

    def get_prep_value(self, value: Any) -> Any:
        return "" if value in (None, "") else self.to_python(value).written()

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))


class PartialDateField(FactField):
    """Sorts by its text where the year is known."""

    fact = PartialDate

    def to_python(self, value: Any) -> Any:
        return PartialDate.of(value) if isinstance(value, date) else super().to_python(value)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return PartialDateFormField(
            required=not self.blank, label=kwargs.get("label", self.verbose_name), help_text=self.help_text
        )


class PartialDateFormField(forms.CharField):
    """Typed as 2011, 2017-09, 11.9.2017, 2010/2012, 2011/.. or XXXX-09-24/XXXX-09-27."""

    def prepare_value(self, value: Any) -> Any:
        return value.written() if isinstance(value, PartialDate) else value

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except BadFact as refusal:
            hint = _("Write it as 2011, 2017-09, 11.9.2017, 2010/2012 or 2011/.. (since).")
            raise ValidationError(f"{refusal} {hint}") from refusal


MOST_DIGITS = 16  # more than any amount of this trade; two of them and a mark still fit their column
_MARKS = {
    "~": re.compile(r"^(?:about|around|some|approx(?:imately)?\b\.?|circa|cirka|ca\b\.?|c\.|omkring|ungefär|ongeveer|zo'n|大约|大概|约|≈)\s*", re.IGNORECASE),
    ">": re.compile(r"^(?:more than|over|mer än|mere end|meer dan|超过|大于)\s*", re.IGNORECASE),
    "<": re.compile(r"^(?:less than|under|mindre än|mindre end|minder dan|不到|小于)\s*", re.IGNORECASE),
}  # fmt: skip
_ABOUT_AFTER = re.compile(r"(.*\d)\s*(?:左右|上下|approx\.?|ca\.?)", re.IGNORECASE)
_TO = re.compile(r"(?<=\d)\s*(?:[-–—~至到]|to|till|til|tot)\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that may be approximate or one end of a range: `~15`, `>=70000`, `200..400`, `14000`."""

    low: Decimal
    high: Decimal
    mark: str = ""

    @classmethod
    def parse(cls, text: str) -> "Quantity":
        """Read `15`, `~15`, `>70000`, `<5`, `200..400`, or as people type it: about 15, ca 15, 约15, 200–400.

        Blanks and decimal commas are tolerated. Raises BadFact.
        """
        bare = re.sub(r"[\s'’]", "", _with_marks(text))
        mark = next((sign for sign in ("~", ">", "<") if bare.startswith(sign)), "")
        low, _sep, high = bare.removeprefix(mark).partition("..")
        first = read_number(low, text)
        return cls(first, read_number(high, text) if high else first, mark)

    def written(self) -> str:
        tail = f"..{self.high:f}" if self.high != self.low else ""
        return f"{self.mark}{self.low:f}{tail}"

    def display(self, lang: str = "") -> str:
        locale = babel_locale(lang)
        text = in_digits(self.low, locale=locale)
        if self.high != self.low:
            text = f"{text}–{in_digits(self.high, locale=locale)}"
        phrase = {"~": _("about %(what)s"), ">": _("more than %(what)s"), "<": _("less than %(what)s")}.get(
            self.mark, "%(what)s"
        )
        return phrase % {"what": text}

    def __str__(self) -> str:
        return self.display()


def _with_marks(text: str) -> str:
    """The words and signs that people put around a number, as the marks in which it is kept."""
    bare = unicodedata.normalize("NFKC", text).strip()
    for mark, words in _MARKS.items():
        bare = words.sub(mark, bare, count=1)
    if about := _ABOUT_AFTER.fullmatch(bare):
        bare = f"~{about.group(1)}"
    return _TO.sub("..", bare)


def read_number(text: str, whole: str = "") -> Decimal:
    """A number as Europe types it: 882.000,00 and 882,000.00 and 882000 are the same. Raises BadFact."""
    bare = re.sub(r"[\s'’ ]", "", text)
    comma, dot = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and dot >= 0:
        bare = bare.replace("." if comma > dot else ",", "").replace(",", ".")
    elif comma >= 0:
        bare = bare.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3}){2,}", bare) else bare.replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3}){2,}", bare):
        bare = bare.replace(".", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise BadFact(text=(whole or text)[:80], kind=_("a number")) from None
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > MOST_DIGITS:
        raise BadFact(text=(whole or text)[:80], kind=_("a number"))
    return value


class QuantityField(FactField):
    fact = Quantity

    def formfield(self, **kwargs: Any) -> forms.Field:
        return QuantityFormField(
            required=not self.blank, label=kwargs.get("label", self.verbose_name), help_text=self.help_text
        )


class QuantityFormField(forms.CharField):
    """Typed as 15, ~15, >70000 or 200..400."""

    def prepare_value(self, value: Any) -> Any:
        return value.written() if isinstance(value, Quantity) else value

    def clean(self, value: Any) -> Quantity | None:
        text = super().clean(value)
        try:
            return Quantity.parse(text) if text else None
        except BadFact as refusal:
            raise ValidationError(f"{refusal} " + _("Write it as 15, ~15 (about), >70000 or 200..400.")) from refusal


CURRENCIES = [
    ("", gettext_lazy("unknown currency")),
    *[(code, code) for code in ("EUR", "SEK", "DKK", "NOK", "CNY", "USD", "PLN", "BYN")],
]


def display_money(amount: Decimal | None, currency: str, lang: str = "") -> str:
    """In the reader's manner; an amount without currency says so rather than guess one."""
    if amount is None:
        return ""
    locale = babel_locale(lang)
    if currency:
        whole = amount == amount.to_integral_value()
        return in_money(amount, currency, locale=locale, currency_digits=not whole, format="#,##0 ¤" if whole else None)
    return _("%(amount)s (currency not stated)") % {"amount": in_digits(amount, locale=locale)}
