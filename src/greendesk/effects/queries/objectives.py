"""What a project aims at, and what its indicators say last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Value, When

from greendesk.desks.models import Level
from greendesk.desks.sharing import Reader, Shown


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator tied to an objective, with the last value observed; None where there is none yet."""

    measure: int
    indicator: Shown
    latest: Any


@dataclass(frozen=True, slots=True)
class Reached:
    """One objective with what measures it; nothing where nobody has said how it is measured."""

    goal: Any
    readings: tuple[Reading, ...]


def reached_by(project: Any, reader: Reader) -> list[Reached]:
    """The objectives of a project that the reader sees in summary; four queries, however many there are.

    The last value is that of the project's own place where one was observed there, else the last of all.
    """
    goals = list(project.goals.all())
    ties = list(_model("Measure").objects.visible_to(reader, Level.SUMMARY).filter(goal__project=project))
    indicators = _model("Indicator").objects.visible_to(reader, Level.SUMMARY)
    rows = {
        row.pk: row
        for row in indicators.filter(pk__in={tie.indicator_id for tie in ties}).annotate(
            latest_pk=Subquery(_latest(project.place_id))
        )
    }
    values = (
        _model("Observation")
        .objects.select_related("place")
        .in_bulk([row.latest_pk for row in rows.values() if row.latest_pk])
    )
    readings: dict[int, list[Reading]] = defaultdict(list)
    for tie in ties:
        row = rows[tie.indicator_id]
        readings[tie.goal_id].append(Reading(tie.pk, Shown(row), values.get(row.latest_pk)))
    return [Reached(goal, tuple(readings[goal.pk])) for goal in goals]


def _latest(place: int | None) -> Any:
    """The key of an indicator's last observed value; statements and undated values come after all that are dated."""
    near = Case(When(place=place, then=Value(0)), default=Value(1), output_field=IntegerField()) if place else Value(0)
    rows = _model("Observation").objects.filter(indicator=OuterRef("pk")).exclude(value="").annotate(near=near)
    return rows.order_by("near", F("sort_on").desc(nulls_last=True), "-pk").values("pk")[:1]


def _model(name: str) -> Any:
    return apps.get_model("effects", name)
