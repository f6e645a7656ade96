"""Several delegations of the same days: planned in one go, so that hosts, sites, interpreters and buses are shared fairly."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from greendesk.catalogue.models import ReferenceSite
from greendesk.kit import jobs
from greendesk.kit.errors import DomainError
from greendesk.visits import services
from greendesk.visits.models import Delegation
from greendesk.visits.together import days_shared, neighbours_in_time, together_of

from ..views import DeskRequest, desk_page
from .visits_reasons import sentence


@desk_page
@require_http_methods(["GET", "POST"])
def together(request: DeskRequest, pk: int) -> HttpResponse:
    """Who else is here on these days, what they share, and one button that plans those who are ticked."""
    from .visits_programme import own  # that module lists this address

    row = own(request, pk)
    others = neighbours_in_time(row, Delegation.objects.editable_by(request.user))
    ticked = _ticked(request, others)
    if request.method == "POST":
        try:
            services.draft_programme(row, by=request.user, together=ticked)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("They are being planned together; it takes some seconds."))
        chosen = "&".join(f"with={one.pk}" for one in ticked)
        return redirect(reverse("web:visits-together", args=[pk]) + f"?{chosen}")
    planned = together_of([row, *ticked])
    wanted = {pk for one in planned.sites for cell in one.cells if cell.left_out for pk in cell.left_out["displaces"]}
    sites = ReferenceSite.objects.in_bulk(wanted) if wanted else {}
    table = [
        {
            "shared": one,
            "cells": [
                {"cell": cell, "why": sentence(cell.left_out, sites) if cell.left_out else ""} for cell in one.cells
            ],
        }
        for one in planned.sites
    ]
    context: dict[str, Any] = {
        "row": row, "others": [(one, one in ticked) for one in others], "planned": planned, "table": table,
        "days": days_shared([row, *ticked]), "today": timezone.localdate(),
        "job": next((job for job in jobs.states_of(request.user.pk, limit=3) if not job.is_finished), None),
    }  # fmt: skip
    return render(request, "desk/visits_together.html", context)


def _ticked(request: DeskRequest, others: list[Delegation]) -> list[Delegation]:
    asked = request.POST if request.method == "POST" else request.GET
    if request.method == "GET" and "with" not in asked:
        return others
    return [one for one in others if str(one.pk) in asked.getlist("with")]


urlpatterns: list[URLPattern] = [path("visits/<int:pk>/together/", together, name="visits-together")]
