"""A worker may be killed at any moment: nothing is lost, and nothing runs for ever."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.houses import House

STATE = "s = jobs.state('{}'); answer = dict(status=s.status, attempts=s.attempts, message=s.message, "
STATE += "done=s.done, total=s.total, why=s.failed_because, label=s.label, result=s.answer)"


@pytest.fixture
def workers(house: House) -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for worker in started:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


def enqueue(house: House, call: str) -> str:
    return str(house.ask(f"answer = jobs.enqueue({call}, label='a job', account_id=7)"))


def state(house: House, job: str) -> dict[str, object]:
    return dict(house.ask(STATE.format(job)))


def test_a_job_of_a_killed_worker_is_finished_by_the_next(
    house: House, workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    job = enqueue(house, f"tasks.wait_for, 'killed', {str(gate)!r}")
    workers.append(house.spawn("worker"))
    house.wait_until("jobs.JobProgress.objects.filter(message='waiting').exists()")
    before = state(house, job)
    workers[0].send_signal(signal.SIGKILL)
    workers[0].wait()
    gate.touch()
    stuck = state(house, job)
    workers.append(house.spawn("worker"))
    house.wait_until(f"jobs.state('{job}').is_finished")

    assert (before["status"], before["attempts"], before["done"], before["total"]) == ("RUNNING", 1, 1, 3)
    assert stuck["status"] == "RUNNING"
    after = state(house, job)
    assert (after["status"], after["attempts"], after["result"]) == ("SUCCESSFUL", 2, 2)
    assert (after["done"], after["total"], after["message"]) == (3, 3, "done")


def test_a_job_whose_own_process_dies_is_run_again_and_given_up_with_a_sentence(
    house: House, workers: list[subprocess.Popen[bytes]]
) -> None:
    job = enqueue(house, "tasks.kill_worker, 'deadly'")
    harmless = enqueue(house, "tasks.finish_at_once, 'harmless'")
    workers.append(house.spawn("worker"))
    house.wait_until(f"jobs.state('{job}').is_finished and jobs.state('{harmless}').is_finished")

    assert workers[0].poll() is None
    assert house.ask("answer = Done.objects.get(key='deadly').runs") == 3
    given_up = state(house, job)
    assert (given_up["status"], given_up["attempts"]) == ("FAILED", 3)
    assert "ended unexpectedly 3 times" in str(given_up["why"])
    assert state(house, harmless)["status"] == "SUCCESSFUL"


def test_a_worker_that_is_asked_to_stop_hands_its_job_back_uncounted(
    house: House, workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    job = enqueue(house, f"tasks.wait_for, 'stopped', {str(tmp_path / 'never')!r}")
    workers.append(house.spawn("worker"))
    house.wait_until("jobs.JobProgress.objects.filter(message='waiting').exists()")
    workers[0].terminate()

    assert workers[0].wait(20) == 0
    assert (state(house, job)["status"], state(house, job)["attempts"]) == ("READY", 0)
    assert house.ask("answer = jobs.WorkerBeat.objects.count()") == 0


def test_reaping_spares_the_living_and_takes_from_the_dead(house: House) -> None:
    code = """
from datetime import timedelta
from django.utils import timezone
now = timezone.now()
ids = {}
for name, host, pid, age in [("here alive", jobs.here(), %d, 0), ("here gone", jobs.here(), 4_000_000, 0),
                             ("away alive", "elsewhere", 1, 60), ("away silent", "elsewhere", 1, 120)]:
    jobs.WorkerBeat.objects.create(worker_id=name, host=host, pid=pid, beat_at=now - timedelta(seconds=age))
for name in ["here alive", "here gone", "away alive", "away silent", "never beat"]:
    ids[name] = jobs.enqueue(tasks.finish_at_once, name, label=name)
    jobs.claim(name)
reaped = jobs.reap(now)
again = jobs.reap(now)
answer = [reaped.requeued, reaped.given_up, again.requeued, {name: jobs.state(ids[name]).status for name in ids},
          sorted(jobs.WorkerBeat.objects.values_list("worker_id", flat=True))]
"""
    requeued, given_up, again, statuses, beats = house.ask(code % os.getpid())

    assert (requeued, given_up, again) == (3, 0, 0)
    assert statuses == {
        "here alive": "RUNNING",
        "away alive": "RUNNING",
        "here gone": "READY",
        "away silent": "READY",
        "never beat": "READY",
    }
    assert {"here alive", "away alive"} <= set(beats)
    assert "away silent" not in beats


def test_the_result_of_a_job_that_was_given_back_is_dropped(house: House) -> None:
    code = """
job = jobs.enqueue(tasks.finish_at_once, "late", label="late")
slow = jobs.claim("slow")
jobs.give_back(slow)
quick = jobs.claim("quick")
first = jobs.finish(quick, answer="quick")
second = jobs.finish(slow, answer="slow")
answer = [first, second, jobs.state(job).answer]
"""
    assert house.ask(code) == [True, False, "quick"]


def test_a_refusal_is_told_in_its_own_words_and_a_fault_without_its_details(house: House) -> None:
    refused, broken = enqueue(house, "tasks.refuse"), enqueue(house, "tasks.break_down")

    assert house.run("worker", "--once") == "2 jobs run"
    assert state(house, refused)["why"] == "“31 February” cannot be read as a date."
    assert "secret detail" not in str(state(house, broken)["why"])
    assert [state(house, job)["status"] for job in (refused, broken)] == ["FAILED", "FAILED"]


def test_jobs_of_one_account_cost_the_same_for_one_and_for_three(house: House) -> None:
    code = """
from django.db import connection
from django.test.utils import CaptureQueriesContext
counts = []
for turn in range(3):
    jobs.enqueue(tasks.finish_at_once, f"{turn}", label=f"{turn}", account_id=7)
    with CaptureQueriesContext(connection) as seen:
        labels = [state.label for state in jobs.states_of(7)]
    counts.append(len(seen))
answer = [counts, labels]
"""
    assert house.ask(code) == [[2, 2, 2], ["2", "1", "0"]]


def test_old_finished_jobs_are_forgotten_and_waiting_ones_kept(house: House) -> None:
    code = """
from datetime import timedelta
from django.utils import timezone
old = jobs.enqueue(tasks.finish_at_once, "old", label="old")
jobs.run_waiting()
waiting = jobs.enqueue(tasks.finish_at_once, "waiting", label="waiting")
jobs.forget_old(timezone.now() + timedelta(days=jobs.KEPT_DAYS - 1))
kept = sorted(jobs.JobProgress.objects.values_list("label", flat=True))
jobs.forget_old(timezone.now() + timedelta(days=jobs.KEPT_DAYS + 1))
answer = [kept, list(jobs.JobProgress.objects.values_list("label", flat=True)), DBTaskResult.objects.count()]
"""
    assert house.ask(code) == [["old", "waiting"], ["waiting"], 1]
