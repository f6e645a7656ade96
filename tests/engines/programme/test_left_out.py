"""Why was this site left out?"""

from __future__ import annotations

import pytest

from greendesk.engines.programme import solve, why_left_out
from tests.engines.programme.worlds import delegation, raw_case, site


def test_a_site_on_the_never_list_is_answered_at_once(case_from):
    case = case_from(raw_case([site("a"), site("b")], [delegation(never=["b"])]))

    left = why_left_out(case, solve(case, moves=20), "d", "b")

    assert left.reason == "b is on the never list of d."


def test_a_site_forced_in_names_what_it_pushes_out_and_the_loss(case_from):
    hour = {"win": {"mon": [540, 610]}}
    places = [site("a", themes=["biogas", "wind"], **hour), site("b", pos=[60.0, 15.3], **hour)]
    case = case_from(raw_case(places, [delegation(interests={"biogas": 3, "wind": 2})]))
    plan = solve(case, moves=50)

    left = why_left_out(case, plan, "d", "b", moves=50)

    assert (left.displaces, left.loss, left.proposal) == (("a",), 20, "")
    assert [(row.site, row.displaces, row.loss) for row in plan.left_out] == [("b", ("a",), 20)]


def test_a_programme_that_was_not_the_best_is_offered_a_better_one(case_from):
    from greendesk.engines.programme.tally import plan_of

    case = case_from(raw_case([site("a")], [delegation()]))
    poor = plan_of(case, {"d": {"mon": solve(case, moves=20).plans["d"]["mon"][1:]}}, status="feasible")
    poor = plan_of(case, {"d": {"mon": tuple(s for s in poor.plans["d"]["mon"] if s.item != "a")}}, status="feasible")

    left = why_left_out(case, poor, "d", "a", moves=20)

    assert left.loss == -30
    assert left.proposal == "This programme is at least as good: take it."


def test_a_site_in_the_programme_was_not_left_out(case_from):
    case = case_from(raw_case([site("a")], [delegation()]))

    with pytest.raises(ValueError, match="is part of the programme"):
        why_left_out(case, solve(case, moves=20), "d", "a")
