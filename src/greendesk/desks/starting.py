"""The first desk of an installation and the officer who opens it."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from greendesk.atlas.models import Place
from greendesk.kit.errors import DomainError
from greendesk.kit.folding import slug
from greendesk.kit.langs import LANGS

from . import logbook
from .models import Account, Desk, Membership, Role


class Begun(DomainError):
    code = "desks.begun"
    message = _("This installation has desks already; an officer of one of them can invite you.")


class BadBeginning(DomainError):
    code = "desks.bad_beginning"
    status = 422
    message = _("%(why)s")


@transaction.atomic
def open_first_desk(
    *, name: str, officer: str, email: str, password: str, language: str = "en", place: Place | None = None,
    another: bool = False,
) -> Desk:  # fmt: skip
    """A desk and its first officer, who also operates the installation.

    Raises Begun where accounts exist already (unless `another`), BadBeginning for a field that cannot stand.
    """
    if not another and Account.objects.exists():
        raise Begun
    email = email.strip().casefold()
    account = Account(email=email, name=officer.strip(), language=language, is_operator=not another)
    for field, value in (("name", name), ("officer", officer)):
        if not value.strip():
            raise BadBeginning(why=_("Give a name."), field=field)
    if language not in LANGS:
        raise BadBeginning(why=_("Choose one of the five languages."), field="language")
    try:
        validate_email(email)
    except ValidationError as problem:
        raise BadBeginning(why=problem.messages[0], field="email") from problem
    if Account.objects.filter(email=email).exists():
        raise BadBeginning(why=_("Somebody with this address is there already."), field="email")
    try:
        validate_password(password, account)
    except ValidationError as problem:
        raise BadBeginning(why=" ".join(problem.messages), field="password") from problem
    account.set_password(password)
    account.save()
    desk = Desk.objects.create(
        key=_free_key(name), name=name.strip()[:120], place=place, email=email, language=language
    )
    Membership.objects.create(account=account, desk=desk, role=Role.OFFICER)
    logbook.record("desk.opened", by=account, desk=desk)
    return desk


def _free_key(name: str) -> str:
    """A short name for addresses that no desk has yet; letters of other scripts are left out."""
    base = "".join(c for c in slug(name) if c.isascii())[:34].strip("-") or "desk"
    taken = set(Desk.objects.filter(key__startswith=base).values_list("key", flat=True))
    return base if base not in taken else next(key for n in range(2, 1000) if (key := f"{base}-{n}") not in taken)
