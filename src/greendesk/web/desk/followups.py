"""Follow-up: leads by stage, a lead with its steps and pulses, what stands in the way, results that are not goods."""

from __future__ import annotations

from functools import partial
from typing import Any

from babel import Locale
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.models import Desk, Level, LogEntry
from greendesk.desks.search import found_in
from greendesk.desks.sharing import Shown
from greendesk.effects.models import EffectClaim
from greendesk.effects.uncertainty import share_interval
from greendesk.followups import services
from greendesk.followups.models import ORIGINS, Barrier, Exchange, Lead, Pulse, Stage
from greendesk.followups.queries import count_by, markets, responses
from greendesk.followups.services.leads import ENDS, speaks_for
from greendesk.kit.facts import babel_locale

from ..public import pulse
from ..thread import thread_of
from ..views import DeskRequest, desk_page, edit_page, form_page, page_of, saved, shown_or_404, take
from .followups_forms import ExchangeForm, LeadForm, LoseForm, PulseForm, StepForm

PER_COLUMN = 25
TONES = {"signed": "good", "delivered": "good", "lost": "danger", "negotiating": "info", "test": "info"}
PARTIES = ("owner__organisation", "counterpart", "place", "desk")
MET = ("meeting__request__guest__organisation", "meeting__request__host__organisation")


def filtered(request: DeskRequest) -> Any:
    rows = Lead.objects.visible_to(request.user)
    if stage := request.GET.get("stage"):
        rows = rows.filter(stage=stage)
    if barrier := request.GET.get("barrier"):
        rows = rows.filter(barrier=barrier)
    if text := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(found_in("followups.lead", text))
    return rows.select_related(*PARTIES)


def country_name(code: str) -> str:
    """In the reader's language."""
    return Locale.parse(babel_locale()).territories.get(code, code) if code else str(_("no place named"))


@desk_page
def follow_ups(request: DeskRequest) -> HttpResponse:
    on = timezone.localdate()
    rows = filtered(request)
    as_board = request.GET.get("as") == "board"
    own = Lead.objects.ours(request.user)
    stages = count_by(own, "stage")
    context: dict[str, Any] = {
        "as_board": as_board, "on": on, "tones": TONES,
        "stages": [(code, label, stages.get(code, 0)) for code, label in Stage.choices],
        "barriers": [(code, Barrier(code).label, n) for code, n in sorted(count_by(own, "barrier").items(), key=lambda x: -x[1])],
        "markets": [(market, country_name(market.country)) for market in markets(own)],
        "responses": [(row, share_interval(row.answered, row.asked)) for row in responses(Pulse.objects.visible_to(request.user))],
        "exchanges": [Shown(row) for row in Exchange.objects.visible_to(request.user, Level.SUMMARY).select_related("place", "desk", "organisation")[:20]],
        "may_edit": bool(request.user.editing_desk_ids),
    }  # fmt: skip
    if as_board:
        context["columns"] = columns(rows)
    else:
        context["page"] = page_of(request, rows)
    return render(request, "desk/follow_ups.html", context)


def columns(rows: Any) -> list[dict[str, Any]]:
    """Stages side by side, each with its first leads; one query for all of them."""
    by_stage: dict[str, list[Lead]] = {}
    for row in rows[:400]:
        by_stage.setdefault(row.stage, []).append(row)
    return [
        {"code": code, "label": label, "rows": by_stage.get(code, [])[:PER_COLUMN], "count": len(by_stage.get(code, []))}
        for code, label in Stage.choices
    ]  # fmt: skip


@login_required
def my_leads(request: DeskRequest) -> HttpResponse:
    """What a company's export manager has running; the desk sees the stage, the company moves it."""
    rows = Lead.objects.filter(owner__organisation__representations__account=request.user).select_related(*PARTIES)
    page = page_of(request, rows.distinct())
    return render(request, "desk/my_leads.html", {"page": page, "on": timezone.localdate(), "tones": TONES})


@login_required
@require_http_methods(["GET", "POST"])
def lead(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Lead, request.user, pk, rows=Lead.objects.select_related(*PARTIES, *MET))
    row = shown.record
    if row is None:
        raise Http404
    assert isinstance(row, Lead)
    form = StepForm(request.POST or None, lead=row)
    may_edit = may_move(request, row)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if step := take(form, lambda **data: services.take_next_step(row, by=request.user, **data)):
            messages.success(request, saved(step.get_stage_display()))
            return redirect("web:lead", pk)
        row.refresh_from_db()
    return render(request, "desk/lead.html", lead_context(request, shown, row, may_edit) | {"form": form}, status=422 if form.errors else 200)  # fmt: skip


def may_move(request: DeskRequest, row: Lead) -> bool:
    return Lead.objects.editable_by(request.user).contains(row) or speaks_for(request.user, row.owner)


def lead_context(request: DeskRequest, shown: Shown, row: Lead, may_edit: bool) -> dict[str, Any]:
    at_desk = row.desk_id in request.user.editing_desk_ids
    return {
        "shown": shown, "row": row, "thread": thread_of(shown, request.user), "tone": TONES.get(row.stage, "neutral"),
        "steps": row.steps.select_related("by"), "origin": row.origin, "is_closed": row.stage in ENDS,
        "pulses": row.pulses.select_related("link"), "may_edit": may_edit, "at_desk": at_desk, "on": timezone.localdate(),
        "effects": EffectClaim.objects.visible_to(request.user, Level.SUMMARY).filter(lead=row),
        "lose_form": LoseForm(), "agreements": row.agreements.select_related("place"),
        "log": LogEntry.objects.told_of(row, request.user)[:12],
    }  # fmt: skip


def movable(request: DeskRequest, pk: int) -> Lead:
    row = get_object_or_404(Lead.objects.visible_to(request.user, Level.FULL).select_related("owner", "desk"), pk=pk)
    if not may_move(request, row):
        raise PermissionDenied
    return row


@login_required
@require_POST
def lose(request: DeskRequest, pk: int) -> HttpResponse:
    row = movable(request, pk)
    form = LoseForm(request.POST)
    if take(form, lambda **data: services.lose_lead(row, on=timezone.localdate(), by=request.user, **data)):
        messages.success(request, _("Closed as lost. It can be opened again below."))
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("web:lead", pk)


@login_required
@require_POST
def reopen(request: DeskRequest, pk: int) -> HttpResponse:
    step = services.reopen_lead(movable(request, pk), on=timezone.localdate(), by=request.user)
    messages.success(request, _("Open again at: %(stage)s") % {"stage": step.get_stage_display()})
    return redirect("web:lead", pk)


def our_desk(request: DeskRequest) -> Desk:
    """The first desk at which the account may write."""
    desk = Desk.objects.filter(pk__in=request.user.editing_desk_ids).order_by("memberships__pk").first()
    if desk is None:
        raise PermissionDenied
    return desk


def wanted_origin(request: DeskRequest) -> models.Model | None:
    """`?from=meeting:12`: the record where the lead begins, if the reader sees it in full."""
    name, _colon, key = request.GET.get("from", "").partition(":")
    if name not in ORIGINS or not key.isdecimal():
        return None
    model: Any = Lead._meta.get_field(name).related_model
    found: models.Model | None = model.objects.visible_to(request.user, Level.FULL).filter(pk=int(key)).first()
    return found


@desk_page
@require_http_methods(["GET", "POST"])
def lead_new(request: DeskRequest) -> HttpResponse:
    desk, origin = our_desk(request), wanted_origin(request)
    form = LeadForm(request.POST or None, account=request.user, has_origin=origin is not None)
    verb = partial(services.open_lead, desk=desk, on=timezone.localdate(), by=request.user, origin=origin)
    title = _("New lead from: %(origin)s") % {"origin": origin} if origin else _("New lead")
    return form_page(request, form, verb, title, "web:lead", reverse("web:follow-ups"))


@desk_page
@require_http_methods(["GET", "POST"])
def lead_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Lead.objects.editable_by(request.user), pk=pk)
    form = LeadForm(request.POST or None, account=request.user, lead=row)
    return edit_page(request, form, services.edit_lead, row, "web:lead")


@desk_page
@require_POST
def pulse_send(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Pulse.objects.editable_by(request.user).select_related("lead"), pk=pk)
    message = services.send_pulse(row, by=request.user, at=timezone.now())
    messages.success(request, _("The question lies in the outbox as a draft. Look at it and send it."))
    return redirect("web:message", message.pk)


@login_required
@require_http_methods(["GET", "POST"])
def pulse_answer(request: DeskRequest, pk: int) -> HttpResponse:
    """What the company said by telephone, or enters itself."""
    asked = get_object_or_404(Pulse.objects.select_related("lead__owner__organisation", "lead__desk"), pk=pk)
    row = movable(request, asked.lead_id)
    form = PulseForm(request.POST or None, initial={"stage": row.stage, "visibility": asked.visibility})
    if take(form, lambda **data: services.answer_pulse(asked, at=timezone.now(), by=request.user, **data)):
        messages.success(request, saved(row))
        return redirect("web:lead", row.pk)
    title = _("How does it stand with %(lead)s?") % {"lead": row}
    return render(request, "desk/form.html", {"form": form, "title": title, "back": reverse("web:lead", args=[row.pk])})


@desk_page
def exchange(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(
        Exchange, request.user, pk, rows=Exchange.objects.select_related("desk", "place", "organisation")
    )
    context = {"shown": shown, "thread": thread_of(shown, request.user)}
    if shown.is_summary:
        context["agreements"] = shown.agreements.visible_to(request.user)
    return render(request, "desk/exchange.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def exchange_new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    form = ExchangeForm(request.POST or None, account=request.user)
    verb = partial(services.record_exchange, desk=desk, by=request.user)
    return form_page(request, form, verb, _("New exchange"), "web:exchange", reverse("web:follow-ups"))


urlpatterns = [
    path("follow-ups/", follow_ups, name="follow-ups"),
    path("leads/new/", lead_new, name="lead-new"),
    path("leads/<int:pk>/", lead, name="lead"),
    path("leads/<int:pk>/edit/", lead_edit, name="lead-edit"),
    path("leads/<int:pk>/lose/", lose, name="lead-lose"),
    path("leads/<int:pk>/reopen/", reopen, name="lead-reopen"),
    path("pulses/<int:pk>/send/", pulse_send, name="pulse-send"),
    path("pulses/<int:pk>/answer/", pulse_answer, name="pulse-answer"),
    path("my/leads/", my_leads, name="my-leads"),
    path("exchanges/new/", exchange_new, name="exchange-new"),
    path("exchanges/<int:pk>/", exchange, name="exchange"),
]

__all__ = ["pulse", "urlpatterns"]  # pulse adds its page to those that guests open
