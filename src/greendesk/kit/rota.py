"""The rota: work that comes round by the hour, whoever is signed in.

A room says in its `AppConfig.ready` what comes round and how often; the parent process of every worker looks at the
rota and puts what is due into the queue. When a task comes round next is kept in one row, moved on by a conditional
update, so that of several workers one asks and the others pass. What is missed while no worker runs is done once, at
the next look, not as many times as it was missed.

A task of the rota takes no arguments and finds out by itself what there is to do; it may run twice (see `jobs`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from . import jobs
from .models import RotaEntry

DAILY = 24


@dataclass(frozen=True, slots=True)
class Duty:
    """`task` is a dotted path: naming it costs nothing at start, it is imported when it is due."""

    name: str
    hours: float
    task: str

    def load(self) -> Task[..., Any]:
        task = import_string(self.task)
        if not isinstance(task, Task):
            raise TypeError(f"{self.task} is not a task")
        return task


_duties: dict[str, Duty] = {}


def every(hours: float, task: str, name: str) -> None:
    """Say that `task` comes round every so many hours. Raises ValueError when the name is taken by another."""
    duty = Duty(name, hours, task)
    if hours <= 0:
        raise ValueError("what comes round needs a positive number of hours")
    if _duties.setdefault(name, duty) != duty:
        raise ValueError(f"two duties of the rota are called {name}")


def duties() -> list[Duty]:
    return [_duties[name] for name in sorted(_duties)]


def enqueue_due(now: datetime, enqueue: Callable[..., Any] = jobs.enqueue) -> list[str]:
    """Put what is due into the queue; names of what this call asked for. One query when nothing is due.

    A duty that is seen for the first time comes round one interval later: an installation that has just been loaded
    or restored is first looked at by people.
    """
    due_at = dict(RotaEntry.objects.values_list("name", "due_at"))
    asked = []
    for duty in duties():
        if duty.name not in due_at:
            RotaEntry.objects.get_or_create(name=duty.name, defaults={"due_at": now + timedelta(hours=duty.hours)})
        elif due_at[duty.name] <= now and _take(duty, due_at[duty.name], now, enqueue):
            asked.append(duty.name)
    return asked


@transaction.atomic
def _take(duty: Duty, was_due_at: datetime, now: datetime, enqueue: Callable[..., Any]) -> bool:
    """True for the one worker whose update found the row as it was read; the others find it moved on."""
    taken = RotaEntry.objects.filter(name=duty.name, due_at=was_due_at).update(due_at=now + timedelta(hours=duty.hours))
    if not taken or DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=duty.task).exists():
        return False  # asked by another, or still waiting from the last time
    enqueue(duty.load(), label=duty.name)
    return True
