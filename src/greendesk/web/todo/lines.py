"""A line of Today, and what its kinds have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import NoReverseMatch
from django.utils import timezone

from greendesk.desks.models import Account
from greendesk.directory.models import Organisation
from greendesk.followups.models import Lead, Pulse

from ..addresses import address_at

BODY = ("name", "names", "phone")
NAME = ("given", "family", "han", "reading", "family_first")


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of Today. `is_post` says that the verb is a button, not a way to a form."""

    what: str
    why: str
    url: str
    verb: str
    verb_url: str
    is_post: bool = False
    on: date | None = None
    who: str = ""
    phone: str = ""
    is_invented: bool = False
    is_late: bool = False


class Found(NamedTuple):
    """What may become a line: hundreds are found, a few dozen are said, and what is not costs no sentence."""

    what: str
    on: date | None
    row: Any
    say: Callable[[Any, str, Any], Todo]


def way(name: str, *args: object) -> str:
    try:
        return address_at(f"web:{name}", [*args])
    except NoReverseMatch:
        return ""


def of(relation: str, names: Iterable[str]) -> list[str]:
    return [f"{relation}__{name}" for name in names]


OWNER = of("owner__organisation", BODY)
PULSE = ("pk", "months", "lead", "lead__is_invented", *of("lead", OWNER))


def body_of(row: Any) -> Organisation:
    """The organisation whose columns stand last in a row."""
    return Organisation(**last_of(row, BODY))


def last_of(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """The last columns of a row by these names, to make of them what they are columns of."""
    return dict(zip(names, row[-len(names) :], strict=True))


def day_of(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def first_pulses(pulses: Any, day: str, account: Account, limit: int) -> Any:
    """Those of our leads, found before their leads and companies are joined: there are thousands."""
    ours = pulses.filter(lead__in=Lead.objects.ours(account).values("pk")).order_by(day, "pk")
    rows = Pulse.objects.filter(pk__in=ours.values("pk")[:limit]).order_by(day, "pk")
    return rows.values_list("lead__title", day, *PULSE, named=True)
