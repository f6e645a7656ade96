"""The logbook: one line for every verb, written inside the verb's own transaction."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from .models import Account, Desk, LogEntry


def record(
    verb: str,
    *,
    by: Account | AnonymousUser | None,
    on: models.Model | None = None,
    desk: Desk | int | None = None,
    **facts: Any,
) -> LogEntry:
    """Write one line: `verb` such as "agreement.signed", `on` the record it changed, facts as keys and codes."""
    desk_id = desk if isinstance(desk, int) else desk.pk if desk else getattr(on, "desk_id", None)
    return LogEntry.objects.create(
        verb=verb,
        account=by if isinstance(by, Account) else None,
        desk_id=desk_id,
        kind=on._meta.label_lower if on else "",
        record=on.pk if on else None,
        facts=facts,
    )
