"""Minutes between two places, and where they came from.

The default is great circle x 1.3 with three speed bands. A region adds barriers (water, a border, a mountain), a desk
overrides single legs, and a table (given or fetched by an adapter from a routing service) wins over both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

Position = tuple[float, float]
UNREACHABLE = 100_000
EARTH_KM = 6371.0
ROAD_FACTOR = 1.3
BANDS = ((4.0, 28.0), (15.0, 50.0), (math.inf, 65.0))  # (km below, km/h)
BOARDING_MIN = 5


class Place(NamedTuple):
    id: str
    pos: Position


class Travel(Protocol):
    def minutes(self, origin: Place, target: Place) -> tuple[int, str]:
        """Whole minutes from door to door with boarding, and a word for their source.

        UNREACHABLE or more means that there is no way.
        """
        ...


def great_circle_km(a: Position, b: Position) -> float:
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def road_minutes(a: Position, b: Position) -> int:
    km = great_circle_km(a, b) * ROAD_FACTOR
    if km < 0.05:
        return 0
    speed = next(speed for below, speed in BANDS if km < below)
    return math.ceil(km / speed * 60 - 1e-9) + BOARDING_MIN


@dataclass(frozen=True, slots=True)
class Barrier:
    """A line that roads do not cross freely: a leg over it costs `minutes` more, or goes through `via`.

    Without minutes and without a via (bridge, ferry, pass) the other side cannot be reached.
    """

    name: str
    line: tuple[Position, ...]
    minutes: int | None = None
    via: Position | None = None

    def crossed_by(self, a: Position, b: Position) -> bool:
        return any(_cross(a, b, c, d) for c, d in zip(self.line, self.line[1:], strict=False))


def _cross(a: Position, b: Position, c: Position, d: Position) -> bool:
    def side(p: Position, q: Position, r: Position) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """The default provider: no data, no network. Several barriers on one way add up; a closed one closes it."""

    barriers: tuple[Barrier, ...] = ()

    def minutes(self, origin: Place, target: Place) -> tuple[int, str]:
        direct = road_minutes(origin.pos, target.pos)
        crossed = [barrier for barrier in self.barriers if barrier.crossed_by(origin.pos, target.pos)]
        if not crossed:
            return direct, "same place" if direct == 0 else "great circle"
        added = 0
        for barrier in crossed:
            minutes = self._around(barrier, origin.pos, target.pos, direct)
            if minutes >= UNREACHABLE:
                return UNREACHABLE, f"barrier: {barrier.name}"
            added += minutes - direct
        return direct + added, f"barrier: {', '.join(barrier.name for barrier in crossed)}"

    def _around(self, barrier: Barrier, a: Position, b: Position, direct: int) -> int:
        if barrier.via is not None:
            there, back = road_minutes(a, barrier.via), road_minutes(barrier.via, b)
            return max(direct, there + back - (BOARDING_MIN if there and back else 0)) + (barrier.minutes or 0)
        return UNREACHABLE if barrier.minutes is None else direct + barrier.minutes


@dataclass(frozen=True, slots=True)
class Table:
    """Minutes by pair of place ids; whatever the table does not know is asked of `otherwise`.

    `source` is shown beside every leg: "matrix" for a given table, "override" for a desk's own word, or the name of
    the service an adapter asked.
    """

    known: Mapping[tuple[str, str], int]
    source: str = "matrix"
    otherwise: Travel = field(default_factory=GreatCircle)

    def minutes(self, origin: Place, target: Place) -> tuple[int, str]:
        known = self.known.get((origin.id, target.id))
        if known is not None:
            return known, self.source
        return self.otherwise.minutes(origin, target)
