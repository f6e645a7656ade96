"""What cannot be is named: the items, the rule, a sentence, and a proposal where there is one."""

from __future__ import annotations

import pytest

from greendesk.engines.programme import solve
from tests.engines.programme.worlds import HOTEL, delegation, raw_case, site


def named(case, **options):
    plan = solve(case, moves=50, **options)
    assert plan.status == "infeasible"
    return {(conflict.rule, conflict.items) for conflict in plan.conflicts}


@pytest.mark.parametrize(
    ("place", "who", "rule"),
    [
        ({"cap": 12}, {"size": 60}, "capacity"),
        ({}, {"never": ["a"]}, "never"),
        ({"win": {"tue": [480, 1020]}}, {}, "closed"),
        ({"win": {"mon": [480, 530]}}, {}, "closed"),
        ({"win": {"mon": [480, 560]}}, {"daylen": [600, 1080]}, "closed"),
        ({"walk": 61}, {}, "walking"),
    ],
)
def test_a_must_that_no_day_can_hold_is_named_alone(case_from, place, who, rule):
    case = case_from(raw_case([site("a", **place), site("b")], [delegation(must=["a"], **who)]))

    assert named(case) == {(rule, ("a",))}


def test_a_delegation_of_sixty_is_offered_five_groups_of_twelve(case_from):
    case = case_from(raw_case([site("a", cap=12)], [delegation(size=60)]))

    (left,) = solve(case, moves=10).left_out

    assert left.reason == "a takes 12 people at a time and d has 60."
    assert left.proposal == "Split d into 5 groups of at most 12 people at a."


def test_two_musts_at_the_same_hour_are_the_smallest_conflict(case_from):
    morning = {"win": {"mon": [540, 610]}}
    places = [site("a", **morning), site("b", **morning, pos=[60.0, 15.3]), site("c")]
    case = case_from(raw_case(places, [delegation(must=["a", "b", "c"])]))

    assert named(case) == {("time", ("a", "b"))}


def test_two_receptions_at_once_are_named_and_the_rest_is_planned(case_from):
    receptions = [
        {"id": "mayor", "day": "mon", "start": 900, "dur": 60, "pos": HOTEL},
        {"id": "chamber", "day": "mon", "start": 930, "dur": 60, "pos": HOTEL},
    ]
    case = case_from(raw_case([site("a")], [delegation(protocol=receptions)]))

    plan = solve(case, moves=50)

    assert plan.status == "infeasible"
    assert [(c.rule, set(c.items)) for c in plan.conflicts] == [("protocol", {"mayor", "chamber"})]
    assert "a" in {stop.item for stop in plan.plans["d"]["mon"]}


def test_two_delegations_that_need_one_host_at_one_hour(case_from):
    only = site("a", win={"mon": [600, 680]})
    case = case_from(raw_case([only], [delegation("d", must=["a"]), delegation("e", must=["a"])]))

    assert named(case) == {("shared host", ("a",))}


def test_an_island_without_a_bridge(case_from):
    table = {"ids": ["hotel:d", "a", "canteen"], "minutes": [[0, None, 5], [None, 0, None], [5, None, 0]]}
    case = case_from(raw_case([site("a")], [delegation(must=["a"])], travel=table))

    assert named(case) == {("travel", ("a",))}


def test_a_public_holiday_leaves_lunch_and_a_reason_for_every_site(case_from):
    case = case_from(raw_case([site("a", win={}), site("b", win={"mon": []})], [delegation()]))

    plan = solve(case, moves=10)

    assert [stop.item for stop in plan.plans["d"]["mon"]] == ["canteen"]
    assert [left.reason for left in plan.left_out] == [f"{name} is closed on every day of d." for name in "ab"]


def test_a_lunch_that_a_reception_makes_impossible(case_from):
    reception = {"id": "mayor", "day": "mon", "start": 660, "dur": 200, "pos": HOTEL}
    case = case_from(raw_case([site("a")], [delegation(protocol=[reception])]))

    assert named(case) == {("lunch", ("mayor", "lunch mon"))}
