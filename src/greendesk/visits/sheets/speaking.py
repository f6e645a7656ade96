"""Two languages side by side: how names, days and labels are said in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from greendesk.desks.links import address_of
from greendesk.directory.models import Organisation, Person
from greendesk.kit.facts import babel_locale
from greendesk.kit.langs import LANGS, bcp47
from greendesk.kit.papers import qr_svg

from ..models import Delegation, Programme, Stop
from ..services.hosts import programme_link

Pair = tuple[str, str]
Langs = tuple[str, str]

LABELS = {
    "programme": gettext_noop("Programme"),
    "guests": gettext_noop("Guests"),
    "hosts": gettext_noop("Hosts"),
    "time": gettext_noop("Time"),
    "what": gettext_noop("What"),
    "receives": gettext_noop("Received by"),
    "route": gettext_noop("Route"),
    "way": gettext_noop("on the road"),
    "hotel": gettext_noop("Hotel"),
    "leader": gettext_noop("Led by"),
    "call": gettext_noop("If something happens, call"),
    "name": gettext_noop("Name"),
    "title": gettext_noop("Title"),
    "body": gettext_noop("Organisation"),
    "reading": gettext_noop("Say it like this"),
    "rank": gettext_noop("Rank"),
    "here": gettext_noop("Here"),
    "briefing": gettext_noop("Briefing"),
    "gifts": gettext_noop("Gifts"),
    "before": gettext_noop("What we have with them"),
    "points": gettext_noop("What to say"),
    "want": gettext_noop("What they want"),
    "greets": gettext_noop("Greets"),
    "doors": gettext_noop("Door list"),
    "seats": gettext_noop("Seat plan"),
    "our_side": gettext_noop("Our side"),
    "their_side": gettext_noop("Guests"),
    "door": gettext_noop("door"),
    "safety": gettext_noop("Safety on site"),
    "rules": gettext_noop("Rules of the site"),
    "photos": gettext_noop("Photos"),
    "step_free": gettext_noop("Step-free access"),
    "not_step_free": gettext_noop("Stairs on the way"),
    "on_foot": gettext_noop("minutes on foot"),
    "limit": gettext_noop("limit"),
    "given": gettext_noop("given"),
    "received": gettext_noop("received"),
    "draft": gettext_noop("draft, not yet sent"),
    "changes": gettext_noop("What has changed"),
    "old": gettext_noop("Before"),
    "now": gettext_noop("Now"),
    "new": gettext_noop("new"),
    "gone": gettext_noop("does not take place"),
    "invitation": gettext_noop("Invitation"),
    "brief": gettext_noop("Company brief"),
    "book": gettext_noop("Delegation book"),
    "report": gettext_noop("Visit report"),
    "look_for": gettext_noop("What they look for"),
    "why_you": gettext_noop("Why this company"),
    "you_meet": gettext_noop("Where you meet them"),
    "by_agreement": gettext_noop("By agreement with the desk"),
    "sites": gettext_noop("Sites"),
    "companies": gettext_noop("Companies"),
    "run_by": gettext_noop("Run by"),
    "behind": gettext_noop("Companies behind it"),
    "met_at": gettext_noop("Met at"),
    "interest": gettext_noop("What interested them"),
    "promises": gettext_noop("What was promised, by whom"),
    "potential": gettext_noop("Business potential"),
    "goes_on": gettext_noop("Company that goes on"),
    "next_step": gettext_noop("Next step"),
    "seen": gettext_noop("What they saw"),
    "noticed": gettext_noop("What the hosts noticed"),
    "came": gettext_noop("Companies that came"),
}


def languages_of(delegation: Delegation) -> Langs:
    """The guests' language first, then the desk's; English or Chinese where both are the same."""
    first = delegation.language if delegation.language in LANGS else "en"
    second = delegation.desk.language
    if second == first:
        second = "zh-hans" if first == "en" else "en"
    return first, second


def both(langs: Langs, say: Callable[[str], str]) -> Pair:
    """One thing in both languages; `say` is called with each, its translations active."""
    said = []
    for lang in langs:
        with translation.override(lang):
            said.append(say(lang))
    return said[0], said[1]


def labels(langs: Langs) -> dict[str, Pair]:
    return {key: both(langs, lambda _lang, text=text: _(text)) for key, text in LABELS.items()}  # type: ignore[misc]


def name_of(organisation: Organisation | None, lang: str) -> str:
    """The name in that very language where there is one, else the registered one."""
    if organisation is None:
        return ""
    entry = organisation.names.get(lang)
    return entry["text"] if entry else organisation.name


def person_in(person: Person, lang: str) -> str:
    """Both scripts, led by the language's own."""
    return person.person_name.both(lang)


def stop_in(stop: Stop, lang: str) -> str:
    if stop.title:
        return stop.title.text(lang)
    if stop.site:
        return stop.site.name.text(lang)
    return name_of(stop.organisation, lang) or stop.get_kind_display()


def day_in(day: date, lang: str) -> str:
    pattern = "M月d日 EEEE" if lang == "zh-hans" else "EEEE d MMMM"
    return format_date(day, pattern, babel_locale(lang))


def days_in(delegation: Delegation, lang: str) -> str:
    first, last = delegation.starts_on, delegation.ends_on
    if first is None or last is None:
        return delegation.period
    if first == last:
        return format_date(first, "long", babel_locale(lang))
    return format_interval(first, last, "yMMMd", locale=babel_locale(lang)).replace("\u2009", " ")


def local(at: datetime, delegation: Delegation) -> datetime:
    return at.astimezone(ZoneInfo(delegation.time_zone))


def head(delegation: Delegation, langs: Langs, programme: Programme | None, title: str) -> dict[str, Any]:
    """What every paper carries: titles, labels, and the foot with version and QR to the latest."""
    number = programme.number if programme else 0
    found = labels(langs)
    version = ""
    if programme is not None:
        version = " / ".join(dict.fromkeys(both(langs, lambda _lang: _("version %(number)s") % {"number": number})))
        if programme.sent_at is None:
            version += " · " + " / ".join(dict.fromkeys(found["draft"]))
    address = f"{address_of(programme_link(delegation, at=timezone.now()))}v{number}/" if programme else ""
    return {
        "language": langs[0],
        "lang": [bcp47(lang) for lang in langs],
        "paper": found[title],
        "who": both(langs, lambda lang: delegation.name.text(lang)),
        "when": both(langs, lambda lang: days_in(delegation, lang)),
        "desk": delegation.desk.name,
        "phone": delegation.desk.phone,
        "zone": delegation.time_zone,
        "is_invented": delegation.is_invented,
        "version": version,
        "short": f"v{number}" if number else "",
        "qr": qr_svg(address) if address else None,
        "labels": found,
    }
