"""A re-plan keeps what it can and says what it changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from greendesk.engines.timetable import Interpreter, Status, check, replan, solve
from tests.engines.timetable.forums import forums, plain_forum

RING = [(a, b) for a in range(8) for b in range(a) if (a + b) % 3]


def changed(old, now):
    return [m for m, (was, is_now) in enumerate(zip(old, now, strict=True)) if was != is_now]


@settings(max_examples=60)
@given(forums())
def test_all_three_answers_pass_the_checker_and_count_their_changes(problem):
    old = solve(problem, moves=2_000).slots

    answers = replan(problem, old, moves=4_000)

    assert [answer.name for answer in answers] == ["stable", "balanced", "free"]
    for answer in answers:
        assert check(problem, answer.timetable) == []
        different = changed(old, answer.timetable.slots)
        assert answer.moved + answer.lost + sum(old[m] is None for m in different) == len(different)
        assert answer.people_told == len({p for m in different for p in problem.meetings[m].people})


def test_nothing_changed_means_nobody_is_told():
    problem = plain_forum(8, RING, slots=9, tables=4)
    old = solve(problem, moves=200_000)
    assert old.status is Status.OPTIMAL

    stable = replan(problem, old.slots, moves=100_000)[0]

    assert (stable.moved, stable.lost, stable.people_told) == (0, 0, 0)


def test_an_absence_moves_little_when_stable_and_more_when_free():
    problem = plain_forum(8, RING, slots=9, tables=4)
    old = solve(problem, moves=200_000).slots
    busy = next(slot for m, slot in enumerate(old) if 7 in problem.meetings[m].people)
    absent = replace(problem, forbidden=(frozenset(),) * 7 + (frozenset({busy}),))

    stable, _, free = replan(absent, old, moves=300_000)

    assert stable.timetable.unplaced == 0
    assert 1 <= stable.moved <= 3
    assert stable.people_told <= free.people_told


def test_the_interpreter_stays_with_the_meeting():
    spoken = tuple(frozenset({tag}) for tag in ("zh", "sv"))
    staff = tuple(Interpreter(name, frozenset({"zh", "sv"})) for name in ("Li", "Ada"))
    problem = plain_forum(2, [(0, 1)], slots=1, tables=1, languages=spoken, interpreters=staff)

    for name in ("Li", "Ada"):
        assert replan(problem, (0,), old_interpreters=(name,), moves=0)[0].timetable.interpreters == (name,)


def test_an_old_timetable_of_another_problem_is_refused():
    with pytest.raises(ValueError, match="old: 2 slots for 1 meetings"):
        replan(plain_forum(2, [(0, 1)], slots=1, tables=1), (0, None), moves=0)
