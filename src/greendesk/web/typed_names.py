"""A record chosen by typing its name, in either script: what long selects become.

The line works without a script: the server finds who is meant, and asks back where several are. With one, the browser
offers names while one types. Nothing is found that the form would not offer as an option.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from greendesk.desks.models import Level, SearchEntry
from greendesk.kit.folding import bare_name, fold, has_han
from greendesk.kit.texts import Texts

NAMED_BY: dict[str, tuple[str, ...]] = {
    "directory.organisation": ("name", "names"),
    "directory.person": ("given", "family", "han", "reading", "family_first"),
    "catalogue.company": ("organisation__name", "organisation__names"),
    "catalogue.solution": ("name",),
    "catalogue.referencesite": ("name",),
}
CALLED_AFTER = {"catalogue.company": ("organisation", "directory.organisation")}  # found by the name of another record
ALSO_CALLED = {"directory.organisation": ("aliases",), "catalogue.company": ("organisation__aliases",)}
TOLD_APART_BY = {
    "directory.organisation": "place", "directory.person": "organisation", "catalogue.company": "place",
    "catalogue.referencesite": "place",
}  # fmt: skip
MOST_LOOKED_AT = 2_000
MOST_ASKED_BACK = 12
SPARE_LINES = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A record whose name is like what was typed; `rank` 0: just so, 1: begins so, 2: holds it."""

    rank: int
    row: Any
    label: str


class Typed(str):
    """What somebody typed into a line, and which records were ticked or stood there before."""

    __slots__ = ("which",)
    which: tuple[str, ...]

    def __new__(cls, text: str, which: Iterable[str] = ()) -> Typed:
        made = super().__new__(cls, text)
        made.which = tuple(which)
        return made


# -- who is meant ------------------------------------------------------------------------------------


def near(rows: Any, text: str, *, label_of: Any = str) -> list[Near]:
    """The rows whose name begins with or holds every word typed, the best first."""
    wanted = fold(text)
    if not wanted:
        return []
    kind = rows.model._meta.label_lower
    found = []
    for row in _candidates(rows, kind, text):
        ranks = [rank for name in names_of(row, kind) if (rank := _rank(name, text, wanted)) is not None]
        if ranks:
            found.append(Near(min(ranks), row, str(label_of(row))))
    return sorted(found, key=lambda one: (one.rank, one.label.casefold(), one.row.pk))


def _candidates(rows: Any, kind: str, text: str) -> Iterator[Any]:
    """Rows in whose searchable text all the words are. Rows of other desks: in the part that their reader may see."""
    path, named = CALLED_AFTER.get(kind, ("pk", kind))
    entries = SearchEntry.objects.filter(kind=named).order_by()
    held = Q(**{f"{path}__in": entries.matching(text).values("record")})
    if "shown_level" in rows.query.annotations:
        seen = Q(**{f"{path}__in": entries.matching_in_summary(text).values("record")})
        held &= seen | Q(shown_level__gte=Level.FULL)
    rows = rows.filter(held)
    columns = (*NAMED_BY[kind], *ALSO_CALLED.get(kind, ()))
    return iter(named_only(rows, columns)[:MOST_LOOKED_AT])


def named_only(rows: Any, columns: Sequence[str]) -> Any:
    """The rows with only the columns that their names are made of."""
    relations = {column.partition("__")[0] for column in columns if "__" in column}
    rows = rows.select_related(None).prefetch_related(None)
    return (rows.select_related(*relations) if relations else rows).only("pk", *columns)


def names_of(row: Any, kind: str) -> Iterator[str]:
    if kind == "directory.person":
        latin = [part for part in (row.given, row.family) if part]
        yield from filter(None, (str(row), " ".join(latin), " ".join(reversed(latin)), row.han))
        if getattr(row, "shown_level", Level.FULL) >= Level.FULL:
            yield from filter(None, (row.reading, row.reading.replace(" ", "")))
        return
    body = row.organisation if kind == "catalogue.company" else row
    values = [body.name, *([body.names] if hasattr(body, "names") else [])]
    if hasattr(body, "aliases") and (body is row or getattr(row, "shown_level", Level.FULL) >= Level.FULL):
        values.append(body.aliases)  # of a company seen in summary, what else its organisation is called is not told
    for value in values:
        if isinstance(value, Texts):
            yield from value.all_texts()
        elif isinstance(value, list):
            yield from map(str, value)
        elif value:
            yield str(value)


def _rank(name: str, text: str, wanted: str) -> int | None:
    folded = fold(name)
    if folded == wanted or (bare := bare_name(name)) and bare == bare_name(text):
        return 0
    if folded.startswith(wanted) or f" {wanted}" in folded:
        return 1
    return 2 if all(word in folded for word in wanted.split()) else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was understood: the row meant, or those that may be, and what stands in it."""

    text: str
    row: Any = None
    label: str = ""
    maybe: tuple[Near, ...] = ()
    which: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Any]:
        ticked = [one.row for one in self.maybe if str(one.row.pk) in self.which]
        return ticked or ([self.row] if self.row is not None else [])


def understood(field: Any, values: Iterable[Any], *, is_many: bool) -> list[Line]:
    """What was typed, ticked or stood there, line by line. A number is a record's key, as selects send it."""
    values = [value for value in values if str(value).strip()]
    keys = {key for value in values for key in (str(value).strip(), *getattr(value, "which", ())) if _is_key(key)}
    kept = {str(row.pk): row for row in _by_key(field, keys)}
    return [line for value in values for line in _lines(field, value, kept, is_many)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def _by_key(field: Any, keys: set[str]) -> Any:
    if not keys:
        return []
    kind = field.queryset.model._meta.label_lower
    return named_only(field.queryset.filter(pk__in=keys), NAMED_BY[kind])


def _lines(field: Any, value: Any, kept: Mapping[str, Any], is_many: bool) -> list[Line]:
    text, label_of = str(value).strip(), field.label_from_instance
    if not isinstance(value, Typed):  # a key, from the form's own start
        return [Line(str(label_of(kept[text])), kept[text])] if text in kept else []
    for key in value.which:
        if key in kept and fold(text) == fold(str(label_of(kept[key]))):
            return [Line(text, kept[key])]
    found = near(field.queryset, text, label_of=label_of)
    if text in kept:
        others = [one for one in found if fold(one.label).startswith(text) and one.row.pk != kept[text].pk]
        label = str(label_of(kept[text]))
        return [Line(text, maybe=(Near(0, kept[text], label), *others), which=value.which) if others else Line(label, kept[text])]  # fmt: skip
    if not found and is_many and (parts := [part for part in re.split("[;；]", text) if part.strip()])[1:]:
        return [line for part in parts for line in _lines(field, Typed(part, value.which), kept, is_many)]
    best = [one for one in found if one.rank == 0] or [one for one in found if one.rank == 1]
    if len(best) == 1:
        return [Line(text, best[0].row)]
    return [Line(text, maybe=tuple(best or found), which=value.which)]


def rows_meant(field: Any, values: Iterable[Any], *, is_many: bool) -> list[Any]:
    """The records that the lines name; a line that names none, or several, is refused with a sentence."""
    rows, wrong = [], []
    for line in understood(field, values, is_many=is_many):
        rows += line.rows
        if line.rows:
            continue
        facts = {"text": line.text, "n": len(line.maybe)}
        if not line.maybe:
            wrong.append(_("“%(text)s” is not a name that can be chosen here. Type a part of the name, in either script.") % facts)  # fmt: skip
        elif len(line.maybe) > MOST_ASKED_BACK:
            wrong.append(
                _("%(n)d names or more are like “%(text)s”. Type more of it, or choose one of the first here.") % facts
            )
        else:
            wrong.append(_("Which one is “%(text)s”? Choose it here.") % facts)
    if wrong:
        raise forms.ValidationError(wrong)
    return list({row.pk: row for row in rows}.values())


def told_apart(rows: Sequence[Near]) -> list[tuple[Any, str, str]]:
    """Key, label and what tells one from another of the same name: where it is, or where somebody works."""
    if not rows:
        return []
    model = type(rows[0].row)
    by = TOLD_APART_BY.get(model._meta.label_lower, "")
    more = {}
    if by:
        found = model._default_manager.filter(pk__in=[one.row.pk for one in rows]).select_related(by)
        more = {row.pk: str(getattr(row, by) or "") for row in found}
    return [(one.row.pk, one.label, more.get(one.row.pk, "")) for one in rows]


# -- the line ----------------------------------------------------------------------------------------


class NameLine(forms.Widget):
    """A line to type a name into, or several; below a name that several have, those to choose from."""

    input_type = "text"
    use_fieldset = False

    def __init__(self, field: Any, *, is_many: bool, desks: Sequence[int], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.field, self.is_many, self.desks = field, is_many, desks

    def use_required_attribute(self, initial: Any) -> bool:
        return not self.is_many

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        which = [str(key) for key in _all(data, f"{name}-which")]
        texts = [Typed(str(text), which) for text in _all(data, name) if text is not None]
        if self.is_many:
            return [text for text in texts if text.strip()]
        return texts[-1] if texts else None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = self.build_attrs(self.attrs, attrs)
        own = str(shown.pop("id", None) or f"id_{name}")
        values = value if isinstance(value, (list, tuple)) else [value] if value is not None else []
        lines = understood(self.field, values, is_many=self.is_many)
        lines += [Line("")] * (SPARE_LINES if self.is_many else not lines)
        offer = {
            "type": "text", "name": name, "list": f"{own}_names", "autocomplete": "off", "maxlength": 2000 if self.is_many else 300,
            "placeholder": _("Name, in either script"), "hx-get": self._address(name),
            "hx-trigger": "input changed delay:250ms", "hx-target": f"#{own}_names", "hx-sync": "this:replace", **shown,
        }  # fmt: skip
        parts = [part for number, line in enumerate(lines) for part in self._line(name, own, number, line, offer)]
        if self.is_many:
            said = _("One name a line, or several parted by a semicolon.")
            parts.append(format_html('<p class="hint">{}</p>', said))
        parts.append(format_html('<datalist id="{}_names"></datalist>', own))
        return mark_safe("".join(parts))  # every part is escaped where it is made

    def _address(self, name: str) -> str:
        asked = "".join(f"&desk={desk}" for desk in self.desks)
        kind = self.field.queryset.model._meta.label_lower
        return f"{reverse('web:names', args=[kind])}?as={name}{asked}"

    def _line(self, name: str, own: str, number: int, line: Line, offer: Mapping[str, Any]) -> Iterator[SafeString]:
        attrs = {**offer, "id": own if not number else f"{own}_{number}"}
        if line.text:
            attrs["value"] = line.text
        if self.is_many and (line.row is not None or not line.text):
            attrs.pop("aria-invalid", None)
        if number and self.field.label:
            attrs["aria-label"] = f"{self.field.label} {number + 1}"
        yield format_html("<input{}>", _attrs(attrs))
        if line.row is not None:
            yield format_html('<input type="hidden" name="{}-which" value="{}">', name, line.row.pk)
        if line.maybe:
            kind = "checkbox" if self.is_many else "radio"
            boxes = format_html_join(
                "",
                '<label><input type="{}" name="{}-which" value="{}"{}> {}{}</label>',
                (
                    (kind, name, pk, mark_safe(" checked") if str(pk) in line.which else "", label, f" · {more}" if more else "")
                    for pk, label, more in told_apart(line.maybe[:MOST_ASKED_BACK])
                ),
            )  # fmt: skip
            yield format_html('<div class="checks" role="group" aria-label="{}">{}</div>', line.text, boxes)


def _attrs(attrs: Mapping[str, Any]) -> SafeString:
    said = (
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attrs.items() if value is not False and value is not None
    )  # fmt: skip
    return mark_safe("".join(said))


def _all(data: Any, name: str) -> list[Any]:
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    value = data.get(name)
    return list(value) if isinstance(value, (list, tuple, set)) or hasattr(value, "iterator") else [value]


def short_enough(text: str) -> bool:
    """One Latin letter begins too many names."""
    return len(fold(text)) >= (1 if has_han(text) else 2)
