"""Words for needs, interest and suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from greendesk.desks.models import Level
from greendesk.desks.sharing import OwnedQuerySet

if TYPE_CHECKING:
    from .models import Suggestion

MATCHED_STATES = ("open", "answered", "implemented")


class ChallengeQuerySet(OwnedQuerySet):
    def open_on(self, on: date) -> ChallengeQuerySet:
        return self.filter(state="open", ends_on__gte=on)

    def lapsed(self, on: date) -> ChallengeQuerySet:
        return self.filter(state="open", ends_on__lt=on)

    def public(self) -> ChallengeQuerySet:
        return self.filter(is_public=True, state__in=["open", "answered", "implemented"])


class InterestQuerySet(OwnedQuerySet):
    def newest(self) -> InterestQuerySet:
        """The latest word of each company."""
        latest = self.model.objects.filter(company=OuterRef("company")).order_by("-stated_on", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(latest))

    def current(self, on: date) -> InterestQuerySet:
        return self.newest().filter(stale_on__gt=on)

    def stale(self, on: date) -> InterestQuerySet:
        return self.newest().filter(stale_on__lte=on)


class SuggestionQuerySet(OwnedQuerySet):
    def standing(self) -> SuggestionQuerySet:
        """All but those that the desk set aside."""
        return self.exclude(state="vetoed")

    def worth_showing(self) -> SuggestionQuerySet:
        """Neither set aside nor weak; what a desk pinned is always shown."""
        return self.standing().filter(~Q(band="weak") | Q(state="pinned"))

    def not_put_off(self) -> SuggestionQuerySet:
        """Without those to which the newest answer of a side is not now or never."""
        decisions = self.model._meta.get_field("decisions").related_model.objects.order_by()
        later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        newer = decisions.filter(later, suggestion=OuterRef("suggestion"), side=OuterRef("side"))
        put_off = decisions.filter(~Exists(newer), suggestion=OuterRef("pk"), answer__in=["later", "never"])
        return self.filter(~Exists(put_off))

    def shown_to_company(self) -> SuggestionQuerySet:
        """What a company may be told: of needs that are open, and that its desk may read."""
        return (
            self.worth_showing()
            .filter(
                Q(challenge__sharing__gte=Level.SUMMARY)
                | Q(challenge__desk=F("company__desk"))
                | Q(challenge__co_desks=F("company__desk")),
                challenge__state__in=MATCHED_STATES,
            )
            .distinct()
        )

    def shown_to_owner(self) -> SuggestionQuerySet:
        """What a problem owner may be told: answers that the desk of the need itself may read."""
        return self.worth_showing().filter(desk=F("challenge__desk"), challenge__state__in=MATCHED_STATES)

    def with_sides(self) -> SuggestionQuerySet:
        """With all that a page tells of both sides, in a fixed number of queries."""
        return self.select_related(
            "challenge__place", "challenge__desk", "challenge__owner", "company__organisation", "company__place", "company__desk",
            "solution", "site__place", "site__desk", "introduction",
        ).prefetch_related("decisions", "challenge__themes")  # fmt: skip

    def with_offer(self) -> SuggestionQuerySet:
        """With where it stands and the name of what is offered, where both sides are read through the wall."""
        rows = self.select_related("company__organisation", "solution", "site", "introduction")
        return rows.prefetch_related("decisions").only(
            "desk", "challenge", "state", "score", "band", "rank", "reasons", "override_reason",
            "company__organisation__name", "company__organisation__names", "solution__name", "site__name",
            "introduction__suggestion", "introduction__made_on",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a suggestion stands: each side's newest answer, and when they were introduced."""

    company: str
    owner: str
    introduced_on: date | None
    has_said: frozenset[str]


def standing_of(suggestion: Suggestion) -> Standing:
    """From decisions already loaded, so that a list of suggestions costs no query each."""
    decisions = sorted(suggestion.decisions.all(), key=lambda each: (each.at, each.pk))
    answers = {decision.side: decision.answer for decision in decisions}
    made = getattr(suggestion, "introduction", None)
    return Standing(
        answers.get("company", ""), answers.get("owner", ""), made.made_on if made else None, frozenset(answers)
    )


def in_order(suggestions: Iterable[Any]) -> list[Any]:
    """One company's chances among many needs: pinned first, then by score."""
    return sorted(suggestions, key=lambda each: (each.state != "pinned", -each.score, each.pk))


def as_ranked(suggestions: Iterable[Any]) -> list[Any]:
    """The answers to one need: pinned first, then as they were ranked, with variety and fair turns."""
    return sorted(suggestions, key=lambda each: (each.state != "pinned", each.rank, -each.score, each.pk))
