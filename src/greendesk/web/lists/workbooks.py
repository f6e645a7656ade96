"""Workbooks (.xlsx): looked at from outside first, then read as values."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from . import errors

MB = 1024 * 1024
UNPACKED_MB = 200
MOST_RATIO = 150
MOST_SHEETS = 40
MOST_PARTS = 2_000


def rows_of_workbook(content: bytes) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """(title, rows) of every visible sheet; formulas give the value they last had, nothing is computed.

    Raises HasMacros, UnpacksTooLarge, OldFormat or NotAList.
    """
    from openpyxl import load_workbook  # takes long to import; the web page starts without it
    from openpyxl.utils.exceptions import InvalidFileException

    _look_from_outside(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        return [(sheet.title, list(_rows(sheet))) for sheet in sheets]
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        SyntaxError,
        EOFError,
    ) as problem:
        raise errors.NotAList from problem


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    from .sheets import MOST_COLUMNS, MOST_ROWS  # sheets imports this module late

    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if len(row) > MOST_COLUMNS and any(cell not in (None, "") for cell in row[MOST_COLUMNS:]):
            raise errors.TooManyColumns(sheet=sheet.title, most=MOST_COLUMNS)
        if number > MOST_ROWS * 3:
            return
        yield row[:MOST_COLUMNS]


def _look_from_outside(content: bytes) -> None:
    """Sizes, macros and XML tricks, without unpacking more than the first bytes of each part."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename.casefold() for part in parts}
            if any("vbaproject" in name or name.startswith("xl/macrosheets") for name in names):
                raise errors.HasMacros
            if "xl/workbook.xml" not in names:
                raise errors.OldFormat if "content.xml" in names else errors.NotAList
            total = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts) or 1
            if total > UNPACKED_MB * MB or len(parts) > MOST_PARTS or (total > 20 * MB and total / packed > MOST_RATIO):
                raise errors.UnpacksTooLarge(mb=total // MB)
            for part in parts:
                if part.filename.casefold().endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2048).upper():
                            raise errors.NotAList
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise errors.NotAList from problem
