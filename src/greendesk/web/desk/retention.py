"""Who is to be forgotten: marked a month ahead, decided by a person, else erased on the day by the rota."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from greendesk.desks.models import Role
from greendesk.directory.models import Person
from greendesk.directory.services import keep_longer, let_go

from ..views import DeskRequest, desk_page, page_of, saved, take
from ..widgets import DayInput


class KeepForm(forms.Form):
    until = forms.DateField(label=gettext_lazy("Keep until"), widget=DayInput())
    purpose = forms.CharField(label=gettext_lazy("Purpose of keeping this"), max_length=200)


def marked_for(request: DeskRequest) -> Any:
    """People of the desks where this account reads what is restricted."""
    desks = [desk for desk, role in request.user.roles.items() if role in Role.confidential()]
    if not desks:
        raise PermissionDenied
    return Person.objects.filter(desk__in=desks).marked().select_related("organisation", "desk")


@desk_page
def due(request: DeskRequest) -> HttpResponse:
    return show(request)


def show(request: DeskRequest, bound: KeepForm | None = None, pk: int = 0) -> HttpResponse:
    page = page_of(request, marked_for(request))
    rows = [
        (row, bound if row.pk == pk and bound else KeepForm(initial={"purpose": row.purpose}, auto_id=f"id_{row.pk}_%s"))
        for row in page
    ]  # fmt: skip
    context = {"page": page, "rows": rows, "on": timezone.localdate()}
    return render(request, "desk/people_due.html", context, status=422 if bound else 200)


@desk_page
@require_POST
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    row, on = get_object_or_404(marked_for(request), pk=pk), timezone.localdate()
    if request.POST.get("verb") == "let_go":
        let_go(row, on=on, by=request.user)
        messages.success(request, _("Erased at the next round, within a day. Until then it can be kept after all."))
        return redirect("web:people-due")
    form = KeepForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if kept := take(form, lambda **facts: keep_longer(row, on=on, by=request.user, **facts)):
        messages.success(request, saved(kept))
        return redirect("web:people-due")
    return show(request, form, pk)


urlpatterns = [
    path("people/due/", due, name="people-due"),
    path("people/due/<int:pk>/", decide, name="people-due-decide"),
]
