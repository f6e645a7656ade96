"""Who may sign in."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import Account


class AccountBackend(BaseBackend):
    """E-mail and password, the e-mail in any case."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **extra: Any
    ) -> Account | None:
        account = Account.objects.filter(email=username.strip().casefold(), is_active=True).first()
        if account is None:
            Account().set_password(password)  # takes as long as a wrong password would
            return None
        return account if account.check_password(password) else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()
