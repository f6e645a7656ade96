"""`greendesk demo load`: the demonstration, from the files in demo/; `demo run`: its chains, and their papers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from greendesk.desks.models import Desk
from greendesk.web.demo.loading import load_demonstration
from greendesk.web.demo.reading import NoDemonstration
from greendesk.web.demo.tasks import enqueue_walk
from greendesk.web.demo.walking import walk_demonstration


class Command(BaseCommand):
    help = "The demonstration: `demo load` writes its records, `demo run` walks its chains into papers. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="write the demonstration's records")
        load.add_argument("--if-empty", action="store_true", help="only where there is no desk yet")
        run = acts.add_parser("run", help="walk the chain of each programme and write its papers")
        run.add_argument("--out", default="out", metavar="FOLDER", help="where the papers go (default: ./out)")
        start = acts.add_parser("start", help="put `run` into the queue of the worker")
        start.add_argument("--out", default="", metavar="FOLDER", help="where the papers go (default: data folder/out)")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        getattr(self, act)(**options)

    def load(self, *, if_empty: bool = False, **options: Any) -> None:
        if if_empty and Desk.objects.exists():
            self.stdout.write("There are desks already; nothing was loaded.")
            return
        try:
            outcome = load_demonstration(progress=self.tell)
        except (NoDemonstration, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{outcome.records} records, {outcome.written or 'none'} written")

    def run(self, *, out: str = "out", **options: Any) -> None:
        folder = Path(out)
        try:
            walked = walk_demonstration(folder, at=timezone.now(), tell=lambda line: self.stdout.write(str(line)))
        except (NoDemonstration, OSError) as problem:
            raise CommandError(str(problem)) from problem
        done = len(walked.lines) - len(walked.missed)
        self.stdout.write(f"{done} of {len(walked.lines)} steps taken, {len(walked.papers)} papers in {folder}/")

    def start(self, *, out: str = "", **options: Any) -> None:
        self.stdout.write(f"job {enqueue_walk(str(Path(out).resolve()) if out else '')}")

    def tell(self, done: int, total: int, what: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"{done}/{total} {what:<20}", ending="\r" if done < total else "\n")
