"""Whom to write to: every desk with its address, for everybody."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from greendesk.desks.models import Desk
from greendesk.directory.cards import card_of_desk


def reachable() -> list[Desk]:
    """Desks that have said how to reach them."""
    return list(Desk.objects.exclude(Q(email="") & Q(phone="") & Q(address="")).select_related("place"))


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    return render(request, "public/desks.html", {"desks": reachable()})


@require_safe
def desk_contact(request: HttpRequest, key: str) -> HttpResponse:
    """The desk as a vCard."""
    row = get_object_or_404(Desk, key=key)
    headers = {"Content-Disposition": f'attachment; filename="{row.key}.vcf"'}
    return HttpResponse(card_of_desk(row), content_type="text/vcard; charset=utf-8", headers=headers)


urlpatterns = [
    path("contact/", desks, name="contact"),
    path("contact/<slug:key>.vcf", desk_contact, name="contact-card"),
]
