"""Meeting days and meetings: plan, publish, re-plan, run them live, and write down what came of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.models import LogEntry
from greendesk.desks.sharing import Shown
from greendesk.events.models import Panel, PanelSlot, Registration
from greendesk.kit import jobs
from greendesk.kit.errors import DomainError
from greendesk.kit.models import JobProgress
from greendesk.meetings import services
from greendesk.meetings.models import (
    Attendance,
    Meeting,
    MeetingDay,
    MeetingRequest,
    RequestClass,
    RequestState,
    TimetableVersion,
)
from greendesk.meetings.queries import current_version, slots_of
from greendesk.meetings.sayings import why_unplaced
from greendesk.meetings.services.recording import could_fill
from greendesk.missions.models import Slides

from ..thread import thread_of
from ..views import DeskRequest, desk_page, open_form, page_of, saved, shown_or_404, take
from .meetings_forms import AttendanceForm, InterpretersForm, MeetingDayForm, RecordForm, RequestForm, SessionForm
from .meetings_grid import carried, choices_for, grid_of, placed_in, requests_of
from .meetings_papers import urlpatterns as paper_urls


@desk_page
def meeting_days(request: DeskRequest) -> HttpResponse:
    rows = MeetingDay.objects.visible_to(request.user).select_related("desk", "place").order_by("-starts_on", "-pk")
    page = page_of(request, rows)
    counted = Meeting.objects.filter(day__in=[row.pk for row in page.object_list]).order_by().values_list("day")
    placed = dict(counted.on_paper().annotate(n=Count("pk")))
    held = dict(counted.held().annotate(n=Count("pk")))
    days = [
        {"row": Shown(row), "placed": placed.get(row.pk, 0), "held": held.get(row.pk, 0)} for row in page.object_list
    ]
    return render(request, "desk/meeting_days.html", {"page": page, "days": days})


@desk_page
@require_http_methods(["GET", "POST"])
def new_day(request: DeskRequest) -> HttpResponse:
    form = MeetingDayForm(request.POST or None, account=request.user)

    def verb(**data: Any) -> MeetingDay:
        return services.create_meeting_day(desk=_desk(request), by=request.user, **data)

    if request.method == "POST" and (day := take(form, verb)):
        messages.success(request, saved(day))
        return redirect("web:meeting-day", day.pk)
    context = {"form": form, "title": _("New meeting day"), "button": _("Create it"), "back": ".."}
    return render(request, "desk/form.html", context)


def _desk(request: DeskRequest) -> Any:
    if request.user.desk is None:
        raise Http404
    return request.user.desk


def own_day(request: DeskRequest, pk: int) -> MeetingDay:
    return get_object_or_404(MeetingDay.objects.editable_by(request.user).select_related("desk", "place"), pk=pk)


@desk_page
def meeting_day(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(MeetingDay, request.user, pk, rows=MeetingDay.objects.select_related("desk", "place"))
    context: dict[str, Any] = {"shown": shown, "thread": thread_of(shown, request.user)}
    if shown.is_full:
        context |= day_context(request, shown.record)  # type: ignore[arg-type]
    return render(request, "desk/meeting_day.html", context)


def day_context(request: DeskRequest, day: MeetingDay, **bound: Any) -> dict[str, Any]:
    """Everything of one's own day: grid, drafts, requests, and the forms of those who may change it."""
    prefetch_related_objects([day], "sessions")  # three parts of the page count its slots
    versions = list(day.versions.all()[:12])
    current = current_version(day)
    number = request.GET.get("draft", "")
    draft = next((v for v in versions if str(v.number) == number and v.published_at is None), None)
    attendances = _parties(request, day)
    by_key = requests_of(day, attendances)
    cells = placed_in(draft, by_key) if draft else carried(day, by_key)
    by_people = request.GET.get("by") == "people"
    requests = list(by_key.values())
    picked = next((r for r in requests if str(r.pk) == request.GET.get("pick")), None)
    may_edit = MeetingDay.objects.editable_by(request.user).contains(day)
    return {
        "day": day,
        "grid": grid_of(day, cells, by_people=by_people),
        "by_people": by_people,
        "draft": draft,
        "drafts": [v for v in versions if v.published_at is None],
        "current": current,
        "shown_version": draft or current,
        "unplaced": why_unplaced(day, (draft or current).facts) if draft or current else [],
        "working": _working(versions),
        "requests": requests,
        "states": {value: str(label) for value, label in RequestState.choices},
        "weights": {value: str(label) for value, label in RequestClass.choices},
        "standing": [r for r in requests if r.state in (RequestState.ASKED, RequestState.ACCEPTED)],
        "picked": picked,
        "choices": choices_for(day, picked, at=timezone.now(), version=draft) if picked and draft and may_edit else [],
        "attendances": attendances,
        "slots": slots_of(day),
        "may_edit": may_edit,
        "open": open_form(request, bound),
        "session_form": partial(SessionForm, day=day),
        "attendance_form": partial(AttendanceForm, day=day, account=request.user),
        "request_form": partial(RequestForm, day=day),
        "interpreters_form": partial(InterpretersForm, day=day, account=request.user),
        "log": LogEntry.objects.told_of(day, request.user)[:8],
        **bound,
    }


def _parties(request: DeskRequest, day: MeetingDay) -> list[Attendance]:
    """Who takes part, each with the slides of its pitch that this reader may see."""
    slides = Slides.objects.visible_to(request.user).of_day(day)
    rows = list(day.attendances.select_related("organisation").prefetch_related("people"))
    for row in rows:
        row.slides = slides.get(row.organisation_id, [])
    return rows


def _working(versions: list[TimetableVersion]) -> list[dict[str, Any]]:
    """Drafts that a worker still has in hand, with how far it is."""
    rows = []
    for version in versions:
        if version.status == "planning":
            job = version.facts.get("job", "")
            told = JobProgress.objects.filter(task_result_id=job).first() if job else None
            rows.append({"version": version, "job": jobs.state(told.task_result_id) if told else None})
    return rows


def changed(request: DeskRequest, pk: int, name: str, form: Any, verb: Any) -> HttpResponse:
    """Take a small form of the day page; a refusal shows the page again with what was typed."""
    day = own_day(request, pk)
    if (answer := take(form, verb)) is not None or not form.errors:
        messages.success(request, saved(answer or day))
        return redirect("web:meeting-day", pk)
    shown = shown_or_404(MeetingDay, request.user, pk)
    context = {"shown": shown, "thread": thread_of(shown, request.user)}
    return render(request, "desk/meeting_day.html", context | day_context(request, day, **{name: form}), status=422)


@desk_page
@require_POST
def add_session(request: DeskRequest, pk: int) -> HttpResponse:
    day = own_day(request, pk)
    form = SessionForm(request.POST, day=day)
    return changed(request, pk, "session_form", form, lambda **d: services.add_session(day, by=request.user, **d))


@desk_page
@require_POST
def add_attendance(request: DeskRequest, pk: int) -> HttpResponse:
    day = own_day(request, pk)
    form = AttendanceForm(request.POST, day=day, account=request.user)
    return changed(request, pk, "attendance_form", form, lambda **d: services.add_attendance(day, by=request.user, **d))


@desk_page
@require_POST
def set_interpreters(request: DeskRequest, pk: int) -> HttpResponse:
    day = own_day(request, pk)
    form = InterpretersForm(request.POST, day=day, account=request.user)
    return changed(
        request, pk, "interpreters_form", form, lambda **d: services.set_interpreters(day, by=request.user, **d)
    )


@desk_page
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    day = own_day(request, pk)
    form = RequestForm(request.POST, day=day)
    return changed(request, pk, "request_form", form, lambda **d: services.request_meeting(day, by=request.user, **d))


@login_required
@require_POST
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(MeetingRequest.objects.visible_to(request.user), pk=pk)
    answered = services.answer_request(asked, accept=request.POST.get("answer") == "yes", by=request.user)
    messages.success(request, saved(f"{answered}: {answered.get_state_display()}"))
    return _back(request, asked.day_id)


def whole(request: DeskRequest, name: str) -> int:
    """A whole number from the form; -1, which is nobody's, for anything else."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 12 else -1


def _back(request: DeskRequest, day: int) -> HttpResponse:
    if request.user.desk_ids:
        return redirect("web:meeting-day", day)
    return redirect("web:my-meetings")


def tell(request: DeskRequest, verb: Any) -> Any:
    """Call a verb; what it says no to becomes a message. Returns its answer or None."""
    try:
        return verb()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None


@desk_page
@require_POST
def plan(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask a worker for a draft, or for three re-planned ones."""
    day = own_day(request, pk)
    again = request.POST.get("again") == "1"
    if tell(request, lambda: services.begin_planning(day, by=request.user, again=again)):
        messages.success(request, _("The timetable is being planned. You can leave this page; the draft appears here."))
    return redirect("web:meeting-day", pk)


@desk_page
@require_POST
def publish(request: DeskRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(TimetableVersion.objects.editable_by(request.user), day=pk, number=number)
    if done := tell(request, lambda: services.publish_timetable(version, by=request.user)):
        facts = done.facts
        messages.success(
            request,
            _("Version %(number)s is published: %(new)s new, %(changed)s changed, %(gone)s cancelled.")
            % {
                "number": number,
                "new": facts["sent_new"],
                "changed": facts["sent_changed"],
                "gone": facts["sent_gone"],
            },
        )
    return redirect("web:meeting-day", pk)


@desk_page
@require_POST
def seat(request: DeskRequest, pk: int, number: int) -> HttpResponse:
    """Put one request into a slot of a draft."""
    version = get_object_or_404(TimetableVersion.objects.editable_by(request.user), day=pk, number=number)
    asked = get_object_or_404(MeetingRequest, day=pk, pk=whole(request, "request"))
    slot = whole(request, "slot")
    if tell(request, lambda: services.move_in_draft(version, request=asked, slot=slot, by=request.user)):
        messages.success(request, saved(asked))
    response = redirect("web:meeting-day", pk)
    response["Location"] += f"?draft={number}"
    return response


@desk_page
def live(request: DeskRequest, pk: int) -> HttpResponse:
    """The day on a phone: one slot, two large buttons for each meeting."""
    day = get_object_or_404(MeetingDay.objects.editable_by(request.user).select_related("desk", "place"), pk=pk)
    moments = slots_of(day)
    wanted, now = request.GET.get("slot", ""), timezone.now()
    here = int(wanted) if wanted.isdecimal() and int(wanted) < len(moments) else _slot_now(moments, now)
    rows = Meeting.objects.filter(day=day, slot=here).exclude(state="cancelled").with_parties()
    meetings = [{"row": m, "waiting": could_fill(m, at=now)[:3] if m.state == "no_show" else []} for m in rows]
    context = {
        "day": day,
        "moments": moments,
        "here": here,
        "moment": moments[here] if moments else None,
        "meetings": meetings,
    }
    return render(request, "desk/meeting_day_live.html", context)


def _slot_now(moments: list[Any], now: Any) -> int:
    return next((m.number for m in moments if m.ends_at >= now), 0)


@login_required
@require_POST
def mark(request: DeskRequest, pk: int) -> HttpResponse:
    """Held or not come, in one tap."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    outcome = "held" if request.POST.get("outcome") == "held" else "no_show"
    services.record_meeting(meeting, by=request.user, outcome=outcome)
    messages.success(request, saved(f"{meeting}"))
    if request.user.desk_ids:
        response = redirect("web:meeting-day-live", meeting.day_id)
        response["Location"] += f"?slot={meeting.slot}"
        return response
    return redirect("web:my-meetings")


@desk_page
@require_POST
def fill(request: DeskRequest, pk: int) -> HttpResponse:
    """Give an empty chair to a request from the waiting list."""
    meeting = get_object_or_404(Meeting.objects.editable_by(request.user), pk=pk)
    waiting = get_object_or_404(MeetingRequest, day=meeting.day_id, pk=whole(request, "request"))
    if filled := tell(request, lambda: services.fill_gap(meeting, request=waiting, by=request.user)):
        messages.success(request, saved(filled))
    response = redirect("web:meeting-day-live", meeting.day_id)
    response["Location"] += f"?slot={meeting.slot}"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def meeting(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.visible_to(request.user).with_parties(), pk=pk)
    may_edit = Meeting.objects.editable_by(request.user).contains(row)
    sides = frozenset({"guest", "host"}) if may_edit else _sides(request, row)
    form = RecordForm(request.POST or None, sides=sides, initial=_recorded(row)) if sides else None
    if form and request.method == "POST" and take(form, lambda **d: services.record_meeting(row, by=request.user, **d)):
        messages.success(request, saved(row))
        return redirect("web:meeting", pk) if request.user.desk_ids else redirect("web:my-meetings")
    context = {
        "meeting": row,
        "day": row.day,
        "form": form,
        "may_edit": may_edit,
        "thread": thread_of(row, request.user),
        "log": LogEntry.objects.told_of(row, request.user)[:8] if may_edit else [],
        "choices": choices_for(row.day, row.request, at=timezone.now())
        if may_edit and row.state == "published"
        else [],
    }
    return render(request, "desk/meeting.html", context)


def _sides(request: DeskRequest, row: Meeting) -> frozenset[str]:
    mine = set(request.user.representations.values_list("organisation_id", flat=True))
    both = (("guest", row.request.guest), ("host", row.request.host))
    return frozenset(name for name, party in both if party.organisation_id in mine)


def _recorded(row: Meeting) -> dict[str, Any]:
    names = ("guest_interest", "host_interest", "note", "next_step", "is_second")
    outcome = row.state if row.state in ("held", "no_show") else "held"
    return {"outcome": outcome, **{name: getattr(row, name) for name in names}}


@desk_page
@require_POST
def move(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.editable_by(request.user), pk=pk)
    slot = whole(request, "slot")
    if tell(request, lambda: services.move_meeting(row, slot=slot, by=request.user)):
        messages.success(request, saved(row))
    return redirect("web:meeting", pk)


@desk_page
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.editable_by(request.user), pk=pk)
    again = request.POST.get("again") == "1"
    if tell(request, lambda: services.cancel_meeting(row, by=request.user, again=again)):
        messages.success(request, saved(row))
    return redirect("web:meeting-day", row.day_id)


@login_required
def my_meetings(request: DeskRequest) -> HttpResponse:
    """For whoever speaks for a company: its meetings, and what waits for its answer."""
    mine = set(request.user.representations.values_list("organisation_id", flat=True))
    rows = Meeting.objects.all().of_account(request.user).on_paper().with_parties()
    meetings = [{"row": m, "with": _other(m, mine), "i_host": m.request.host.organisation_id in mine} for m in rows]
    asked = (
        MeetingRequest.objects.all()
        .of_account(request.user)
        .standing(timezone.now())
        .filter(meeting=None)
        .select_related("day", "guest__organisation", "host__organisation")
    )
    requests = [{"row": r, "mine_to_answer": r.host.organisation_id in mine and r.state == "asked"} for r in asked]
    days = {}
    for entry in meetings:
        row = entry["row"]
        party = row.request.host if entry["i_host"] else row.request.guest
        days.setdefault((row.day_id, party.pk), {"day": row.day, "party": party, "meetings": []})["meetings"].append(
            entry
        )
    registered = Registration.objects.filter(company__organisation__in=mine)
    context = {
        "days": list(days.values()),
        "requests": requests,
        "cases": PanelSlot.objects.filter(company__organisation__in=mine).select_related(
            "panel__event", "company__organisation"
        ),
        "panels": Panel.objects.filter(event__in=registered.values("event"), slots__state="free")
        .select_related("event")
        .distinct(),
    }
    return render(request, "desk/my_meetings.html", context)


def _other(row: Meeting, mine: set[int]) -> str:
    both = (row.request.guest, row.request.host, *row.request.others.all())
    return ", ".join(party.organisation.both for party in both if party.organisation_id not in mine)


urlpatterns = [
    path("meetings/", meeting_days, name="meeting-days"),
    path("meetings/new/", new_day, name="meeting-day-new"),
    path("meetings/<int:pk>/", meeting_day, name="meeting-day"),
    path("meetings/<int:pk>/live/", live, name="meeting-day-live"),
    path("meetings/<int:pk>/plan/", plan, name="meeting-day-plan"),
    path("meetings/<int:pk>/publish/<int:number>/", publish, name="meeting-day-publish"),
    path("meetings/<int:pk>/seat/<int:number>/", seat, name="meeting-day-seat"),
    path("meetings/<int:pk>/session/", add_session, name="meeting-day-session"),
    path("meetings/<int:pk>/party/", add_attendance, name="meeting-day-party"),
    path("meetings/<int:pk>/interpreters/", set_interpreters, name="meeting-day-interpreters"),
    path("meetings/<int:pk>/ask/", ask, name="meeting-day-ask"),
    path("meetings/requests/<int:pk>/answer/", answer, name="meeting-answer"),
    path("meeting/<int:pk>/", meeting, name="meeting"),
    path("meeting/<int:pk>/mark/", mark, name="meeting-mark"),
    path("meeting/<int:pk>/fill/", fill, name="meeting-fill"),
    path("meeting/<int:pk>/move/", move, name="meeting-move"),
    path("meeting/<int:pk>/cancel/", cancel, name="meeting-cancel"),
    path("my/meetings/", my_meetings, name="my-meetings"),
    *paper_urls,
]
