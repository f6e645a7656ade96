"""Lists of guests in a workbook (.xlsx): merged cells taken apart, titles above the list left aside."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from . import errors

ZIP = b"PK\x03\x04"
UNPACKED_BYTES = 20_000_000
MOST_PARTS = 500
MOST_ROWS, MOST_COLUMNS = 400, 40


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: its number in the file, its cells, and the columns that only repeat a merged cell from above."""

    line: int
    cells: list[str]
    below: frozenset[int] = frozenset()


def rows_of_workbook(raw: bytes) -> list[Row]:
    """The rows of the first sheet that holds any. A cell merged downwards stands in every row it covers.

    Raises MembersUnreadable for what is no workbook, carries macros, or unpacks to more than a list of guests needs.
    """
    from openpyxl import load_workbook  # takes long to import; the web page starts without it

    _look_from_outside(raw)
    try:
        book = load_workbook(BytesIO(raw), data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile, EOFError) as problem:
        raise _unreadable() from problem
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return next((rows for rows in map(_rows, sheets) if rows), [])


def _look_from_outside(raw: bytes) -> None:
    from .members import MOST_BYTES  # members imports this module

    if len(raw) > MOST_BYTES:
        raise errors.MembersUnreadable(field="members", line=1, why=_("the file is too large for a list of guests."))
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
            names = {part.filename.casefold() for part in parts}
            if "xl/workbook.xml" not in names or any("vbaproject" in name for name in names):
                raise _unreadable()
            if sum(part.file_size for part in parts) > UNPACKED_BYTES or len(parts) > MOST_PARTS:
                raise _unreadable()
            for part in parts:
                if part.filename.casefold().endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2048).upper():
                            raise _unreadable()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise _unreadable() from problem


def _unreadable() -> errors.MembersUnreadable:
    return errors.MembersUnreadable(
        field="members",
        line=1,
        why=_("it is not a plain workbook. Save it as .xlsx without macros, or paste the list."),
    )


def _rows(sheet: Any) -> list[Row]:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        if area.max_row - area.min_row > MOST_ROWS:
            continue
        for line in range(area.min_row, area.max_row + 1):
            covered[line, area.min_col] = (area.min_row, area.min_col)
    rows = []
    for line in range(1, min(sheet.max_row, MOST_ROWS) + 1):
        cells, below = [], set()
        for column in range(1, min(sheet.max_column, MOST_COLUMNS) + 1):
            origin = covered.get((line, column), (line, column))
            cells.append(_text(sheet.cell(*origin).value))
            if origin[0] != line:
                below.add(column - 1)
        if any(cells) and any(cell for n, cell in enumerate(cells) if n not in below):
            rows.append(Row(line, cells, frozenset(below)))
    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value).replace("\n", " ").strip().strip("\ufeff　")
