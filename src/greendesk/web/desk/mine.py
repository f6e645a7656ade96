"""For those who sign in without a desk: a company's export manager, a problem owner, a host."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.catalogue.services import edit_own_profile, update_own_site
from greendesk.directory.models import Representation
from greendesk.kit.errors import DomainError
from greendesk.kit.langs import active_lang
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Answer, Challenge, DecisionReason, Suggestion
from greendesk.matchmaking.services import answer_in_dialogue, decide_on_suggestion, declare_interest
from greendesk.visits.models import Stop
from greendesk.web.chances import chances_for, place_said
from greendesk.web.public.cards import possible_answers
from greendesk.web.views import DeskRequest, saved, take

from .companies import readiness_page
from .companies_forms import InterestForm, OwnProfileForm, SiteRulesForm, begin_with, hours_of

Roles = Representation.Role


def speaks_as(role: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For accounts that speak for an organisation in this role."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def page(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.representations.filter(role=role).exists():
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return page

    return wrap


def own_companies(request: DeskRequest) -> Any:
    return Company.objects.filter(
        organisation__representations__account=request.user, organisation__representations__role=Roles.EXPORT
    ).select_related("organisation", "place", "desk")


def profile_form(company: Company, data: Any = None) -> OwnProfileForm:
    form = OwnProfileForm(data)
    own = company.organisation
    begin_with(form, company, website=own.website, email=own.email, phone=own.phone)
    return form


def interest_form(company: Company, data: Any = None) -> InterestForm:
    form = InterestForm(data, prefix="wish")
    if said := company.interests.order_by("-stated_on", "-pk").first():
        begin_with(form, said, valid_months=12)
    return form


@speaks_as(Roles.EXPORT)
@require_http_methods(["GET", "POST"])
def my_company(request: DeskRequest) -> HttpResponse:
    """Profile and interest card, each with its own button."""
    company = own_companies(request).first()
    if company is None:
        return render(request, "desk/my_company.html", {"company": None})
    profile = profile_form(company, request.POST if "profile" in request.POST.get("part", "") else None)
    wish = interest_form(company, request.POST if request.POST.get("part") == "interest" else None)
    if profile.is_bound and take(profile, lambda **facts: edit_own_profile(company, by=request.user, **facts)):
        messages.success(request, saved(company))
        return redirect("web:my-company")
    if wish.is_bound and take(
        wish, lambda **facts: declare_interest(company, by=request.user, on=timezone.localdate(), **facts)
    ):
        messages.success(request, _("What you want is noted, and chances are looked for again."))
        return redirect("web:my-company")
    said = company.interests.order_by("-stated_on", "-pk").first()
    context = {"company": company, "profile": profile, "wish": wish, "said": said, "today": timezone.localdate()}
    return render(request, "desk/my_company.html", context, status=422 if profile.errors or wish.errors else 200)


@speaks_as(Roles.EXPORT)
@require_http_methods(["GET", "POST"])
def my_readiness(request: DeskRequest) -> HttpResponse:
    """The company answers the questions itself; the desk reads them."""
    company = own_companies(request).first()
    if company is None:
        return redirect("web:my-company")
    return readiness_page(request, company, back="web:my-company", args=[])


@speaks_as(Roles.EXPORT)
@require_GET
def my_chances(request: DeskRequest) -> HttpResponse:
    companies = list(own_companies(request))
    return render(
        request, "desk/my_chances.html",
        {"lines": chances_for(companies), "companies": companies, "answers": Answer.choices, "why": DecisionReason.choices},
    )  # fmt: skip


@speaks_as(Roles.EXPORT)
@require_POST
def my_chance_decide(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Suggestion.objects.filter(company__in=own_companies(request)).shown_to_company(), pk=pk)
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    if answer in Answer.values and reason in DecisionReason.values:
        try:
            decide_on_suggestion(
                row, side="company", answer=answer, reason=reason, at=timezone.now(), by=request.user, place=place_said(request)
            )  # fmt: skip
            messages.success(request, _("Noted: %(answer)s") % {"answer": Answer(answer).label})
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect("web:my-chances")


def own_challenges(request: DeskRequest) -> Any:
    return Challenge.objects.filter(
        owner__representations__account=request.user, owner__representations__role=Roles.OWNER
    ).select_related("desk", "place")


@speaks_as(Roles.OWNER)
@require_GET
def my_challenges(request: DeskRequest) -> HttpResponse:
    rows = own_challenges(request).prefetch_related("themes", "dialogue")
    return render(request, "desk/my_challenges.html", {"rows": rows})


@speaks_as(Roles.OWNER)
@require_http_methods(["GET", "POST"])
def my_challenge(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(own_challenges(request), pk=pk)
    typed = request.POST.get("text", "")[:5_000]
    if request.method == "POST":
        try:
            answer_in_dialogue(row, text=Texts.of(active_lang(), typed), by=request.user)
            messages.success(request, _("Your answer has reached the desk."))
            return redirect("web:my-challenge", pk)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    context = {"challenge": row, "answers": possible_answers(row), "dialogue": row.dialogue.all(), "typed": typed,
               "why": DecisionReason.choices,
               "may_write": row.state in {"sent", "clarify", "open", "answered"}}  # fmt: skip
    return render(request, "desk/my_challenge.html", context)


@speaks_as(Roles.OWNER)
@require_POST
def my_challenge_decide(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Suggestion.objects.filter(challenge__in=own_challenges(request)).shown_to_owner(), pk=pk)
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    if answer in Answer.values and reason in DecisionReason.values:
        decide_on_suggestion(
            row, side="owner", answer=answer, reason=reason, at=timezone.now(), by=request.user, place=place_said(request)
        )  # fmt: skip
        messages.success(request, _("Noted: %(answer)s") % {"answer": Answer(answer).label})
    return redirect("web:my-challenge", row.challenge_id)


def own_sites(request: DeskRequest) -> Any:
    return ReferenceSite.objects.filter(
        operator__representations__account=request.user, operator__representations__role=Roles.HOST
    ).select_related("desk", "place")


@speaks_as(Roles.HOST)
@require_GET
def my_sites(request: DeskRequest) -> HttpResponse:
    """The host's sites and who is coming; yes or no is said on the page the desk sends for each visit."""
    sites = list(own_sites(request))
    stops = Stop.objects.filter(site__in=sites, ends_at__gte=timezone.now(), programme__sent_at__isnull=False)
    coming = (
        stops.exclude(state__in=["declined", "cancelled"])
        .select_related("site", "programme__delegation")
        .order_by("starts_at")[:40]
    )
    return render(request, "desk/my_sites.html", {"sites": sites, "coming": coming})


@speaks_as(Roles.HOST)
@require_http_methods(["GET", "POST"])
def my_site(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(own_sites(request), pk=pk)
    form = SiteRulesForm(request.POST or None)
    begin_with(form, row, closed_on=", ".join(row.closed_on), **hours_of(row.opening))
    if request.method == "POST" and take(form, lambda **facts: update_own_site(row, by=request.user, **facts)):
        messages.success(request, saved(row))
        return redirect("web:my-sites")
    context = {"form": form, "title": str(row), "back": "../"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("my/company/", my_company, name="my-company"),
    path("my/readiness/", my_readiness, name="my-readiness"),
    path("my/chances/", my_chances, name="my-chances"),
    path("my/chances/<int:pk>/decide/", my_chance_decide, name="my-chance-decide"),
    path("my/needs/", my_challenges, name="my-challenges"),
    path("my/needs/<int:pk>/", my_challenge, name="my-challenge"),
    path("my/needs/answers/<int:pk>/decide/", my_challenge_decide, name="my-challenge-decide"),
    path("my/sites/", my_sites, name="my-sites"),
    path("my/sites/<int:pk>/", my_site, name="my-site"),
]
