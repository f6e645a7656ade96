"""Organisations entered, changed, numbered, shared."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.indexing import index
from greendesk.desks.models import Account, Desk, Level
from greendesk.desks.sharing import DeskOwned

from .. import errors
from ..editing import hold, must_edit_at, write
from ..models import Organisation, RegistryNumber
from ..numbers import checked_number

ABOUT = ("source", "source_url", "source_on", "is_invented", "sharing")
FACTS = ("kind", "name", "names", "aliases", "place", "parent", "website", "email", "phone", "wechat", "address",
         "note", *ABOUT)  # fmt: skip


@transaction.atomic
def add_organisation(*, desk: Desk, by: Account | None, name: str, **facts: Any) -> Organisation:
    """Enter an organisation. Raises NeedsName for an empty name, NotYours at another desk."""
    must_edit_at(desk, by)
    if not name.strip():
        raise errors.NeedsName(field="name")
    organisation = write(
        Organisation(desk=desk), {"sharing": Level.SUMMARY} | facts | {"name": name.strip()[:200]}, FACTS
    )
    logbook.record("organisation.added", by=by, on=organisation)
    return organisation


@transaction.atomic
def update_organisation(
    organisation: Organisation, *, by: Account, revision: int | None = None, **facts: Any
) -> Organisation:
    """Write changed facts. Raises ChangedMeanwhile, NeedsName, PartOfItself."""
    held = hold(organisation, by, revision=revision)
    if "name" in facts and not facts["name"].strip():
        raise errors.NeedsName(field="name")
    _refuse_circle(held, facts.get("parent"))
    write(held, facts, FACTS)
    logbook.record("organisation.updated", by=by, on=held, fields=sorted(facts))
    return held


def _refuse_circle(organisation: Organisation, parent: Organisation | None) -> None:
    seen: set[int] = set()
    while parent is not None and parent.pk not in seen:
        if parent.pk == organisation.pk:
            raise errors.PartOfItself(name=organisation.name, field="parent")
        seen.add(parent.pk)
        parent = parent.parent


@transaction.atomic
def add_number(organisation: Organisation, *, kind: str, number: str, by: Account | None) -> RegistryNumber:
    """Give an organisation a registry number; said twice, it is one. Raises BadNumber or NumberTaken."""
    held = hold(organisation, by)
    compact = checked_number(kind, number)
    known = RegistryNumber.objects.filter(kind=kind, number=compact, organisation__desk=held.desk)
    taken = known.exclude(organisation=held).select_related("organisation").first()
    if taken is not None and kind != RegistryNumber.Kind.OTHER:
        raise errors.NumberTaken(name=taken.organisation.name, number=compact, field="number")
    row, is_new = RegistryNumber.objects.get_or_create(organisation=held, kind=kind, number=compact)
    if is_new:
        logbook.record("organisation.numbered", by=by, on=held, register=kind)
        index([held])
    return row


@transaction.atomic
def drop_number(number: RegistryNumber, *, by: Account) -> None:
    held = hold(number.organisation, by)
    number.delete()
    logbook.record("organisation.number_dropped", by=by, on=held, register=number.kind)
    index([held])


@transaction.atomic
def share_record(record: DeskOwned, *, level: int, by: Account) -> DeskOwned:
    """Say how much of an organisation or person other desks see."""
    held = hold(record, by)
    held.sharing = Level(level)
    held.revision += 1
    held.save()
    logbook.record("record.shared", by=by, on=held, level=int(level))
    return held
