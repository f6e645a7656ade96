"""People entered and changed, their offices, and their travel papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.kit.errors import NotYours
from greendesk.kit.names import reading_of
from greendesk.kit.texts import Texts

from .. import errors, sealing
from ..editing import hold, must_edit_at, reads_confidential, write
from ..models import Organisation, Passport, Person, Position
from .organisations import ABOUT

FACTS = (
    "given", "family", "han", "reading", "family_first", "salutation", "organisation", "languages", "email", "phone",
    "wechat", "diet", "note", "purpose", "legal_basis", "keep_until", *ABOUT,
)  # fmt: skip
NAME = ("given", "family", "han")


@transaction.atomic
def add_person(*, desk: Desk, by: Account | None, **facts: Any) -> Person:
    """Enter somebody the desk knows; private unless said otherwise. Raises NeedsName, NotYours."""
    must_edit_at(desk, by)
    if not any(str(facts.get(name) or "").strip() for name in NAME):
        raise errors.NeedsName(field="family")
    _check_organisation(facts.get("organisation"), desk)
    person = write(Person(desk=desk), {"sharing": Level.PRIVATE} | facts, FACTS)
    logbook.record("person.added", by=by, on=person, basis=person.legal_basis)
    return person


@transaction.atomic
def update_person(person: Person, *, by: Account, revision: int | None = None, **facts: Any) -> Person:
    """Write changed facts; a reading that nobody corrected follows the characters. Raises ChangedMeanwhile, IsErased."""
    held = _living(hold(person, by, revision=revision))
    if not any(str(facts.get(name, getattr(held, name)) or "").strip() for name in NAME):
        raise errors.NeedsName(field="family")
    _check_organisation(facts.get("organisation"), held.desk)
    if "han" in facts and facts["han"] != held.han and facts.get("reading", held.reading) == reading_of(held.han):
        facts["reading"] = ""
    if facts.get("keep_until", held.keep_until) != held.keep_until:
        held.erase_on = None  # another day was promised; the round marks it anew
    write(held, facts, FACTS)
    logbook.record("person.updated", by=by, on=held, fields=sorted(facts))
    return held


def _living(person: Person) -> Person:
    if person.erased_at:
        raise errors.IsErased
    return person


def _check_organisation(organisation: Organisation | None, desk: Desk) -> None:
    if organisation is not None and organisation.desk_id != desk.pk:
        raise NotYours


@transaction.atomic
def add_position(
    person: Person, *, title: Texts, by: Account | None, organisation: Organisation | None = None,
    rank: int | None = None, period: Any = None,
) -> Position:  # fmt: skip
    """An office that somebody holds or held; lower ranks stand higher."""
    held = _living(hold(person, by))
    if not title:
        raise errors.NeedsName(field="title")
    position = Position.objects.create(person=held, title=title, organisation=organisation, rank=rank, period=period)
    logbook.record("person.position_added", by=by, on=held, position=position.pk)
    return position


@transaction.atomic
def drop_position(position: Position, *, by: Account) -> None:
    held = hold(position.person, by)
    logbook.record("person.position_dropped", by=by, on=held, position=position.pk)
    position.delete()


@transaction.atomic
def keep_passport(
    person: Person, *, number: str, expires_on: date, nationality: str, delete_on: date, by: Account
) -> Passport:
    """Store travel papers, encrypted, until the visit is over. Only officers of the owning desk may."""
    held = _living(hold(person, by))
    if not reads_confidential(held, by):
        raise errors.NotConfidential
    sealed = sealing.seal({"number": number, "expires_on": expires_on.isoformat(), "nationality": nationality})
    Passport.objects.filter(person=held).delete()
    passport = Passport.objects.create(person=held, sealed=sealed, delete_on=delete_on)
    logbook.record("person.passport_kept", by=by, on=held, delete_on=delete_on.isoformat())
    return passport


@transaction.atomic
def read_passport(passport: Passport, *, by: Account) -> dict[str, Any]:
    """The papers in clear; that somebody read them is written down. Raises NotConfidential, CannotUnseal."""
    if not Passport.objects.visible_to(by).filter(pk=passport.pk).exists():
        raise errors.NotConfidential
    facts = sealing.unseal(bytes(passport.sealed))
    logbook.record("person.passport_read", by=by, on=passport.person)
    return facts
