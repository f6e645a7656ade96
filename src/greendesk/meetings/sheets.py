"""What the papers of a meeting day say, in two languages side by side: plain values for the Typst templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from greendesk.directory.models import Organisation
from greendesk.kit.facts import babel_locale
from greendesk.kit.langs import LANGS, bcp47
from greendesk.kit.papers import qr_svg

from .models import Attendance, Meeting, MeetingDay
from .queries import current_version, parties_of, slots_of

LABELS = {
    "timetable": gettext_noop("Your meetings"),
    "time": gettext_noop("Time"),
    "with": gettext_noop("With"),
    "table": gettext_noop("Table"),
    "interpreter": gettext_noop("Interpreter"),
    "goal": gettext_noop("Goal"),
    "pitch": gettext_noop("Pitch"),
    "none": gettext_noop("No meeting yet."),
    "grid": gettext_noop("Who meets whom"),
}
Pair = tuple[str, str]
Langs = tuple[str, str]


def languages_of(attendance: Attendance) -> Langs:
    """The party's own language first, and Chinese or English beside it."""
    spoken = ["zh-hans" if lang.startswith("zh") else lang for lang in attendance.languages]
    first = next(
        (lang for lang in spoken if lang in LANGS),
        "zh-hans" if attendance.is_host_side else attendance.day.desk.language,
    )
    return first, "en" if first == "zh-hans" else "zh-hans"


def both(langs: Langs, say: Callable[[str], str]) -> Pair:
    """One thing in both languages; `say` is called with each, its translations active."""
    said = []
    for lang in langs:
        with translation.override(lang):
            said.append(say(lang))
    return said[0], said[1]


def label(langs: Langs, text: str) -> Pair:
    return both(langs, lambda _lang: _(text))


def name_in(organisation: Organisation, lang: str) -> str:
    """The name in that very language where there is one, else the registered one."""
    entry = organisation.names.get(lang)
    return entry["text"] if entry else organisation.name


def place_of(meeting: Meeting, lang: str) -> str:
    if meeting.table:
        table = _("Table %(number)s") % {"number": meeting.table}
        return f"{meeting.day.venue}, {table}" if meeting.day.venue else table
    host = meeting.request.host.organisation
    return f"{name_in(host, lang)}, {host.address}" if host.address else name_in(host, lang)


def latest_address(day: MeetingDay, number: int, public_url: str) -> str:
    """Where a paper asks whether it is still the latest."""
    return f"{public_url}/latest/meetings/{day.pk}/{number}/"


def timetable_sheet(attendance: Attendance, *, public_url: str, langs: Langs | None = None) -> dict[str, Any]:
    """One party's meetings, for `meetings/timetable` (A4) and `meetings/pocket` (A6)."""
    day = attendance.day
    pair = langs or languages_of(attendance)
    rows = [m for m in Meeting.objects.filter(day=day).on_paper().with_parties() if attendance.pk in _seated(m)]
    return {
        **_head(day, pair, public_url),
        "who": both(pair, lambda lang: name_in(attendance.organisation, lang)),
        "people": [person.person_name.both(pair[0]) for person in attendance.people.all()],
        "goal": both(pair, lambda lang: attendance.goal.text(lang)),
        "pitch": both(pair, lambda lang: attendance.pitch.text(lang)),
        "rows": [_row(meeting, attendance, pair) for meeting in sorted(rows, key=lambda m: (m.starts_at, m.pk))],
    }


def _seated(meeting: Meeting) -> set[int]:
    return {party.pk for party in parties_of(meeting.request)}


def _head(day: MeetingDay, langs: Langs, public_url: str) -> dict[str, Any]:
    version = current_version(day)
    number = version.number if version else 0
    return {
        "language": langs[0],
        "lang": [bcp47(lang) for lang in langs],
        "title": both(langs, lambda lang: day.name.text(lang)),
        "zone": day.time_zone,
        "home_zone": day.desk.time_zone,
        "desk": day.desk.name,
        "phone": day.desk.phone,
        "is_invented": day.is_invented,
        "place": both(langs, lambda lang: day.place.name(lang) if day.place else ""),
        "venue": day.venue,
        "version": " / ".join(dict.fromkeys(both(langs, lambda _lang: _("version %(number)s") % {"number": number}))),
        "qr": qr_svg(latest_address(day, number, public_url)),
        "labels": {
            **{key: label(langs, text) for key, text in LABELS.items()},
            "times_in": both(langs, lambda _lang: _("All times in %(zone)s") % {"zone": day.time_zone}),
            "home_city": both(langs, lambda lang: city_of(day.desk.time_zone, lang)),
        },
    }


def city_of(zone: str, lang: str) -> str:
    """The city that a time zone is named after, in the reader's language: 09:00 Stockholm."""
    return get_timezone_location(ZoneInfo(zone), locale=babel_locale(lang), return_city=True)


def _row(meeting: Meeting, me: Attendance, langs: Langs) -> dict[str, Any]:
    others = [party for party in parties_of(meeting.request) if party.pk != me.pk]
    return {
        "on": both(langs, lambda lang: _date(meeting, lang)),
        "time": f"{_clock(meeting.starts_at, meeting.day.time_zone)}–{_clock(meeting.ends_at, meeting.day.time_zone)}",
        "home": _clock(meeting.starts_at, meeting.day.desk.time_zone),
        "table": str(meeting.table or ""),
        "where": both(langs, lambda lang: place_of(meeting, lang)),
        "with": both(langs, lambda lang: ", ".join(name_in(p.organisation, lang) for p in others)),
        "people": [person.person_name.both(langs[0]) for p in others for person in p.people.all()],
        "goal": both(langs, lambda lang: "; ".join(p.goal.text(lang) for p in others if p.goal)),
        "interpreter": str(meeting.interpreter or ""),
    }


def _date(meeting: Meeting, lang: str) -> str:
    return _day(meeting.starts_at.astimezone(ZoneInfo(meeting.day.time_zone)).date(), lang)


def _on(on: date, langs: Langs) -> Pair:
    return both(langs, lambda lang: _day(on, lang))


def _day(on: date, lang: str) -> str:
    return format_date(on, "EEEE d MMMM" if lang != "zh-hans" else "M月d日EEEE", locale=babel_locale(lang))


def _clock(moment: Any, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def wall_sheet(day: MeetingDay, *, public_url: str, langs: Langs = ("en", "zh-hans")) -> dict[str, Any]:
    """The whole day for `meetings/wall_grid` (A3): slots down, tables across."""
    meetings = list(Meeting.objects.filter(day=day).on_paper().with_parties())
    at = {(m.slot, m.table): m for m in meetings if m.table}
    tables = list(range(1, max((m.table for m in meetings), default=0) + 1))
    rows = []
    for moment in slots_of(day):
        rows.append(
            {
                "time": _clock(moment.starts_at, day.time_zone),
                "on": _on(moment.on(day.time_zone), langs),
                "session": moment.session,
                "cells": [_cell(at.get((moment.number, table)), langs) for table in tables],
                "away": [_cell(m, langs) for m in meetings if m.slot == moment.number and not m.table],
            }
        )
    return {**_head(day, langs, public_url), "tables": tables, "rows": rows, "has_away": any(r["away"] for r in rows)}


def _cell(meeting: Meeting | None, langs: Sequence[str]) -> dict[str, str] | None:
    if meeting is None:
        return None
    guest, host = meeting.request.guest.organisation, meeting.request.host.organisation
    return {
        "guest": name_in(guest, langs[0]),
        "host": name_in(host, langs[1]),
        "host_too": name_in(host, langs[0]) if name_in(host, langs[0]) != name_in(host, langs[1]) else "",
        "interpreter": str(meeting.interpreter or ""),
    }
