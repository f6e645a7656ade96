"""Why a site was left out and what cannot be had together: the engine's reasons as facts that pages put into sentences."""

from __future__ import annotations

import re
from typing import Any

from greendesk.engines import programme as engine

from .models import Delegation
from .plans import Planned, head_count, who_key


def left_out_of(planned: Planned, plan: engine.Plan, delegation: Delegation) -> list[dict[str, Any]]:
    """One row for every site that is not in the programme: rule, facts for a sentence, what it would displace."""
    who = who_key(delegation)
    rows = [_left_out(planned, one, delegation) for one in plan.left_out if one.delegation == who]
    rows += [
        {"site": int(key.split(":")[1]), "rule": "outside", "why": why, "displaces": [], "loss": 0}
        for key, why in planned.outside.items()
    ]
    order = [
        "displaces",
        "no_room",
        "outweighed",
        "capacity",
        "walking",
        "closed",
        "busy",
        "too_far",
        "never",
        "outside",
        "no_theme",
    ]
    return sorted(
        rows,
        key=lambda row: (order.index(row["rule"]) if row["rule"] in order else len(order), row["loss"], row["site"]),
    )


RULES: tuple[tuple[str, str], ...] = (
    (r"never list", "never"),
    (r"takes \d+ people", "capacity"),
    (r"minutes on foot", "walking"),
    (r"is closed on every day|never open", "closed"),
    (r"busy whenever", "busy"),
    (r"has none of the themes", "no_theme"),
    (r"would displace", "displaces"),
    (r"nothing that outweighs", "outweighed"),
    (r"cannot be at|would be back|fills more than|cannot be reached|no way", "too_far"),
    (r"does not fit", "no_room"),
)


def _left_out(planned: Planned, one: engine.LeftOut, delegation: Delegation) -> dict[str, Any]:
    rule = next((rule for pattern, rule in RULES if re.search(pattern, one.reason)), "other")
    site = planned.sites[one.site]
    row: dict[str, Any] = {
        "site": site.pk, "rule": rule, "displaces": [int(key.split(":")[1]) for key in one.displaces if key.startswith("site:")],
        "loss": one.loss, "why": "",
    }  # fmt: skip
    if rule == "capacity":
        row |= {"most": site.max_group, "size": head_count(delegation)}
    if rule == "walking":
        row |= {"minutes": site.walk_min, "most": delegation.walk_max_min}
    if rule == "closed":
        row["days"] = {day.isoformat(): why for day, why in planned.openings[one.site].closed.items()}
    if rule in ("too_far", "other"):
        row["why"] = in_words(planned, one.reason)
    return row


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
    return [
        {
            "rule": one.rule,
            "items": [planned.name(key) for key in one.items],
            "text": in_words(planned, one.text),
            "proposal": in_words(planned, one.proposal),
        }
        for one in plan.conflicts
    ]
