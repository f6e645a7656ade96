"""Beginnings that come from outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from greendesk.agreements.models import Agreement
from greendesk.catalogue.editing import hold, must_edit_at
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Organisation
from greendesk.kit.texts import Texts

from .. import errors
from ..models import Referral


@transaction.atomic
def refer(
    *,
    desk: Desk,
    by: Account | None,
    text: Texts,
    on: date,
    referrer: Organisation | None = None,
    agreements: Iterable[Agreement] = (),
    sharing: int = Level.EXISTENCE,
    source: str = "",
    is_invented: bool = False,
) -> Referral:
    """Write down that an embassy, a ministry or a telephone call began something."""
    must_edit_at(desk, by)
    if not str(text).strip():
        raise errors.NeedsText(field="text")
    referral = Referral.objects.create(
        desk=desk, text=text, on=on, referrer=referrer, sharing=sharing, source=source, is_invented=is_invented
    )
    referral.agreements.set(agreements)
    logbook.record("referral.noted", by=by, on=referral)
    return referral


@transaction.atomic
def thank_referrer(referral: Referral, *, by: Account, on: date) -> Referral:
    """Whoever referred has been thanked and told what came of it."""
    held = hold(referral, by)
    held.thanked_on = on
    held.save(update_fields=["thanked_on", "updated_at"])
    logbook.record("referral.thanked", by=by, on=held)
    return held
