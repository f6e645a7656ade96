"""Minutes as formats.md counts them, and the word for their source."""

from __future__ import annotations

import math

import pytest

from greendesk.engines.programme import Barrier, GreatCircle, Place, Table
from greendesk.engines.programme.travel import EARTH_KM, UNREACHABLE, road_minutes


def north(km: float) -> tuple[float, float]:
    """A point `km` of road north of (60, 15)."""
    return 60 + math.degrees(km / 1.3 / EARTH_KM), 15.0


@pytest.mark.parametrize(
    ("km", "minutes"),
    [(0.0, 0), (0.049, 0), (0.2, 6), (3.9, 14), (4.1, 10), (14.9, 23), (15.1, 19), (65.0, 65)],
)
def test_road_minutes_by_speed_band(km, minutes):
    assert road_minutes((60.0, 15.0), north(km)) == minutes


def test_a_barrier_with_a_bridge_a_ferry_and_without_any_way():
    here, there = Place("a", (60.0, 15.0)), Place("b", (60.0, 15.1))
    water = ((59.9, 15.05), (60.1, 15.05))
    direct = road_minutes(here.pos, there.pos)

    def over(**way):
        return GreatCircle((Barrier("the lake", water, **way),)).minutes(here, there)

    assert over() == (UNREACHABLE, "barrier: the lake")
    assert over(minutes=20) == (direct + 20, "barrier: the lake")
    assert over(via=(60.08, 15.05))[0] > direct
    assert GreatCircle((Barrier("far", ((61.0, 15.0), (61.0, 16.0))),)).minutes(here, there) == (
        direct,
        "great circle",
    )


def test_an_override_wins_over_everything_else():
    here, there = Place("a", (60.0, 15.0)), Place("b", (60.0, 15.1))

    table = Table({("a", "b"): 3}, "override")

    assert table.minutes(here, there) == (3, "override")
    assert table.minutes(there, here)[1] == "great circle"
