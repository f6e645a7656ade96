"""All that is held about one person, for that person: wherever it lies, found through the registry of models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise

from greendesk.desks.models import Account, LogEntry
from greendesk.kit.facts import PartialDate, Quantity
from greendesk.kit.texts import Texts

from . import sealing
from .editing import reads_confidential
from .errors import CannotUnseal, NotConfidential
from .models import Passport, Person
from .uniting import pointers

LEFT_OUT = frozenset({"sort_key", "sort_on", "sealed", "revision", "id"})
OTHERS = (ContentType, LogEntry)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row that speaks of the person: what kind, in which role, and what it says."""

    kind: str
    role: str
    title: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything held about a person, as of a moment."""

    made_at: datetime
    desk: str
    facts: dict[str, Any]
    rows: list[HeldRow]
    logbook: list[dict[str, str]]

    def plain(self) -> dict[str, Any]:
        rows = [{"kind": r.kind, "role": r.role, "title": r.title, "facts": r.facts} for r in self.rows]
        return {
            "made_at": self.made_at.isoformat(),
            "desk": self.desk,
            "person": self.facts,
            "records": rows,
            "logbook": self.logbook,
        }


def export_of_person(person: Person, *, by: Account, at: datetime) -> Held:
    """Collect it. Facts of a row are given in full where the row is about the person alone; where it is about others
    too (a delegation, a site), only what it is. Raises NotConfidential for all but officers of the owning desk."""
    if not reads_confidential(person, by):
        raise NotConfidential
    rows = [row for model, column in pointers(Person) for row in _rows(model, column, person, by)]
    entries = LogEntry.objects.of_record(person).select_related("account")
    log = [{"at": e.at.isoformat(), "what": e.verb, "by": str(e.account or "")} for e in entries]
    return Held(at, person.desk.name, _facts(person), rows, log)


def _rows(model: type[models.Model], column: models.ForeignKey, person: Person, by: Account) -> list[HeldRow]:
    found: Any = model._default_manager.filter(**{column.attname: person.pk})
    if model._meta.auto_created:
        return [_linked(row, column) for row in found]
    if hasattr(found, "visible_to"):
        found = found.visible_to(by)
    is_about = column.name == "person"
    kind, role = str(model._meta.verbose_name), str(column.verbose_name)
    return [HeldRow(kind, role, str(row), _facts(row) if is_about else {}) for row in found.order_by("pk")]


def _linked(row: models.Model, column: models.ForeignKey) -> HeldRow:
    """A row of a many-to-many table: what stands at its other end."""
    other = next(c for c in row._meta.concrete_fields if c.is_relation and c is not column)
    there = getattr(row, other.name)
    return HeldRow(str(there._meta.verbose_name), "", str(there), {})


def _facts(row: models.Model) -> dict[str, Any]:
    facts = {}
    for column in row._meta.concrete_fields:
        if column.name in LEFT_OUT or column.related_model is Person:
            continue
        value = getattr(row, f"get_{column.name}_display")() if column.choices else getattr(row, column.name)
        if value not in (None, "", [], {}):
            facts[str(column.verbose_name)] = _plain(value)
    if isinstance(row, Passport):
        try:
            facts |= sealing.unseal(bytes(row.sealed))
        except CannotUnseal as refusal:
            facts["number"] = str(refusal)
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, Texts):
        return value.plain()
    if isinstance(value, (PartialDate, Quantity)):
        return value.written()
    if isinstance(value, (bool, int, float, str, list)) and not isinstance(value, Promise):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
