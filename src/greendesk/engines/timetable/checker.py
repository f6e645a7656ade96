"""The independent checker: every hard rule read straight from the problem.

It shares no code with the solver beyond the dataclasses, so that a mistake in one is caught by the other.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from greendesk.engines.timetable.shapes import Id, Problem, Slots, Timetable, Violation


def check(problem: Problem, timetable: Timetable) -> list[Violation]:
    """All broken rules, in the order of the rules; an unplaced meeting breaks none."""
    return check_slots(problem, timetable.slots, timetable.interpreters)


def check_slots(problem: Problem, slots: Slots, interpreters: Sequence[Id | None]) -> list[Violation]:
    """As `check`, for bare lists: one slot and one interpreter id (or None) per meeting."""
    if len(slots) != len(problem.meetings) or len(interpreters) != len(problem.meetings):
        text = (
            f"There are {len(problem.meetings)} meetings, but {len(slots)} slots and {len(interpreters)} interpreters."
        )
        return [Violation("shape", text)]
    outside = [m for m, slot in enumerate(slots) if slot is not None and not 0 <= slot < problem.n_slots]
    if outside:
        return [
            Violation(
                "inside the calendar",
                f"Meetings {outside} lie outside the calendar.",
                meetings=tuple(outside),
            )
        ]
    rules = (
        _one_thing_at_a_time,
        _allowed,
        _tables,
        _languages,
        _interpreter_hours,
        _travel,
        _order,
        _limits,
        _lunch,
    )
    return [violation for rule in rules for violation in rule(_Day(problem, slots, interpreters))]


class _Day:
    """The timetable turned round: who sits where in which slot."""

    def __init__(self, problem: Problem, slots: Slots, interpreters: Sequence[Id | None]) -> None:
        self.problem = problem
        self.placed = {m: slot for m, slot in enumerate(slots) if slot is not None}
        self.interpreters = interpreters
        self.of_person: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.of_interpreter: dict[Id, list[tuple[int, int]]] = defaultdict(list)
        for m, slot in sorted(self.placed.items(), key=lambda pair: (pair[1], pair[0])):
            for person in problem.meetings[m].people:
                self.of_person[person].append((slot, m))
            chosen = interpreters[m]
            if chosen is not None:
                self.of_interpreter[chosen].append((slot, m))


def _one_thing_at_a_time(day: _Day) -> Iterator[Violation]:
    for person, seats in sorted(day.of_person.items()):
        for (slot, m), (other_slot, other) in itertools.pairwise(seats):
            if slot == other_slot:
                text = f"Participant {person} is in meetings {m} and {other} in slot {slot}."
                yield Violation("one thing at a time", text, (person,), (m, other), (slot,))
    for who, seats in day.of_interpreter.items():
        for (slot, m), (other_slot, other) in itertools.pairwise(seats):
            if slot == other_slot:
                text = f"Interpreter {who} is in meetings {m} and {other} in slot {slot}."
                yield Violation("one thing at a time", text, (), (m, other), (slot,))


def _allowed(day: _Day) -> Iterator[Violation]:
    for m, slot in day.placed.items():
        asked = day.problem.meetings[m]
        session = next(i for i, (first, last) in enumerate(day.problem.sessions) if first <= slot <= last)
        if asked.sessions is not None and session not in asked.sessions:
            yield Violation(
                "allowed sessions",
                f"Meeting {m} may not be in session {session}.",
                (),
                (m,),
                (slot,),
            )
        if asked.fixed is not None and slot != asked.fixed:
            text = f"Meeting {m} is fixed in slot {asked.fixed}, not {slot}."
            yield Violation("fixed", text, (), (m,), (slot,))
        for person in asked.people:
            if day.problem.forbidden and slot in day.problem.forbidden[person]:
                text = f"Participant {person} is not available in slot {slot} for meeting {m}."
                yield Violation("availability", text, (person,), (m,), (slot,))


def _tables(day: _Day) -> Iterator[Violation]:
    for slot, used in sorted(Counter(day.placed.values()).items()):
        if used > day.problem.tables_per_slot[slot]:
            text = f"Slot {slot} has {used} meetings for {day.problem.tables_per_slot[slot]} tables."
            yield Violation("tables", text, slots=(slot,))
    rooms = {venue.id: venue.tables for venue in day.problem.venues}
    used_there: Counter[tuple[Id, int]] = Counter()
    for m, slot in day.placed.items():
        venue = day.problem.meetings[m].venue
        if venue is not None:
            used_there[venue, slot] += 1
    for (venue, slot), used in used_there.items():
        if used > rooms[venue]:
            text = f"Venue {venue} has {used} meetings in slot {slot} for {rooms[venue]} tables."
            yield Violation("venue tables", text, slots=(slot,))


def _languages(day: _Day) -> Iterator[Violation]:
    people = day.problem.languages
    staff = {one.id: one for one in day.problem.interpreters}
    for m, chosen in enumerate(day.interpreters):
        if m not in day.placed or people is None:
            if chosen is not None:
                yield Violation(
                    "interpreter",
                    f"Meeting {m} has interpreter {chosen} but needs none.",
                    (),
                    (m,),
                )
            continue
        seated = [people[person] for person in day.problem.meetings[m].people]
        shared = set(seated[0]).intersection(*seated[1:])
        if shared and chosen is not None:
            text = f"Meeting {m} shares {min(shared)} and needs no interpreter."
            yield Violation("interpreter", text, (), (m,))
        elif not shared and chosen is None:
            yield Violation(
                "interpreter",
                f"Meeting {m} shares no language and has no interpreter.",
                (),
                (m,),
            )
        elif not shared and chosen not in staff:
            yield Violation(
                "interpreter",
                f"Meeting {m} has the unknown interpreter {chosen}.",
                (),
                (m,),
            )
        elif chosen is not None and not all(staff[chosen].languages & spoken for spoken in seated):
            yield Violation(
                "interpreter",
                f"Interpreter {chosen} does not cover meeting {m}.",
                (),
                (m,),
            )


def _interpreter_hours(day: _Day) -> Iterator[Violation]:
    for one in day.problem.interpreters:
        for slot, m in day.of_interpreter.get(one.id, []):
            if one.slots is not None and slot not in one.slots:
                text = f"Interpreter {one.id} does not work in slot {slot}."
                yield Violation("interpreter hours", text, (), (m,), (slot,))


def _travel(day: _Day) -> Iterator[Violation]:
    ways: dict[tuple[Id | None, Id | None], int] = {}
    for origin, goal, slots in day.problem.travel_slots:
        ways[origin, goal] = slots
    for origin, goal, slots in day.problem.travel_slots:
        ways.setdefault((goal, origin), slots)
    days = day.problem.day_of_session or (0,) * len(day.problem.sessions)
    day_of = [d for d, (first, last) in zip(days, day.problem.sessions, strict=True) for _ in range(last - first + 1)]
    rows: list[tuple[str, tuple[int, ...], list[tuple[int, int]]]] = [
        (f"Participant {p}", (p,), seats) for p, seats in day.of_person.items()
    ]
    rows += [(f"Interpreter {who}", (), seats) for who, seats in day.of_interpreter.items()]
    for name, people, seats in rows:
        housed = [(slot, m) for slot, m in seats if day.problem.meetings[m].venue is not None]
        for (slot, m), (later, other) in itertools.pairwise(housed):
            start, end = day.problem.meetings[m].venue, day.problem.meetings[other].venue
            needed = ways.get((start, end), 0) if start != end else 0
            if day_of[slot] == day_of[later] and slot < later <= slot + needed:
                text = f"{name} needs {needed} slots from {start} to {end} between meetings {m} and {other}."
                yield Violation("travel", text, people, (m, other), (slot, later))


def _order(day: _Day) -> Iterator[Violation]:
    for m, slot in day.placed.items():
        for earlier in day.problem.meetings[m].before:
            if earlier in day.placed and day.placed[earlier] >= slot:
                text = f"Meeting {earlier} must come before meeting {m}."
                yield Violation("order", text, (), (earlier, m), (day.placed[earlier], slot))


def _limits(day: _Day) -> Iterator[Violation]:
    caps = day.problem.caps
    for person, seats in sorted(day.of_person.items()):
        taken = {slot for slot, _ in seats}
        yield from _row_limits(
            day,
            f"Participant {person}",
            (person,),
            taken,
            caps.per_session,
            caps.longest_run,
        )
    for one in day.problem.interpreters:
        taken = {slot for slot, _ in day.of_interpreter.get(one.id, [])}
        yield from _row_limits(day, f"Interpreter {one.id}", (), taken, one.per_session, one.longest_run)


def _row_limits(
    day: _Day,
    name: str,
    people: tuple[int, ...],
    taken: set[int],
    per_session: int | None,
    longest: int | None,
) -> Iterator[Violation]:
    for number, (first, last) in enumerate(day.problem.sessions):
        inside = [slot for slot in range(first, last + 1) if slot in taken]
        if per_session is not None and len(inside) > per_session:
            text = f"{name} has {len(inside)} meetings in session {number}, more than {per_session}."
            yield Violation("meetings per session", text, people, (), tuple(inside))
        if longest is None:
            continue
        for slot in inside:
            window = range(slot, slot + longest + 1)
            if window[-1] <= last and all(s in taken for s in window):
                text = f"{name} has no pause after {longest} meetings from slot {slot}."
                yield Violation("longest run", text, people, (), tuple(window))


def _lunch(day: _Day) -> Iterator[Violation]:
    for rule in day.problem.lunch:
        for person, seats in sorted(day.of_person.items()):
            busy = rule.slots & {slot for slot, _ in seats}
            if len(rule.slots) - len(busy) < rule.free:
                text = f"Participant {person} keeps fewer than {rule.free} of the lunch slots free."
                yield Violation("lunch", text, (person,), (), tuple(sorted(busy)))
