"""Delegation → sites: which reference sites answer what the guests came for, at the scale of their problem, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from greendesk.catalogue.models import ReferenceSite
from greendesk.desks.models import Level
from greendesk.desks.sharing import Shown
from greendesk.kit.errors import DomainError
from greendesk.matchmaking import wording
from greendesk.matchmaking.models import Challenge
from greendesk.matchmaking.queries import MATCHED_STATES
from greendesk.matchmaking.showing import Shows, sites_that_answer
from greendesk.visits.models import Delegation
from greendesk.visits.plans import head_count
from greendesk.visits.sites import days_of, opening_of, sites_of, week_of

from ..views import DeskRequest, desk_page

SHOWN_FROM = 0.20
OF_OTHERS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of what is known of the guests' wishes, with the record it stands in."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site on the page: how well it answers and why, and what speaks against a visit on their days."""

    shown: Any
    score: int
    band: str
    said: list[wording.Line]
    lacking: list[wording.Line]
    against: list[str]
    wish: bool | None
    in_programme: bool
    is_own: bool


def wishes_of(row: Delegation, request: DeskRequest) -> list[Said]:
    """Their request, their interests, and the needs of their organisation or agreements, as far as the reader may see them."""
    lang = row.language
    said: list[Said] = []
    if asked := row.request:
        scale = f"{asked.scale.display(lang)} {asked.scale_unit}".strip() if asked.scale else ""
        said.append(Said(_("their request"), " ".join(part for part in (asked.problem.text(lang), scale) if part)))
    interests = row.interests.select_related("theme").order_by("-weight", "pk")
    said.append(Said(_("interests"), ", ".join(each.theme.label(lang) for each in interests)))
    for need in _needs_of(row, request):
        scale = f"{need.scale.display(lang)} {need.scale_unit}".strip() if need.scale else ""
        text = " ".join(part for part in (need.title.text(lang), need.text.text(lang), scale) if part)
        said.append(Said(_("need: %(title)s") % {"title": need.title.text()}, text))
    return [each for each in said if each.text.strip()]


def _needs_of(row: Delegation, request: DeskRequest) -> list[Challenge]:
    """Open needs that their own organisation stated; without any, those of their agreements in their place."""
    rows = Challenge.objects.visible_to(request.user, Level.SUMMARY).filter(state__in=MATCHED_STATES)
    own = list(rows.filter(owner=row.organisation_id)[:5]) if row.organisation_id else []
    if own or row.place is None:
        return own
    agreements = row.agreements.values("pk")
    return list(rows.filter(agreements__in=agreements, place__lineage__startswith=row.place.lineage).distinct()[:5])


@desk_page
@require_safe
def delegation_sites(request: DeskRequest, pk: int) -> HttpResponse:
    rows = Delegation.objects.select_related("desk", "place", "organisation", "request")
    row = get_object_or_404(
        rows.filter(pk__in=Delegation.objects.visible_to(request.user, Level.FULL).values("pk")), pk=pk
    )
    wishes = wishes_of(row, request)
    own = list(sites_of([row.desk_id, *(desk.pk for desk in row.co_desks.all())]))
    theirs = _of_other_desks(request, own)
    refusal, found = "", []
    try:
        found = sites_that_answer([each.text for each in wishes], row.language, [*own, *theirs], desk=row.desk_id)
    except DomainError as problem:
        refusal = str(problem)
    lines = _lines(row, request, found, {site.pk for site in own})
    context = {
        "row": row, "wishes": wishes, "refusal": refusal, "own": [line for line in lines if line.is_own and line.score >= 100 * SHOWN_FROM],
        "others": [line for line in lines if not line.is_own and line.score >= 100 * SHOWN_FROM][:OF_OTHERS],
        "weak": [line for line in lines if line.is_own and line.score < 100 * SHOWN_FROM], "guests": head_count(row),
        "may_edit": Delegation.objects.editable_by(request.user).filter(pk=pk).exists(),
    }  # fmt: skip
    return render(request, "desk/delegation_sites.html", context)


def _of_other_desks(request: DeskRequest, own: list[ReferenceSite]) -> list[ReferenceSite]:
    """What other desks let be seen: to be asked for, since only one's own can be planned."""
    rows = ReferenceSite.objects.visible_to(request.user, Level.SUMMARY).filter(is_abroad=False)
    rows = rows.exclude(pk__in=[site.pk for site in own])
    return list(rows.select_related("place", "desk", "operator").prefetch_related("themes", "suppliers")[:500])


def _lines(row: Delegation, request: DeskRequest, found: list[Shows], own: set[int]) -> list[SiteLine]:
    themes = wording.labels_for([each.reasons for each in found])
    wishes = {wish.site_id: wish.is_must for wish in row.site_wishes.all()}
    newest = row.programmes.order_by("-number").first()
    planned = set(newest.stops.standing().values_list("site_id", flat=True)) if newest else set()
    visible = {site.pk: Shown(site) for site in ReferenceSite.objects.visible_to(request.user, Level.SUMMARY)
               .filter(pk__in=[each.site.pk for each in found]).select_related("place", "desk", "operator")}  # fmt: skip
    against = _against(row, [each.site for each in found if each.site.pk in own])
    return [
        SiteLine(
            visible[each.site.pk], round(100 * each.probability), each.band, wording.lines(each.reasons, themes),
            wording.missing(each.reasons, themes), against.get(each.site.pk, []), wishes.get(each.site.pk),
            each.site.pk in planned, each.site.pk in own,
        )
        for each in found
        if each.site.pk in visible
    ]  # fmt: skip


def _against(row: Delegation, sites: list[ReferenceSite]) -> dict[int, list[str]]:
    """What a visit on their days would run into: the size of the group, the way on foot, closed days."""
    days = days_of(row)
    week = week_of([row], sites, today=timezone.localdate(), now=timezone.now()) if days and sites else None
    guests = head_count(row)
    found: dict[int, list[str]] = {}
    for site in sites:
        said = []
        if guests > site.max_group:
            said.append(
                _("takes %(most)s people at a time, and there are %(size)s guests")
                % {"most": site.max_group, "size": guests}
            )
        if site.walk_min > row.walk_max_min:
            said.append(_("needs %(minutes)s minutes on foot") % {"minutes": site.walk_min})
        if week is not None:
            opening = opening_of(site, week)
            if not opening.windows:
                causes = list(dict.fromkeys(opening.closed.values()))
                said.append(_("closed on all their days: %(why)s") % {"why": "; ".join(causes[:3])})
        found[site.pk] = said
    return found


urlpatterns = [path("visits/<int:pk>/sites/", delegation_sites, name="delegation-sites")]
