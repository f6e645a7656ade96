"""Fit × interest: counted from bare keys, so that only the companies that are shown become records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import Shown, shown
from greendesk.matchmaking.models import Fit, Interest
from greendesk.web.views import DeskRequest, desk_page

from .companies import INTEREST_TONES
from .register_forms import PlaceField

COLUMNS: tuple[tuple[str, Any], ...] = (
    ("now", _("interested now")), ("maybe", _("perhaps later")), ("unknown", _("unknown or stale")), ("no", _("not interested")),
)  # fmt: skip
A_CELL = 3
A_CELL_OF_ONE_THEME = 60
A_SHORTLIST = 50
RELEVANT = 2


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
        return Interest(answer=self.answer).get_answer_display()


NOTHING = Said("unknown")


@dataclass(slots=True)  # not frozen: thousands are made for a page that shows a hundred
class Chip:
    """One company under one theme; `fit` is the desk's judgement from 0 to 3, None where there is none."""

    company: int
    theme: int
    fit: int | None
    said: Said

    @property
    def is_listed(self) -> bool:
        return self.said.column in {"now", "maybe"} and (self.fit is None or self.fit >= RELEVANT)


@dataclass(slots=True)
class Cell:
    """The chips that are shown, and how many more there are."""

    chips: list[Chip] = field(default_factory=list)
    more: int = 0


@desk_page
@require_GET
def fit_board(request: DeskRequest) -> HttpResponse:
    """Rows are themes, columns what companies say; the desk's own judgement is the mark on each chip."""
    form = BoardFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    chips = chips_of(request.user, asked, timezone.localdate())
    shortlist = _shortlist(chips)
    if asked.get("shortlist"):
        chips = [chip for chip in chips if chip.is_listed]
    table = _table(chips, A_CELL_OF_ONE_THEME if asked.get("theme") else A_CELL)
    kept = [chip for cells in table.values() for cell in cells for chip in cell.chips] + shortlist[:A_SHORTLIST]
    firms = _firms(request.user, kept)
    themes = Theme.objects.in_bulk({*table, *(chip.theme for chip in kept)})
    board = [
        {"theme": themes[pk], "cells": [{"more": cell.more, "chips": _named(cell.chips, firms, themes)} for cell in cells]}
        for pk, cells in sorted(table.items(), key=lambda row: (themes[row[0]].order, themes[row[0]].key))
    ]  # fmt: skip
    context = {
        "form": form, "board": board, "columns": COLUMNS, "shortlist": _named(shortlist[:A_SHORTLIST], firms, themes),
        "count": len(shortlist), "more": max(0, len(shortlist) - A_SHORTLIST), "is_one_theme": bool(asked.get("theme")),
        "asked": "".join(f"&{name}={value}" for name, value in request.GET.items() if name in {"least", "shortlist"} and value.isalnum()),
    }  # fmt: skip
    return render(request, "desk/fit_board.html", context)


def chips_of(account: Account, asked: dict[str, Any], on: date) -> list[Chip]:
    """A company under each of its themes and of those it was judged for, by name; a constant number of queries."""
    rows = Company.objects.visible_to(account, Level.SUMMARY)
    if place := asked.get("place"):
        rows = rows.filter(place__lineage__startswith=place.lineage)
    order = {pk: n for n, pk in enumerate(rows.order_by("organisation__name", "pk").values_list("pk", flat=True))}
    fits = {
        (company, theme): score
        for company, theme, score in Fit.objects.ours(account)
        .order_by("judged_on", "pk")
        .values_list("company_id", "theme_id", "score")
        if company in order
    }
    stands = Company.themes.through.objects.filter(company__in=rows.order_by().values("pk"))
    pairs = {*stands.values_list("company_id", "theme_id"), *fits}
    if theme := asked.get("theme"):
        wanted = {theme.pk, *Theme.objects.filter(parent=theme).values_list("pk", flat=True)}
        pairs = {pair for pair in pairs if pair[1] in wanted}
    if least := int(asked.get("least") or 0):
        pairs = {pair for pair in pairs if fits.get(pair, 0) >= least}
    said = said_by(account, asked.get("wants"), on)
    chips = [Chip(company, theme, fits.get((company, theme)), said.get(company, NOTHING)) for company, theme in pairs]
    return sorted(chips, key=lambda chip: (order[chip.company], chip.theme))


def said_by(account: Account, wants: Place | None, on: date) -> dict[int, Said]:
    """Company → its newest word as this reader may see it, and its column for somebody who asks for `wants`."""
    rows = Interest.objects.visible_to(account, Level.SUMMARY).order_by("-stated_on", "-pk")
    words: dict[int, tuple[int, str, date, date]] = {}
    for company, *word in rows.values_list("company_id", "pk", "answer", "stated_on", "stale_on"):
        words.setdefault(company, tuple(word))
    elsewhere = _elsewhere({word[0] for word in words.values()}, wants) if wants else set()
    return {company: _said(*word, on=on, is_elsewhere=word[0] in elsewhere) for company, word in words.items()}


def _said(pk: int, answer: str, stated_on: date, stale_on: date, *, on: date, is_elsewhere: bool) -> Said:
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


def _table(chips: Iterable[Chip], limit: int) -> dict[int, list[Cell]]:
    """Theme → a cell for each column; the best judged companies come first in it."""
    cells: dict[int, dict[str, list[Chip]]] = defaultdict(lambda: defaultdict(list))
    for chip in chips:
        cells[chip.theme][chip.said.column].append(chip)
    table = {}
    for theme, columns in cells.items():
        for chips_here in columns.values():
            chips_here.sort(key=lambda chip: -1 if chip.fit is None else chip.fit, reverse=True)
        row = [columns.get(name, []) for name, _label in COLUMNS]
        table[theme] = [Cell(found[:limit], max(0, len(found) - limit)) for found in row]
    return table


def _shortlist(chips: Iterable[Chip]) -> list[Chip]:
    """Each company that is relevant and interested once, under the theme it fits best: those who want it now first."""
    best: dict[int, Chip] = {}
    for chip in chips:
        known = best.get(chip.company)
        if chip.is_listed and (known is None or (chip.fit or 0) > (known.fit or 0)):
            best[chip.company] = chip
    return sorted(best.values(), key=lambda chip: (chip.said.column != "now", -(chip.fit or 0)))


def _firms(account: Account, chips: Iterable[Chip]) -> dict[int, Shown]:
    """The companies that are shown, read through the wall once more."""
    rows = Company.objects.visible_to(account, Level.SUMMARY).filter(pk__in={chip.company for chip in chips})
    return {
        one.pk: one
        for one in shown(rows.select_related("organisation", "place").defer("profile", "export_experience").order_by())
    }


def _named(chips: Iterable[Chip], firms: dict[int, Shown], themes: dict[int, Theme]) -> list[dict[str, Any]]:
    return [
        {"shown": firms[chip.company], "theme": themes[chip.theme], "fit": chip.fit, "said": chip.said}
        for chip in chips
        if chip.company in firms
    ]
