"""A company's page by link: profile, interest and chances in ten minutes, without an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.catalogue.models import Company
from greendesk.catalogue.services import edit_own_profile
from greendesk.catalogue.services.companies import LINK_PURPOSE
from greendesk.desks.models import GuestLink
from greendesk.kit.errors import DomainError
from greendesk.matchmaking.models import Answer, DecisionReason, Suggestion
from greendesk.matchmaking.services import decide_on_suggestion, declare_interest

from ..chances import chances_for, place_said
from ..desk.mine import interest_form, profile_form
from ..views import saved, take
from .guests import GUEST_PAGES

SHOWN = 10


def company_page(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """What the desk keeps of the company, what it wants, its best chances; each part is saved by its own button."""
    company = Company.objects.filter(links__link=link).select_related("organisation", "place", "desk").first()
    if company is None:
        raise Http404
    part = request.POST.get("part", "")
    if part == "chance":
        return _decide(request, link, company)
    profile = profile_form(company, request.POST if part == "profile" else None)
    wish = interest_form(company, request.POST if part == "interest" else None)
    if profile.is_bound and take(profile, lambda **facts: edit_own_profile(company, by=None, link=link, **facts)):
        messages.success(request, saved(company))
        return redirect(request.path)
    today = timezone.localdate()
    if wish.is_bound and take(wish, lambda **facts: declare_interest(company, link=link, on=today, **facts)):
        messages.success(request, _("What you want is noted, and chances are looked for again."))
        return redirect(request.path)
    context = {
        "company": company, "profile": profile, "wish": wish, "chances": chances_for([company], SHOWN), "today": today,
        "said": company.interests.order_by("-stated_on", "-pk").first(), "why": DecisionReason.choices, "link": link,
    }  # fmt: skip
    return render(request, "public/company_link.html", context, status=422 if profile.errors or wish.errors else 200)


def _decide(request: HttpRequest, link: GuestLink, company: Company) -> HttpResponse:
    pk = request.POST.get("suggestion", "")
    rows = Suggestion.objects.filter(company=company).shown_to_company()
    row = get_object_or_404(rows, pk=pk if pk.isdecimal() else 0)
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    if answer in Answer.values and reason in DecisionReason.values:
        try:
            decide_on_suggestion(
                row, side="company", answer=answer, reason=reason, at=timezone.now(), link=link, place=place_said(request)
            )  # fmt: skip
            messages.success(request, _("Noted: %(answer)s") % {"answer": Answer(answer).label})
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect(request.path)


GUEST_PAGES[LINK_PURPOSE] = company_page
