from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from greendesk.kit.backup import write_backup


class Command(BaseCommand):
    help = "Write everything, files included, into one zip; greendesk may go on running meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            manifest = write_backup(file)
        except OSError as problem:
            raise CommandError(f"{file} could not be written ({problem.strerror}).") from problem
        self.stdout.write(
            f"{file}: {manifest.rows} rows, {len(manifest.files)} files. Keep it as safe as the desk itself."
        )
