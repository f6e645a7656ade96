from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from greendesk.kit import catalogues


class Command(BaseCommand):
    help = "The catalogues of the interface: bring them up to date, compile them, or say what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["extract", "compile", "check"])

    def handle(self, *, act: str, **options: Any) -> None:
        if act == "extract":
            for locale, left in catalogues.write_templates().items():
                self.stdout.write(f"{locale}: {left} to translate")
        elif act == "compile":
            self.stdout.write(f"{catalogues.compile_catalogues()} catalogues compiled")
        else:
            self.check_complete()

    def check_complete(self) -> None:
        found = catalogues.problems()
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} translations are missing or wrong")
        self.stdout.write(
            f"{len(catalogues.sentences())} sentences, complete in {len(catalogues.languages())} languages"
        )
