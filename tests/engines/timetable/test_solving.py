"""What every timetable promises, whatever is asked."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greendesk.engines.timetable import (
    Interpreter,
    MeetingAsked,
    Problem,
    Scope,
    Standing,
    Status,
    Timetable,
    check,
    solve,
)
from tests.engines.timetable.forums import forums, plain_forum

STEADY = settings(max_examples=150)
MOVES = 3_000


@STEADY
@given(forums(), st.sampled_from(list(Scope)))
def test_every_timetable_passes_the_independent_checker(problem, scope):
    assert check(problem, solve(problem, moves=MOVES, scope=scope)) == []


@STEADY
@given(forums())
def test_nobody_is_in_two_places_and_tables_suffice(problem):
    found = solve(problem, moves=MOVES)

    placed = [(m, slot) for m, slot in enumerate(found.slots) if slot is not None]
    seats = Counter((person, slot) for m, slot in placed for person in problem.meetings[m].people)
    seats.update((found.interpreters[m], slot) for m, slot in placed if found.interpreters[m] is not None)
    assert max(seats.values(), default=0) <= 1
    used = Counter(slot for _, slot in placed)
    assert all(count <= problem.tables_per_slot[slot] for slot, count in used.items())


@STEADY
@given(forums())
def test_every_meeting_is_placed_or_has_a_reason(problem):
    found = solve(problem, moves=MOVES)

    explained = {m for reason in found.reasons for m in reason.meetings}
    assert {m for m, slot in enumerate(found.slots) if slot is None} <= explained


@settings(max_examples=40)
@given(forums(), st.integers(0, 9))
def test_seed_and_moves_give_the_same_timetable_again(problem, seed):
    first, again = (solve(problem, moves=MOVES, seed=seed) for _ in range(2))

    assert (first.slots, first.interpreters, first.status) == (again.slots, again.interpreters, again.status)


def every_timetable(problem: Problem) -> list[Timetable]:
    """All timetables of a tiny forum without interpreters that break no rule."""
    choices = product([None, *range(problem.n_slots)], repeat=len(problem.meetings))
    none = (None,) * len(problem.meetings)
    return [table for slots in choices if not check(problem, table := Timetable(slots, none))]


def worth(problem: Problem, found: Timetable) -> tuple[int, int]:
    placed = [one for one, slot in zip(problem.meetings, found.slots, strict=True) if slot is not None]
    musts = sum(one.standing is Standing.MUST for one in placed)
    return musts, sum(one.value for one in placed if one.standing is Standing.WISH)


def tiny(problem: Problem) -> bool:
    return problem.languages is None and (problem.n_slots + 1) ** len(problem.meetings) <= 4_000


@settings(max_examples=80)
@given(forums().filter(tiny))
def test_tiny_forums_lose_no_must_and_no_value_against_trying_everything(problem):
    found = solve(problem, moves=40_000)

    best = max(worth(problem, other) for other in every_timetable(problem))
    assert worth(problem, found) == best


@settings(max_examples=80)
@given(forums().filter(tiny))
def test_infeasible_is_only_said_when_no_timetable_holds_all_musts(problem):
    found = solve(problem, moves=MOVES)

    musts = sum(one.standing is Standing.MUST for one in problem.meetings)
    possible = any(worth(problem, other)[0] == musts for other in every_timetable(problem))
    assert not (possible and found.status is Status.INFEASIBLE)


@settings(max_examples=80)
@given(forums().filter(tiny), st.sampled_from(list(Scope)))
def test_a_bound_is_never_above_what_can_be_reached(problem, scope):
    from greendesk.engines.timetable.bounds import breaks_and_idle

    found = solve(problem, moves=MOVES, scope=scope)

    for other in every_timetable(problem):
        if None not in other.slots and found.bound is not None:
            breaks, idle = breaks_and_idle(problem, other.slots, scope)
            assert found.bound <= (breaks if scope is Scope.LINE else 10 * breaks + idle)


def test_breaks_and_idle_slots_are_counted_by_hand():
    problem = Problem(3, ((0, 2), (3, 5)), (1,) * 6, tuple(MeetingAsked((0, 1), fixed=slot) for slot in (0, 2, 5)))

    in_sessions, on_a_line = solve(problem, moves=100), solve(problem, moves=100, scope=Scope.LINE)

    assert (in_sessions.breaks, in_sessions.idle) == (2, 2)
    assert (on_a_line.breaks, on_a_line.idle) == (4, 6)
    assert in_sessions.status is on_a_line.status is Status.OPTIMAL


def test_a_person_asked_for_more_than_the_slots_is_named():
    found = solve(plain_forum(4, [(0, 1), (0, 2), (0, 3)], slots=2, tables=2), moves=MOVES)

    reason = next(one for one in found.reasons if one.certain)
    assert (found.status, found.unplaced) == (Status.INFEASIBLE, 1)
    assert (reason.rule, reason.people, reason.meetings) == ("one thing at a time", (0,), (0, 1, 2))


def test_too_few_tables_are_proven_by_counting():
    found = solve(plain_forum(6, [(0, 1), (2, 3), (4, 5)], slots=2, tables=1), moves=MOVES)

    assert found.status is Status.INFEASIBLE
    assert found.reasons[0].rule == "tables"


def test_the_dearer_wish_takes_the_only_table():
    wishes = tuple(MeetingAsked(pair, standing=Standing.WISH, value=v) for pair, v in (((0, 1), 40), ((2, 3), 41)))

    found = solve(Problem(4, ((0, 0),), (1,), wishes), moves=MOVES)

    assert (found.slots, found.status) == ((None, 0), Status.FEASIBLE)


def test_one_interpreter_serves_one_meeting_at_a_time():
    spoken = tuple(frozenset({tag}) for tag in ("zh", "sv", "zh", "sv"))
    staff = (Interpreter("Li", frozenset({"zh", "sv"})),)
    problem = plain_forum(4, [(0, 1), (2, 3)], slots=2, tables=2, languages=spoken, interpreters=staff)

    found = solve(problem, moves=MOVES)

    assert found.interpreters == ("Li", "Li")
    assert sorted(slot for slot in found.slots if slot is not None) == [0, 1]


def test_fairness_keeps_break_counts_together():
    found = solve(plain_forum(3, [(0, 1)], slots=3, tables=1), moves=100, fair_within=0)

    assert found.status is Status.OPTIMAL


@pytest.mark.parametrize(("seconds", "moves"), [(0.0, None), (1.0, 0)])
def test_no_budget_still_answers_with_the_careful_greedy(seconds, moves):
    found = solve(plain_forum(4, [(0, 1), (2, 3)], slots=1, tables=2), seconds=seconds, moves=moves)

    assert (found.unplaced, found.moves) == (0, 0)
