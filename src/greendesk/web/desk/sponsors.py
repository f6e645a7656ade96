"""Political sponsors: whose agreement or project it is, in which role and in which years."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.agreements.models import Agreement, AgreementSponsor
from greendesk.desks.models import Account, Level
from greendesk.directory import services
from greendesk.directory.models import Person
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField
from greendesk.projects.models import Project, ProjectSponsor

from ..views import DeskRequest, desk_page, saved, take

KINDS: dict[str, tuple[Any, Any]] = {"agreement": (Agreement, AgreementSponsor), "project": (Project, ProjectSponsor)}


class SponsorForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Political sponsor"))
    role = TextsFormField(
        label=gettext_lazy("Role"), required=False, widget=forms.TextInput,
        help_text=gettext_lazy("As what they answer for it: alderman, deputy for internationalisation."),
    )  # fmt: skip
    period = PartialDateFormField(
        label=gettext_lazy("Years"), required=False, help_text=gettext_lazy("As far as known: 2018/2022, or 2018/..")
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Person.objects.editable_by(account).filter(erased_at=None)
        self.fields["person"].queryset = rows  # type: ignore[attr-defined]


def sponsors_of(kind: str, account: Account, pk: int) -> Any:
    """Who answers politically for a record, as far as the reader may know them."""
    rows = KINDS[kind][1].objects.visible_to(account, Level.SUMMARY).filter(**{kind: pk})
    return rows.select_related("person")


def sponsored_by(account: Account, person: int) -> list[Any]:
    """What somebody answers for politically, as far as the reader may know it."""
    return [
        {"record": getattr(row, kind), "sponsor": row}
        for kind, (_model, link) in KINDS.items()
        for row in link.objects.visible_to(account, Level.SUMMARY).filter(person=person).select_related(kind)
    ]


@desk_page
@require_http_methods(["GET", "POST"])
def name(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    row = get_object_or_404(KINDS[kind][0].objects.editable_by(request.user), pk=pk)
    form = SponsorForm(request.POST or None, account=request.user)
    if sponsor := take(form, lambda **facts: services.name_sponsor(row, by=request.user, **facts)):
        messages.success(request, saved(sponsor))
        return redirect(f"web:{kind}", pk)
    title = _("Political sponsor: %(what)s") % {"what": row}
    context = {"form": form, "title": title, "back": reverse(f"web:{kind}", args=[pk])}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def drop(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    row = get_object_or_404(KINDS[kind][1].objects.editable_by(request.user).select_related("person", kind), pk=pk)
    services.drop_sponsor(row, by=request.user)
    messages.success(request, _("Taken away: %(what)s") % {"what": row})
    return redirect(f"web:{kind}", getattr(row, f"{kind}_id"))


urlpatterns = [
    path("register/<int:pk>/sponsor/", name, {"kind": "agreement"}, name="agreement-sponsor"),
    path("register/sponsor/<int:pk>/drop/", drop, {"kind": "agreement"}, name="agreement-sponsor-drop"),
    path("projects/<int:pk>/sponsor/", name, {"kind": "project"}, name="project-sponsor"),
    path("projects/sponsor/<int:pk>/drop/", drop, {"kind": "project"}, name="project-sponsor-drop"),
]
