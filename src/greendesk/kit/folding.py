"""Text made comparable: for search, for finding duplicates, for file names."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "œ": "oe"})
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_LEGAL = re.compile(
    r"\b(ab|a/s|as|aps|bv|b\.v\.|nv|n\.v\.|bvba|srl|sprl|gmbh|ag|oy|oyj|ltd|limited|inc|co|company|group|holding|"
    r"aktiebolag|publ)\b|有限责任公司|股份有限公司|有限公司|集团|公司"
)


def fold(text: str) -> str:
    """Lower case, no accents, å→a, ø→o, æ→ae, full-width→half-width; words parted by one blank."""
    low = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", bare).strip()


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


@lru_cache(maxsize=16_384)  # the same names are compared on every asking for duplicates
def bare_name(text: str) -> str:
    """A company's name without its legal form, folded: Extuna Produktion AB → extuna produktion."""
    return fold(_LEGAL.sub(" ", unicodedata.normalize("NFKC", text).casefold()))


def slug(text: str) -> str:
    """For a file name; Han characters stay, since every system that we meet can show them."""
    return re.sub(r"[\s_]+", "-", fold(text)) or "unnamed"
