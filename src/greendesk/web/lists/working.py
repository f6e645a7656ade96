"""A list becomes records: every row by the verbs of the pages, first for trial and then for good.

A trial does the same in a transaction that is taken back: what it says is what would happen. The real run writes all
rows and the mark that the list has been entered in one transaction, so it happens once, whoever asks how often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from greendesk.desks import files, logbook
from greendesk.desks.co_owning import invite_co_desk
from greendesk.desks.housekeeping import runs
from greendesk.desks.models import Desk, ListImport
from greendesk.kit.errors import DomainError, NotYours
from greendesk.kit.texts import Texts

from . import errors
from .columns import NO, Column, Misread, PartlyRead, Words, said
from .context import Context
from .headers import OURS, Reading, from_plain
from .kinds import ListKind, Values, kind_of, missing_facts
from .sheets import Sheet, read_sheets

MOST_NOTES = 500
PREVIEWED = 8
NEAR = 88


@dataclass(slots=True)
class Note:
    """Something said about one cell or row: `line` counts as the file does, from 1."""

    line: int
    column: str
    text: str
    says: str
    is_warning: bool = False
    near: int = 0


@dataclass(slots=True)
class SheetReport:
    """What became, or would become, of one sheet's rows."""

    sheet: str
    kind: str
    rows: int = 0
    fresh: int = 0
    completed: int = 0
    known: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[Note] = field(default_factory=list)
    preview: list[dict[str, str]] = field(default_factory=list)
    entered: list[int] = field(default_factory=list)

    def note(self, line: int, column: str, text: str, says: str, *, is_warning: bool = False, near: int = 0) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(line, column, text[:80], says, is_warning, near))


class _TakeBack(Exception):
    """Ends a trial."""


def sheets_of(upload: ListImport) -> list[Sheet]:
    with files.open_stored(upload.file) as file:
        return read_sheets(file.read(), upload.name, most_mb=settings.UPLOAD_MAX_BYTES // (1024 * 1024))


def readings_of(upload: ListImport) -> list[Reading]:
    return [from_plain(written) for written in upload.plan.get("sheets", []) if written.get("kind")]


def context_of(upload: ListImport, today: date) -> Context:
    return Context(desk=upload.into, by=upload.account, today=today, language=upload.language, source=upload.name[:300])


def check_list(upload: ListImport, *, today: date) -> list[SheetReport]:
    """What entering the list would do; nothing is kept but the report."""
    reports: list[SheetReport] = []
    try:
        with transaction.atomic():
            reports = _work(upload, today)
            raise _TakeBack
    except _TakeBack:
        pass
    ListImport.objects.filter(pk=upload.pk, imported_at=None).update(report=as_report(reports))
    return reports


@transaction.atomic
def enter_list(upload: ListImport, *, at: datetime, today: date) -> list[SheetReport]:
    """Enter the rows: all of them, or with `only_good` those without a fault. Asked twice, it has happened once.

    With a fault and without `only_good` nothing is written but the report. Raises NotYours.
    """
    held = ListImport.objects.select_for_update().select_related("account", "into", "file").get(pk=upload.pk)
    if held.imported_at:
        return from_report(held.report)
    if held.into_id not in held.account.editing_desk_ids:
        raise NotYours
    try:
        with transaction.atomic():
            reports = _work(held, today)
            if any(report.failed for report in reports) and not held.only_good:
                raise _TakeBack
            held.imported_at = at
    except _TakeBack:
        for report in reports:
            report.entered = []
    held.report = as_report(reports)
    held.save(update_fields=["report", "imported_at"])
    if held.imported_at:
        counts = {report.kind: report.fresh for report in reports}
        logbook.record("list.entered", by=held.account, desk=held.into, upload=held.pk, **counts)
    return reports


def as_report(reports: list[SheetReport]) -> dict[str, Any]:
    return {"sheets": [asdict(report) for report in reports]}


def from_report(report: dict[str, Any]) -> list[SheetReport]:
    return [
        SheetReport(**{**written, "notes": [Note(**note) for note in written["notes"]]})
        for written in report.get("sheets", [])
    ]


# -- one run ---------------------------------------------------------------------------------------------


def _work(upload: ListImport, today: date) -> list[SheetReport]:
    from greendesk.kit.jobs import progress  # only to say how far it is

    context = context_of(upload, today)
    sheets = {sheet.name: sheet for sheet in sheets_of(upload)}
    readings = sorted(readings_of(upload), key=lambda reading: _order(reading.kind))
    same = {key: int(pk) for key, pk in upload.plan.get("same", {}).items()}
    reports = []
    total = sum(len(sheets[reading.sheet].rows) for reading in readings if reading.sheet in sheets)
    done = 0
    for reading in readings:
        kind, sheet = kind_of(reading.kind), sheets.get(reading.sheet)
        if kind is None or sheet is None:
            continue
        report = SheetReport(reading.sheet, reading.kind)
        for line, cells in _lines(sheet, reading.first):
            _row(line, cells, reading, kind, context, report, same.get(f"{reading.sheet}:{line}", 0))
            progress(done + line, total, reading.sheet)
        done += len(sheet.rows)
        reports.append(report)
    return reports


def _order(key: str) -> int:
    from .kinds import all_kinds

    return next((number for number, kind in enumerate(all_kinds()) if kind.key == key), 99)


def _lines(sheet: Sheet, first: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with their number in the file."""
    for number, cells in enumerate(sheet.rows[first:], start=first + 1):
        if any(cells):
            yield number, cells


def _row(
    line: int, cells: list[str], reading: Reading, kind: ListKind, context: Context, report: SheetReport, same: int
) -> None:
    report.rows += 1
    try:
        with transaction.atomic():
            values = _values(line, cells, reading, kind, context, report)
            if values is None:
                report.skipped += 1
                return
            _enter(line, values, kind, context, report, same)
            if len(report.preview) < PREVIEWED:
                report.preview.append(_shown(values, kind))
    except _Refused as refusal:
        report.failed += 1
        report.note(line, refusal.column, refusal.text, refusal.says)
        context.forget()


class _Refused(Exception):
    """This row is not taken; its savepoint is."""

    def __init__(self, says: str, column: str = "", text: str = "") -> None:
        super().__init__(says)
        self.says, self.column, self.text = says, column, text


def _values(
    line: int, cells: list[str], reading: Reading, kind: ListKind, context: Context, report: SheetReport
) -> Values | None:
    """What the cells say, by column; None for a row that another desk owns. Every fault of the row is noted."""
    values: Values = {}
    texts: dict[str, dict[str, str]] = {}
    faults: list[_Refused] = []
    for number, key in reading.columns.items():
        text = cells[number] if number < len(cells) else ""
        if not text:
            continue
        if key == OURS:
            if text.strip().casefold() in NO:
                return None
            continue
        name, _bracket, lang = key.rstrip("]").partition("[")
        column = kind.column(name)
        if column is None:
            continue
        if isinstance(column, Words):
            texts.setdefault(name, {})[lang or context.language] = text
            continue
        try:
            values[name] = column.read(text, context)
        except PartlyRead as problem:
            values[name] = problem.value
            report.note(line, str(column.label), text, str(problem), is_warning=True)
        except Misread as problem:
            if problem.is_warning:
                report.note(line, str(column.label), text, str(problem), is_warning=True)
            else:
                faults.append(_Refused(str(problem), str(column.label), text))
        except (DomainError, ValidationError, DatabaseError, ObjectDoesNotExist) as problem:
            faults.append(_Refused(said(problem), str(column.label), text))
    first = values.pop("written_in", "")
    for name, versions in texts.items():
        source = next((lang for lang in (first, context.language) if lang in versions), "")
        values[name] = Texts.from_plain(versions, source=source)
    faults += [
        _Refused(_("“%(column)s” is missing.") % {"column": column.label}, str(column.label))
        for column in kind.columns
        if column.required and not values.get(column.key) and not any(f.column == str(column.label) for f in faults)
    ]
    for fault in faults[:-1]:
        report.note(line, fault.column, fault.text, fault.says)
    if faults:
        raise faults[-1]
    return values


def _enter(line: int, values: Values, kind: ListKind, context: Context, report: SheetReport, same: int) -> None:
    is_invented, co_desks = values.pop("is_invented", False), values.pop("co_desks", ())
    try:
        row = kind.model.objects.filter(desk=context.desk, pk=same).first() if same else kind.find(values, context)
        if row is not None:
            facts = missing_facts(row, values, kind.work)
            if facts and kind.change is not None:
                kind.change(row, dict(facts), context)
            if set(facts) - kind.work and kind.change is not None:
                report.completed += 1
            else:
                report.known += 1
            return
        _note_near(line, values, kind, context, report)
        row = kind.enter(dict(values), context)
        _settle(row, is_invented, co_desks, context)
    except Misread as problem:
        raise _Refused(str(problem)) from problem
    except DomainError as problem:
        column = kind.column(problem.field) if problem.field else None
        raise _Refused(str(problem), str(column.label) if column else "") from problem
    except (ValidationError, DatabaseError, ObjectDoesNotExist) as problem:
        raise _Refused(said(problem)) from problem
    report.fresh += 1
    report.entered.append(row.pk)
    if kind.names is not None:
        context.remember(row, kind.names)


def _settle(row: Any, is_invented: bool, co_desks: Iterable[Desk], context: Context) -> None:
    """What every kind of record has and no verb of entering takes: the mark, and who is asked to own it too."""
    if is_invented and not row.is_invented:
        row.is_invented = True
        row.save(update_fields=["is_invented"])
    for desk in co_desks:
        if desk.pk != context.desk.pk and runs(context.desk, context.by):
            invite_co_desk(row, desk=desk, by=context.by)


def _note_near(line: int, values: Values, kind: ListKind, context: Context, report: SheetReport) -> None:
    """A new row whose name nearly is that of a known one is entered, and pointed at."""
    if not kind.near or kind.names is None:
        return
    from rapidfuzz import fuzz, process  # only here, and a start stays quick

    spoken = _spoken(values, kind)
    known = context.all_named(kind.model, kind.names)
    for text in spoken:
        best = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
        if best is not None and len(text) > 3:
            twin = known[best[0]][0]
            column = kind.column(kind.near)
            says = _(
                "This looks like “%(name)s”, which is there already. It is entered as a new one unless you say that it is the same."
            )
            report.note(
                line, str(column.label) if column else "", text, says % {"name": twin}, is_warning=True, near=twin.pk
            )
            return


def _spoken(values: Values, kind: ListKind) -> list[str]:
    from .context import names_of_texts

    if kind.key == "people":
        return names_of_texts(f"{values.get('given', '')} {values.get('family', '')}".strip() or values.get("han", ""))
    return names_of_texts(values.get(kind.near), values.get("names") or "")


def _shown(values: Values, kind: ListKind) -> dict[str, str]:
    """A row as it was understood, for the preview."""
    shown = {}
    for column in kind.columns:
        value = values.get(column.key)
        if value in (None, "", [], {}):
            continue
        shown[str(column.label)] = str(value) if isinstance(value, Texts) else _cell_text(column, value)
    return shown


def _cell_text(column: Column, value: Any) -> str:
    if column.key == "numbers":
        return "; ".join(f"{kind} {number}" for kind, number in value)
    return str(column.cell(value) or "")[:200]


__all__ = [
    "Note",
    "SheetReport",
    "check_list",
    "context_of",
    "enter_list",
    "errors",
    "from_report",
    "readings_of",
    "sheets_of",
]
