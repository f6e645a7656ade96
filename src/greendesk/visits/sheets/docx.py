"""The programme as a DOCX, so that a desk or the guests can go on writing in it."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

SOFT = RGBColor(0x4C, 0x58, 0x52)
HAN_FONT = "Microsoft YaHei"


def programme_docx(sheet: dict[str, Any]) -> bytes:
    """From the data of `programme_sheet`: three columns, time and both languages, one table a day."""
    document: Any = Document()
    _styles(document)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.8)
    section.footer.paragraphs[0].text = " · ".join(
        part for part in (sheet["desk"], sheet["phone"], sheet["version"]) if part
    )
    for lang, soft in ((0, False), (1, True)):
        _line(document.add_paragraph(), sheet["who"][lang], size=18, soft=soft)
    document.add_paragraph(
        f"{sheet['labels']['programme'][0]} · {sheet['when'][0]}\n{sheet['labels']['programme'][1]} · {sheet['when'][1]}"
    )
    if sheet["leader"][0]:
        leader = sheet["labels"]["leader"]
        document.add_paragraph(f"{leader[0]}: {sheet['leader'][0]}\n{leader[1]}: {sheet['leader'][1]}")
    for day in sheet["days"]:
        document.add_heading(f"{day['on'][0]}   {day['on'][1]}", level=2)
        _day(document, sheet, day)
    if sheet["members"]:
        guests = sheet["labels"]["guests"]
        document.add_heading(f"{guests[0]}   {guests[1]}", level=2)
        for number, member in enumerate(sheet["members"], start=1):
            titles = " / ".join(dict.fromkeys(title for title in member["title"] if title))
            document.add_paragraph(f"{number}. {member['name'][0]}   {titles}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), HAN_FONT)
    for name in ("Heading 2",):
        heading = document.styles[name]
        heading.font.name = "Calibri"
        heading.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HAN_FONT)


def _day(document: Any, sheet: dict[str, Any], day: dict[str, Any]) -> None:
    table = document.add_table(rows=0, cols=3)
    table.style = "Table Grid"
    for stop in day["stops"]:
        cells = table.add_row().cells
        cells[0].text = f"{stop['from']}–{stop['to']}"
        for lang in (0, 1):
            _stop(cells[lang + 1], sheet, stop, lang)
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(2.6), Cm(7.4), Cm(7.4)), strict=True):
            cell.width = width


def _stop(cell: Any, sheet: dict[str, Any], stop: dict[str, Any], lang: int) -> None:
    if stop["way"][lang]:
        _line(cell.paragraphs[0], f"→ {stop['way'][lang]}", size=8, soft=True)
        paragraph = cell.add_paragraph()
    else:
        paragraph = cell.paragraphs[0]
    _line(paragraph, stop["what"][lang], size=11)
    details = [stop["operator"][lang] if stop["operator"][lang] != stop["what"][lang] else "", stop["text"][lang]]
    if stop["host"][lang]:
        details.append(f"{sheet['labels']['receives'][lang]}: {stop['host'][lang]} {stop['phone']}".strip())
    details.append(stop["address"])
    for detail in details:
        if detail:
            _line(cell.add_paragraph(), detail, size=9, soft=True)


def _line(paragraph: Any, text: str, *, size: int, soft: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HAN_FONT)
    if soft:
        run.font.color.rgb = SOFT
