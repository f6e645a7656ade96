"""How the directory's verbs take hold of a record: locked, their own to change, not changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from greendesk.desks.models import Account, Desk, LogEntry, Role
from greendesk.desks.sharing import DeskOwned
from greendesk.kit.errors import ChangedMeanwhile, NotYours

Row = TypeVar("Row", bound=DeskOwned)


def must_edit_at(desk: Desk, by: Account | None) -> None:
    """Raises NotYours unless the account edits records of that desk. `by=None` is the installation itself."""
    if by is not None and desk.pk not in by.editing_desk_ids:
        raise NotYours


def hold(row: Row, by: Account | None, *, revision: int | None = None) -> Row:
    """The row, locked. Raises NotYours, or ChangedMeanwhile when `revision` is no longer the newest."""
    rows: Any = type(row).objects
    if by is not None and not rows.editable_by(by).filter(pk=row.pk).exists():
        raise NotYours
    held: Row = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if revision is not None and revision != held.revision:
        entry = LogEntry.objects.of_record(held).select_related("account").first()
        who = entry.account.name if entry and entry.account else held.desk.name
        raise ChangedMeanwhile(who=who, revision=held.revision)
    return held


def reads_confidential(row: DeskOwned, by: Account) -> bool:
    """Whether the account reads what only officers of the owning desks read."""
    desks = {row.desk_id, *row.co_desks.values_list("pk", flat=True)}
    return any(by.roles.get(desk) in Role.confidential() for desk in desks)


def write(row: Row, facts: Mapping[str, Any], names: tuple[str, ...]) -> Row:
    """Set columns and count the revision up. Raises TypeError for a fact that the verb does not take."""
    if unknown := sorted(set(facts) - set(names)):
        raise TypeError(f"{type(row).__name__} takes no {', '.join(unknown)}")
    for name, value in facts.items():
        setattr(row, name, value)
    if row.pk:
        row.revision += 1
    row.save()
    return row
