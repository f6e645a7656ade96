"""The data of the demonstration: true, marked, and in our own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greendesk.web.demo.kinds import KINDS
from greendesk.web.demo.reading import folder, read, read_sources

DESK_OWNED = [k.name for k in KINDS if k.name not in {"desks", "accounts", "clients"}]
INVENTED_WORDS = re.compile(r"påhitt|opdigt|verzonnen|xugou|invented|虚构", re.IGNORECASE)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def grams(text: str, n: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def test_every_file_is_a_kind_or_the_sources():
    assert {path.stem for path in folder().glob("*.json")} == {kind.name for kind in KINDS} | {"sources"}


@pytest.mark.parametrize("name", DESK_OWNED)
def test_every_record_names_a_source_or_is_marked_invented(name):
    for record in read(name, folder()):
        owned = record.get("is_invented", False) or bool(record.get("source"))
        assert owned, f"{name} {record['key']}"
        assert not (record.get("is_invented") and record.get("source")), f"{name} {record['key']} is both"


def test_invented_companies_and_bodies_cannot_be_taken_for_real_ones():
    bodies = [r for r in read("organisations", folder()) if r.get("is_invented")]
    firms = [r["organisation"] for r in read("companies", folder()) if r.get("is_invented")]
    assert len(firms) == 36
    for body in [*bodies, *firms]:
        assert INVENTED_WORDS.search(body["name"]), body["name"]


def test_only_named_firms_are_real():
    real = {r["key"] for r in read("companies", folder()) if not r.get("is_invented")}
    assert real == {"extuna", "danfoss", "danish-crown", "esbensen"}


def test_the_size_of_the_demonstration():
    counts = {name: len(read(name, folder())) for name in ("desks", "companies", "sites", "challenges")}
    assert counts == {"desks": 5, "companies": 40, "sites": 30, "challenges": 25}
    mission = read("missions", folder())[0]
    assert len(mission["applications"]) == 15
    day = read("meeting_days", folder())[0]
    assert sum(a.get("is_host_side", False) for a in day["attendances"]) == 15


def test_every_source_is_used():
    told = {text for kind in KINDS for text in strings(read(kind.name, folder()))}
    assert set(read_sources(folder())) <= told


def test_no_sentence_of_the_documents_is_copied(shared: Path):
    documents = sorted((shared / "documents").glob("*_*.txt"))
    assert documents
    theirs = set().union(*(grams(path.read_text(encoding="utf-8")) for path in documents))
    for path in folder().glob("*"):
        ours = path.read_text(encoding="utf-8")
        texts = strings(json.loads(ours)) if path.suffix == ".json" else [ours]
        for text in texts:
            assert not grams(text) & theirs, f"{path.name}: {text}"
