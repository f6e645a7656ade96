"""Why a site is left out, why musts cannot be had together, and what could be done: the engine's facts as sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from greendesk.catalogue.models import ReferenceSite
from greendesk.kit.facts import PartialDate
from greendesk.kit.langs import OWN_NAMES
from greendesk.visits.models import Delegation, Programme
from greendesk.visits.sites import other_days, sites_open_to

Row = dict[str, Any]
UNWELCOME = ("never", "outside", "no_theme", "capacity", "language", "walking")  # whatever the days


def left_out_rows(rows: list[Row]) -> list[Row]:
    """Sites left out, each with a sentence and what could be done: `turns` where they could go in groups."""
    wanted = {row["site"] for row in rows} | {pk for row in rows for pk in row["displaces"]}
    sites = ReferenceSite.objects.in_bulk(wanted) if wanted else {}
    return [
        {
            "site": sites[row["site"]], "why": sentence(row, sites), "loss": row["loss"], "better": row["loss"] < 0,
            "rule": row["rule"], "turns": row.get("groups", 0),
        }
        for row in rows
        if row["site"] in sites
    ]  # fmt: skip


def sentence(row: Row, sites: dict[int, ReferenceSite]) -> str:
    """Why a site was left out, in the reader's language."""
    days = [f"{PartialDate.of(date.fromisoformat(day)).display()}: {why}" for day, why in row.get("days", {}).items()]
    facts = {
        "others": ", ".join(str(sites[pk]) for pk in row.get("displaces", ()) if pk in sites), "why": row.get("why", ""),
        "days": "; ".join(days), "clock": _clock(row.get("minute", 0)), "hotel": row.get("hotel") or _("the hotel"),
        "length": row.get("minute", 0), "theirs": _languages(row.get("theirs", ())), "ours": _languages(row.get("ours", ())),
        **{key: row[key] for key in ("most", "size", "minutes") if key in row},
    }  # fmt: skip
    return _words(row) % facts


def _words(row: Row) -> str:
    return {
        "displaces": _("No room beside the other visits; it would push out %(others)s."),
        "no_room": _("No room beside the other visits, even if one of them were given up."),
        "rests": _("It rests between visits, and the other guests of this week are there already."),
        "outweighed": _("It would fit, but shows nothing that outweighs the way there."),
        "capacity": _(
            "It takes %(most)s people at a time and there are %(size)s guests. Ask whether they can go in two groups."
        )
        if row.get("groups", 2) == 2
        else _("It takes %(most)s people at a time and there are %(size)s guests."),
        "language": _("They speak %(theirs)s there and the guests %(ours)s; find an interpreter who speaks both."),
        "walking": _("It needs %(minutes)s minutes on foot; these guests walk at most %(most)s a day."),
        "closed": _("Closed: %(days)s."),
        "short": _("It is never open for the %(length)s minutes that their visit takes."),
        "busy": _("The host is taken whenever it is open."),
        "late": _("They cannot be there before %(clock)s, when it is too late for a visit."),
        "day": _("From there they would be back after the end of their day at %(clock)s."),
        "no_way": _(
            "There is no way to it from %(hotel)s. If there is a ferry or a bridge, say how long the way takes."
        ),
        "far": _("It lies more than %(length)s minutes from the hotel, and this draft stays near."),
        "too_far": "%(why)s",
        "never": _("You said that it must not be shown."),
        "outside": _("It cannot be planned: %(why)s."),
        "no_theme": _("It shows none of the themes they asked for."),
    }.get(row["rule"], "%(why)s")


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02d}"


def _languages(tags: list[str]) -> str:
    return ", ".join(OWN_NAMES.get(tag, tag) for tag in tags)


def conflict_rows(programme: Programme | None) -> list[Row]:
    """What cannot be had together, why, and what to do about it."""
    rows = list(programme.conflicts) if programme else []
    sites = ReferenceSite.objects.in_bulk([row["site"] for row in rows if row.get("site")]) if rows else {}
    return [{"items": row["items"], "text": _clash(row, sites), "proposal": _advice(row)} for row in rows]


def _clash(row: Row, sites: dict[int, ReferenceSite]) -> str:
    if row.get("why") and row.get("site") in sites:
        return sentence(row | {"rule": row["why"], "why": ""}, sites)
    return {
        "protocol": _("They are fixed at times that do not fit together."),
        "lunch": _("There is no time left for lunch."),
        "time": _("Their times and the ways between them do not fit together."),
        "shared host": _("They need the same host at the same time."),
        "rest": _("It has had its visits, or must rest between the two."),
        "must": _("It fits into no day, even alone."),
        "not found": _("No programme with them was found; that there is none is not proved."),
    }.get(row["rule"], row.get("text", ""))


def _advice(row: Row) -> str:
    kind = row.get("why") or row["rule"]
    if kind == "capacity" and row.get("groups"):
        return _("Ask the host whether they can come in %(n)d groups, one after the other.") % {"n": row["groups"]}
    return {
        "protocol": _("Move one of them."),
        "lunch": _("Shorten a stop around noon, or let them eat earlier or later."),
        "time": _("Give one of them up, stay longer, or send part of the guests."),
        "must": _("Give it up, or stay longer."),
        "shared host": _("Ask for a second time or for a colleague."),
        "rest": _("Let one of the groups see it on a later day, or not at all."),
        "never": _("Take it off one of the two lists."),
        "closed": _("Choose other days, or ask the host for an exception."),
        "late": _("Let them arrive earlier, or see it on another day."),
        "busy": _("Ask the host for another time."),
        "not found": _("Draft it once more."),
    }.get(kind, "")


def closed_days(row: Delegation, programme: Programme | None, now: datetime) -> str:
    """One sentence when nothing at all can be seen on these days because everything is closed, with other days."""
    if programme is None or programme.stops.standing().filter(site__isnull=False).exists():
        return ""
    counted = [one for one in programme.left_out if one["rule"] not in UNWELCOME]
    if not counted or any(one["rule"] != "closed" for one in counted):
        return ""
    names = sorted({why for one in counted for why in one.get("days", {}).values()})
    told = _("All your sites are closed on these days (%(why)s).") % {"why": "; ".join(names[:3])}
    sites = [site for site in sites_open_to(row) if site.pk in {one["site"] for one in counted}]
    offers = other_days(row, sites, today=timezone.localdate(now), now=now)
    if not offers:
        return told
    words = [
        ngettext("%(first)s – %(last)s (%(n)d site open)", "%(first)s – %(last)s (%(n)d sites open)", n)
        % {"first": PartialDate.of(first).display(), "last": PartialDate.of(last).display(), "n": n}
        for first, last, n in offers
    ]
    return told + " " + _("Offer them other days: %(days)s.") % {"days": _(" or ").join(words)}
