"""Who asks: a person signed in, or a program with a key; and how often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from greendesk.desks.models import Account, Desk
from greendesk.desks.tokens import account_of
from greendesk.kit.errors import NotYours


class ApiRequest(HttpRequest):
    auth: Account


class TokenAuth(HttpBearer):
    """`Authorization: Bearer gd_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        return account_of(token)


class SignedIn(SessionAuth):
    """The session of the pages, with their protection against forged requests."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:
        return request.user if isinstance(request.user, Account) else None


class PerAccount(AuthRateThrottle):
    """Counted by account, not by its name."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        account: Any = getattr(request, "auth", None)
        return f"api_throttle_{account.pk}" if isinstance(account, Account) else None


AUTH = [TokenAuth(), SignedIn()]
THROTTLE = [PerAccount("600/m"), AnonRateThrottle("60/m")]


def desk_of(account: Account) -> Desk:
    """The desk for which this account enters records. Raises NotYours."""
    desk = account.desk
    if desk is None or desk.pk not in account.editing_desk_ids:
        raise NotYours
    return desk
