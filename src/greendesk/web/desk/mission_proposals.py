"""Matches proposed from the partner's side: the matcher's form and the desk's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.catalogue.models import Company, Solution
from greendesk.desks.models import Account
from greendesk.kit.errors import DomainError
from greendesk.matchmaking.models import Challenge
from greendesk.missions import services
from greendesk.missions.models import MatchProposal, Mission
from greendesk.missions.queries import companies_of, needs_of
from greendesk.missions.rules import may_propose

from ..views import DeskRequest, desk_page, saved, take


class ProposalForm(forms.Form):
    challenge = forms.ModelChoiceField(Challenge.objects.none(), label=gettext_lazy("Need"))
    company = forms.ModelChoiceField(Company.objects.none(), label=gettext_lazy("Company"))
    solution = forms.ModelChoiceField(Solution.objects.none(), label=gettext_lazy("Solution"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why they fit"), max_length=500, help_text=gettext_lazy("One sentence; the desk reads it.")
    )

    def __init__(self, *args: Any, mission: Mission, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = companies_of(mission, account)
        offers = Solution.objects.filter(companies__in=companies.values("pk")).distinct()
        for name, rows in (("challenge", needs_of(mission, account)), ("company", companies), ("solution", offers)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


@desk_page
@require_http_methods(["GET", "POST"])
def propose(request: DeskRequest, pk: int) -> HttpResponse:
    mission = get_object_or_404(Mission.objects.ours(request.user), pk=pk)
    if not may_propose(request.user, mission):
        raise Http404
    form = ProposalForm(request.POST or None, mission=mission, account=request.user)
    if request.method == "POST" and take(form, lambda **d: services.propose_match(mission, by=request.user, **d)):
        messages.success(request, _("Proposed. The desk reads it and answers."))
        return redirect("web:mission", pk)
    context = {
        "form": form, "title": _("Propose a match"), "button": _("Propose it"), "back": reverse("web:mission", args=[pk]),
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    rows = MatchProposal.objects.editable_by(request.user).select_related("mission")
    row, now = get_object_or_404(rows, pk=pk), timezone.now()
    try:
        if request.POST.get("answer") == "accept":
            row = services.accept_proposal(row, by=request.user, on=timezone.localdate(), at=now)
        else:
            row = services.decline_proposal(row, by=request.user, at=now, note=request.POST.get("note", ""))
        messages.success(request, saved(f"{row}: {row.get_state_display()}"))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:mission", row.mission_id)


urlpatterns = [
    path("missions/<int:pk>/propose/", propose, name="mission-propose"),
    path("missions/proposal/<int:pk>/answer/", answer, name="proposal-answer"),
]
