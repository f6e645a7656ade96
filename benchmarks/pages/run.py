"""Times and query counts of every list, at desk and nation size.

    .venv/bin/python benchmarks/pages/run.py [--size desk|nation|both] [--times 20] [--write docs/speed.md]

Each page is asked through Django's test client by an officer of the largest desk, on a database file of its own; beside
it, in the same run, the floor: the same client asking for an address that only redirects. Rendering is as in
production: what the test runner adds to templates, a copy of every context, is left out. Milliseconds are of this
machine at this hour; how even that hour was, a fixed sum tells that is counted before each page. Where others work on
the machine at the same time, CPU milliseconds tell more than those of the clock.
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
import textwrap
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
from django.test import Client
from django.test.utils import CaptureQueriesContext
from generate import SIZES, Maker
from which import pages

from greendesk.desks.models import Account


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


LIMIT_MS = 150


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


def yardstick() -> float:
    """CPU milliseconds of a fixed sum: the same on a machine that runs evenly."""
    begin = time.process_time()
    sum(range(1_000_000))
    return 1000 * (time.process_time() - begin)


def measure(size: str, times: int, keep: Path | None, only: str, sums: list[float]) -> dict[str, Asked]:
    """Page → what it cost. `sums` takes the yardstick's milliseconds before each page."""
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
            sums.append(yardstick())
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
        if not all(page in table for table in tables.values()):
            continue
        cells = [
            f"{one.median:.0f} / {one.p95:.0f} | {statistics.median(one.cpu):.0f} / {one.cpu_p95:.0f} | {one.queries}"
            for one in (table[page] for table in tables.values())
        ]
        lines.append(f"| {page} | " + " | ".join(cells) + f" | {last.size / 1024:.0f} |")
    return "\n".join(lines)


def verdict(tables: dict[str, dict[str, Asked]], sums: list[float]) -> str:
    """What the table shows and what it does not, from the numbers themselves."""
    name, last = list(tables.items())[-1]
    asked = [one for table in tables.values() for one in table.values()]
    waited = sum(sum(one.wall) for one in asked) / sum(sum(one.cpu) for one in asked)
    said = (
        f"The clock ran {waited:.2f} times the CPU's time; the fixed sum took {min(sums):.0f} ms at best, "
        f"{statistics.median(sums):.0f} at the median and {p95(sums):.0f} at p95. "
    )
    for low, high in ((LIMIT_MS, math.inf), (LIMIT_MS * 2 // 3, LIMIT_MS)):
        over = sorted((one.cpu_p95, page) for page, one in last.items() if low <= one.cpu_p95 < high)[::-1]
        named = ", ".join(f"{page} ({cost:.0f})" for cost, page in over) or "none"
        kind = f"{low} ms of CPU or more" if high == math.inf else f"{low} to {high} ms of CPU"
        said += f"At {name} size {len(over)} of {len(last)} pages cost {kind} at p95: {named}. "
    first = next(iter(tables.values()))
    grown = {
        page: (first[page].queries, one.queries)
        for page, one in last.items()
        if page in first and one.queries != first[page].queries
    }
    said += f"Query counts are the same at both sizes on {sum(page in first for page in last) - len(grown)} pages"
    named = ", ".join(f"{page} ({a} and {b})" for page, (a, b) in grown.items())
    return textwrap.fill(
        said + (f"; they differ, by the kinds of record found, on {named}." if grown else "."),
        120,
        break_on_hyphens=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["desk", "nation", "both"], default="both")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--keep", type=Path, help="folder where the databases stay and are used again")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    options = parser.parse_args()
    sums: list[float] = []
    sizes = ["desk", "nation"] if options.size == "both" else [options.size]
    tables = {size: measure(size, options.times, options.keep, options.only, sums) for size in sizes}
    table = as_markdown(tables)
    print(table)
    if options.write:
        head = (
            "# Times and query counts\n\n"
            + (__doc__ or "")
            + f"\nOn {connection.vendor}, {os.cpu_count()} cores, {options.times} askings a page.\n\n{verdict(tables, sums)}\n\n"
        )
        options.write.write_text(head + table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
