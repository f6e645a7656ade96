"""Keys for programs: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.tokens import make_token, revoke_token

from ..views import DeskRequest, desk_page


@desk_page
@require_http_methods(["GET", "POST"])
def tokens(request: DeskRequest) -> HttpResponse:
    plain = ""
    if request.method == "POST":
        _token, plain = make_token(request.user, name=request.POST.get("name", ""))
    mine = request.user.tokens.filter(revoked_at=None)
    response = render(request, "desk/tokens.html", {"tokens": mine, "plain": plain})
    response["Cache-Control"] = "no-store"
    return response


@desk_page
@require_POST
def revoke(request: DeskRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens, pk=pk)
    revoke_token(token, by=request.user, at=timezone.now())
    messages.success(request, _("Revoked: %(what)s") % {"what": token})
    return redirect("web:tokens")


urlpatterns = [
    path("our-desk/tokens/", tokens, name="tokens"),
    path("our-desk/tokens/<int:pk>/revoke/", revoke, name="token-revoke"),
]
