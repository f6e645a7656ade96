"""One company's chances across all agreements, and the hit rate."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company
from greendesk.desks.models import Level
from greendesk.desks.sharing import shown
from greendesk.matchmaking.models import Suggestion
from greendesk.web.suggested import Line, lines_for
from greendesk.web.views import DeskRequest, desk_page, page_of, shown_or_404

from .fit_board import fit_board
from .hit_groups import hits_of
from .hit_rate import bands_of, funnel_of, reached_by_all
from .learning import urlpatterns as learning_urls
from .pairing import urlpatterns as pairing_urls
from .visit_sites import urlpatterns as visit_sites_urls

STEP_NAMES = {
    "suggested": _("suggested"), "accepted": _("accepted by a side"), "introduced": _("introduced"), "held": pgettext_lazy("meeting", "met"),
    "second": _("met again"), "deal": _("signed"),
}  # fmt: skip


@desk_page
@require_GET
def chances(request: DeskRequest, pk: int) -> HttpResponse:
    """One company against every open need the desk may read, whatever agreement it came through."""
    one = shown_or_404(
        Company,
        request.user,
        pk,
        at_least=Level.SUMMARY,
        rows=Company.objects.select_related("organisation", "place", "desk"),
    )
    rows = (
        Suggestion.objects.visible_to(request.user, Level.FULL)
        .filter(company=pk, challenge__state__in=["open", "answered"])
        .worth_showing()
    )
    page = page_of(request, rows.with_offer().order_by("-score", "pk"), per_page=20)
    lines = lines_for(page, request.user)
    return render(
        request,
        "desk/chances.html",
        {"shown": one, "lines": lines, "page": page, "agreements": agreements_of(lines, request.user)},
    )


def agreements_of(lines: list[Line], account: Any) -> dict[int, list[Any]]:
    """Need → the agreements it came through, as far as the reader may see them."""
    needs = [line.suggestion.challenge_id for line in lines]
    found: dict[int, list[Any]] = {}
    rows = (
        Agreement.objects.visible_to(account)
        .filter(challenges__in=needs)
        .select_related("place", "desk")
        .prefetch_related("challenges")
    )
    for row in rows.distinct():
        for need in row.challenges.all():
            if need.pk in needs:
                found.setdefault(need.pk, []).append(shown([row])[0])
    return found


@desk_page
@require_GET
def hit_rate(request: DeskRequest) -> HttpResponse:
    reached = reached_by_all()
    funnel = funnel_of(request.user, reached)
    steps = [
        (STEP_NAMES[name], count, count / funnel.suggested if funnel.suggested else 0) for name, count in funnel.steps
    ]
    versions = Suggestion.objects.ours(request.user).order_by().values_list("model_version", flat=True).distinct()[:5]
    return render(
        request, "desk/hit_rate.html",
        {"funnel": funnel, "steps": steps, "bands": bands_of(request.user, reached), "versions": versions,
         "hits": hits_of(request.user, reached), "today": timezone.localdate()},
    )  # fmt: skip


urlpatterns = [
    path("fit-board/", fit_board, name="fit-board"),
    path("companies/<int:pk>/chances/", chances, name="chances"),
    path("hit-rate/", hit_rate, name="hit-rate"),
    *learning_urls,
    *pairing_urls,
    *visit_sites_urls,
]
