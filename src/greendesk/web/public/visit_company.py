"""A company's page by link: who comes, why it was thought of, and its answer with one tap."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from greendesk.desks.links import open_link
from greendesk.desks.models import GuestLink
from greendesk.kit.langs import active_lang
from greendesk.visits import services, sheets
from greendesk.visits.models import CompanyInvitation
from greendesk.visits.services.invitations import COMPANY_PURPOSE

from ..desk.visits_companies import pdf_answer
from ..views import take
from .guests import GUEST_PAGES


class InvitationForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Will you be there?"), choices=CompanyInvitation.Answer.choices, widget=forms.RadioSelect
    )
    who = forms.CharField(label=gettext_lazy("Who comes?"), required=False, max_length=200)
    note = forms.CharField(label=gettext_lazy("Anything else?"), required=False, max_length=300)


def _invitation(link: GuestLink) -> CompanyInvitation:
    row = (
        CompanyInvitation.objects.filter(link=link)
        .select_related(
            "delegation__desk", "delegation__place", "delegation__request", "company__organisation", "company__desk"
        )
        .first()
    )
    if row is None:
        raise Http404
    return row


def invitation_page(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """What the brief says, and yes or no; the answer can be changed until the visit is over."""
    row = _invitation(link)
    delegation = row.delegation
    is_over = delegation.ends_on is not None and delegation.ends_on < timezone.localdate()
    first = {"answer": row.answer, "who": row.who, "note": row.note}
    form = InvitationForm(request.POST or None, initial=first)
    if request.method == "POST" and not is_over:
        done = take(form, lambda **facts: services.answer_invitation(row, at=timezone.now(), **facts))
        if done is not None:
            messages.success(request, _("Thank you. The desk knows."))
            return redirect(request.path)
    lang = active_lang()
    other = "zh-hans" if lang != "zh-hans" else "en"
    context = {
        "row": delegation, "invitation": row, "form": form, "is_over": is_over, "desk": link.desk, "token": request.path.split("/")[2],
        "sheet": sheets.company_brief_sheet(delegation, row.company, langs=(lang, other)),
    }  # fmt: skip
    return render(request, "public/visit_company.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def invitation_brief(request: HttpRequest, token: str) -> HttpResponse:
    """The brief to print, for whoever holds the link."""
    link = open_link(token, now=timezone.now(), purpose=COMPANY_PURPOSE)
    row = _invitation(link)
    with translation.override(link.language):
        return pdf_answer(sheets.company_brief_sheet(row.delegation, row.company), f"brief-{row.delegation_id}")


GUEST_PAGES[COMPANY_PURPOSE] = invitation_page

urlpatterns = [path("g/<slug:token>/brief.pdf", invitation_brief, name="invitation-brief")]
