"""Jobs: work that outlives a request, and that a killed worker cannot lose.

A job is a task of django-tasks, kept in the database. `greendesk worker` runs them: a parent that only beats, reaps
and minds, and a forked child that runs one job after the other, so that a busy solver cannot silence the heartbeat.

**A job may run twice.** A worker that is killed between its last write and its last word leaves a job that looks
unfinished, and `reap` gives it back to the queue (up to `MAX_ATTEMPTS` times, then it fails with a sentence). So write
every task such that running it again, from the start, ends in the same state:

* do the long work without a transaction, then write its result in one short one, replacing what an earlier run wrote
  (key what you write by the job's argument: "the plan of day 12", never "one more plan");
* an import writes all rows in one transaction together with the mark that its upload has been imported;
* a paper is written to a temporary name and renamed; a message is sent only after its fate row says that it is due;
* arguments are ids and plain values, looked up again inside.

The result of a run that was given back meanwhile is thrown away: the later run answers.
"""

import contextvars
import logging
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from traceback import format_exception
from typing import Any, cast
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.base import Task
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from .errors import DomainError
from .models import JobProgress, WorkerBeat

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
BEAT_EVERY_S = 5
STALE_AFTER_S = 90
PROGRESS_EVERY_S = 0.5
KEPT_DAYS = 14


@dataclass(frozen=True, slots=True)
class JobState:
    """What a page shows about a job. `done` of `total` is 0 of 0 until the task says how much there is."""

    id: UUID
    label: str
    status: str  # READY, RUNNING, SUCCESSFUL, FAILED
    done: int
    total: int
    message: str
    failed_because: str
    attempts: int
    account_id: int | None
    answer: Any

    @property
    def is_finished(self) -> bool:
        return self.status in {TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED}


@dataclass(frozen=True, slots=True)
class Reaped:
    requeued: int = 0
    given_up: int = 0


@dataclass(slots=True)
class _Run:
    job_id: UUID
    told_at: float = field(default=0.0)


_running: contextvars.ContextVar[_Run | None] = contextvars.ContextVar("greendesk_job", default=None)


# -- for those who ask for work ------------------------------------------------------------------


@transaction.atomic
def enqueue(task: Task[..., Any], *args: Any, label: str, account_id: int | None = None, **kwargs: Any) -> UUID:
    """Put a task into the queue; it begins once the surrounding transaction is committed.

    `label` says what it does, in the words of the person who asked; `account_id` is that person.
    With the immediate backend of the suite the task has already run when this returns.
    """
    result = task.enqueue(*args, **kwargs)
    job_id = _uuid_of(str(result.id))
    at_once = result.status != TaskResultStatus.READY
    failed = result.status == TaskResultStatus.FAILED
    JobProgress.objects.update_or_create(
        task_result_id=job_id,
        defaults={
            "label": label[:200],
            "account_id": account_id,
            "language": translation.get_language() or "",
            "attempts": 1 if at_once else 0,
            "failed_because": result.errors[-1].traceback.strip().splitlines()[-1] if failed else "",
        },
    )
    return job_id


def _uuid_of(result_id: str) -> UUID:
    """The immediate backend of the suite numbers its results in letters that are no UUID."""
    try:
        return UUID(result_id)
    except ValueError:
        return uuid5(NAMESPACE_OID, result_id)


def state(job_id: UUID | str) -> JobState:
    """Raises JobProgress.DoesNotExist for a job that was never asked for or is forgotten."""
    return _state(JobProgress.objects.get(task_result_id=job_id))


def states_of(account_id: int, *, limit: int = 20) -> list[JobState]:
    """The latest jobs that this account asked for, newest first; two queries."""
    asked = list(JobProgress.objects.filter(account_id=account_id).order_by("-created_at")[:limit])
    rows = DBTaskResult.objects.in_bulk([progress.task_result_id for progress in asked])
    return [_merge(progress, rows.get(progress.task_result_id)) for progress in asked]


def _state(progress: JobProgress) -> JobState:
    return _merge(progress, DBTaskResult.objects.filter(pk=progress.task_result_id).first())


def _merge(progress: JobProgress, row: DBTaskResult | None) -> JobState:
    ended = TaskResultStatus.FAILED if progress.failed_because else TaskResultStatus.SUCCESSFUL
    return JobState(
        id=progress.task_result_id,
        label=progress.label,
        status=str(row.status if row else ended),
        done=progress.done,
        total=progress.total,
        message=progress.message,
        failed_because=progress.failed_because,
        attempts=progress.attempts,
        account_id=progress.account_id,
        answer=row.return_value if row else None,
    )


# -- for tasks -----------------------------------------------------------------------------------


def progress(done: int, total: int, message: str = "") -> None:
    """Say how far the running job is; silent outside a job, and written at most twice a second.

    Inside an open transaction it is seen by others only after the commit.
    """
    run = _running.get()
    now = time.monotonic()
    if run is None or (now - run.told_at < PROGRESS_EVERY_S and done < total):
        return
    run.told_at = now
    JobProgress.objects.filter(task_result_id=run.job_id).update(
        done=max(0, done), total=max(0, total), message=message[:500], updated_at=timezone.now()
    )


# -- for workers ---------------------------------------------------------------------------------


def here() -> str:
    """This machine, told apart from a container on it that borrows its name."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{socket.gethostname()} {space}".strip()


def beat(worker_id: str, pid: int) -> None:
    WorkerBeat.objects.update_or_create(
        worker_id=worker_id, defaults={"beat_at": timezone.now(), "host": here(), "pid": pid}
    )


def living_workers(now: datetime) -> list[WorkerBeat]:
    return [sign for sign in WorkerBeat.objects.order_by("worker_id") if _lives(sign, now)]


def _lives(sign: WorkerBeat, now: datetime) -> bool:
    if now - sign.beat_at > timedelta(seconds=STALE_AFTER_S):
        return False
    return sign.host != here() or _process_exists(sign.pid)


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def reap(now: datetime) -> Reaped:
    """Give back what dead workers were doing: queued again, or failed after `MAX_ATTEMPTS`.

    A worker is dead when its process is gone (on this machine) or its last sign of life is older than
    `STALE_AFTER_S` (on any). Safe to call from any number of processes at the same time.
    """
    alive = {sign.worker_id for sign in living_workers(now)}
    counts = {True: 0, False: 0}
    for row in DBTaskResult.objects.running().filter(backend_name="default"):
        if not row.worker_ids or row.worker_ids[-1] not in alive:
            requeued = give_back(row)
            if requeued is not None:
                counts[requeued] += 1
    WorkerBeat.objects.filter(beat_at__lt=now - timedelta(seconds=STALE_AFTER_S)).exclude(worker_id__in=alive).delete()
    return Reaped(requeued=counts[True], given_up=counts[False])


def give_back(row: DBTaskResult, *, counts: bool = True) -> bool | None:
    """Take a job from its worker: True if it will run again, False if given up, None if it moved on meanwhile.

    `counts=False` is for a worker that was asked to stop: that attempt was nobody's failure.
    """
    with transaction.atomic():
        held = _still_held(row)
        if held is None:
            return None
        told, _new = JobProgress.objects.get_or_create(
            task_result_id=row.pk, defaults={"label": row.task_path, "attempts": len(row.worker_ids)}
        )
        if not counts:
            told.attempts = max(0, told.attempts - 1)
        again = told.attempts < MAX_ATTEMPTS
        if again:
            held.status, held.started_at = TaskResultStatus.READY, None
        else:
            with translation.override(told.language or None):
                told.failed_because = gettext(
                    "The process that did this work ended unexpectedly %(times)d times, so it was given up."
                ) % {"times": told.attempts}
            held.status, held.finished_at = TaskResultStatus.FAILED, timezone.now()
            held.exception_class_path, held.traceback = f"{__name__}.WorkerLost", told.failed_because
        held.save(update_fields=["status", "started_at", "finished_at", "exception_class_path", "traceback"])
        told.save()
    logger.warning("job.requeued" if again else "job.given_up", extra={"job": str(row.pk), "attempts": told.attempts})
    return again


class WorkerLost(Exception):
    """The process that ran the job ended without a word, more than once."""


def release(worker_id: str, *, counts: bool) -> int:
    """Give back what one worker, known to be gone, was doing."""
    rows = [row for row in DBTaskResult.objects.running() if row.worker_ids and row.worker_ids[-1] == worker_id]
    return sum(give_back(row, counts=counts) is not None for row in rows)


def forget_old(now: datetime) -> None:
    """Drop finished jobs after `KEPT_DAYS`: their arguments and answers may name people."""
    before = now - timedelta(days=KEPT_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    unfinished = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    JobProgress.objects.filter(updated_at__lt=before).exclude(task_result_id__in=unfinished.values("pk")).delete()


def run_waiting(worker_id: str = "") -> int:
    """Run what is ready, here and now, until nothing is; returns how many jobs ran."""
    name = worker_id or f"here-{os.getpid()}"
    ran = 0
    while (row := claim(name)) is not None:
        run(row)
        ran += 1
    return ran


def claim(worker_id: str) -> DBTaskResult | None:
    """Take the next ready job. A conditional update decides between two workers, the same on every database."""
    while (row := DBTaskResult.objects.ready().filter(backend_name="default").first()) is not None:
        worker_ids = [*row.worker_ids, worker_id]
        with transaction.atomic():
            taken = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.READY).update(
                status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=worker_ids
            )
            if taken:
                JobProgress.objects.get_or_create(task_result_id=row.pk, defaults={"label": row.task_path[:200]})
                JobProgress.objects.filter(task_result_id=row.pk).update(
                    attempts=F("attempts") + 1, done=0, total=0, message="", updated_at=timezone.now()
                )
        if taken:
            row.refresh_from_db()
            return row
    return None


def run(row: DBTaskResult) -> None:
    """Run a claimed job to its end; what it raises becomes the job's failure."""
    language = JobProgress.objects.filter(task_result_id=row.pk).values_list("language", flat=True).first()
    token = _running.set(_Run(row.pk))
    try:
        with translation.override(language or None):
            try:
                finish(row, answer=_call(row))
            except Exception as problem:
                finish(row, problem=problem)
    finally:
        _running.reset(token)


def _call(row: DBTaskResult) -> Any:
    task, result = row.task, row.task_result
    task_started.send(sender=type(task.get_backend()), task_result=result)
    context: Sequence[Any] = [TaskContext(task_result=cast(Any, result))] if task.takes_context else []
    return task.call(*context, *result.args, **result.kwargs)


def finish(row: DBTaskResult, *, answer: Any = None, problem: Exception | None = None) -> bool:
    """Write down how a job ended, unless it was given back meanwhile; says whether it was written."""
    with transaction.atomic():
        held = _still_held(row)
        if held is None:
            logger.warning("job.result_dropped", extra={"job": str(row.pk)})
            return False
        if problem is None:
            held.set_successful(answer)
        else:
            held.set_failed(problem)
            why = str(problem) if isinstance(problem, DomainError) else _unexpected(row, problem)
            JobProgress.objects.filter(task_result_id=row.pk).update(failed_because=why, updated_at=timezone.now())
    try:
        backend, result = type(held.task.get_backend()), held.task_result
    except ImportError:  # the task of an older version: its failure has been written down above
        return True
    task_finished.send(sender=backend, task_result=result)
    return True


def _unexpected(row: DBTaskResult, problem: Exception) -> str:
    logger.error("job.failed %s\n%s", row.task_path, "".join(format_exception(problem)), extra={"job": str(row.pk)})
    return gettext("This did not work because of a fault in greendesk. Nothing is half done; you may try it again.")


def _still_held(row: DBTaskResult) -> DBTaskResult | None:
    """The row, locked, if it still runs for the worker that `row` was read with."""
    held = DBTaskResult.objects.select_for_update().filter(pk=row.pk, status=TaskResultStatus.RUNNING).first()
    return held if held is not None and held.worker_ids == row.worker_ids else None
