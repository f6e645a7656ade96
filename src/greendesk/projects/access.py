"""Doors that agreements, projects and networks open, and what going through them brought."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from greendesk.atlas.models import Theme
from greendesk.catalogue.editing import hold, must_edit_at, write
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Organisation, Person
from greendesk.directory.services.erasing import blotted
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from . import errors
from .models import AccessPoint, Gain

OPENERS = ("agreement", "project", "network")
COLUMNS = ("name", "text", "organisation", "person", *OPENERS, "place", "since", "source", "source_url", "source_on",
           "sharing", "themes")  # fmt: skip


@transaction.atomic
def note_access(
    *, desk: Desk, name: Texts, source: str, by: Account | None, themes: Iterable[Theme] = (),
    sharing: int = Level.EXISTENCE, **facts: Any,
) -> AccessPoint:  # fmt: skip
    """Write down a door with who opens it and who says so.

    Raises NeedsDoor, NeedsOpener, NeedsSource, NotYours.
    """
    must_edit_at(desk, by)
    row = AccessPoint(desk=desk, name=name, source=source.strip()[:300], sharing=sharing, **facts)
    _check(row, by)
    row.save()
    row.themes.set(themes)
    logbook.record("access.noted", by=by, on=row)
    return row


@transaction.atomic
def change_access(access: AccessPoint, *, by: Account, revision: int, **facts: Any) -> AccessPoint:
    """Write changed columns. Raises ChangedMeanwhile and whatever `note_access` raises."""
    row = hold(access, by, revision=revision)
    for name, value in facts.items():
        if name != "themes":
            setattr(row, name, value)
    _check(row, by)
    row = write(row, facts, COLUMNS)
    logbook.record("access.changed", by=by, on=row, fields=sorted(facts))
    return row


def _check(row: AccessPoint, by: Account | None) -> None:
    if not str(row.name).strip():
        raise errors.NeedsDoor(field="name")
    if not any(getattr(row, f"{opener}_id") for opener in OPENERS):
        raise errors.NeedsOpener(field="agreement")
    if not row.source.strip():
        raise errors.NeedsSource(field="source")
    for name in ("organisation", "person", *OPENERS):
        told: Any = getattr(row, name)
        if told is not None and by is not None and not type(told).objects.ours(by).filter(pk=told.pk).exists():
            raise NotYours


@transaction.atomic
def note_gain(
    access: AccessPoint, *, text: Texts, by: Account | None, on: PartialDate | None = None,
    contact: Organisation | None = None, source: str = "",
) -> Gain:  # fmt: skip
    """Write down what the door brought. Raises NeedsGain, NotYours."""
    row = hold(access, by)
    if not str(text).strip():
        raise errors.NeedsGain(field="text")
    if contact is not None:
        hold(contact, by)
    gain = Gain.objects.create(access_point=row, text=text, on=on, contact=contact, source=source.strip()[:300])
    logbook.record("access.gained", by=by, on=row, gain=gain.pk)
    return gain


@transaction.atomic
def drop_gain(gain: Gain, *, by: Account | None) -> None:
    """It was entered by mistake."""
    row = hold(gain.access_point, by)
    logbook.record("access.gain_dropped", by=by, on=row, gain=gain.pk)
    gain.delete()


def forget_person(sender: object, *, person: Person, words: list[str], **_facts: Any) -> None:
    """Somebody was erased: the door stays, without them and their name."""
    for row in AccessPoint.objects.filter(person=person):
        row.person = None
        row.name, row.text, row.source = (
            _blotted(row.name, words),
            _blotted(row.text, words),
            blotted(row.source, words),
        )
        row.save()
        for gain in row.gains.all():
            gain.text, gain.source = _blotted(gain.text, words), blotted(gain.source, words)
            gain.save(update_fields=["text", "source"])


def _blotted(texts: Texts, words: list[str]) -> Texts:
    return Texts({lang: {**entry, "text": blotted(entry["text"], words)} for lang, entry in texts.items()})
