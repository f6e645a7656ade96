"""Calendar entries (RFC 5545) of what people carry: stable UID, rising SEQUENCE, cancellations, and the zone itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from .models import Attendance, Meeting, MeetingDay, MeetingState
from .queries import parties_of
from .sheets import name_in, place_of

if TYPE_CHECKING:
    from icalendar import Event

GONE = (MeetingState.CANCELLED, MeetingState.REPLACED)


def meetings_of(attendance: Attendance) -> list[Meeting]:
    """Every meeting a party ever had on the day, the cancelled ones too: a calendar must be told of both."""
    rows = Meeting.objects.filter(day=attendance.day_id).with_parties()
    mine = [m for m in rows if attendance.pk in {p.pk for p in parties_of(m.request)}]
    return sorted(mine, key=lambda meeting: (meeting.starts_at, meeting.pk))


def feed_of(attendance: Attendance, *, lang: str, host: str, at: datetime) -> bytes:
    """The party's meetings as an .ics file. `host` ends the UIDs; `at` stamps the entries."""
    return calendar_of(attendance.day, meetings_of(attendance), attendance, lang=lang, host=host, at=at)


def calendar_of(
    day: MeetingDay, meetings: Sequence[Meeting], me: Attendance, *, lang: str, host: str, at: datetime
) -> bytes:
    from icalendar import Calendar, Timezone  # takes long to import; the web page starts without it

    zone = ZoneInfo(day.time_zone)
    calendar = Calendar()
    calendar.add("prodid", "-//greendesk//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{day.name.text(lang)} · {name_in(me.organisation, lang)}")
    calendar.add("x-wr-timezone", day.time_zone)
    calendar.add_component(Timezone.from_tzinfo(zone))
    with translation.override(lang):
        for meeting in meetings:
            calendar.add_component(_entry(meeting, me, zone, lang, host, at))
    return calendar.to_ical()


def _entry(meeting: Meeting, me: Attendance, zone: ZoneInfo, lang: str, host: str, at: datetime) -> Event:
    from icalendar import Event

    others = [party for party in parties_of(meeting.request) if party.pk != me.pk]
    entry = Event()
    entry.add("uid", f"meeting-{meeting.pk}@{host}")
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", at)
    entry.add("dtstart", meeting.starts_at.astimezone(zone))
    entry.add("dtend", meeting.ends_at.astimezone(zone))
    entry.add(
        "summary", _("Meeting: %(others)s") % {"others": ", ".join(name_in(p.organisation, lang) for p in others)}
    )
    entry.add("location", place_of(meeting, lang))
    entry.add("status", "CANCELLED" if meeting.state in GONE else "CONFIRMED")
    if lines := list(_lines(meeting, others, lang)):
        entry.add("description", "\n".join(lines))
    return entry


def _lines(meeting: Meeting, others: Iterable[Attendance], lang: str) -> Iterable[str]:
    for party in others:
        for person in party.people.all():
            yield person.person_name.both(lang)
    if meeting.interpreter:
        yield _("Interpreter: %(name)s") % {"name": meeting.interpreter}
