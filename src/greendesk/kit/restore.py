"""Restore: what `backup` wrote comes back, into an empty database of either kind, or nothing is changed.

A backup is read with the models of its own day (the historical models at its migrations) and migrated forward
afterwards, so that an older backup fits a newer greendesk.
"""

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import jobs
from .backup import CHUNK, FORMAT, Manifest, Part, models_in_order, own_fields, stored_files
from .errors import DomainError
from .models import WorkerBeat

BATCH = 500
MADE_BY_MIGRATING = {"contenttypes.contenttype", "auth.permission"}


class NotABackup(DomainError):
    code = "backup.not_a_backup"
    message = _("%(path)s is not a backup of greendesk (%(why)s). Nothing was changed.")


class Damaged(DomainError):
    code = "backup.damaged"
    message = _("The backup is damaged: %(part)s is not what was written. Nothing was changed.")


class TooNew(DomainError):
    code = "backup.too_new"
    message = _("This backup was made by a newer greendesk (%(version)s); upgrade first. Nothing was changed.")


class NotEmpty(DomainError):
    code = "backup.not_empty"
    message = _(
        "This database already holds data (%(rows)s in %(model)s); restore into an empty one, "
        "or say --replace to lose what is there. Nothing was changed."
    )


class InUse(DomainError):
    code = "backup.in_use"
    message = _("greendesk is running here (%(who)s); stop it before restoring. Nothing was changed.")


class DoesNotFit(DomainError):
    code = "backup.does_not_fit"
    message = _("%(model)s could not be restored: %(why)s. Nothing was changed.")


def restore_backup(path: Path, *, replace: bool = False) -> Manifest:
    """Bring everything back: rows in one transaction, files before it, the migrations since then after it.

    Raises a refusal, with nothing changed, when the backup is damaged or newer than this greendesk, when the database
    holds data and `replace` is false, and when a worker lives.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as problem:
        raise NotABackup(path=str(path), why=str(problem)) from problem
    with archive:
        manifest = read_manifest(archive, path)
        verify(archive, manifest)
        refuse_running()
        registry = _registry_of(manifest, replace=replace)
        _put_files(archive, manifest, replace=replace)
        with transaction.atomic():
            _empty_tables()
            for part, model in _parts_and_models(manifest, registry):
                _put_rows(archive, part, model)
            _reset_sequences(registry)
            connection.check_constraints()
        call_command("migrate", verbosity=0, interactive=False)
        if replace:
            _drop_other_files(manifest)
        _put_secret(archive)
    return manifest


def read_manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        raw = json.loads(archive.read("manifest.json"))
        rows, files = ([Part(**part) for part in raw.pop(kind)] for kind in ("models", "files"))
        manifest = Manifest(**raw, models=rows, files=files)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as problem:
        raise NotABackup(path=str(path), why=f"manifest: {problem}") from problem
    if manifest.format != FORMAT:
        raise TooNew(version=manifest.version)
    return manifest


def verify(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Read every part once, before anything is changed."""
    expected = {f"rows/{part.name}.jsonl": part.sha256 for part in manifest.models}
    expected |= {f"files/{part.name}": part.sha256 for part in manifest.files}
    expected["secret_key"] = manifest.secret_sha256
    for name, sha256 in expected.items():
        try:
            with archive.open(name) as source:
                found = _digest(iter(lambda: source.read(CHUNK), b""))
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, ValueError) as problem:
            raise Damaged(part=name) from problem
        if found != sha256:
            raise Damaged(part=name)


def refuse_running() -> None:
    """Workers of this database, or a desk on this data folder, must be stopped by their owner first."""
    beats = WorkerBeat._meta.db_table in connection.introspection.table_names()
    if beats and (living := jobs.living_workers(timezone.now())):
        raise InUse(who=", ".join(f"worker {sign.pid} on {sign.host.split()[0]}" for sign in living))


def _registry_of(manifest: Manifest, *, replace: bool) -> Apps:
    """The models as they were when the backup was made, with this database's tables brought to that shape."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    wanted = {(app, name) for app, names in manifest.migrations.items() for name in names}
    living_apps = {app for app, _name in known}
    if any(node not in known for node in wanted if node[0] in living_apps):
        raise TooNew(version=manifest.version)
    if not replace:
        refuse_filled()
    targets = [node for node in wanted & known.keys() if not _children_within(executor, node, wanted)]
    behind = wanted & known.keys() != set(executor.loader.applied_migrations) & known.keys()
    if behind and replace and _is_migrated():
        refuse_filled()  # changing the shape of filled tables is not undone by a failed restore
    if behind:
        executor.migrate(sorted(targets))
        executor = MigrationExecutor(connection)
    return executor.loader.project_state(sorted(targets)).apps


def _children_within(executor: MigrationExecutor, node: tuple[str, str], wanted: set[tuple[str, str]]) -> bool:
    return any(
        child.key in wanted and child.key[0] == node[0] for child in executor.loader.graph.node_map[node].children
    )


def _is_migrated() -> bool:
    return bool(MigrationRecorder(connection).applied_migrations())


def refuse_filled() -> None:
    """Rows that migrating itself makes do not count: a model says so with `filled_by_migrations = True`."""
    tables = set(connection.introspection.table_names())
    for model in models_in_order(apps):
        name = model._meta.label_lower
        if name in MADE_BY_MIGRATING or getattr(model, "filled_by_migrations", False):
            continue
        if model._meta.db_table in tables and (rows := model._base_manager.count()):
            raise NotEmpty(rows=rows, model=name)


def _empty_tables() -> None:
    tables = set(connection.introspection.table_names())
    names = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    ours = sorted(set(names) & tables)
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), ours, reset_sequences=False, allow_cascade=False):
            cursor.execute(statement)


def _parts_and_models(manifest: Manifest, registry: Apps) -> Iterator[tuple[Part, type[models.Model]]]:
    for part in manifest.models:
        try:
            yield part, registry.get_model(part.name)
        except LookupError:  # an app that greendesk no longer has
            continue


def _put_rows(archive: zipfile.ZipFile, part: Part, model: type[models.Model]) -> None:
    columns = own_fields(model)
    with archive.open(f"rows/{part.name}.jsonl") as source:
        lines = iter(source)
        while batch := [line for _turn, line in zip(range(BATCH), lines, strict=False)]:
            try:
                rows = [_row(model, columns, json.loads(line)) for line in batch]
                _insert(model, columns, rows)
            except (KeyError, ValueError, TypeError, ArithmeticError, ValidationError, DatabaseError) as problem:
                raise DoesNotFit(model=part.name, why=str(problem).strip().splitlines()[0]) from problem
    put = model._base_manager.count()
    if put != part.size:
        raise DoesNotFit(model=part.name, why=f"{put} of {part.size} rows")


def _insert(model: type[models.Model], columns: list[models.Field[Any, Any]], rows: list[models.Model]) -> None:
    """What `save_base(raw=True)` does for one row, for many: no `auto_now`, no signals, keys as they were."""
    size = max(1, min(BATCH, connection.ops.bulk_batch_size([column.attname for column in columns], rows)))
    for start in range(0, len(rows), size):
        cast(Any, model._base_manager.all())._insert(
            rows[start : start + size], fields=columns, raw=True, using="default"
        )


def _row(model: type[models.Model], columns: list[models.Field[Any, Any]], plain: dict[str, Any]) -> models.Model:
    names = [column.attname for column in columns]
    return model.from_db("default", names, [_value(column, plain[column.attname]) for column in columns])


def _value(column: models.Field[Any, Any], plain: Any) -> Any:
    if isinstance(column, models.JSONField):
        value = json.loads(plain, cls=column.decoder)
        return models.Value(None, models.JSONField()) if value is None and not column.null else value
    if plain is None:
        return None
    if isinstance(column, models.DurationField):
        return timedelta(*plain)
    if isinstance(column, models.BinaryField):
        return base64.b64decode(plain)
    if isinstance(column, models.ForeignKey):
        return column.target_field.to_python(plain)
    return column.to_python(plain)


def _reset_sequences(registry: Apps) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_in_order(registry)):
            cursor.execute(statement)


# -- files and the key ---------------------------------------------------------------------------


def _put_files(archive: zipfile.ZipFile, manifest: Manifest, *, replace: bool) -> None:
    for part in manifest.files:
        if default_storage.exists(part.name):
            with default_storage.open(part.name) as there:
                if _digest(there.chunks(CHUNK)) == part.sha256:
                    continue
            if not replace:
                raise NotEmpty(rows=1, model=part.name)
            default_storage.delete(part.name)
        with archive.open(f"files/{part.name}") as source:
            default_storage.save(part.name, File(cast(IO[bytes], _Readable(source))))


def _digest(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


class _Readable:
    """A zip member as Django's storage wants it: it asks for nothing but `read`."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source

    def read(self, size: int = -1) -> bytes:
        return self.source.read(size)


def _drop_other_files(manifest: Manifest) -> None:
    kept = {part.name for part in manifest.files}
    for name in list(stored_files(default_storage)):
        if name not in kept:
            default_storage.delete(name)


def _put_secret(archive: zipfile.ZipFile) -> None:
    """The key of the backup replaces the one that this folder made for itself; a key from the environment stays."""
    path = Path(settings.DATA_DIR) / "secret_key"
    if os.environ.get("GREENDESK_SECRET_KEY") or not path.parent.is_dir():
        return
    fresh = path.with_name(f"secret_key.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(archive.read("secret_key"))
    fresh.replace(path)
