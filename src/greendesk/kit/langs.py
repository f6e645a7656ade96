"""The five languages, in the order in which they are offered, and what else a text may be written in."""

from functools import lru_cache

from django.utils.translation import get_language

SOURCE = "en"
LANGS: tuple[str, ...] = ("en", "sv", "da", "nl", "zh-hans")
OWN_NAMES = {"en": "English", "sv": "Svenska", "da": "Dansk", "nl": "Nederlands", "zh-hans": "中文"}
SHORT_NAMES = {"en": "EN", "sv": "SV", "da": "DA", "nl": "NL", "zh-hans": "中文"}
CONTENT_LANGS: tuple[str, ...] = (*LANGS, "de", "no", "fi")
FALLBACKS: dict[str, tuple[str, ...]] = {
    "en": ("sv", "da", "nl", "de", "zh-hans"),
    "sv": ("no", "da", "en", "de", "nl", "zh-hans"),
    "da": ("no", "sv", "en", "de", "nl", "zh-hans"),
    "nl": ("en", "de", "sv", "da", "zh-hans"),
    "zh-hans": ("en", "sv", "da", "nl", "de"),
}


def active_lang() -> str:
    """The reader's language as one of LANGS."""
    return as_lang(get_language() or SOURCE)


@lru_cache(maxsize=256)
def as_lang(tag: str) -> str:
    """Any BCP 47 tag as the nearest code of ours: zh, zh-CN and zh-Hans are zh-hans; nb and nn are no."""
    low = tag.lower().replace("_", "-")
    if low.startswith("zh"):
        return "zh-hans"
    base = low.split("-")[0]
    base = {"nb": "no", "nn": "no"}.get(base, base)
    return base if base in CONTENT_LANGS else SOURCE


def bcp47(lang: str) -> str:
    """For the lang attribute of a page: zh-hans is written zh-Hans."""
    return "zh-Hans" if lang == "zh-hans" else lang


def engine_lang(lang: str) -> str:
    """For the engines, which speak of zh."""
    return "zh" if lang.startswith("zh") else lang
