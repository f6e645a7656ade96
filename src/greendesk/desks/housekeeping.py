"""What a desk decides about itself: how it is reached, what it counts as dormant, who works at it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError, NotYours

from . import logbook
from .models import Account, Desk, GuestLink, Membership, Role

COLUMNS = frozenset({
    "name", "place", "email", "phone", "address", "language", "time_zone", "dormant_after_months", "gift_limit_eur",
    "sends_by_itself",
})  # fmt: skip


class UnknownAccount(DomainError):
    code = "desks.unknown_account"
    status = 422
    message = _("Nobody with the address %(email)s has an account here. Give a name, and an account is made.")


class LastOfficer(DomainError):
    code = "desks.last_officer"
    message = _("A desk keeps at least one desk officer. Make somebody else one first.")


def runs(desk: Desk, by: Account) -> bool:
    """Desk officers decide about their desk; others use it."""
    return by.memberships.filter(desk=desk, role=Role.OFFICER).exists()


def _held(desk: Desk, by: Account) -> Desk:
    if not runs(desk, by):
        raise NotYours
    return Desk.objects.select_for_update(of=("self",)).get(pk=desk.pk)


@transaction.atomic
def change_desk(desk: Desk, *, by: Account, **facts: Any) -> Desk:
    """Write what the desk says of itself. Raises NotYours for all but its officers."""
    if unknown := set(facts) - COLUMNS:
        raise TypeError(f"a desk takes no {', '.join(sorted(unknown))}")
    row = _held(desk, by)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    logbook.record("desk.changed", by=by, desk=row, fields=sorted(facts))
    return row


@transaction.atomic
def invite_member(desk: Desk, *, email: str, role: str, by: Account, name: str = "") -> Membership:
    """Let somebody work at the desk, or change what they do there.

    A new account has no password until its owner sets one. Raises UnknownAccount without a name, LastOfficer, NotYours.
    """
    row = _held(desk, by)
    address = email.strip().casefold()
    account = Account.objects.filter(email=address).first()
    if account is None:
        if not name.strip():
            raise UnknownAccount(email=address, field="name")
        account = Account.objects.create_user(address, None, name=name.strip(), language=row.language)
    if role != Role.OFFICER:
        _keep_an_officer(row, account)
    member, is_new = Membership.objects.update_or_create(account=account, desk=row, defaults={"role": role})
    if is_new:  # whoever holds an open link to the account made it when the account opened less
        GuestLink.objects.filter(password_link__account=account, revoked_at=None).update(revoked_at=timezone.now())
    logbook.record("desk.member_invited", by=by, desk=row, member=member.pk, role=role)
    return member


@transaction.atomic
def release_member(member: Membership, *, by: Account) -> None:
    """Somebody no longer works at the desk; what they wrote stays. Inviting them again undoes it."""
    row = _held(member.desk, by)
    _keep_an_officer(row, member.account)
    logbook.record("desk.member_released", by=by, desk=row, account_id=member.account_id)
    member.delete()


def _keep_an_officer(desk: Desk, leaving: Account) -> None:
    others = Membership.objects.filter(desk=desk, role=Role.OFFICER).exclude(account=leaving)
    if not others.exists() and Membership.objects.filter(desk=desk, role=Role.OFFICER, account=leaving).exists():
        raise LastOfficer(field="role")
