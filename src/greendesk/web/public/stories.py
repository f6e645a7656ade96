"""Stories that desks tell the public: what a mission was for and what came of it, with date, voice and pictures."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from greendesk.missions.models import Mission
from greendesk.missions.queries import told_publicly, voice_of

PER_PAGE = 12


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    page = Paginator(told_publicly(Mission.objects.all()), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/stories.html", {"page": page})


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(told_publicly(Mission.objects.all()), pk=pk)
    versions = row.story.standing()
    context = {
        "row": row, "pictures": row.pictures.filter(is_public=True), "quoted": voice_of(row), "versions": list(versions),
        "told": versions.shown(request.GET.get("version", "")), "source_lang": row.story.source_lang,
    }  # fmt: skip
    return render(request, "public/story.html", context)


urlpatterns = [
    path("stories/", stories, name="stories"),
    path("stories/<int:pk>/", story, name="story"),
]
