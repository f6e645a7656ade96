"""What one may see, as lists that can be read again: workbooks, JSON, and templates to fill in.

Every row passes the wall (`visible_to`, then `Shown`); references to records that the reader may not see are left out.
Restricted notes (risks, contacts) are in no list. Text never becomes a formula.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from greendesk.desks import files, logbook
from greendesk.desks.models import Account, Level, Role, StoredFile
from greendesk.desks.sharing import DeskOwned, Shown
from greendesk.kit.langs import CONTENT_LANGS
from greendesk.kit.texts import Texts

from .columns import Choice, Column, Day, Flag, Many, Partial, Places, Refer, ReferMany, Themes, Where, Words, yes_or_no
from .kinds import ListKind, all_kinds

if TYPE_CHECKING:
    from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HARMLESS = re.compile(r"^[+-]?[\d\s()./-]+$")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """One list, ready to be written: headings and rows of plain cells."""

    key: str
    label: str
    headings: list[str]
    rows: list[list[Any]]


@dataclass
class Sight:
    """What one account may see named in a reference, looked up once for each model."""

    account: Account
    _seen: dict[Any, set[int]] = field(default_factory=dict)

    def may_name(self, row: Any) -> bool:
        model = type(row)
        if not isinstance(row, DeskOwned):
            return True
        if model not in self._seen:
            rows: Any = model.objects.visible_to(self.account, Level.SUMMARY)
            self._seen[model] = set(rows.values_list("pk", flat=True))
        return row.pk in self._seen[model]


def may_have(kind: ListKind, account: Account) -> bool:
    """People are listed only for those who read what is restricted."""
    return not kind.is_confidential or reads_restricted(account)


def reads_restricted(account: Account) -> bool:
    return any(role in Role.confidential() for role in account.roles.values())


def table_of(kind: ListKind, account: Account) -> Table:
    """All rows of a kind that the account may see, each cut to its level, with the desk and whether it is ours."""
    sight = Sight(account)
    ours = set(account.desk_ids)
    columns = [c for c in kind.columns if reads_restricted(account) or c.key not in kind.contact]
    shown = [(row, Shown(row) if isinstance(row, DeskOwned) else row) for row in kind.visible_rows(account)]
    spread = [(column, lang) for column in columns for lang in _languages(column, shown)]
    headings = [f"{column.label} [{lang}]" if lang else str(column.label) for column, lang in spread]
    rows = []
    for row, seen in shown:
        desk = _desk_of(row)
        cells = [_cell(column, lang, seen, sight) for column, lang in spread]
        rows.append([*cells, str(desk), yes_or_no(desk.pk in ours or _is_co_owned(row, ours))])
    return Table(kind.key, str(kind.label), [*headings, _("Desk"), _("Ours")], rows)


def _languages(column: Column, rows: list[tuple[Any, Any]]) -> list[str]:
    """The languages in which any row has this text; one column without a mark for all other kinds."""
    if not isinstance(column, Words):
        return [""]
    found = {lang for _row, seen in rows for lang in _versions(column.value_of(seen))}
    return [lang for lang in CONTENT_LANGS if lang in found] or ["en"]


def _versions(value: Any) -> dict[str, str]:
    """What people wrote; drafts of a machine are not exported as if somebody had."""
    if not isinstance(value, Texts):
        return {}
    return {lang: entry["text"] for lang, entry in value.items() if entry["origin"] != "machine"}


def _cell(column: Column, lang: str, seen: Any, sight: Sight) -> Any:
    value = column.value_of(seen)
    if isinstance(column, Words):
        return _versions(value).get(lang)
    if isinstance(column, ReferMany):
        rows = value.all() if isinstance(value, models.Manager) else value or []
        return column.cell([row for row in rows if sight.may_name(row)])
    if isinstance(column, Refer) and value and not sight.may_name(value):
        return None
    return column.cell(value)


def _desk_of(row: Any) -> Any:
    whole = row
    for step in getattr(row, "whole", "").split("__"):
        whole = getattr(whole, step) if step else whole
    return whole.desk


def _is_co_owned(row: Any, ours: set[int]) -> bool:
    return getattr(row, "shown_level", 0) >= Level.FULL and isinstance(row, DeskOwned) and row.desk_id not in ours


# -- forms of writing --------------------------------------------------------------------------------


def guarded(value: Any) -> Any:
    """Text that a spreadsheet might take for a formula gets an apostrophe before it, which the import takes off."""
    if not isinstance(value, str):
        return value
    value = _NOT_IN_XML.sub("", value)[:32_000]
    if value.startswith(("=", "@", "\t", "\r", "'")) or (
        value.startswith(STARTS_A_FORMULA) and not _HARMLESS.match(value)
    ):
        return f"'{value}"
    return value


def workbook_of(tables: Iterable[Table]) -> bytes:
    from openpyxl import Workbook  # takes long to import; the web page starts without it
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.key[:31])
        sheet.freeze_panes = "B2"
        for number, heading in enumerate(table.headings, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = min(max(len(heading) + 4, 14), 40)
        sheet.append([_bold(sheet, heading) for heading in table.headings])
        for row in table.rows:
            sheet.append([_plain(sheet, value) for value in row])
    if not book.worksheets:
        book.create_sheet("empty")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=guarded(text))
    cell.font = Font(bold=True)
    return cell


def _plain(sheet: Any, value: Any) -> Any:
    """Text stays text, whatever it looks like."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=guarded(value))
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def csv_of(table: Table) -> bytes:
    """With the mark of UTF-8 and semicolons, as Excel in Europe opens it."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in table.headings])
    writer.writerows([["" if value is None else guarded(str(value)) for value in row] for row in table.rows])
    return out.getvalue().encode("utf-8-sig")


def json_of(tables: Iterable[Table], *, at: datetime) -> bytes:
    lists = {
        table.key: {"columns": table.headings, "rows": [[_json(v) for v in row] for row in table.rows]}
        for table in tables
    }
    return json.dumps(
        {"greendesk": 1, "made_at": at.isoformat(), "lists": lists}, ensure_ascii=False, indent=1
    ).encode()


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def all_tables(account: Account) -> Iterator[Table]:
    from greendesk.kit.jobs import progress  # only to say how far it is

    kinds = [kind for kind in all_kinds() if may_have(kind, account)]
    for done, kind in enumerate(kinds):
        progress(done, len(kinds), str(kind.label))
        yield table_of(kind, account)


def keep_export(account: Account, *, form: str, at: datetime) -> StoredFile:
    """Everything the account may see, stored; that somebody exported it is written down. `form` is xlsx or json."""
    tables = list(all_tables(account))
    content = json_of(tables, at=at) if form == "json" else workbook_of(tables)
    stored = files.keep_bytes(content, "application/json" if form == "json" else XLSX)
    counts = {table.key: len(table.rows) for table in tables}
    logbook.record("lists.exported", by=account, desk=account.desk, form=form, **counts)
    return stored


# -- templates ---------------------------------------------------------------------------------------


def template_of(kinds: Iterable[ListKind], *, language: str) -> bytes:
    """Empty lists with their headings in the reader's language, choices to pick from, and a sheet that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    kinds = list(kinds)
    for kind in kinds:
        sheet = book.create_sheet(kind.key[:31])
        for number, column in enumerate((c for c in kind.columns if c.is_offered), start=1):
            heading = f"{column.label} [{language}]" if isinstance(column, Words) else str(column.label)
            cell = sheet.cell(row=1, column=number, value=f"{heading} *" if column.required else heading)
            cell.font = Font(bold=True)
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = min(max(len(heading) + 4, 14), 40)
            _offer_choices(sheet, column, letter)
        sheet.freeze_panes = "A2"
    _explain(book, kinds)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _offer_choices(sheet: Any, column: Column, letter: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = (
        [str(label) for _code, label in column.choices]
        if isinstance(column, Choice)
        else [yes_or_no(True), yes_or_no(False)]
        if isinstance(column, Flag)
        else []
    )
    listed = ",".join(word.replace(",", " ") for word in words)
    if words and len(listed) < 250 and "," not in "".join(words):
        offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(offer)
        offer.add(f"{letter}2:{letter}2000")


def _explain(book: Workbook, kinds: list[ListKind]) -> None:
    sheet = book.create_sheet(_("How to fill in")[:31])
    for row in ([_("List"), _("Column"), _("Needed"), _("What to write")], *_explanations(kinds)):
        sheet.append([guarded(str(cell)) for cell in row])
    for letter, width in zip("ABCD", (24, 30, 10, 100), strict=True):
        sheet.column_dimensions[letter].width = width


def _explanations(kinds: list[ListKind]) -> Iterator[list[str]]:
    for kind in kinds:
        for column in (c for c in kind.columns if c.is_offered):
            yield [str(kind.label), str(column.label), _("yes") if column.required else "", what_to_write(column)]


def what_to_write(column: Column) -> str:
    """One sentence on what a column takes."""
    if isinstance(column, Choice):
        return _("One of: %(words)s") % {"words": ", ".join(str(label) for _code, label in column.choices)}
    if isinstance(column, Flag):
        return _("yes or no")
    if isinstance(column, Day):
        return _("A date: 2026-09-24 or 24/9/2026")
    if isinstance(column, Partial):
        return _("A date as far as it is known: 2011, 2017-09, 11.9.2017, 2010/2012, since 2011")
    if isinstance(column, Where):
        return _("A place: name or code, in either script (Baoding, 保定, 130600)")
    if isinstance(column, (Themes, Places)):
        return _("One or more, parted by ;")
    if isinstance(column, Words):
        return _("Text; add a column with [sv], [zh] … after the heading for another language")
    if isinstance(column, ReferMany):
        return _("Names of records of this desk, parted by ;")
    if isinstance(column, Refer):
        return _("The name of a record of this desk, or of a list in the same file")
    return _("One or more, parted by ;") if isinstance(column, Many) else _("Text or number")
