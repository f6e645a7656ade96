"""The daily round of forgetting."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from greendesk.directory.models import Passport, Person
from greendesk.directory.services import delete_due_passports, erase_due, forget_old_merges, mark_due
from greendesk.directory.services.erasing import MARKED_BEFORE


class Command(BaseCommand):
    help = "Mark people whose time of keeping ends, erase those whose day has come, delete old travel papers. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="DATE", help="as of this day")
        parser.add_argument("--dry-run", action="store_true", help="only say what is due")

    def handle(self, *, on: date | None, dry_run: bool, **options: Any) -> None:
        day = on or timezone.localdate()
        unnamed = Person.objects.filter(keep_until=None, erased_at=None).count()
        if dry_run:
            people = Person.objects.marked().filter(erase_on__lte=day).count()
            marked = Person.objects.nearly_due(day + MARKED_BEFORE).count()
            papers = Passport.objects.filter(delete_on__lt=day).count()
            self.stdout.write(
                f"{marked} people would be marked, {people} would be erased, {papers} travel papers would be deleted"
            )
        else:
            papers = delete_due_passports(on=day)
            marked = len(mark_due(on=day))
            people = len(erase_due(on=day))
            merges = forget_old_merges(at=timezone.now())
            self.stdout.write(
                f"{marked} people marked, {people} erased, {papers} travel papers deleted, {merges} merges closed"
            )
        if unnamed:
            self.stderr.write(f"{unnamed} people have no date until which they are kept")
