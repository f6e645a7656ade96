"""What `desk up` does with Django: one line per step, then one line of JSON for `desk`."""

import hashlib
import json
import os
from argparse import ArgumentParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from greendesk.kit.catalogues import compile_catalogues
from greendesk.kit.schema import open_schema

OLDEST_POSTGRESQL = 15
MIGRATING = 710_042_001  # any number, the same on every machine that migrates this database
SIGN_IN = {
    True: "Sign in: open the page and choose one of the people of the demonstration.",
    False: "Sign in: open the page and name your desk and its first officer.",
}


class Command(BaseCommand):
    help = "Bring database, translations, demonstration and static files to where a start needs them. Safe to repeat."
    requires_system_checks = ()  # `greendesk check` does that; a start stays quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="begin without the demonstration")
        parser.add_argument("--translations-only", action="store_true")

    def handle(self, *, empty: bool, translations_only: bool, **options: Any) -> None:
        self.changed = False
        if not translations_only:
            self.reach_database()
            kind = Kind(Path(settings.DATA_DIR) / "kind.json", empty=empty)
            self.migrate()
        self.report("translations", compile_catalogues(), "compiled")
        if not translations_only:
            if kind.demonstration:
                self.show(kind)
            self.collect()
            answer = {"demonstration": kind.demonstration, "sign_in": SIGN_IN[kind.demonstration]}
            self.say(json.dumps({**answer, "changed": self.changed}))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def report(self, step: str, count: int, what: str) -> None:
        """One line; a web process that was started before this change must be started again."""
        self.changed |= count > 0
        self.say(f"{step}: {count} {what}" if count else f"{step}: up to date")

    def reach_database(self) -> None:
        try:
            connection.ensure_connection()
        except DatabaseError as problem:
            why = str(problem).strip().splitlines()[-1]
            raise CommandError(f"The database does not answer: {why}") from problem
        if connection.vendor == "postgresql" and connection.pg_version < OLDEST_POSTGRESQL * 10_000:  # type: ignore[attr-defined]
            raise CommandError(f"greendesk needs PostgreSQL {OLDEST_POSTGRESQL} or newer.")

    def migrate(self) -> None:
        with one_at_a_time():
            executor = MigrationExecutor(connection)
            known = executor.loader.graph.nodes
            ours = {app for app, _name in known}
            if any(node not in known for node in executor.loader.applied_migrations if node[0] in ours):
                raise CommandError("This data was last used by a newer greendesk; upgrade, or choose another --data.")
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if waiting and not connection.introspection.table_names():
                open_schema()
            elif waiting:
                call_command("migrate", verbosity=0, interactive=False)
        self.report(f"database ({connection.vendor})", len(waiting), "migrations applied")

    def show(self, kind: "Kind") -> None:
        """Load the demonstration once; what desks change in it afterwards stays changed."""
        if "demo" not in get_commands():
            return
        with Path(os.devnull).open("w") as nowhere:
            if not kind.loaded:
                call_command("demo", "load", stdout=nowhere)
                call_command("demo", "start", out=papers_folder(), stdout=nowhere)
                kind.note_loaded()
                self.say("demonstration: loaded")

    def collect(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        now = _static_fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return self.say("static files: up to date")
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(now)
        self.changed = True
        return self.say("static files: collected")


def papers_folder() -> str:
    """The papers of the demonstration go where people look: out/ in the current directory, if we may write there."""
    return "out" if os.access(Path.cwd(), os.W_OK) else ""


def _static_fingerprint() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            there = Path(storage.path(name)).stat()
            digest.update(f"{name}|{there.st_size}|{there.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def one_at_a_time() -> Any:
    """Two machines that start on one PostgreSQL migrate it one after the other."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


class Kind:
    """Whether this data folder shows the demonstration: decided before its first migration, kept beside the data.

    A database that held something before greendesk's folder knew of it is somebody's: it gets no demonstration.
    """

    def __init__(self, path: Path, *, empty: bool) -> None:
        self.path = path
        if path.exists():
            kept = json.loads(path.read_text())
            self.demonstration, self.loaded = bool(kept["demonstration"]), bool(kept["loaded"])
            if empty and self.demonstration:
                raise CommandError("This folder already holds the demonstration; start --empty with another --data.")
            return
        self.demonstration = not empty and not MigrationRecorder(connection).applied_migrations()
        self.loaded = False
        self.write()

    def note_loaded(self) -> None:
        self.loaded = True
        self.write()

    def write(self) -> None:
        part = self.path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps({"demonstration": self.demonstration, "loaded": self.loaded}))
        part.replace(self.path)
