"""Opens a desk from the command line."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from greendesk.atlas.loading import load_atlas
from greendesk.atlas.models import Place
from greendesk.desks.starting import open_first_desk
from greendesk.kit.errors import DomainError
from greendesk.kit.langs import LANGS


class Command(BaseCommand):
    help = "Open the first desk of an installation and the account of its first officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="of the desk")
        parser.add_argument("--email", required=True, help="of the officer, who signs in with it")
        parser.add_argument("--officer", default="", help="name of the officer; the part before the @ when absent")
        parser.add_argument("--language", default="en", choices=LANGS)
        parser.add_argument("--place", default="", help="code of the desk's place, for example 2080 or SE31")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--another", action="store_true", help="although there are desks already")

    def handle(self, *, name: str, email: str, officer: str, language: str, place: str, **options: Any) -> None:
        if not Place.objects.exists():
            load_atlas()
        where = Place.objects.filter(code=place).first() if place else None
        if place and where is None:
            raise CommandError(f"No place has the code {place}.")
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else getpass.getpass("Password: ")
        try:
            desk = open_first_desk(
                name=name, officer=officer or email.partition("@")[0], email=email, password=password, language=language,
                place=where, another=options["another"],
            )  # fmt: skip
        except DomainError as refusal:
            raise CommandError(f"{refusal.field + ': ' if refusal.field else ''}{refusal}") from refusal
        self.stdout.write(f"{desk.name} is open; {email} signs in with the password just given.")
