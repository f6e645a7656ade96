"""Every plan keeps every rule; tiny cases are optimal; the same seed gives the same plan."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greendesk.engines.programme import Case, Stop, check, legs_of, solve
from greendesk.engines.programme.reading import read_case
from greendesk.engines.programme.tally import plan_json
from tests.engines.programme.brute import best_by_brute_force
from tests.engines.programme.worlds import delegation, raw_case, site, small_cases

calm = settings(max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True)


def built(raw: dict, directory: Path) -> Case:
    path = directory / "case.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return read_case(str(path))


@calm
@given(raw=small_cases(days=2, delegations=3, sites=9), seed=st.integers(1, 99))
def test_every_plan_passes_the_validator(raw, seed, tmp_path_factory):
    case = built(raw, tmp_path_factory.mktemp("case"))

    plan = solve(case, seed=seed, moves=60)

    assert plan.status != "infeasible"
    assert check(case, plan) == []


@calm
@given(raw=small_cases(days=1, delegations=1, sites=5))
def test_a_tiny_case_equals_brute_force(raw, tmp_path_factory):
    case = built(raw, tmp_path_factory.mktemp("case"))

    plan = solve(case, moves=100)

    who = case.delegations[0].id
    assert plan.status == "optimal"
    assert (plan.companies_seen[who], plan.interest[who], -plan.travel[who]) == best_by_brute_force(case)


@calm
@given(raw=small_cases(days=2, delegations=2, sites=8), seed=st.integers(1, 9))
def test_the_same_seed_and_moves_give_the_same_plan(raw, seed, tmp_path_factory):
    case = built(raw, tmp_path_factory.mktemp("case"))

    assert solve(case, seed=seed, moves=40) == solve(case, seed=seed, moves=40)


def test_two_delegations_never_meet_at_one_host(case_from):
    case = case_from(
        raw_case(
            [site("a", host="Eva"), site("b", host="Eva", pos=[60.0, 15.05])],
            [delegation("d"), delegation("e")],
        )
    )

    plan = solve(case, moves=200)

    spans = sorted(start for _, start in plan.visits(case).values())
    assert len(spans) == 4
    assert all(later - earlier >= 60 for earlier, later in zip(spans, spans[1:], strict=False))


def test_a_case_of_seven_stops_as_worked_out_by_hand_in_the_docs(case_from):
    """docs/programme.md: site b closes at noon, c opens after lunch, so the order is b, lunch, c."""
    case = case_from(
        raw_case(
            [
                site("b", win={"mon": [540, 660]}, pos=[60.0, 15.0]),
                site("c", win={"mon": [840, 960]}, pos=[60.0, 15.0]),
            ],
            [delegation()],
        )
    )

    plan = solve(case, moves=50)

    assert [stop.item for stop in plan.plans["d"]["mon"]] == ["b", "canteen", "c"]
    assert plan.plans["d"]["mon"][0] == Stop("b", 600)
    assert plan.interest == {"d": 60}
    assert [leg.source for leg in legs_of(case, plan)] == ["same place"] * 4


def test_a_plan_goes_through_its_file_unchanged(case_from, tmp_path):
    from greendesk.engines.programme.reading import read_plan

    case = case_from(raw_case([site("a"), site("b")], [delegation()]))
    plan = solve(case, moves=50)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan_json(plan)), encoding="utf-8")

    assert read_plan(str(path), case).plans == plan.plans
