"""Come back with number and code: how the need stands, who could answer it, what the desk asks."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.kit.errors import DomainError
from greendesk.kit.langs import active_lang
from greendesk.kit.texts import Texts
from greendesk.matchmaking import wording
from greendesk.matchmaking.models import Answer, Challenge, DecisionReason, Suggestion
from greendesk.matchmaking.queries import as_ranked, standing_of
from greendesk.matchmaking.services import answer_in_dialogue, decide_on_suggestion, open_card
from greendesk.web.chances import place_said
from greendesk.web.views import refused

from .limits import count

OPENED = "open_card"
SHOWN = 8
TRIES, MINUTES = 20, 15


class CardForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Card number"),
        max_length=24,
        widget=forms.TextInput(
            attrs={"placeholder": "GD-7K3F-92", "autocapitalize": "characters", "autocomplete": "off"}
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """A suggestion as the owner of the need sees it: no name of a company that has not agreed to be named."""

    pk: int
    title: str
    company: str
    place: str
    band: str
    reasons: str
    answer: str
    company_is_interested: bool
    is_introduced: bool
    place_in_list: int


def possible_answers(challenge: Challenge) -> list[PossibleAnswer]:
    rows = as_ranked(Suggestion.objects.filter(challenge=challenge).shown_to_owner().with_sides())[:SHOWN]
    return [_possible(row, place) for place, row in enumerate(rows, start=1)]


def _possible(row: Suggestion, place_in_list: int) -> PossibleAnswer:
    stands = standing_of(row)
    company = row.company
    is_named = company is not None and (company.is_public or stands.introduced_on is not None)
    what = row.solution or row.site
    place = (company.place if company else row.site.place if row.site else None) if (company or row.site) else None
    title = str(what) if what else str(company) if is_named else _("A company in this field")
    return PossibleAnswer(
        row.pk, title, str(company) if is_named and company else "", place.name() if place else "", row.band,
        wording.one_line(row.reasons, active_lang()), stands.owner, stands.company == Answer.INTERESTED,
        stands.introduced_on is not None, place_in_list,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """The way in, or the opened card."""
    if request.method == "GET" and (challenge := _opened(request)) is not None:
        return _show(request, challenge)
    form = CardForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        try:
            count(request, "card", limit=TRIES, minutes=MINUTES)
            challenge = open_card(form.cleaned_data["number"], form.cleaned_data["code"])
        except DomainError as refusal:
            refused(form, refusal)
        else:
            request.session[OPENED] = challenge.pk
            return redirect("web:card")
    return render(request, "public/card_way_in.html", {"form": form}, status=422 if form.errors else 200)


def _opened(request: HttpRequest) -> Challenge | None:
    pk = request.session.get(OPENED)
    return (
        Challenge.objects.select_related("desk", "place", "card")
        .prefetch_related("themes", "dialogue")
        .filter(pk=pk)
        .first()
        if pk
        else None
    )


def _show(request: HttpRequest, challenge: Challenge, typed: str = "") -> HttpResponse:
    return render(
        request, "public/card.html",
        {"challenge": challenge, "answers": possible_answers(challenge), "dialogue": challenge.dialogue.all(), "typed": typed,
         "why": DecisionReason.choices,
         "may_write": challenge.state in {"sent", "clarify", "open", "answered"}},
    )  # fmt: skip


@require_POST
def card_answer(request: HttpRequest) -> HttpResponse:
    challenge = _opened(request)
    if challenge is None:
        return redirect("web:card")
    typed = request.POST.get("text", "")[:5_000]
    try:
        count(request, "card-answer", limit=TRIES, minutes=MINUTES)
        answer_in_dialogue(challenge, text=Texts.of(active_lang(), typed), has_card=True)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _show(request, challenge, typed)
    messages.success(request, _("Your answer has reached the desk."))
    return redirect("web:card")


@require_POST
def card_decide(request: HttpRequest, pk: int) -> HttpResponse:
    challenge = _opened(request)
    if challenge is None:
        return redirect("web:card")
    suggestion = get_object_or_404(Suggestion.objects.filter(challenge=challenge).shown_to_owner(), pk=pk)
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    if answer in Answer.values and reason in DecisionReason.values:
        decide_on_suggestion(
            suggestion, side="owner", answer=answer, reason=reason, at=timezone.now(), has_card=True, place=place_said(request)
        )  # fmt: skip
        messages.success(request, _("Noted: %(answer)s") % {"answer": Answer(answer).label})
    return redirect("web:card")


@require_POST
def card_leave(request: HttpRequest) -> HttpResponse:
    """Close the card, for phones that several people share."""
    request.session.pop(OPENED, None)
    request.session.pop("card", None)
    return redirect("web:card")


urlpatterns = [
    path("card/", card, name="card"),
    path("card/answer/", card_answer, name="card-answer"),
    path("card/suggestions/<int:pk>/", card_decide, name="card-decide"),
    path("card/close/", card_leave, name="card-leave"),
]
