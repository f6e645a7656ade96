"""The checker finds each kind of planted violation, and nothing in a clean timetable."""

from __future__ import annotations

import pytest

from greendesk.engines.timetable import Caps, Interpreter, LunchRule, MeetingAsked, Problem, Timetable, Venue, check

SPOKEN = tuple(frozenset(tags) for tags in ({"sv"}, {"sv", "zh"}, {"zh"}, {"de"}))
STAFF = (Interpreter("Li", frozenset({"zh", "sv"}), frozenset({0, 1, 2}), 1, 2), Interpreter("Ada", frozenset({"sv"})))
ASKED = (
    MeetingAsked((0, 1), sessions=frozenset({0}), venue="hall"),
    MeetingAsked((0, 2), venue="hall"),
    MeetingAsked((1, 2), before=(0,), venue="factory"),
    MeetingAsked((0, 1), fixed=4, venue="hall"),
)
DAY = Problem(
    n_participants=4,
    sessions=((0, 2), (3, 5)),
    tables_per_slot=(2, 2, 2, 1, 2, 2),
    meetings=ASKED,
    forbidden=(frozenset(), frozenset({5}), frozenset(), frozenset()),
    venues=(Venue("hall", 1), Venue("factory", 1)),
    travel_slots=(("hall", "factory", 1),),
    languages=SPOKEN,
    interpreters=STAFF,
    lunch=(LunchRule(frozenset({2, 3}), 1),),
    caps=Caps(per_session=2, longest_run=2),
)
CLEAN = ((0, 1, 3, None), (None, "Li", None, None))


def rules(slots, helpers):
    return {violation.rule for violation in check(DAY, Timetable(tuple(slots), tuple(helpers)))}


def test_a_clean_day_has_no_violation():
    assert rules(*CLEAN) == set()


@pytest.mark.parametrize(
    ("rule", "slots", "helpers"),
    [
        ("one thing at a time", (1, 1, None, None), (None, "Li", None, None)),
        ("allowed sessions", (3, None, None, None), (None,) * 4),
        ("fixed", (None, None, None, 5), (None,) * 4),
        ("availability", (None, None, 5, None), (None,) * 4),
        ("tables", (None, None, 3, 3), (None,) * 4),
        ("venue tables", (1, 1, None, None), (None, "Li", None, None)),
        ("interpreter", (None, 1, None, None), (None,) * 4),
        ("interpreter", (None, 1, None, None), (None, "Ada", None, None)),
        ("interpreter", (None, 1, None, None), (None, "Bo", None, None)),
        ("interpreter", (0, None, None, None), ("Li", None, None, None)),
        ("interpreter", (None,) * 4, ("Li", None, None, None)),
        ("interpreter hours", (None, 3, None, None), (None, "Li", None, None)),
        ("travel", (0, None, 1, None), (None,) * 4),
        ("order", (2, None, 0, None), (None,) * 4),
        ("inside the calendar", (6, None, None, None), (None,) * 4),
        ("shape", (0,), (None,)),
    ],
)
def test_a_planted_violation_is_found(rule, slots, helpers):
    assert rule in rules(slots, helpers)


@pytest.mark.parametrize(
    ("rule", "slots"),
    [("longest run", (0, 1, 2, 4)), ("meetings per session", (0, 1, 2, 4)), ("lunch", (2, 3, 0, 5))],
)
def test_limits_of_a_person_are_found(rule, slots):
    asked = tuple(MeetingAsked(pair) for pair in ((0, 1), (0, 2), (0, 3), (1, 2)))
    day = Problem(4, DAY.sessions, (9,) * 6, asked, lunch=DAY.lunch, caps=DAY.caps)

    found = check(day, Timetable(slots, (None,) * 4))

    assert (rule, (0,)) in [(violation.rule, violation.people) for violation in found]


def test_limits_of_an_interpreter_are_found():
    asked = tuple(MeetingAsked(pair) for pair in ((0, 1), (2, 3), (4, 5)))
    spoken = tuple(frozenset({tag}) for tag in ("sv", "zh") * 3)
    staff = (Interpreter("Li", frozenset({"zh", "sv"}), None, 1, 2),)
    day = Problem(6, ((0, 3),), (9,) * 4, asked, languages=spoken, interpreters=staff)

    found = check(day, Timetable((0, 1, 3), ("Li",) * 3))

    assert [violation.rule for violation in found] == ["meetings per session", "longest run"]
