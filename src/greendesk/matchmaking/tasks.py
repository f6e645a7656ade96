"""Jobs of matchmaking: asked for by signals and pages, safe to run twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from greendesk.desks.models import Desk
from greendesk.kit import jobs

from . import errors, vectors
from .learning import LEAST
from .models import Adjustment, Challenge, Decision
from .services import expire_challenges, propose_adjustment, refresh_all, suggest_matches
from .services.suggesting import MATCHED

NEW_DECISIONS = 20  # since the last look, before a desk is looked at again by itself


@task
def refresh_challenge(challenge_id: int) -> int:
    """Who can answer one need; 0 when it has ended or is gone."""
    challenge = Challenge.objects.filter(pk=challenge_id, state__in=MATCHED).first()
    return len(suggest_matches(challenge, on=timezone.localdate())) if challenge else 0


@task
def refresh_everything() -> int:
    """Who can answer each open need."""
    return refresh_all(on=timezone.localdate(), progress=jobs.progress)


@task
def close_lapsed() -> int:
    """Needs whose end date has passed."""
    return expire_challenges(on=timezone.localdate())


@task
def read_register() -> int:
    """Every text of the register, with the model in use; then every open need."""
    count = vectors.read_register(jobs.progress)
    ask_refresh()
    return count


@task
def learn_from_decisions(desk_id: int) -> str:
    """What one desk's decisions teach; what the proposal became."""
    desk = Desk.objects.filter(pk=desk_id).first()
    return str(propose_adjustment(desk).state) if desk else ""


@task
def learn_where_due() -> int:
    """Every desk that has decided enough since the last look; how many proposals were made."""
    made = 0
    for desk in Desk.objects.order_by("pk"):
        newest = Adjustment.objects.filter(desk=desk).first()
        said = Decision.objects.filter(suggestion__challenge__desk=desk)
        fresh = said.filter(at__gt=newest.created_at) if newest else said
        if fresh.count() >= (NEW_DECISIONS if newest else LEAST):
            try:
                propose_adjustment(desk)
            except errors.TooFewDecisions:
                continue
            made += 1
    return made


def ask_reading(*, account_id: int | None = None) -> UUID | None:
    """Put the reading of all texts into the queue, unless it is there already."""
    return _ask_once(read_register, gettext("Read all texts again"), account_id)


def ask_learning(desk: Desk, *, account_id: int | None = None) -> UUID | None:
    return _ask_once(learn_from_decisions, gettext("Look what can be learnt from decisions"), account_id, desk.pk)


def _ask_once(what: Any, label: str, account_id: int | None, *arguments: int) -> UUID | None:
    alive = DBTaskResult.objects.filter(task_path=what.module_path, status__in=["READY", "RUNNING"])
    if any(row.args_kwargs.get("args", []) == list(arguments) for row in alive):
        return None
    return jobs.enqueue(what, *arguments, label=label, account_id=account_id)


def newest_job(what: Any, *arguments: int) -> jobs.JobState | None:
    """How the latest job of this kind stands, running or ended."""
    rows = DBTaskResult.objects.filter(task_path=what.module_path).order_by("-enqueued_at")[:20]
    found = next((row for row in rows if row.args_kwargs.get("args", []) == list(arguments)), None)
    return jobs.state(found.pk) if found else None


def ask_refresh(challenge: Challenge | None = None, *, account_id: int | None = None) -> UUID | None:
    """Put the search into the queue, unless one that would do is waiting there already."""
    waiting = DBTaskResult.objects.ready()
    if waiting.filter(task_path=refresh_everything.module_path).exists():
        return None
    if challenge is None:
        return jobs.enqueue(
            refresh_everything, label=gettext("Look for answers to all open needs"), account_id=account_id
        )
    for row in waiting.filter(task_path=refresh_challenge.module_path):
        if row.args_kwargs.get("args") == [challenge.pk]:
            return None
    return jobs.enqueue(
        refresh_challenge, challenge.pk, label=gettext("Look for answers to a need"), account_id=account_id
    )


def running_refresh() -> jobs.JobState | None:
    """The search under way or waiting, if there is one."""
    paths = [refresh_everything.module_path, refresh_challenge.module_path]
    row = (
        DBTaskResult.objects.filter(task_path__in=paths, status__in=["READY", "RUNNING"])
        .order_by("-enqueued_at")
        .first()
    )
    return jobs.state(row.pk) if row else None
