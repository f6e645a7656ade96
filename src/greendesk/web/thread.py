"""The red thread: from any record back to the handshake it came from and on to what came of it.

Each kind of record says which records it came from (`CAME_FROM`); the way on is the same table read backwards.
Only what the reader may see is on the thread: every step asks `visible_to`. Records are followed kind by kind, not
one by one, so that a meeting day of sixty meetings asks no more of the database than one of two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from greendesk.desks.models import Account, Level
from greendesk.desks.search import title_needs
from greendesk.desks.sharing import DeskOwned, Shown
from greendesk.kit.facts import PartialDate

from .addresses import address_of

CAME_FROM: dict[str, tuple[str, ...]] = {
    "agreements.agreement": ("parent", "predecessor"),
    "projects.project": ("agreements", "predecessor"),
    "matchmaking.challenge": ("agreements", "project"),
    "matchmaking.referral": ("agreements",),
    "matchmaking.suggestion": ("challenge",),
    "matchmaking.introduction": ("suggestion",),
    "missions.mission": ("agreements", "project"),
    "meetings.meetingday": ("agreements", "project", "missions"),
    "meetings.meetingrequest": ("day", "suggestion"),
    "meetings.meeting": ("request",),
    "visits.visitrequest": ("referral",),
    "visits.delegation": ("agreements", "project", "request"),
    "visits.stop": ("programme__delegation",),
    "events.event": ("agreements", "project"),
    "events.registration": ("event",),
    "events.panelslot": ("panel__event",),
    "followups.lead": ("meeting", "stop", "registration", "introduction", "panel_slot", "referral", "agreements"),
    "followups.exchange": ("agreements",),
    "effects.effectclaim": ("lead", "agreements"),
}
PASSED_BY = frozenset({"meetings.meetingrequest", "matchmaking.suggestion"})  # steps of the way, not knots of it
TITLE_NEEDS: dict[str, tuple[str, ...]] = {
    "meetings.meeting": ("request__guest__organisation", "request__host__organisation"),
    "matchmaking.introduction": ("suggestion__challenge", "suggestion__company__organisation", "suggestion__solution"),
    "visits.stop": ("site", "organisation", "programme__delegation__desk"),
    "events.registration": ("company__organisation",),
    "events.panelslot": ("panel", "company__organisation"),
}
DATES = (
    "starts_at", "starts_on", "made_on", "opened_on", "on", "sent_at", "since", "when", "period", "stated_on", "made_at",
)  # fmt: skip
MAX_KNOTS = 150
MAX_FOUND = 2_000  # keys looked at along one way of one step
MAX_STEPS = 8

Keys = Mapping[str, set[int]]


@dataclass(frozen=True, slots=True)
class Knot:
    """One record on the thread."""

    kind: str
    title: str
    when: str
    sort: tuple[int, str]
    url: str
    is_here: bool
    record_kind: str
    pk: int


class Thread(list[Knot]):
    """The knots that are shown; `more` is how many others, at least, hang on it."""

    more = 0


@cache
def target_of(label: str, path: str) -> str:
    """The kind of record that a path leads to."""
    here: Any = apps.get_model(label)
    for step in path.split("__"):
        here = here._meta.get_field(step).related_model
    return str(here._meta.label_lower)


def came_from(keys: Keys) -> Keys:
    """The records that these say they came from, kind by kind; a query for each way there is."""
    found: dict[str, set[int]] = defaultdict(set)
    for label, pks in keys.items():
        for path in CAME_FROM.get(label, ()):
            values = apps.get_model(label)._default_manager.filter(pk__in=pks).values_list(path, flat=True)
            found[target_of(label, path)].update(pk for pk in values if pk is not None)
    return found


def led_to(keys: Keys) -> Keys:
    """The records that say they came from these."""
    found: dict[str, set[int]] = defaultdict(set)
    for label, paths in CAME_FROM.items():
        for path in paths:
            pks = keys.get(target_of(label, path))
            if pks:
                rows = apps.get_model(label)._default_manager.filter(**{f"{path}__in": pks})
                rows = _telling(rows) if label == "visits.stop" else rows
                found[label].update(rows.order_by("pk").values_list("pk", flat=True)[:MAX_FOUND])
    return found


def _telling(stops: Any) -> Any:
    """Of older versions of a programme only the stops that something came of."""
    newest = stops.of_newest_version().values("pk")
    return stops.filter(models.Q(pk__in=newest) | models.Q(leads__isnull=False)).distinct()


def _visible(account: Account, label: str, pks: Iterable[int]) -> Any:
    rows = apps.get_model(label)._default_manager
    return rows.visible_to(account).filter(pk__in=list(pks)) if hasattr(rows, "visible_to") else rows.none()


def seen_by(account: Account, label: str, pks: Iterable[int]) -> list[models.Model]:
    """The rows of one kind that the account may see, with what their titles need."""
    rows = _visible(account, label, pks)
    needs = set(TITLE_NEEDS.get(label, ()))
    if issubclass(rows.model, DeskOwned):
        needs.update(title_needs(rows.model))
    return list(rows.select_related(*needs))


def thread_of(record: Any, account: Account) -> Thread:
    """Everything before and after a record, once each, oldest first; of very much, something of every kind."""
    start: models.Model = record._row if isinstance(record, Shown) else record
    here = (start._meta.label_lower, start.pk)
    seen: dict[tuple[str, int], models.Model] = {here: start}
    more = sum(_walk({here[0]: {here[1]}}, account, step, seen) for step in (came_from, led_to))
    knots = [_knot(row, key == here) for key, row in seen.items() if key[0] not in PASSED_BY or key == here]
    thread = Thread(sorted(knots, key=lambda knot: knot.sort))
    thread.more = more
    return thread


def _walk(keys: Keys, account: Account, step: Callable[[Keys], Keys], seen: dict[tuple[str, int], models.Model]) -> int:
    """Go on step by step while there is room; how many visible records of the steps taken were left off."""
    walked = {label: set(pks) for label, pks in keys.items()}
    more = 0
    for _step in range(MAX_STEPS):
        fresh = {label: left for label, pks in step(keys).items() if (left := pks - walked.get(label, set()))}
        reached: dict[str, set[int]] = {}
        shares = _shares(fresh, MAX_KNOTS - len(seen))
        for label, pks in fresh.items():
            walked.setdefault(label, set()).update(pks)
            if label in PASSED_BY:
                reached[label] = set(_visible(account, label, pks).order_by().values_list("pk", flat=True))
                continue
            share = shares[label]
            rows = seen_by(account, label, sorted(pks)[:share]) if share else []
            seen.update({(label, row.pk): row for row in rows})
            reached[label] = {row.pk for row in rows}
            if len(pks) > share:
                more += _visible(account, label, pks).count() - len(rows)
        if not any(reached.values()) or len(seen) >= MAX_KNOTS:
            break
        keys = reached
    return more


def _shares(fresh: Keys, room: int) -> dict[str, int]:
    """How many of each kind are shown: the room is parted evenly, and what one kind leaves goes to the others."""
    kinds = sorted((label for label in fresh if label not in PASSED_BY), key=lambda label: len(fresh[label]))
    shares = {}
    for number, label in enumerate(kinds):
        shares[label] = min(len(fresh[label]), max(0, room) // (len(kinds) - number))
        room -= shares[label]
    return shares


def may_see(record: models.Model, account: Account) -> Any:
    """The row as the account gets it, or None."""
    return next(iter(seen_by(account, record._meta.label_lower, [record.pk])), None)


def _knot(row: models.Model, is_here: bool) -> Knot:
    is_cut = isinstance(row, DeskOwned) and getattr(row, "shown_level", Level.FULL) < Level.FULL
    reading: Any = Shown(row) if is_cut else row  # type: ignore[arg-type]
    when = next((value for name in DATES if (value := getattr(reading, name, None))), None)
    return Knot(
        kind=str(row._meta.verbose_name),
        title=str(reading),
        when=_written(when),
        sort=_sort(when),
        url=address_of(row),
        is_here=is_here,
        record_kind=row._meta.label_lower,
        pk=row.pk,
    )


def _written(when: Any) -> str:
    if isinstance(when, datetime):
        when = when.date()
    if isinstance(when, date):
        return PartialDate.of(when).display()
    return str(when or "")


def _sort(when: Any) -> tuple[int, str]:
    """Undated knots stand last."""
    if isinstance(when, (date, datetime)):
        return 0, when.isoformat()
    if isinstance(when, PartialDate):
        earliest = when.earliest or when.latest
        return (0, earliest.isoformat()) if earliest else (1, when.written())
    return 1, str(when or "")
