"""Write every room's first migration anew, so that an empty database is ready in seconds. Only before the first release.

Django, asked for all rooms at once, scatters one room's tables over several migrations, and keeps every constraint a
step of its own; each step renders all related models again. Asked floor by floor, and with the constraints moved into
the tables they belong to, the same tables cost a fifth of the time.

    .venv/bin/python tools/begin_migrations.py
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greendesk.settings.dev")

import django
from django.conf import settings
from django.db.migrations import AddConstraint, AddField, CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

SOURCE = Path(__file__).resolve().parent.parent / "src" / "greendesk"
BY_HAND = ("RunPython", "RunSQL", "SeparateDatabaseAndState")


def rooms() -> list[str]:
    """The rooms that have tables, from the ground up: settings name them in the order of the floors."""
    return [room for room in settings.ROOMS if list(migrations_of(room)) or (SOURCE / room / "models.py").exists()]


def migrations_of(room: str) -> list[Path]:
    return sorted((SOURCE / room / "migrations").glob("0*.py"))


def begin(room: str) -> None:
    subprocess.run([sys.executable, "-m", "greendesk.cli", "makemigrations", room, "-v0"], check=True)
    for path in migrations_of(room):
        importlib.invalidate_caches()
        module = importlib.import_module(f"greendesk.{room}.migrations.{path.stem}")
        migration = module.Migration(path.stem, room)
        migration.operations = with_constraints_inside(migration)
        path.write_text(MigrationWriter(migration, include_header=False).as_string(), encoding="utf-8")


def with_constraints_inside(migration: Migration) -> list[Operation]:
    created = {
        operation.name_lower: operation for operation in migration.operations if isinstance(operation, CreateModel)
    }
    grown = {operation.model_name_lower for operation in migration.operations if isinstance(operation, AddField)}
    kept: list[Operation] = []
    for operation in migration.operations:
        home = created.get(getattr(operation, "model_name_lower", ""))
        if isinstance(operation, AddConstraint) and home is not None and home.name_lower not in grown:
            home.options.setdefault("constraints", []).append(operation.constraint)
        else:
            kept.append(operation)
    return kept


def main() -> int:
    django.setup()
    written = [path for room in rooms() for path in migrations_of(room)]
    by_hand = [path for path in written if any(word in path.read_text(encoding="utf-8") for word in BY_HAND)]
    if by_hand:
        print(f"written by hand, move it aside first: {by_hand[0]}")
        return 1
    for path in written:
        path.unlink()
    for room in rooms():
        begin(room)
    print(f"{len(rooms())} rooms begun; now: greendesk makemigrations --check")
    return 0


if __name__ == "__main__":
    sys.exit(main())
