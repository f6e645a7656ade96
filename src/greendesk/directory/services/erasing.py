"""When somebody is to be forgotten: the trace stays, the person goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.desks import logbook
from greendesk.desks.models import Account, Trash
from greendesk.kit.langs import LANGS

from .. import errors, signals
from ..editing import hold, reads_confidential
from ..models import ContactNote, Passport, Person, Sponsorship

EMPTIED = ("given", "family", "han", "reading", "salutation", "email", "phone", "wechat", "diet", "note", "purpose",
           "source", "source_url")  # fmt: skip
UNDO_DAYS = 90
MARKED_BEFORE, DECIDED_WITHIN = timedelta(days=30), timedelta(days=7)


@transaction.atomic
def erase_person(person: Person, *, by: Account | None, at: datetime | None = None) -> Person:
    """Empty everything that says who this was; meetings, seats and dates stay, as those of an erased person.

    Offices, what they sponsored, travel papers and what a merge kept for undoing go too; consents stay as proof,
    without a name. Names in contact notes about the person are blotted out. Rooms above hear `person_erased`. Only
    officers of the owning desk, or the installation itself (`by=None`). Raises NotConfidential, IsErased.
    """
    held = hold(person, by)
    if by is not None and not reads_confidential(held, by):
        raise errors.NotConfidential
    if held.erased_at:
        raise errors.IsErased
    words = names_of(held)
    signals.person_erased.send(Person, person=held, words=words)
    for note in ContactNote.objects.filter(person=held):
        note.text = blotted(note.text, words)
        note.save(update_fields=["text"])
    held.positions.all().delete()
    for kind in Sponsorship.__subclasses__():
        kind.objects.filter(person=held).delete()
    held.passports.all().delete()
    _forget_merges(held)
    for name in EMPTIED:
        setattr(held, name, "")
    held.languages, held.keep_until, held.organisation, held.source_on = [], None, None, None
    held.erase_on = None
    held.erased_at = at or timezone.now()
    held.revision += 1
    held.save()
    logbook.record("person.erased", by=by, on=held)
    return held


def names_of(person: Person) -> list[str]:
    """Every way in which the person's name may be written in a text, the longest first."""
    name = person.person_name
    latin = {f"{name.given} {name.family}", f"{name.family} {name.given}", f"{name.family}, {name.given}"}
    forms = {
        name.han,
        name.reading,
        *latin,
        *(name.both(lang) for lang in LANGS),
        person.email,
        person.phone,
        person.wechat,
    }
    if len(name.family) > 2:
        forms.add(name.family)
    return sorted({form.strip() for form in forms if len(form.strip()) > 1}, key=len, reverse=True)


def blotted(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, f"[{_('erased person')}]")
    return text


def _forget_merges(person: Person) -> None:
    """What the trash would bring back of the person."""
    trash = Trash.objects.filter(verb="person.merged", desk_id=person.desk_id)
    for row in trash.filter(payload__kept=person.pk) | trash.filter(payload__gone=person.pk):
        row.payload, row.title = {}, str(_("erased person"))
        row.save(update_fields=["payload", "title"])


@transaction.atomic
def mark_due(*, on: date) -> list[int]:
    """Say, a month ahead, on which day somebody is erased, so that a person may decide; primary keys of those marked.

    Whoever is found late gets a week. Safe to run again.
    """
    due = list(Person.objects.nearly_due(on + MARKED_BEFORE).select_for_update(of=("self",)).order_by("pk"))
    for person in due:
        assert person.keep_until is not None
        person.erase_on = max(person.keep_until + timedelta(days=1), on + DECIDED_WITHIN)
        person.save(update_fields=["erase_on"])
        logbook.record("person.marked", by=None, on=person, erase_on=person.erase_on.isoformat())
    return [person.pk for person in due]


@transaction.atomic
def keep_longer(person: Person, *, until: date, purpose: str, on: date, by: Account) -> Person:
    """Somebody decides that a person is still needed: until when, and for what.

    Raises NotConfidential, IsErased, NeedsPurpose, KeptInThePast.
    """
    held = _decided(person, by)
    if not purpose.strip():
        raise errors.NeedsPurpose(field="purpose")
    if until <= on:
        raise errors.KeptInThePast(field="until")
    held.keep_until, held.erase_on, held.purpose = until, None, purpose.strip()[:200]
    held.revision += 1
    held.save()
    logbook.record("person.kept", by=by, on=held, until=until.isoformat())
    return held


@transaction.atomic
def let_go(person: Person, *, on: date, by: Account) -> Person:
    """Somebody decides that a person is not needed any more: erased at the next round. Raises NotConfidential, IsErased."""
    held = _decided(person, by)
    held.erase_on = on
    held.save(update_fields=["erase_on"])
    logbook.record("person.let_go", by=by, on=held)
    return held


def _decided(person: Person, by: Account) -> Person:
    held = hold(person, by)
    if not reads_confidential(held, by):
        raise errors.NotConfidential
    if held.erased_at:
        raise errors.IsErased
    return held


def erase_due(*, on: date, at: datetime | None = None) -> list[int]:
    """Erase everybody who was marked and whose day has come; primary keys of those erased. Safe to run again."""
    due = list(Person.objects.marked().filter(erase_on__lte=on))
    return [erase_person(person, by=None, at=at).pk for person in due]


@transaction.atomic
def delete_due_passports(*, on: date) -> int:
    """Delete travel papers whose visit is over."""
    due = Passport.objects.filter(delete_on__lt=on).select_related("person")
    for passport in due:
        logbook.record("person.passport_deleted", by=None, on=passport.person, due=passport.delete_on.isoformat())
    count, _rows = Passport.objects.filter(delete_on__lt=on).delete()
    return count


def forget_old_merges(*, at: datetime) -> int:
    """Merges of people cannot be undone after 90 days: what the trash keeps of them is personal data too."""
    old = Trash.objects.filter(verb="person.merged", at__lt=at - timedelta(days=UNDO_DAYS)).exclude(payload={})
    return old.update(payload={}, title=str(_("merged person")))
