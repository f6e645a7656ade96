"""Entries that may be the same: why, what merging would do, and back again. And a person or place handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.agreements.models import Action, Agreement
from greendesk.atlas.models import Place
from greendesk.desks.models import Level, Trash
from greendesk.directory import services
from greendesk.directory.models import ContactNote, Organisation, Person
from greendesk.directory.services.merging import VERBS
from greendesk.followups.models import Lead
from greendesk.kit.errors import DomainError

from ..views import DeskRequest, desk_page, page_of

KINDS: dict[str, Any] = {"organisation": Organisation, "person": Person}


@desk_page
def duplicates(request: DeskRequest) -> HttpResponse:
    from greendesk.directory.duplicates import likely_pairs, loaded  # loads numpy, which other pages do without

    desk = request.user.desk
    if desk is None or desk.pk not in request.user.editing_desk_ids:
        raise Http404
    kind = "person" if request.GET.get("kind") == "person" else "organisation"
    page = page_of(request, likely_pairs(desk, kind=kind))
    done = (
        Trash.objects.filter(desk=desk, verb__in=VERBS.values(), undone_at=None)
        .exclude(payload={})
        .select_related("by")
    )
    return render(
        request,
        "desk/duplicates.html",
        {
            "page": page,
            "pairs": loaded(page.object_list, kind=kind),
            "kind": kind,
            "done": done[:20],
        },
    )


def _pair(request: DeskRequest, kind: str, keep: int, gone: int) -> tuple[Any, Any]:
    model = KINDS.get(kind)
    if model is None:
        raise Http404
    rows = model.objects.editable_by(request.user).select_related("desk")
    return get_object_or_404(rows, pk=keep), get_object_or_404(rows, pk=gone)


@desk_page
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, kind: str, keep: int, gone: int) -> HttpResponse:
    kept, away = _pair(request, kind, keep, gone)
    refusal = ""
    if request.method == "POST":
        verb = services.merge_organisations if kind == "organisation" else services.merge_people
        try:
            row, trash = verb(kept, away, by=request.user, take=request.POST.getlist("take"))
        except DomainError as problem:
            refusal = str(problem)
        else:
            messages.success(
                request, _("Merged: %(what)s. It can be undone on the page of duplicates.") % {"what": trash.title}
            )
            return redirect(f"web:{kind}", row.pk)
    preview = services.preview_merge(kept, away, by=request.user)
    context = {"kind": kind, "keep": kept, "gone": away, "preview": preview, "refusal": refusal or preview.refusal}
    return render(request, "desk/merge.html", context)


@desk_page
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    trash = get_object_or_404(Trash, pk=pk, desk__in=request.user.editing_desk_ids, verb__in=VERBS.values())
    row = services.undo_merge(trash, by=request.user)
    messages.success(request, _("Back again: %(what)s") % {"what": row})
    return redirect(f"web:{row._meta.model_name}", row.pk)


@desk_page
def handover(request: DeskRequest) -> HttpResponse:
    """What a successor must know of a place: people, the last contacts, what is open."""
    code = request.GET.get("place", "")
    place = (
        get_object_or_404(Place, code=code, scheme=request.GET["scheme"])
        if code and request.GET.get("scheme")
        else Place.objects.filter(code=code).first()
    )
    context: dict[str, Any] = {"place": place, "asked": code}
    if place is not None:
        inside = {"place__lineage__startswith": place.lineage}
        organisations = Organisation.objects.ours(request.user).filter(**inside)
        agreements = Agreement.objects.ours(request.user).filter(**inside)
        context |= {
            "organisations": organisations.select_related("place")[:60],
            "people": Person.objects.ours(request.user)
            .filter(organisation__in=organisations, erased_at=None)
            .select_related("organisation")
            .prefetch_related("positions")[:60],
            "notes": ContactNote.objects.visible_to(request.user)
            .filter(organisation__in=organisations)
            .select_related("organisation", "person", "by")[:40],
            "agreements": agreements[:40],
            "actions": Action.objects.visible_to(request.user)
            .filter(agreement__in=agreements, done_on=None)
            .select_related("agreement")[:40],
            "leads": Lead.objects.visible_to(request.user, Level.SUMMARY)
            .filter(**inside, closed_on=None)
            .select_related("owner__organisation")[:40],
        }
    else:
        used = Organisation.objects.ours(request.user).exclude(place=None).values("place")
        context["places"] = Place.objects.filter(pk__in=used)[:80]
    return render(request, "desk/handover.html", context)


urlpatterns = [
    path("duplicates/", duplicates, name="duplicates"),
    path("duplicates/<slug:kind>/<int:keep>/<int:gone>/", merge, name="merge"),
    path("duplicates/<int:pk>/undo/", undo, name="merge-undo"),
    path("handover/", handover, name="handover"),
]
