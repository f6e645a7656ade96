"""Owning a record together: a desk asks another, that one says yes or no, and either may end it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError, NotYours

from . import logbook
from .housekeeping import runs
from .models import Account, CoInvitation, Desk
from .sharing import DeskOwned


class CannotBeShared(DomainError):
    code = "desks.cannot_be_co_owned"
    message = _("A record of this kind stays with one desk.")


class OwnsAlready(DomainError):
    code = "desks.owns_already"
    message = _("%(desk)s owns this already.")


class AnsweredAlready(DomainError):
    code = "desks.invitation_answered"
    message = _("This invitation has been answered already.")


class RecordGone(DomainError):
    code = "desks.record_gone"
    status = 410
    message = _("What this invitation is about is no longer there.")


def _held(record: DeskOwned) -> DeskOwned:
    rows: Any = type(record).objects  # type: ignore[attr-defined]
    held: DeskOwned | None = rows.select_for_update(of=("self",)).select_related("desk").filter(pk=record.pk).first()
    if held is None:
        raise RecordGone
    return held


@transaction.atomic
def invite_co_desk(record: DeskOwned, *, desk: Desk, by: Account) -> CoInvitation:
    """Ask another desk to own the record too; asked twice, it is the same invitation.

    Officers of the owning desk decide this. Raises NotYours, CannotBeShared, OwnsAlready.
    """
    row = _held(record)
    if not runs(row.desk, by):
        raise NotYours
    if not row.may_be_co_owned:
        raise CannotBeShared
    if desk.pk == row.desk_id or row.co_desks.filter(pk=desk.pk).exists():
        raise OwnsAlready(desk=desk, field="desk")
    invitation, is_new = CoInvitation.objects.get_or_create(
        kind=row._meta.label_lower, record=row.pk, guest=desk, answered_at=None,
        defaults={"host": row.desk, "asked_by": by, "title": str(row)[:300]},
    )  # fmt: skip
    if is_new:
        logbook.record("record.co_desk_invited", by=by, on=row, guest=desk.pk)
    return invitation


@transaction.atomic
def answer_co_invitation(invitation: CoInvitation, *, accept: bool, at: datetime, by: Account) -> CoInvitation:
    """An officer of the desk that was asked says yes or no. Raises NotYours, AnsweredAlready, RecordGone."""
    held = _open(invitation)
    if not runs(held.guest, by):
        raise NotYours
    row = record_of(held)
    if row is None and accept:
        raise RecordGone
    held.answered_at, held.is_accepted = at, accept
    held.save(update_fields=["answered_at", "is_accepted"])
    if row is not None:
        if accept:
            row.co_desks.add(held.guest)
        logbook.record(
            "record.co_desk_accepted" if accept else "record.co_desk_declined", by=by, on=row, guest=held.guest_id
        )
    return held


@transaction.atomic
def withdraw_co_invitation(invitation: CoInvitation, *, by: Account) -> None:
    """The desk that asked takes an open question back. Raises NotYours, AnsweredAlready."""
    held = _open(invitation)
    if not runs(held.host, by):
        raise NotYours
    logbook.record("record.co_desk_withdrawn", by=by, desk=held.host, guest=held.guest_id, of=held.kind, pk=held.record)
    held.delete()


@transaction.atomic
def release_co_desk(record: DeskOwned, *, desk: Desk, by: Account) -> DeskOwned:
    """A co-owning desk leaves, or the owning desk ends it; what was written together stays. Raises NotYours."""
    row = _held(record)
    if not row.co_desks.filter(pk=desk.pk).exists() or not (runs(row.desk, by) or runs(desk, by)):
        raise NotYours
    row.co_desks.remove(desk)
    logbook.record("record.co_desk_released", by=by, on=row, guest=desk.pk)
    return row


def _open(invitation: CoInvitation) -> CoInvitation:
    held = CoInvitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if held is None or held.answered_at is not None:
        raise AnsweredAlready
    return held


def record_of(invitation: CoInvitation) -> DeskOwned | None:
    model: Any = apps.get_model(invitation.kind)
    found: DeskOwned | None = model.objects.filter(pk=invitation.record).first()
    return found
