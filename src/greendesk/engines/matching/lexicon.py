"""The theme scheme as the engine reads it: concepts in a tree with labels in eight languages."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .languages import LANGUAGES

FOLDER = Path(__file__).parent / "lexicon"
COLUMNS = (
    "id",
    "parent",
    "gemet",
    "cpv",
    "y02",
    "cepa",
    "en",
    "sv",
    "da",
    "nl",
    "zh",
    "de",
    "no",
    "fi",
)


class LexiconError(ValueError):
    """A lexicon file that cannot be read; the sentence names file, line and column."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One theme. `labels` maps a language to its labels, the preferred one first."""

    id: str
    parent: str
    labels: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str] = field(default_factory=dict)

    def label(self, lang: str) -> str:
        """The preferred label in `lang`, else in English, else the id."""
        for wanted in (lang, "en"):
            if found := self.labels.get(wanted):
                return found[0]
        return self.id


class Lexicon:
    """An immutable set of concepts, ordered by id, with what the engine derives from the tree."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts: tuple[Concept, ...] = tuple(sorted(concepts, key=lambda c: c.id))
        self.position: dict[str, int] = {c.id: i for i, c in enumerate(self.concepts)}
        if len(self.position) != len(self.concepts):
            raise LexiconError("two concepts of the lexicon share one id")

    def __len__(self) -> int:
        return len(self.concepts)

    def __getitem__(self, concept: str) -> Concept:
        return self.concepts[self.position[concept]]

    @cached_property
    def fingerprint(self) -> str:
        """Changes when an id, a parent or a label changes."""
        digest = hashlib.sha256()
        for c in self.concepts:
            listed = [f"{lang}={'|'.join(c.labels.get(lang, ()))}" for lang in LANGUAGES]
            digest.update("\t".join([c.id, c.parent, *listed]).encode() + b"\n")
        return digest.hexdigest()[:16]

    @cached_property
    def spread(self) -> NDArray[np.float32]:
        """(C, C): what a hit on row i lends to column j: 1 itself, 0.3 parent and child, 0.1 siblings."""
        lent = np.eye(len(self), dtype=np.float32)
        children: dict[int, list[int]] = {}
        for i, c in enumerate(self.concepts):
            parent = self.position.get(c.parent)
            if parent is not None and parent != i:
                children.setdefault(parent, []).append(i)
        for parent, members in children.items():
            lent[np.ix_(members, members)] = np.maximum(lent[np.ix_(members, members)], 0.1)
            lent[parent, members] = lent[members, parent] = 0.3
        return lent

    def relation(self, one: str, other: str) -> str:
        """How `other` stands to `one`: same, broader, narrower, sibling or none."""
        if one == other:
            return "same"
        first, second = self[one], self[other]
        if first.parent == other:
            return "broader"
        if second.parent == one:
            return "narrower"
        return "sibling" if first.parent and first.parent == second.parent else "none"


def read_lexicon(folder: Path = FOLDER) -> Lexicon:
    """All *.tsv of a folder as one lexicon; an id that two files give becomes one concept with the labels of both.

    Raises LexiconError for a missing column or an empty id.
    """
    concepts: dict[str, Concept] = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            _check_header(path, rows.fieldnames or ())
            for number, row in enumerate(rows, start=2):
                concept = _concept(row, f"{path.name} line {number}")
                known = concepts.get(concept.id)
                concepts[concept.id] = merged(known, concept) if known else concept
    return Lexicon(concepts.values())


def merged(first: Concept, second: Concept) -> Concept:
    """The first one's place and preferred labels, with the second one's labels and codes added."""
    langs = [lang for lang in LANGUAGES if first.labels.get(lang) or second.labels.get(lang)]
    labels = {x: tuple(dict.fromkeys((*first.labels.get(x, ()), *second.labels.get(x, ())))) for x in langs}
    return Concept(first.id, first.parent or second.parent, labels, {**second.codes, **first.codes})


def _check_header(path: Path, names: Sequence[str]) -> None:
    if missing := [c for c in ("id", "parent", *LANGUAGES) if c not in names]:
        raise LexiconError(f"{path.name}: the column {missing[0]!r} is missing")


def _concept(row: Mapping[str, str | None], where: str) -> Concept:
    values = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    if not values["id"]:
        raise LexiconError(f"{where}: the id is empty")
    labels = {lang: _labels(values[lang]) for lang in LANGUAGES if values[lang]}
    codes = {name: values[name] for name in ("gemet", "cpv", "y02", "cepa") if values.get(name)}
    return Concept(values["id"], values["parent"], labels, codes)


def _labels(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))
