"""State a need without an account: Chinese first, no script needed, no captcha; a card brings the owner back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from greendesk.desks.models import Desk
from greendesk.kit.facts import QuantityFormField
from greendesk.kit.langs import active_lang
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import BudgetClass
from greendesk.matchmaking.services import submit_challenge
from greendesk.web.themes import ThemesField
from greendesk.web.views import take

from ..widgets import DayInput
from .guest_form import GuestForm
from .limits import TooOften, count
from .typed_place import towns, which_place

NOTICE = "challenge-2026-1"
PER_HOUR = 6
OPEN_DAYS = 180


class ChallengeForm(GuestForm):
    """What a problem owner writes."""

    title = forms.CharField(label=_("The need in one line"), max_length=160)
    text = forms.CharField(
        label=_("What is the problem?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What happens today, what should be better, what has been tried. Your own language is best."),
    )  # fmt: skip
    themes = ThemesField(label=_("What is it about?"))
    place_text = forms.CharField(
        label=_("Where is it?"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "places"}),
        help_text=_("City, county or province, in either script, or its code."),
    )  # fmt: skip
    place_pk = which_place()
    scale = QuantityFormField(
        label=_("How large?"),
        required=False,
        max_length=40,
        help_text=_("A number: 100, about 15 as ~15, or 200..400."),
    )
    scale_unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("tonnes a day, inhabitants, MW …")
    )
    budget_class = forms.ChoiceField(
        label=_("Budget, roughly"), required=False, choices=[("", _("not known")), *BudgetClass.choices]
    )
    ends_on = forms.DateField(
        label=_("Answers are useful until"), widget=DayInput(),
        help_text=_("After this day the need is closed; you can renew it."),
    )  # fmt: skip
    organisation_name = forms.CharField(label=_("Your organisation"), max_length=160, required=False)
    contact_name = forms.CharField(label=_("Your name"), max_length=80)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    wechat = forms.CharField(label=_("WeChat ID"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    desk = forms.ModelChoiceField(Desk.objects.all(), label=_("Which region do you want to ask?"), to_field_name="key")
    agrees = forms.BooleanField(label=_("I have read this and agree that my details are kept to answer this need."))
    agrees_abroad = forms.BooleanField(
        label=_("I separately agree that my details are sent abroad, to the desk named above.")
    )
    shares_with_firms = forms.BooleanField(
        label=_("Firms that may help are allowed to learn who I am and how to reach me."), required=False
    )
    website = forms.CharField(required=False, label="Website")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return self.with_place(data)

    def submission(self) -> dict[str, Any]:
        data, lang = self.told(), active_lang()
        return data | {
            "title": Texts.of(lang, data["title"]), "text": Texts.of(lang, data["text"]), "language": lang, "notice": NOTICE,
        }  # fmt: skip


@require_http_methods(["GET", "POST"])
def challenge_form(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    start = {"ends_on": today + timedelta(days=OPEN_DAYS), "desk": request.GET.get("desk", "")}
    form = ChallengeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("web:challenge-done")  # a machine: it learns nothing
        try:
            count(request, "challenge", limit=PER_HOUR, minutes=60)
        except TooOften as refusal:
            form.add_error(None, str(refusal))
        else:
            form.cleaned_data = form.submission()
            given = take(form, lambda **facts: submit_challenge(by=None, at=timezone.now(), **facts))
            if given is not None:
                request.session["card"] = {"number": given.number, "code": given.code, "challenge": given.challenge.pk}
                return redirect("web:challenge-done")
    return render(
        request, "public/challenge_form.html", {"form": form, "towns": towns()}, status=200 if not form.errors else 422
    )


@require_GET
def challenge_done(request: HttpRequest) -> HttpResponse:
    """Number and code, once, to print or photograph. The page can be loaded again while the browser stays open."""
    return render(request, "public/challenge_done.html", {"card": request.session.get("card")})


urlpatterns = [
    path("needs/new/", challenge_form, name="challenge-form"),
    path("needs/received/", challenge_done, name="challenge-done"),
]
