"""`greendesk load_atlas`: places, themes and rank ladders from their files."""

from typing import Any

from django.core.management.base import BaseCommand

from greendesk.atlas.loading import load_atlas


class Command(BaseCommand):
    help = "Bring places, themes and rank ladders from their files into the database. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        now = load_atlas()
        self.stdout.write(
            f"{now.places} places, {now.themes} themes, {now.ladders} ranks: {now.written or 'nothing'} written"
        )
