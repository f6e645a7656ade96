"""The red thread: from any record back to the handshake it came from and on to what came of it.

Each kind of record says which records it came from (`CAME_FROM`); the way on is the same table read backwards.
Only what the reader may see is on the thread: every step asks `visible_to`. Records are followed kind by kind, not
one by one, so that a meeting day of sixty meetings asks no more of the database than one of two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.db import models

from greendesk.atlas.models import Place
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import DeskOwned, Shown
from greendesk.kit.facts import PartialDate

from .addresses import page_at

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
TITLES: dict[str, tuple[str, ...]] = {  # what the title of a knot is read from; nothing else is loaded but its date
    "agreements.agreement": ("title",),
    "projects.project": ("name",),
    "matchmaking.challenge": ("title",),
    "matchmaking.referral": ("text",),
    "matchmaking.introduction": (
        "suggestion__challenge__title",
        "suggestion__solution__name",
        "suggestion__company__organisation__name",
        "suggestion__company__organisation__names",
        "suggestion__site__name",
    ),
    "missions.mission": ("name",),
    "meetings.meetingday": ("name",),
    "meetings.meeting": (
        "request__guest__organisation__name",
        "request__guest__organisation__names",
        "request__host__organisation__name",
        "request__host__organisation__names",
    ),
    "visits.visitrequest": ("organisation_name",),
    "visits.delegation": ("name",),
    "visits.stop": ("title", "kind", "site__name", "organisation__name", "organisation__names"),
    "events.event": ("name",),
    "events.registration": ("company__organisation__name", "company__organisation__names"),
    "events.panelslot": ("panel__name", "number"),
    "followups.lead": ("title",),
    "followups.exchange": ("title",),
    "effects.effectclaim": ("title",),
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
    """The records that these say they came from, kind by kind."""
    found: dict[str, set[int]] = defaultdict(set)
    for label, pks in keys.items():
        for rows, start, ends in _ways(label):
            told = rows.filter(**{f"{start}__in": pks}).order_by().values_list(*ends)
            for path, values in zip(ends, zip(*told, strict=True), strict=False):
                found[ends[path]].update(pk for pk in values if pk is not None)
    return found


def led_to(keys: Keys) -> Keys:
    """The records that say they came from these."""
    found: dict[str, set[int]] = defaultdict(set)
    for label in CAME_FROM:
        for rows, start, ends in _ways(label):
            for path, target in ends.items():
                pks = keys.get(target)
                if pks:
                    told = rows.filter(**{f"{path}__in": pks})
                    told = _telling(told) if label == "visits.stop" else told
                    found[label].update(told.order_by(start).values_list(start, flat=True)[:MAX_FOUND])
    return found


@cache
def _ways(label: str) -> list[tuple[Any, str, dict[str, str]]]:
    """Where the ways of one kind of record are written down: the rows, their column of the record itself, and each
    column of where it came from with the kind that stands there. What came of many is written down row by row."""
    model = apps.get_model(label)
    paths = CAME_FROM.get(label, ())
    many = [field for field in model._meta.many_to_many if field.name in paths]
    one = {path: target_of(label, path) for path in paths if path not in {field.name for field in many}}
    ways: list[tuple[Any, str, dict[str, str]]] = [(model._default_manager, "pk", one)] if one else []
    for field in many:
        through: Any = field.remote_field.through._default_manager  # type: ignore[union-attr]
        end = {f"{field.m2m_reverse_field_name()}_id": target_of(label, field.name)}
        ways.append((through, f"{field.m2m_field_name()}_id", end))
    return ways


def _telling(stops: Any) -> Any:
    """Of older versions of a programme only the stops that something came of."""
    newest = stops.of_newest_version().values("pk")
    return stops.filter(models.Q(pk__in=newest) | models.Q(leads__isnull=False)).distinct()


def _visible(account: Account, label: str) -> Any:
    rows = apps.get_model(label)._default_manager
    return rows.visible_to(account) if hasattr(rows, "visible_to") else rows.none()


def _knotted(rows: Any) -> Any:
    """These rows with what a knot is made of and no more."""
    label = rows.model._meta.label_lower
    relations = {path.rpartition("__")[0] for path in TITLES[label]} - {""}
    rows = rows.select_related(*relations) if relations else rows
    return rows.only(*TITLES[label], *_dates(label), *(["place"] if _has_place(label) else []))


def _count(sets: list[Any]) -> int:
    """How many rows these sets hold together, in one question."""
    return int(sets[0].union(*sets[1:], all=True).count()) if sets else 0


@cache
def _dates(label: str) -> list[str]:
    fields = {field.name for field in apps.get_model(label)._meta.concrete_fields}
    return [name for name in DATES if name in fields]


@cache
def _has_place(label: str) -> bool:
    return "place" in getattr(apps.get_model(label), "existence", ())


def thread_of(record: Any, account: Account) -> Thread:
    """Everything before and after a record, once each, oldest first; of very much, something of every kind."""
    start: models.Model = record._row if isinstance(record, Shown) else record
    here = (start._meta.label_lower, start.pk)
    seen: dict[tuple[str, int], models.Model] = {here: start}
    visible = cache(partial(_visible, account))
    more = sum(_walk({here[0]: {here[1]}}, visible, step, seen) for step in (came_from, led_to))
    _with_places([row for key, row in seen.items() if key != here and _has_place(key[0]) and _is_cut(row)])
    kinds = {label: str(apps.get_model(label)._meta.verbose_name) for label in {label for label, _pk in seen}}
    knots = [
        _knot(row, key == here, kinds[key[0]]) for key, row in seen.items() if key[0] not in PASSED_BY or key == here
    ]
    thread = Thread(sorted(knots, key=lambda knot: knot.sort))
    thread.more = more
    return thread


def _walk(
    keys: Keys,
    visible: Callable[[str], Any],
    step: Callable[[Keys], Keys],
    seen: dict[tuple[str, int], models.Model],
) -> int:
    """Go on step by step while there is room; how many visible records of the steps taken were left off."""
    walked = {label: set(pks) for label, pks in keys.items()}
    more = 0
    for _step in range(MAX_STEPS):
        fresh = {label: left for label, pks in step(keys).items() if (left := pks - walked.get(label, set()))}
        reached: dict[str, set[int]] = {}
        left_off: list[Any] = []
        shares = _shares(fresh, MAX_KNOTS - len(seen))
        for label, pks in fresh.items():
            walked.setdefault(label, set()).update(pks)
            if label in PASSED_BY:
                reached[label] = set(visible(label).filter(pk__in=pks).order_by().values_list("pk", flat=True))
                continue
            shown, left = sorted(pks)[: shares[label]], sorted(pks)[shares[label] :]
            rows = {row.pk: row for row in _knotted(visible(label).filter(pk__in=shown))} if shown else {}
            seen.update({(label, pk): row for pk, row in rows.items()})
            reached[label] = set(rows)
            left_off += [visible(label).filter(pk__in=left).order_by().values("pk")] if left else []
        more += _count(left_off)
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


def _is_cut(row: models.Model) -> bool:
    return isinstance(row, DeskOwned) and getattr(row, "shown_level", Level.FULL) < Level.FULL


def _with_places(rows: list[Any]) -> None:
    """Give records of which no more is shown their places, which their titles are then made of."""
    found = Place.objects.only(*CALLED_BY).in_bulk({row.place_id for row in rows} - {None})
    for row in rows:
        row.place = found.get(row.place_id)


def _knot(row: models.Model, is_here: bool, kind: str) -> Knot:
    label = row._meta.label_lower
    reading: Any = Shown(row) if _is_cut(row) else row  # type: ignore[arg-type]
    when = next((value for name in _dates(label) if (value := getattr(reading, name))), None)
    return Knot(
        kind=kind,
        title=str(reading),
        when=_written(when),
        sort=_sort(when),
        url=page_at(label, row.pk),
        is_here=is_here,
        record_kind=label,
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
