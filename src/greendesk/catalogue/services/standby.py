"""Hosts who can receive guests when time is short."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.directory.models import Person

from .. import errors
from ..editing import hold
from ..models import ReferenceSite, Standby


@transaction.atomic
def stand_by(
    site: ReferenceSite,
    *,
    host: Person,
    notice_days: int,
    by: Account,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Standby:
    """Write down that a host receives guests at so many days' notice, always or between two days; said again, changed.

    Raises NotYours, UnknownHost, StandbyEndsBeforeItStarts.
    """
    held = hold(site, by)
    if not Person.objects.ours(by).filter(pk=host.pk, erased_at=None).exists():
        raise errors.UnknownHost(field="host")
    if starts_on and ends_on and ends_on < starts_on:
        raise errors.StandbyEndsBeforeItStarts(field="ends_on")
    row, _made = Standby.objects.update_or_create(
        site=held, host=host, defaults={"notice_days": notice_days, "starts_on": starts_on, "ends_on": ends_on}
    )
    logbook.record("site.standby_agreed", by=by, on=held, standby=row.pk, notice_days=notice_days)
    return row


@transaction.atomic
def end_standby(standby: Standby, *, by: Account) -> None:
    held = hold(standby.site, by)
    logbook.record("site.standby_ended", by=by, on=held, standby=standby.pk)
    standby.delete()
