"""Search across everything a reader may see, behind the same wall as the pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, ForeignKey, OuterRef

from .models import SearchEntry
from .sharing import DeskOwned, Reader, Shown, shown

A_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """Records of one kind: the first of them, and how many there are in all."""

    kind: str
    kind_name: str
    rows: list[Shown]
    count: int


def find(text: str, account: Reader, *, kinds: tuple[str, ...] = (), limit: int = 25) -> list[Found]:
    """What matches, kind by kind. A match in a text counts only for readers who may see that text."""
    hits: dict[str, dict[int, int]] = defaultdict(dict)
    entries = SearchEntry.objects.matching(text)
    if kinds:
        entries = entries.filter(kind__in=kinds)
    for kind, record, level in entries.values_list("kind", "record", "level"):
        hits[kind][record] = min(level, hits[kind].get(record, level))
    return [found for kind in sorted(hits) if (found := _found(kind, hits[kind], account, limit)).count]


def _found(kind: str, lowest: dict[int, int], account: Reader, limit: int) -> Found:
    """Of the records that match, each from a level on: those whose reader has that level. Only what is shown is loaded."""
    model = apps.get_model(kind)
    visible = model.objects.visible_to(account)
    wanted = sorted(lowest)
    seen: list[int] = []
    for start in range(0, len(wanted), A_BATCH):
        levels = visible.filter(pk__in=wanted[start : start + A_BATCH]).order_by().values_list("pk", "shown_level")
        seen += sorted(pk for pk, level in levels if level >= lowest[pk])
    rows = visible.filter(pk__in=seen[:limit]).select_related(*title_needs(model)).order_by("pk") if seen else []
    return Found(kind, str(model._meta.verbose_name_plural), shown(rows), len(seen))


@cache
def title_needs(model: type[DeskOwned]) -> list[str]:
    """The relations that titles may be made of: those that others see or, of a kind that only its desk sees, all to
    other records; and where those are called after something else (a company after its organisation), that too."""
    named = {*model.existence, *model.summary}
    own = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and (field.name in named or (not named and issubclass(field.related_model, DeskOwned)))
    ]
    further = {
        f"{field.name}__{name.name}"
        for field in own
        if issubclass(field.related_model, DeskOwned)
        for name in field.related_model._meta.concrete_fields
        if isinstance(name, ForeignKey) and not name.null and name.name in field.related_model.summary
    }
    return sorted({"desk", *(field.name for field in own), *further})


def found_in(kind: str, text: str) -> Exists:
    """For a set of `kind` that `visible_to` made: rows with all the words in a text that their reader may see."""
    entries = SearchEntry.objects.matching(text).filter(kind=kind, record=OuterRef("pk"))
    return Exists(entries.filter(level__lte=OuterRef("shown_level")))


def matching_ids(text: str, account: Reader, kind: str) -> Any:
    """Primary keys of one kind that match and that the account may see: for the filter of a list."""
    return (
        apps.get_model(kind)
        .objects.visible_to(account)
        .filter(found_in(kind, text))
        .order_by()
        .values_list("pk", flat=True)
    )
