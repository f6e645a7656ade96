"""The board: who-else alerts first, then dates, places and themes of all desks; by month, and as a calendar feed."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from greendesk.agreements.models import Agreement
from greendesk.agreements.queries import overlaps
from greendesk.atlas.models import Place, Theme
from greendesk.desks import logbook
from greendesk.desks.links import LinkClosed, make_link, open_link, token_of
from greendesk.desks.models import Account, GuestLink, Level
from greendesk.desks.sharing import Shown
from greendesk.kit.facts import babel_locale
from greendesk.kit.langs import LANGS
from greendesk.matchmaking.models import Challenge

from ..alerts import PLACE, Entry, alerts_in, dated_rows, entries_between, entries_of, placed
from ..country import countries_in, country_paper
from ..presence import first_told, guests_by_country, presence_of, years_until
from ..views import DeskRequest, desk_page
from .followups import country_name, our_desk

AHEAD_DAYS = 365
AHEAD_SHOWN, ALERTS_SHOWN, A_CARD, A_DAY = 40, 12, 6, 4
COUNTRIES = 8
FEED, FEED_DAYS = "board-feed", 730


def wanted_day(request: DeskRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def wanted_month(request: DeskRequest, today: date) -> date:
    try:
        return datetime.strptime(request.GET.get("month", ""), "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return today.replace(day=1)


@desk_page
def board(request: DeskRequest) -> HttpResponse:
    today = timezone.localdate()
    month = wanted_month(request, today)
    last_day = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
    theme, where = request.GET.get("theme", ""), wanted_place(request)
    spans = (today, today + timedelta(days=AHEAD_DAYS)), (month, last_day)
    rows = dated_rows(request.user, *spans, theme=theme, place=where)
    agreements = list(Agreement.objects.visible_to(request.user).only("desk", "place"))
    placed([*rows, *agreements])
    entries = entries_of(rows)
    ahead, shown_month = ([entry for entry in entries if entry.touches(*span)] for span in spans)
    needs = (
        Challenge.objects.visible_to(request.user)
        .filter(state="open", ends_on__gte=today)
        .exclude(shown_level__gte=Level.FULL)
        .only("title", "ends_on", "is_invented", "desk__name", *(f"place__{name}" for name in PLACE))
    )
    alerts, day, everything = alerts_in(ahead), wanted_day(request), request.GET.get("all") == "1"
    context = {
        "alerts": alerts if everything else alerts[:ALERTS_SHOWN], "a_card": ":" if everything else f":{A_CARD}",
        "more_alerts": not everything and (len(alerts) > ALERTS_SHOWN or any(len(alert.entries) > A_CARD for alert in alerts)),
        "entries": ahead if everything else ahead[:AHEAD_SHOWN], "more_ahead": not everything and len(ahead) > AHEAD_SHOWN,
        "day": day, "on_day": [entry for entry in shown_month if day and entry.touches(day, day)],
        "month": month, "month_name": format_skeleton("yMMMM", month, locale=babel_locale()), "weeks": weeks_of(month, shown_month, today),
        "weekdays": [date(2026, 6, day) for day in range(1, 8)],
        "before": (month - timedelta(days=1)).strftime("%Y-%m"), "after": (last_day + timedelta(days=1)).strftime("%Y-%m"),
        "overlaps": overlaps(agreements), "countries": [(code, country_name(code)) for code in countries_in(agreements)[:COUNTRIES]], "themes": Theme.objects.listed(), "theme": theme, "where": where,
        "needs": [Shown(row) for row in needs.select_related("desk", "place").order_by("ends_on")[:20]],
        "feed": feed_of(request), "may_edit": bool(request.user.editing_desk_ids),
    }  # fmt: skip
    return render(request, "desk/board.html", context)


@desk_page
def years(request: DeskRequest) -> HttpResponse:
    """Who came from where and who was present where, year by year."""
    today = timezone.localdate()
    years = years_until(today)
    markets, presence = guests_by_country(request.user, today, years), presence_of(request.user, today, years)
    context = {
        "years": years, "since": f"{first_told([*markets, *presence])}:", "presence": presence,
        "markets": [(row, country_name(row.country)) for row in markets],
    }  # fmt: skip
    return render(request, "desk/board_years.html", context)


@desk_page
def paper(request: DeskRequest, country: str, lang: str) -> HttpResponse:
    """All desks' work with a country, in one of the five languages: the same paper for whoever makes it."""
    if lang not in LANGS or country not in Locale("en").territories:
        raise Http404
    pdf = country_paper(country, request.user, timezone.localdate(), language=lang)
    disposition = f'inline; filename="{country}-{lang}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def wanted_place(request: DeskRequest) -> Place | None:
    text = request.GET.get("place", "").strip()[:60]
    return Place.objects.named(text).select_related("parent").first() if text else None


def weeks_of(month: date, entries: list[Entry], today: date) -> list[list[dict[str, Any]]]:
    """Weeks from Monday; each day with the first of what begins or goes on then, and how much more there is."""
    return [
        [_cell(day, [entry for entry in entries if entry.touches(day, day)], month, today) for day in week]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]


def _cell(day: date, entries: list[Entry], month: date, today: date) -> dict[str, Any]:
    is_in = (day.year, day.month) == (month.year, month.month)
    found = sorted(entries, key=lambda entry: not entry.is_ours) if is_in else []
    return {
        "day": day, "is_in": is_in, "is_today": day == today, "entries": found[:A_DAY], "more": max(0, len(found) - A_DAY)
    }  # fmt: skip


def feed_of(request: DeskRequest) -> str:
    link = _open_feed(request)
    return request.build_absolute_uri(reverse("web:board-ics", args=[token_of(link)])) if link else ""


def _open_feed(request: DeskRequest) -> GuestLink | None:
    desks = request.user.editing_desk_ids
    return GuestLink.objects.open_at(timezone.now()).filter(purpose=FEED, desk__in=desks).order_by("-pk").first()


@desk_page
@require_POST
def feed(request: DeskRequest) -> HttpResponse:
    """Make the desk's feed address, or take it back; whoever holds it sees what all desks let exist, no more."""
    link = _open_feed(request)
    if request.POST.get("verb") == "revoke":
        if link:
            GuestLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
            logbook.record("board.feed_revoked", by=request.user, desk=link.desk_id)
        messages.success(request, _("The calendar address no longer works."))
    elif link is None:
        desk = our_desk(request)
        make_link(desk, FEED, days=FEED_DAYS, language=desk.language)
        logbook.record("board.feed_made", by=request.user, desk=desk)
        messages.success(request, _("Anybody with this address sees dates, places and themes; never names."))
    return redirect(reverse("web:board") + "#feed")


@require_safe
def board_ics(request: HttpRequest, token: str) -> HttpResponse:
    """The board as a calendar: every desk's rows at the level of existence, read as a member of the link's desk."""
    now = timezone.now()
    link = open_link(token, now=now, purpose=FEED)
    reader = Account.objects.filter(memberships__desk=link.desk, is_active=True).order_by("memberships__pk").first()
    if reader is None:
        raise LinkClosed
    on = timezone.localdate(now)
    rows = entries_between(reader, on - timedelta(days=90), on + timedelta(days=AHEAD_DAYS))
    body = calendar_of([row for row in rows if row.is_shared], now)
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="board.ics"'},
    )


def calendar_of(rows: list[Entry], now: datetime) -> bytes:
    """All-day entries: kind, place and desk only, whatever the reader might see besides."""
    from icalendar import Calendar, Event  # takes long to import; the web page starts without it

    feed = Calendar()
    feed.add("prodid", "-//greendesk//board//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", _("Board of all desks"))
    for row in rows:
        event = Event()
        event.add("uid", f"{row.key}@board.greendesk")
        event.add("sequence", row.revision)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", row.first)
        event.add("dtend", row.last + timedelta(days=1))
        event.add("summary", " · ".join(filter(None, [row.kind, row.place.both if row.place else "", row.desk])))
        event.add("transp", "TRANSPARENT")
        feed.add_component(event)
    return bytes(feed.to_ical())


urlpatterns = [
    path("board/", board, name="board"),
    path("board/country/<slug:country>/<slug:lang>/", paper, name="board-paper"),
    path("board/years/", years, name="board-years"),
    path("board/feed/", feed, name="board-feed"),
    path("board/feed/<str:token>.ics", board_ics, name="board-ics"),
]
