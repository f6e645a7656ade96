"""Pages by link, for people without an account. Looking changes nothing: messengers open links to preview them.

Each purpose of a link has its page; rooms add theirs to `GUEST_PAGES`: `def page(request, link) -> HttpResponse`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from greendesk.desks.links import LinkClosed, open_link
from greendesk.desks.models import GuestLink
from greendesk.visits import services
from greendesk.visits.feeds import calendar_of
from greendesk.visits.models import Delegation, HostAnswer, Programme, Stop
from greendesk.visits.plans import head_count
from greendesk.visits.services.hosts import PROGRAMME_PURPOSE, PURPOSE

from ..desk.visits_drawing import day_map
from ..desk.visits_forms import AnswerForm
from ..views import take
from .limits import count

GuestPage = Callable[[HttpRequest, GuestLink], HttpResponse]
GUEST_PAGES: dict[str, GuestPage] = {}
TRIES, MINUTES = 60, 15


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link: in the reader's chosen language, else in the one it was written for."""
    if request.method == "POST":
        count(request, "guest", limit=TRIES, minutes=MINUTES)
    try:
        link = open_link(token, now=timezone.now())
    except LinkClosed:
        count(request, "guest-guess", limit=TRIES, minutes=MINUTES)
        raise
    page = GUEST_PAGES.get(link.purpose)
    if page is None:
        raise Http404
    with translation.override(_language(request, link)):
        return page(request, link)


def _language(request: HttpRequest, link: GuestLink) -> str:
    chosen = request.GET.get("lang") or request.COOKIES.get("greendesk_lang")
    return translation.get_language() or link.language if chosen else link.language


# -- hosts -----------------------------------------------------------------------------------------------


class FeedbackForm(forms.Form):
    questions = forms.CharField(
        label=gettext_lazy("What did they ask?"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    interest = forms.TypedChoiceField(
        label=gettext_lazy("How interested were they?"), coerce=int, widget=forms.RadioSelect,
        choices=[(0, gettext_lazy("not at all")), (1, gettext_lazy("politely")), (2, gettext_lazy("clearly")), (3, gettext_lazy("they want to go on"))],
    )  # fmt: skip
    follow_up = forms.CharField(label=gettext_lazy("Should somebody go on?"), required=False, max_length=300)
    wear = forms.TypedChoiceField(
        label=gettext_lazy("How much of a strain was it?"), coerce=int, widget=forms.RadioSelect,
        choices=[(0, gettext_lazy("none")), (1, gettext_lazy("a little")), (2, gettext_lazy("noticeable")), (3, gettext_lazy("too much"))],
    )  # fmt: skip


def host_page(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Yes, no, or another time; after the visit, what was noticed."""
    asked = (
        HostAnswer.objects.filter(link=link).select_related("stop__programme__delegation__desk", "stop__site").first()
    )
    if asked is None:
        raise Http404
    stop = services.current_stop(asked.stop)
    delegation = asked.stop.programme.delegation
    now = timezone.now()
    is_over = stop is not None and stop.ends_at < now
    zone = ZoneInfo(delegation.time_zone)
    shown = stop or asked.stop
    local = shown.starts_at.astimezone(zone)
    first: dict[str, Any] = {
        "day": local.date().isoformat(),
        "at": f"{local:%H:%M}",
        "seen": shown.starts_at.isoformat(),
    }
    form: Any = (
        FeedbackForm(request.POST or None)
        if is_over
        else AnswerForm(request.POST or None, delegation=delegation, initial=first)
    )
    if request.method == "POST" and stop is not None:
        done = _noticed(form, stop) if is_over else _answered(form, asked, now)
        if done:
            messages.success(request, done)
            return redirect(request.path)
    context = {
        "asked": asked, "stop": stop, "shown": shown, "row": delegation, "form": form, "is_over": is_over, "desk": link.desk,
        "size": head_count(delegation), "feedback": getattr(shown, "feedback", None),
    }  # fmt: skip
    return render(request, "public/host.html", context, status=422 if form.errors else 200)


def _answered(form: AnswerForm, asked: HostAnswer, now: datetime) -> str:
    seen = _moment(form.data.get("seen", ""))
    answered = take(form, lambda **_facts: services.answer_as_host(asked, at=now, seen=seen, **form.facts()))
    if answered is None:
        return ""
    return {
        "confirmed": _("Thank you. The visit is confirmed."),
        "declined": _("Thank you for telling us. The desk finds another way."),
        "other_time": _("Thank you. The desk looks whether that time fits and comes back to you."),
        "time_changed": _(
            "Thank you. The time has changed since this page was opened: please look and answer once more."
        ),
        "gone": _("This visit is no longer part of the programme. Nothing is expected of you."),
    }[answered.outcome]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _noticed(form: FeedbackForm, stop: Stop) -> str:
    made = take(form, lambda **facts: services.record_feedback(stop, by=None, **facts))
    return _("Thank you. The desk reads it.") if made else ""


# -- the programme -----------------------------------------------------------------------------------------


def programme_page(request: HttpRequest, link: GuestLink) -> HttpResponse:
    return _programme(request, link, None)


@never_cache
@require_safe
def programme_version(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Where the QR of a printed page leads: is this version the latest?"""
    link = open_link(token, now=timezone.now(), purpose=PROGRAMME_PURPOSE)
    with translation.override(_language(request, link)):
        return _programme(request, link, number)


def _programme(request: HttpRequest, link: GuestLink, number: int | None) -> HttpResponse:
    delegation, programme = _sent(link)
    stops = list(programme.stops.standing().select_related("site", "host", "organisation")) if programme else []
    zone = ZoneInfo(delegation.time_zone)
    by_day: dict[Any, list[Stop]] = {}
    for stop in stops:
        by_day.setdefault(stop.starts_at.astimezone(zone).date(), []).append(stop)
    days = [(day, mine, day_map(delegation, day, mine)) for day, mine in by_day.items()]
    context = {
        "row": delegation, "programme": programme, "days": days, "asked": number, "token": request.resolver_match.kwargs["token"],
        "is_latest": programme is not None and number in (None, programme.number), "desk": link.desk, "now": timezone.now(),
    }  # fmt: skip
    return render(request, "public/programme.html", context)


def _sent(link: GuestLink) -> tuple[Delegation, Programme | None]:
    delegation = Delegation.objects.filter(programme_link__link=link).select_related("desk", "leader", "place").first()
    if delegation is None:
        raise Http404
    return delegation, delegation.programmes.sent().first()


@never_cache
@require_safe
def programme_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The programme as a calendar that phones subscribe to."""
    link = open_link(token, now=timezone.now(), purpose=PROGRAMME_PURPOSE)
    delegation, _programme = _sent(link)
    answer = HttpResponse(
        calendar_of(delegation, lang=translation.get_language() or "en"), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="programme.ics"'
    return answer


GUEST_PAGES[PURPOSE] = host_page
GUEST_PAGES[PROGRAMME_PURPOSE] = programme_page

urlpatterns = [
    path("g/<slug:token>/", guest, name="guest"),
    path("g/<slug:token>/v<int:number>/", programme_version, name="programme-page"),
    path("g/<slug:token>/programme.ics", programme_calendar, name="programme-calendar"),
]
