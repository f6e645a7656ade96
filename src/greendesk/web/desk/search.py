"""Search everything: what the reader may see, kind by kind. And names offered while one is typed into a form."""

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from greendesk.atlas.models import Place
from greendesk.desks.models import Level
from greendesk.desks.search import find

from ..typed_names import NAMED_BY, near, short_enough, told_apart
from ..views import DeskRequest, desk_page

NAMES_OFFERED = 10
FOUND_SHOWN = 10  # of each kind; of one kind alone, A_PAGE
A_PAGE = 100


@desk_page
def search(request: DeskRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    found = (
        find(text, request.user, kinds=(kind,), limit=A_PAGE) if kind else find(text, request.user, limit=FOUND_SHOWN)
    )
    places = Place.objects.named(text).select_related("parent")[:6] if text and not kind else []
    return render(request, "desk/search.html", {"search_text": text, "found": found, "places": places, "kind": kind})


@login_required
@require_safe
def names(request: DeskRequest, kind: str) -> HttpResponse:
    """Options for a line that a name is typed into: of what the reader sees, at the desks that the form chooses from."""
    if kind not in NAMED_BY:
        raise Http404
    text = request.GET.get(request.GET.get("as", "q"), "").strip()[:100]
    rows = apps.get_model(kind)._default_manager.visible_to(request.user, Level.SUMMARY)
    if desks := [int(desk) for desk in request.GET.getlist("desk")[:20] if desk.isdecimal() and len(desk) < 18]:
        rows = rows.filter(desk__in=desks)
    found = near(rows, text)[:NAMES_OFFERED] if short_enough(text) else []
    return render(request, "desk/names.html", {"names": told_apart(found)})


urlpatterns = [path("search/", search, name="search"), path("names/<str:kind>/", names, name="names")]
