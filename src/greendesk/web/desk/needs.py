"""Needs: the list, one need with who can answer it, and the steps that move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from greendesk.desks.models import Level, LogEntry
from greendesk.desks.search import found_in
from greendesk.desks.sharing import shown
from greendesk.kit.errors import DomainError
from greendesk.matchmaking import services, tasks
from greendesk.matchmaking.models import Answer, Challenge, ChallengeState, DecisionReason, Side, Suggestion
from greendesk.missions.models import MatchProposal
from greendesk.web.suggested import lines_for
from greendesk.web.thread import thread_of
from greendesk.web.views import DeskRequest, desk_page, open_form, page_of, saved, shown_or_404, take

from .needs_forms import (
    CloseForm,
    ExtendForm,
    ForceForm,
    NeedForm,
    NeedsFilter,
    QuestionForm,
    TriageForm,
)

LIVING = (
    ChallengeState.DRAFT,
    ChallengeState.SENT,
    ChallengeState.CLARIFY,
    ChallengeState.OPEN,
    ChallengeState.ANSWERED,
)
TONES = {
    "sent": "amber",
    "clarify": "amber",
    "open": "good",
    "answered": "info",
    "implemented": "good",
    "closed": "neutral",
}
SHOWN_LINES = 25


def _filtered(rows: Any, asked: dict[str, Any]) -> Any:
    rows = rows.filter(state=asked["state"]) if asked.get("state") else rows.filter(state__in=LIVING)
    if theme := asked.get("theme"):
        rows = rows.filter(Q(themes=theme) | Q(themes__parent=theme)).distinct()
    if place := asked.get("place"):
        rows = rows.filter(place__lineage__startswith=place.lineage)
    if text := asked.get("q"):
        rows = rows.filter(found_in("matchmaking.challenge", text))
    return rows


@desk_page
@require_GET
def challenges(request: DeskRequest) -> HttpResponse:
    form = NeedsFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = _filtered(Challenge.objects.visible_to(request.user), asked).select_related("place", "desk", "owner")
    page = page_of(request, rows.prefetch_related("themes").order_by("ends_on", "pk"))
    counted = Suggestion.objects.ours(request.user).worth_showing().filter(challenge__in=[row.pk for row in page])
    counts = dict(counted.values_list("challenge").annotate(n=Count("pk")))
    listed = [
        {
            "shown": one,
            "state": ChallengeState(one.state).label,
            "tone": TONES.get(one.state, "neutral"),
            "answers": counts.get(one.pk, 0),
        }
        for one in shown(page)
    ]
    waiting = Challenge.objects.ours(request.user).filter(state=ChallengeState.SENT).count()
    return render(
        request, "desk/challenges.html",
        {"form": form, "page": page, "listed": listed, "waiting": waiting, "today": timezone.localdate(), "is_asked": any(asked.values())},
    )  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def challenge(request: DeskRequest, pk: int) -> HttpResponse:
    return _challenge(request, pk)


def _challenge(request: DeskRequest, pk: int, **forms: Any) -> HttpResponse:
    rows = Challenge.objects.select_related("place", "desk", "owner", "contact", "card").prefetch_related(
        "themes", "agreements"
    )
    one = shown_or_404(Challenge, request.user, pk, rows=rows)
    record = one.record
    may_edit = record is not None and Challenge.objects.editable_by(request.user).filter(pk=pk).exists()
    answers = Suggestion.objects.visible_to(request.user, Level.FULL).filter(challenge=pk).with_offer()
    lines = lines_for(answers[: SHOWN_LINES * 2], request.user, of_need=True)
    context = {
        "shown": one, "state_label": ChallengeState(one.state).label, "may_edit": may_edit, "tone": TONES.get(one.state, "neutral"),
        "lines": [line for line in lines if line.suggestion.state != "vetoed"][:SHOWN_LINES],
        "set_aside": [line for line in lines if line.suggestion.state == "vetoed"],
        "dialogue": record.dialogue.select_related("by") if record else (),
        "thread": thread_of(one, request.user), "job": tasks.running_refresh(), "answers": Answer.choices, "sides": Side.choices,
        "why": DecisionReason.choices,
        "log": LogEntry.objects.told_of(one._row, request.user)[:8] if record else (),
        "may_steer": set(Suggestion.objects.editable_by(request.user).filter(challenge=pk).values_list("pk", flat=True)),
        "proposals": MatchProposal.objects.visible_to(request.user).waiting().filter(challenge=pk).select_related("mission", "company__organisation", "solution", "by"),
        "open": open_form(request, forms), **forms,
    }  # fmt: skip
    if may_edit:
        context |= _verb_forms(request, record, context)
    return render(request, "desk/challenge.html", context, status=422 if forms else 200)


def _verb_forms(request: DeskRequest, record: Any, given: dict[str, Any]) -> dict[str, Any]:
    start = {"themes": list(record.themes.all()), "place": record.place_id, "ends_on": record.ends_on,
             "sharing": max(record.sharing, Level.SUMMARY)}  # fmt: skip
    fresh = {
        "triage_form": partial(TriageForm, initial=start, account=request.user), "question_form": QuestionForm(), "close_form": CloseForm(),
        "extend_form": ExtendForm(initial={"until": record.ends_on}), "force_form": partial(ForceForm, account=request.user),
    }  # fmt: skip
    return {name: form for name, form in fresh.items() if name not in given}


def _own(request: DeskRequest, pk: int) -> Challenge:
    return get_object_or_404(Challenge.objects.editable_by(request.user), pk=pk)


@desk_page
@require_http_methods(["GET", "POST"])
def challenge_new(request: DeskRequest) -> HttpResponse:
    start = {"language": "zh-hans", "sharing": Level.EXISTENCE}
    form = NeedForm(request.POST or None, account=request.user, initial=start)

    def submit(revision: int | None, **facts: Any) -> Any:
        return services.submit_challenge(desk=request.user.desk, by=request.user, at=timezone.now(), **facts)

    if request.method == "POST" and (given := take(form, submit)):
        messages.success(request, _("Saved: %(what)s. Its card is %(number)s, code %(code)s.") % {
            "what": given.challenge, "number": given.number, "code": given.code,
        })  # fmt: skip
        return redirect("web:challenge", given.challenge.pk)
    return render(request, "desk/form.html", {"form": form, "title": _("Enter a need"), "back": "../"})


@desk_page
@require_http_methods(["GET", "POST"])
def challenge_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = NeedForm(request.POST or None, account=request.user, instance=row)
    if request.method == "POST" and take(
        form, _with(services.update_challenge, row, by=request.user, on=timezone.localdate())
    ):
        messages.success(request, saved(row))
        return redirect("web:challenge", pk)
    return render(
        request, "desk/form.html", {"form": form, "title": _("Edit: %(what)s") % {"what": row}, "back": "../"}
    )


def _with(verb: Callable[..., Any], row: Any, **known: Any) -> Callable[..., Any]:
    return lambda **typed: verb(row, **known, **typed)


def _step(request: DeskRequest, pk: int, form: Any, name: str, verb: Callable[..., Any], said: str) -> HttpResponse:
    """One verb from one small form on the need's own page; a refusal comes back to that form."""
    if take(form, verb) is not None:
        messages.success(request, said)
        return redirect("web:challenge", pk)
    return _challenge(request, pk, **{name: form})


@desk_page
@require_POST
def challenge_triage(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    verb = _with(services.triage_challenge, row, by=request.user, at=timezone.now())
    return _step(
        request,
        pk,
        TriageForm(request.POST, account=request.user),
        "triage_form",
        verb,
        _("The need is open and answers are being looked for."),
    )


@desk_page
@require_POST
def challenge_ask(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    verb = _with(services.ask_back, row, by=request.user, at=timezone.now())
    return _step(
        request,
        pk,
        QuestionForm(request.POST),
        "question_form",
        verb,
        _("Your question stands on the card, and a letter waits in the outbox."),
    )


@desk_page
@require_POST
def challenge_close(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    return _step(
        request,
        pk,
        CloseForm(request.POST),
        "close_form",
        _with(services.close_challenge, row, by=request.user),
        _("Closed. Opening it again undoes this."),
    )


@desk_page
@require_POST
def challenge_extend(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    verb = _with(services.extend_challenge, row, by=request.user, on=timezone.localdate())
    return _step(request, pk, ExtendForm(request.POST), "extend_form", verb, _("The end date is saved."))


@desk_page
@require_POST
def challenge_force(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = ForceForm(request.POST, account=request.user)
    verb = _with(services.force_suggestion, row, by=request.user, on=timezone.localdate())
    return _step(request, pk, form, "force_form", verb, _("Suggested and pinned, with your reason."))


@desk_page
@require_POST
def challenge_move(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    """Steps that need no words."""
    row = _own(request, pk)
    steps: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "answered": (services.mark_answered, {}), "implemented": (services.mark_implemented, {}),
        "publish": (services.publish_challenge, {"is_public": True}), "unpublish": (services.publish_challenge, {"is_public": False}),
    }  # fmt: skip
    verb, facts = steps[step]
    verb(row, by=request.user, **facts)
    row.refresh_from_db()
    messages.success(request, _("“%(what)s” is now: %(state)s") % {"what": row, "state": _state_said(row)})
    return redirect("web:challenge", pk)


def _state_said(row: Challenge) -> str:
    return f"{row.get_state_display()}{', ' + _('on the public page') if row.is_public else ''}"


@desk_page
@require_POST
def challenge_code(request: DeskRequest, pk: int) -> HttpResponse:
    given = services.renew_code(_own(request, pk), by=request.user)
    messages.success(
        request,
        _("Card %(number)s, new code %(code)s. It is shown this once.") % {"number": given.number, "code": given.code},
    )
    return redirect("web:challenge", pk)


@desk_page
@require_POST
def challenge_match(request: DeskRequest, pk: int) -> HttpResponse:
    """Look again now."""
    tasks.ask_refresh(_own(request, pk), account_id=request.user.pk)
    messages.success(request, _("Answers are being looked for; you may leave this page."))
    return redirect("web:challenge", pk)


@desk_page
@require_POST
def suggestion_steer(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    """Pin, veto, release, introduce: the desk's hand on one suggestion."""
    row = get_object_or_404(Suggestion.objects.editable_by(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        _steer(row, step, reason, request)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:challenge", row.challenge_id)


def _steer(row: Suggestion, step: str, reason: str, request: DeskRequest) -> None:
    today: date = timezone.localdate()
    if step == "pin":
        services.pin_suggestion(row, by=request.user, reason=reason)
    elif step == "veto":
        services.veto_suggestion(row, by=request.user, reason=reason)
    elif step == "introduce":
        services.introduce(row, by=request.user, on=today)
    else:
        services.release_suggestion(row, by=request.user)
    messages.success(request, saved(row))


@desk_page
@require_POST
def suggestion_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """An officer enters what a silent side said; it is marked as such."""
    row = get_object_or_404(Suggestion.objects.editable_by(request.user), pk=pk)
    side, answer, reason = (request.POST.get(name, "") for name in ("side", "answer", "reason"))
    if side in Side.values and answer in Answer.values and reason in DecisionReason.values:
        try:
            services.decide_on_suggestion(
                row, side=side, answer=answer, reason=reason, at=timezone.now(), by=request.user
            )
            messages.success(
                request,
                _("Noted for the %(side)s: %(answer)s") % {"side": Side(side).label, "answer": Answer(answer).label},
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect("web:challenge", row.challenge_id)


urlpatterns = [
    path("challenges/", challenges, name="challenges"),
    path("challenges/new/", challenge_new, name="challenge-new"),
    path("challenges/<int:pk>/", challenge, name="challenge"),
    path("challenges/<int:pk>/edit/", challenge_edit, name="challenge-edit"),
    path("challenges/<int:pk>/open/", challenge_triage, name="challenge-triage"),
    path("challenges/<int:pk>/ask/", challenge_ask, name="challenge-ask"),
    path("challenges/<int:pk>/close/", challenge_close, name="challenge-close"),
    path("challenges/<int:pk>/extend/", challenge_extend, name="challenge-extend"),
    path("challenges/<int:pk>/suggest/", challenge_force, name="challenge-force"),
    path("challenges/<int:pk>/code/", challenge_code, name="challenge-code"),
    path("challenges/<int:pk>/match/", challenge_match, name="challenge-match"),
    *[
        path(f"challenges/<int:pk>/{step}/", challenge_move, {"step": step}, name=f"challenge-{step}")
        for step in ("answered", "implemented", "publish", "unpublish")
    ],
    *[
        path(f"suggestions/<int:pk>/{step}/", suggestion_steer, {"step": step}, name=f"suggestion-{step}")
        for step in ("pin", "veto", "release", "introduce")
    ],
    path("suggestions/<int:pk>/decide/", suggestion_decide, name="suggestion-decide"),
]
