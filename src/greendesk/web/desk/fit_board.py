"""Fit × interest: counted from bare keys, so that only the companies that are shown become records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Case, F, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from greendesk.atlas.models import Place, Theme
from greendesk.atlas.queries import CALLED_BY
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Level
from greendesk.matchmaking.models import Fit, Interest, InterestAnswer
from greendesk.web.views import DeskRequest, desk_page

from ..addresses import page_at
from .companies import INTEREST_TONES
from .register_forms import PlaceField

COLUMNS: tuple[tuple[str, Any], ...] = (
    ("now", _("interested now")), ("maybe", _("perhaps later")), ("unknown", _("unknown or stale")), ("no", _("not interested")),
)  # fmt: skip
A_CELL = 3
A_CELL_OF_ONE_THEME = 60
A_SHORTLIST = 50
RELEVANT = 2
UNJUDGED = -1


class BoardFilter(forms.Form):
    """What an authority asks: who is relevant for a theme, from a place, and interested."""

    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), required=False, to_field_name="key", empty_label=_("all")
    )
    place = PlaceField(label=_("Company in"), required=False, help_text="")
    wants = PlaceField(label=_("Wants business in"), required=False, help_text="")
    least = forms.ChoiceField(
        label=_("Fit at least"), required=False,
        choices=[("", _("any")), ("1", _("somewhat relevant")), ("2", _("relevant")), ("3", _("very relevant"))],
    )  # fmt: skip
    shortlist = forms.BooleanField(label=_("Only relevant and interested"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.listed()  # type: ignore[attr-defined]


@dataclass(slots=True)
class Said:
    """A company's newest word: the column it stands in, why where that is not its own answer, and when."""

    column: str
    why: Any = ""
    answer: str = ""
    stated_on: date | None = None
    is_stale: bool = False

    @property
    def tone(self) -> str:
        return INTEREST_TONES["stale" if self.is_stale else self.answer]

    @property
    def label(self) -> Any:
        return InterestAnswer(self.answer).label if self.answer else ""


NOTHING = Said("unknown")
WANTING = frozenset({"now", "maybe"})


@dataclass(slots=True)
class Chip:  # not frozen: hundreds are made
    """One company under one theme; `fit` is the desk's judgement from 0 to 3."""

    company: int
    theme: int
    fit: int


@dataclass(slots=True)
class Cell:
    """The chips that are shown, and how many more there are."""

    chips: list[Chip] = field(default_factory=list)
    more: int = 0

    @property
    def further(self) -> str:
        return gettext("and %(n)s more") % {"n": self.more}


@dataclass(frozen=True, slots=True)
class Words:
    """The newest interests as one reader may see them: each company's column and interest, and those for other places."""

    columns: dict[int, str]
    interests: dict[int, int]
    elsewhere: set[int]


@desk_page
@require_GET
def fit_board(request: DeskRequest) -> HttpResponse:
    """Rows are themes, columns what companies say; the desk's own judgement is the mark on each chip."""
    form = BoardFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    words = _words(request.user, asked.get("wants"), today)
    limit = A_CELL_OF_ONE_THEME if asked.get("theme") else A_CELL
    table, shortlist = _table(
        _judged(request.user, asked), words.columns, limit, only_listed=bool(asked.get("shortlist"))
    )
    first = [Chip(*chip) for chip in shortlist[:A_SHORTLIST]]
    firms = _firms(request.user, [*(chip for cells in table.values() for cell in cells for chip in cell.chips), *first])
    said = _said_by(firms, words, today)
    themes = Theme.objects.only("key", "labels", "order").in_bulk({*table, *(chip.theme for chip in first)})
    board = [
        {"theme": themes[pk], "cells": [{"more": cell.more, "further": cell.further, "chips": _told(cell.chips, firms, said)} for cell in cells]}
        for pk, cells in sorted(table.items(), key=lambda row: (themes[row[0]].order, themes[row[0]].key))
    ]  # fmt: skip
    context = {
        "form": form, "board": board, "columns": COLUMNS, "shortlist": _listed(first, firms, said, themes),
        "count": len(shortlist), "more": max(0, len(shortlist) - A_SHORTLIST), "is_one_theme": bool(asked.get("theme")),
        "asked": "".join(f"&{name}={value}" for name, value in request.GET.items() if name in {"least", "shortlist"} and value.isalnum()),
    }  # fmt: skip
    return render(request, "desk/fit_board.html", context)


def _judged(account: Account, asked: dict[str, Any]) -> dict[int, list[tuple[int, int]]]:
    """Company, by name → its themes and those it was judged for, with the fit. A constant number of queries."""
    rows = Company.objects.visible_to(account, Level.SUMMARY)
    if place := asked.get("place"):
        rows = rows.filter(place__lineage__startswith=place.lineage)
    by_name = rows.order_by("organisation__name", "pk").values_list("pk", flat=True)
    found: dict[int, list[tuple[int, int]]] = {company: [] for company in by_name}
    fits = {
        (company, theme): score
        for company, theme, score in Fit.objects.ours(account)
        .order_by("judged_on", "pk")
        .values_list("company_id", "theme_id", "score")
        if company in found
    }
    stands = Company.themes.through.objects.values_list("company_id", "theme_id")
    for company, theme in stands.filter(company__in=rows.order_by().values("pk")) if place else stands:
        if company in found:
            found[company].append((theme, fits.pop((company, theme), UNJUDGED)))
    for (company, theme), score in fits.items():
        found[company].append((theme, score))
    least = int(asked.get("least") or UNJUDGED)
    if theme := asked.get("theme"):
        wanted = {theme.pk, *Theme.objects.filter(parent=theme).values_list("pk", flat=True)}
        return {pk: [one for one in themes if one[0] in wanted and one[1] >= least] for pk, themes in found.items()}
    return {pk: [one for one in themes if one[1] >= least] for pk, themes in found.items()} if least > 0 else found


def _words(account: Account, wants: Place | None, on: date) -> Words:
    """What companies say to somebody who asks for `wants`."""
    column = Case(When(stale_on__lte=on, then=Value("unknown")), default=F("answer"))
    rows = Interest.objects.visible_to(account, Level.SUMMARY).order_by("-stated_on", "-pk").annotate(column=column)
    words = Words({}, {}, set())
    for company, pk, stands in rows.values_list("company_id", "pk", "column"):
        if company not in words.columns:
            words.columns[company], words.interests[company] = stands, pk
    if wants:
        words.elsewhere.update(_elsewhere(set(words.interests.values()), wants))
        turned = (company for company, pk in words.interests.items() if pk in words.elsewhere)
        words.columns.update({company: "no" for company in turned if words.columns[company] != "unknown"})
    return words


def _said_by(companies: Iterable[int], words: Words, on: date) -> dict[int, Said]:
    """Company → what it said, of those that are shown."""
    rows = Interest.objects.filter(pk__in=[words.interests[one] for one in companies if one in words.interests])
    return {
        company: _said(*facts, on=on, is_elsewhere=pk in words.elsewhere)
        for pk, company, *facts in rows.order_by().values_list("pk", "company_id", "answer", "stated_on", "stale_on")
    }


def _said(answer: str, stated_on: date, stale_on: date, *, on: date, is_elsewhere: bool) -> Said:
    if stale_on <= on:
        return Said("unknown", _("to be asked again"), answer, stated_on, is_stale=True)
    if is_elsewhere:
        return Said("no", _("wants other places"), answer, stated_on)
    return Said(answer, "", answer, stated_on)


def _elsewhere(interests: set[int], wants: Place) -> set[int]:
    """Interests that name places, none of them in `wants` or around it."""
    named: dict[int, list[str]] = defaultdict(list)
    rows = Interest.wanted_places.through.objects.values_list("interest_id", "place__lineage")
    for interest, lineage in rows:
        if interest in interests:
            named[interest].append(lineage)
    return {
        interest
        for interest, lineages in named.items()
        if not any(wants.lineage.startswith(one) or one.startswith(wants.lineage) for one in lineages)
    }


def _table(
    judged: dict[int, list[tuple[int, int]]], columns: dict[int, str], limit: int, *, only_listed: bool
) -> tuple[dict[int, list[Cell]], list[tuple[int, int, int]]]:
    """Theme → a cell for each column, the best judged companies first in it; and the shortlist, of what makes chips.

    That has each company that is relevant and interested once, under the theme it fits best: those who want it now first.
    """
    cells: dict[str, dict[int, list[tuple[int, int]]]] = {name: defaultdict(list) for name, _label in COLUMNS}
    best: list[tuple[bool, int, tuple[int, int, int]]] = []
    for company, themes in judged.items():
        column = columns.get(company, NOTHING.column)
        listed = [one for one in themes if one[1] >= RELEVANT or one[1] == UNJUDGED] if column in WANTING else []
        if listed:
            worth, theme, fit = min((-max(fit, 0), theme, fit) for theme, fit in listed)
            best.append((column != "now", worth, (company, theme, fit)))
        here = cells[column]
        for theme, fit in listed if only_listed else themes:
            here[theme].append((fit, company))
    best.sort(key=itemgetter(0, 1))
    table = {
        theme: [_cell(theme, column.get(theme, []), limit) for column in cells.values()]
        for theme in set().union(*cells.values())
    }
    return table, [chip for _later, _worth, chip in best]


def _cell(theme: int, found: list[tuple[int, int]], limit: int) -> Cell:
    found.sort(key=itemgetter(0), reverse=True)
    return Cell([Chip(company, theme, fit) for fit, company in found[:limit]], max(0, len(found) - limit))


def _firms(account: Account, chips: Iterable[Chip]) -> dict[int, tuple[str, int | None]]:
    """Name and place of the companies that are shown, read through the wall once more."""
    rows = Company.objects.visible_to(account, Level.SUMMARY).filter(pk__in={chip.company for chip in chips})
    named = rows.order_by().values_list("pk", "organisation__name", "organisation__names", "place")
    return {pk: (names.text() or name if names else name, place) for pk, name, names, place in named}


def _told(
    chips: Iterable[Chip], firms: dict[int, tuple[str, int | None]], said: dict[int, Said]
) -> list[tuple[str, str, str, Any]]:
    """Address, name, fit and why it stands here."""
    return [
        (
            page_at("catalogue.company", chip.company), firms[chip.company][0], _out_of_three(chip), said.get(chip.company, NOTHING).why,
        )
        for chip in chips
        if chip.company in firms
    ]  # fmt: skip


def _out_of_three(chip: Chip) -> str:
    return "" if chip.fit == UNJUDGED else f"{chip.fit}/3"


def _listed(
    chips: Iterable[Chip], firms: dict[int, tuple[str, int | None]], said: dict[int, Said], themes: dict[int, Theme]
) -> list[dict[str, Any]]:
    here = [chip for chip in chips if chip.company in firms]
    wanted = {place for _name, place in (firms[chip.company] for chip in here) if place}
    places = Place.objects.only(*CALLED_BY).in_bulk(wanted)
    return [
        {
            "name": firms[chip.company][0], "place": places.get(firms[chip.company][1] or 0), "url": page_at("catalogue.company", chip.company),
            "theme": themes[chip.theme], "fit": _out_of_three(chip), "said": said.get(chip.company, NOTHING),
        }
        for chip in here
    ]  # fmt: skip
