"""Our desk: how it is reached, what it decides for itself, who works at it, its visiting card."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks import housekeeping
from greendesk.desks.links import address_of
from greendesk.desks.models import Desk, LogEntry, Membership, Role
from greendesk.directory.cards import VERSIONS, card_of_desk, qr_of
from greendesk.directory.services import may_let_in, offer_password, those_to_let_in
from greendesk.kit.facts import PartialDate
from greendesk.kit.langs import OWN_NAMES
from greendesk.kit.papers import qr_svg

from ..views import DeskRequest, desk_page, saved, take
from ..widgets import ZoneField
from .register_forms import PlaceField


class DeskForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    place = PlaceField(label=gettext_lazy("Place"), required=False)
    address = forms.CharField(label=gettext_lazy("Address"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=40)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of our letters"), choices=list(OWN_NAMES.items()))
    time_zone = ZoneField(max_length=40)
    dormant_after_months = forms.IntegerField(
        label=gettext_lazy("An agreement is dormant after … months without activity"), min_value=1, max_value=240
    )
    gift_limit_eur = forms.IntegerField(
        label=gettext_lazy("Highest value of a gift in euro"), min_value=0, max_value=100_000
    )
    sends_by_itself = forms.BooleanField(
        label=gettext_lazy("Reminders may be mailed without a person looking at them"), required=False
    )


class MemberForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    name = forms.CharField(label=gettext_lazy("Name, if they have no account yet"), max_length=120, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)


def picked_desk(request: DeskRequest) -> Desk:
    key = request.GET.get("desk", "")
    own = Desk.objects.filter(pk__in=request.user.desk_ids).select_related("place")
    return get_object_or_404(own, key=key) if key else own.order_by("memberships__pk").first()  # type: ignore[return-value]


@desk_page
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    return show(request, picked_desk(request))


def show(request: DeskRequest, desk: Desk, member_form: MemberForm | None = None) -> HttpResponse:
    may_edit = housekeeping.runs(desk, request.user)
    first = {name: getattr(desk, name) for name in DeskForm.base_fields}
    bound = request.POST if request.method == "POST" and member_form is None else None
    form = DeskForm(bound, initial=first)
    if bound is not None and take(form, lambda **data: housekeeping.change_desk(desk, by=request.user, **data)):
        messages.success(request, saved(desk))
        return redirect(f"{request.path}?desk={desk.key}")
    members = list(Membership.objects.filter(desk=desk).select_related("account").order_by("role", "account__name"))
    helped = those_to_let_in([member.account for member in members], request.user) if may_edit else set()
    context = {
        "desk": desk, "form": form, "may_edit": may_edit,
        "members": [(member, member.account_id in helped) for member in members],
         "member_form": member_form or MemberForm(),
        "desks": Desk.objects.filter(pk__in=request.user.desk_ids), "qr": qr_of(card_of_desk(desk, version="3.0")),
        "log": LogEntry.objects.filter(desk=desk, verb__startswith="desk.").select_related("account")[:10],
    }  # fmt: skip
    failed = bool(form.errors or (member_form and member_form.errors))
    return render(request, "desk/settings.html", context, status=422 if failed else 200)


@desk_page
@require_POST
def invite(request: DeskRequest) -> HttpResponse:
    desk = picked_desk(request)
    form = MemberForm(request.POST)
    member = take(form, lambda **data: housekeeping.invite_member(desk, by=request.user, **data))
    if member is None:
        return show(request, desk, form)
    messages.success(request, saved(member.account))
    if not member.account.has_usable_password() and may_let_in(member.account, request.user):
        return way_in_page(request, member)
    return redirect("web:settings")


@desk_page
@require_POST
def way_in(request: DeskRequest, pk: int) -> HttpResponse:
    """A new way in for somebody who works here: after an invitation, or when a password was forgotten."""
    desks = [
        desk.pk for desk in Desk.objects.filter(pk__in=request.user.desk_ids) if housekeeping.runs(desk, request.user)
    ]
    member = get_object_or_404(Membership.objects.select_related("desk", "account"), pk=pk, desk__in=desks)
    return way_in_page(request, member)


def way_in_page(request: DeskRequest, member: Membership) -> HttpResponse:
    """The link with its letter, shown once to the officer who made it: whoever holds it comes in."""
    account = member.account
    link = offer_password(account, desk=member.desk, by=request.user, now=timezone.now())
    address = address_of(link)
    with translation.override(account.language):
        subject = _("Your way in to %(desk)s") % {"desk": member.desk}
        text = _(
            "Dear %(name)s,\n\nwith this link you set your password and sign in with %(email)s. It can be used once, "
            "until %(day)s:\n%(link)s\n\nKind regards\n%(desk)s"
        ) % {
            "name": account.name, "email": account.email, "desk": member.desk, "link": address,
            "day": PartialDate.of(link.expires_at.date()).display(),
        }  # fmt: skip
    context = {
        "member": member, "subject": subject, "text": text, "address": address, "link": link,
        "qr": qr_svg(address), "mail": f"mailto:{account.email}?{urlencode({'subject': subject, 'body': text}, quote_via=quote)}",
    }  # fmt: skip
    response = render(request, "desk/way_in.html", context)
    response["Cache-Control"] = "no-store"
    return response


@desk_page
@require_POST
def release(request: DeskRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(
        Membership.objects.select_related("desk", "account"), pk=pk, desk__in=request.user.desk_ids
    )
    name, desk = member.account.name, member.desk
    housekeeping.release_member(member, by=request.user)
    messages.success(
        request,
        _("%(name)s no longer works at %(desk)s. Inviting them again undoes it.") % {"name": name, "desk": desk},
    )
    return redirect("web:settings")


@desk_page
def card(request: DeskRequest, version: str) -> HttpResponse:
    """The desk's visiting card: 4.0, and 3.0 for older phones and Chinese address books."""
    desk = picked_desk(request)
    text = card_of_desk(desk, version=version if version in VERSIONS else "4.0")
    head: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{desk.key}.vcf"'}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=head)


urlpatterns = [
    path("settings/", settings, name="settings"),
    path("settings/members/", invite, name="member-invite"),
    path("settings/members/<int:pk>/way-in/", way_in, name="member-way-in"),
    path("settings/members/<int:pk>/release/", release, name="member-release"),
    path("settings/card/<str:version>/", card, name="desk-card"),
]
