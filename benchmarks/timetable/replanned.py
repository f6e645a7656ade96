"""Solve a generated forum, change a tenth of its people, re-plan: `python benchmarks/timetable/replanned.py [seed]`."""

from __future__ import annotations

import random
import sys
from dataclasses import replace

from greendesk.engines.timetable import MeetingAsked, Problem, check, replan, solve

PEOPLE, MEETINGS, SLOTS, TABLES = 200, 1_500, 24, 70


def forum(dice: random.Random) -> Problem:
    """Random pairs, nobody asked for more than 19 of 24 slots."""
    asked: set[tuple[int, int]] = set()
    count = [0] * PEOPLE
    while len(asked) < MEETINGS:
        a, b = sorted(dice.sample(range(PEOPLE), 2))
        if (a, b) not in asked and max(count[a], count[b]) < 19:
            asked.add((a, b))
            count[a] += 1
            count[b] += 1
    meetings = tuple(MeetingAsked(pair) for pair in sorted(asked))
    return Problem(PEOPLE, ((0, SLOTS // 2 - 1), (SLOTS // 2, SLOTS - 1)), (TABLES,) * SLOTS, meetings)


def main(seed: int) -> None:
    dice = random.Random(seed)
    problem = forum(dice)
    found = solve(problem, seconds=8, seed=seed)
    print(f"solve: {found.status}, unplaced {found.unplaced}, breaks {found.breaks}, idle {found.idle}")
    gone = set(dice.sample(range(PEOPLE), PEOPLE // 20))
    late = {p: dice.randrange(SLOTS) for p in dice.sample(range(PEOPLE), PEOPLE // 20)}
    kept = [m for m, asked in enumerate(problem.meetings) if not gone & set(asked.people)]
    absences = tuple(frozenset({late[p]}) if p in late else frozenset[int]() for p in range(PEOPLE))
    changed = replace(problem, meetings=tuple(problem.meetings[m] for m in kept), forbidden=absences)
    old = tuple(found.slots[m] for m in kept)
    hit = sum(
        any(slot in changed.forbidden_to(p) for p in asked.people)
        for asked, slot in zip(changed.meetings, old, strict=True)
    )
    print(f"{len(kept)} meetings kept, {hit} lost their slot")
    for answer in replan(changed, old, seconds=6, seed=seed):
        assert check(changed, answer.timetable) == []
        new = answer.timetable
        print(
            f"{answer.name:9} moved {answer.moved}, lost {answer.lost}, people told {answer.people_told},"
            f" unplaced {new.unplaced}, breaks {new.breaks}, idle {new.idle}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
