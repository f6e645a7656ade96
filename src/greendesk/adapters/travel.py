"""Minutes on the road: from an OSRM-compatible service when one is set, else over great circles with barriers.

The service is asked for one table a plan and believed for a month. When it does not answer, or knows no way between two
places, the great circle is used and says so beside the leg.
"""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache as kept
from django.core.exceptions import ImproperlyConfigured

from greendesk.engines.programme import Barrier, GreatCircle, Place, Travel
from greendesk.engines.programme.travel import BOARDING_MIN, Position

logger = logging.getLogger(__name__)

SERVICE = "road service"
MOST_AT_ONCE = 80  # public services refuse larger tables
TIMEOUT_S = 6
MONTH_S = 30 * 24 * 3600
SILENCE_S = 300
OWN_BARRIERS = Path(__file__).with_name("barriers.json")


@cache
def barriers(path: str = "") -> tuple[Barrier, ...]:
    """Water that roads do not cross freely: the shipped list, or the file of the installation in its place.

    Raises ImproperlyConfigured naming the file.
    """
    source = Path(path) if path else OWN_BARRIERS
    try:
        rows = json.loads(source.read_text(encoding="utf-8"))
        return tuple(_barrier(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ImproperlyConfigured(f"{source} is not a list of barriers: {problem}") from problem


def _barrier(row: dict[str, Any]) -> Barrier:
    def position(pair: Sequence[float]) -> Position:
        lat, lon = pair
        return float(lat), float(lon)

    return Barrier(
        str(row["name"]), tuple(position(point) for point in row["line"]), row.get("minutes"),
        position(row["via"]) if row.get("via") else None,
    )  # fmt: skip


def travel_between(places: Iterable[Position]) -> Travel:
    """The provider for a plan among these places."""
    ground = GreatCircle(barriers(settings.BARRIERS_FILE))
    if not settings.TRAVEL_URL:
        return ground
    roads = Roads(settings.TRAVEL_URL.rstrip("/"), ground)
    roads.learn(places)
    return roads


@dataclass(slots=True)
class Roads:
    """Minutes of a table service by position; what it does not know is asked of `otherwise`."""

    url: str
    otherwise: Travel
    known: dict[tuple[Position, Position], int | None] = field(default_factory=dict)

    def minutes(self, origin: Place, target: Place) -> tuple[int, str]:
        a, b = _rounded(origin.pos), _rounded(target.pos)
        if a == b:
            return 0, "same place"
        seconds = self.known.get((a, b))
        if seconds is None:
            return self.otherwise.minutes(origin, target)
        return ceil(seconds / 60) + BOARDING_MIN, SERVICE

    def learn(self, places: Iterable[Position]) -> None:
        """Ask for the table of all pairs, unless it is known from an earlier plan or the service was silent just now."""
        spots = sorted({_rounded(place) for place in places})
        key = "roads:" + sha256(f"{self.url}|{spots}".encode()).hexdigest()
        held = kept.get(key)
        if held is not None:
            self.known |= held
            return
        half = MOST_AT_ONCE // 2
        blocks = [spots[n : n + half] for n in range(0, len(spots), half)]
        answered = all(self._ask(here, there) for here in blocks for there in blocks)
        kept.set(key, dict(self.known), MONTH_S if answered else SILENCE_S)

    def _ask(self, here: Sequence[Position], there: Sequence[Position]) -> bool:
        """One table from `here` to `there`; False when the service does not answer in time or in form."""
        spots = list(here) if here is there else [*here, *there]
        base = self.url if "/table/" in self.url else f"{self.url}/table/v1/driving"
        path = ";".join(f"{lon:.5f},{lat:.5f}" for lat, lon in spots)
        query = "annotations=duration"
        if here is not there:
            first = len(here)
            query += f"&sources={_numbers(0, first)}&destinations={_numbers(first, len(spots))}"
        try:
            with urllib.request.urlopen(f"{base}/{path}?{query}", timeout=TIMEOUT_S) as answer:
                rows = json.load(answer)["durations"]
            found = {
                (a, b): None if rows[i][j] is None else int(rows[i][j])
                for i, a in enumerate(here)
                for j, b in enumerate(there)
                if a != b
            }
        except (OSError, ValueError, KeyError, IndexError, TypeError) as problem:
            logger.warning("travel.service_silent", extra={"problem": type(problem).__name__})
            return False
        self.known |= found
        return True


def _rounded(place: Position) -> Position:
    return round(place[0], 5), round(place[1], 5)


def _numbers(first: int, last: int) -> str:
    return ";".join(str(number) for number in range(first, last))
