"""Lists of guests as real files: workbooks with merged cells, text in three encodings."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from greendesk.visits import errors
from greendesk.visits.members import read_guests

ROWS = [
    ["序号", "姓名", "拼音", "职务", "单位", "联系方式", ""],
    ["", "", "", "", "", "手机", "邮箱"],
    [1, "王建国", "WANG Jianguo", "副市长", "保定市人民政府", 13800000000.0, "wang@example.cn"],
    [2, "单丽华", "SHAN Lihua", "副局长", "", "+86 312 000 0001", ""],
    [3, "李俊峰", "LI Junfeng", "主任", "保定市发展和改革委员会", "", ""],
    ["", "", "", "党组书记", "", "", ""],
]


def workbook(merged: list[str], title: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
        sheet.merge_cells("A1:G1")
    for row in ROWS:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_merged_cells_of_a_workbook_are_taken_apart() -> None:
    heads = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:G2"]
    raw = workbook([*heads, "E4:E5", "A6:A7", "B6:B7", "C6:C7", "E6:E7"], title="保定市代表团名单")

    first, second, third = read_guests(raw)

    assert (first.name.han, first.name.family, first.phone, first.email) == (
        "王建国", "Wang", "13800000000", "wang@example.cn",
    )  # fmt: skip
    assert first.organisation == second.organisation == "保定市人民政府"
    assert (third.name.han, third.title) == ("李俊峰", "主任、党组书记")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_in_every_encoding_with_a_title_above(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("保定市代表团名单,,\n姓名,职务,单位\n王建国,副市长,保定市人民政府\n赵敏,翻译,\n", encoding=encoding)

    assert [(guest.name.han, guest.title, guest.organisation) for guest in read_guests(path.read_bytes())] == [
        ("王建国", "副市长", "保定市人民政府"),
        ("赵敏", "翻译", "保定市人民政府"),
    ]


def test_a_row_without_a_name_is_refused_by_its_line_in_the_sheet() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["名单"], ["姓名", "职务"], ["王建国", "市长"], [None, "局长"]):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)

    with pytest.raises(errors.MembersUnreadable) as refusal:
        read_guests(held.getvalue())
    assert refusal.value.facts["line"] == 4


@pytest.mark.parametrize(
    "content", [{"xl/vbaProject.bin": b"x"}, {"word/document.xml": b"<a/>"}, {"xl/x.xml": b"0" * 30_000_000}]
)
def test_what_is_no_plain_workbook_is_refused(content: dict[str, bytes]) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml" if "word/document.xml" not in content else "x.xml", b"<workbook/>")
        for name, data in content.items():
            archive.writestr(name, data)

    with pytest.raises(errors.MembersUnreadable):
        read_guests(held.getvalue())
