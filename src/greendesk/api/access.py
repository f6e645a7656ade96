"""Who asks: a person signed in, or a program with a key; and how often."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import BaseThrottle

from greendesk.desks.models import Account, Desk
from greendesk.desks.tokens import account_of
from greendesk.kit.errors import NotYours
from greendesk.kit.tries import key_of, try_once

WINDOW = timedelta(minutes=1)


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


class Throttle(BaseThrottle):
    """So many requests in a minute, whichever web process they come to."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def who(self, request: HttpRequest) -> str:
        """Who asks, or nothing where this throttle does not count."""
        raise NotImplementedError

    def allow_request(self, request: HttpRequest) -> bool:
        who = self.who(request)
        return not who or try_once(key_of("api", who), limit=self.limit, window=WINDOW, now=timezone.now())

    def wait(self) -> float:
        return WINDOW.total_seconds()


class PerAccount(Throttle):
    def who(self, request: HttpRequest) -> str:
        account = getattr(request, "auth", None)
        return f"account {account.pk}" if isinstance(account, Account) else ""


class PerAddress(Throttle):
    """Of those who are not signed in."""

    def who(self, request: HttpRequest) -> str:
        return "" if getattr(request, "auth", None) else self.get_ident(request) or ""


AUTH = [TokenAuth(), SignedIn()]
THROTTLE = [PerAccount(600), PerAddress(60)]


def desk_of(account: Account) -> Desk:
    """The desk for which this account enters records. Raises NotYours."""
    desk = account.desk
    if desk is None or desk.pk not in account.editing_desk_ids:
        raise NotYours
    return desk
