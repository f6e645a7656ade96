"""Which hosts stand by for the days of a delegation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from greendesk.catalogue.models import Standby
from greendesk.desks.models import Account

from .models import Delegation


@dataclass(frozen=True, slots=True)
class StandbyHost:
    """A host and the days of the visit on which guests can come at so short a notice."""

    row: Standby
    first: date
    last: date
    is_throughout: bool


def standby_for(delegation: Delegation, account: Account, *, on: date) -> list[StandbyHost]:
    """Hosts of sites that the reader sees in full, the shortest notice first. Asked today, guests come after the notice.

    One query. Nobody where the visit has no days, is over or cancelled.
    """
    first, last = delegation.starts_on, delegation.ends_on
    if first is None or last is None or last < on or delegation.cancelled_at is not None:
        return []
    rows = (
        Standby.objects.visible_to(account).between(first, last).filter(site__is_abroad=delegation.direction == "out")
    )
    found = []
    for row in rows.select_related("site", "host").order_by("notice_days", "pk"):
        begins = max(filter(None, (first, row.starts_on, on + timedelta(days=row.notice_days))))
        ends = min(filter(None, (last, row.ends_on)))
        if begins <= ends:
            found.append(StandbyHost(row, begins, ends, (begins, ends) == (first, last)))
    return found
