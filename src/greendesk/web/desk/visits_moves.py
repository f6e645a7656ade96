"""The programme moved by hand: tried while a stop is dragged, placed when it is dropped, taken back; another draft taken.

Pages work without any of this script: a stop has its own page with the same verbs as forms.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from greendesk.catalogue.models import ReferenceSite
from greendesk.kit.errors import DomainError
from greendesk.visits import services
from greendesk.visits.changes import told
from greendesk.visits.models import Programme, Stop
from greendesk.visits.trials import try_move

from ..views import DeskRequest, desk_page
from .visits_forms import ClockForm
from .visits_reasons import left_out_rows


def own_stop(request: DeskRequest, pk: int) -> Any:
    rows = Stop.objects.editable_by(request.user).select_related(
        "programme__delegation__desk", "site", "host", "booking"
    )
    return get_object_or_404(rows, pk=pk)


@desk_page
@require_POST
def try_stop(request: DeskRequest, pk: int) -> HttpResponse:
    """What would break if the stop stood there; nothing is changed."""
    row = own_stop(request, pk)
    form = ClockForm(request.POST, delegation=row.programme.delegation)
    if not form.is_valid():
        return JsonResponse({"why": [_("That is not a time of their stay.")], "free": ""}, status=422)
    now = timezone.now()
    return _answer(try_move(row, starts_at=form.moment, today=timezone.localdate(now), now=now))


@desk_page
@require_POST
def place_stop(request: DeskRequest, pk: int) -> HttpResponse:
    """Put the stop there. What breaks is answered in words, with the nearest time that holds."""
    row = own_stop(request, pk)
    form = ClockForm(request.POST, delegation=row.programme.delegation)
    if not form.is_valid():
        return JsonResponse({"why": [_("That is not a time of their stay.")], "free": ""}, status=422)
    now, anyway = timezone.now(), form.cleaned_data["anyway"]
    today = timezone.localdate(now)
    if not anyway:
        tried = try_move(row, starts_at=form.moment, today=today, now=now)
        if tried.broken:
            return _answer(tried)
    try:
        services.move_stop(row, starts_at=form.moment, by=request.user, today=today, now=now, anyway=anyway)
    except DomainError as refusal:
        return JsonResponse({"why": [str(refusal)], "free": ""}, status=422)
    messages.success(request, _("Moved. The way there has been measured again."))
    return JsonResponse({"why": [], "free": ""})


def _answer(tried: Any) -> HttpResponse:
    free = f"{tried.free_at:%H:%M}" if tried.free_at else ""
    return JsonResponse({"why": list(tried.broken), "free": free}, status=422 if tried.broken else 200)


@desk_page
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    from .visits_programme import done  # that module lists these addresses

    row = get_object_or_404(Programme.objects.editable_by(request.user).select_related("delegation__desk"), pk=pk)
    now = timezone.now()
    return done(
        request, row.delegation_id, _("Taken back."),
        lambda: services.undo_change(row, by=request.user, today=timezone.localdate(now), now=now),
    )  # fmt: skip


@desk_page
@require_POST
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    from .visits_programme import done  # that module lists these addresses

    row = get_object_or_404(Programme.objects.editable_by(request.user).select_related("delegation__desk"), pk=pk)
    now = timezone.now()
    return done(
        request, row.delegation_id, _("This draft is the programme now. You can still take another one."),
        lambda: services.choose_alternative(
            row, name=request.POST.get("name", ""), by=request.user, today=timezone.localdate(now), now=now
        ),
    )  # fmt: skip


def drafts_of(programme: Programme | None) -> list[dict[str, Any]]:
    """First drafts side by side: what each shows that others do not, its sums, and what it leaves out with reasons."""
    rows = programme.alternatives if programme and not programme.sent_at else []
    if not rows:
        return []
    sites = ReferenceSite.objects.in_bulk({pk for row in rows for pk in row["sites"]})
    common = set.intersection(*(set(row["sites"]) for row in rows))
    return [
        {
            **{key: row[key] for key in ("name", "is_chosen", "visits", "companies", "interest", "travel")},
            "label": _label(row["name"]),
            "only": [sites[pk] for pk in row["sites"] if pk in sites and pk not in common],
            "common": [sites[pk] for pk in row["sites"] if pk in sites and pk in common],
            "days": [(date.fromisoformat(day), _count(stops)) for day, stops in row["plan"].items()],
            "left_out": [one for one in left_out_rows(row["left_out"]) if one["rule"] not in ("no_theme", "outside")],
        }
        for row in rows
    ]


def _count(stops: list[list[Any]]) -> int:
    return sum(str(key).startswith("site:") for key, _start in stops)


def _label(name: str) -> str:
    return {
        "companies": _("Most companies seen"), "interest": _("Most of what interests them"), "driving": _("Least driving"),
    }.get(name, name)  # fmt: skip


def undo_label(programme: Programme | None) -> str:
    """What the undo button would take back; empty when there is nothing."""
    if programme is None or programme.sent_at or not programme.undo:
        return ""
    return told(str(programme.undo[-1]["what"]))


urlpatterns: list[URLPattern] = [
    path("visits/stops/<int:pk>/try/", try_stop, name="stop-try"),
    path("visits/stops/<int:pk>/place/", place_stop, name="stop-place"),
    path("visits/programmes/<int:pk>/undo/", undo, name="programme-undo"),
    path("visits/programmes/<int:pk>/choose/", choose, name="programme-choose"),
]
