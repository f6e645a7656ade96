"""Effort: minutes and money, entered by whoever spent them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from greendesk.catalogue.editing import hold, must_edit_at
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level, Trash
from greendesk.events.models import Event
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from .. import errors
from ..models import Effort


@transaction.atomic
def record_effort(
    *,
    desk: Desk,
    activity: str,
    role: str,
    by: Account | None,
    minutes: int = 0,
    cost: Decimal = Decimal(0),
    currency: str = "EUR",
    travel_kg: int | None = None,
    on: date | None = None,
    mission: Mission | None = None,
    delegation: Delegation | None = None,
    event: Event | None = None,
    source: str = "",
    is_invented: bool = False,
) -> Effort:
    """Write down time and money for one activity, or for its kind as a whole. Nothing is converted.

    Raises OneActivityOnly, NothingSpent, NotYours.
    """
    must_edit_at(desk, by)
    if sum(one is not None for one in (mission, delegation, event)) > 1:
        raise errors.OneActivityOnly(field="activity")
    if not minutes and not cost:
        raise errors.NothingSpent(field="minutes")
    effort = Effort.objects.create(
        desk=desk, sharing=Level.PRIVATE, activity=activity, role=role.strip(), minutes=minutes, cost=cost,
        currency=currency, travel_kg=travel_kg, on=on, mission=mission, delegation=delegation, event=event,
        source=source, is_invented=is_invented,
    )  # fmt: skip
    logbook.record("effort.recorded", by=by, on=effort, activity=activity, minutes=minutes)
    return effort


@transaction.atomic
def strike_effort(effort: Effort, *, by: Account) -> Trash:
    """Take an entry out of the ledger; what it said is kept, so that it can be entered again."""
    row = hold(effort, by)
    kept = Trash.objects.create(
        desk=row.desk, verb="effort.struck", title=str(row), by=by,
        payload={
            "activity": row.activity, "role": row.role, "minutes": row.minutes, "cost": str(row.cost),
            "currency": row.currency, "travel_kg": row.travel_kg, "on": row.on.isoformat() if row.on else "",
            "mission": row.mission_id, "delegation": row.delegation_id, "event": row.event_id,
            "source": row.source, "is_invented": row.is_invented,
        },
    )  # fmt: skip
    logbook.record("effort.struck", by=by, on=row)
    row.delete()
    return kept


@transaction.atomic
def put_back_effort(kept: Trash, *, by: Account) -> Effort:
    """Undo `strike_effort`."""
    must_edit_at(kept.desk, by)
    facts = dict(kept.payload)
    effort = Effort.objects.create(
        desk=kept.desk, sharing=Level.PRIVATE, activity=facts["activity"], role=facts["role"], minutes=facts["minutes"],
        cost=Decimal(facts["cost"]), currency=facts["currency"], travel_kg=facts["travel_kg"],
        on=date.fromisoformat(facts["on"]) if facts["on"] else None, mission_id=facts["mission"],
        delegation_id=facts["delegation"], event_id=facts["event"], source=facts["source"],
        is_invented=facts["is_invented"],
    )  # fmt: skip
    kept.undone_at = effort.created_at
    kept.save(update_fields=["undone_at"])
    logbook.record("effort.put_back", by=by, on=effort)
    return effort
