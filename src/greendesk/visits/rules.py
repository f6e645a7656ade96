"""The hard rules of a programme as it stands, each broken one a sentence in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from greendesk.engines import programme as engine

from .models import Delegation
from .plans import Planned, head_count, plan_of_stops, planned_case, who_key


def broken_rules(delegation: Delegation, *, today: date, now: datetime) -> tuple[str, ...]:
    """Sentences, each once; empty when the programme holds. No programme counts as one without stops."""
    newest = delegation.programmes.order_by("-number").first()
    planned = planned_case([delegation], today=today, now=now, check=True)
    plan = plan_of_stops(planned, {who_key(delegation): newest})
    found = [sentence(planned, one) for one in engine.check(planned.case, plan)]
    return tuple(dict.fromkeys([*found, *_too_small(delegation)]))


def _too_small(delegation: Delegation) -> list[str]:
    """Buses that come along and do not take everybody."""
    size = head_count(delegation)
    return [
        _("%(bus)s has %(seats)d seats for %(size)d guests.") % {"bus": row, "seats": row.seats, "size": size}
        for row in delegation.helpers.all()
        if row.kind == "bus" and row.seats and row.seats < size
    ]


def sentence(planned: Planned, one: engine.Violation) -> str:
    """What a broken rule means, with names instead of ids. A rule we do not know is told by its name."""
    names = [planned.name(item) for item in one.items]
    first = names[0] if names else ""
    opening = planned.openings.get(one.items[0]) if one.items else None
    why = {day.isoformat(): text for day, text in opening.closed.items()}.get(one.day, "") if opening else ""
    facts = {"why": why, "stop": first, "other": names[1] if len(names) > 1 else "", "day": one.day, "rule": one.rule}
    return {
        "window": _("%(stop)s is not open for the whole visit on %(day)s."),
        "closed": _("%(stop)s cannot be visited on %(day)s: %(why)s."),
        "language": _("Nobody at %(stop)s speaks the guests' language, and no interpreter of yours does both."),
        "rest": _("%(stop)s rests between visits and has other guests too close to %(day)s."),
        "most": _("%(stop)s would have more delegations than it receives."),
        "locked": _("%(stop)s is promised at another time."),
        "capacity": _("%(stop)s does not take so many guests at a time."),
        "never": _("%(stop)s must not be shown to these guests."),
        "busy": _("%(stop)s or its host is taken at that time on %(day)s."),
        "protocol": _("%(stop)s is fixed and cannot be elsewhere."),
        "lunch": _("There must be one lunch on %(day)s, starting between 11:15 and 13:00."),
        "walking": _("On %(day)s there is more on foot than these guests can walk."),
        "travel": _("The way from %(stop)s to %(other)s is too long for the time between them on %(day)s."),
        "day": _("%(day)s begins too early or ends too late for these guests."),
        "once": _("%(stop)s stands twice in the programme."),
        "must": _("%(stop)s must be seen and is missing."),
        "shared": _("%(stop)s or its host would have two groups at once on %(day)s."),
        "unknown": _("%(stop)s is not a site of yours with a position."),
    }.get(one.rule, _("A rule is broken: %(rule)s (%(stop)s).")) % facts


__all__ = ["broken_rules"]
