"""Two even days rather than one full and one empty, at times people can read."""

from __future__ import annotations

from greendesk.engines import programme as engine
from greendesk.visits.plans import ToTheFive, solve_evenly

HOTEL = (54.91, 9.79)
DAYS = ("2026-12-01", "2026-12-02")


def case(count: int) -> engine.Case:
    sites = tuple(
        engine.Site(
            id=f"site:{n}", pos=(54.91 + n / 100, 9.79), themes=("heat",), dur=60, win={day: ((480, 1020),) for day in DAYS},
            cap=30, host=None, company=f"company:{n}", walk=5,
        )
        for n in range(count)
    )  # fmt: skip
    guests = engine.Delegation(
        id="d", days=DAYS, hotels={day: (HOTEL, HOTEL) for day in DAYS}, size=10, interests={"heat": 3}, daylen=(510, 1080),
        matched=tuple(f"company:{n}" for n in range(count)),
    )  # fmt: skip
    return engine.Case(sites=sites, delegations=(guests,), travel=ToTheFive(engine.GreatCircle()))


def test_four_visits_in_two_days_are_shared_between_them():
    plan = solve_evenly(case(6), seconds=2, moves=400)
    visits = [len(plan.plans["d"].get(day, ())) for day in DAYS]
    assert sum(visits) == 6
    assert min(visits) >= 2
    assert engine.check(case(6), plan) == []


def test_every_start_can_be_read_off_a_clock():
    plan = solve_evenly(case(4), seconds=2, moves=400)
    assert {stop.start % 5 for stops in plan.plans["d"].values() for stop in stops} == {0}


def test_nothing_is_lost_for_the_sake_of_evenness():
    full = engine.solve(case(14), seconds=2, moves=400)
    even = solve_evenly(case(14), seconds=8, moves=400)
    assert even.companies_seen["d"] >= full.companies_seen["d"]
    assert even.interest["d"] >= full.interest["d"]
