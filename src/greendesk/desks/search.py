"""Search across everything a reader may see, behind the same wall as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Count, ForeignKey, Func, Q, Window

from .models import Level, SearchEntry
from .queries import words_in
from .sharing import DeskOwned, Reader, Shown, shown


@dataclass(frozen=True, slots=True)
class Found:
    """Records of one kind: the first of them, and how many there are in all."""

    kind: str
    kind_name: str
    rows: list[Shown]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def find(text: str, account: Reader, *, kinds: tuple[str, ...] = (), limit: int = 25) -> list[Found]:
    """What matches, kind by kind. A match in a text counts only for readers who may see that text."""
    entries = SearchEntry.objects.matching(text)
    if kinds:
        entries = entries.filter(kind__in=kinds)
    matched = entries.order_by("kind").values_list("kind", flat=True).distinct()
    return [found for kind in matched if (found := _found(kind, text, account, limit)).count]


def _found(kind: str, text: str, account: Reader, limit: int) -> Found:
    """How many the reader may find, and the first of them: only what is shown is loaded."""
    model = apps.get_model(kind)
    seen = model.objects.visible_to(account).filter(found_in(kind, text)).order_by("pk")
    first = list(seen.values_list("pk", "shown_level", Window(Count("*")))[:limit])
    levels = {pk: level for pk, level, _count in first}
    rows = list(model.objects.filter(pk__in=levels).select_related(*title_needs(model)).order_by("pk") if first else [])
    for row in rows:
        row.shown_level = levels[row.pk]
    return Found(kind, str(model._meta.verbose_name_plural), shown(rows), first[0][2] if first else 0)


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


def found_in(kind: str, text: str) -> Q:
    """For a set of `kind` that `visible_to` made: rows with all the words in the text that their reader may see.

    What no whole text holds need not be looked at; of the others, that part of the text tells which the reader sees."""
    words = words_in(text)
    return Q(_Held(kind, words)) if words else Q(pk__in=[])


class _Held(Func):
    """Written out here as in `sharing`: search asks it of every kind, and the ORM takes longer to write it than most
    databases to answer it."""

    output_field = BooleanField()

    def __init__(self, kind: str, words: list[str]) -> None:
        self.kind, self.words = kind, words
        super().__init__("pk", "shown_level")

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        (row, given), (level, needed) = map(compiler.compile, self.get_source_expressions())
        asked = [self.kind, *(f"%{connection.ops.prep_for_like_query(word)}%" for word in self.words)]

        def holding(text: str) -> str:
            words = f" AND {text} LIKE %s ESCAPE '\\'" * len(self.words)
            return f'FROM "{SearchEntry._meta.db_table}" WHERE "kind" = %s{words}'

        whole = f"""{row} IN (SELECT "record" {holding('"text"')})"""
        summary, existence = (
            f'EXISTS(SELECT 1 {holding(part)} AND "record" = {row})'
            for part in ('substr("text", 1, "at_summary")', 'substr("text", 1, "at_existence")')
        )
        seen = f"CASE {level} WHEN {Level.FULL:d} THEN TRUE WHEN {Level.SUMMARY:d} THEN {summary} ELSE {existence} END"
        return f"({whole} AND {seen})", [*given, *asked, *needed, *asked, *given, *asked, *given]


def matching_ids(text: str, account: Reader, kind: str) -> Any:
    """Primary keys of one kind that match and that the account may see: for the filter of a list."""
    return (
        apps.get_model(kind)
        .objects.visible_to(account)
        .filter(found_in(kind, text))
        .order_by()
        .values_list("pk", flat=True)
    )
