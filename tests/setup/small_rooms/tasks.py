"""Tasks for the tests of the worker."""

import os
import signal
import time
from pathlib import Path

from django.db.models import F
from django_tasks import task

from greendesk.kit import jobs
from greendesk.kit.errors import BadFact

from .models import Done


def count(key: str) -> int:
    Done.objects.get_or_create(key=key)
    Done.objects.filter(key=key).update(runs=F("runs") + 1)
    return Done.objects.get(key=key).runs


@task
def finish_at_once(key: str) -> int:
    return count(key)


@task
def wait_for(key: str, path: str) -> int:
    """Waits until the file is there: a run that is killed before leaves its count behind and runs again."""
    runs = count(key)
    jobs.progress(1, 3, "waiting")
    while not Path(path).exists():
        time.sleep(0.02)
    jobs.progress(3, 3, "done")
    return runs


@task
def kill_worker(key: str) -> None:
    count(key)
    os.kill(os.getpid(), signal.SIGKILL)


@task
def refuse() -> None:
    raise BadFact(text="31 February", kind="a date")


@task
def break_down() -> None:
    raise ZeroDivisionError("secret detail")
