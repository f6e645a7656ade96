"""What selects offer: only the columns that a name is made of are read, and each set once a request.

A form of a visit offers its thousands of people four times over; read whole and each time anew that is a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asgiref.local import Local
from django.core.exceptions import EmptyResultSet
from django.core.signals import request_finished, request_started
from django.forms.models import ModelChoiceField, ModelChoiceIterator
from django.utils.translation import get_language

NAMED_BY: dict[str, tuple[str, ...]] = {
    "directory.organisation": ("name", "names"),
    "directory.person": ("given", "family", "han", "reading", "family_first"),
    "catalogue.company": ("organisation__name", "organisation__names"),
    "catalogue.solution": ("name",),
    "catalogue.referencesite": ("name",),
}
_read = Local()


class Choices(ModelChoiceIterator):
    """Django's own where a field words its options itself, or the set is an odd one."""

    def __iter__(self) -> Iterator[Any]:
        columns = NAMED_BY.get(self.queryset.model._meta.label_lower)
        words_itself = type(self.field).label_from_instance is not ModelChoiceField.label_from_instance
        if columns is None or words_itself or self.queryset._prefetch_related_lookups:
            yield from super().__iter__()
            return
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self._once_a_request(columns)

    def _once_a_request(self, columns: tuple[str, ...]) -> list[Any]:
        kept: dict[Any, list[Any]] | None = getattr(_read, "sets", None)
        try:
            key = (get_language(), self.field.to_field_name, *map(repr, self.queryset.query.sql_with_params()))
        except EmptyResultSet:
            return []
        if kept is not None and key in kept:
            return kept[key]
        relations = {column.partition("__")[0] for column in columns if "__" in column}
        rows = (
            self.queryset.select_related(None).select_related(*relations)
            if relations
            else self.queryset.select_related(None)
        )
        found = [
            self.choice(row) for row in rows.only("pk", *columns, *filter(None, [self.field.to_field_name])).iterator()
        ]
        if kept is not None:
            kept[key] = found
        return found


def listen() -> None:
    """Use it for every form, and forget with the request what was read for it."""
    ModelChoiceField.iterator = Choices
    request_started.connect(_begin, dispatch_uid="greendesk.choices.begin")
    request_finished.connect(_end, dispatch_uid="greendesk.choices.end")


def _begin(**_facts: Any) -> None:
    _read.sets = {}


def _end(**_facts: Any) -> None:
    _read.sets = None
