"""A backup brings everything back, on either database, or changes nothing."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.setup.houses import WAYS, Builder, House

PLANT = """
import uuid
from datetime import *
from decimal import Decimal
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.contrib.auth.models import Group, Permission, User
Tree.objects.create(pk=11, name="early child of a later parent", parent=None)
Tree.objects.create(pk=90, name="根")
Tree.objects.filter(pk=11).update(parent=90)
Special.objects.create(pk=95, name="special", extra="sonder", parent_id=11)
Tree.objects.get(pk=11).friends.set([11, 95])
common = dict(at=datetime(2025, 3, 1, 12, 0, 0, 123457, tzinfo=timezone.utc), share=0.1 + 0.2)
full = Everything.objects.create(key=uuid.UUID(int=7), tree_id=95, amount=Decimal("12345678901.0050"), is_public=False,
    on=date(1999, 12, 31), clock=time(23, 59, 59, 999999), lasts=timedelta(days=-3, microseconds=5), raw=b"\\x00\\xff",
    facts={"zh": "成都", "n": [1, 2.5, None]}, more={"d": "2025-01-01"}, since=(2011, 9), **common)
full.paper.save("pass.pdf", ContentFile(b"%PDF" + bytes(range(256)) * 5000))
empty = Everything(key=uuid.UUID(int=8), tree_id=11, raw=b"", facts=None, since=(2012,), **common)
from django.db.models import JSONField, Value
empty.facts = Value(None, JSONField()); empty.save()
Between.objects.create(everything=full, tree_id=90, why="line one\\nline two \\u2028 'quoted' = 1+1")
Everything.objects.update(changed_at=datetime(2001, 1, 1, 1, 1, 1, 7, tzinfo=timezone.utc))
group = Group.objects.create(name="officers"); group.permissions.set(Permission.objects.order_by("-pk")[:3])
User.objects.create_user("anna").groups.add(group)
default_storage.save("deep/er/名.txt", ContentFile("没有".encode()))
jobs.enqueue(tasks.finish_at_once, "waiting", label="waits")
answer = 1
"""
LOOK = """
import hashlib
from pprint import pformat  # sorts the keys of JSON, which PostgreSQL keeps in an order of its own
from django.apps import apps
from django.core.files.storage import default_storage
plain = lambda value: bytes(value) if isinstance(value, memoryview) else value
rows = {model._meta.label_lower: sorted(pformat({name: plain(value) for name, value in row.items()}, width=9999)
        for row in model._base_manager.values()) for model in backup.models_in_order(apps)}
files = {n: hashlib.sha256(default_storage.open(n).read()).hexdigest() for n in backup.stored_files(default_storage)}
answer = [rows, files]
"""


def planted(house: House) -> House:
    house.ask(PLANT)
    return house


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_every_row_and_file_comes_back_on_either_database(
    builder: Builder, tmp_path: Path, source: str, target: str
) -> None:
    old, new = planted(builder.build(source)), builder.build(target, migrated=target == "sqlite")
    zip_path = tmp_path / "all.zip"
    key_before = (old.folder / "secret_key").read_text()

    old.run("backup", str(zip_path))
    new.run("restore", str(zip_path))

    before, after = old.ask(LOOK), new.ask(LOOK)
    assert before[0]["small_rooms.everything"] and len(before[1]) == 2
    assert after == before
    assert (new.folder / "secret_key").read_text() == key_before
    assert zip_path.stat().st_mode & 0o077 == 0
    assert new.ask("answer = Tree.objects.create(name='next').pk") == 96  # sequences know what is taken
    assert new.run("worker", "--once") == "1 jobs run"


def test_a_backup_begins_no_write_that_others_wait_for(house: House, tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from django.db import connection
from django.test.utils import CaptureQueriesContext
with CaptureQueriesContext(connection) as seen:
    backup.write_backup(Path({str(tmp_path / "a.zip")!r}))
answer = [q["sql"] for q in seen if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE") or "IMMEDIATE" in q["sql"]]
"""
    assert house.ask(code) == []


@pytest.fixture
def made(builder: Builder, tmp_path: Path) -> Path:
    path = tmp_path / "made.zip"
    planted(builder.build("sqlite")).run("backup", str(path))
    return path


def rewritten(source: Path, target: Path, change: "dict[str, bytes]") -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return target


def test_a_filled_database_is_refused_and_replaced_only_on_request(house: House, made: Path) -> None:
    house.ask("Tree.objects.create(name='ours'); answer = 1")

    assert "already holds data (1 in small_rooms.tree)" in house.run("restore", str(made), fails=True)
    assert house.ask("answer = [t.name for t in Tree.objects.all()]") == ["ours"]
    house.run("restore", str(made), "--replace")
    assert house.ask("answer = sorted(Tree.objects.values_list('pk', flat=True))") == [11, 90, 95]


@pytest.mark.parametrize("part", ["rows/small_rooms.tree.jsonl", "files/deep/er/名.txt", "secret_key"])
def test_a_damaged_backup_changes_nothing(builder: Builder, made: Path, tmp_path: Path, part: str) -> None:
    house = builder.build("sqlite")
    damaged = rewritten(made, tmp_path / "damaged.zip", {part: b"x"})

    assert f"damaged: {part}" in house.run("restore", str(damaged), fails=True)
    assert house.ask("answer = Tree.objects.count()") == 0


def test_rows_that_do_not_fit_leave_the_old_ones_where_they_are(house: House, made: Path, tmp_path: Path) -> None:
    import hashlib

    house.ask("Tree.objects.create(name='ours'); answer = 1")
    with zipfile.ZipFile(made) as archive:
        rows = archive.read("rows/small_rooms.between.jsonl").replace(b"90", b"91")  # refers to nothing
        manifest = json.loads(archive.read("manifest.json"))
    part = next(part for part in manifest["models"] if part["name"] == "small_rooms.between")
    part["sha256"] = hashlib.sha256(rows).hexdigest()
    change = {"rows/small_rooms.between.jsonl": rows, "manifest.json": json.dumps(manifest).encode()}

    house.run("restore", str(rewritten(made, tmp_path / "misfit.zip", change)), "--replace", fails=True)
    assert house.ask("answer = [t.name for t in Tree.objects.all()]") == ["ours"]


def test_what_is_no_backup_or_too_new_is_refused_in_one_sentence(builder: Builder, made: Path, tmp_path: Path) -> None:
    house = builder.build("sqlite")
    text = tmp_path / "text.zip"
    text.write_text("not a zip")
    with zipfile.ZipFile(made) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["migrations"]["kit"].append("9999_from_the_future")
    newer = rewritten(made, tmp_path / "newer.zip", {"manifest.json": json.dumps(manifest).encode()})

    assert "is not a backup of greendesk" in house.run("restore", str(text), fails=True)
    assert "made by a newer greendesk" in house.run("restore", str(newer), fails=True)
    assert house.run("restore", str(tmp_path / "absent.zip"), fails=True).count("\n") == 0


def test_an_older_backup_is_read_with_the_models_of_its_day(builder: Builder, made: Path) -> None:
    """The last migration of the small rooms adds nothing that the backup has: it is taken back, then applied again."""
    house = builder.build("sqlite", migrated=False)
    with zipfile.ZipFile(made) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert "0002_remember" in manifest["migrations"]["small_rooms"]
        names = [name for name in archive.namelist() if name != "rows/small_rooms.later.jsonl"]
        parts = {name: archive.read(name) for name in names}
    manifest["migrations"]["small_rooms"].remove("0002_remember")
    manifest["models"] = [part for part in manifest["models"] if part["name"] != "small_rooms.later"]
    older = made.with_name("older.zip")
    with zipfile.ZipFile(older, "w") as archive:
        for name, content in {**parts, "manifest.json": json.dumps(manifest).encode()}.items():
            archive.writestr(name, content)

    house.run("restore", str(older))
    assert house.ask("answer = [Tree.objects.count(), Later.objects.count()]") == [3, 0]


def test_a_living_worker_stands_in_the_way(house: House, made: Path) -> None:
    house.ask("import os; jobs.beat('away', 1); jobs.WorkerBeat.objects.update(host='elsewhere'); answer = 1")

    assert "greendesk is running here (worker 1 on elsewhere)" in house.run("restore", str(made), fails=True)
