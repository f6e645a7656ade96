"""Networks: who belongs to them, until when and with what right, and whom among the members one may ask."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.catalogue.models import Experience
from greendesk.desks.models import Level
from greendesk.desks.search import matching_ids
from greendesk.directory import services
from greendesk.directory.models import NetworkMembership, Organisation
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField

from ..views import DeskRequest, desk_page, page_of, saved, shown_or_404, take
from .people_forms import ours

FIRST_MEMBERS = 10


class MembershipForm(forms.Form):
    """One membership, entered from either side: `chosen` is the other one."""

    level = TextsFormField(
        label=gettext_lazy("Level of membership"), required=False, widget=forms.TextInput,
        help_text=gettext_lazy("As the network calls it: core member, associate."),
    )  # fmt: skip
    entitles_to = TextsFormField(
        label=gettext_lazy("What it entitles to"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    begins = PartialDateFormField(label=pgettext_lazy("first day", "From"), required=False)
    ends = PartialDateFormField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Leave it empty while it goes on.")
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, request: DeskRequest, chosen: str, of: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Network") if chosen == "network" else _("Member")
        other = forms.ModelChoiceField(ours(request.user).exclude(pk=of), label=label)
        self.fields = {chosen: other, **self.fields}


class EndForm(forms.Form):
    ends = PartialDateFormField(label=gettext_lazy("Until"))


def memberships(request: DeskRequest) -> Any:
    """What this reader may know of who belongs to what."""
    return NetworkMembership.objects.visible_to(request.user, Level.SUMMARY).select_related("network", "member")


SHOWN = (
    "level", "entitles_to", "begins", "ends", "network__name", "network__names", "member__name", "member__names",
)  # fmt: skip


def networks_of(request: DeskRequest, organisation: int, *, may_edit: bool) -> dict[str, Any]:
    """What the page of an organisation says: the networks it belongs to, and its own first members."""
    known = memberships(request).only(*SHOWN)
    found = list(known.filter(network=organisation).current(timezone.localdate())[: FIRST_MEMBERS + 1])
    context: dict[str, Any] = {
        "networks": known.filter(member=organisation).order_by("network__name", "pk"),
        "members": found[:FIRST_MEMBERS], "has_more_members": len(found) > FIRST_MEMBERS,
    }  # fmt: skip
    if may_edit:
        context["network_form"] = MembershipForm(request=request, chosen="network", of=organisation, prefix="in")
    return context


@desk_page
@require_http_methods(["GET", "POST"])
def members(request: DeskRequest, pk: int) -> HttpResponse:
    """The members of one network, searched by name in either script; those who may be asked are marked."""
    rows = Organisation.objects.select_related("desk", "place")
    shown = shown_or_404(Organisation, request.user, pk, at_least=Level.SUMMARY, rows=rows)
    may_edit = Organisation.objects.editable_by(request.user).filter(pk=pk).exists()
    form = MembershipForm(request.POST or None, request=request, chosen="member", of=pk) if may_edit else None
    if request.method == "POST":
        network = get_object_or_404(Organisation.objects.editable_by(request.user), pk=pk)
        if form and (row := take(form, lambda **f: services.join_network(network, by=request.user, **f))):
            messages.success(request, saved(row))
            return redirect("web:network-members", pk)
    wants_all = request.GET.get("show") == "all"
    found = memberships(request).filter(network=pk).select_related("member__place", "member__desk")
    if not wants_all:
        found = found.current(timezone.localdate())
    if text := request.GET.get("q", "").strip()[:100]:
        found = found.filter(member__in=matching_ids(text, request.user, "directory.organisation"))
    page = page_of(request, found)
    context = {
        "shown": shown, "page": page, "form": form, "may_edit": may_edit, "wants_all": wants_all, "q": text,
        "peers": peers_among(request, [row.member_id for row in page]), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/network_members.html", context, status=422 if form and form.errors else 200)


def peers_among(request: DeskRequest, organisations: list[int]) -> dict[int, list[Experience]]:
    """What these organisations learnt and may be asked about, by organisation."""
    told: dict[int, list[Experience]] = defaultdict(list)
    rows = Experience.objects.visible_to(request.user, Level.SUMMARY).filter(is_mentor=True)
    for row in rows.filter(company__organisation__in=organisations).select_related("company", "place"):
        told[row.company.organisation_id].append(row)
    return dict(told)


@desk_page
@require_POST
def join(request: DeskRequest, pk: int) -> HttpResponse:
    """The organisation whose page this is belongs to a network."""
    member = get_object_or_404(Organisation.objects.editable_by(request.user), pk=pk)
    form = MembershipForm(request.POST, request=request, chosen="network", of=pk, prefix="in")
    back = reverse("web:organisation", args=[pk])

    def verb(network: Organisation, **facts: Any) -> NetworkMembership:
        return services.join_network(network, member=member, by=request.user, **facts)

    if row := take(form, verb):
        messages.success(request, saved(row))
        return redirect(back)
    return render(request, "desk/form.html", {"form": form, "title": member, "back": back}, status=422)


def _own(request: DeskRequest, pk: int) -> NetworkMembership:
    row = get_object_or_404(
        NetworkMembership.objects.editable_by(request.user).select_related("network", "member"), pk=pk
    )
    assert isinstance(row, NetworkMembership)
    return row


@desk_page
@require_http_methods(["GET", "POST"])
def leave(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = EndForm(request.POST or None, initial={"ends": timezone.localdate().isoformat()})
    back = reverse("web:network-members", args=[row.network_id])
    if done := take(form, lambda **f: services.leave_network(row, by=request.user, **f)):
        messages.success(request, saved(done))
        return redirect(back)
    context = {"form": form, "title": _("End the membership: %(what)s") % {"what": row}, "back": back}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    services.drop_membership(row, by=request.user)
    messages.success(request, _("Taken away: %(what)s") % {"what": row})
    return redirect("web:network-members", row.network_id)


urlpatterns = [
    path("organisations/<int:pk>/members/", members, name="network-members"),
    path("organisations/<int:pk>/networks/", join, name="network-join"),
    path("organisations/memberships/<int:pk>/end/", leave, name="membership-end"),
    path("organisations/memberships/<int:pk>/drop/", drop, name="membership-drop"),
]
