"""The worker: a parent that beats, reaps and minds; a forked child that runs the jobs."""

import logging
import os
import signal
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string

from greendesk.kit import jobs, rota
from greendesk.kit.models import WorkerBeat

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
REAP_EVERY_S = 15
ROTA_EVERY_S = 60
FORGET_EVERY_S = 3600
PATIENCE_S = 6
JOBS_PER_CHILD = 200


class Command(BaseCommand):
    help = "Run jobs until told to stop; any number of workers may run, on any number of machines with PostgreSQL."
    requires_system_checks = ()  # `greendesk check` does that, and imports every page for it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is waiting, then end")

    def handle(self, *, once: bool, **options: Any) -> None:
        if once:
            jobs.reap(timezone.now())
            rota.enqueue_due(timezone.now())
            self.stdout.write(f"{jobs.run_waiting()} jobs run")
            return
        Parent(f"{os.getpid()}-{get_random_string(12)}").live()


class Parent:
    def __init__(self, worker_id: str) -> None:
        self.worker_id = worker_id
        self.child = 0
        self.stopping = False
        self.due: dict[str, float] = {}

    def live(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopping:
            try:
                self.mind()
            except DatabaseError as problem:  # busy or away: what is due is tried again at the next look
                logger.warning("worker.database_unavailable %s", problem)
                close_old_connections()
            time.sleep(LOOK_EVERY_S)
        self.end_child()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def is_due(self, what: str, every_s: float) -> bool:
        now = time.monotonic()
        if now < self.due.get(what, 0.0):
            return False
        self.due[what] = now + every_s
        return True

    def mind(self) -> None:
        if self.is_due("beat", jobs.BEAT_EVERY_S):
            jobs.beat(self.worker_id, os.getpid())
        if self.child and os.waitpid(self.child, os.WNOHANG) != (0, 0):
            self.child = 0
            jobs.release(self.worker_id, counts=True)
        if self.is_due("reap", REAP_EVERY_S):
            jobs.reap(timezone.now())
        if self.is_due("rota", ROTA_EVERY_S):
            rota.enqueue_due(timezone.now())
        if self.is_due("forget", FORGET_EVERY_S):
            jobs.forget_old(timezone.now())
        if not self.child and self.is_due("child", 1):
            self.bear_child()

    def bear_child(self) -> None:
        connections.close_all()  # a connection must not be shared by two processes
        parent = os.getpid()
        self.child = os.fork()
        if self.child == 0:
            status = 1
            try:
                status = Child(self.worker_id, parent).live()
            finally:
                logging.shutdown()
                os._exit(status)  # never back into the parent's code

    def end_child(self) -> None:
        if self.child:
            os.kill(self.child, signal.SIGTERM)
            deadline = time.monotonic() + PATIENCE_S
            while os.waitpid(self.child, os.WNOHANG) == (0, 0):
                if time.monotonic() > deadline:
                    os.kill(self.child, signal.SIGKILL)
                    os.waitpid(self.child, 0)
                    break
                time.sleep(0.05)
        jobs.release(self.worker_id, counts=False)
        WorkerBeat.objects.filter(worker_id=self.worker_id).delete()


class Child:
    def __init__(self, worker_id: str, parent: int) -> None:
        self.worker_id = worker_id
        self.parent = parent
        self.stopping = False

    def live(self) -> int:
        """Run jobs until asked to stop, until the parent is gone, or until it is time for a fresh process."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with_parent()
        ran = 0
        while not self.stopping and os.getppid() == self.parent and ran < JOBS_PER_CHILD:
            close_old_connections()
            row = jobs.claim(self.worker_id)
            if row is None:
                time.sleep(LOOK_EVERY_S)
                continue
            jobs.run(row)
            ran += 1
        return 0

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def die_with_parent() -> None:
    """On Linux the child goes at once when its parent is killed; elsewhere it notices between two jobs."""
    if sys.platform == "linux":
        import ctypes  # only needed here, in the child

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
