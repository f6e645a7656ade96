"""Who may do what with a mission besides those who edit it."""

from __future__ import annotations

from greendesk.desks.models import Account, Role

from .models import Mission


def may_propose(account: Account, mission: Mission) -> bool:
    """A matcher at the partner's side, taken on by a desk of the mission, as long as it is not closed."""
    desks = {desk for desk, role in account.roles.items() if role == Role.PARTNER}
    if not desks or mission.closed_at is not None:
        return False
    return mission.desk_id in desks or mission.co_desks.filter(pk__in=desks).exists()
