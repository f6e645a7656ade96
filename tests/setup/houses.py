"""Houses of their own: real processes, real databases, a folder that is thrown away."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import psycopg

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ENGINE = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"  # the suite runs once on each
WAYS = [("sqlite", "sqlite")] if ENGINE == "sqlite" else [("sqlite", "postgresql"), ("postgresql", "sqlite")]


class House:
    """greendesk with the small settings, on a folder and a database of its own."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GREENDESK_", "PYTHONDONT"))},
            "DJANGO_SETTINGS_MODULE": "small",
            "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT / 'src'}",
            "GREENDESK_DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
        }

    def run(self, *arguments: str, fails: bool = False) -> str:
        made = subprocess.run(
            [sys.executable, "-m", "greendesk.cli", *arguments],
            env=self.env, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (made.returncode != 0) == fails, made.stdout + made.stderr
        return (made.stderr if fails else made.stdout).strip()

    def spawn(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "spawned.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "greendesk.cli", *arguments], env=self.env, stdout=log, stderr=log
            )

    def ask(self, code: str) -> Any:
        """Run code with Django set up; what it calls `answer` comes back."""
        preamble = "import django; django.setup()\nfrom small_rooms.models import *\nfrom small_rooms import tasks\n"
        preamble += "from greendesk.kit import jobs, backup\nfrom django_tasks_db.models import DBTaskResult\n"
        closing = "\nimport json; print(json.dumps(answer, default=str))"
        made = subprocess.run(
            [sys.executable, "-c", preamble + code + closing],
            env=self.env, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout.splitlines()[-1])

    def wait_until(self, claim: str, *, within_s: float = 60) -> None:
        """Ask again and again, in one process, until the expression is true."""
        looking = f"import time\nend = time.monotonic() + {within_s}\n"
        looking += f"while not (answer := bool({claim})) and time.monotonic() < end: time.sleep(0.05)"
        assert self.ask(looking), f"never true: {claim}\n{(self.folder / 'spawned.log').read_text()}"


def postgres_url() -> str:
    """The maintenance database of the server that the suite runs on; empty on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url.rsplit("/", 1)[0] + "/postgres" if url else ""


class Builder:
    """Builds houses; migrates one per engine and copies it, since migrating takes longer than a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = postgres_url()
        self.made: list[str] = []
        self.models: dict[str, House] = {}

    def build(self, engine: str, *, migrated: bool = True) -> House:
        if migrated and engine not in self.models:
            self.models[engine] = self._found(engine)
            self.models[engine].run("migrate", "-v0")
        return self._found(engine, self.models[engine] if migrated else None)

    def _found(self, engine: str, model: "House | None" = None) -> House:
        folder = self.folder / uuid.uuid4().hex[:8]
        folder.mkdir()
        if engine == "postgresql":
            return House(folder, self._create_database(model))
        if model is not None:
            shutil.copy(model.folder / "greendesk.sqlite3", folder)
        return House(folder)

    def _create_database(self, model: "House | None") -> str:
        name = f"greendesk_setup_{uuid.uuid4().hex[:12]}"
        template = model.env["DATABASE_URL"].rsplit("/", 1)[1] if model else "template1"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return self.server.rsplit("/", 1)[0] + "/" + name

    def tear_down(self) -> None:
        for name in self.made:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
