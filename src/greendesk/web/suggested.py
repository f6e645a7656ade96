"""Suggestions as pages show them: both sides, where it stands, why, and what is missing, for one reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import Shown
from greendesk.matchmaking import wording
from greendesk.matchmaking.models import Answer, Challenge, Suggestion
from greendesk.matchmaking.queries import Standing, SuggestionQuerySet, as_ranked, in_order, standing_of

ANSWERS = dict(Answer.choices)
PLACE_NAMES = ("place__name_en", "place__name_local", "place__names", "place__country_code")
FIRM_NAMES = ("organisation__name", "organisation__names")
NEED_NAMES = ("title", "ends_on", "owner__name", "owner__names")


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion on a page. A side that the reader may not see is None."""

    suggestion: Suggestion
    title: str
    company: Any
    site: Any
    challenge: Any
    stands: Standing
    said: list[wording.Line]
    lacking: list[wording.Line]

    @property
    def score(self) -> int:
        return round(100 * self.suggestion.score)

    @property
    def company_says(self) -> Any:
        return ANSWERS.get(self.stands.company, "")

    @property
    def owner_says(self) -> Any:
        return ANSWERS.get(self.stands.owner, "")

    @property
    def low_side(self) -> str:
        return str(self.suggestion.reasons.get("low", ""))


@dataclass(frozen=True, slots=True)
class Pairing:
    """One suggestion where only the two sides meet, and why. A side that the reader may not see is None."""

    suggestion: Suggestion
    company: Any
    challenge: Any
    said: list[wording.Line]

    @property
    def score(self) -> int:
        return round(100 * self.suggestion.score)


def pairings_for(suggestions: SuggestionQuerySet, account: Account) -> list[Pairing]:
    """Pinned first, then by score."""
    read = suggestions.only("company", "challenge", "state", "score", "band", "reasons", "override_reason")
    rows = in_order(read)
    themes = wording.labels_for([row.reasons for row in rows])
    companies = _seen(Company, account, {r.company_id for r in rows}, *FIRM_NAMES, placed=False)
    needs = _seen(Challenge, account, {r.challenge_id for r in rows}, *NEED_NAMES)
    return [
        Pairing(
            row, companies.get(row.company_id), needs.get(row.challenge_id), wording.lines(row.reasons, themes)
        )
        for row in rows
    ]  # fmt: skip


def lines_for(suggestions: Iterable[Suggestion], account: Account, *, of_need: bool = False) -> list[Line]:
    """Ready to show, pinned first: the answers to one need as ranked, a company's chances by score. Few queries."""
    rows = as_ranked(suggestions) if of_need else in_order(suggestions)
    themes = wording.labels_for([row.reasons for row in rows])
    companies = _seen(Company, account, {r.company_id for r in rows}, *FIRM_NAMES)
    sites = _seen(ReferenceSite, account, {r.site_id for r in rows}, "name")
    needs = _seen(Challenge, account, {r.challenge_id for r in rows}, *NEED_NAMES)
    return [
        Line(
            row, str(row.solution or row.site or row.company), companies.get(row.company_id), sites.get(row.site_id),
            needs.get(row.challenge_id), standing_of(row), wording.lines(row.reasons, themes), wording.missing(row.reasons, themes),
        )
        for row in rows
    ]  # fmt: skip


def _seen(
    model: Any, account: Account, wanted: set[int | None], *columns: str, placed: bool = True
) -> dict[int | None, Shown]:
    """The rows that a page of suggestions names, as far as the reader may see them: of each only what is told."""
    columns = (*columns, "desk__name", *PLACE_NAMES) if placed else columns
    relations = {column.partition("__")[0] for column in columns if "__" in column}
    rows = model.objects.visible_to(account, Level.SUMMARY).filter(pk__in=[pk for pk in wanted if pk])
    named = rows.select_related(*relations).only("is_invented", *columns)
    return {row.pk: Shown(row) for row in named.order_by()}
