"""How a verb of this floor or above takes hold of a record: locked, its own to change, and not changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from greendesk.desks.models import Account, Desk, LogEntry, Role
from greendesk.desks.sharing import DeskOwned
from greendesk.kit.errors import ChangedMeanwhile, NotYours

Row = TypeVar("Row", bound=DeskOwned)


def must_edit_at(desk: Desk, by: Account | None) -> None:
    """Raises NotYours unless the account edits the records of that desk. `by=None` is the installation itself."""
    if by is not None and desk.pk not in by.editing_desk_ids:
        raise NotYours


def hold(row: Row, by: Account | None, *, revision: int | None = None, owned: bool = True) -> Row:
    """The row, locked. Raises NotYours for a stranger and ChangedMeanwhile when `revision` is no longer the newest.

    `owned=False` leaves the question of who may to the caller.
    """
    rows: Any = type(row).objects
    if owned and by is not None and not rows.editable_by(by).filter(pk=row.pk).exists():
        raise NotYours
    held: Row = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if revision is not None and revision != held.revision:
        raise ChangedMeanwhile(who=last_hand(held), revision=held.revision)
    return held


def last_hand(row: DeskOwned) -> str:
    entry = LogEntry.objects.of_record(row).select_related("account").first()
    return entry.account.name if entry and entry.account else row.desk.name


def write(row: Row, facts: Mapping[str, Any], names: Iterable[str]) -> Row:
    """Set plain columns, then sets of rows, and count the revision up. Raises TypeError for a fact that has no column."""
    unknown = sorted(set(facts) - set(names))
    if unknown:
        raise TypeError(f"{type(row).__name__} takes no {', '.join(unknown)}")
    many = {f.name for f in type(row)._meta.many_to_many}
    for name, value in facts.items():
        if name not in many:
            setattr(row, name, value)
    if row.pk:
        row.revision = row.revision + 1
    row.save()
    for name, value in facts.items():
        if name in many:
            getattr(row, name).set(value)
    return row


def is_officer(account: Account, desk: Desk) -> bool:
    return account.roles.get(desk.pk) in Role.editing()


__all__ = ["hold", "is_officer", "last_hand", "must_edit_at", "write"]
