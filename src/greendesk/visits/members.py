"""Lists of guests as they come out of a spreadsheet or a messenger: read with tolerance, never by guessing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from greendesk.kit.folding import fold, has_han
from greendesk.kit.names import PersonName, reading_of, split_han

from . import errors
from .workbooks import ZIP, Row, rows_of_workbook

MOST = 200
TITLE_ROWS = 8
NAMING = ("han", "latin", "given", "family")
MOST_BYTES = 400_000

HEADINGS: dict[str, tuple[str, ...]] = {
    "han": ("姓名", "中文姓名", "中文名", "名字", "chinese name", "name in chinese", "name chinese"),
    "latin": ("拼音", "英文名", "英文姓名", "姓名拼音", "护照姓名", "pinyin", "name", "full name", "english name", "passport name",
              "namn", "navn", "naam", "nimi", "фио", "имя"),
    "given": ("given name", "first name", "fornamn", "fornavn", "voornaam", "eesnimi", "名"),
    "family": ("family name", "surname", "last name", "efternamn", "efternavn", "achternaam", "perekonnanimi", "姓"),
    "title": ("职务", "职位", "职称", "职务职称", "title", "position", "job title", "function", "titel", "titulering",
              "stilling", "functie", "befattning", "amet", "должность"),
    "organisation": ("单位", "工作单位", "单位名称", "机构", "公司", "部门", "organisation", "organization", "company", "employer",
                     "institution", "organisatie", "virksomhed", "asutus", "организация"),
    "phone": ("电话", "手机", "手机号", "联系电话", "联系方式", "phone", "telephone", "mobile", "telefon", "mobil", "telefoon"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "email", "e mail", "mail", "e post"),
    "diet": ("饮食", "饮食要求", "忌口", "diet", "dietary", "food", "kost", "dieet"),
    "ignore": ("序号", "编号", "no", "nr", "number", "性别", "gender", "sex", "出生日期", "出生年月", "date of birth", "birthday",
               "护照号", "护照号码", "passport", "passport no", "passport number", "民族", "备注", "remarks", "note", "№"),
}  # fmt: skip
_FIELDS = {fold(word): field for field, words in HEADINGS.items() for word in words}
_HAN_NAME = re.compile(r"[㐀-鿿豈-﫿·•]{2,}(?:\s[㐀-鿿豈-﫿]{1,2})?|[㐀-鿿]\s+[㐀-鿿]")
_PHONE = re.compile(r"\+?[\d][\d\s\-()/]{6,}$")


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of a list of members."""

    name: PersonName
    title: str = ""
    organisation: str = ""
    phone: str = ""
    email: str = ""
    diet: str = ""


def decoded(raw: str | bytes) -> str:
    """The text of an upload: UTF-8 or UTF-16 with or without their marks, else GB18030; what fits none is refused."""
    if isinstance(raw, str):
        return raw
    if len(raw) > MOST_BYTES:
        raise errors.MembersUnreadable(field="members", line=1, why=_("the file is too large for a list of guests."))
    encodings = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    if encodings != ["utf-16"] and b"\x00" in raw:  # without its mark: line ends and digits tell the order of bytes
        encodings = ["utf-16-le" if raw.count(b"\x00", 1) and raw[1::2].count(0) > raw[::2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise errors.MembersUnreadable(
        field="members", line=1, why=_("it is neither text in UTF-8 nor in GB18030. Save the sheet as CSV or paste it.")
    )


def read_guests(raw: str | bytes) -> list[Guest]:
    """The guests of a pasted or uploaded list, in its order. Raises MembersUnreadable naming the line."""
    rows = rows_of_workbook(raw) if isinstance(raw, bytes) and raw[:4] == ZIP else _rows(decoded(raw))
    if len(rows) > MOST + TITLE_ROWS:
        raise errors.TooManyMembers(field="members", count=len(rows), most=MOST)
    if not rows:
        return []
    fields, body = _headed(rows)
    guests: list[Guest] = []
    for row in body:
        named = {field for field, cell in zip(fields, row.cells, strict=False) if cell and field in NAMING}
        if guests and named and named == {fields[n] for n in row.below if n < len(fields)} & set(NAMING):
            guests[-1] = _with_more(guests[-1], dict(zip(fields, row.cells, strict=False)))
            continue
        cells = dict(zip(fields, row.cells, strict=False))
        guests.append(_guest(row.line, cells, guests[-1] if guests else None, fields))
    return guests


def _headed(rows: Sequence[Row]) -> tuple[list[str], Sequence[Row]]:
    """(the field of every column, the rows below the heading). Titles above the heading are passed over."""
    best, at = [], -1
    for number, row in enumerate(rows[:TITLE_ROWS]):
        fields = [_FIELDS.get(fold(cell), "") for cell in row.cells]
        known = len({field for field in fields if field})
        enough = known >= 2 or (len(fields) == 1 and known == 1 and number == 0)
        if enough and known >= len({field for field in best if field}):
            best, at = fields, number
    if at < 0:
        return _guessed([row.cells for row in rows]), rows
    return best, rows[at + 1 :]


def _with_more(guest: Guest, cells: dict[str, str]) -> Guest:
    """A guest whose name reaches over several lines: every line adds a title."""
    title = cells.get("title", "")
    if not title or title in guest.title:
        return guest
    return replace(guest, title=f"{guest.title}、{title}"[:160] if has_han(title) else f"{guest.title}, {title}"[:160])


def _rows(text: str) -> list[Row]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("，", ",").replace("；", ";")
    mark = next((sign for sign in ("\t", ";", ",") if any(sign in line for line in lines.split("\n"))), "\t")
    try:
        read = list(csv.reader(io.StringIO(lines), delimiter=mark))
    except csv.Error as problem:
        raise errors.MembersUnreadable(field="members", line=1, why=str(problem)) from problem
    rows = [
        Row(number, [cell.strip().strip("\ufeff　") for cell in cells]) for number, cells in enumerate(read, start=1)
    ]
    return [row for row in rows if any(row.cells)]


def _guessed(rows: Sequence[Sequence[str]]) -> list[str]:
    """Fields of a list without headings: by what stands in each column."""
    width = max(len(cells) for cells in rows)
    fields: list[str] = []
    for column in range(width):
        cells = [cells[column] for cells in rows if column < len(cells) and cells[column]]
        fields.append(_kind_of_column(cells, fields))
    return fields


def _kind_of_column(cells: Sequence[str], taken: Sequence[str]) -> str:
    def all_are(test: object) -> bool:
        return bool(cells) and all(test(cell) for cell in cells)  # type: ignore[operator]

    if all_are(lambda cell: re.fullmatch(r"\d{1,3}\.?|[男女]|[MFmf]", cell)):
        return "ignore"
    if all_are(lambda cell: "@" in cell):
        return "email"
    if all_are(_PHONE.match):
        return "phone"
    if "han" not in taken and all_are(lambda cell: has_han(cell) and len(cell.replace(" ", "")) <= 5):
        return "han"
    if "latin" not in taken and "title" not in taken and all_are(lambda cell: not has_han(cell)):
        return "latin"
    if "han" not in taken and "latin" not in taken:
        return "latin"
    return next((field for field in ("title", "organisation") if field not in taken), "ignore")


def _guest(line: int, cells: dict[str, str], above: Guest | None, fields: Sequence[str]) -> Guest:
    name = name_of(
        cells.get("han", ""), cells.get("latin", ""), given=cells.get("given", ""), family=cells.get("family", "")
    )
    if not (name.han or name.given or name.family):
        raise errors.MembersUnreadable(field="members", line=line, why=_("there is no name in it."))
    merged = "organisation" in fields and above is not None and not cells.get("organisation")
    return Guest(
        name,
        title=cells.get("title", "")[:160],
        organisation=(above.organisation if merged and above else cells.get("organisation", ""))[:200],
        phone=cells.get("phone", "")[:40],
        email=cells.get("email", "")[:254] if "@" in cells.get("email", "") else "",
        diet=cells.get("diet", "")[:120],
    )


def name_of(han: str, latin: str, *, given: str = "", family: str = "") -> PersonName:
    """A name from what stands in the cells: scripts that share a cell are parted, the family name is found.

    The family name is the part in capitals, else the one before a comma, else the one that fits the reading of the
    characters, else the last word.
    """
    cell = f"{han} {latin}".strip()
    found = _HAN_NAME.search(cell)
    characters = re.sub(r"\s", "", found.group())[:40] if found else ""
    rest = re.sub(r"[()（）/、]", " ", cell.replace(found.group(), " ") if found else cell).strip()
    reading = reading_of(characters) if characters else ""
    if given or family:
        return PersonName(given[:80], family[:80], characters, reading, bool(characters))
    words = rest.replace(",", " , ").split()
    if not words:
        return PersonName("", "", characters, reading, bool(characters))
    family, given, first = _parted(words, characters)
    return PersonName(given[:80], family[:80], characters, reading, first)


def _parted(words: list[str], characters: str) -> tuple[str, str, bool]:
    """(family, given, family first)"""
    if "," in words:
        cut = words.index(",")
        return " ".join(words[:cut]), " ".join(words[cut + 1 :]).replace(" ,", ""), bool(characters)
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if capitals and len(capitals) < len(words):
        family = " ".join(word.capitalize() for word in capitals)
        given = " ".join(word for word in words if word not in capitals)
        return family, given, words[0] in capitals
    words = [word.capitalize() if word.isupper() or word.islower() else word for word in words]
    if characters and len(words) > 1:
        surname = fold(reading_of(split_han(characters)[0], tones=False))
        if fold(words[-1]) == surname and fold(words[0]) != surname:
            return words[-1], " ".join(words[:-1]), False
        return words[0], "".join(words[1:]).capitalize() if len(words) > 2 else words[1], True
    if len(words) == 1:
        return words[0], "", False
    return words[-1], " ".join(words[:-1]), False
