"""Why something does not fit, as a sentence with names: the engine's rules in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from greendesk.engines.timetable import Violation

from .models import MeetingDay
from .plans import LONGEST_RUN, DayPlan
from .queries import SlotMoment, slots_of

RULES = {
    "availability": gettext_lazy("%(who)s cannot come at %(when)s"),
    "allowed sessions": gettext_lazy("%(who)s cannot come at %(when)s"),
    "fixed": gettext_lazy("%(what)s is fixed at another time"),
    "one thing at a time": gettext_lazy("%(who)s already sits in another meeting at %(when)s"),
    "tables": gettext_lazy("all tables are taken at %(when)s"),
    "venue tables": gettext_lazy("the place is taken at %(when)s"),
    "interpreter": gettext_lazy("no interpreter for %(what)s is free at %(when)s"),
    "interpreter hours": gettext_lazy("no interpreter for %(what)s is free at %(when)s"),
    "travel": gettext_lazy("%(who)s has no time to get there at %(when)s"),
    "order": gettext_lazy("%(what)s would come in the wrong order"),
    "limits": gettext_lazy("%(who)s would have no pause"),
    "longest run": gettext_lazy("%(who)s would have more than %(most)s meetings in a row"),
    "meetings per session": gettext_lazy("%(who)s would have too many meetings in one session"),
    "lunch": gettext_lazy("%(who)s would have no lunch"),
    "fairness": gettext_lazy("some have many more pauses than others"),
    "together": gettext_lazy("not all of these meetings fit together"),
}
OTHER = gettext_lazy("%(what)s does not fit at %(when)s")


def clock(moment: SlotMoment, zone: str) -> str:
    return f"{moment.starts_at.astimezone(ZoneInfo(zone)):%H:%M}"


def say(rule: str, *, who: Iterable[object] = (), what: Iterable[object] = (), when: str = "") -> str:
    """One rule with its names; a rule without words of its own gets the general sentence."""
    template = str(RULES.get(rule, OTHER))
    return template % {
        "who": _listed(who) or _("somebody"),
        "what": _listed(what) or _("a meeting"),
        "when": when or "–",
        "most": LONGEST_RUN,
    }


def _listed(things: Iterable[object], most: int = 6) -> str:
    names = list(dict.fromkeys(str(thing) for thing in things))
    text = ", ".join(names[:most])
    return text if len(names) <= most else _("%(names)s and %(more)s more") % {"names": text, "more": len(names) - most}


def say_violation(plan: DayPlan, violation: Violation) -> str:
    times = ", ".join(clock(plan.moments[slot], plan.day.time_zone) for slot in violation.slots[:3])
    return say(
        violation.rule,
        who=(plan.attendances[p] for p in violation.people),
        what=(plan.requests[m] for m in violation.meetings),
        when=times,
    )


@dataclass(frozen=True, slots=True)
class Why:
    """Why one request has no place in a draft. `certain`: no timetable could do better."""

    request_id: int
    title: str
    text: str
    certain: bool


def why_unplaced(day: MeetingDay, facts: dict[str, Any]) -> list[Why]:
    """The reasons a version remembers, one line for each request left out; two queries."""
    left_out = facts.get("left_out", [])
    if not left_out:
        return []
    requests = {
        r.pk: r
        for r in day.requests.filter(pk__in=left_out).select_related("guest__organisation", "host__organisation")
    }
    parties = {a.pk: a for a in day.attendances.select_related("organisation")}
    moments = slots_of(day)
    said: dict[int, Why] = {}
    for reason in sorted(facts.get("reasons", []), key=lambda r: not r["certain"]):
        times = ", ".join(clock(moments[s], day.time_zone) for s in reason["slots"][:4] if s < len(moments))
        who = [parties[pk] for pk in reason["people"] if pk in parties]
        for pk in reason["requests"]:
            if pk in requests and pk not in said:
                text = say(
                    reason["rule"], who=who, what=[requests[pk]], when=times + ("…" if len(reason["slots"]) > 4 else "")
                )
                said[pk] = Why(pk, str(requests[pk]), text, reason["certain"])
    for pk, request in requests.items():
        said.setdefault(pk, Why(pk, str(request), _("others were worth more"), False))
    return list(said.values())
