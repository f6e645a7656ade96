"""Take away each verb of docs/capabilities.md and see its test fail.

For every distinct (verb, test) of the table the test runs twice in one session: as it is, when it has to pass, and
with the verb replaced by something that raises, wherever a module holds it, when it has to fail. Rows for which that
is not so are printed and the exit code is 1. Slow, and therefore no part of the suite:

    .venv/bin/python tools/check_capabilities.py [S0 S1.3 …]
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "capabilities.md"
COLUMNS = ("id", "capability", "page", "verb", "test", "status")
NOTHING = "–"


class Removed(pytest.fail.Exception):
    """What a verb that is gone says: no `except Exception` swallows it, and pytest cleans up after it."""


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of every table whose head has our columns."""
    rows, inside = [], False
    for line in text.splitlines():
        cells = tuple(cell.strip().strip("`") for cell in line.strip().strip("|").split("|"))
        if cells == COLUMNS:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not set("".join(cells)) <= set("-: "):
            rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return rows


def find(dotted: str) -> Any:
    """`agreements.services.sign_agreement` under `greendesk`. Raises ImportError or AttributeError."""
    module, _dot, name = f"greendesk.{dotted}".rpartition(".")
    return getattr(import_module(module), name)


@contextmanager
def without(verb: Any) -> Iterator[None]:
    """Every name in a loaded module that means the verb means something that raises instead."""

    def removed(*args: Any, **kwargs: Any) -> Any:
        raise Removed(verb.__qualname__)

    held = [
        (module, name)
        for module in list(sys.modules.values())
        for name, value in list(getattr(module, "__dict__", {}).items())
        if value is verb
    ]
    for module, name in held:
        setattr(module, name, removed)
    try:
        yield
    finally:
        for module, name in held:
            setattr(module, name, verb)


class Removing:
    """Runs each test as it is and then without each of its verbs, and remembers what happened."""

    def __init__(self, verbs_of: dict[str, list[str]]) -> None:
        self.verbs_of = verbs_of
        self.failed: dict[tuple[str, str], bool] = {}  # (verb or "", test) -> whether any run of it failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> bool:
        test = item.nodeid.partition("[")[0]
        for verb in ("", *self.verbs_of[test]):
            if hasattr(item, "_request"):
                item._initrequest()
            if verb:
                with without(find(verb)):
                    reports = runtestprotocol(item, nextitem=nextitem, log=False)
            else:
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
            failed = any(report.failed for report in reports) or any(report.skipped for report in reports if not verb)
            self.failed[verb, test] = self.failed.get((verb, test), False) or failed
            print("." if failed == bool(verb) else "!", end="", flush=True)
            if failed and not verb:
                print("", *(report.longreprtext for report in reports if not report.passed), sep="\n")
        return True


def main(asked: list[str]) -> int:
    rows = [row for row in rows_of(TABLE.read_text(encoding="utf-8")) if row["test"] != NOTHING]
    if asked:
        rows = [row for row in rows if any(row["id"] == one or row["id"].startswith(f"{one}.") for one in asked)]
    verbs_of: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["verb"] not in verbs_of[row["test"]]:
            verbs_of[row["test"]].append(row["verb"])
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT)]
    removing = Removing(verbs_of)
    options = ["-qq", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-n", "0"]
    pytest.main([*options, *verbs_of], plugins=[removing])
    print()
    faults = [(row["id"], why) for row in rows if (why := _fault(row, removing.failed))]
    for key, why in faults:
        print(f"{key}: {why}")
    print(f"{len(rows)} rows, {sum(map(len, verbs_of.values()))} pairs, {len(faults)} faults")
    return 1 if faults else 0


def _fault(row: dict[str, str], failed: dict[tuple[str, str], bool]) -> str:
    verb, test = row["verb"], row["test"]
    if ("", test) not in failed:
        return f"{test} did not run"
    if failed["", test]:
        return f"{test} does not pass as it is"
    return "" if failed[verb, test] else f"{test} passes without {verb}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
