"""What the organiser sees to before, during and after a mission."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.directory.models import Person
from greendesk.kit.texts import Texts

from .. import errors
from ..models import Mission, Task
from .journeys import locked


@transaction.atomic
def plan_task(
    mission: Mission,
    *,
    text: Texts,
    by: Account,
    account: Account | None = None,
    person: Person | None = None,
    due_on: date | None = None,
) -> Task:
    """Give a task to somebody who works at the desk, or to a person it knows. Raises TaskNeedsOneOwner, NotAtTheDesk."""
    held = locked(mission, by)
    if (account is None) == (person is None):
        raise errors.TaskNeedsOneOwner(field="account")
    if account is not None and account not in held.workers():
        raise errors.NotAtTheDesk(field="account", name=account.name)
    if person is not None and not Person.objects.ours(by).filter(pk=person.pk, erased_at=None).exists():
        raise errors.NotAtTheDesk(field="person", name=str(person))
    task = Task.objects.create(mission=held, text=text, account=account, person=person, due_on=due_on)
    logbook.record("mission.task_planned", by=by, on=held, task=task.pk)
    return task


@transaction.atomic
def tick_task(task: Task, *, on: date | None, by: Account) -> Task:
    """Done on a day; None takes the tick back."""
    mission = locked(task.mission, by)
    Task.objects.filter(pk=task.pk).update(done_on=on)
    logbook.record("mission.task_done" if on else "mission.task_reopened", by=by, on=mission, task=task.pk)
    return Task.objects.get(pk=task.pk)
