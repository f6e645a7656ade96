"""Chances as a company reads them: the need and its place, not who stands behind it until both sides agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from greendesk.catalogue.models import Company
from greendesk.matchmaking import wording
from greendesk.matchmaking.models import Answer, Suggestion
from greendesk.matchmaking.queries import in_order, standing_of

SHOWN = 30
ANSWERS = dict(Answer.choices)


@dataclass(frozen=True, slots=True)
class Chance:
    """One open need as a company sees it; `owner` is empty until they have been introduced."""

    pk: int
    company: str
    title: Any
    text: Any
    place: Any
    themes: list[Any]
    ends_on: date
    desk: str
    owner: str
    band: str
    score: int
    offer: str
    said: list[wording.Line]
    lacking: list[wording.Line]
    answer: str
    owner_says: Any
    introduced_on: date | None
    is_invented: bool
    place_in_list: int


def place_said(request: HttpRequest) -> int | None:
    """Where the answered line stood in the list, as its form says; None for anything that is no place."""
    typed = request.POST.get("place", "")
    return int(typed) if typed.isdecimal() and 0 < len(typed) < 4 and int(typed) else None


def chances_for(companies: Sequence[Company], limit: int = SHOWN) -> list[Chance]:
    """The best chances of these companies across all agreements; a fixed number of queries."""
    rows = Suggestion.objects.filter(company__in=companies).shown_to_company().with_sides()
    best = in_order(rows.order_by("-score", "pk")[:limit])
    themes = wording.labels_for([row.reasons for row in best])
    return [_chance(row, themes, place) for place, row in enumerate(best, start=1)]


def _chance(row: Suggestion, themes: dict[str, Any], place_in_list: int) -> Chance:
    need, stands = row.challenge, standing_of(row)
    owner = str(need.owner) if stands.introduced_on and need.owner else ""
    return Chance(
        row.pk, str(row.company), need.title, need.text, need.place, list(need.themes.all()), need.ends_on, need.desk.name, owner,
        row.band, round(100 * row.score), str(row.solution or ""), wording.lines(row.reasons, themes),
        wording.missing(row.reasons, themes), stands.company, ANSWERS.get(stands.owner, ""), stands.introduced_on, need.is_invented, place_in_list,
    )  # fmt: skip
