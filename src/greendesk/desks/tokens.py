"""Keys by which programs act as an account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from greendesk.kit.errors import NotYours

from . import logbook
from .models import Account, ApiToken

PREFIX = "gd_"
NOTED_EVERY = timedelta(minutes=5)


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def make_token(account: Account, *, name: str) -> tuple[ApiToken, str]:
    """A new key and its text, which can never be shown again."""
    plain = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(account=account, name=name.strip()[:80] or "API", token_hash=_hash(plain))
    logbook.record("token.made", by=account, desk=account.desk, token=token.pk)
    return token, plain


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Account, at: datetime) -> ApiToken:
    """Close a key for good; one's own, or any for who operates the installation. Raises NotYours."""
    held = ApiToken.objects.select_for_update().get(pk=token.pk)
    if held.account_id != by.pk and not by.is_operator:
        raise NotYours
    held.revoked_at = held.revoked_at or at
    held.save(update_fields=["revoked_at"])
    logbook.record("token.revoked", by=by, desk=by.desk, token=held.pk)
    return held


def account_of(plain: str) -> Account | None:
    """Whose key this is, while it is open and the account is active; when it was used last is noted roughly."""
    if not plain.startswith(PREFIX):
        return None
    token = ApiToken.objects.filter(token_hash=_hash(plain), revoked_at=None, account__is_active=True)
    found = token.select_related("account").first()
    if found is None:
        return None
    now = timezone.now()
    if found.last_used_at is None or now - found.last_used_at > NOTED_EVERY:
        token.update(last_used_at=now)
    return found.account
