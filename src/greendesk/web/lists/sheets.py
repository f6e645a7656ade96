"""A file or pasted text becomes sheets of plain cells; what could harm is refused before it is opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import errors
from .delimited import rows_of_text, text_of

MB = 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 20_000
LONGEST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells as text, row by row; `rows[0]` is the first line of the file. Trailing empty cells are left out."""

    name: str
    rows: list[list[str]]


def read_sheets(content: bytes, name: str, *, most_mb: int) -> list[Sheet]:
    """All sheets that hold something. Raises a ListRefusal that says in a sentence why the file was not taken."""
    if len(content) > most_mb * MB:
        raise errors.TooLarge(mb=len(content) // MB, most=most_mb)
    if content[:4] == b"PK\x03\x04":
        from .workbooks import rows_of_workbook  # openpyxl is slow to load and most requests never need it

        sheets = [Sheet(title, limited(title, rows)) for title, rows in rows_of_workbook(content)]
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise errors.OldFormat
    elif content[:5] == b"%PDF-" or content[:2] in (b"\x1f\x8b", b"\xff\xd8") or content[:4] == b"\x89PNG":
        raise errors.NotAList
    else:
        text = text_of(content)
        sheets = _json_sheets(text) if text.lstrip()[:1] == "{" else [Sheet(name, limited(name, rows_of_text(text)))]
    filled = [sheet for sheet in sheets if len(sheet.rows) > 1]
    if not filled:
        raise errors.IsEmpty
    return filled


def limited(name: str, rows: Any) -> list[list[str]]:
    """Rows up to the limits, cells as text. Raises TooManyColumns or TooManyRows."""
    kept: list[list[str]] = []
    last = 0
    for row in rows:
        cells = [_cell(value) for value in row[: MOST_COLUMNS * 60]]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise errors.TooManyColumns(sheet=name, most=MOST_COLUMNS)
        kept.append(cells)
        if cells:
            last = len(kept)
        if last > MOST_ROWS:
            raise errors.TooManyRows(sheet=name, most=MOST_ROWS)
        if len(kept) - last > MOST_ROWS:  # a sheet formatted to its end
            break
    return kept[:last]


def _cell(value: Any) -> str:
    """Text as typed; whole numbers without .0; an apostrophe that guards against formulas is taken off."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if hasattr(value, "isoformat"):
        text = value.isoformat()
        text = text.removesuffix("T00:00:00")
    else:
        text = str(value)
    text = text.replace("\x00", "").replace("\xa0", " ").replace("\u3000", " ").strip()[:LONGEST_CELL]
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@\t\r'") else text


def _json_sheets(text: str) -> list[Sheet]:
    """An export of greendesk in JSON: {"lists": {name: {"columns": […], "rows": [[…]]}}}."""
    try:
        lists = json.loads(text)["lists"]
        return [Sheet(name, limited(name, [held["columns"], *held["rows"]])) for name, held in lists.items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise errors.NotAList from problem
