"""Lists of guests as people send them."""

from __future__ import annotations

import pytest

from greendesk.atlas.loading import load_ladders
from greendesk.kit.folding import fold
from greendesk.kit.texts import Texts
from greendesk.visits import errors
from greendesk.visits.members import name_of, read_guests
from greendesk.visits.ranks import Rung, alternate, rank_in, rungs_of
from greendesk.visits.sheets.people import face_to_face

SHEET = (
    "序号\t姓名\t拼音\t职务\t单位\n1\t王建国\tWANG Jianguo\t副市长\t保定市人民政府\n2\t单丽华\tSHAN Lihua\t副局长\t\n"
)


@pytest.mark.parametrize("mark", ["\t", ";", ",", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_spreadsheet_is_read_whatever_its_marks_and_encoding(mark: str, encoding: str) -> None:
    first, second = read_guests(SHEET.replace("\t", mark).encode(encoding))

    assert (first.name.han, first.name.family, first.name.given, first.name.family_first) == (
        "王建国",
        "Wang",
        "Jianguo",
        True,
    )
    assert (first.title, first.organisation) == ("副市长", "保定市人民政府")
    assert second.name.reading == "Shàn Lìhuá"
    assert second.organisation == "保定市人民政府"  # a merged cell


def test_a_list_without_headings_is_read_by_what_stands_in_it() -> None:
    guests = read_guests("1\t李俊峰\t局长\t+86 312 000 0000\n2\t赵敏\t翻译\t+86 312 000 0001")

    assert [(guest.name.han, guest.title, guest.phone) for guest in guests] == [
        ("李俊峰", "局长", "+86 312 000 0000"),
        ("赵敏", "翻译", "+86 312 000 0001"),
    ]


@pytest.mark.parametrize(
    ("han", "latin", "family", "given", "family_first"),
    [
        ("李俊峰 Li Junfeng", "", "Li", "Junfeng", True),
        ("李俊峰", "Junfeng Li", "Li", "Junfeng", False),
        ("", "Mari TAMM", "Tamm", "Mari", False),
        ("", "Tamm, Mari", "Tamm", "Mari", False),
        ("欧阳明", "Ouyang Ming", "Ouyang", "Ming", True),
        ("", "Mari Tamm", "Tamm", "Mari", False),
    ],
)
def test_family_name_is_found_in_both_orders(han: str, latin: str, family: str, given: str, family_first: bool) -> None:
    name = name_of(han, latin)

    assert (name.family, name.given, name.family_first) == (family, given, family_first)


def test_a_line_without_a_name_is_refused_by_its_number() -> None:
    with pytest.raises(errors.MembersUnreadable) as refusal:
        read_guests("姓名\t职务\n王建国\t市长\n\t局长")

    assert refusal.value.facts["line"] == 3


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(errors.MembersUnreadable):
        read_guests(b"\x50\x4b\x03\x04\x14\x00\x06\x00\x00\xff\xfe\xff")


def rungs() -> list[Rung]:
    def rung(rank: int, name: str, own: bool = True) -> Rung:
        return Rung(rank, fold(name), Texts.of("en", name), own)

    return [
        rung(20, "市委书记"),
        rung(22, "市长"),
        rung(25, "市委常委"),
        rung(27, "副市长"),
        rung(26, "副市长", False),
        rung(22, "Mayor"),
        rung(26, "Deputy mayor", False),
    ]


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("保定市市长", 22),
        ("保定市副市长", 27),
        ("市委常委、副市长", 25),
        ("市委书记", 20),
        ("Deputy Mayor of Tallinn", 26),
        ("Mayor", 22),
        ("Mayoress", None),
        ("科学家", None),
    ],
)
def test_rank_follows_the_ladder_and_a_vice_mayor_is_no_mayor(title: str, rank: int | None) -> None:
    assert rank_in(title, rungs()) == rank


@pytest.mark.django_db
def test_usual_titles_stand_in_the_order_in_which_they_are_named() -> None:
    load_ladders()
    ladder = rungs_of("CN")
    order = [
        "市委书记", "市长", "市委副书记", "市委常委、秘书长", "副市长", "市政府秘书长", "市委副秘书长", "清洁取暖办公室主任",
        "科长", "副科长", "翻译",
    ]  # fmt: skip

    ranks = [rank_in(title, ladder) for title in order]
    assert ranks == sorted(set(ranks), key=lambda rank: rank or 0)
    assert rank_in("高新技术开发区管委会主任", ladder) == rank_in("市长", ladder)
    assert rank_in("区长", ladder) == rank_in("县长", ladder)
    assert (rank_in("处长", ladder), rank_in("副主任", ladder)) == (32, 37)


def test_the_first_sits_in_the_middle_the_second_at_the_right() -> None:
    assert alternate(range(5)) == [4, 2, 0, 1, 3]
    assert alternate(range(1)) == [0]
    assert alternate(range(0)) == []


def test_both_heads_sit_face_to_face() -> None:
    theirs, ours = face_to_face(alternate(range(6)), alternate(range(3))[::-1])

    assert len(theirs) == len(ours)
    assert theirs.index(0) == ours.index(0)
    assert [seat for seat in ours if seat is not None] == [1, 0, 2]
