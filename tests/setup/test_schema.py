"""The tables made at once are those that the migrations make."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite


def made_by(code: str, folder: Path) -> dict[str, tuple[object, ...]]:
    """Tables of a fresh SQLite database after `code`: columns, indexes and checks, in no order."""
    folder.mkdir()
    env = {**os.environ, "GREENDESK_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "greendesk.settings.dev"}
    env.pop("DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import django; django.setup(); {code}"], env=env, check=True
    )
    with sqlite3.connect(folder / "greendesk.sqlite3") as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {name: described(database, name) for name in tables if not name.startswith("sqlite_")}


def described(database: sqlite3.Connection, table: str) -> tuple[object, ...]:
    columns = {
        (name, kind, notnull) for _n, name, kind, notnull, _d, _p in database.execute(f"pragma table_info({table})")
    }
    keys = {
        (column, target) for _i, _s, target, column, *_rest in database.execute(f"pragma foreign_key_list({table})")
    }
    (sql,) = database.execute("select sql from sqlite_master where name = ?", [table]).fetchone()
    named = set(re.findall(r'CONSTRAINT "([^"]+)"', sql))
    unique = {name for _n, name, is_unique, *_rest in database.execute(f"pragma index_list({table})") if is_unique}
    return columns, keys, named, {name for name in unique if not name.startswith("sqlite_autoindex")}


def test_both_ways_lead_to_the_same_tables(tmp_path: Path):
    stepwise = made_by(
        "from django.core.management import call_command; call_command('migrate', verbosity=0)", tmp_path / "a"
    )
    at_once = made_by("from greendesk.kit.schema import open_schema; open_schema()", tmp_path / "b")
    assert at_once.keys() == stepwise.keys()
    assert {name: table for name, table in at_once.items() if table != stepwise[name]} == {}


def test_no_migration_fills_in_data_that_the_short_way_would_miss():
    folder = Path(__file__).parents[2] / "src" / "greendesk"
    steps = [
        path
        for path in folder.glob("*/migrations/0*.py")
        if re.search(r"RunPython|RunSQL", path.read_text(encoding="utf-8"))
    ]
    assert steps == []
