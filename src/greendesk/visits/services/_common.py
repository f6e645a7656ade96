"""What the verbs of this room share: whose record it is, and how a day is written in a letter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from greendesk.desks.models import Account
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.facts import PartialDate

from .. import errors
from ..models import Delegation, Programme, VisitRequest


def own(model: type[Any], pk: int, by: Account) -> Any:
    """The row, locked, if `by` may change it. Raises NotYours."""
    row = model.objects.editable_by(by).select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotYours
    return row


def own_delegation(delegation: Delegation, by: Account, *, alive: bool = True) -> Delegation:
    row: Delegation = own(Delegation, delegation.pk, by)
    if alive and row.cancelled_at:
        raise errors.DelegationCancelled
    return row


def unchanged(row: Delegation | VisitRequest, revision: int | None, by: Account) -> None:
    """Raises ChangedMeanwhile if somebody saved the row since `revision` was read."""
    if revision is not None and row.revision != revision:
        raise ChangedMeanwhile(who=row.desk.name, revision=row.revision)


def latest(delegation: Delegation) -> Programme | None:
    return delegation.programmes.order_by("-number").first()


def zone_of(delegation: Delegation) -> ZoneInfo:
    return ZoneInfo(delegation.time_zone)


def day_in(day: date, lang: str) -> str:
    return PartialDate.of(day).display(lang)


def days_in(first: date, last: date, lang: str) -> str:
    return day_in(first, lang) if first == last else f"{day_in(first, lang)} – {day_in(last, lang)}"


def moment_in(at: datetime, zone: ZoneInfo, lang: str) -> str:
    local = at.astimezone(zone)
    return f"{day_in(local.date(), lang)} {local:%H:%M}"
