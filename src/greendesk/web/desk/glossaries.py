"""The interpreters' glossary of a mission, a delegation or a meeting day: a page and a paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from greendesk.kit.langs import CONTENT_LANGS, bcp47
from greendesk.meetings.models import MeetingDay
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from ..addresses import address_of
from ..concepts import LANGUAGE_NAMES
from ..glossary import Langs, glossary_of, glossary_paper
from ..views import DeskRequest, desk_page

KINDS: dict[str, Any] = {"mission": Mission, "delegation": Delegation, "meeting-day": MeetingDay}


def languages_asked(request: DeskRequest) -> Langs | None:
    """`?one=sv&other=zh-hans`: any two that concepts have labels in."""
    one, other = request.GET.get("one", ""), request.GET.get("other", "")
    return (one, other) if {one, other} <= set(CONTENT_LANGS) and one != other else None


@desk_page
@require_safe
def glossary(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """`?as=pdf` is the paper."""
    if kind not in KINDS:
        raise Http404
    record: Any = get_object_or_404(KINDS[kind].objects.ours(request.user).select_related("desk", "place"), pk=pk)
    made = glossary_of(record, request.user, languages_asked(request))
    if request.GET.get("as") == "pdf":
        answer = HttpResponse(glossary_paper(made), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="glossary-{kind}-{pk}.pdf"'
        return answer
    names = [(lang, LANGUAGE_NAMES["zh" if lang == "zh-hans" else lang]) for lang in CONTENT_LANGS]
    context = {
        "glossary": made, "record": record, "back": address_of(record), "names": names,
        "tags": [bcp47(lang) for lang in made.langs],
    }  # fmt: skip
    return render(request, "desk/glossary.html", context)


urlpatterns = [path("glossary/<slug:kind>/<int:pk>/", glossary, name="glossary")]
