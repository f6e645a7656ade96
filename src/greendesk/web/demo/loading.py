"""Writes the demonstration into the database, once; a second load changes only what the files changed meanwhile.

Which row came from which key is kept in the logbook, one line `demo.loaded` for each, with a print of what the file
said: records renamed in the product stay recognised, and stay renamed as long as the file says the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from greendesk.atlas.loading import load_atlas
from greendesk.atlas.models import Place, Theme
from greendesk.desks.models import Account, Desk, Level, LogEntry
from greendesk.desks.sharing import DeskOwned
from greendesk.kit.texts import Texts, TextsField

from .kinds import KINDS, Kind, Part
from .reading import INVENTED, Source, day_of, folder, moment_of, read, read_sources, source_of

VERB = "demo.loaded"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records the files hold, and how many of them this run wrote."""

    records: int
    written: int


@transaction.atomic
def load_demonstration(
    *, today: date | None = None, where: Path | None = None, progress: Progress = lambda done, total, what: None
) -> Outcome:
    """Write what is new or changed in the files. Days counted from today are counted when a record is first written.

    Raises NoDemonstration if the files are missing, and ValueError with file and key for a record that does not fit.
    """
    load_atlas()
    loader = Loader(where or folder(), today or timezone.localdate())
    for number, kind in enumerate(KINDS):
        progress(number, len(KINDS), kind.name)
        loader.load(kind)
    loader.finish()
    progress(len(KINDS), len(KINDS), "")
    return Outcome(loader.seen, loader.written)


def loaded(name: str) -> dict[str, Any]:
    """Rows that came from one file, by their key in it, in the file's order. Rows deleted since are left out."""
    kind = next(kind for kind in KINDS if kind.name == name)
    order = [record["key"] for record in read(name, folder())]
    lines = LogEntry.objects.filter(verb=VERB, facts__file=name).values_list("facts__key", "record")
    keys = {key: pk for key, pk in lines if pk is not None}
    rows = kind.model._default_manager.in_bulk(keys.values())
    return {key: rows[keys[key]] for key in order if key in keys and keys[key] in rows}


@dataclass(slots=True)
class Line:
    """A line of the logbook that says which row a key has become."""

    entry: LogEntry
    is_fresh: bool = False
    is_touched: bool = False


@dataclass(slots=True)
class Loader:
    where: Path
    today: date
    seen: int = 0
    written: int = 0
    sources: dict[str, Source] = field(init=False)
    places: dict[str, Place] = field(init=False)
    themes: dict[str, Theme] = field(init=False)
    lines: dict[tuple[str, str], Line] = field(init=False)
    rows: dict[tuple[str, str], models.Model] = field(default_factory=dict)
    links: list[tuple[models.Model, str, list[Any]]] = field(default_factory=list)
    recalled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sources = read_sources(self.where)
        self.places = _places()
        self.themes = {theme.key: theme for theme in Theme.objects.all()}
        known = LogEntry.objects.filter(verb=VERB)
        self.lines = {(entry.facts["file"], entry.facts["key"]): Line(entry) for entry in known}

    def load(self, kind: Kind) -> None:
        self._recall(kind.name, kind.model)
        for record in read(kind.name, self.where):
            self.seen += 1
            try:
                self._write(kind.name, kind.model, record, dict(kind.parts))
            except (KeyError, ValueError, TypeError) as problem:
                raise ValueError(f"{kind.name}.json, {record.get('key', '?')}: {problem!r}") from problem

    def finish(self) -> None:
        """Relations between many come last, when every row is there; then the logbook learns what was written."""
        for row, name, values in self.links:
            getattr(row, name).set([self._resolve(row._meta.get_field(name), value) for value in values])
        fresh = [line.entry for line in self.lines.values() if line.is_fresh]
        touched = [line.entry for line in self.lines.values() if line.is_touched and not line.is_fresh]
        LogEntry.objects.bulk_create(fresh)
        LogEntry.objects.bulk_update(touched, ["record", "facts"], batch_size=100)

    # -- one record --------------------------------------------------------------------------------------

    def _write(
        self, name: str, model: type[models.Model], record: dict[str, Any], parts: dict[str, Part]
    ) -> models.Model:
        """The row of a record, written if the file says something new about it."""
        key = record["key"]
        own = {k: v for k, v in record.items() if k != "key" and k not in parts}
        said = _print(own)
        line = self.lines.get((name, key))
        row = self.rows.get((name, key)) if line else None
        if row is None or line is None or line.entry.facts["print"] != said:
            row = self._fill(key, row or model(), self._inline(key, own))
            self._note(name, key, row, said)
        self.rows[name, key] = row
        for part_name, part in parts.items():
            self._write_parts(f"{name}/{part_name}", key, part, row, record.get(part_name, []))
        return row

    def _write_parts(self, name: str, above: str, part: Part, whole: models.Model, records: list[Any]) -> None:
        if name not in self.recalled:
            self._recall(name, part.model)
        for number, record in enumerate(records, start=1):
            numbered = {part.order: number, **record} if part.order else dict(record)
            numbered["key"] = f"{above}/{record.get('key', number)}"
            numbered[part.up] = whole
            self.seen += 1
            self._write(name, part.model, numbered, dict(part.parts))

    def _inline(self, key: str, record: dict[str, Any]) -> dict[str, Any]:
        """A company is written together with its organisation: the same key, desk, place, source and mark."""
        organisation = record.get("organisation")
        if not isinstance(organisation, dict):
            return record
        passed = {
            k: record[k] for k in ("desk", "place", "source", "is_invented", "sharing", "co_desks") if k in record
        }
        kind = next(kind for kind in KINDS if kind.name == "organisations")
        row = self._write(kind.name, kind.model, {"key": key, **passed, **organisation}, dict(kind.parts))
        return {**record, "organisation": row}

    def _fill(self, key: str, row: models.Model, record: dict[str, Any]) -> models.Model:
        later: dict[str, list[Any]] = {}
        self._fill_source(row, record)
        for name, value in record.items():
            if name == "source":
                continue
            column = row._meta.get_field(name)
            if column.many_to_many:
                later[name] = value
            else:
                setattr(row, name, self._resolve(column, value))
        if isinstance(row, Account) and row.pk is None:
            row.set_unusable_password()
        if isinstance(row, Desk):
            row.key = key
        row.save()
        self.links += [(row, name, values) for name, values in later.items()]
        self.written += 1
        return row

    def _fill_source(self, row: models.Model, record: dict[str, Any]) -> None:
        names = {column.name for column in row._meta.concrete_fields}
        if "source" not in names:
            return
        source = Source(INVENTED) if record.get("is_invented") else Source("")
        if "source" in record:
            source = source_of(record["source"], self.sources)
        told = {"source": source.name, "source_url": source.url, "source_on": source.on}
        for name, value in told.items():
            if name in names:
                setattr(row, name, row._meta.get_field(name).to_python(value) or "")

    def _note(self, name: str, key: str, row: models.Model, said: str) -> None:
        line = self.lines.get((name, key))
        if line is None:
            line = self.lines[name, key] = Line(LogEntry(verb=VERB, kind=row._meta.label_lower), is_fresh=True)
        desk = row if isinstance(row, Desk) else getattr(row, "desk", None) if isinstance(row, DeskOwned) else None
        line.entry.desk = desk
        line.entry.record = row.pk
        line.entry.facts = {"file": name, "key": key, "print": said}
        line.is_touched = True

    # -- one value ---------------------------------------------------------------------------------------

    def _resolve(self, column: Any, value: Any) -> Any:
        """What the file says, as the field wants it. Raises KeyError for an unknown key, ValueError for bad text."""
        if column.is_relation:
            return self._relation(column.related_model, value)
        if isinstance(column, TextsField):
            return Texts.from_plain(value)
        if isinstance(value, str) and isinstance(column, models.DateTimeField):
            return moment_of(value, self.today)
        if isinstance(value, str) and isinstance(column, models.DateField):
            return day_of(value, self.today)
        if column.name == "sharing":
            return Level[value.upper()]
        return column.to_python(value)

    def _relation(self, model: type[models.Model], value: Any) -> Any:
        if value is None or isinstance(value, models.Model):
            return value
        if model is Place:
            return self.places[value]
        if model is Theme:
            return self.themes[value]
        return self.rows[next(kind.name for kind in KINDS if kind.model is model), value]

    def _recall(self, name: str, model: type[models.Model]) -> None:
        """Rows that an earlier load made from this file."""
        self.recalled.add(name)
        lines = {key[1]: line.entry.record for key, line in self.lines.items() if key[0] == name}
        if not lines:
            return
        there = model._default_manager.in_bulk([pk for pk in lines.values() if pk is not None])
        self.rows.update({(name, key): there[pk] for key, pk in lines.items() if pk in there})


def _places() -> dict[str, Place]:
    """All places by scheme and code, each knowing its parent without asking the database again."""
    places = {place.pk: place for place in Place.objects.all()}
    for place in places.values():
        if place.parent_id:
            place.parent = places[place.parent_id]
    return {f"{place.scheme}:{place.code}": place for place in places.values()}


def _print(record: Mapping[str, Any]) -> str:
    """A print of what a file says; rows already written count by their key."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, default=lambda row: f"{row._meta.label}:{row.pk}")
    return hashlib.sha256(text.encode()).hexdigest()[:16]
