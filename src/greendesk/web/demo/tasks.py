"""The demonstration's chains as a job of the worker: asked for at the first start, safe to run twice."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from greendesk.kit import jobs

from .walking import walk_demonstration


@task
def walk_programmes(out: str = "") -> dict[str, list[str]]:
    """Walk all five programmes; papers into `out`, or out/ of the data folder. Answers with what each step said."""
    walked = walk_demonstration(Path(out or settings.DATA_DIR / "out"), at=timezone.now(), progress=jobs.progress)
    return {"lines": [str(line) for line in walked.lines], "papers": [paper.path for paper in walked.papers]}


def enqueue_walk(out: str = "") -> UUID:
    return jobs.enqueue(walk_programmes, out, label=_("Walk the chains of the demonstration"))
