"""Label words cut down to the piece that all their forms share."""

from __future__ import annotations

import re

STOPWORDS = frozenset(
    [
        "of",
        "and",
        "the",
        "for",
        "in",
        "on",
        "to",
        "with",
        "from",
        "by",
        "a",
        "an",
        "at",
        "or",
        "as",
        "och",
        "för",
        "i",
        "av",
        "med",
        "till",
        "på",
        "från",
        "en",
        "ett",
        "og",
        "for",
        "til",
        "fra",
        "et",
        "af",
        "van",
        "voor",
        "met",
        "en",
        "de",
        "het",
        "een",
        "in",
        "op",
        "uit",
        "of",
        "der",
        "die",
        "das",
        "und",
        "für",
        "von",
        "mit",
        "zur",
        "zum",
        "im",
        "ja",
    ]
)
_SUFFIXES = {
    "sv": (
        "arnas",
        "ernas",
        "ornas",
        "arna",
        "erna",
        "orna",
        "ande",
        "ar",
        "er",
        "or",
        "en",
        "et",
        "na",
        "a",
        "e",
        "n",
        "t",
    ),
    "da": (
        "ernes",
        "erne",
        "ende",
        "ers",
        "er",
        "ene",
        "en",
        "et",
        "es",
        "e",
        "t",
        "s",
    ),
    "no": ("enes", "ene", "ende", "ers", "er", "en", "et", "es", "e", "a", "t", "s"),
    "nl": ("en", "s", "e"),
    "de": ("ungen", "ern", "en", "er", "es", "e", "n", "s"),
}
_SHORT_ENDINGS = frozenset(("", "s", "n", "t", "en", "et", "er", "ar", "e", "a", "na", "ens", "ets", "es"))
_VOWEL_PAIR = re.compile(r"(aa|ee|oo|uu)([bcdfgklmnprstvz])$")


def english_stem(word: str) -> str:
    """A light stem: plurals, -ing and -ed go; short words stay."""
    if len(word) <= 3:
        return word
    for suffix, put in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(suffix):
            return word[: -len(suffix)] + put
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for suffix in ("ing", "ed"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            word = word[: -len(suffix)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 4 else word


def label_stems(word: str, lang: str) -> tuple[str, ...]:
    """The pieces of which one must stand in a text's word for the label's word to count as found."""
    if lang == "en":
        return (english_stem(word),)
    if len(word) <= 4 or any(c.isdigit() for c in word):
        return (word,)
    if lang == "fi":
        return _finnish(word)
    found = [word]
    for suffix in _SUFFIXES.get(lang, ()):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            found = [word[: -len(suffix)]]
            break
    if lang == "nl":
        found.extend(_dutch(found[0]))
    return tuple(dict.fromkeys(found))


def _dutch(stem: str) -> list[str]:
    """systeem also systemen, huis also huizen, golf also golven."""
    more = [_VOWEL_PAIR.sub(lambda m: m.group(1)[0] + m.group(2), stem)]
    if stem.endswith("s") and len(stem) >= 5:
        more.append(stem[:-1] + "z")
    if stem.endswith("f"):
        more.append(stem[:-1] + "v")
    if len(stem) > 4 and stem[-1] == stem[-2]:
        more.append(stem[:-1])
    return more


def _finnish(word: str) -> tuple[str, ...]:
    """Endings go, and the common gradations are listed beside: vesi/vede-, -us/-ukse-, pumppu/pumpu-."""
    found = [word]
    if word.endswith("vesi"):
        found += [word[:-2] + "de", word[:-2] + "te", word[:-2] + "si"]
    elif word.endswith("nen"):
        found = [word[:-3]]
    elif word.endswith(("us", "ys", "os", "ös")) and len(word) >= 6:
        found += [
            word[:-1] + "ks",
            word[:-1] + "st",
            word[:-1] + "de",
            word[:-1] + "te",
        ]
    elif word[-1] in "aeiouyäö" and len(word) >= 6:
        stem = word[:-1]
        found = [stem]
        if len(stem) >= 6 and stem[-1] == stem[-2] and stem[-1] in "ptk":
            found.append(stem[:-1])
        for strong, weak in (
            ("t", "d"),
            ("p", "v"),
            ("nk", "ng"),
            ("nt", "nn"),
            ("lt", "ll"),
            ("rt", "rr"),
        ):
            if len(stem) >= 6 and stem.endswith(strong):
                found.append(stem[: -len(strong)] + weak)
    return tuple(dict.fromkeys(found))


def is_short_form(word: str, stem: str) -> bool:
    """Whether `word` is `stem` with nothing more than a plain ending."""
    return word.startswith(stem) and word[len(stem) :] in _SHORT_ENDINGS
