"""Two rows become one: everything that points at the one that goes is led to the one that stays.

Generic over every relation of every room, found through Django's registry, so that a room built later is not forgotten.
Rows that would then say the same thing twice (a unique constraint) are united in turn. What is written down on the way
is enough to put everything back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import F, UniqueConstraint

from greendesk.desks.indexing import index
from greendesk.desks.models import LogEntry
from greendesk.desks.sharing import DeskOwned, Part
from greendesk.kit.texts import Texts

from .errors import CannotMerge

KEPT_AS_IS = frozenset({"revision", "created_at", "updated_at", "sort_key", "sort_on", "is_invented", "sharing"})
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the two rows disagree; `stays` is the value that the kept row goes on with."""

    name: str
    label: str
    kept: Any
    gone: Any


@dataclass(slots=True)
class Union:
    """What uniting did, as plain values for the trash, and as counts for a preview."""

    moved: list[Json] = field(default_factory=list)
    removed: list[Json] = field(default_factory=list)
    filled: list[Json] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    folded: list[str] = field(default_factory=list)
    touched: set[tuple[str, int]] = field(default_factory=set)

    def payload(self) -> Json:
        return {"moved": self.moved, "removed": self.removed, "filled": self.filled}


def pointers(model: type[models.Model]) -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every foreign key of every room that points at the model, those of many-to-many tables included."""
    for other in apps.get_models(include_auto_created=True):
        for column in other._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model is model:
                yield other, column


def unite(keep: models.Model, gone: models.Model, union: Union, *, prefer_gone: Iterable[str] = ()) -> None:
    """Lead everything from `gone` to `keep`, fill what `keep` left empty, and delete `gone`.

    Raises CannotMerge where the two are both needed: on two sides of one thing, or in two places at once.
    """
    model = type(keep)
    for other, column in pointers(model):
        rows = list(other._base_manager.filter(**{column.attname: gone.pk}).order_by("pk"))
        if rows and not _lead_all(rows, column, keep, gone, union):
            for row in rows:
                _lead(row, column, keep, gone, union)
    _lead_history(keep, gone, union)
    before = row_as_json(keep)
    _fill(keep, gone, set(prefer_gone))
    union.removed.append(row_as_json(gone))
    _touch(gone, union)
    gone_pk = gone.pk
    gone.delete()
    gone.pk = gone_pk
    keep.save()
    after = row_as_json(keep)
    changed = {
        name: [value, after["fields"].get(name)]
        for name, value in before["fields"].items()
        if value != after["fields"].get(name)
    }
    union.filled.append({"model": before["model"], "pk": before["pk"], "fields": changed})
    _touch(keep, union)


def _lead_all(
    rows: list[models.Model], column: models.ForeignKey, keep: models.Model, gone: models.Model, union: Union
) -> bool:
    """All pointing rows in one statement, where none of them is in the way."""
    model = type(rows[0])
    if any((model is type(keep) and row.pk == keep.pk) or _both_ends(row, column, keep) for row in rows):
        return False
    try:
        with transaction.atomic():
            model._base_manager.filter(**{column.attname: gone.pk}).update(**{column.attname: keep.pk})
    except IntegrityError:
        return False
    for row in rows:
        _moved(row, column, keep, gone, union)
    return True


def _moved(row: models.Model, column: models.ForeignKey, keep: models.Model, gone: models.Model, union: Union) -> None:
    label = row._meta.label_lower
    union.moved.append({"model": label, "pk": row.pk, "field": column.attname, "from": gone.pk, "to": keep.pk})
    if not type(row)._meta.auto_created:
        union.counts[str(row._meta.verbose_name_plural)] += 1
    _touch(row, union)


def _lead(row: models.Model, column: models.ForeignKey, keep: models.Model, gone: models.Model, union: Union) -> None:
    """One pointing row: moved, or united with the row that already says the same of `keep`."""
    if type(row) is type(keep) and row.pk == keep.pk or _both_ends(row, column, keep):
        _let_go(row, column, keep, union)
        return
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{column.attname: keep.pk})
    except IntegrityError as problem:
        twin = _twin(row, column, keep)
        if twin is None or not _may_fold(row, twin, column):
            raise CannotMerge(kind=row._meta.verbose_name, what=_name(row)) from problem
        union.folded.append(f"{type(row)._meta.verbose_name}: {_name(row)}")
        unite(twin, row, union)
        return
    _moved(row, column, keep, gone, union)


def _both_ends(row: models.Model, column: models.ForeignKey, keep: models.Model) -> bool:
    """A row of a many-to-many table that would link `keep` to itself."""
    if not type(row)._meta.auto_created:
        return False
    others = [c for c in row._meta.concrete_fields if c is not column and c.related_model is type(keep)]
    return any(getattr(row, c.attname) == keep.pk for c in others)


def _let_go(row: models.Model, column: models.ForeignKey, keep: models.Model, union: Union) -> None:
    """A relation between the two themselves ends with their becoming one."""
    if type(row)._meta.auto_created:
        union.removed.append(row_as_json(row))
        row.delete()
        return
    union.moved.append(
        {
            "model": row._meta.label_lower,
            "pk": row.pk,
            "field": column.attname,
            "from": getattr(row, column.attname),
            "to": None,
        }
    )
    type(row)._base_manager.filter(pk=row.pk).update(**{column.attname: None})
    setattr(keep, column.attname, None)


def _twin(row: models.Model, column: models.ForeignKey, keep: models.Model) -> models.Model | None:
    """The row that a unique constraint says is the same as `row` would be, were it led to `keep`."""
    for names in _unique_sets(type(row)):
        if column.name not in names:
            continue
        wanted: Json = {}
        for one in (row._meta.get_field(name) for name in names if name != column.name):
            kept: Any = one.get_prep_value(getattr(row, one.attname))  # as it lies there: an unknown date is no NULL
            wanted |= {f"{one.name}__isnull": True} if kept is None else {one.attname: kept}
        found = type(row)._base_manager.filter(**wanted, **{column.attname: keep.pk}).exclude(pk=row.pk).first()
        if found is not None:
            return found
    return None


def _unique_sets(model: type[models.Model]) -> Iterator[set[str]]:
    for column in model._meta.concrete_fields:
        if column.unique and not column.primary_key:
            yield {column.name}
    for names in model._meta.unique_together:
        yield set(names)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            named = {part.name for expression in constraint.expressions for part in _columns_in(expression)}
            yield {*constraint.fields, *named}


def _columns_in(expression: Any) -> Iterator[F]:
    """The columns that an expression of a constraint looks at."""
    if isinstance(expression, F):
        yield expression
        return
    for part in expression.get_source_expressions():
        if part is not None:
            yield from _columns_in(part)


def _may_fold(row: models.Model, twin: models.Model, column: models.ForeignKey) -> bool:
    """Two rows say the same unless they lead to different other records: then folding would lose one of these."""
    for other in row._meta.concrete_fields:
        if not other.is_relation or other is column or other.related_model._meta.app_label == "desks":
            continue
        one, two = getattr(row, other.attname), getattr(twin, other.attname)
        if one is not None and two is not None and one != two:
            return False
    return True


def _lead_history(keep: models.Model, gone: models.Model, union: Union) -> None:
    """The logbook of both becomes the logbook of the one."""
    label = keep._meta.label_lower
    for entry in LogEntry.objects.filter(kind=label, record=gone.pk).values_list("pk", flat=True):
        union.moved.append({"model": "desks.logentry", "pk": entry, "field": "record", "from": gone.pk, "to": keep.pk})
    LogEntry.objects.filter(kind=label, record=gone.pk).update(record=keep.pk)


def _fill(keep: models.Model, gone: models.Model, prefer_gone: set[str]) -> None:
    for column in keep._meta.concrete_fields:
        if column.primary_key or column.name in KEPT_AS_IS or column.name == "desk":
            continue
        mine, theirs = getattr(keep, column.attname), getattr(gone, column.attname)
        if column.name in prefer_gone and not _empty(theirs):
            setattr(keep, column.attname, theirs)
        elif isinstance(mine, Texts) and isinstance(theirs, Texts):
            setattr(keep, column.attname, _with_missing(mine, theirs))
        elif isinstance(mine, list) and isinstance(theirs, list):
            setattr(keep, column.attname, [*mine, *(item for item in theirs if item not in mine)])
        elif column.name == "note" and mine and theirs and mine != theirs:
            setattr(keep, column.attname, f"{mine}\n\n{theirs}")
        elif _empty(mine) and not _empty(theirs) and not (column.related_model is type(keep) and theirs == keep.pk):
            setattr(keep, column.attname, theirs)
    if hasattr(keep, "sharing") and hasattr(gone, "sharing"):
        keep.sharing = min(keep.sharing, gone.sharing)
    if hasattr(keep, "revision"):
        keep.revision += 1


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or value is False


def _with_missing(mine: Texts, theirs: Texts) -> Texts:
    texts = Texts({lang: dict(entry) for lang, entry in mine.items()})
    for lang, text in theirs.plain().items():
        if lang not in texts:
            texts.translate(lang, text, origin="person", state="checked")
    return texts


def differences(keep: models.Model, gone: models.Model) -> list[Difference]:
    """Fields that both rows fill, differently."""
    found = []
    for column in keep._meta.concrete_fields:
        if (
            column.primary_key
            or column.name in {*KEPT_AS_IS, "desk", "aliases", "languages", "note"}
            or not column.editable
        ):
            continue
        mine, theirs = getattr(keep, column.name), getattr(gone, column.name)
        if isinstance(mine, Texts):
            clash = any(lang in mine and mine[lang]["text"] != text for lang, text in theirs.plain().items())
        else:
            clash = not _empty(mine) and not _empty(theirs) and mine != theirs
        if clash:
            show = f"get_{column.name}_display" if column.choices else ""
            one, two = (getattr(row, show)() if show else getattr(row, column.name) for row in (keep, gone))
            found.append(Difference(column.name, str(column.verbose_name), one, two))
    return found


class Exactly(DjangoJSONEncoder):
    """Moments to the microsecond, where Django's own stops at the millisecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def row_as_json(row: models.Model) -> Json:
    """All concrete columns of a row, as plain values that can be kept and put back."""
    names = [column.name for column in row._meta.concrete_fields]
    written: Json = serializers.serialize("python", [row], fields=names)[0]
    plain: Json = json.loads(json.dumps(written, cls=Exactly))
    return plain


def put_back(written: Json) -> models.Model:
    """The row as `row_as_json` wrote it, under its old key."""
    thing = next(iter(serializers.deserialize("python", [written])))
    model = type(thing.object)
    stamps = {
        c.name: getattr(thing.object, c.name) for c in model._meta.concrete_fields if getattr(c, "auto_now_add", False)
    }
    thing.save()
    if stamps:
        model._base_manager.filter(pk=thing.object.pk).update(**stamps)
    row = model._base_manager.get(pk=thing.object.pk)
    assert isinstance(row, models.Model)
    return row


def _name(row: models.Model) -> str:
    return str(row)[:80]


def _touch(row: models.Model, union: Union) -> None:
    """Remember the desk-owned record whose searchable text may have changed."""
    whole: Any = row
    if isinstance(row, Part):
        for step in row.whole.split("__"):
            whole = getattr(whole, step)
    if isinstance(whole, DeskOwned) and whole.pk:
        union.touched.add((whole._meta.label_lower, whole.pk))


def index_touched(touched: Iterable[tuple[str, int]]) -> None:
    for label, pk in sorted(touched):
        index(apps.get_model(label)._base_manager.filter(pk=pk))
