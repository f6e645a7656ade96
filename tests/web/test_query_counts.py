"""No page asks the database more when there is more to show: every page without arguments, and the busiest of each kind.

The register is the one that the benchmark of pages makes, in small, and again twice as large.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from greendesk.atlas.loading import load_atlas

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.environ.get("GREENDESK_SLOW") != "1", reason="makes two registers; GREENDESK_SLOW=1 runs it"),
]
BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "pages"
BY_KIND = ("translations", "search")
KINDS = 8


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """Size → page → queries, in a register that is gone afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARK))
    import generate
    import which

    load_atlas()

    def count(*numbers: int) -> dict[str, int]:
        found = {}
        with transaction.atomic():
            for name, address, client in which.pages(generate.Maker(generate.Size(*numbers)).make()):
                with CaptureQueriesContext(connection) as queries:
                    client.get(address)
                found[name] = len(queries)
            transaction.set_rollback(True)
        return found

    yield count
    for name in ("generate", "rooms", "which"):
        sys.modules.pop(name, None)


def test_twice_the_register_costs_the_same_queries(measured):
    """A list asks exactly as often. A search and a record's own page ask once for each kind of record they find, which
    more records may make a few more; a query for each row would be dozens. A form asks once more for each kind of name
    that has become too many for a select: whose they are."""
    small, large = measured(2, 6, 40, 24, 120), measured(2, 12, 80, 48, 240)
    both = {name for name in small.keys() & large.keys() if "?q=" not in name or name.startswith("search")}
    grown = {
        name: (small[name], large[name])
        for name in both
        if large[name]
        > small[name] + (KINDS if name.startswith(BY_KIND) or name.endswith(("(busiest)", "-new")) else 0)
    }

    assert grown == {}
    assert len(both) > 80
    assert {"today", "agreements", "companies", "fit-board", "visits", "outbox", "people", "board", "effects"} <= both
