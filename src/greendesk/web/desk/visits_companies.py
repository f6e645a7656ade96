"""Companies at a visit: whom to ask, in a fair order; who was asked, answered and came; the brief of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from greendesk.catalogue.models import Company
from greendesk.kit import papers
from greendesk.kit.errors import DomainError
from greendesk.outbox.models import Message
from greendesk.visits import services, sheets
from greendesk.visits.companies import candidates_for, desks_of, times_shown, turnout_of, why_invited
from greendesk.visits.models import CompanyInvitation, Delegation

from ..views import DeskRequest, desk_page
from .visits_papers import languages_asked

AT_ONCE = 40


@desk_page
@require_safe
def companies(request: DeskRequest, pk: int) -> HttpResponse:
    """Two lists: those invited with what became of it, and those who could be, the fairest order first."""
    row = _own(request, pk)
    today = timezone.localdate()
    invited = list(row.invitations.select_related("company__organisation", "company__place", "link"))
    letters = {one.link_id: one for one in Message.objects.filter(link__in=[r.link_id for r in invited if r.link_id])}
    times = times_shown([one.company_id for one in invited], desks_of(row), on=today, but=row)
    why = why_invited(invited)
    context = {
        "row": row, "turnout": turnout_of(invited), "candidates": candidates_for(row, on=today)[:AT_ONCE],
        "invited": [(one, letters.get(one.link_id), why.get(one.pk, ""), times.get(one.company_id, 0)) for one in invited],
        "is_over": row.ends_on is not None and row.ends_on <= today,
    }  # fmt: skip
    return render(request, "desk/delegation_companies.html", context)


def _own(request: DeskRequest, pk: int) -> Delegation:
    rows = Delegation.objects.editable_by(request.user).select_related("desk", "place", "organisation")
    row: Delegation = get_object_or_404(rows, pk=pk)
    return row


@desk_page
@require_POST
def invite(request: DeskRequest, pk: int) -> HttpResponse:
    """Drafts for those that are ticked, in the order of the list; they wait in the outbox until a person sends them."""
    row = _own(request, pk)
    wanted = {int(value) for value in request.POST.getlist("company") if value.isdecimal()}
    chosen = [one for one in candidates_for(row, on=timezone.localdate()) if one.company.pk in wanted]
    grounds = {one.company.pk: one.grounds for one in chosen}
    try:
        made = services.invite_companies(
            row, [one.company for one in chosen], by=request.user, at=timezone.now(), grounds=grounds
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext(
            "%(n)d invitation waits in the outbox. Look at it, then send or print it.",
            "%(n)d invitations wait in the outbox. Look at each, then send or print it.",
            len(made),
        )
        messages.success(request, told % {"n": len(made)} if made else _("Tick the companies you want to invite."))
    return redirect("web:delegation-companies", pk)


@desk_page
@require_POST
def note(request: DeskRequest, pk: int) -> HttpResponse:
    """What a company said on the telephone, whether it came, or that it is not asked after all."""
    row = get_object_or_404(
        CompanyInvitation.objects.editable_by(request.user).select_related("delegation", "link"), pk=pk
    )
    what = request.POST.get("what", "")
    try:
        if what in CompanyInvitation.Answer.values:
            services.answer_invitation(row, answer=what, at=timezone.now(), by=request.user)
        elif what in ("came", "stayed_away"):
            services.note_attendance(row, has_come=what == "came", by=request.user)
        elif what == "take_back":
            services.take_back_invitation(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted."))
    return redirect("web:delegation-companies", row.delegation_id)


@desk_page
@require_safe
def brief(request: DeskRequest, pk: int, company: int) -> HttpResponse:
    """The one page for a company, as PDF."""
    row = _own(request, pk)
    firm = get_object_or_404(
        Company.objects.visible_to(request.user).select_related("organisation", "desk"), pk=company
    )
    return pdf_answer(sheets.company_brief_sheet(row, firm, langs=languages_asked(request)), f"brief-{pk}-{company}")


def pdf_answer(sheet: dict[str, Any], name: str) -> HttpResponse:
    answer = HttpResponse(papers.render("visits/company_brief", sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns: list[URLPattern] = [
    path("visits/<int:pk>/companies/", companies, name="delegation-companies"),
    path("visits/<int:pk>/companies/invite/", invite, name="delegation-invite"),
    path("visits/<int:pk>/companies/<int:company>/brief/", brief, name="company-brief"),
    path("visits/invitations/<int:pk>/", note, name="visit-invitation"),
]
