"""A worker killed in the middle of the product's own work: the next one finishes it, once, and nothing is half written.

Real processes, the real settings and a database of their own; the moment of death is chosen by looking at how far the
job says it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.setup.houses import ENGINE, ROOT, Builder, House


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    builder = Builder(tmp_path_factory.mktemp("deaths"))
    yield builder
    builder.tear_down()


class RealHouse(House):
    """greendesk as it is shipped, with the factories of the suite within reach."""

    def __init__(self, plain: House) -> None:
        super().__init__(plain.folder, plain.env["DATABASE_URL"])
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "greendesk.settings.dev",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "GREENDESK_EMBEDDER": "lexicon",
        }

    def ask(self, code: str) -> object:
        import json

        preamble = "import django; django.setup()\nfrom greendesk.kit import jobs\n"
        made = subprocess.run(
            [sys.executable, "-c", preamble + code + "\nimport json; print(json.dumps(answer, default=str))"],
            env=self.env, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout.splitlines()[-1])


@pytest.fixture
def house(builder: Builder) -> RealHouse:
    """Its tables are made at once, as `desk up` makes them."""
    real = RealHouse(builder.build(ENGINE, migrated=False))
    real.ask("from greendesk.kit.schema import open_schema; open_schema(); answer = 1")
    return real


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for worker in started:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


def kill_in_the_middle(house: RealHouse, workers: list[subprocess.Popen[bytes]], job: str, moment: str) -> str:
    """Start a worker, kill it with all it has when `moment` (an expression) is true; what the job's state is then."""
    workers.append(house.spawn("worker"))
    watching = f"""
import os, signal, time
from django_tasks_db.models import DBTaskResult
end = time.monotonic() + 60
while not ({moment}) and time.monotonic() < end: time.sleep(0.005)
os.kill({workers[-1].pid}, signal.SIGKILL)
time.sleep(0.3)
answer = DBTaskResult.objects.get(pk="{job}").status
"""
    status = str(house.ask(watching))
    workers[-1].wait()
    return status


def finish(house: RealHouse, workers: list[subprocess.Popen[bytes]], job: str) -> dict[str, object]:
    workers.append(house.spawn("worker"))
    waiting = f"""
import time
end = time.monotonic() + 60
while not (state := jobs.state("{job}")).is_finished and time.monotonic() < end: time.sleep(0.1)
answer = dict(status=state.status, attempts=state.attempts, why=state.failed_because)
"""
    told = house.ask(waiting)
    assert isinstance(told, dict), told
    return told


LIST = """
from tests.factories import DeskFactory, officer_of, PlaceFactory
from greendesk.desks import files
from greendesk.desks.models import ListImport
from greendesk.web.lists.sheets import read_sheets
from greendesk.web.lists.headers import suggest
from greendesk.web.lists import tasks
desk = DeskFactory(); by = officer_of(desk); PlaceFactory(code="130600", name_en="Baoding", name_local="保定市")
content = ("Company name;City\\n" + "".join(f"Firm {n} of the wide list;Baoding\\n" for n in range(400))).encode()
readings = [suggest(sheet) for sheet in read_sheets(content, "list.csv", most_mb=25)]
upload = ListImport.objects.create(account=by, into=desk, file=files.keep_bytes(content, "text/csv"), name="list.csv",
    language="en", plan={"sheets": [reading.plain() for reading in readings]})
answer = str(jobs.enqueue(tasks.enter_uploaded, upload.pk, label="list", account_id=by.pk))
"""
RUNNING = "DBTaskResult.objects.filter(pk='{job}', status='RUNNING').exists()"


def test_a_list_is_entered_once_and_not_half(house: RealHouse, workers: list[subprocess.Popen[bytes]]) -> None:
    job = str(house.ask(LIST))
    # rows are written in one transaction, so the only sign from inside is that it runs: a third of a second later
    moment = f"({RUNNING.format(job=job)} and (time.sleep(0.35) or True))"
    between = kill_in_the_middle(house, workers, job, moment)
    look = "from greendesk.catalogue.models import Company\nfrom greendesk.desks.models import ListImport, LogEntry\n"
    look += "answer = [Company.objects.count(), ListImport.objects.exclude(imported_at=None).count(), "
    look += "LogEntry.objects.filter(verb='list.entered').count()]"
    half = house.ask(look)
    after = finish(house, workers, job)

    assert between == "RUNNING", "the list was entered before the worker could be killed"
    assert half == [0, 0, 0]
    assert (after["status"], after["attempts"]) == ("SUCCESSFUL", 2), after
    assert house.ask(look) == [400, 1, 1]
