"""The same organisation at two desks: both keep their own, and know of each other."""

from __future__ import annotations

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account, Level
from greendesk.kit.errors import NotYours

from .. import errors
from ..editing import hold
from ..models import Organisation


@transaction.atomic
def link_same(mine: Organisation, *, theirs: Organisation, by: Account) -> None:
    """Say that another desk's organisation is the one we know. Raises NotYours where theirs is not named to us."""
    held = hold(mine, by)
    if not Organisation.objects.visible_to(by, Level.SUMMARY).filter(pk=theirs.pk).exists():
        raise NotYours
    if held.pk == theirs.pk:
        raise errors.SameRecord
    if held.desk_id == theirs.desk_id:
        raise errors.SameDesk
    held.same_as.add(theirs)
    logbook.record("organisation.linked", by=by, on=held, other=theirs.pk)


@transaction.atomic
def unlink_same(mine: Organisation, *, theirs: Organisation, by: Account) -> None:
    held = hold(mine, by)
    held.same_as.remove(theirs)
    logbook.record("organisation.unlinked", by=by, on=held, other=theirs.pk)
