"""What comes round is asked for once, by whichever worker looks first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_tasks import task

from greendesk.kit import jobs, rota
from greendesk.kit.errors import DomainError
from greendesk.kit.models import JobProgress, RotaEntry

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
runs: list[str] = []


@task
def sweep() -> int:
    runs.append("sweep")
    return len(runs)


@task
def refuse() -> None:
    raise DomainError


@pytest.fixture(autouse=True)
def only_sweeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    runs.clear()
    monkeypatch.setattr(rota, "_duties", {})
    rota.every(6, f"{__name__}.sweep", "tests.sweep")
    yield


@pytest.mark.django_db
def test_work_comes_round_one_interval_after_it_is_first_seen_and_then_again() -> None:
    looks = {hours: rota.enqueue_due(NOW + timedelta(hours=hours)) for hours in (0, 5, 6, 7, 12)}

    assert looks == {0: [], 5: [], 6: ["tests.sweep"], 7: [], 12: ["tests.sweep"]}
    assert runs == ["sweep", "sweep"]
    assert RotaEntry.objects.get().due_at == NOW + timedelta(hours=18)


@pytest.mark.django_db
def test_what_was_missed_for_a_week_is_done_once() -> None:
    rota.enqueue_due(NOW)
    week = NOW + timedelta(days=7)

    assert rota.enqueue_due(week) == ["tests.sweep"]
    assert rota.enqueue_due(week + timedelta(hours=5)) == []
    assert runs == ["sweep"]


@pytest.mark.django_db
def test_of_two_workers_that_look_at_once_one_asks() -> None:
    rota.enqueue_due(NOW)
    later = NOW + timedelta(hours=6)
    (duty,) = rota.duties()
    was_due_at = RotaEntry.objects.get().due_at

    assert rota._take(duty, was_due_at, later, jobs.enqueue) is True
    assert rota._take(duty, was_due_at, later, jobs.enqueue) is False  # read the row before the other moved it on
    assert runs == ["sweep"]


@pytest.mark.django_db
def test_looking_costs_one_query_when_nothing_is_due(django_assert_num_queries: Any) -> None:
    rota.every(1, f"{__name__}.refuse", "tests.refuse")
    rota.enqueue_due(NOW)

    with django_assert_num_queries(1):
        rota.enqueue_due(NOW + timedelta(minutes=1))


def test_a_name_is_given_once_and_needs_an_interval() -> None:
    rota.every(6, f"{__name__}.sweep", "tests.sweep")  # the same again is no second duty
    assert len(rota.duties()) == 1
    with pytest.raises(ValueError, match="two duties"):
        rota.every(7, f"{__name__}.sweep", "tests.sweep")
    with pytest.raises(ValueError, match="positive"):
        rota.every(0, f"{__name__}.sweep", "tests.never")


@pytest.mark.django_db
def test_a_job_of_the_immediate_backend_is_told_like_any_other() -> None:
    state = jobs.state(jobs.enqueue(sweep, label="swept", account_id=3))
    failed = jobs.state(jobs.enqueue(refuse, label="refused", account_id=3))

    assert (state.label, state.status, state.is_finished, state.attempts) == ("swept", "SUCCESSFUL", True, 1)
    assert (failed.status, bool(failed.failed_because)) == ("FAILED", True)
    assert [one.label for one in jobs.states_of(3)] == ["refused", "swept"]
    assert JobProgress.objects.count() == 2
