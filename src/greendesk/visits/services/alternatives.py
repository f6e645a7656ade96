"""The first draft in two or three really different ways, side by side, until one is chosen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.engines import programme as engine

from .. import errors
from ..changes import kept
from ..models import Delegation, Programme
from ..plans import Planned, planned_case, solve_evenly, stops_from, tally, who_key
from ..reasons import left_out_of
from ..rules import sentence
from ._common import latest, own_delegation
from .undo import remember


def keep_alternatives(
    planned: Planned, plan: engine.Plan, version: Programme, *, seconds: float | None = None, moves: int | None = None
) -> None:
    """Write down what else could be shown, as long as nobody has sent the draft meanwhile. `moves` instead of seconds."""

    def solve(case: engine.Case) -> engine.Plan:
        return solve_evenly(case, seconds=seconds or 2.0, moves=None if seconds else moves)

    rows = [_alternative(planned, one, version.delegation) for one in engine.alternatives(planned.case, plan, solve)]
    kept = rows if len(rows) > 1 else []
    Programme.objects.filter(pk=version.pk, sent_at=None).update(alternatives=kept)


def _alternative(planned: Planned, one: engine.Alternative, delegation: Delegation) -> dict[str, Any]:
    who, plan = who_key(delegation), one.plan
    visits = [site for _who, site in plan.visits(planned.case)]
    return {
        "name": one.name, "is_chosen": one.name == "companies", "sites": [int(key.split(":")[1]) for key in visits],
        "visits": len(visits), "companies": plan.companies_seen[who], "interest": plan.interest[who],
        "travel": plan.travel[who], "left_out": left_out_of(planned, plan, delegation),
        "plan": {day: [[stop.item, stop.start] for stop in stops] for day, stops in plan.plans[who].items()},
    }  # fmt: skip


@transaction.atomic
def choose_alternative(programme: Programme, *, name: str, by: Account, today: date, now: datetime) -> Programme:
    """Take another of the first drafts. Raises DraftGone when it no longer holds or the version was sent."""
    from .programmes import write_stops  # that module drafts, and asks this one for other drafts

    delegation = own_delegation(programme.delegation, by)
    version = Programme.objects.select_for_update().get(pk=programme.pk)
    row = next((one for one in version.alternatives if one["name"] == name), None)
    newest = latest(delegation)
    if row is None or version.sent_at or newest is None or newest.pk != version.pk:
        raise errors.DraftGone(why="")
    planned = planned_case([delegation], today=today, now=now)
    plan = plan_from_rows(planned, delegation, row["plan"])
    broken = [sentence(planned, one) for one in engine.check(planned.case, plan)] if plan else [""]
    if plan is None or broken:
        raise errors.DraftGone(why=" ".join(dict.fromkeys(broken)))
    remember(version, kept("another-draft"))
    write_stops(version, stops_from(planned, plan, delegation), by=by)
    version.left_out = row["left_out"]
    version.alternatives = [{**one, "is_chosen": one["name"] == name} for one in version.alternatives]
    version.save(update_fields=["left_out", "alternatives", "undo"])
    logbook.record("programme.alternative_chosen", by=by, on=version, desk=delegation.desk, name=name)
    return version


def plan_from_rows(planned: Planned, delegation: Delegation, rows: dict[str, Any]) -> engine.Plan | None:
    """A plan kept as [key, start] by day; None if a key is no longer known."""
    days = {day: tuple(engine.Stop(key, start) for key, start in stops) for day, stops in rows.items()}
    keys = {site.id for site in planned.case.sites} | {place.id for place in planned.case.lunches}
    keys |= {item.id for one in planned.case.delegations for item in one.protocol}
    if any(stop.item not in keys for stops in days.values() for stop in stops):
        return None
    return tally(planned.case, {who_key(delegation): days})
