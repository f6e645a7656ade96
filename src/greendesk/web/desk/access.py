"""Access points: doors that an agreement, a project, a network or a firm opens, and what was gained through them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import ClientRelation
from greendesk.desks.models import Account, Level, LogEntry
from greendesk.desks.search import matching_ids
from greendesk.desks.sharing import Shown
from greendesk.directory.models import Organisation, Person
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField
from greendesk.projects.access import change_access, drop_gain, note_access, note_gain
from greendesk.projects.models import AccessPoint, Gain, Project

from ..themes import ThemesField
from ..views import DeskRequest, desk_page, edit_page, form_page, page_of, part_taken, shown_or_404
from .followups import our_desk
from .register_forms import PlaceField

MOST_CLIENTS = 50
PLAIN = ("name", "text", "place", "since", "source", "sharing", "revision")
CHOSEN: dict[str, Any] = {
    "organisation": Organisation, "person": Person, "agreement": Agreement, "project": Project, "network": Organisation
}  # fmt: skip


class AccessForm(forms.Form):
    name = TextsFormField(
        label=gettext_lazy("To whom or what it leads"), widget=forms.TextInput,
        help_text=gettext_lazy("An office, a bureau, a person, a fair: in words that everybody may read."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), required=False
    )
    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Person"), required=False)
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=gettext_lazy("Opened by the agreement"), required=False
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), label=gettext_lazy("Opened by the project"), required=False
    )
    network = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Opened by the network"), required=False
    )
    text = TextsFormField(label=gettext_lazy("How the door opens"), required=False)
    place = PlaceField(label=gettext_lazy("Place"), required=False)
    themes = ThemesField()
    since = PartialDateFormField(label=gettext_lazy("Open since"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("Who said so, and where.")
    )
    sharing = forms.TypedChoiceField(
        label=gettext_lazy("Other desks see"), coerce=int, choices=Level.choices, initial=Level.EXISTENCE
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, account: Account, access: AccessPoint | None = None, **kwargs: Any) -> None:
        if access is not None:
            kwargs["initial"] = {name: getattr(access, name) for name in PLAIN} | {
                name: getattr(access, f"{name}_id") for name in CHOSEN
            }
            kwargs["initial"]["themes"] = list(access.themes.all())
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, model in CHOSEN.items():
            fields[name].queryset = model.objects.ours(account)
        fields["person"].queryset = Person.objects.ours(account).filter(erased_at=None)
        if access is None:
            del fields["revision"]
        else:
            for name in ("name", "text"):
                fields[name].initial = getattr(access, name)


class GainForm(forms.Form):
    text = TextsFormField(label=gettext_lazy("What was gained"), widget=forms.TextInput)
    on = PartialDateFormField(label=gettext_lazy("Date"), required=False)
    contact = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Contact gained"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Organisation.objects.ours(account).order_by("name")  # type: ignore[attr-defined]


def doors(account: Account, at_least: int = Level.SUMMARY) -> Any:
    return AccessPoint.objects.visible_to(account, at_least).select_related("desk", "place")


def doors_of(account: Account, **opener: int) -> list[Shown]:
    """The doors that a record opens, as far as the reader may know them."""
    return [Shown(row) for row in doors(account).filter(**opener)]


def doors_to(account: Account, organisation: int) -> list[Shown]:
    """Of an organisation: the doors that lead to it, and those that it opens as a network."""
    return [Shown(row) for row in doors(account).filter(Q(organisation=organisation) | Q(network=organisation))]


@desk_page
def access_points(request: DeskRequest) -> HttpResponse:
    """All doors that the reader may know of; and clients, by whom firms open doors too."""
    rows = doors(request.user, Level.EXISTENCE).annotate(gained=Count("gains")).prefetch_related("themes")
    clients = ClientRelation.objects.visible_to(request.user).select_related("company__organisation", "client")
    if text := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(pk__in=matching_ids(text, request.user, "projects.accesspoint"))
        clients = clients.filter(client__in=matching_ids(text, request.user, "directory.organisation"))
    page = page_of(request, rows.order_by("-pk"))
    context = {
        "page": page, "rows": [{"shown": Shown(row), "gained": row.gained} for row in page.object_list], "q": text,
        "clients": clients.order_by("client__name", "pk")[:MOST_CLIENTS], "further": clients.count() - MOST_CLIENTS, "may_edit": bool(request.user.editing_desk_ids),
    }  # fmt: skip
    return render(request, "desk/access_points.html", context)


def show(request: DeskRequest, pk: int, form: GainForm | None = None) -> HttpResponse:
    rows = AccessPoint.objects.select_related(
        "desk", "place", "organisation", "person", "agreement", "project", "network"
    )
    shown = shown_or_404(AccessPoint, request.user, pk, rows=rows.prefetch_related("themes"))
    context: dict[str, Any] = {"shown": shown}
    if isinstance(row := shown.record, AccessPoint):
        gains = list(row.gains.select_related("contact"))
        known = Organisation.objects.visible_to(request.user, Level.SUMMARY).filter(
            pk__in=[g.contact_id for g in gains]
        )
        may_edit = AccessPoint.objects.editable_by(request.user).filter(pk=pk).exists()
        context |= {
            "links": links_of(row, request.user), "gains": gains, "known": set(known.values_list("pk", flat=True)), "may_edit": may_edit,
            "form": form or (GainForm(account=request.user) if may_edit else None),
            "log": LogEntry.objects.told_of(row, request.user)[:10],
        }  # fmt: skip
    return render(request, "desk/access_point.html", context, status=422 if form else 200)


def links_of(row: AccessPoint, account: Account) -> list[tuple[Any, Any]]:
    """What the door links, of that what the reader may know by name: what it is called here, and the record."""
    found = []
    for name, model in CHOSEN.items():
        there: Any = getattr(row, name)
        known = model.objects.named_to(account) if model is Person else model.objects.visible_to(account, Level.SUMMARY)
        if there is not None and known.filter(pk=there.pk).exists():
            found.append((AccessForm.base_fields[name].label, there))
    return found


@desk_page
def access_point(request: DeskRequest, pk: int) -> HttpResponse:
    return show(request, pk)


@desk_page
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    first = {name: request.GET[name] for name in CHOSEN if name in request.GET}
    form = AccessForm(request.POST or None, account=request.user, initial=first)
    verb = partial(note_access, desk=desk, by=request.user)
    return form_page(request, form, verb, _("New access point"), "web:access-point", reverse("web:access-points"))


def _own(request: DeskRequest, pk: int) -> AccessPoint:
    row = get_object_or_404(AccessPoint.objects.editable_by(request.user), pk=pk)
    assert isinstance(row, AccessPoint)
    return row


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = AccessForm(request.POST or None, account=request.user, access=row)
    return edit_page(request, form, change_access, row, "web:access-point")


@desk_page
@require_POST
def gain(request: DeskRequest, pk: int) -> HttpResponse:
    row, form = _own(request, pk), GainForm(request.POST, account=request.user)
    return part_taken(
        request, form, lambda **facts: note_gain(row, by=request.user, **facts),
        to="web:access-point", pk=pk, again=lambda: show(request, pk, form),
    )  # fmt: skip


@desk_page
@require_POST
def gain_drop(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Gain.objects.editable_by(request.user).select_related("access_point"), pk=pk)
    drop_gain(row, by=request.user)
    messages.success(request, _("Taken away: %(what)s") % {"what": row})
    return redirect("web:access-point", row.access_point_id)


urlpatterns = [
    path("access/", access_points, name="access-points"),
    path("access/new/", new, name="access-point-new"),
    path("access/<int:pk>/", access_point, name="access-point"),
    path("access/<int:pk>/edit/", edit, name="access-point-edit"),
    path("access/<int:pk>/gains/", gain, name="access-gain"),
    path("access/gains/<int:pk>/drop/", gain_drop, name="access-gain-drop"),
]
