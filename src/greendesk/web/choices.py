"""What selects offer: only the columns that a name is made of are read, and each set once a request.

A form of a visit offers its thousands of people four times over; read whole and each time anew that is a second. Where
there are more than anybody looks through, the select becomes a line to type a name into (`typed_names`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asgiref.local import Local
from django.core.exceptions import EmptyResultSet
from django.core.signals import request_finished, request_started
from django.forms import BaseForm, BoundField, CheckboxSelectMultiple, Select, SelectMultiple
from django.forms.models import ModelChoiceField, ModelChoiceIterator, ModelMultipleChoiceField
from django.utils.translation import get_language

from .typed_names import NAMED_BY, NameLine, named_only, rows_meant

MOST_OFFERED = 60
MOST_DESKS = 12  # beyond that the names offered while typing are those of all desks
_read = Local()


class Choices(ModelChoiceIterator):
    """Django's own where a field words its options itself, or the set is an odd one."""

    def __iter__(self) -> Iterator[Any]:
        columns = self._columns()
        if columns is None:
            yield from super().__iter__()
            return
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self._once_a_request(columns)

    def desks_if_long(self) -> list[int] | None:
        """The desks whose records these are, where there are more than a select should hold."""
        columns = self._columns()
        by_key = self.field.to_field_name in (None, "", "pk", self.queryset.model._meta.pk.name)
        if columns is None or not by_key or self.queryset.query.is_sliced:
            return None
        kept, key = self._kept()
        if key is None:
            return None
        if kept is not None and ("desks", *key) in kept:
            return kept["desks", *key]
        found = kept[key] if kept and key in kept else self._choices(self.queryset[: MOST_OFFERED + 1], columns)
        if len(found) <= MOST_OFFERED:
            if kept is not None:
                kept[key] = found
            return None
        rows = self.queryset.select_related(None).order_by().values_list("desk", flat=True).distinct()
        desks = list(rows[: MOST_DESKS + 1])
        desks = [] if len(desks) > MOST_DESKS else sorted(desks)
        if kept is not None:
            kept["desks", *key] = desks
        return desks

    def _columns(self) -> tuple[str, ...] | None:
        columns = NAMED_BY.get(self.queryset.model._meta.label_lower)
        words_itself = type(self.field).label_from_instance is not ModelChoiceField.label_from_instance
        return None if words_itself else columns

    def _kept(self) -> tuple[dict[Any, Any] | None, tuple[Any, ...] | None]:
        """What was read in this request, and under which key this set is kept; none for a set that is always empty."""
        try:
            key = (get_language(), self.field.to_field_name, *map(repr, self.queryset.query.sql_with_params()))
        except EmptyResultSet:
            return None, None
        return getattr(_read, "sets", None), key

    def _once_a_request(self, columns: tuple[str, ...]) -> list[Any]:
        kept, key = self._kept()
        if key is None:
            return []
        if kept is not None and key in kept:
            return kept[key]
        found = self._choices(self.queryset, columns)
        if kept is not None:
            kept[key] = found
        return found

    def _choices(self, rows: Any, columns: tuple[str, ...]) -> list[Any]:
        named = named_only(rows, (*columns, *filter(None, [self.field.to_field_name])))
        return [self.choice(row) for row in named.iterator()]


SELECTS = (Select, SelectMultiple, CheckboxSelectMultiple)
_bound, _one, _many = ModelChoiceField.get_bound_field, ModelChoiceField.to_python, ModelMultipleChoiceField.clean


def _bound_field(self: Any, form: BaseForm, field_name: str) -> BoundField:
    """The field of one form, for its page and for what was sent: a line to type into where its select would be long."""
    widget, choices = self.widget, self.choices
    if type(widget) in SELECTS and isinstance(choices, Choices) and (desks := choices.desks_if_long()) is not None:
        line = NameLine(self, is_many=isinstance(self, ModelMultipleChoiceField), desks=desks, attrs=widget.attrs)
        line.is_required, line.is_localized = widget.is_required, widget.is_localized
        self.widget = line
    return _bound(self, form, field_name)


def _to_python(self: Any, value: Any) -> Any:
    if isinstance(self.widget, NameLine) and not self.widget.is_many and value not in self.empty_values:
        rows = rows_meant(self, [value], is_many=False)
        return _one(self, rows[0].pk if rows else value)
    return _one(self, value)


def _clean(self: Any, value: Any) -> Any:
    if isinstance(self.widget, NameLine) and isinstance(value, (list, tuple)):
        value = [row.pk for row in rows_meant(self, value, is_many=True)]
    return _many(self, value)


def listen() -> None:
    """Use it for every form, and forget with the request what was read for it."""
    ModelChoiceField.iterator = Choices
    ModelChoiceField.get_bound_field = _bound_field  # type: ignore[method-assign]
    ModelChoiceField.to_python = _to_python  # type: ignore[method-assign]
    ModelMultipleChoiceField.clean = _clean  # type: ignore[method-assign]
    request_started.connect(_begin, dispatch_uid="greendesk.choices.begin")
    request_finished.connect(_end, dispatch_uid="greendesk.choices.end")


def _begin(**_facts: Any) -> None:
    _read.sets = {}


def _end(**_facts: Any) -> None:
    _read.sets = None
