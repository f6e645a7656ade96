"""docs/capabilities.md says what is there: no row without its page, verb and test."""

from __future__ import annotations

import ast
import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.urls import get_resolver

from greendesk.agreements import services
from greendesk.web.desk import effects as page

ROOT = Path(__file__).parents[1]
PROGRAMMES = {"S0": 20, "S1": 18, "S2": 20, "S3": 18, "S4": 21}
STATES = {"full", "thin", "missing"}
NOTHING = "–"

spec = importlib.util.spec_from_file_location("check_capabilities", ROOT / "tools" / "check_capabilities.py")
assert spec is not None and spec.loader is not None
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

DOCUMENT = (ROOT / "docs" / "capabilities.md").read_text(encoding="utf-8")
ROWS = tool.rows_of(DOCUMENT)
SERVED = [row for row in ROWS if row["status"] != "missing"]


def by_id(rows: list[dict[str, str]]) -> list[object]:
    return [pytest.param(row, id=row["id"]) for row in rows]


@cache
def pages() -> frozenset[str]:
    _prefix, resolver = get_resolver().namespace_dict["web"]
    return frozenset(name for name in resolver.reverse_dict if isinstance(name, str))


@cache
def named_in(path: Path) -> frozenset[str]:
    """`test_x` and `TestY::test_x` of a file, read without running it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for group in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        functions |= {f"{group.name}::{node.name}" for node in group.body if isinstance(node, ast.FunctionDef)}
    return frozenset(name for name in functions if name.rpartition("::")[2].startswith("test"))


def test_every_capability_has_one_row():
    wanted = [f"{key}.{number}" for key, count in PROGRAMMES.items() for number in range(1, count + 1)]
    assert [row["id"] for row in ROWS] == wanted


@pytest.mark.parametrize("row", by_id(ROWS))
def test_status_and_page(row):
    assert row["status"] in STATES
    assert row["capability"]
    assert row["page"] == NOTHING or row["page"] in pages()


@pytest.mark.parametrize("row", by_id(SERVED))
def test_verb_and_test_are_there(row):
    assert callable(tool.find(row["verb"]))
    file, _sep, name = row["test"].partition("::")
    assert name in named_in(ROOT / file)


def test_what_is_missing_claims_nothing_and_what_is_full_has_a_page():
    for row in ROWS:
        if row["status"] == "missing":
            assert {row["page"], row["verb"], row["test"]} == {NOTHING}, row["id"]
        if row["status"] == "full":
            assert row["page"] != NOTHING, row["id"]


def test_whatever_is_less_than_full_says_why():
    reasons = dict(
        line.removeprefix("* **").split("**: ", 1) for line in DOCUMENT.splitlines() if line.startswith("* **S")
    )
    assert set(reasons) == {row["id"] for row in ROWS if row["status"] != "full"}
    assert all(len(reason) > 20 for reason in reasons.values())


def test_the_head_counts_right():
    counts = Counter(row["status"] for row in ROWS)
    said = f"{len(ROWS)} rows: {counts['full']} full, {counts['thin']} thin, {counts['missing']} missing."
    assert said in DOCUMENT


def test_a_verb_is_taken_away_wherever_it_was_imported_and_comes_back():
    verbs = services.record_event, page.series_of
    for dotted, holder, name in (
        ("agreements.services.record_event", services, "record_event"),
        ("effects.queries.series_of", page, "series_of"),
    ):
        with tool.without(tool.find(dotted)), pytest.raises(tool.Removed):
            getattr(holder, name)(None)
    assert (services.record_event, page.series_of) == verbs


@pytest.mark.parametrize(
    ("as_it_is", "without", "fault"),
    [(False, True, False), (False, False, True), (True, True, True), (None, None, True)],
)
def test_a_row_is_at_fault_unless_its_test_passes_and_fails_without_the_verb(as_it_is, without, fault):
    ran = {} if as_it_is is None else {("", "t"): as_it_is, ("v", "t"): without}
    assert bool(tool._fault({"verb": "v", "test": "t"}, ran)) is fault
