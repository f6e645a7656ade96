"""What happens to agreements: they are registered, signed, planned, paused, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from greendesk.atlas.models import Place, Theme
from greendesk.desks import files, logbook
from greendesk.desks.models import Account, Desk, LogEntry
from greendesk.directory.models import Organisation
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from . import errors
from .models import Action, Agreement, AgreementEvent, Document, EventKind, Party, PolicyReference, RiskNote, State
from .queries import state_on


def _own(agreement: Agreement, by: Account) -> Agreement:
    row = Agreement.objects.editable_by(by).filter(pk=agreement.pk).select_for_update(of=("self",)).first()
    if row is None:
        raise NotYours
    assert isinstance(row, Agreement)
    return row


@transaction.atomic
def register_agreement(
    *, desk: Desk, by: Account, title: Texts, themes: Sequence[Theme] = (), co_desks: Sequence[Desk] = (), **fields: Any
) -> Agreement:
    """Enter an agreement; its state follows from the events recorded afterwards."""
    if desk.pk not in by.editing_desk_ids:
        raise NotYours
    agreement = Agreement.objects.create(desk=desk, title=title, **fields)
    agreement.themes.set(themes)
    agreement.co_desks.set(co_desks)
    for place, ours in ((agreement.home_place, True), (agreement.place, False)):
        if place is not None:
            Party.objects.create(agreement=agreement, place=place, is_ours=ours)
    logbook.record("agreement.registered", by=by, on=agreement)
    return agreement


@transaction.atomic
def change_agreement(agreement: Agreement, *, by: Account, revision: int, **fields: Any) -> Agreement:
    """Write changed fields. Raises ChangedMeanwhile if somebody saved since `revision`, WouldCircle for a bad parent."""
    row = _own(agreement, by)
    if row.revision != revision:
        raise ChangedMeanwhile(who=_last_hand(row))
    themes = fields.pop("themes", None)
    _refuse_circle(row, fields.get("parent"))
    for name, value in fields.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    if themes is not None:
        row.themes.set(themes)
    logbook.record("agreement.changed", by=by, on=row, fields=sorted(fields))
    return row


def _last_hand(agreement: Agreement) -> str:
    entry = LogEntry.objects.of_record(agreement).select_related("account").first()
    return str(entry.account) if entry and entry.account else _("Somebody")


def _refuse_circle(agreement: Agreement, parent: Agreement | None) -> None:
    above = parent
    while above is not None:
        if above.pk == agreement.pk:
            raise errors.WouldCircle(title=str(parent), field="parent")
        above = above.parent


@transaction.atomic
def add_party(
    agreement: Agreement,
    *,
    by: Account,
    organisation: Organisation | None = None,
    place: Place | None = None,
    is_ours: bool = False,
) -> Party:
    row = _own(agreement, by)
    party, _made = Party.objects.get_or_create(
        agreement=row, organisation=organisation, place=place, defaults={"is_ours": is_ours}
    )
    logbook.record("agreement.party_added", by=by, on=row, party=party.pk)
    return party


@transaction.atomic
def record_event(
    agreement: Agreement, *, kind: str, when: PartialDate | str | None, source: str, by: Account, source_url: str = "",
    text: Texts | None = None, end_reason: str = "", is_shown: bool = True,
) -> AgreementEvent:  # fmt: skip
    """Add something dated. Of several events of one kind that disagree, one is the date we show."""
    row = _own(agreement, by)
    if not source.strip():
        raise errors.NoSource(field="source")
    if kind == EventKind.ENDED and not end_reason:
        raise errors.EndsWithoutReason(field="end_reason")
    if is_shown:
        row.events.filter(kind=kind).exclude(kind__in=[EventKind.VISIT, EventKind.REVIEW, EventKind.OTHER]).update(
            is_shown=False
        )
    event = AgreementEvent(
        agreement=row, kind=kind, when=when or "", source=source.strip(), source_url=source_url,
        text=text or Texts(), end_reason=end_reason, is_shown=is_shown,
    )  # fmt: skip
    event.save()
    if not row.since and kind in (EventKind.SIGNED, EventKind.CEREMONY) and event.when:
        row.since = event.when
        row.save()
    logbook.record(f"agreement.{kind}", by=by, on=row, event=event.pk)
    return event


def sign_agreement(
    agreement: Agreement, *, when: PartialDate | str, source: str, by: Account, **rest: Any
) -> AgreementEvent:
    return record_event(agreement, kind=EventKind.SIGNED, when=when, source=source, by=by, **rest)


@transaction.atomic
def pause_agreement(agreement: Agreement, *, on: date, source: str, by: Account) -> AgreementEvent:
    row = _own(agreement, by)
    if state_on(row, on) != State.IN_FORCE:
        raise errors.NotInForce(title=str(row), verb=_("paused"))
    return record_event(row, kind=EventKind.PAUSED, when=PartialDate.of(on), source=source, by=by)


@transaction.atomic
def end_agreement(agreement: Agreement, *, on: date, reason: str, source: str, by: Account) -> AgreementEvent:
    row = _own(agreement, by)
    if state_on(row, on) not in (State.IN_FORCE, State.PAUSED):
        raise errors.NotInForce(title=str(row), verb=_("ended"))
    return record_event(row, kind=EventKind.ENDED, when=PartialDate.of(on), source=source, end_reason=reason, by=by)


@transaction.atomic
def show_event(event: AgreementEvent, *, by: Account) -> AgreementEvent:
    """Choose which of several disagreeing dates is shown; the others stay with their sources."""
    row = _own(event.agreement, by)
    row.events.filter(kind=event.kind).update(is_shown=False)
    AgreementEvent.objects.filter(pk=event.pk).update(is_shown=True)
    logbook.record("agreement.date_chosen", by=by, on=row, event=event.pk)
    return AgreementEvent.objects.get(pk=event.pk)


@transaction.atomic
def plan_action(agreement: Agreement, *, text: Texts, owner: str, by: Account, due_on: date | None = None) -> Action:
    row = _own(agreement, by)
    action = Action.objects.create(agreement=row, text=text, owner=owner.strip(), due_on=due_on)
    logbook.record("agreement.action_planned", by=by, on=row, action=action.pk)
    return action


@transaction.atomic
def tick_action(action: Action, *, on: date | None, by: Account) -> Action:
    """Done on a day; None takes the tick back."""
    row = _own(action.agreement, by)
    Action.objects.filter(pk=action.pk).update(done_on=on)
    logbook.record("agreement.action_done" if on else "agreement.action_reopened", by=by, on=row, action=action.pk)
    return Action.objects.get(pk=action.pk)


@transaction.atomic
def keep_document(
    agreement: Agreement, *, name: str, content: bytes, media_type: str, by: Account, language: str = ""
) -> Document:
    row = _own(agreement, by)
    stored = files.keep_bytes(content, media_type)
    document = Document.objects.create(agreement=row, file=stored, name=name[-160:], language=language)
    logbook.record("agreement.document_kept", by=by, on=row, document=document.pk)
    return document


@transaction.atomic
def note_risk(agreement: Agreement, *, text: str, review_on: date, by: Account) -> RiskNote:
    """Only officers of the owning desks read it; it is in no export."""
    row = _own(agreement, by)
    note, _made = RiskNote.objects.update_or_create(
        agreement=row, defaults={"text": text, "review_on": review_on, "by": by}
    )
    logbook.record("agreement.risk_noted", by=by, on=row)
    return note


@transaction.atomic
def cite_policy(
    agreement: Agreement, *, name: Texts, by: Account, validity: PartialDate | str | None = None, source: str = ""
) -> PolicyReference:
    """Name a policy of the partner that the agreement rides on, with the time for which it holds."""
    row = _own(agreement, by)
    policy = PolicyReference.objects.create(agreement=row, name=name, validity=validity or "", source=source)
    logbook.record("agreement.policy_cited", by=by, on=row, policy=policy.pk)
    return policy


@transaction.atomic
def share_agreement(agreement: Agreement, *, level: int, by: Account) -> Agreement:
    row = _own(agreement, by)
    row.sharing = level
    row.save()
    logbook.record("agreement.shared", by=by, on=row, level=level)
    return row
