"""Papers and calendar files of a meeting day."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify

from greendesk.kit import papers
from greendesk.kit.langs import active_lang
from greendesk.meetings import feeds, sheets
from greendesk.meetings.models import Attendance, MeetingDay, TimetableVersion

from ..views import DeskRequest, desk_page


def own_attendance(request: DeskRequest, day: int, pk: int) -> Attendance:
    """A party of a day that the reader's desk holds, or the reader's own organisation."""
    party = get_object_or_404(
        Attendance.objects.select_related("day__desk", "day__place", "organisation").prefetch_related("people"),
        day=day,
        pk=pk,
    )
    is_desk = MeetingDay.objects.ours(request.user).filter(pk=day).exists()
    if not is_desk and not request.user.representations.filter(organisation=party.organisation_id).exists():
        raise Http404
    return party


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name) or "paper"}.pdf"'
    return response


@login_required
def timetable(request: DeskRequest, day: int, pk: int) -> HttpResponse:
    party = own_attendance(request, day, pk)
    data = sheets.timetable_sheet(party, public_url=settings.PUBLIC_URL)
    return pdf(papers.render("meetings/timetable", data), f"timetable {party}")


@login_required
def pocket(request: DeskRequest, day: int, pk: int) -> HttpResponse:
    party = own_attendance(request, day, pk)
    data = sheets.timetable_sheet(party, public_url=settings.PUBLIC_URL)
    return pdf(papers.render("meetings/pocket", data), f"pocket {party}")


@login_required
def ics(request: DeskRequest, day: int, pk: int) -> HttpResponse:
    party = own_attendance(request, day, pk)
    content = feed(party, active_lang())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(str(party)) or "meetings"}.ics"'
    return response


def feed(party: Attendance, lang: str) -> bytes:
    return feeds.feed_of(
        party, lang=lang, host=urlsplit(settings.PUBLIC_URL).hostname or "greendesk", at=timezone.now()
    )


@desk_page
def wall(request: DeskRequest, pk: int) -> HttpResponse:
    day = _own(request, pk)
    return pdf(
        papers.render("meetings/wall_grid", sheets.wall_sheet(day, public_url=settings.PUBLIC_URL)), f"wall {day}"
    )


def _own(request: DeskRequest, pk: int) -> MeetingDay:
    return get_object_or_404(MeetingDay.objects.ours(request.user).select_related("desk", "place"), pk=pk)


@desk_page
def everything(request: DeskRequest, pk: int) -> HttpResponse:
    """Wall grid, and every party's timetable, pocket card and calendar, in one archive."""
    day = _own(request, pk)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as box:
        wall_data = sheets.wall_sheet(day, public_url=settings.PUBLIC_URL)
        box.writestr("wall-grid.pdf", papers.render("meetings/wall_grid", wall_data))
        for party in day.attendances.select_related("day__desk", "day__place", "organisation").prefetch_related(
            "people"
        ):
            name = f"{party.pk}-{slugify(party.organisation.name, allow_unicode=True)}"
            data = sheets.timetable_sheet(party, public_url=settings.PUBLIC_URL)
            box.writestr(f"{name}/timetable.pdf", papers.render("meetings/timetable", data))
            box.writestr(f"{name}/pocket.pdf", papers.render("meetings/pocket", data))
            box.writestr(f"{name}/meetings.ics", feed(party, sheets.languages_of(party)[0]))
    response = HttpResponse(archive.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slugify(str(day)) or "timetables"}.zip"'
    return response


def latest(request: Any, pk: int, number: int) -> HttpResponse:
    """For whoever holds a paper: is it the latest? Says nothing else of the day."""
    newest = TimetableVersion.objects.filter(day=pk, published_at__isnull=False).aggregate(number=Max("number"))[
        "number"
    ]
    if newest is None:
        raise Http404
    return render(request, "desk/latest_timetable.html", {"held": number, "newest": newest})


urlpatterns = [
    path("meetings/<int:pk>/wall.pdf", wall, name="meeting-day-wall"),
    path("meetings/<int:pk>/papers.zip", everything, name="meeting-day-papers"),
    path("meetings/<int:day>/party/<int:pk>/timetable.pdf", timetable, name="timetable-paper"),
    path("meetings/<int:day>/party/<int:pk>/pocket.pdf", pocket, name="timetable-pocket"),
    path("meetings/<int:day>/party/<int:pk>/meetings.ics", ics, name="timetable-ics"),
    path("latest/meetings/<int:pk>/<int:number>/", latest, name="latest-timetable"),
]
