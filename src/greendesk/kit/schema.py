"""An empty database gets its tables at once instead of step by step.

Replaying every migration into an empty SQLite database costs half a minute, nearly all of it spent rendering
historical models. The tables of today are made directly and the migrations noted as applied; the suite holds
both ways against each other, column by column and constraint by constraint.
"""

from django.apps import apps
from django.core.management import call_command
from django.db import connection


def open_schema() -> None:
    """Make all tables of an empty database and note every migration as applied. All or nothing where the engine can."""
    models = [
        m for m in apps.get_models(include_auto_created=True) if m._meta.can_migrate(connection) and not m._meta.proxy
    ]
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()  # the editor refuses to work inside a transaction otherwise
    with connection.schema_editor(atomic=True) as editor:
        for model in models:
            if not model._meta.auto_created:
                editor.create_model(model)
    if connection.vendor == "sqlite":
        connection.enable_constraint_checking()
    call_command("migrate", fake=True, verbosity=0, interactive=False)
