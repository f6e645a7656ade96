"""What files are taken, what is refused and why."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from greendesk.web.lists import errors
from greendesk.web.lists.sheets import MOST_COLUMNS, read_sheets


def book(*rows, title="List", **extra) -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in extra.get("merge", ()):
        sheet.merge_cells(cells)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def rows(content: bytes, name: str = "list.csv") -> list[list[str]]:
    return read_sheets(content, name, most_mb=25)[0].rows


TEXT = "Företag;Ort;Anställda\nÅkerö Vatten;Falun;12,5\n保定水务;保定;3\n"
EXPECTED = [["Företag", "Ort", "Anställda"], ["Åkerö Vatten", "Falun", "12,5"], ["保定水务", "保定", "3"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_usual_encoding_is_recognised(encoding):
    text = (
        TEXT
        if encoding != "gb18030"
        else TEXT.replace("Åkerö", "保定市生态环境局和水务局").replace("Företag", "企业").replace("Anställda", "人数")
    )
    assert rows(text.encode(encoding))[2] == EXPECTED[2]


def test_european_letters_are_not_taken_for_chinese():
    text = "Företag;Ort\nÅkerö Vatten på Öland;Västerås\nSønderborg Fjernvarme;Ærø\n"
    assert rows(text.encode("cp1252"))[1] == ["Åkerö Vatten på Öland", "Västerås"]


@pytest.mark.parametrize("sign", [";", "\t", ",", "|"])
def test_whatever_parts_the_cells_is_found(sign):
    text = "\n".join(sign.join(['"a, b; c"', "1", "x"]) for _ in range(4))
    assert rows(text.encode())[0] == ["a, b; c", "1", "x"]


def test_decimal_commas_do_not_look_like_separators():
    assert rows(b"name;a;b\nx;1,5;2,5\ny;3,5;4,5\n")[1] == ["x", "1,5", "2,5"]


def test_excel_says_itself_what_parts_the_cells():
    assert rows(b"sep=,\na,b;c\n1,2\n")[0] == ["a", "b;c"]


def test_a_workbook_gives_values_as_text():
    sheet = rows(book(["Name", "On", "n", "x", "yes"], ["A", datetime(2026, 9, 24), 3.0, 2.5, True]), "list.xlsx")
    assert sheet[1] == ["A", "2026-09-24", "3", "2.5", "yes"]
    assert rows(book(["a", "b"], ["x", date(2026, 9, 24)]))[1][1] == "2026-09-24"


def test_formulas_give_their_last_value_and_never_their_text():
    assert rows(book(["a", "b"], ["x", '=HYPERLINK("http://evil.example","click")']))[1] == ["x"]


def test_a_file_that_is_too_large_is_refused_by_its_size():
    with pytest.raises(errors.TooLarge) as refusal:
        read_sheets(b"x" * (3 * 1024 * 1024), "big.csv", most_mb=2)
    assert "3 MB" in str(refusal.value)
    assert "2 MB" in str(refusal.value)


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_a_bomb_is_not_unpacked():
    bomb = zipped(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (300 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    with pytest.raises(errors.UnpacksTooLarge):
        read_sheets(bomb, "bomb.xlsx", most_mb=25)


def test_macros_are_refused_whatever_the_file_is_called():
    with pytest.raises(errors.HasMacros):
        read_sheets(zipped(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}), "list.xlsx", most_mb=25)


def test_entities_that_explode_are_refused():
    with pytest.raises(errors.NotAList):
        read_sheets(
            zipped(**{"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
            "x.xlsx",
            most_mb=25,
        )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", errors.OldFormat),
        (b"%PDF-1.7", errors.NotAList),
        (b"\x89PNG....", errors.NotAList),
        (b"PK\x03\x04broken", errors.NotAList),
        (zipped(**{"word/document.xml": b"<x/>"}), errors.NotAList),
        (zipped(**{"content.xml": b"<x/>"}), errors.OldFormat),
        (b"", errors.IsEmpty),
        (b"only;a;heading\n", errors.IsEmpty),
        (b"\x00\x01\x02\x03\x04\x05\x07binary", errors.NotAList),
        (b"{not json", errors.NotAList),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, refusal):
    with pytest.raises(refusal) as said:
        read_sheets(content, "x", most_mb=25)
    assert str(said.value).endswith(".")


@pytest.mark.parametrize("width", [MOST_COLUMNS + 1, 10_000])
def test_too_many_columns_are_refused(width):
    for content in (";".join("a" * width).encode() + b"\n1;2\n", book(["a"] * width, ["b"] * width)):
        with pytest.raises(errors.TooManyColumns):
            read_sheets(content, "wide", most_mb=25)


def test_a_guarding_apostrophe_is_taken_off_and_others_stay():
    assert rows(b"a;b\n'=1+1;'t Hof\n")[1] == ["=1+1", "'t Hof"]
