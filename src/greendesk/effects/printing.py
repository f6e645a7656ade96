"""A report's files, made from its snapshot and nothing else: a PDF to carry, a workbook to count with.

Both are reproducible to the byte: dates inside the files are the snapshot's own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal

from greendesk.kit import papers
from greendesk.kit.facts import babel_locale

from . import charts

if TYPE_CHECKING:
    from openpyxl import Workbook

Snapshot = dict[str, Any]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def pdf_of(snapshot: Snapshot, *, address: str = "") -> bytes:
    """The report as PDF, with a QR to the page where the newest one lies. Raises papers.MissingGlyph."""
    made = datetime.fromisoformat(snapshot["made_at"])
    locale = babel_locale(snapshot["language"])
    data = {
        **snapshot,
        "made": {"year": made.year, "month": made.month, "day": made.day},
        "indicators": [{**row, "chart": _svg(row["chart"])} for row in snapshot["indicators"]],
        "prices": _svg(snapshot["prices"]),
        "grade_chart": _svg(snapshot["grade_chart"]),
        "ledger": [_shown_side(side, locale) for side in snapshot["ledger"]],
        "period": [_day(day, locale) for day in snapshot["period"]],
        "shown": {
            "on": format_date(made, "long", locale),
            "at": f"{format_date(made, 'long', locale)} {made.astimezone(UTC):%H:%M} UTC",
        },
        "qr": papers.qr_svg(address) if address else None,
    }
    return papers.render("effects/report", data)


def _day(day: str, locale: str) -> str:
    return format_date(date.fromisoformat(day), "long", locale) if day else ""


def _shown_side(side: dict[str, Any], locale: str) -> dict[str, Any]:
    """The same numbers with, beside each price, how the reader's language writes it."""
    outcomes = [
        {
            **row,
            "minutes": _shown(row["minutes"], locale),
            "money": {currency: _shown(price, locale) for currency, price in row["money"].items()},
        }
        for row in side["outcomes"]
    ]
    return {**side, "outcomes": outcomes}


def _shown(price: dict[str, Any], locale: str) -> dict[str, Any]:
    """A price with its bounds in words; large ones without the tenths that nobody measured."""
    words = {
        key: format_decimal(round(value) if value >= 100 else value, locale=locale) if value is not None else ""
        for key, value in price.items()
        if key in ("each", "low", "high")
    }
    return {**price, "shown": words}


def _svg(spec: Any) -> str:
    return charts.draw(spec) if spec else ""


def xlsx_of(snapshot: Snapshot) -> bytes:
    """The same figures as a workbook, one sheet a table. Text that a spreadsheet might run is kept as text."""
    words = snapshot["words"]
    from openpyxl import Workbook  # takes long to import; the web page starts without it

    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, words["ledger"], _ledger_head(words), _ledger_rows(snapshot, words))
    _sheet(
        book, words["claims"],
        [words[k] for k in ("what", "grade", "amount")] + ["¤"] + [words[k] for k in ("when", "company", "lead", "place", "evidence", "source", "invented")],
        ([r["title"], r["grade"], _number(r["amount"]), r["currency"], r["when"], r["company"], r["lead"], r["place"], r["evidence"], r["source"], "✓" if r["invented"] else ""] for r in snapshot["claims"]),
    )  # fmt: skip
    _sheet(
        book, words["indicators"],
        [words[k] for k in ("what", "definition", "target", "when", "place", "value", "vintage", "break", "mind", "source")],
        (
            [row["name"], row["definition"], row["target"], o["when"], o["place"], o["value"] or o["statement"], o["vintage"], "✓" if o["is_break"] else "", o["mind"], o["source"]]
            for row in snapshot["indicators"] for o in row["observations"] or [_EMPTY]
        ),
    )  # fmt: skip
    _sheet(book, words["stages"], [words["what"], words["count"]], snapshot["stages"])
    _sheet(book, words["barriers"], [words["what"], words["count"]], snapshot["barriers"])
    _sheet(
        book, words["responses"], [words[k] for k in ("months", "asked", "answered", "share", "interval")] + [""],
        ([r["months"], r["asked"], r["answered"], r["share"], r["low"], r["high"]] for r in snapshot["responses"]),
    )  # fmt: skip
    _sheet(book, words["method"], [words["method"]], ([line] for line in [*snapshot["method"], words["never_added"]]))
    return _frozen(book, datetime.fromisoformat(snapshot["made_at"]))


_EMPTY: dict[str, Any] = {
    "when": "", "place": "", "value": "", "statement": "", "vintage": "", "is_break": False, "mind": "", "source": "",
}  # fmt: skip


def _ledger_head(words: dict[str, str]) -> list[str]:
    return [words["what"], words["ledger"], words["count"], words["minutes"], words["each"], words["interval"], "", "¤", words["money"], words["each"], words["interval"], ""]  # fmt: skip


def _ledger_rows(snapshot: Snapshot, words: dict[str, str]) -> Iterable[list[Any]]:
    for side in snapshot["ledger"]:
        yield [words["activities"], side["name"], side["activities"], side["minutes"]]
        yield [words["with_effort"], side["name"], side["with_effort"]]
        yield [words["loose"], side["name"], side["loose"]]
        for currency, amount, _shown in side["money"]:
            yield [words["money"], side["name"], "", "", "", "", "", currency or "?", _number(amount)]
        for outcome in side["outcomes"]:
            minutes = outcome["minutes"]
            yield [outcome["name"], side["name"], outcome["count"], side["minutes"], minutes["each"], minutes["low"], minutes["high"]]  # fmt: skip
            for currency, price in outcome["money"].items():
                yield [outcome["name"], side["name"], outcome["count"], "", "", "", "", currency or "?", "", price["each"], price["low"], price["high"]]  # fmt: skip


def _number(text: str) -> Any:
    return float(text) if text else ""


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    name = "".join(c for c in title if c not in "[]:*?/\\")[:31]
    sheet = book.create_sheet(name)
    sheet.append(list(head))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(["" if value is None else _safe(value) for value in row])
    for column in range(1, len(head) + 1):
        letter = get_column_letter(column)
        widest = max((len(str(cell.value or "")) for cell in sheet[letter]), default=8)
        sheet.column_dimensions[letter].width = min(60, max(9, widest + 2))
    for line in sheet.iter_rows(min_row=1):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"
    sheet.freeze_panes = "A2"


def _safe(value: Any) -> Any:
    """A leading apostrophe keeps programs from reading what somebody typed as a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _frozen(book: Workbook, made: datetime) -> bytes:
    """The workbook's bytes with the snapshot's date everywhere a writer would put the clock's."""
    book.properties.creator = "greendesk"
    book.properties.created = made.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    again = io.BytesIO()
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in sorted(source.namelist()):
            content = source.read(entry)
            if entry == "docProps/core.xml":
                content = _dated(content, stamp)
            fresh = zipfile.ZipInfo(entry, ZIP_EPOCH)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fresh, content)
    return again.getvalue()


def _dated(core: bytes, stamp: bytes) -> bytes:
    head, tag, rest = core.partition(b"<dcterms:modified")
    opening, bracket, tail = rest.partition(b">")
    _old, closing, end = tail.partition(b"</dcterms:modified>")
    return head + tag + opening + bracket + stamp + closing + end
