"""What the first draft for the demonstration's Baoding delegation costs, its papers included: seconds and CPU seconds.

python benchmarks/programme/draft.py [--out FOLDER]

A database file of its own is made and the demonstration loaded into it, which is told but not counted. Then the request
is accepted, two days are drafted with as much search as an officer's draft gets, other ways of doing it looked for,
companies asked, and every paper of the visit written into FOLDER (default: a temporary one).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greendesk.settings.test")
os.environ["GREENDESK_DATA_DIR"] = tempfile.mkdtemp(prefix="greendesk-draft-")
os.environ.pop("DATABASE_URL", None)  # SQLite in that folder

import django

django.setup()

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from greendesk.engines.programme import warm_up
from greendesk.visits.services import programmes
from greendesk.web.demo.loading import load_demonstration
from greendesk.web.demo.walking import visit
from greendesk.web.demo.walking.walk import Step, Walk

LIMIT = 60.0
COUNTED: tuple[tuple[str, Step], ...] = (
    ("request", visit.accept_the_request),
    ("preparation", visit.prepare),
    ("programme", visit.plan_two_days),
    ("companies", visit.invite_companies),
    ("papers", visit.print_papers),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(os.environ["GREENDESK_DATA_DIR"], "out"))
    walk = Walk("S4", parser.parse_args().out, timezone.now())
    visit.MOVES = programmes.MOVES  # the walk searches less than an officer's draft
    print("| step | seconds | CPU |\n|---|---|---|")
    told("(demonstration loaded)", _load)
    told("(engine compiled or read from its cache)", warm_up)
    spent = [told(name, partial(walk.take, name, step)) for name, step in COUNTED]
    wall, cpu = (sum(column) for column in zip(*spent, strict=True))
    print(f"| together | {wall:.1f} | {cpu:.1f} |\n\n{len(walk.papers)} papers, {os.getloadavg()[0]:.1f} load")
    for line in walk.lines:
        print(line, file=sys.stderr)
    return 0 if cpu < LIMIT and all(line.managed for line in walk.lines) else 1


def told(name: str, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of all processors, started programs included."""
    begin, begin_cpu = time.perf_counter(), _cpu()
    work()
    spent = time.perf_counter() - begin, _cpu() - begin_cpu
    print(f"| {name} | {spent[0]:.1f} | {spent[1]:.1f} |", flush=True)
    return spent


def _cpu() -> float:
    return sum(os.times()[:4])


def _load() -> None:
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # tables from the models
    call_command("migrate", run_syncdb=True, verbosity=0)
    load_demonstration()


if __name__ == "__main__":
    sys.exit(main())
