"""Text lists: in which encoding they are, and what parts their cells."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from . import errors

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = "\t;,|"
SAMPLE_LINES = 30


def text_of(content: bytes) -> str:
    """Decoded as what it most likely is: a marked Unicode, UTF-16, UTF-8, GB18030, else the Windows code of Europe.

    Bytes are never dropped silently. Raises NotAList for content that is no text.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if guess := _unmarked_utf16(content):
        return _decoded(content, guess)
    if b"\x00" in content[:4096]:
        raise errors.NotAList
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _chinese(content) or content.decode("cp1252", errors="replace")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise errors.NotAList from problem


def _unmarked_utf16(content: bytes) -> str:
    sample = content[:4096]
    if len(sample) < 4 or len(content) % 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) / 8 and odd == 0 else ""


def _chinese(content: bytes) -> str:
    """The text if GB18030 fits and what it gives is everyday Chinese; å and ä read as GB give rare characters."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    foreign = [c for c in text if ord(c) > 127]
    usual = sum(1 for c in foreign if _is_usual(c))
    return text if foreign and usual >= 0.9 * len(foreign) else ""


def _is_usual(character: str) -> bool:
    """In GB 2312, where everyday characters and Chinese punctuation are."""
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def separator_of(text: str) -> str:
    """The sign that parts cells: the one that occurs equally often in most lines, outside quotation marks."""
    lines = [line for line in _bare(text).splitlines() if line.strip()][:SAMPLE_LINES]
    best, best_score = ",", 0.0
    for sign in SEPARATORS:
        counts = Counter(line.count(sign) for line in lines)
        usual, times = max(
            ((n, t) for n, t in counts.items() if n), key=lambda item: (item[1], item[0]), default=(0, 0)
        )
        score = times / max(len(lines), 1) * (1 + min(usual, 40) / 40) if usual else 0.0
        if sign == "," and usual:
            score *= 0.8  # a comma is also a decimal sign
        if score > best_score:
            best, best_score = sign, score
    return best


def _bare(text: str) -> str:
    """The text without what stands in quotation marks, so that separators inside do not count."""
    kept, inside = [], False
    for character in text[:200_000]:
        if character == '"':
            inside = not inside
        elif not inside:
            kept.append(character)
    return "".join(kept)


def rows_of_text(text: str) -> list[list[str]]:
    """Cells row by row. A first line `sep=;`, as Excel writes it, is obeyed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    sign = ""
    if text[:4].casefold() == "sep=" and text[4:5]:
        sign, text = text[4], text.partition("\n")[2]
    csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(StringIO(text), delimiter=sign or separator_of(text), strict=False))
    except csv.Error as problem:
        raise errors.NotAList from problem
