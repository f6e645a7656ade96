"""Events: sessions, who comes, and the expert panel."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from greendesk.desks.models import LogEntry
from greendesk.desks.sharing import Shown
from greendesk.events import services
from greendesk.events.models import Event, Panel, PanelSlot, Registration, Verdict
from greendesk.events.queries import aggregate_of
from greendesk.events.sheets import case_pack_sheet, verdict_sheet
from greendesk.kit import papers
from greendesk.kit.errors import DomainError
from greendesk.kit.langs import active_lang

from ..thread import thread_of
from ..views import DeskRequest, desk_page, open_form, page_of, part_taken, refused, saved, shown_or_404, take
from .events_forms import (
    COMPANY,
    BookingForm,
    ConflictForm,
    EventForm,
    OwnBookingForm,
    PanelForm,
    RegistrationForm,
    SessionForm,
    VerdictForm,
)


@desk_page
def events(request: DeskRequest) -> HttpResponse:
    page = page_of(request, Event.objects.visible_to(request.user).select_related("desk", "place"))
    there = Registration.objects.filter(event__in=[row.pk for row in page.object_list]).order_by()
    coming = dict(there.values_list("event").annotate(n=Count("pk")))
    entries = [{"row": Shown(row), "coming": coming.get(row.pk, 0)} for row in page.object_list]
    return render(request, "desk/events.html", {"page": page, "entries": entries})


@desk_page
@require_http_methods(["GET", "POST"])
def new_event(request: DeskRequest) -> HttpResponse:
    form = EventForm(request.POST or None, account=request.user)
    if request.user.desk is None:
        raise Http404

    def verb(**data: Any) -> Event:
        return services.create_event(desk=request.user.desk, by=request.user, **data | {"when": data["when"] or ""})

    if request.method == "POST" and (made := take(form, verb)):
        messages.success(request, saved(made))
        return redirect("web:event", made.pk)
    return render(
        request, "desk/form.html", {"form": form, "title": _("New event"), "button": _("Create it"), "back": ".."}
    )


@desk_page
def event(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Event, request.user, pk, rows=Event.objects.select_related("desk", "place", "project"))
    return render(request, "desk/event.html", event_context(request, shown))


def event_context(request: DeskRequest, shown: Shown, **bound: Any) -> dict[str, Any]:
    context: dict[str, Any] = {
        "shown": shown,
        "thread": thread_of(shown, request.user),
        "open": open_form(request, bound),
    }
    row = shown.record
    if not isinstance(row, Event):
        return context
    account = request.user
    return context | {
        "event": row,
        "may_edit": Event.objects.editable_by(account).contains(row),
        "sessions": row.sessions.select_related("experience__company__organisation"),
        "registrations": row.registrations.select_related("company__organisation").only(
            "event", "interest", "came", *COMPANY
        ),
        "panels": panels_of(row, request),
        "session_form": partial(SessionForm, event=row, account=account),
        "registration_form": partial(RegistrationForm, account=account),
        "panel_form": partial(PanelForm, account=account),
        "log": LogEntry.objects.told_of(row, account)[:8],
        **bound,
    }


def panels_of(row: Event, request: DeskRequest) -> list[dict[str, Any]]:
    """Each panel with its people, its slots and what may be said of its verdicts."""
    panels = row.panels.prefetch_related("panelists__person", "panelists__conflicts__organisation")
    slots: dict[int, list[PanelSlot]] = {}
    for slot in (
        PanelSlot.objects.visible_to(request.user)
        .filter(panel__event=row)
        .select_related("company__organisation")
        .only("panel", "number", "starts_at", "state", *COMPANY)
    ):
        slots.setdefault(slot.panel_id, []).append(slot)
    return [{"row": panel, "slots": slots.get(panel.pk, []), "aggregate": aggregate_of(panel)} for panel in panels]


def own_event(request: DeskRequest, pk: int) -> Event:
    return get_object_or_404(Event.objects.editable_by(request.user).select_related("desk"), pk=pk)


def changed(request: DeskRequest, pk: int, name: str, form: Any, verb: Any) -> HttpResponse:
    def again() -> HttpResponse:
        context = event_context(request, shown_or_404(Event, request.user, pk), **{name: form})
        return render(request, "desk/event.html", context, status=422)

    return part_taken(request, form, verb, to="web:event", pk=pk, again=again)


@desk_page
@require_POST
def add_session(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_event(request, pk)
    form = SessionForm(request.POST, event=row, account=request.user)
    return changed(request, pk, "session_form", form, lambda **d: services.add_session(row, by=request.user, **d))


@desk_page
@require_POST
def register(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_event(request, pk)
    form = RegistrationForm(request.POST, account=request.user)
    return changed(
        request, pk, "registration_form", form, lambda **d: services.register_company(row, by=request.user, **d)
    )


@desk_page
@require_POST
def check_in(request: DeskRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(
        Registration.objects.editable_by(request.user).select_related("event", "company"), pk=pk
    )
    services.check_in(registration, by=request.user, came=request.POST.get("came") != "no")
    messages.success(request, saved(registration))
    return redirect("web:event", registration.event_id)


@desk_page
@require_POST
def add_panel(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_event(request, pk)
    form = PanelForm(request.POST, account=request.user)
    return changed(request, pk, "panel_form", form, lambda **d: services.set_up_panel(row, by=request.user, **d))


@desk_page
@require_http_methods(["GET", "POST"])
def conflict(request: DeskRequest, pk: int) -> HttpResponse:
    panel = get_object_or_404(Panel.objects.editable_by(request.user).select_related("event"), pk=pk)
    form = ConflictForm(request.POST or None, panel=panel, account=request.user)
    if request.method == "POST" and form.is_valid():
        services.declare_conflict(form.cleaned_data["panelist"], company=form.cleaned_data["company"], by=request.user)
        messages.success(request, saved(form.cleaned_data["panelist"]))
        return redirect("web:event", panel.event_id)
    title = _("Conflict of interest: %(panel)s") % {"panel": panel}
    return render(request, "desk/form.html", {"form": form, "title": title, "back": f"/events/{panel.event_id}/"})


def own_slot(request: DeskRequest, pk: int) -> PanelSlot:
    return get_object_or_404(
        PanelSlot.objects.editable_by(request.user).select_related("panel__event", "company__organisation"), pk=pk
    )


@login_required
@require_http_methods(["GET", "POST"])
def slot(request: DeskRequest, pk: int) -> HttpResponse:
    """One case before the panel. The verdict is read by the panel's desk and the company, by nobody else."""
    row = get_object_or_404(
        PanelSlot.objects.visible_to(request.user).select_related(
            "panel__event__desk", "company__organisation", "readiness"
        ),
        pk=pk,
    )
    may_edit = PanelSlot.objects.editable_by(request.user).contains(row)
    verdict = Verdict.objects.visible_to(request.user).filter(slot=row).first()
    if row.state == PanelSlot.State.FREE:
        form: Any = BookingForm(request.POST or None, account=request.user) if may_edit else None
    else:
        form = VerdictForm(request.POST or None) if may_edit and verdict is None else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            _act(request, row, form)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, saved(row))
            return redirect("web:panel-slot", pk)
    marks = (
        [(Verdict._meta.get_field(n).verbose_name, getattr(verdict, n)) for n in Verdict.CRITERIA] if verdict else []
    )
    context = {
        "slot": row,
        "form": form,
        "verdict": verdict,
        "marks": marks,
        "may_edit": may_edit,
        "thread": thread_of(row, request.user),
    }
    return render(request, "desk/panel_slot.html", context)


@desk_page
@require_safe
def cases(request: DeskRequest, pk: int) -> HttpResponse:
    """What the panel reads beforehand, as PDF; for those who may change the event."""
    panel = get_object_or_404(Panel.objects.editable_by(request.user).select_related("event__desk"), pk=pk)
    return _pdf("events/cases", case_pack_sheet(panel, lang=active_lang()), f"cases-{pk}")


@login_required
@require_safe
def verdict_paper(request: DeskRequest, pk: int) -> HttpResponse:
    """The verdict to take home, for whoever may read it."""
    rows = Verdict.objects.visible_to(request.user).select_related(
        "slot__panel__event__desk", "slot__company__organisation", "slot__company__place", "slot__readiness"
    )
    return _pdf("events/verdict", verdict_sheet(get_object_or_404(rows, slot=pk), lang=active_lang()), f"verdict-{pk}")


def _pdf(template: str, sheet: dict[str, Any], name: str) -> HttpResponse:
    answer = HttpResponse(papers.render(template, sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _act(request: DeskRequest, row: PanelSlot, form: Any) -> None:
    if isinstance(form, BookingForm):
        services.book_panel_slot(row, by=request.user, **form.cleaned_data)
    else:
        services.give_verdict(row, on=timezone.localdate(), by=request.user, **form.said())


@login_required
@require_http_methods(["GET", "POST"])
def book(request: DeskRequest, pk: int) -> HttpResponse:
    """A company that is registered for the event brings its plan before the panel."""
    mine = Registration.objects.filter(company__organisation__representations__account=request.user)
    panel = get_object_or_404(Panel.objects.filter(event__in=mine.values("event")), pk=pk)
    form = OwnBookingForm(request.POST or None, panel=panel, account=request.user)

    def verb(slot: PanelSlot, **data: Any) -> PanelSlot:
        return services.book_panel_slot(slot, by=request.user, **data)

    if request.method == "POST" and (booked := take(form, verb)):
        messages.success(request, saved(booked))
        return redirect("web:panel-slot", booked.pk)
    title = _("Book a slot: %(panel)s") % {"panel": panel}
    back = reverse("web:my-meetings")
    return render(request, "desk/form.html", {"form": form, "title": title, "button": _("Book it"), "back": back})


@desk_page
@require_POST
def free_slot(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_slot(request, pk)
    services.free_panel_slot(row, by=request.user)
    messages.success(request, saved(row))
    return redirect("web:event", row.panel.event_id)


urlpatterns = [
    path("events/", events, name="events"),
    path("events/new/", new_event, name="event-new"),
    path("events/<int:pk>/", event, name="event"),
    path("events/<int:pk>/session/", add_session, name="event-session"),
    path("events/<int:pk>/register/", register, name="event-register"),
    path("events/<int:pk>/panel/", add_panel, name="event-panel"),
    path("registrations/<int:pk>/came/", check_in, name="registration-came"),
    path("panels/<int:pk>/conflict/", conflict, name="panel-conflict"),
    path("panels/<int:pk>/book/", book, name="panel-book"),
    path("panel-slots/<int:pk>/", slot, name="panel-slot"),
    path("panels/<int:pk>/cases/", cases, name="panel-cases"),
    path("panel-slots/<int:pk>/verdict/", verdict_paper, name="panel-verdict"),
    path("panel-slots/<int:pk>/free/", free_slot, name="panel-slot-free"),
]
