"""An indicator's observations as series that break where their definition did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from greendesk.kit.facts import PartialDate, Quantity


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value as it was reported."""

    pk: int
    period: PartialDate
    sort_on: date
    quantity: Quantity
    vintage: str
    is_break: bool

    @property
    def is_exact(self) -> bool:
        return not self.quantity.mark and self.quantity.low == self.quantity.high


@dataclass(frozen=True, slots=True)
class Run:
    """Values of one place that may be joined by a line: same scope, one after the other."""

    place: str
    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What can be drawn, and what cannot: undated values and statements of unclear scope stay in the table only."""

    runs: tuple[Run, ...]
    undrawn: int

    @property
    def is_drawable(self) -> bool:
        return sum(len(run.values) for run in self.runs) >= 2

    @property
    def breaks(self) -> tuple[tuple[str, Value], ...]:
        return tuple((run.place, value) for run in self.runs for value in run.values if value.is_break)


def series_of(observations: Iterable[Any]) -> Series:
    """Split an indicator's observations (with `place` loaded) into runs.

    A new run begins at another place, at a value marked as a break, and where the period of one observation is an
    interval and the other a point in time: a change over years and a state of one year are not the same thing.
    """
    by_place: dict[str, list[tuple[Value, bool]]] = {}
    undrawn = 0
    for row in observations:
        if row.value is None or row.period is None or row.sort_on is None:
            undrawn += 1
            continue
        value = Value(row.pk, row.period, row.sort_on, row.value, row.vintage, row.is_break)
        by_place.setdefault(str(row.place or ""), []).append((value, row.period.is_interval))
    runs: list[Run] = []
    for place, values in by_place.items():
        values.sort(key=lambda pair: (pair[0].sort_on, pair[0].pk))
        joined: list[Value] = []
        number = 0
        before: bool | None = None
        for value, is_interval in values:
            if joined and (value.is_break or is_interval != before):
                runs.append(Run(place, number, tuple(joined)))
                joined, number = [], number + 1
            joined.append(value)
            before = is_interval
        runs.append(Run(place, number, tuple(joined)))
    return Series(tuple(runs), undrawn)
