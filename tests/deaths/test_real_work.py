"""Killed in the middle of the product's own work: the next start finishes it, once, or nothing of it is there.

Real processes, the real settings and a database of their own. The process kills itself at a chosen statement or file
(`mortal.py`), so that the moment is the middle on every machine; nothing in it can catch a SIGKILL.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.setup.houses import ENGINE, ROOT, Builder, House

KILLED = -signal.SIGKILL
LOOK = """
from greendesk.catalogue.models import Company
from greendesk.desks.models import ListImport, LogEntry, StoredFile, Trash
from greendesk.directory.models import Organisation, Person
from greendesk.effects.models import EffectReport
from greendesk.matchmaking.models import Challenge, Suggestion
from greendesk.meetings.models import Placement, TimetableVersion
from greendesk.visits.models import Programme, Stop
"""


class RealHouse(House):
    """greendesk as it is shipped, with the factories of the suite within reach."""

    def __init__(self, plain: House) -> None:
        super().__init__(plain.folder, plain.env["DATABASE_URL"])
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "greendesk.settings.dev",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}:{Path(__file__).parent}",
            "GREENDESK_EMBEDDER": "lexicon",
        }

    def ask(self, code: str) -> Any:
        preamble = "import django; django.setup()\nfrom greendesk.kit import jobs\n"
        closing = "\nimport json; print(json.dumps(answer, default=str))"
        made = subprocess.run(
            [sys.executable, "-c", preamble + LOOK + code + closing],
            env=self.env, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout.splitlines()[-1])

    def spawn_mortal(self, moment: str, *command: str) -> subprocess.Popen[bytes]:
        env = self.env | {"DJANGO_SETTINGS_MODULE": "mortal", "MORTAL": moment}
        with (self.folder / "spawned.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", *command], env=env, stdout=log, stderr=log)

    def work_and_die(self, moment: str) -> None:
        """A worker begins what waits and is killed at that moment, parent and child."""
        worker = self.spawn_mortal(moment, "greendesk.cli", "worker")
        try:
            assert worker.wait(90) == KILLED, (self.folder / "spawned.log").read_text()
        finally:
            worker.kill()

    def finish(self, job: str, look: str) -> tuple[Any, Any]:
        """What there is between death and the next start, and what there is after the next worker has finished the job."""
        dead, between, ended, after = self.ask(f"""
import io
from django.core.management import call_command
dead, between = jobs.state("{job}").status, {look}
call_command("worker", once=True, stdout=io.StringIO())
state = jobs.state("{job}")
answer = [dead, between, [state.status, state.attempts, state.failed_because], {look}]
""")
        assert dead == "RUNNING", "the job was over before its worker could be killed"
        assert ended == ["SUCCESSFUL", 2, ""]
        return between, after


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """Its tables are made at once, as `desk up` makes them, and copied for every test."""
    builder = Builder(tmp_path_factory.mktemp("deaths"))
    model = builder.models[ENGINE] = builder.build(ENGINE, migrated=False)
    RealHouse(model).ask("from greendesk.kit.schema import open_schema; open_schema(); answer = 1")
    yield builder
    builder.tear_down()


@pytest.fixture
def house(builder: Builder) -> RealHouse:
    return RealHouse(builder.build(ENGINE))


LIST = """
from tests.factories import DeskFactory, officer_of, PlaceFactory
from greendesk.desks import files
from greendesk.web.lists.sheets import read_sheets
from greendesk.web.lists.headers import suggest
from greendesk.web.lists import tasks
desk = DeskFactory(); by = officer_of(desk); PlaceFactory(code="130600", name_en="Baoding", name_local="保定市")
content = ("Company name;City\\n" + "".join(f"Firm {n} of the wide list;Baoding\\n" for n in range(60))).encode()
readings = [suggest(sheet) for sheet in read_sheets(content, "list.csv", most_mb=25)]
upload = ListImport.objects.create(account=by, into=desk, file=files.keep_bytes(content, "text/csv"), name="list.csv",
    language="en", plan={"sheets": [reading.plain() for reading in readings]})
answer = [str(jobs.enqueue(tasks.enter_uploaded, upload.pk, label="list", account_id=by.pk)), desk.pk]
"""


def test_a_list_is_entered_once_and_not_half(house: RealHouse) -> None:
    job, desk = house.ask(LIST)
    house.work_and_die('sql:30:INSERT INTO "catalogue_company"')
    look = f"Company.objects.filter(desk={desk}).count(), ListImport.objects.exclude(imported_at=None).count(), "
    look += "LogEntry.objects.filter(verb='list.entered').count()"
    between, after = house.finish(job, f"[{look}]")

    assert between == [0, 0, 0]
    assert after == [60, 1, 1]


DRAFT = """
from tests.factories import DeskFactory, officer_of
from tests.factories.visits import guests, town
from greendesk.visits.services import programmes
from django.utils import timezone
from datetime import timedelta
desk = DeskFactory(); by = officer_of(desk); town(desk)
start = timezone.localdate() + timedelta(days=30)
row = guests(desk, starts_on=start, ends_on=start)
answer = [str(programmes.draft_programme(row, by=by)), row.pk]
"""


def test_a_programme_is_drafted_once_and_not_half(house: RealHouse) -> None:
    job, delegation = house.ask(DRAFT)
    house.work_and_die('sql:3:INSERT INTO "visits_stop"')
    look = f"Programme.objects.filter(delegation={delegation}).count(), "
    look += f"[str(s.uid) for s in Stop.objects.filter(programme__delegation={delegation})], "
    look += f"Stop.objects.filter(programme__delegation={delegation}).values('starts_at').distinct().count(), "
    look += "LogEntry.objects.filter(verb='programme.drafted').count()"
    between, (versions, stops, times, told) = house.finish(job, f"[{look}]")

    assert between == [0, [], 0, 0]
    assert (versions, told) == (1, 1)
    assert len(stops) >= 3 and len(set(stops)) == times == len(stops)


TIMETABLE = """
from tests.factories import DeskFactory, officer_of
from tests.factories.meetings import full_day
from greendesk.meetings import services
desk = DeskFactory(); by = officer_of(desk)
day = full_day(by, desk, guests=3, hosts=3, tables=3)
answer = [str(services.begin_planning(day, by=by)), day.pk]
"""


def test_a_timetable_is_planned_once_and_not_half(house: RealHouse) -> None:
    job, day = house.ask(TIMETABLE)
    house.work_and_die('sql:1:UPDATE "meetings_timetableversion"')  # the seats are written, the version not yet
    look = f"Placement.objects.filter(version__day={day}).count(), "
    look += f"[v.status for v in TimetableVersion.objects.filter(day={day})]"
    between, (seats, versions) = house.finish(job, f"[{look}]")

    assert between == [0, ["planning"]]
    assert seats == 9
    assert len(versions) == 1 and versions[0] in ("optimal", "feasible")


NEEDS = """
from tests.factories import DeskFactory
from tests.factories.matchmaking import biogas_company, food_waste_need, pipe_company
from greendesk.matchmaking import tasks
desk = DeskFactory(); biogas_company(desk); biogas_company(desk); pipe_company(desk)
jobs.DBTaskResult.objects.ready().delete()  # what the records asked for by themselves
needs = [food_waste_need(desk).pk, food_waste_need(desk).pk]
jobs.DBTaskResult.objects.ready().delete()
answer = [str(jobs.enqueue(tasks.refresh_everything, label="all needs")), needs]
"""


def test_answers_to_needs_are_found_once_and_whole_for_each_need(house: RealHouse) -> None:
    job, needs = house.ask(NEEDS)
    house.work_and_die('sql:1:UPDATE "matchmaking_challenge"')  # its answers are written, the need not yet
    look = f"[Suggestion.objects.filter(challenge=pk).count() for pk in {needs}], "
    look += f"Suggestion.objects.filter(challenge__in={needs}).values('challenge', 'company').distinct().count(), "
    look += f"Challenge.objects.filter(pk__in={needs}).exclude(matched_at=None).count()"
    between, after = house.finish(job, f"[{look}]")

    assert between == [[0, 0], 0, 0]
    assert after == [[2, 2], 4, 2]


REPORT = """
from django.utils import timezone
from tests.factories import DeskFactory, officer_of
from tests.factories.followups import ClaimFactory, EffortFactory
from greendesk.effects import services, tasks
desk = DeskFactory(); by = officer_of(desk); ClaimFactory(desk=desk); EffortFactory(desk=desk)
made = services.write_report(desk=desk, name="Third quarter", at=timezone.now(), by=by)
answer = [str(jobs.enqueue(tasks.print_report, made.pk, label="report", account_id=by.pk)), made.pk]
"""


@pytest.mark.parametrize("moment", ["lock:1:", 'sql:1:UPDATE "effects_effectreport"'], ids=["paper", "row"])
def test_a_paper_is_there_once_and_not_half(house: RealHouse, moment: str) -> None:
    job, report = house.ask(REPORT)
    house.work_and_die(moment)
    look = (
        f"[bool(EffectReport.objects.get(pk={report}).pdf_id), dict(StoredFile.objects.values_list('digest', 'size'))]"
    )
    between, (is_printed, stored) = house.finish(job, look)

    assert between == [False, {}]
    assert is_printed and len(stored) == 2
    there = {path.name: path.stat().st_size for path in (house.folder / "files").rglob("*") if path.is_file()}
    assert there == stored


MERGE = """
from django.test import Client
from tests.factories import DeskFactory, OrganisationFactory, PersonFactory, officer_of
desk = DeskFactory(); by = officer_of(desk)
keep, gone = (OrganisationFactory(desk=desk, name=name) for name in ("Nordvand A/S", "Nordvand"))
PersonFactory(desk=desk, organisation=gone)
client = Client(); client.force_login(by, backend="greendesk.desks.signin.AccountBackend")
answer = [desk.pk, keep.pk, gone.pk, client.cookies["sessionid"].value]
"""


def test_what_was_sent_to_a_killed_web_page_is_not_half_done_and_can_be_sent_again(house: RealHouse) -> None:
    desk, keep, gone, session = house.ask(MERGE)
    there = f"/duplicates/organisation/{keep}/{gone}/"
    look = f"[Organisation.objects.filter(desk={desk}).count(), Person.objects.filter(organisation={keep}).count(), "
    look += f"LogEntry.objects.filter(verb='organisation.merged').count(), Trash.objects.filter(desk={desk}).count()]"
    with web_page(house, 'sql:1:INSERT INTO "desks_trash"') as (mortal, port):  # people have moved, one body is gone
        with pytest.raises((OSError, http.client.HTTPException)):
            send(port, there, session)
        assert mortal.wait(30) == KILLED
    between = house.ask(f"answer = {look}")
    with web_page(house, "") as (_living, port):
        assert send(port, there, session) == 302

    assert between == [2, 0, 0, 0]
    assert house.ask(f"answer = {look}") == [1, 1, 1, 1]


@contextlib.contextmanager
def web_page(house: RealHouse, moment: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The web process as `desk up` starts it, answering."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "--log-level", "warning"]
    web = house.spawn_mortal(moment, *command, "greendesk.wsgi:application")
    try:
        end = time.monotonic() + 60
        while web.poll() is None and time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield web, port
    finally:
        web.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            web.wait(20)
        web.kill()
        web.wait()


def send(port: int, path: str, session: str) -> int:
    """A form without fields, as a browser of the signed-in officer posts it; the status of the answer."""
    token = "a" * 32
    headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", path, headers=headers)
        return connection.getresponse().status
