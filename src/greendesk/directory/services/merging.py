"""Two entries of one desk that are the same body or person: previewed, merged, and put back where that was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from greendesk.desks import logbook
from greendesk.desks.indexing import index
from greendesk.desks.models import Account, Trash
from greendesk.desks.sharing import DeskOwned

from .. import errors, signals
from ..editing import hold
from ..models import Organisation, Person
from ..uniting import Difference, Union, differences, index_touched, put_back, row_as_json, unite

VERBS = {"directory.organisation": "organisation.merged", "directory.person": "person.merged"}


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: how many rows of which kind move, what coincides, which values differ, why it cannot be."""

    moves: dict[str, int]
    folded: list[str]
    differences: list[Difference]
    refusal: str = ""


class _OnlyLooking(Exception):
    """Takes back a merge that was made to see what it does."""


def preview_merge(keep: DeskOwned, gone: DeskOwned, *, by: Account) -> MergePreview:
    """What merging would do, found out by doing it and taking it back. Raises as merging does, save CannotMerge."""
    differing = differences(keep, gone)
    union = Union()
    try:
        with transaction.atomic():
            kept, away = _hold_both(keep, gone, by)
            unite(kept, away, union)
            raise _OnlyLooking
    except _OnlyLooking:
        return MergePreview(dict(sorted(union.counts.items())), union.folded, differing)
    except errors.CannotMerge as refusal:
        return MergePreview({}, [], differing, str(refusal))


def merge_organisations(
    keep: Organisation, gone: Organisation, *, by: Account, take: Iterable[str] = ()
) -> tuple[Organisation, Trash]:
    """Make one of two organisations of a desk; `take` names the fields in which the one that goes is right.

    Meetings, agreements, people, consents and notes of both stay, now of the one. The name of the one that goes
    becomes an alias. Returns the kept row and what `undo_merge` takes. Raises OtherDesk, SameRecord, CannotMerge.
    """
    kept, trash = _merge(keep, gone, by=by, take=take)
    assert isinstance(kept, Organisation)
    return kept, trash


def merge_people(keep: Person, gone: Person, *, by: Account, take: Iterable[str] = ()) -> tuple[Person, Trash]:
    """Make one of two entries of the same person; as `merge_organisations`."""
    if keep.erased_at or gone.erased_at:
        raise errors.IsErased
    kept, trash = _merge(keep, gone, by=by, take=take)
    assert isinstance(kept, Person)
    return kept, trash


@transaction.atomic
def _merge(keep: DeskOwned, gone: DeskOwned, *, by: Account, take: Iterable[str]) -> tuple[DeskOwned, Trash]:
    kept, away = _hold_both(keep, gone, by)
    union = Union()
    title, gone_pk, label = str(away), away.pk, kept._meta.label_lower
    if isinstance(kept, Organisation) and isinstance(away, Organisation) and away.name != kept.name:
        kept_name_taken = "name" in set(take)
        alias = kept.name if kept_name_taken else away.name
    else:
        alias = ""
    unite(kept, away, union, prefer_gone=take)
    if alias and isinstance(kept, Organisation) and alias not in kept.aliases:
        before = row_as_json(kept)["fields"]["aliases"]
        kept.aliases = [*kept.aliases, alias]
        kept.save()
        union.filled.append({"model": label, "pk": kept.pk, "fields": {"aliases": [before, kept.aliases]}})
    trash = Trash.objects.create(
        desk=kept.desk,
        verb=VERBS[label],
        title=f"{title} → {kept}"[:300],
        payload={**union.payload(), "kept": kept.pk, "gone": gone_pk, "model": label},
        by=by,
    )
    logbook.record(VERBS[label], by=by, on=kept, gone=gone_pk, trash=trash.pk)
    index_touched(t for t in union.touched if t != (label, gone_pk))
    transaction.on_commit(lambda: signals.records_merged.send(type(kept), model=label, kept=kept.pk, gone=gone_pk))
    return kept, trash


def _hold_both(keep: DeskOwned, gone: DeskOwned, by: Account) -> tuple[DeskOwned, DeskOwned]:
    """Both rows, locked in the order of their keys so that two merges never wait for each other."""
    if type(keep) is not type(gone) or keep.pk == gone.pk:
        raise errors.SameRecord
    held = {row.pk: hold(row, by) for row in sorted((keep, gone), key=lambda row: row.pk)}
    if held[keep.pk].desk_id != held[gone.pk].desk_id:
        raise errors.OtherDesk
    return held[keep.pk], held[gone.pk]


@transaction.atomic
def undo_merge(trash: Trash, *, by: Account) -> DeskOwned:
    """Put back what a merge took away. What was written since stays with the kept one. Returns the row that is back.

    Raises NotYours for a stranger, NothingToUndo if it was undone before or the kept one has gone since.
    """
    held = Trash.objects.select_for_update().filter(pk=trash.pk, desk__in=by.editing_desk_ids).first()
    if held is None or held.undone_at or held.verb not in VERBS.values() or not held.payload:
        raise errors.NothingToUndo
    model = apps.get_model(held.payload["model"])
    if not model._base_manager.filter(pk=held.payload["kept"]).exists():
        raise errors.NothingToUndo
    try:
        rows = _restore(held.payload)
    except IntegrityError as problem:
        raise errors.NothingToUndo from problem
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    back = next(
        row for row in rows if row._meta.label_lower == held.payload["model"] and row.pk == held.payload["gone"]
    )
    assert isinstance(back, DeskOwned)
    logbook.record("merge.undone", by=by, on=back, kept=held.payload["kept"], trash=held.pk)
    return back


def _restore(payload: dict[str, Any]) -> list[models.Model]:
    """Rows back under their keys, those that others need first; pointers back; filled fields emptied."""
    for filled in reversed(payload["filled"]):
        _unfill(filled)
    rows = [put_back(written) for written in reversed(payload["removed"])]
    touched = {(row._meta.label_lower, row.pk) for row in rows if isinstance(row, DeskOwned)}
    for move in reversed(payload["moved"]):
        model = apps.get_model(move["model"])
        model._base_manager.filter(pk=move["pk"], **{move["field"]: move["to"]}).update(**{move["field"]: move["from"]})
        if issubclass(model, DeskOwned):
            touched.add((move["model"], move["pk"]))
    touched.add((payload["model"], payload["kept"]))
    for label, pk in sorted(touched):
        index(apps.get_model(label)._base_manager.filter(pk=pk))
    return rows


def _unfill(filled: dict[str, Any]) -> None:
    """Fields of the kept row as they were, unless somebody has written them since."""
    row = apps.get_model(filled["model"])._base_manager.filter(pk=filled["pk"]).first()
    if row is None:
        return
    now = row_as_json(row)["fields"]
    for name, (before, after) in filled["fields"].items():
        column = row._meta.get_field(name)
        if name not in ("revision", "updated_at", "created_at") and now.get(name) == after:
            value = before if column.is_relation else column.to_python(before)
            setattr(row, column.attname, value)
    if hasattr(row, "revision"):
        row.revision += 1
    row.save()
