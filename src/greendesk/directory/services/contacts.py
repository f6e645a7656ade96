"""What passed between desk and people, and what people agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account

from .. import errors
from ..editing import hold
from ..models import Consent, ContactNote, Organisation, Person


@transaction.atomic
def note_contact(
    organisation: Organisation, *, on: Any, text: str, by: Account, person: Person | None = None
) -> ContactNote:
    """Remember what passed with an organisation, and with whom there."""
    held = hold(organisation, by)
    if not text.strip():
        raise errors.NeedsName(field="text")
    if person is not None:
        hold(person, by)
    note = ContactNote.objects.create(organisation=held, person=person, on=on, text=text.strip(), by=by)
    logbook.record("contact.noted", by=by, on=held, note=note.pk)
    return note


@transaction.atomic
def give_consent(person: Person, *, scope: str, notice: str, at: datetime, by: Account | None) -> Consent:
    """Record what somebody agreed to and which notice was shown; one open consent per scope and notice.

    Raises IsErased.
    """
    held = hold(person, by)
    if held.erased_at:
        raise errors.IsErased
    known = held.consents.filter(scope=Consent.Scope(scope), notice=notice, withdrawn_at=None).first()
    if known is not None:
        return known
    consent = Consent.objects.create(person=held, scope=scope, notice=notice, given_at=at)
    logbook.record("consent.given", by=by, on=held, scope=scope, notice=notice)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, at: datetime, by: Account | None) -> Consent:
    """Withdrawn, not deleted: that it once held is part of the trace. Raises WithdrawnAlready."""
    person = hold(consent.person, by)
    held = Consent.objects.select_for_update().get(pk=consent.pk)
    if held.withdrawn_at:
        raise errors.WithdrawnAlready
    held.withdrawn_at = max(at, held.given_at)
    held.save(update_fields=["withdrawn_at"])
    logbook.record("consent.withdrawn", by=by, on=person, scope=held.scope)
    return held
