"""A way in for somebody whom nobody else can let in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from greendesk.desks.links import address_of
from greendesk.desks.models import Account, Desk

from ...services import offer_password
from ...services.ways_in import DAYS


class Command(BaseCommand):
    help = "Print a link with which an account sets its password, once. Earlier links of the account close."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="of the account")
        parser.add_argument("--days", type=int, default=DAYS, help="how long the link holds")

    def handle(self, *, email: str, days: int, **options: Any) -> None:
        account = Account.objects.filter(email=email.strip().casefold()).first()
        if account is None:
            raise CommandError(f"Nobody signs in with {email}.")
        desk = account.desk or Desk.objects.order_by("pk").first()
        if desk is None:
            raise CommandError("There is no desk yet.")
        link = offer_password(account, desk=desk, by=None, now=timezone.now(), days=days)
        self.stderr.write(f"for {account.name}, once, until {link.expires_at:%Y-%m-%d %H:%M} UTC:")
        self.stdout.write(address_of(link))
