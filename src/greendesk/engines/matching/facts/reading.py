"""Facts read from a cleaned text. Figures are in one base unit per measure; no currency is converted."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .gazetteer import PLACES


@dataclass(frozen=True, slots=True)
class Fact:
    """`low` and `high` bound a figure (equal for a single number, infinite when open).

    For certificates and places the figures are 0 and `name` is what two texts must share. `words` is quoted.
    """

    measure: str
    words: str
    low: float = 0.0
    high: float = 0.0
    name: str = ""


_NUM = r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_MULT = (
    r"万|亿|千(?!瓦|克|米|伏|帕)|百万|million(?:er|en|a)?|miljon(?:er)?|millioner?|miljoen|Millionen|mio\.?|mln\.?|milj\.?"
    r"|thousand|tusen|tusind|duizend|Tausend|miljoonaa|tuhatta"
)
_PE = (
    r"人口当量|person ?equivalents?|population equivalents?|personekvivalenter?|personækvivalenter"
    r"|inwonerequivalenten|Einwohnerwerte?|avl|PE\b|pe\b|p\.e\."
)
_UNITS: tuple[tuple[str, str, float], ...] = (
    ("pe", _PE, 1.0),
    ("energy_wh", r"GWh\b|吉瓦时", 1e9),
    ("energy_wh", r"MWh\b|兆瓦时", 1e6),
    ("energy_wh", r"kWh\b|千瓦时|度电", 1e3),
    ("power_w", r"GW(?:e|th|p)?\b|吉瓦", 1e9),
    ("power_w", r"MW(?:e|th|p|el)?\b|兆瓦", 1e6),
    ("power_w", r"kW(?:e|th|p)?\b|千瓦", 1e3),
    (
        "flow",
        r"m3\b|m³|立方米?|方水?(?=[/每日天])|kubikmeter|kubikkmeter|kubieke meter|Kubikmeter|cubic met(?:er|re)s?|kuutio\w*",
        1.0,
    ),
    ("flow", r"公斤|千克|kg\b|kilo(?:gram)?\b", 1e-3),
    ("flow", r"tonn?(?:es?|s)?\b|tons?\b|tonnia|Tonnen|t(?=/[dahyå])|t\b|吨", 1.0),
    ("flow", r"lit(?:er|re)s?\b|升", 1e-3),
    (
        "temperature_c",
        r"℃|° ?C\b|摄氏度|grader(?! nord)\w*|degrees(?: Celsius)?|graden|Grad\b|astetta|度(?!电)",
        1.0,
    ),
    (
        "people",
        r"inhabitants|residents|people|invånare|indbyggere|innbyggere|inwoners|Einwohner|asukasta|人口?(?!当量)",
        1.0,
    ),
    (
        "households",
        r"households|hushåll|husstande|husholdninger|huishoudens|Haushalte|kotitaloutta|户",
        1.0,
    ),
    ("area_m2", r"km2\b|km²|平方公里", 1e6),
    ("area_m2", r"hectares?|hektar|ha\b|公顷", 1e4),
    ("area_m2", r"亩", 666.667),
    (
        "area_m2",
        r"m2\b|m²|平方米|平米|kvm\b|kvadratmeter|vierkante meter|square met(?:er|re)s?",
        1.0,
    ),
    ("money_eur", r"euros?\b|EUR\b|€|欧元", 1.0),
    ("money_cny", r"CNY\b|RMB\b|yuan\b|人民币|元", 1.0),
    ("money_sek", r"SEK\b|瑞典克朗", 1.0),
    ("money_dkk", r"DKK\b|丹麦克朗", 1.0),
    ("money_nok", r"NOK\b|挪威克朗", 1.0),
    ("money_usd", r"USD\b|美元", 1.0),
)
_BIG = {"千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8}
_ANY_UNIT = "|".join(f"(?P<u{i}>{pattern})" for i, (_, pattern, _) in enumerate(_UNITS))
_FIGURE = re.compile(
    rf"(?<![A-Za-z0-9.,€])(?P<a>{_NUM})(?:\s?(?P<ma>{_MULT}))?(?:\s?(?:[-–—~～至到]|to|till|til|tot|bis|\.\.\.)\s?"
    rf"(?P<b>{_NUM}))?\s?(?P<m>{_MULT})?\s?(?:{_ANY_UNIT})",
    re.IGNORECASE,
)
_EURO_FIRST = re.compile(rf"€\s?(?P<a>{_NUM})\s?(?P<m>{_MULT})?", re.IGNORECASE)
_PER = (
    ("day", re.compile(r"\s?(?:/\s?(?:d\b|日|天|day|dag|dygn|døgn|Tag|vrk)|每[日天]|(?:per|pr\.?|pro|a|om|i) ?(?:day|dag|dygnet|dygn|døgnet|døgn|dagen|Tag|etmaal)|daily|päivässä|vuorokaudessa|täglich)", re.IGNORECASE)),
    ("year", re.compile(r"\s?(?:/\s?(?:a\b|年|yr?\b|year|år|jaar|Jahr)|每年|(?:per|pr\.?|pro|a|om|i) ?(?:year|år|året|jaar|Jahr)|annually|vuodessa|jährlich)", re.IGNORECASE)),
    ("hour", re.compile(r"\s?(?:/\s?(?:h\b|小时|时|hour|uur)|每小时|(?:per|pr\.?|pro|an|i) ?(?:hour|timmen|timme|time|timen|uur|Stunde)|tunnissa)", re.IGNORECASE)),
)  # fmt: skip
_GAP = re.compile(r"[^\d.,;:!?。，；]{0,32}")
_BEFORE = ((re.compile(r"(?:每[日天]|日处理|日产|日均|daily)\D{0,8}$"), "day"), (re.compile(r"(?:每年|年处理|年产|年消?耗?|annual)\D{0,8}$"), "year"),
           (re.compile(r"(?:每小时)\D{0,6}$"), "hour"))  # fmt: skip
_A_DAY = {"day": 1.0, "year": 1 / 365, "hour": 24.0}
_UP_TO = re.compile(
    r"(?:up to|at most|under|below|max(?:imum|imalt)?\.?|upp till|högst|op til|højst|tot|hoogstens|bis(?: zu)?|opp til|enintään|jopa|最[大高多]|不超过|低于|<|≤)\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:from|at least|over|above|more than|min\.?|minst|från|över|fra|over|mindst|vanaf|meer dan|mindestens|ab|über|yli|vähintään|最少|不低于|不少于|超过|高于|>|≥)\s*$",
    re.IGNORECASE,
)
_AFTER_MAX = re.compile(r"^\s?(?:以下|以内|or less|eller mindre)", re.IGNORECASE)
_AFTER_MIN = re.compile(r"^\s?(?:以上|or more|eller mer|and above|og derover|en meer)", re.IGNORECASE)
_CERTIFICATE = re.compile(
    r"\b(?:ISO(?:/IEC)?|IEC|DIN|GB(?:/T)?|HJ|CJJ?)[ -]?\d{2,5}\b|\bEN[ -]\d{3,5}\b|\b(?:LEED|BREEAM|DGNB|ATEX|HACCP|FSC|PEFC|EMAS|WRAS|NSF|CCC|"
    r"Svanen|Nordic Swan|Passivhaus|BRCGS?|REACH|RoHS|GMP|EFSA)\b|\bCE(?=[ -]?(?:mark|märk|mærk|mark|keur|Kenn|认证|标志))|绿色建筑三星"
)


def read_facts(text: str) -> tuple[Fact, ...]:
    """Figures, certificates and places of a cleaned text in order of appearance; each `words` is a substring."""
    sample = text[:20_000]
    return (*_figures(sample), *_certificates(sample), *_places(sample))


def _figures(text: str) -> Iterator[Fact]:
    for hit in _FIGURE.finditer(text):
        index = next(i for i in range(len(_UNITS)) if hit.group(f"u{i}") is not None)
        measure, _, factor = _UNITS[index]
        times = factor * _multiplier(hit.group("m") or hit.group("ma"))
        low = _number(hit.group("a")) * (factor * _multiplier(hit.group("ma")) if hit.group("ma") else times)
        high = _number(hit.group("b")) * times if hit.group("b") else low
        start, end = hit.start("a"), hit.end()
        if measure == "flow":
            per, end = _period(text, hit.start(), end)
            if per is None:
                continue
            measure, low, high = "flow_t_d", low * _A_DAY[per], high * _A_DAY[per]
        low, high = _opened(text, start, end, min(low, high), max(low, high), single=not hit.group("b"))
        if measure != "temperature_c" or (low <= 2_000 and high >= -60):
            yield Fact(measure, text[start:end].strip(), low, high)
    for hit in _EURO_FIRST.finditer(text):
        value = _number(hit.group("a")) * _multiplier(hit.group("m"))
        yield Fact("money_eur", hit.group().strip(), value, value)


def _period(text: str, start: int, end: int) -> tuple[str | None, int]:
    """The time a flow is counted in, after it ("/d") or before it ("每日"), and where the quote then ends."""
    for name, pattern in _PER:
        if found := pattern.match(text, end):
            return name, found.end()
    gap = _GAP.match(text, end)
    for name, pattern in _PER:
        if gap and (found := pattern.search(text, end, gap.end())):
            return name, found.end()
    for pattern, name in _BEFORE:
        if pattern.search(text[max(0, start - 14) : start]):
            return name, end
    return None, end


def _opened(text: str, start: int, end: int, low: float, high: float, *, single: bool) -> tuple[float, float]:
    if not single:
        return low, high
    before = text[max(0, start - 14) : start]
    if _FROM.search(before) or _AFTER_MIN.match(text[end : end + 14]):
        return low, math.inf
    if _UP_TO.search(before) or _AFTER_MAX.match(text[end : end + 12]):
        return -math.inf, high
    return low, high


def _number(written: str) -> float:
    """ "10 000", "1.200", "0,5", "12.5": a separator before exactly three digits is one of thousands."""
    compact = re.sub(r"[ \u00a0\u202f']", "", written)
    parts = re.split(r"[.,]", compact)
    if len(parts) > 1 and all(len(p) == 3 for p in parts[1:]) and parts[0] != "0":
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1]) if len(parts) > 1 else float(compact)


def _multiplier(written: str | None) -> float:
    if not written:
        return 1.0
    if written in _BIG:
        return _BIG[written]
    return 1e3 if written.lower().startswith(("th", "tu", "du", "ta")) else 1e6


def _certificates(text: str) -> Iterator[Fact]:
    for hit in _CERTIFICATE.finditer(text):
        yield Fact("certificate", hit.group(), name=re.sub(r"[ -]", "", hit.group()).upper())


def _places(text: str) -> Iterator[Fact]:
    seen: set[str] = set()
    for pattern in PLACES.patterns:
        for hit in pattern.finditer(text):
            name = PLACES.names[hit.group().lower()]
            if name not in seen:
                seen.add(name)
                yield Fact("place", hit.group(), name=name)
