"""Times and query counts of every list, at desk and nation size.

    .venv/bin/python benchmarks/pages/run.py [--size desk|nation|both] [--times 20] [--write docs/speed.md]

Each page is asked through Django's test client by an officer of the largest desk, on a database file of its own; beside
it, in the same run, the floor: the same client asking for an address that only redirects. Milliseconds are of this
machine at this hour, and where others work on it at the same time CPU milliseconds tell more than those of the clock.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greendesk.settings.test")
sys.path.insert(0, str(Path(__file__).parent))
if not os.environ.get("DATABASE_URL"):
    os.environ["GREENDESK_DATA_DIR"] = tempfile.mkdtemp(prefix="greendesk-pages-")

import django

django.setup()

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse
from generate import SIZES, Maker

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place
from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import Account
from greendesk.directory.models import Organisation, Person
from greendesk.effects.models import EffectClaim, Indicator
from greendesk.events.models import Event
from greendesk.followups.models import Lead
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import MeetingDay
from greendesk.missions.models import Mission
from greendesk.projects.models import Project
from greendesk.visits.models import Delegation
from greendesk.web.urls import urlpatterns

ASKED = {
    "agreements": ["?q=河北"],
    "companies": ["?q=vatten"],
    "people": ["?q=王"],
    "challenges": ["?q=污水"],
    "search": ["?q=河北", "?q=vatten", "?q=värme"],
    "today": ["?print=1"],
}
BUSIEST = {
    "agreement": (Agreement, "delegations"),
    "company": (Company, "registrations"),
    "challenge": (Challenge, "suggestions"),
    "chances": (Company, "suggestions"),
    "mission": (Mission, "applications"),
    "delegation": (Delegation, "programmes__stops__answers"),
    "delegation-live": (Delegation, "programmes__stops__answers"),
    "meeting-day": (MeetingDay, "versions__placements"),
    "meeting-day-live": (MeetingDay, "meetings"),
    "event": (Event, "registrations"),
    "lead": (Lead, "pulses"),
    "indicator": (Indicator, "observations"),
    "effect": (EffectClaim, "agreements"),
    "project": (Project, "partners"),
    "organisation": (Organisation, "contact_notes"),
    "person": (Person, "positions"),
    "site": (ReferenceSite, "stops"),
    "agreement-edit": (Agreement, "delegations"),
    "lead-edit": (Lead, "pulses"),
}
SPEAKERS = ("export@example.org", "owner@example.org", "host@example.org")
FLOOR = "(floor: a redirect)"


def plain() -> list[tuple[str, str]]:
    """Every page of ours that takes no arguments, with what is asked of the searchable ones."""
    found = []
    for pattern in urlpatterns:
        if not pattern.pattern.converters and pattern.name != "home":
            base = reverse(f"web:{pattern.name}")
            found += [(f"{pattern.name}{ask}", base + ask) for ask in ["", *ASKED.get(pattern.name, [])]]
    return found


def details(officer: Account) -> list[tuple[str, str]]:
    """The busiest record of each kind, by the relation that makes its page long; and the busiest place."""
    found = []
    for name, (model, relation) in BUSIEST.items():
        rows = model.objects.ours(officer).order_by()
        busiest = rows.annotate(weight=Count(relation, distinct=True)).order_by("-weight", "pk").first()
        found.append((f"{name} (busiest)", reverse(f"web:{name}", args=[busiest.pk])))
    place = Place.objects.annotate(weight=Count("delegations")).order_by("-weight", "pk").first()
    return [*found, ("place (busiest)", reverse("web:place", args=[place.code]))]


def signed_in(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account, backend="greendesk.desks.signin.AccountBackend")
    return client


def pages(officer: Account) -> list[tuple[str, str, Client]]:
    """Name, address and who asks: the officer, else whoever speaks for an organisation. Only what answers with a page."""
    clients = [signed_in(one) for one in (officer, *Account.objects.filter(email__in=SPEAKERS).order_by("pk"))]
    found = [(FLOOR, reverse("web:home"), clients[0])]
    for name, address in [*plain(), *details(officer)]:
        for client in clients if name.startswith("my-") else clients[:1]:
            answer = client.get(address)
            if answer.status_code >= 500:
                print(f"{name}: {answer.status_code}, left out", file=sys.stderr)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found.append((name, address, client))
                break
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page cost: wall and CPU milliseconds of each asking, queries, bytes of the answer."""

    wall: list[float]
    cpu: list[float]
    queries: int
    size: int

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        return p95(self.wall)

    @property
    def cpu_p95(self) -> float:
        return p95(self.cpu)


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, math.ceil(0.95 * len(values)) - 1)]


def timed(client: Client, address: str, times: int) -> Asked:
    """One asking to warm up, `times` that count, one to count queries."""
    assert client.get(address).status_code in (200, 302), address
    wall, cpu = [], []
    for _n in range(times):
        begin, begin_cpu = time.perf_counter(), time.process_time()
        client.get(address)
        wall.append(1000 * (time.perf_counter() - begin))
        cpu.append(1000 * (time.process_time() - begin_cpu))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    return Asked(wall, cpu, len(queries), len(response.content))


def officer_of(size: str, database: Path) -> Account:
    """Somebody who works at the largest desk of a register of this size, made now unless it was kept."""
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = connection.settings_dict["TEST"]["NAME"] = str(
        database
    )
    if database.exists() and connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(database)
        if officer := Account.objects.filter(email="officer@example.org").first():
            return officer
    settings.MIGRATION_MODULES = {
        app.label: None for app in apps.get_app_configs()
    }  # from the models, as the suite does
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    begin = time.perf_counter()
    officer = Maker(SIZES[size]).make()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{size}: made in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return officer


def measure(size: str, times: int, keep: Path | None, only: str) -> dict[str, Asked]:
    """Page → what it cost."""
    old_name = connection.settings_dict["NAME"]
    folder = keep or Path(tempfile.mkdtemp(prefix="greendesk-pages-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        asked = pages(officer_of(size, folder / f"{size}.sqlite3"))
        gc.collect()
        gc.freeze()
        table = {}
        for name, address, client in asked:
            if only and only not in name:
                continue
            table[name] = one = timed(client, address, times)
            print(
                f"{name:24} {one.median:8.1f} {one.p95:8.1f} ms, {statistics.median(one.cpu):8.1f} {one.cpu_p95:8.1f} ms CPU {one.queries:4} queries",
                file=sys.stderr,
            )
        return table
    finally:
        connection.creation.destroy_test_db(old_name, verbosity=0, keepdb=bool(keep))
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def as_markdown(tables: dict[str, dict[str, Asked]]) -> str:
    lines = [
        "| page | " + " | ".join(f"{s}: median / p95 ms | CPU ms | queries" for s in tables) + " | kB |",
        "|---|" + "---:|" * (3 * len(tables) + 1),
    ]
    for page, last in list(tables.values())[-1].items():
        cells = [
            f"{one.median:.0f} / {one.p95:.0f} | {statistics.median(one.cpu):.0f} / {one.cpu_p95:.0f} | {one.queries}"
            for one in (table[page] for table in tables.values())
        ]
        lines.append(f"| {page} | " + " | ".join(cells) + f" | {last.size / 1024:.0f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["desk", "nation", "both"], default="both")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--keep", type=Path, help="folder where the databases stay and are used again")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    options = parser.parse_args()
    setup_test_environment()
    load = os.getloadavg()
    sizes = ["desk", "nation"] if options.size == "both" else [options.size]
    table = as_markdown({size: measure(size, options.times, options.keep, options.only) for size in sizes})
    print(table)
    if options.write:
        head = (
            "# Times and query counts\n\n"
            + (__doc__ or "")
            + f"\nOn {connection.vendor}, {options.times} askings a page; load average {load[0]:.0f} on {os.cpu_count()} cores when it began.\n\n"
        )
        options.write.write_text(head + table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
