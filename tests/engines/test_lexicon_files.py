"""The concept lexicon: every file reads, every id is its own, every language has its labels."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import greendesk

FOLDER = Path(greendesk.__file__).parent / "engines" / "matching" / "lexicon"
FILES = sorted(FOLDER.glob("*.tsv"))
CODES = ("id", "parent", "gemet", "cpv", "y02", "cepa")
FULL = ("en", "sv", "da", "nl", "zh")
THIN = ("de", "no", "fi")
HEADER = (*CODES, *FULL, *THIN)
HAN = re.compile(r"[\u3400-\u9fff]")
ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9./+-]{1,11}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Words that truly belong to two concepts: (language, label), said here and nowhere else.
SHARED: frozenset[tuple[str, str]] = frozenset()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert tuple(lines[0]) == HEADER, f"{path.name}: header"
    wrong = [number for number, line in enumerate(lines, 1) if len(line) != len(HEADER)]
    assert not wrong, f"{path.name}: not {len(HEADER)} columns in lines {wrong}"
    return [dict(zip(HEADER, line, strict=True)) for line in lines[1:]]


def labels_of(row: dict[str, str], language: str) -> list[str]:
    return row[language].split("|") if row[language] else []


@pytest.fixture(scope="module")
def concepts() -> list[dict[str, str]]:
    return [row for path in FILES for row in rows_of(path)]


def test_there_are_files() -> None:
    assert FILES


def test_ids_are_slugs_and_unique_across_files(concepts: list[dict[str, str]]) -> None:
    counted = Counter(row["id"] for row in concepts)
    assert [name for name, times in counted.items() if times > 1] == []
    assert [name for name in counted if not SLUG.fullmatch(name)] == []


def test_every_parent_exists_and_no_branch_bites_its_tail(
    concepts: list[dict[str, str]],
) -> None:
    parent_of = {row["id"]: row["parent"] for row in concepts}
    assert sorted({p for p in parent_of.values() if p and p not in parent_of}) == []
    for start, above in parent_of.items():
        seen, here = {start}, above
        while here:
            assert here not in seen, f"circle above {start}"
            seen.add(here)
            here = parent_of[here]


@pytest.mark.parametrize(("languages", "least"), [(FULL, 3), (THIN, 1)])
def test_enough_labels(concepts: list[dict[str, str]], languages: tuple[str, ...], least: int) -> None:
    thin = [(row["id"], code) for row in concepts for code in languages if len(labels_of(row, code)) < least]
    assert thin == []


def test_labels_are_clean(concepts: list[dict[str, str]]) -> None:
    for row in concepts:
        for code in (*FULL, *THIN):
            labels = labels_of(row, code)
            assert all(label and label == label.strip() for label in labels), (
                row["id"],
                code,
            )
            assert len({label.casefold() for label in labels}) == len(labels), (
                row["id"],
                code,
            )
            assert all(len(label) > 1 for label in labels), (row["id"], code)


def test_no_two_concepts_share_a_label_in_one_language(concepts: list[dict[str, str]]) -> None:
    bearers: dict[tuple[str, str], list[str]] = {}
    for row in concepts:
        for code in (*FULL, *THIN):
            for label in labels_of(row, code):
                bearers.setdefault((code, label.casefold()), []).append(row["id"])
    shared = {key: ids for key, ids in bearers.items() if len(ids) > 1}
    assert {key: ids for key, ids in shared.items() if key not in SHARED} == {}
    assert shared.keys() == SHARED, "a declaration that nothing needs"


def test_chinese_labels_are_han_or_an_abbreviation(
    concepts: list[dict[str, str]],
) -> None:
    odd = [
        (row["id"], label)
        for row in concepts
        for label in labels_of(row, "zh")
        if not HAN.search(label) and not ABBREVIATION.fullmatch(label)
    ]
    assert odd == []


def test_codes_have_their_scheme_s_shape(concepts: list[dict[str, str]]) -> None:
    shapes = {
        "gemet": r"\d+",
        "cpv": r"\d{8}(-\d)?",
        "y02": r"Y0[24][A-Z](\d{1,3})?(/\d{2,6})?",
        "cepa": r"(CEPA|CReMA) \d{1,2}[A-Z]?(\.\d+)*",
    }
    for row in concepts:
        for scheme, shape in shapes.items():
            for code in filter(None, row[scheme].split("|")):
                assert re.fullmatch(shape, code), (row["id"], scheme, code)
