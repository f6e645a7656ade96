"""`greendesk lexicon export FILE` and `greendesk lexicon import FILE --desk KEY`: SKOS (.ttl, .jsonld) or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greendesk.catalogue import lexicon_files
from greendesk.catalogue.lexicon import lexicon_of, shipped
from greendesk.catalogue.services import bring_lexicon
from greendesk.desks.models import Desk
from greendesk.kit.errors import DomainError


class Command(BaseCommand):
    help = "Write the lexicon to a file, or bring one into a desk. The ending says the format: .ttl, .jsonld or .csv."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="the shipped lexicon, or a desk's own")
        export.add_argument("file", type=Path)
        export.add_argument("--desk", default="", metavar="KEY", help="with that desk's own words")
        bring = verbs.add_parser("import", help="make a desk's lexicon say what the file says, all of it or nothing")
        bring.add_argument("file", type=Path)
        bring.add_argument("--desk", required=True, metavar="KEY")
        bring.add_argument("--dry-run", action="store_true")

    def handle(self, *, verb: str, file: Path, desk: str, **options: Any) -> None:
        try:
            told = self._export(file, desk) if verb == "export" else self._import(file, desk, options["dry_run"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror or problem}") from problem
        self.stdout.write(told)

    def _export(self, file: Path, key: str) -> str:
        kind = lexicon_files.kind_of(file.name)
        concepts = (lexicon_of(_desk(key)) if key else shipped()).concepts
        file.write_bytes(lexicon_files.written(concepts, kind))
        return f"{file}: {len(concepts)} concepts"

    def _import(self, file: Path, key: str, dry_run: bool) -> str:
        concepts = lexicon_files.read(file.read_bytes(), lexicon_files.kind_of(file.name))
        done = bring_lexicon(concepts, desk=_desk(key), by=None, dry_run=dry_run)
        would = "would be " if dry_run else ""
        return f"{done.concepts} concepts and {done.added} labels {would}added, {done.hidden} labels {would}hidden"


def _desk(key: str) -> Desk:
    desk = Desk.objects.filter(key=key).first()
    if desk is None:
        known = ", ".join(Desk.objects.order_by("key").values_list("key", flat=True)[:20])
        raise CommandError(f"There is no desk “{key}”. Known: {known or 'none'}.")
    return desk
