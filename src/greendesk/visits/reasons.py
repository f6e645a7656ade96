"""Why a site was left out and what cannot be had together: the engine's reasons as facts that pages put into sentences."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from greendesk.catalogue.models import ReferenceSite
from greendesk.engines import programme as engine

from .models import Delegation
from .plans import Planned, head_count, site_key, who_key


def left_out_of(planned: Planned, plan: engine.Plan, delegation: Delegation) -> list[dict[str, Any]]:
    """One row for every site that is not in the programme: rule, facts for a sentence, what it would displace."""
    who = who_key(delegation)
    rows = [_left_out(planned, one, delegation) for one in plan.left_out if one.delegation == who]
    rows += [
        {"site": int(key.split(":")[1]), "rule": "outside", "why": why, "displaces": [], "loss": 0}
        for key, why in planned.outside.items()
    ]
    return sorted(
        rows,
        key=lambda row: (ORDER.index(row["rule"]) if row["rule"] in ORDER else len(ORDER), row["loss"], row["site"]),
    )


ORDER = (
    "displaces", "no_room", "rests", "outweighed", "capacity", "language", "walking", "short", "late", "day", "closed", "busy",
    "no_way", "far", "never", "outside", "no_theme",
)  # fmt: skip
RULES = {"no room": "no_room", "no way": "no_way", "theme": "no_theme"}
MOST_TURNS = 6


def _left_out(planned: Planned, one: engine.LeftOut, delegation: Delegation) -> dict[str, Any]:
    """The rule with its facts; what cannot be put into a sentence of ours keeps the engine's."""
    rule = RULES.get(one.rule, one.rule or "other")
    site = planned.sites[one.site]
    row: dict[str, Any] = {
        "site": site.pk, "rule": rule, "displaces": [int(key.split(":")[1]) for key in one.displaces if key.startswith("site:")],
        "loss": one.loss, "why": in_words(planned, one.reason) if rule == "other" else "", "minute": one.minute,
        "hotel": delegation.hotel,
    }  # fmt: skip
    return row | facts_of(planned, rule, site, delegation)


def facts_of(planned: Planned, rule: str, site: ReferenceSite, delegation: Delegation) -> dict[str, Any]:
    """What a sentence about this rule and site speaks of."""
    if rule == "capacity":
        size = head_count(delegation)
        groups = -(-size // site.max_group) if site.max_group else 0
        return {"most": site.max_group, "size": size, "groups": groups if 1 < groups <= MOST_TURNS else 0}
    if rule == "walking":
        return {"minutes": site.walk_min, "most": delegation.walk_max_min}
    if rule == "language":
        return {"theirs": list(site.languages), "ours": [delegation.language]}
    if rule == "closed":
        opening = planned.openings.get(site_key(site.pk))
        return {"days": {day.isoformat(): why for day, why in opening.closed.items()} if opening else {}}
    return {}


def in_words(planned: Planned, text: str) -> str:
    """A sentence of the engine with names for its ids."""
    return re.sub(r"(?:site|stop|lunch|delegation|person):[\w:-]+", lambda found: _word(planned, found.group()), text)


def _word(planned: Planned, key: str) -> str:
    bare = key.rstrip(":")
    if bare in planned.delegations:
        return str(planned.delegations[bare])
    if bare.startswith("person:"):
        host = next((site.host for site in planned.sites.values() if f"person:{site.host_id}" == bare), None)
        return str(host or bare)
    return planned.name(bare)


def conflicts_of(planned: Planned, plan: engine.Plan) -> list[dict[str, Any]]:
    """One row for every set that cannot be held together: the rule, the items by name, facts where one item is meant."""
    rows = []
    for one in plan.conflicts:
        row: dict[str, Any] = {
            "rule": one.rule, "items": [_item(planned, key) for key in one.items], "why": RULES.get(one.why, one.why),
            "minute": one.minute, "text": in_words(planned, one.text), "proposal": in_words(planned, one.proposal),
        }  # fmt: skip
        if one.why and len(one.items) == 1 and one.items[0] in planned.sites:
            site = planned.sites[one.items[0]]
            whose = next((row for key, row in planned.delegations.items() if key in one.text), None)
            row["site"] = site.pk
            row |= facts_of(planned, row["why"], site, whose or next(iter(planned.delegations.values())))
        rows.append(row)
    return rows


def _item(planned: Planned, key: str) -> str:
    return _("lunch on %(day)s") % {"day": key[6:]} if key.startswith("lunch ") else planned.name(key)
