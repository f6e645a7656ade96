"""The validator sees every single broken rule."""

from __future__ import annotations

import pytest

from greendesk.engines.programme import Plan, Stop, check
from greendesk.engines.programme.tally import plan_of
from tests.engines.programme.worlds import delegation, raw_case, site

FULL = {
    "protocol": [{"id": "reception", "day": "mon", "start": 960, "dur": 30, "pos": [60.0, 15.0]}],
    "must": ["a"],
}
GOOD = [("a", 600), ("canteen", 700), ("b", 800), ("reception", 960)]


def plan(case, *stops) -> Plan:
    return plan_of(case, {"d": {"mon": tuple(Stop(*stop) for stop in stops)}}, status="feasible")


def rules(case, *stops) -> set[str]:
    return {violation.rule for violation in check(case, plan(case, *stops))}


def test_a_good_plan_has_no_violation(case_from):
    case = case_from(raw_case([site("a"), site("b")], [delegation(**FULL)]))

    assert check(case, plan(case, *GOOD)) == []


@pytest.mark.parametrize(
    ("stops", "rule"),
    [
        ([("a", 600), ("canteen", 640), ("b", 800), ("reception", 960)], "travel"),
        ([("a", 600), ("canteen", 700), ("b", 700), ("reception", 960)], "travel"),
        ([("a", 600), ("canteen", 790), ("b", 880), ("reception", 960)], "lunch"),
        ([("a", 600), ("b", 800), ("reception", 960)], "lunch"),
        ([("a", 600), ("canteen", 700), ("b", 800)], "protocol"),
        ([("a", 600), ("canteen", 700), ("reception", 975)], "protocol"),
        ([("b", 600), ("canteen", 700), ("reception", 960)], "must"),
        ([("a", 482), ("canteen", 700), ("reception", 960)], "day"),
        ([("a", 600), ("canteen", 700), ("b", 780), ("a", 850), ("reception", 960)], "once"),
        ([("a", 600), ("canteen", 700), ("nowhere", 800), ("reception", 960)], "unknown"),
    ],
)
def test_each_broken_rule_is_seen(case_from, stops, rule):
    case = case_from(raw_case([site("a"), site("b")], [delegation(**FULL)]))

    assert rule in rules(case, *stops)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"win": {"mon": [480, 640]}}, "window"),
        ({"win": {"tue": [480, 1020]}}, "window"),
        ({"win": {"mon": [[480, 630], [631, 1020]]}}, "window"),
        ({"cap": 9}, "capacity"),
        ({"walk": 55}, "walking"),
    ],
)
def test_each_limit_of_a_site_is_seen(case_from, changes, rule):
    case = case_from(raw_case([site("a", **changes), site("b")], [delegation(**FULL)]))

    assert rules(case, *GOOD) == {rule}


@pytest.mark.parametrize(("changes", "rule"), [({"never": ["b"]}, "never"), ({"maxday": 390}, "day")])
def test_each_limit_of_a_delegation_is_seen(case_from, changes, rule):
    case = case_from(raw_case([site("a"), site("b")], [delegation(**FULL | changes)]))

    assert rules(case, *GOOD) == {rule}


def test_a_busy_host_is_seen(case_from):
    case = case_from(raw_case([site("a"), site("b")], [delegation(**FULL)], busy={"host a": [["mon", 650, 700]]}))

    assert rules(case, *GOOD) == {"busy"}


def test_a_host_with_two_delegations_at_once_is_seen(case_from):
    case = case_from(raw_case([site("a")], [delegation("d"), delegation("e")]))
    day = {"mon": (Stop("a", 600), Stop("canteen", 700))}

    found = check(case, plan_of(case, {"d": day, "e": day}, status="feasible"))

    assert {violation.rule for violation in found} == {"shared"}


def test_a_broken_promise_is_seen(case_from):
    raw = raw_case([site("a"), site("b")], [delegation(**FULL)], locked=[["d", "mon", "b", 810]])

    assert rules(case_from(raw), *GOOD) == {"locked"}
