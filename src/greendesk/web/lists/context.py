"""What reading a list needs to know of the register: places, themes, and the desk's own records by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.lexicon import themes_at
from greendesk.desks.models import Account, Desk
from greendesk.kit.folding import bare_name, fold

HAN_ENDINGS = "省市县区州盟"


class Misread(Exception):
    """A cell that cannot be read; `is_warning` leaves the cell out and keeps the row."""

    def __init__(self, says: str, *, is_warning: bool = False) -> None:
        super().__init__(says)
        self.is_warning = is_warning


@dataclass
class Context:
    """One reading of one list: whose it is, in which language, as of which day. Looks the register up once."""

    desk: Desk
    by: Account
    today: date
    language: str = "en"
    source: str = ""
    is_checking: bool = False
    _names: dict[type, dict[str, list[Any]]] = field(default_factory=dict)

    # -- places --------------------------------------------------------------------------------------

    @cached_property
    def _places(self) -> tuple[dict[str, list[Place]], dict[str, list[Place]]]:
        by_code: dict[str, list[Place]] = defaultdict(list)
        by_name: dict[str, list[Place]] = defaultdict(list)
        rows = {place.pk: place for place in Place.objects.all()}
        for place in rows.values():
            if place.parent_id in rows:
                place.parent = rows[place.parent_id]
            for code in (place.code, *place.alt_codes):
                by_code[str(code).casefold()].append(place)
            for name in {form for raw in place.all_names for form in _forms(raw)}:
                by_name[name].append(place)
        return by_code, by_name

    def place(self, text: str) -> Place:
        """By code, or by a name in any language that only one place has; “Haiyan, Zhejiang” says which. Raises Misread."""
        by_code, by_name = self._places
        words = text.replace("[", " ").replace("]", " ").split()
        coded = by_code.get(words[-1].casefold(), []) if words else []
        rest = fold(" ".join(words[:-1]))
        if len(coded) > 1 and rest:
            coded = [p for p in coded if any(form in rest for raw in p.all_names for form in _forms(raw))] or coded
        if len(coded) == 1:
            return coded[0]
        if coded and not rest:
            raise Misread(self._which(text, coded))
        name, _comma, above = text.partition(",") if "," in text else text.partition("，")
        found = _outermost(by_name.get(fold(name), []))
        if above.strip():
            wanted = fold(above)
            found = [p for p in found if any(wanted in _forms_above(q) for q in _above(p))] or found
        if len(found) == 1:
            return found[0]
        if not found:
            if words and any(c.isdigit() for c in words[-1]):
                raise Misread(_("No place has the code or name “%(text)s”.") % {"text": text})
            raise Misread(_("No place is called “%(text)s”. Try the Chinese characters or the code.") % {"text": text})
        raise Misread(self._which(text, found))

    def _which(self, text: str, found: list[Place]) -> str:
        choices = "; ".join(f"{p.both} {p.code}{f' ({p.parent})' if p.parent else ''}" for p in found[:6])
        return _("Several places are called “%(text)s”: %(choices)s. Write the code.") % {
            "text": text,
            "choices": choices,
        }

    # -- themes --------------------------------------------------------------------------------------

    @cached_property
    def _themes(self) -> dict[str, Theme]:
        found: dict[str, Theme] = {}
        for theme in themes_at([self.desk.pk]).order_by("-is_listed", "order"):
            for label in (theme.key, *theme.all_labels):
                found.setdefault(fold(str(label)), theme)
        return found

    def theme(self, text: str) -> Theme:
        theme = self._themes.get(fold(text))
        if theme is None:
            raise Misread(_("No theme is called “%(text)s”; it was left out.") % {"text": text}, is_warning=True)
        return theme

    # -- the desk's own records ----------------------------------------------------------------------

    def _known(self, model: type, names: Callable[[Any], list[str]]) -> dict[str, list[Any]]:
        if model not in self._names:
            known: dict[str, list[Any]] = defaultdict(list)
            rows = model._default_manager.filter(desk=self.desk).order_by("pk")  # type: ignore[attr-defined]
            if any(column.name == "organisation" for column in model._meta.fields):  # type: ignore[attr-defined]
                rows = rows.select_related("organisation")
            for row in rows:
                for name in names(row):
                    known[name].append(row)
            self._names[model] = known
        return self._names[model]

    def named(self, model: type, text: str, names: Callable[[Any], list[str]]) -> list[Any]:
        """The desk's records of that name, legal forms and accents aside."""
        return list({row.pk: row for row in self._known(model, names).get(key_of(text), [])}.values())

    def all_named(self, model: type, names: Callable[[Any], list[str]]) -> dict[str, list[Any]]:
        return self._known(model, names)

    def remember(self, row: Any, names: Callable[[Any], list[str]]) -> None:
        """A row entered on the way is known to the rows after it."""
        known = self._known(type(row), names)
        for name in names(row):
            if all(other.pk != row.pk for other in known[name]):
                known[name].append(row)

    def forget(self) -> None:
        """A row was taken back: what was remembered of it may not exist."""
        self._names.clear()


def key_of(text: str) -> str:
    return bare_name(text) or fold(text)


def names_of_texts(*values: Any) -> list[str]:
    """Keys of everything a record is called."""
    spoken = [
        text for value in values for text in (value.plain().values() if hasattr(value, "plain") else [str(value or "")])
    ]
    return list(dict.fromkeys(key for text in spoken if (key := key_of(text))))


def _forms(raw: str) -> list[str]:
    folded = fold(raw)
    return [folded, folded[:-1]] if len(raw) > 2 and raw[-1] in HAN_ENDINGS else [folded]


def _forms_above(place: Place) -> set[str]:
    return {form for raw in place.all_names for form in _forms(raw)}


def _above(place: Place) -> list[Place]:
    found, here = [], place.parent
    while here is not None:
        found.append(here)
        here = here.parent
    return found


def _outermost(places: list[Place]) -> list[Place]:
    """A city before the district of the same name that lies in it."""
    unique = list({p.pk: p for p in places}.values())
    return [p for p in unique if not any(q.pk != p.pk and p.lineage.startswith(q.lineage) for q in unique)]
