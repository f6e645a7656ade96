"""Beginnings that came from outside: an embassy, a ministry, a telephone call; who is still to be thanked."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.models import Account, Level, LogEntry
from greendesk.directory.models import Organisation
from greendesk.kit.texts import TextsFormField
from greendesk.matchmaking.models import Referral
from greendesk.matchmaking.services import refer, thank_referrer

from ..thread import thread_of
from ..views import DeskRequest, desk_page, form_page, page_of, shown_or_404
from ..widgets import DayInput
from .followups import our_desk
from .followups_forms import AgreementsField


class ReferralForm(forms.Form):
    text = TextsFormField(label=gettext_lazy("What about"), widget=forms.Textarea(attrs={"rows": 3}))
    referrer = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Who referred"), required=False)
    on = forms.DateField(label=gettext_lazy("Date"), widget=DayInput())
    agreements = AgreementsField()
    sharing = forms.TypedChoiceField(
        label=gettext_lazy("Other desks see"), coerce=int, choices=Level.choices, initial=Level.EXISTENCE
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["referrer"].queryset = Organisation.objects.ours(account).order_by("name")
        fields["agreements"].queryset = AgreementsField.of(account)


@desk_page
def referrals(request: DeskRequest) -> HttpResponse:
    """Ours, those still to be thanked first."""
    rows = Referral.objects.ours(request.user).select_related("referrer").order_by("thanked_on", "-on", "-pk")
    if request.GET.get("open") == "1":
        rows = rows.filter(thanked_on=None)
    context = {"page": page_of(request, rows), "may_edit": bool(request.user.editing_desk_ids)}
    return render(request, "desk/referrals.html", context)


@desk_page
def referral(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Referral, request.user, pk, rows=Referral.objects.select_related("desk", "referrer"))
    context: dict[str, Any] = {"shown": shown, "thread": thread_of(shown, request.user)}
    if isinstance(row := shown.record, Referral):
        context |= {
            "agreements": row.agreements.visible_to(request.user),
            "log": LogEntry.objects.told_of(row, request.user)[:8],
            "may_edit": Referral.objects.editable_by(request.user).filter(pk=pk).exists(),
        }
    return render(request, "desk/referral.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def referral_new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    first = {"on": timezone.localdate(), "agreements": request.GET.getlist("agreement")}
    form = ReferralForm(request.POST or None, account=request.user, initial=first)
    verb = partial(refer, desk=desk, by=request.user)
    return form_page(request, form, verb, _("Somebody referred"), "web:referral", reverse("web:referrals"))


@desk_page
@require_POST
def referral_thank(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Referral.objects.editable_by(request.user), pk=pk)
    thank_referrer(row, by=request.user, on=timezone.localdate())
    messages.success(request, _("Noted: thanked, and told what came of it."))
    return redirect("web:referral", pk)


urlpatterns = [
    path("referrals/", referrals, name="referrals"),
    path("referrals/new/", referral_new, name="referral-new"),
    path("referrals/<int:pk>/", referral, name="referral"),
    path("referrals/<int:pk>/thank/", referral_thank, name="referral-thank"),
]
