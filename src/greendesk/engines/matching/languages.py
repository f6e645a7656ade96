"""Which language a text is written in, when its tag is wrong or missing."""

from __future__ import annotations

import re
from dataclasses import dataclass

LANGUAGES = ("en", "sv", "da", "nl", "zh", "de", "no", "fi")
_ALIASES = {"nb": "no", "nn": "no", "cn": "zh", "cmn": "zh", "se": "sv", "dk": "da"}

_COMMON = {
    "en": "the of and to in for is are with on at by from that which we our an be it this as their has have not without "
    "looking seeking wanted need needs or can will into per",
    "sv": "och att det som en är av för med till den på har inte om ett från vid utan söker vill ska kan våra vår i de "
    "eller även samt där under mot hos när blir efter ur",
    "da": "og at det som en er af for med til den på har ikke om et fra ved uden søger vil skal kan vores vi i de eller "
    "også hvor under mod hos når bliver efter ud",
    "no": "og at det som en er av for med til den på har ikke om et fra ved uten søker vil skal kan våre vi i de eller "
    "også hvor under mot hos når blir etter ut",
    "nl": "de het een en van voor met is zijn op in te dat die niet aan door bij uit naar wij onze zoekt zonder wordt "
    "worden ook kan of om als tot over per",
    "de": "der die das und in von zu für mit ist sind auf den dem des ein eine einer einem nicht im am bei aus nach wir "
    "unsere sucht ohne wird werden auch kann oder zur zum als über pro",
    "fi": "ja on ei se että joka sekä myös kanssa ilman tai kun ovat voi oma uusi mukaan varten jossa joka ovat ole "
    "meidän sekä kuin jo asti",
}
_COMMON_SETS = {lang: frozenset(listed.split()) for lang, listed in _COMMON.items()}
_ENDINGS = {
    "en": ("tion", "ing", "ment", "ness", "ity", "ed", "ly"),
    "sv": (
        "ning",
        "ingen",
        "arna",
        "erna",
        "orna",
        "heten",
        "else",
        "ande",
        "skt",
        "ligt",
    ),
    "da": ("ning", "ingen", "erne", "hed", "else", "ende", "sk", "ligt"),
    "no": ("ning", "ingen", "ene", "het", "else", "ende", "sjon", "lig"),
    "nl": ("ing", "heid", "ingen", "atie", "lijk", "baar", "isch"),
    "de": ("ung", "ungen", "heit", "keit", "tion", "lich", "isch"),
    "fi": (
        "nen",
        "ssa",
        "ssä",
        "sta",
        "stä",
        "lla",
        "llä",
        "ista",
        "inen",
        "tus",
        "tys",
        "minen",
        "iden",
        "jen",
    ),
}
_LETTERS = {
    "sv": re.compile(r"[äö]"),
    "da": re.compile(r"[æø]"),
    "no": re.compile(r"[æø]|øy|kj|sjon"),
    "nl": re.compile(r"ij|aa|ee|oo|uu|sch"),
    "de": re.compile(r"[üß]|sch|[äö]|ei|cht"),
    "fi": re.compile(r"yy|ää|öö|uo|yö|ie|[aeiouyäö]{2}|kk|tt|ll"),
    "en": re.compile(r"th|wh|ough|sh"),
}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")
_FOREIGN = re.compile(
    r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0370-\u03ff\u0590-\u05ff\u0900-\u097f]"
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """The language a text is read in; `guessed` when it is not the one on the tag, `unknown` when none fits."""

    lang: str
    guessed: bool = False
    unknown: bool = False


def normal_tag(tag: str) -> str:
    """ "zh-CN" → "zh", "nb" → "no"; the empty string for a tag the engine does not know."""
    base = tag.strip().lower().replace("_", "-").split("-")[0]
    base = _ALIASES.get(base, base)
    return base if base in LANGUAGES else ""


def scripts(text: str) -> tuple[float, float, float]:
    """Shares of Han, Latin and foreign letters. A Han character counts as much as three Latin letters."""
    sample = text[:4000]
    han, latin, foreign = (
        3 * len(_HAN.findall(sample)),
        len(_LATIN.findall(sample)),
        len(_FOREIGN.findall(sample)),
    )
    total = max(1, han + latin + 2 * foreign)
    return han / total, latin / total, 2 * foreign / total


def latin_scores(text: str) -> dict[str, float]:
    """Evidence per Latin-script language: common words, endings, letters; per word, so that lengths compare."""
    found = [w.lower() for w in _WORD.findall(text[:4000])]
    count = max(1, len(found))
    scores = {}
    for lang, common in _COMMON_SETS.items():
        hits = sum(w in common for w in found)
        ends = sum(len(w) > 5 and w.endswith(_ENDINGS[lang]) for w in found)
        letters = sum(bool(_LETTERS[lang].search(w)) for w in found)
        scores[lang] = (2.0 * hits + 0.7 * ends + 0.5 * letters) / count
    if any("ø" in w or "æ" in w for w in found):
        scores = {k: v - (1.0 if k in {"sv", "nl", "de", "fi", "en"} else 0.0) for k, v in scores.items()}
    if any("ä" in w or "ö" in w for w in found):
        scores = {k: v - (1.0 if k in {"da", "no", "nl", "en"} else 0.0) for k, v in scores.items()}
    return scores


def read_language(text: str, tag: str = "") -> Reading:
    """Trust the tag unless the text clearly speaks against it.

    Han and foreign scripts decide alone. Among Latin languages the tag is overruled only when another language
    scores well ahead of it, since three-word titles say little.
    """
    tagged = normal_tag(tag)
    han, latin, foreign = scripts(text)
    if foreign > 0.5:
        return Reading("en", guessed=True, unknown=True)
    if han >= 0.4:
        return Reading("zh", guessed=tagged != "zh")
    if latin == 0.0:
        return Reading(tagged or "en", guessed=not tagged, unknown=not tagged)
    scores = latin_scores(text)
    best = max(LANGUAGES, key=lambda k: scores.get(k, -9.0))
    if not tagged or tagged == "zh":
        if scores[best] < 0.15:
            return Reading("en", guessed=True, unknown=bool(tag.strip()) and not tagged)
        return Reading(best, guessed=True)
    lead = scores[best] - scores[tagged]
    close = {tagged, best} <= {"da", "no"}
    if best != tagged and not close and lead > 0.45 and len(_WORD.findall(text[:400])) >= 4:
        return Reading(best, guessed=True)
    return Reading(tagged)
