"""Jobs of matchmaking: asked for by signals and pages, safe to run twice."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from greendesk.kit import jobs

from .models import Challenge
from .services import expire_challenges, refresh_all, suggest_matches
from .services.suggesting import MATCHED


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
