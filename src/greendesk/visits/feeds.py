"""The programme as an iCalendar feed (RFC 5545): the same UID in every version, SEQUENCE higher with every change."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from .models import Delegation, Programme, Stop

if TYPE_CHECKING:
    from icalendar import Event


def calendar_of(delegation: Delegation, *, lang: str = "en") -> bytes:
    """The newest sent version; stops of earlier sent versions that are gone stand there as cancelled."""
    from icalendar import Calendar  # takes long to import; the web page starts without it

    calendar = Calendar()
    calendar.add("prodid", "-//greendesk//programme//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", delegation.name.text(lang))
    calendar.add("x-wr-calname", delegation.name.text(lang))
    sent = list(delegation.programmes.sent().order_by("-number"))
    seen = set()
    for number, programme in enumerate(sent):
        for stop in programme.stops.select_related("site", "host"):
            if stop.uid in seen:
                continue
            seen.add(stop.uid)
            is_off = number > 0 or stop.state in ("declined", "cancelled") or delegation.cancelled_at is not None
            calendar.add_component(_event(stop, programme, lang, is_off=is_off))
    return bytes(calendar.to_ical())


def _event(stop: Stop, programme: Programme, lang: str, *, is_off: bool) -> Event:
    from icalendar import Event, vText

    event = Event()
    event.add("uid", f"{stop.uid}@greendesk")
    event.add("sequence", stop.sequence + (1 if is_off else 0))
    event.add("dtstamp", (programme.sent_at or programme.made_at).astimezone(UTC))
    event.add("dtstart", stop.starts_at.astimezone(UTC))
    event.add("dtend", stop.ends_at.astimezone(UTC))
    event.add("summary", _title(stop, lang))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED" if stop.state in ("confirmed", "done") else "TENTATIVE")
    if stop.address:
        event.add("location", stop.address)
    if stop.lat is not None and stop.lon is not None:
        event.add("geo", (stop.lat, stop.lon))
    if stop.host:
        event.add("contact", vText(stop.host.person_name.both(lang)))
    return event


def _title(stop: Stop, lang: str) -> str:
    if stop.title:
        return stop.title.text(lang)
    return stop.site.name.text(lang) if stop.site else str(stop)
