"""What a place is proud of, with its date: prizes, decisions, firsts; and the line by which a region presents itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from greendesk.catalogue.models import Credential
from greendesk.catalogue.services import record_credential, update_credential
from greendesk.desks.models import Level, LogEntry
from greendesk.desks.sharing import Shown
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField

from ..views import DeskRequest, desk_page, form_page, page_of, shown_or_404
from .companies_forms import begin_with
from .followups import our_desk
from .register_forms import PlaceField


class CredentialForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = TextsFormField(
        label=gettext_lazy("What we are proud of"),
        help_text=gettext_lazy("One sentence that a guest or a newspaper may quote."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = PartialDateFormField(label=gettext_lazy("Date"), required=False)
    place = PlaceField(label=gettext_lazy("Place"), required=False)
    sharing = forms.TypedChoiceField(
        label=gettext_lazy("Other desks see"), coerce=int, choices=Level.choices, initial=Level.SUMMARY
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    source_url = forms.URLField(label=gettext_lazy("Address of the source"), required=False, assume_scheme="https")


@desk_page
def credentials(request: DeskRequest) -> HttpResponse:
    """Ours first, then what other desks let be seen."""
    rows = Credential.objects.visible_to(request.user, Level.SUMMARY).select_related("desk", "place")
    page = page_of(request, rows.order_by("-shown_level", "desk__name", "-on", "pk"))
    context = {"page": page, "rows": [Shown(row) for row in page], "may_edit": bool(request.user.editing_desk_ids)}
    return render(request, "desk/credentials.html", context)


@desk_page
def credential(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Credential, request.user, pk, rows=Credential.objects.select_related("desk", "place"))
    context: dict[str, Any] = {"shown": shown}
    if isinstance(row := shown.record, Credential):
        context["log"] = LogEntry.objects.told_of(row, request.user)[:8]
        context["may_edit"] = Credential.objects.editable_by(request.user).filter(pk=pk).exists()
    return render(request, "desk/credential.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def credential_new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    form = CredentialForm(request.POST or None, initial={"place": desk.place})

    def verb(revision: int | None, **facts: Any) -> Credential:
        return record_credential(desk=desk, by=request.user, **facts)

    return form_page(request, form, verb, _("What we are proud of"), "web:credential", "../")


@desk_page
@require_http_methods(["GET", "POST"])
def credential_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Credential.objects.editable_by(request.user), pk=pk)
    form = CredentialForm(request.POST or None)
    begin_with(form, row)
    return form_page(
        request, form, lambda **facts: update_credential(row, by=request.user, **facts),
        _("Edit: %(what)s") % {"what": row}, "web:credential", "../",
    )  # fmt: skip


urlpatterns = [
    path("credentials/", credentials, name="credentials"),
    path("credentials/new/", credential_new, name="credential-new"),
    path("credentials/<int:pk>/", credential, name="credential"),
    path("credentials/<int:pk>/edit/", credential_edit, name="credential-edit"),
]
