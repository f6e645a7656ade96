"""Public holidays: what the law and custom of a country say, and what a desk adds or renames in its own table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from greendesk.kit.langs import active_lang

from .models import Holiday

CUSTOM = {"DK": "optional", "SE": "de_facto"}  # offices close on these days too: Constitution Day, Midsummer's Eve
LANGUAGES = {"zh-hans": "zh_CN", "no": "no", "nb": "no"}


def holidays_on(countries: Iterable[str], days: Iterable[date]) -> dict[str, dict[date, str]]:
    """{country: {day: name in the reader's language}} of those days on which offices are closed there.

    Spring Festival, Golden Week and the days moved by official notice come from the package; for years that are not
    announced yet it counts by rule. A row of the desk's own table wins over it. One query.
    """
    wanted, codes = set(days), sorted({code for code in countries if code})
    found: dict[str, dict[date, str]] = {}
    for code in codes:
        for year in {day.year for day in wanted}:
            named = known_holidays(code, year, active_lang())
            found.setdefault(code, {}).update({day: name for day, name in named.items() if day in wanted})
    for row in Holiday.objects.filter(country_code__in=codes, on__in=wanted):
        found.setdefault(row.country_code, {})[row.on] = row.name
    return found


@cache
def known_holidays(country: str, year: int, lang: str) -> Mapping[date, str]:
    """What the package knows; nothing for a country that it does not."""
    import holidays  # takes a moment to import; most pages never ask

    try:
        bare = holidays.country_holidays(country)
    except NotImplementedError:
        return {}
    spoken = LANGUAGES.get(lang, lang)
    language = spoken if spoken in bare.supported_languages else "en_US"
    custom = CUSTOM.get(country, "")
    kinds = ("public", custom) if custom in bare.supported_categories else ("public",)
    if language not in bare.supported_languages:
        language = bare.default_language
    return dict(holidays.country_holidays(country, years=year, categories=kinds, language=language))
