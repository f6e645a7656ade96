"""What a list can be a list of: its columns, how a row is recognised, entered and completed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import DeskOwned
from greendesk.kit.texts import Texts

from .columns import Column
from .context import Context

Values = dict[str, Any]


@dataclass(frozen=True)
class ListKind:
    """`find` answers with the row that a line of the list already is, or None; `enter` writes a new one by its verb;
    `change` fills what is empty by its verb. `names` are the keys under which a row is known to others, `near` the column
    whose text is compared with them. `contact` names columns that only those who read what is restricted may have,
    `work` those that `change` sees to itself, because they are no columns of the row.
    """

    key: str
    label: str | Promise
    model: Any
    columns: tuple[Column, ...]
    find: Callable[[Values, Context], Any]
    enter: Callable[[Values, Context], Any]
    change: Callable[[Any, Values, Context], Any] | None = None
    names: Callable[[Any], list[str]] | None = None
    near: str = ""
    rows: Callable[[Account], Any] | None = None
    is_confidential: bool = False
    words: str = ""
    contact: frozenset[str] = field(default_factory=frozenset)
    work: frozenset[str] = field(default_factory=frozenset)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def visible_rows(self, account: Account) -> Any:
        """Rows for an export, cut by level through `Shown` afterwards."""
        rows = self.rows(account) if self.rows else self.model.objects.visible_to(account, Level.EXISTENCE)
        if issubclass(self.model, DeskOwned):
            rows = rows.prefetch_related("co_desks")
        return rows.order_by("pk")


def missing_facts(row: Any, values: Values, work: frozenset[str] = frozenset()) -> Values:
    """Those values that the row does not have yet: empty fields, further languages, further themes."""
    facts: Values = {}
    for name, value in values.items():
        if name in work:
            facts[name] = value
            continue
        if value in (None, "", [], {}) or not hasattr(row, name):
            continue
        present = getattr(row, name)
        if isinstance(value, Texts):
            more = {lang: text for lang, text in value.plain().items() if lang not in present}
            if more:
                texts = Texts({lang: dict(entry) for lang, entry in present.items()})
                for lang, text in more.items():
                    texts.translate(lang, text, origin="person", state="checked")
                facts[name] = texts
        elif hasattr(present, "all"):
            there = list(present.all())
            if more_rows := [each for each in value if each not in there]:
                facts[name] = [*there, *more_rows]
        elif present in (None, "", [], {}):
            facts[name] = value
    return facts


def all_kinds() -> tuple[ListKind, ...]:
    """In the order in which they are entered: those that others refer to come first."""
    from .entities import KINDS  # the kinds import this module

    return KINDS


def kind_of(key: str) -> ListKind | None:
    return next((kind for kind in all_kinds() if kind.key == key), None)
