"""Who answers politically for an agreement or a project."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.desks.sharing import DeskOwned
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from .. import errors
from ..editing import hold
from ..models import Person, Sponsorship


@transaction.atomic
def name_sponsor(
    record: DeskOwned, *, person: Person, by: Account | None, role: Texts | None = None,
    period: PartialDate | None = None, source: str = "",
) -> Sponsorship:  # fmt: skip
    """Write down whose political project a record is, in which role and when; said twice, it is one.

    `record` is of a kind that has `sponsors`. Raises IsErased, NotYours.
    """
    held: Any = hold(record, by)
    if hold(person, by).erased_at:
        raise errors.IsErased
    facts = {"role": role or Texts(), "source": source.strip()[:300]}
    sponsor, _made = held.sponsors.update_or_create(person=person, period=period or "", defaults=facts)
    logbook.record("record.sponsor_named", by=by, on=held, person=person.pk)
    assert isinstance(sponsor, Sponsorship)
    return sponsor


@transaction.atomic
def drop_sponsor(sponsor: Sponsorship, *, by: Account | None) -> None:
    held = hold(getattr(sponsor, sponsor.whole), by)
    logbook.record("record.sponsor_dropped", by=by, on=held, person=sponsor.person_id)
    sponsor.delete()
