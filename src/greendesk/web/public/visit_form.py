"""Ask to visit without an account: Chinese and every other language, no script, no captcha; a card brings one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from greendesk.desks.links import address_of
from greendesk.desks.models import Desk
from greendesk.kit.errors import DomainError
from greendesk.kit.facts import QuantityFormField
from greendesk.kit.langs import active_lang
from greendesk.kit.texts import Texts
from greendesk.visits import services
from greendesk.visits.errors import MembersUnreadable
from greendesk.visits.members import decoded
from greendesk.visits.models import VisitRequest

from ..themes import ThemesField
from ..views import refused, take
from ..widgets import DayInput, UploadField
from .guest_form import GuestForm
from .limits import TooOften, count
from .typed_place import towns, which_place

NOTICE = "visit-2026-1"
PER_HOUR = 6
TRIES, MINUTES = 20, 15
DAY = DayInput()


class VisitForm(GuestForm):
    """What a delegation writes."""

    organisation_name = forms.CharField(label=_("Your organisation"), max_length=200)
    place_text = forms.CharField(
        label=_("Where do you come from?"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "places"}),
        help_text=_("City, county or province, in either script, or its code."),
    )  # fmt: skip
    place_pk = which_place()
    leader_name = forms.CharField(label=_("Who leads the delegation?"), max_length=120)
    leader_title = forms.CharField(
        label=_("Title of the leader"),
        max_length=160,
        required=False,
        help_text=_("So that somebody of the right rank receives you."),
    )
    size = forms.IntegerField(label=_("How many guests?"), min_value=1, max_value=200)
    members_text = forms.CharField(
        label=_("List of members"), required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you have it already: paste it from a spreadsheet. Name, title, organisation."),
    )  # fmt: skip
    members_file = UploadField(most_bytes=500_000, label=_("Or as a file (CSV)"), required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)
    themes = ThemesField(label=_("What do you want to see?"))
    problem = forms.CharField(
        label=_("Your own problem"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you would like to solve at home. It decides which places we show you."),
    )  # fmt: skip
    scale = QuantityFormField(
        label=_("How large is it?"), required=False, max_length=40, help_text=_("A number: 100, about 15 as ~15.")
    )
    scale_unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("tonnes a day, inhabitants, MW …")
    )
    needs_interpreter = forms.BooleanField(label=_("We need an interpreter"), required=False)
    diet = forms.CharField(label=_("Food: what should we know?"), max_length=200, required=False)
    other_hosts = forms.CharField(label=_("Who else have you asked?"), max_length=300, required=False)
    contact_name = forms.CharField(label=_("Your name"), max_length=120)
    contact_phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    contact_wechat = forms.CharField(label=_("WeChat ID"), max_length=60, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    desk = forms.ModelChoiceField(
        Desk.objects.all(), label=_("Which region do you want to visit?"), to_field_name="key"
    )
    agrees = forms.BooleanField(label=_("I have read this and agree that these details are kept to prepare the visit."))
    agrees_abroad = forms.BooleanField(
        label=_("I separately agree that these details are sent abroad, to the desk named above.")
    )
    website = forms.CharField(required=False, label="Website")

    def clean(self) -> dict[str, Any]:
        data = self.with_place(super().clean() or {})
        upload = data.pop("members_file", None)
        if upload:
            try:
                data["members_text"] = decoded(upload.read(500_000))
            except MembersUnreadable as refusal:
                self.add_error("members_file", str(refusal))
        return data

    def submission(self) -> dict[str, Any]:
        data, lang = self.told(), active_lang()
        problem = Texts.of(lang, data.pop("problem"))
        return data | {"problem": problem, "language": lang, "notice": NOTICE, "scale": data["scale"] or ""}


@require_http_methods(["GET", "POST"])
def visit_form(request: HttpRequest) -> HttpResponse:
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        initial={"desk": request.GET.get("desk", ""), "needs_interpreter": active_lang() == "zh-hans"},
    )
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("web:visit-done")  # a machine: it learns nothing
        try:
            count(request, "visit", limit=PER_HOUR, minutes=60)
        except TooOften as refusal:
            form.add_error(None, str(refusal))
        else:
            form.cleaned_data = form.submission()
            now = timezone.now()
            given = take(form, lambda **facts: services.request_visit(at=now, consented_at=now, **facts))
            if given is not None:
                row, is_new = given
                request.session["visit_card"] = {
                    "number": row.card_number,
                    "code": services.code_of(row),
                    "is_new": is_new,
                }
                return redirect("web:visit-done")
    page = {"form": form, "towns": towns()}
    return render(request, "public/visit_form.html", page, status=422 if form.errors else 200)


@never_cache
@require_GET
def visit_done(request: HttpRequest) -> HttpResponse:
    """Number and code, to print or photograph."""
    return render(request, "public/visit_done.html", {"card": request.session.get("visit_card")})


class CardForm(forms.Form):
    number = forms.CharField(
        label=_("Card number"),
        max_length=24,
        widget=forms.TextInput(attrs={"placeholder": "V26-00012", "autocomplete": "off"}),
    )
    code = forms.CharField(label=_("Code"), max_length=16, widget=forms.TextInput(attrs={"autocomplete": "off"}))


@never_cache
@require_http_methods(["GET", "POST"])
def visit_card(request: HttpRequest) -> HttpResponse:
    """Come back with number and code: how the wish stands, and the programme once there is one."""
    form = CardForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    row: VisitRequest | None = None
    if request.method == "POST" and form.is_valid():
        try:
            count(request, "visit-card", limit=TRIES, minutes=MINUTES)
            row = services.open_card(form.cleaned_data["number"], form.cleaned_data["code"])
        except DomainError as refusal:
            refused(form, refusal)
    link = None
    delegation = getattr(row, "delegation", None) if row else None
    if delegation is not None and delegation.programmes.sent().exists():
        link = services.programme_link(delegation, at=timezone.now())
    page = {
        "form": form,
        "row": row,
        "delegation": delegation,
        "programme_url": address_of(link) if link else "",
        "link": link,
    }
    return render(request, "public/visit_card.html", page, status=422 if form.errors else 200)


urlpatterns = [
    path("visit/", visit_form, name="visit-form"),
    path("visit/received/", visit_done, name="visit-done"),
    path("visit/card/", visit_card, name="visit-card"),
]
