"""Search everything: what the reader may see, kind by kind."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from greendesk.atlas.models import Place
from greendesk.desks.search import find

from ..views import DeskRequest, desk_page


@desk_page
def search(request: DeskRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    found = find(text, request.user) if text else []
    places = Place.objects.named(text).select_related("parent")[:6] if text else []
    return render(request, "desk/search.html", {"search_text": text, "found": found, "places": places})


urlpatterns = [path("search/", search, name="search")]
