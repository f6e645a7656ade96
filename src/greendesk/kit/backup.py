"""Backup and restore: every row and every stored file in one zip, from either database into either.

The zip holds `manifest.json` (format, version, migrations, and per part its rows or bytes and SHA-256),
`rows/<app>.<model>.jsonl` (one row per line, in an order in which relations point backwards where that is possible),
`files/<name>` and `secret_key`, without which signed links already sent to guests would die.

Rows are written field by field with Django's own serialisation contract (`value_to_string`, `to_python`), and put back
as they were: no signals, no `auto_now`, no `save()`.
"""

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

FORMAT = 1
CHUNK = 1 << 20
TRANSIENT = {"kit.workerbeat", "kit.trycount"}


@dataclass(frozen=True)
class Part:
    name: str
    sha256: str
    size: int  # rows of a model, bytes of a file


@dataclass(frozen=True)
class Manifest:
    format: int
    version: str
    made_at: str
    engine: str
    migrations: dict[str, list[str]]
    models: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    secret_sha256: str = ""

    @property
    def rows(self) -> int:
        return sum(part.size for part in self.models)


# -- writing -------------------------------------------------------------------------------------


def write_backup(path: Path) -> Manifest:
    """Write everything to `path`: at once there or not at all, readable by its owner only."""
    part_path = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part_path.touch(mode=0o600)
        with part_path.open("w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write_parts(archive)
                archive.writestr("manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            out.flush()
            os.fsync(out.fileno())
        part_path.replace(path)
    finally:
        part_path.unlink(missing_ok=True)
    return manifest


def _write_parts(archive: zipfile.ZipFile) -> Manifest:
    with one_moment():
        migrations = _applied_migrations()
        written = [_write_model(archive, model) for model in models_in_order(apps)]
    files = [_write_file(archive, name) for name in sorted(stored_files(default_storage))]
    archive.writestr("secret_key", settings.SECRET_KEY)
    return Manifest(
        format=FORMAT,
        version=metadata.version("greendesk"),
        made_at=timezone.now().isoformat(),
        engine=connection.vendor,
        migrations=migrations,
        models=written,
        files=files,
        secret_sha256=hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest(),
    )


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that sees one moment of the database and lets others go on writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        sqlite = cast(Any, connections[connection.alias])
        mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = mode
        return
    with transaction.atomic():
        if not connection.savepoint_ids:  # the outermost transaction, as it is everywhere but in a test
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def models_in_order(registry: Apps) -> list[type[models.Model]]:
    """Every table once (joining tables too), each after those that its relations point to, cycles as they come."""
    kept = [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in TRANSIENT
    ]
    waiting = {model._meta.label_lower: model for model in sorted(kept, key=lambda model: model._meta.label_lower)}
    ordered: list[type[models.Model]] = []
    while waiting:
        free = [name for name, model in waiting.items() if not (_targets(model) - {name}) & waiting.keys()]
        for name in free or [next(iter(waiting))]:
            ordered.append(waiting.pop(name))
    return ordered


def _targets(model: type[models.Model]) -> set[str]:
    targets = [column.related_model for column in model._meta.local_concrete_fields if column.remote_field]
    concrete = [target._meta.concrete_model for target in targets if isinstance(target, type)]
    return {target._meta.label_lower for target in concrete if target is not None}


def own_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [column for column in model._meta.local_concrete_fields if not getattr(column, "generated", False)]


def _write_model(archive: zipfile.ZipFile, model: type[models.Model]) -> Part:
    digest, rows, columns = hashlib.sha256(), 0, own_fields(model)
    with archive.open(f"rows/{model._meta.label_lower}.jsonl", "w", force_zip64=True) as out:
        for row in model._base_manager.order_by("pk").iterator(chunk_size=2000):
            plain = {column.attname: _plain(column, row) for column in columns}
            line = json.dumps(plain, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            out.write(line)
            rows += 1
    return Part(name=model._meta.label_lower, sha256=digest.hexdigest(), size=rows)


def _plain(column: models.Field[Any, Any], row: models.Model) -> Any:
    """The value as JSON has it; `_value` turns it back."""
    value = column.value_from_object(row)
    if isinstance(column, models.JSONField):
        return json.dumps(value, ensure_ascii=False, cls=column.encoder)
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return [value.days, value.seconds, value.microseconds]
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return column.value_to_string(row)


def stored_files(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing has been stored yet
        return
    for name in names:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from stored_files(storage, f"{folder}/{name}" if folder else name)


def _write_file(archive: zipfile.ZipFile, name: str) -> Part:
    digest, size = hashlib.sha256(), 0
    with default_storage.open(name) as source, archive.open(f"files/{name}", "w", force_zip64=True) as out:
        for chunk in source.chunks(CHUNK):
            digest.update(chunk)
            out.write(chunk)
            size += len(chunk)
    return Part(name=name, sha256=digest.hexdigest(), size=size)


def _applied_migrations() -> dict[str, list[str]]:
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied
