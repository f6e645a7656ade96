from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from greendesk.kit.errors import DomainError
from greendesk.kit.restore import restore_backup


class Command(BaseCommand):
    help = "Bring everything back from a backup, into an empty database of either kind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what the database and the files hold now")

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        try:
            manifest = restore_backup(file, replace=replace)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{manifest.rows} rows and {len(manifest.files)} files are back, as of {manifest.made_at}.")
