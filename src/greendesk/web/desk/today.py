"""Today: what is due, who is coming, what has gone quiet, who waits; on paper as a call list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from greendesk.agreements.models import Agreement

from ..todo import AHEAD_DAYS, EVERYTHING, PRINTED, SHOWN, today_lists
from ..views import DeskRequest, desk_page


@desk_page
def today(request: DeskRequest) -> HttpResponse:
    on = timezone.localdate()
    on_paper = request.GET.get("print") == "1"
    wants_all = request.GET.get("all") == "1"
    lists = today_lists(request.user, on, most=EVERYTHING if wants_all else PRINTED if on_paper else SHOWN)
    context = {
        "lists": lists, "on": on, "ahead": AHEAD_DAYS, "may_act": bool(request.user.editing_desk_ids),
        "is_empty_desk": not any(each.lines for each in lists) and not Agreement.objects.ours(request.user).exists(),
    }  # fmt: skip
    return render(request, "desk/today_paper.html" if on_paper else "desk/today.html", context)


urlpatterns = [path("today/", today, name="today")]
