"""What cannot work, certainly and in milliseconds: counts that no timetable can satisfy.

Every reason here is a proof: a set of meetings that needs more than all the slots, tables or interpreters it may use.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from greendesk.engines.timetable.board import Ints
from greendesk.engines.timetable.shapes import Problem, Reason, Standing

MOST_OF_A_KIND = 10


def impossible(problem: Problem, allowed: Ints) -> tuple[Reason, ...]:
    """Proofs that not all musts can be placed; empty when none was found. `allowed` is meetings x slots."""
    musts = [m for m, meeting in enumerate(problem.meetings) if meeting.standing is Standing.MUST]
    kinds = (
        _nowhere,
        _order,
        _one_person,
        _person_limits,
        _tables,
        _venues,
        _interpreters,
    )
    return tuple(reason for kind in kinds for reason in islice(kind(problem, allowed, musts), MOST_OF_A_KIND))


def overfull(choices: Sequence[Sequence[int]], room: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Sets of choosers that want more than all the room their choices have (Hall); by augmenting paths."""
    held: list[list[int]] = [[] for _ in room]
    for chooser in range(len(choices)):
        came_from: dict[int, int] = {}
        waiting, reached, end = deque([chooser]), {chooser}, -1
        while waiting and end < 0:
            one = waiting.popleft()
            for place in choices[one]:
                if place in came_from:
                    continue
                came_from[place] = one
                if len(held[place]) < room[place]:
                    end = place
                    break
                fresh = [other for other in held[place] if other not in reached]
                reached.update(fresh)
                waiting.extend(fresh)
        if end < 0:
            yield sorted(reached), sorted(came_from)
        while end >= 0:
            end = _shift(choices, held, came_from, end, chooser)


def _shift(
    choices: Sequence[Sequence[int]],
    held: list[list[int]],
    came_from: dict[int, int],
    place: int,
    chooser: int,
) -> int:
    """Move the one that led to this place into it; returns the place it left, -1 at the path's start."""
    one = came_from[place]
    left = next((p for p in choices[one] if one in held[p]), -1) if one != chooser else -1
    held[place].append(one)
    if left >= 0:
        held[left].remove(one)
    return left


def _nowhere(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    for m in musts:
        if not allowed[m].any():
            people = problem.meetings[m].people
            text = f"Meeting {m} has no slot that its sessions, its pin and its people's availability all allow."
            yield Reason("availability", text, people, (m,), (), True)


def _order(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    """Longest chains of musts: the earliest slot of each must leave room for the next."""
    earliest = {m: -1 for m in musts}
    steps = 0
    changed = True
    while changed and steps <= len(musts):
        changed, steps = False, steps + 1
        for m in musts:
            least = max(
                (earliest[p] + 1 for p in problem.meetings[m].before if p in earliest),
                default=0,
            )
            slot = next(
                (s for s in range(least, problem.n_slots) if allowed[m, s]),
                problem.n_slots,
            )
            if slot != earliest[m]:
                earliest[m], changed = slot, True
    for m in musts:
        chain = tuple(p for p in problem.meetings[m].before if p in earliest)
        if chain and earliest[m] >= problem.n_slots and allowed[m].any():
            text = f"Meeting {m} must follow meetings {_list(chain)} and no slot is late enough."
            yield Reason("order", text, (), (*chain, m), (), True)


def _one_person(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    mine = _by_person(problem, musts)
    for person, meetings in mine.items():
        choices = [_open(allowed, m) for m in meetings]
        if len(meetings) <= min(map(len, choices)):
            continue
        for group, slots in overfull(choices, [1] * problem.n_slots):
            if slots:
                text = f"Participant {person} is asked for {len(group)} meetings that only fit {len(slots)} slots."
                chosen = tuple(meetings[i] for i in group)
                yield Reason("one thing at a time", text, (person,), chosen, tuple(slots), True)
                break


def _person_limits(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    for person, meetings in _by_person(problem, musts).items():
        opened = [int(allowed[meetings, slot].any()) for slot in range(problem.n_slots)]
        most = sum(_most_in_session(problem, opened, first, last) for first, last in problem.sessions)
        for rule in problem.lunch:
            inside = sum(opened[slot] for slot in rule.slots)
            most = min(
                most,
                sum(opened) - inside + min(inside, len(rule.slots) - rule.free),
            )
        if len(meetings) > most and len(meetings) <= sum(opened):
            text = f"Participant {person} is asked for {len(meetings)} meetings; caps, pauses and lunch leave {most}."
            yield Reason("limits", text, (person,), tuple(meetings), (), True)


def _most_in_session(problem: Problem, opened: list[int], first: int, last: int) -> int:
    length = last - first + 1
    most = sum(opened[first : last + 1])
    if problem.caps.per_session is not None:
        most = min(most, problem.caps.per_session)
    if problem.caps.longest_run is not None:
        most = min(most, length - length // (problem.caps.longest_run + 1))
    return most


def _tables(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    usable = [m for m in musts if allowed[m].any()]
    for group, slots in overfull([_open(allowed, m) for m in usable], problem.tables_per_slot):
        room = sum(problem.tables_per_slot[slot] for slot in slots)
        text = f"{len(group)} meetings only fit {len(slots)} slots, which have {room} tables together."
        yield Reason("tables", text, (), tuple(usable[i] for i in group), tuple(slots), True)


def _venues(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    for venue in problem.venues:
        usable = [m for m in musts if problem.meetings[m].venue == venue.id and allowed[m].any()]
        for group, slots in overfull([_open(allowed, m) for m in usable], [venue.tables] * problem.n_slots):
            text = f"{len(group)} meetings in venue {venue.id} only fit {len(slots)} slots of {venue.tables} tables."
            yield Reason(
                "venue tables",
                text,
                (),
                tuple(usable[i] for i in group),
                tuple(slots),
                True,
            )


def _interpreters(problem: Problem, allowed: Ints, musts: list[int]) -> Iterator[Reason]:
    staff, n_slots = problem.interpreters, problem.n_slots
    hours = [set(range(n_slots)) if one.slots is None else one.slots for one in staff]
    wanting, choices = [], []
    for m in musts:
        if not problem.needs_interpreter(m) or not allowed[m].any():
            continue
        covering = [i for i in range(len(staff)) if problem.covers(i, m)]
        pairs = [i * n_slots + slot for slot in _open(allowed, m) for i in covering if slot in hours[i]]
        if not pairs:
            text = f"Meeting {m} shares no language and no interpreter covers it in an allowed slot."
            yield Reason("interpreter", text, problem.meetings[m].people, (m,), (), True)
            continue
        wanting.append(m)
        choices.append(pairs)
    for group, pairs in overfull(choices, [1] * (len(staff) * n_slots)):
        slots = tuple(sorted({pair % n_slots for pair in pairs}))
        who = sorted({str(staff[pair // n_slots].id) for pair in pairs})
        text = f"{len(group)} meetings need interpreters {', '.join(who)}, who have {len(pairs)} slots for them."
        yield Reason("interpreter", text, (), tuple(wanting[i] for i in group), slots, True)


def _by_person(problem: Problem, musts: list[int]) -> dict[int, list[int]]:
    mine: dict[int, list[int]] = {}
    for m in musts:
        for person in problem.meetings[m].people:
            mine.setdefault(person, []).append(m)
    return mine


def _open(allowed: Ints, m: int) -> list[int]:
    return [int(slot) for slot in allowed[m].nonzero()[0]]


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
