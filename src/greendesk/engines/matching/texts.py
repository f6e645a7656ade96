"""Plain text out of whatever people paste: HTML, emoji, full-width forms, fifty pages."""

from __future__ import annotations

import html
import re
import unicodedata

MAX_CHARS = 200_000
CHUNK_CHARS = 1_200
CHUNK_HAN = 400  # a Han character is read as a word, a model's time goes with words
MAX_CHUNKS = 6

_TAG = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-zA-Z][^<>]{0,2000}>",
    re.DOTALL | re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[^.!?。！？；;\n]+(?:[.!?](?=\d)[^.!?。！？；;\n]*)*[.!?。！？；;]*")
_WORD = re.compile(r"[^\W_]+")
_PAUSE = re.compile(r"[,.;:!?，。；：、！？…]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def clean(text: str) -> str:
    """One line of plain text: tags and entities resolved, full-width letters narrowed, symbols and controls gone."""
    text = text[: MAX_CHARS * 2]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    kept = (_plain(c) if ord(c) > 126 or ord(c) < 32 else c for c in text)
    return _SPACE.sub(" ", "".join(kept)).strip()[:MAX_CHARS]


def _plain(char: str) -> str:
    """A single character, letters and digits narrowed; emoji, private and control characters become a space."""
    code = ord(char)
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A:
        return chr(code - 0xFEE0)
    category = unicodedata.category(char)
    if category in {"So", "Cs", "Co", "Cn", "Cc", "Cf", "Sk"} and char not in "°℃":
        return "" if char in "\u200b\u200d\ufeff\xad\ufe0f" else " "
    return char


def sentences(text: str, limit: int = 40) -> tuple[str, ...]:
    """The first `limit` sentences of a cleaned text, each a substring of it, trimmed, none empty."""
    found: list[str] = []
    for hit in _SENTENCE.finditer(text):
        piece = hit.group().strip()
        if _WORD.search(piece):
            found.append(piece)
            if len(found) == limit:
                break
    return tuple(found)


def chunks(text: str) -> tuple[str, ...]:
    """The text in at most MAX_CHUNKS pieces of a page or less, spread over its whole length."""
    if len(text) <= CHUNK_HAN:
        return (text,)
    size = CHUNK_HAN if 2 * len(_HAN.findall(text[:4_000])) > len(text[:4_000]) else CHUNK_CHARS
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    if len(pieces) <= MAX_CHUNKS:
        return tuple(pieces)
    step = (len(pieces) - 1) / (MAX_CHUNKS - 1)
    return tuple(pieces[round(i * step)] for i in range(MAX_CHUNKS))


def words(text: str) -> list[tuple[str, int, int]]:
    """Lower-case word, start and end of each run of letters and digits."""
    return [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]


def clauses(text: str) -> list[list[tuple[str, int, int]]]:
    """The words of a text, a list for each stretch between commas, full stops and their like; "2.5" is no pause."""
    found: list[list[tuple[str, int, int]]] = []
    before = 0
    for word in words(text):
        start = word[1]
        gap = text[before:start]
        is_figure = gap in {".", ","} and text[before - 1].isdigit() and text[start].isdigit()
        if not found or (_PAUSE.search(gap) and not is_figure):
            found.append([])
        found[-1].append(word)
        before = word[2]
    return found
