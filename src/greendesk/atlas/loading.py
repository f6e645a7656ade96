"""Brings places, rank ladders and themes from their files into the database; safe to repeat, quick when nothing changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from greendesk.engines.matching.lexicon import Concept, Lexicon, read_lexicon
from greendesk.kit.folding import fold
from greendesk.kit.texts import Texts

from .models import Place, RankLadder, Theme

FILES = Path(__file__).parent / "data"

# What forms offer, in the order in which a visitor would look for it: heat and power first, then water, waste, town and
# trade, then what is not goods.
LISTED: tuple[str, ...] = (
    "district-heating", "clean-heating", "heat-pumps", "boilers", "surplus-heat", "thermal-storage", "refrigeration",
    "energy-efficiency", "solar-energy", "wind-power", "bioenergy", "biogas-production", "hydrogen", "energy-storage",
    "smart-grid", "drinking-water", "wastewater-treatment", "industrial-wastewater", "sludge-treatment", "stormwater",
    "surface-water-restoration", "waste-sorting-household", "food-waste", "waste-to-energy", "landfill", "hazardous-waste",
    "circular-economy", "air-climate", "flue-gas-cleaning", "contaminated-land", "zero-energy-buildings",
    "building-retrofit", "urban-planning", "smart-city", "transport", "industrial-energy-efficiency", "food-safety",
    "manure-management", "vocational-training", "health-care-hospitals", "logistics-services", "creative-industries-design",
    "cultural-heritage", "investment-promotion",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows each list has now, and how many of them were written by this run."""

    places: int
    themes: int
    ladders: int
    written: int


@transaction.atomic
def load_atlas() -> Loaded:
    """Places, themes and ladders as the files have them. What the files no longer hold stays, since records may use it."""
    written = load_places() + load_themes() + load_ladders()
    return Loaded(Place.objects.count(), Theme.objects.count(), RankLadder.objects.count(), written)


# -- places ----------------------------------------------------------------------------------------------


@transaction.atomic
def load_places(path: Path = FILES / "places.csv") -> int:
    """Number of places written. Raises ValueError for a parent that the file does not hold."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {f"{row['scheme']}:{row['code']}": row for row in csv.DictReader(file)}
    parents = {key: row["parent"] for key, row in rows.items()}
    known = {f"{place.scheme}:{place.code}": place for place in Place.objects.all()}
    values = {key: _place_values(row, rows[_top(key, parents)]["code"]) for key, row in rows.items()}
    written = _write_tree(Place, values, parents, known)
    if written:
        _draw_lineages()
    return written


def _place_values(row: Mapping[str, str], country: str) -> dict[str, Any]:
    names = json.loads(row["names"] or "{}")
    spoken = [row["name_en"], row["name_local"], *names.values()]
    return {
        "scheme": row["scheme"],
        "code": row["code"],
        "revision": row["revision"],
        "kind": row["kind"],
        "name_en": row["name_en"],
        "name_local": row["name_local"],
        "local_lang": row["local_lang"],
        "names": names,
        "alt_codes": [code for code in row["alt_codes"].split(";") if code],
        "lat": float(row["lat"]) if row["lat"] else None,
        "lon": float(row["lon"]) if row["lon"] else None,
        "country_code": country,
        "folded": " | ".join(dict.fromkeys(fold(name) for name in spoken if name)),
    }


def _draw_lineages() -> None:
    """/1/20/300/ for every place; keys are only known once rows are there.

    Row by row, by key: for one statement over a table that was empty a moment ago PostgreSQL may choose a plan of minutes.
    """
    parents = dict(Place.objects.order_by().values_list("pk", "parent_id"))

    def lineage(pk: int) -> str:
        above = parents[pk]
        return f"{lineage(above) if above else '/'}{pk}/"

    with connection.cursor() as cursor:
        statement = f"UPDATE {connection.ops.quote_name(Place._meta.db_table)} SET lineage = %s WHERE id = %s"
        cursor.executemany(statement, [(lineage(pk), pk) for pk in parents])


# -- themes ----------------------------------------------------------------------------------------------


@transaction.atomic
def load_themes(lexicon: Lexicon | None = None) -> int:
    """Number of themes written: one per concept of the lexicon, the short list of forms first."""
    lexicon = lexicon or read_lexicon()
    place_in_list = {key: number for number, key in enumerate(LISTED, start=1)}
    parents = {c.id: c.parent if c.parent in lexicon.position else "" for c in lexicon.concepts}
    walked = {key: number for number, key in enumerate(_depth_first(parents), start=len(LISTED) + 1)}
    values = {c.id: _theme_values(c, place_in_list.get(c.id), walked[c.id]) for c in lexicon.concepts}
    known = {theme.key: theme for theme in Theme.objects.all()}
    return _write_tree(Theme, values, parents, known)


def _theme_values(concept: Concept, listed: int | None, walked: int) -> dict[str, Any]:
    return {
        "key": concept.id,
        "labels": {lang: list(labels) for lang, labels in concept.labels.items()},
        "codes": dict(concept.codes),
        "is_listed": listed is not None,
        "order": listed or walked,
    }


def _depth_first(parents: Mapping[str, str]) -> list[str]:
    below: dict[str, list[str]] = {}
    for key, parent in parents.items():
        below.setdefault(parent, []).append(key)
    order: list[str] = []
    waiting = list(reversed(below.get("", [])))
    while waiting:
        key = waiting.pop()
        order.append(key)
        waiting.extend(reversed(below.get(key, [])))
    return order


# -- ladders ---------------------------------------------------------------------------------------------


@transaction.atomic
def load_ladders(path: Path = FILES / "rank_ladders.csv") -> int:
    """Number of rungs written; all of them are replaced when any differs, since nothing points to a rung."""
    with path.open(encoding="utf-8", newline="") as file:
        rungs = [_rung(row) for row in csv.DictReader(file)]
    facts = [(r.country_code, r.rank, r.title, r.note) for r in rungs]
    there = [(r.country_code, r.rank, r.title, r.note) for r in RankLadder.objects.order_by("pk")]
    if facts == there:
        return 0
    RankLadder.objects.all().delete()
    return len(RankLadder.objects.bulk_create(rungs))


def _rung(row: Mapping[str, str]) -> RankLadder:
    titles = {"en": row["title_en"], "zh-hans": row["title_zh"]}
    title = Texts.from_plain({lang: text for lang, text in titles.items() if text})
    return RankLadder(country_code=row["country"], rank=int(row["rank"]), title=title, note=row["note"])


# -- a tree in few statements ----------------------------------------------------------------------------


def _top(key: str, parents: Mapping[str, str]) -> str:
    while above := parents.get(key, ""):
        if above not in parents:
            raise ValueError(f"{key} lies in {above}, which the file does not hold")
        key = above
    return key


def _floors(parents: Mapping[str, str]) -> Iterable[list[str]]:
    """Keys floor by floor, roots first."""
    floor = [key for key, parent in parents.items() if not parent]
    while floor:
        yield floor
        above = set(floor)
        floor = [key for key, parent in parents.items() if parent in above]


def _write_tree(
    model: Callable[..., Any], values: Mapping[str, dict[str, Any]], parents: Mapping[str, str], known: dict[str, Any]
) -> int:
    """Create what is missing and update what differs, each floor after the one above. `known` grows on the way."""
    rows: Any = model
    written = 0
    for floor in _floors(parents):
        fresh, changed = [], []
        for key in floor:
            wanted = {**values[key], "parent_id": known[parents[key]].pk if parents[key] else None}
            row = known.get(key)
            if row is None:
                known[key] = model(**wanted)
                fresh.append(known[key])
            elif any(getattr(row, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(row, name, value)
                changed.append(row)
        rows.objects.bulk_create(fresh, batch_size=500)
        if changed:
            names = [name.removesuffix("_id") for name in (*next(iter(values.values())), "parent_id")]
            rows.objects.bulk_update(changed, names, batch_size=100)
        written += len(fresh) + len(changed)
    return written
