"""Hosts of a site who receive guests at short notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.catalogue import services
from greendesk.catalogue.models import ReferenceSite, Standby
from greendesk.desks.models import Account
from greendesk.directory.models import Person

from ..views import DeskRequest, desk_page, saved, take
from ..widgets import DayInput


class StandbyForm(forms.Form):
    host = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Host"))
    notice_days = forms.IntegerField(label=gettext_lazy("Days of notice"), min_value=0, max_value=30, initial=1)
    starts_on = forms.DateField(
        label=pgettext_lazy("first day", "From"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Leave both empty for always."),
    )
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = Person.objects.ours(account).filter(erased_at=None)  # type: ignore[attr-defined]


@desk_page
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, pk: int) -> HttpResponse:
    site = get_object_or_404(ReferenceSite.objects.editable_by(request.user), pk=pk)
    form = StandbyForm(request.POST or None, account=request.user, initial={"host": site.host_id})
    if request.method == "POST" and (row := take(form, lambda **d: services.stand_by(site, by=request.user, **d))):
        messages.success(request, saved(row))
        return redirect("web:site", pk)
    title = _("On standby: %(site)s") % {"site": site}
    context = {"form": form, "title": title, "back": reverse("web:site", args=[pk])}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def end(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Standby.objects.editable_by(request.user).select_related("site", "host"), pk=pk)
    services.end_standby(row, by=request.user)
    messages.success(request, saved(row.site))
    return redirect("web:site", row.site_id)


urlpatterns = [
    path("sites/<int:pk>/standby/", add, name="site-standby"),
    path("standby/<int:pk>/end/", end, name="standby-end"),
]
