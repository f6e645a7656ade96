"""Needs, offers and judgements written by the project: reference texts of the geometry, material of the weights."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ..records import Need, Offer

FOLDER = Path(__file__).parent


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    path = FOLDER / name
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def training_offers() -> tuple[Offer, ...]:
    """Invented companies, solutions and reference sites in eight languages."""
    return tuple(Offer(r["id"], r["kind"], r["lang"], r["title"], r["text"]) for r in _rows("offers.tsv"))


@cache
def training_needs() -> tuple[Need, ...]:
    """Invented needs, from a tender title to a short paragraph."""
    return tuple(Need(r["id"], r["lang"], r["text"]) for r in _rows("needs.tsv"))


@cache
def judgements() -> Mapping[str, Mapping[str, int]]:
    """need id → offer id → 1 adjacent, 2 main part, 3 what is asked; pairs not listed are 0."""
    found: dict[str, dict[str, int]] = {}
    for row in _rows("judgements.tsv"):
        found.setdefault(row["need"], {})[row["offer"]] = int(row["grade"])
    return found


def reference_texts() -> tuple[tuple[str, str, str], ...]:
    """(role, language, text) of all of them."""
    asked = tuple(("query", n.lang, n.text) for n in training_needs())
    return asked + tuple(("passage", o.lang, f"{o.title}. {o.text}") for o in training_offers())
