"""How somebody with an account comes in: a link to set a password, made by a person and used once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.links import LinkClosed, make_link
from greendesk.desks.models import Account, Desk, GuestLink, Membership, PasswordLink, Role
from greendesk.kit.errors import NotYours

from .. import errors
from ..models import Representation

PURPOSE = "password"
DAYS = 7


def may_let_in(account: Account, by: Account) -> bool:
    return account.pk in those_to_let_in([account], by)


def those_to_let_in(accounts: Sequence[Account], by: Account) -> set[int]:
    """Whom `by` may give a new way in: whoever operates the installation, or officers of all that an account opens.

    An account that also works at, or speaks for, another desk's organisation would open that desk to us.
    """
    if by.is_operator:
        return {account.pk for account in accounts}
    run = set(Membership.objects.filter(account=by, role=Role.OFFICER).values_list("desk_id", flat=True))
    opens: dict[int, set[int]] = defaultdict(set)
    for pk, desk in Membership.objects.filter(account__in=accounts).values_list("account_id", "desk_id"):
        opens[pk].add(desk)
    spoken_for = Representation.objects.filter(account__in=accounts)
    for pk, desk in spoken_for.values_list("account_id", "organisation__desk_id"):
        opens[pk].add(desk)
    return {one.pk for one in accounts if not one.is_operator and opens[one.pk] and opens[one.pk] <= run}


@transaction.atomic
def offer_password(account: Account, *, desk: Desk, by: Account | None, now: datetime, days: int = DAYS) -> GuestLink:
    """A link that sets the password once, within so many days; earlier ones close. `by=None` is the command line.

    Raises NotYours where the account opens more than `by` decides about.
    """
    held = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if by is not None and not may_let_in(held, by):
        raise NotYours
    GuestLink.objects.open_at(now).filter(password_link__account=held).update(revoked_at=now)
    link = make_link(desk, PURPOSE, days=days, language=held.language, now=now)
    PasswordLink.objects.create(account=held, link=link)
    logbook.record("account.password_offered", by=by, desk=desk, account_id=held.pk, link=link.pk)
    return link


@transaction.atomic
def set_password(link: GuestLink, *, password: str, at: datetime) -> Account:
    """The account's new password; the link is used up. Raises LinkClosed, WeakPassword."""
    held = GuestLink.objects.open_at(at).select_for_update(of=("self",)).filter(pk=link.pk, purpose=PURPOSE).first()
    opened = PasswordLink.objects.select_related("account").filter(link=held).first() if held else None
    if held is None or opened is None or not opened.account.is_active:
        raise LinkClosed
    account = opened.account
    try:
        validate_password(password, account)
    except ValidationError as problem:
        raise errors.WeakPassword(why=" ".join(problem.messages), field="password") from problem
    account.set_password(password)
    account.password_asked_at = None
    account.save(update_fields=["password", "password_asked_at"])
    held.answered_at = held.revoked_at = at
    held.save(update_fields=["answered_at", "revoked_at"])
    logbook.record("account.password_set", by=account, desk=held.desk, account_id=account.pk)
    return account


@transaction.atomic
def ask_for_password(email: str, *, at: datetime) -> None:
    """Somebody has forgotten a password: those who may let them in see it. Says nothing about who has an account."""
    account = Account.objects.filter(email=email.strip().casefold(), is_active=True).first()
    if account is None:
        return
    Account.objects.filter(pk=account.pk).update(password_asked_at=at)
    logbook.record("account.password_asked", by=None, desk=account.desk, account_id=account.pk)
