"""Breaks and idle slots of a timetable, and what no timetable can go below."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable

from greendesk.engines.timetable.board import Ints
from greendesk.engines.timetable.shapes import Problem, Scope, Slots

IMPOSSIBLE = 10**9


def breaks_and_idle(problem: Problem, slots: Slots, scope: Scope) -> tuple[int, int]:
    """Maximal runs of idle slots between two meetings of one participant, and the idle slots in them, summed."""
    breaks = idle = 0
    for taken in taken_by_person(problem, slots).values():
        for part in _parts(problem, taken, scope):
            gaps = [later - slot - 1 for slot, later in itertools.pairwise(part) if later - slot > 1]
            breaks += len(gaps)
            idle += sum(gaps)
    return breaks, idle


def most_apart(problem: Problem, slots: Slots, scope: Scope) -> int:
    """The difference between the largest and the smallest number of breaks of any two participants."""
    counts = [0] * problem.n_participants
    for person, taken in taken_by_person(problem, slots).items():
        for part in _parts(problem, taken, scope):
            counts[person] += sum(later - slot > 1 for slot, later in itertools.pairwise(part))
    return max(counts, default=0) - min(counts, default=0)


def taken_by_person(problem: Problem, slots: Slots) -> dict[int, list[int]]:
    """The slots of each participant that has any, in order."""
    taken: dict[int, list[int]] = defaultdict(list)
    for m, slot in enumerate(slots):
        if slot is not None:
            for person in problem.meetings[m].people:
                taken[person].append(slot)
    return {person: sorted(found) for person, found in taken.items()}


def cost_below(problem: Problem, allowed: Ints, scope: Scope) -> int:
    """A bound on breaks (line) or 10 breaks + idle (session) when every meeting is placed, person by person."""
    mine: dict[int, list[int]] = defaultdict(list)
    for m, meeting in enumerate(problem.meetings):
        for person in meeting.people:
            mine[person].append(m)
    return sum(_person_below(problem, allowed[meetings], scope) for meetings in mine.values())


def _person_below(problem: Problem, allowed: Ints, scope: Scope) -> int:
    """Fewest breaks of one person whose meetings may take any open slots; pinned slots are taken."""
    pinned = {int(row.argmax()) for row in allowed if row.sum() == 1}
    opened = {slot for slot in range(problem.n_slots) if allowed[:, slot].any()}
    gap, idle = (1, 0) if scope is Scope.LINE else (10, 1)
    segments = problem.session_of() if scope is Scope.SESSION else (0,) * problem.n_slots
    # (meetings so far, 0 none yet / 1 just met / 2 idle but will meet again / 3 done) -> price
    states = {(0, 0): 0}
    for slot in range(problem.n_slots):
        if slot and segments[slot] != segments[slot - 1]:
            states = _least(((count, 0), price) for (count, state), price in states.items() if state != 2)
        steps: list[tuple[tuple[int, int], int]] = []
        for (count, state), price in states.items():
            if slot in opened and state != 3:
                steps.append(((count + 1, 1), price))
            if slot in pinned:
                continue
            if state == 1:
                steps += [((count, 2), price + gap + idle), ((count, 3), price)]
            else:
                steps.append(((count, state), price + (idle if state == 2 else 0)))
        states = _least(steps)
    return min(
        (price for (count, state), price in states.items() if count == len(allowed) and state != 2),
        default=0,
    )


def _least(steps: Iterable[tuple[tuple[int, int], int]]) -> dict[tuple[int, int], int]:
    best: dict[tuple[int, int], int] = {}
    for key, price in steps:
        best[key] = min(price, best.get(key, IMPOSSIBLE))
    return best


def _parts(problem: Problem, taken: list[int], scope: Scope) -> list[list[int]]:
    if scope is Scope.LINE:
        return [taken]
    return [[slot for slot in taken if first <= slot <= last] for first, last in problem.sessions]
