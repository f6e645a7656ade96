"""After an event: what stays, what is dropped, and that all three answers hold."""

from __future__ import annotations

import pytest

from greendesk.engines.programme import Event, check, legs_of, replan, solve
from greendesk.engines.programme.events import after
from tests.engines.programme.worlds import HOTEL, delegation, raw_case, site

SPOTS = [[60.0 + n % 3 / 20, 15.0 + n / 30] for n in range(12)]


@pytest.fixture
def week(case_from):
    """Twelve sites with a host each, two days, two delegations that share them."""
    places = [site(f"s{n}", pos=SPOTS[n], dur=60 + 15 * (n % 3), walk=5) for n in range(12)]
    both = {"days": ["mon", "tue"], "interests": {"biogas": 3}}
    reception = {"id": "mayor", "day": "tue", "start": 960, "dur": 45, "pos": HOTEL}
    return case_from(raw_case(places, [delegation("d", **both, protocol=[reception]), delegation("e", **both)]))


@pytest.fixture
def plan(week):
    return solve(week, moves=300)


def first_visit(case, plan, who, day):
    sites = {site.id for site in case.sites}
    return next(stop for stop in plan.plans[who][day] if stop.item in sites)


def test_a_host_who_cancels_costs_one_visit_and_moves_none(week, plan):
    gone = first_visit(week, plan, "d", "mon")
    event = Event("host_cancels", day="mon", host=f"host {gone.item}")

    answers = {answer.name: answer for answer in replan(week, plan, event, moves=100)}

    one_day = answers["one day"]
    assert ("d", gone.item) in one_day.dropped
    assert len(one_day.dropped) + len(one_day.added) <= 2
    assert one_day.moved == ()
    assert one_day.plan.plans["d"]["tue"] == plan.plans["d"]["tue"]


@pytest.mark.parametrize(
    "event",
    [
        Event("site_closed", day="mon", site="s3"),
        Event("site_closed", site="s4"),
        Event("late", day="mon", delegation="d", minutes=70),
        Event("late", day="mon", delegation="d", minutes=40, at=700),
        Event("resized", delegation="e", size=19),
        Event("new_must", delegation="d", site="s11"),
        Event("new_must", delegation="d", site="s0", day="tue"),
        Event("host_cancels", day="tue", host="host s5", confirmed=(("d", "s1"), ("e", "s2"))),
    ],
)
def test_every_answer_passes_the_validator_of_the_changed_case(week, plan, event):
    now = after(week, plan, event)

    for answer in replan(week, plan, event, moves=100):
        unfixed = {"must", "lunch"} if answer.plan.status == "infeasible" else set()
        broken = [v for v in check(now, answer.plan) if v.rule not in unfixed]
        assert broken == [], answer.name


def departure(case, plan):
    return next(leg.departs for leg in legs_of(case, plan) if (leg.delegation, leg.day) == ("d", "mon"))


def test_a_delegation_that_is_late_leaves_later(week, plan):
    event = Event("late", day="mon", delegation="d", minutes=90)

    for answer in replan(week, plan, event, moves=100):
        assert departure(week, answer.plan) >= departure(week, plan) + 90, answer.name


def test_a_site_that_became_too_small_is_dropped_everywhere(case_from):
    case = case_from(raw_case([site("a", cap=12), site("b", cap=40)], [delegation(size=10)]))
    plan = solve(case, moves=50)

    for answer in replan(case, plan, Event("resized", delegation="d", size=13), moves=50):
        assert answer.dropped == (("d", "a"),)


def test_a_new_must_is_placed_and_displaces_the_least(week, plan):
    visits = plan.visits(week)
    wanted = next(f"s{n}" for n in range(12) if ("d", f"s{n}") not in visits)

    answers = replan(week, plan, Event("new_must", delegation="d", site=wanted), moves=200)

    for answer in answers:
        assert ("d", wanted) in answer.plan.visits(week)
    assert len(answers[0].dropped) <= 2


def test_the_past_and_the_confirmed_stay_in_every_answer(week, plan):
    gone = first_visit(week, plan, "d", "tue")
    sites = {site.id for site in week.sites}
    promised = [stop for stop in plan.plans["e"]["tue"] if stop.item in sites and stop.item != gone.item][:1]
    event = Event("site_closed", day="tue", site=gone.item, confirmed=tuple(("e", stop.item) for stop in promised))

    for answer in replan(week, plan, event, moves=150):
        for who in ("d", "e"):
            assert answer.plan.plans[who]["mon"] == plan.plans[who]["mon"], answer.name
        assert set(promised) <= set(answer.plan.plans["e"]["tue"]), answer.name


def test_what_began_before_the_minute_of_the_event_is_past(week, plan):
    done = [stop for stop in plan.plans["d"]["mon"] if stop.start < 700]
    later = [stop for stop in plan.plans["d"]["mon"] if stop.start >= 700 and stop.item.startswith("s")]
    event = Event("site_closed", day="mon", site=later[0].item, at=700)

    for answer in replan(week, plan, event, moves=100):
        assert [stop for stop in answer.plan.plans["d"]["mon"] if stop.start < 700] == done, answer.name


def test_the_same_seed_and_moves_give_the_same_answers(week, plan):
    event = Event("site_closed", day="mon", site=first_visit(week, plan, "d", "mon").item)

    def stops():
        return [answer.plan.plans for answer in replan(week, plan, event, seed=4, moves=60)]

    assert stops() == stops()
