"""Jobs as the product keeps them, run when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from greendesk.kit import jobs
from greendesk.visits.services import programmes, repairs


@pytest.fixture
def run_jobs(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Runs what waits in the queue; solvers get less time than in life."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(programmes, "MOVES", 1_000)
    monkeypatch.setattr(repairs, "SECONDS", 0.9)
    return jobs.run_waiting
