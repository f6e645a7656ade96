"""Why a meeting has no place in a given timetable: slot by slot, the first rule in its way."""

from __future__ import annotations

from collections import Counter, defaultdict

from greendesk.engines.timetable.board import Ints
from greendesk.engines.timetable.shapes import Id, Problem, Reason, Slots

WORDS = {
    "availability": "sessions, pin or availability forbid",
    "one thing at a time": "its people are busy in",
    "tables": "all tables are taken in",
    "venue tables": "its venue is full in",
    "interpreter": "no covering interpreter is free in",
    "order": "the order of meetings forbids",
    "limits": "caps, pauses, lunch or travel forbid",
}


def why_unplaced(problem: Problem, slots: Slots, helpers: tuple[Id | None, ...], allowed: Ints) -> tuple[Reason, ...]:
    """One reason per unplaced meeting; its rule is the one that closes the most slots."""
    day = _Taken(problem, slots, helpers)
    return tuple(_why(day, m, allowed) for m, slot in enumerate(slots) if slot is None)


class _Taken:
    def __init__(self, problem: Problem, slots: Slots, helpers: tuple[Id | None, ...]) -> None:
        self.problem, self.slots = problem, slots
        self.people: dict[int, set[int]] = defaultdict(set)
        self.helpers: dict[int, set[Id]] = defaultdict(set)
        self.tables: Counter[int] = Counter()
        self.venues: Counter[tuple[Id, int]] = Counter()
        for m, slot in enumerate(slots):
            if slot is None:
                continue
            meeting, helper = problem.meetings[m], helpers[m]
            self.people[slot].update(meeting.people)
            self.tables[slot] += 1
            if helper is not None:
                self.helpers[slot].add(helper)
            if meeting.venue is not None:
                self.venues[meeting.venue, slot] += 1

    def in_the_way(self, m: int, slot: int, allowed: Ints) -> tuple[str, set[int]]:
        """The first rule against this slot, and the people it concerns."""
        problem, meeting = self.problem, self.problem.meetings[m]
        busy = self.people[slot].intersection(meeting.people)
        if not allowed[m, slot]:
            closed = {p for p in meeting.people if slot in problem.forbidden_to(p)}
            return "availability", closed
        if busy:
            return "one thing at a time", busy
        if self.tables[slot] >= problem.tables_per_slot[slot]:
            return "tables", set()
        if any(v.id == meeting.venue and self.venues[v.id, slot] >= v.tables for v in problem.venues):
            return "venue tables", set()
        if problem.needs_interpreter(m) and not self._someone_covers(m, slot):
            return "interpreter", set(meeting.people)
        if self._out_of_order(m, slot):
            return "order", set()
        return "limits", set(meeting.people)

    def _someone_covers(self, m: int, slot: int) -> bool:
        staff = enumerate(self.problem.interpreters)
        free = [i for i, one in staff if one.id not in self.helpers[slot] and (one.slots is None or slot in one.slots)]
        return any(self.problem.covers(i, m) for i in free)

    def _out_of_order(self, m: int, slot: int) -> bool:
        earlier = [self.slots[p] for p in self.problem.meetings[m].before]
        later = [s for s, other in zip(self.slots, self.problem.meetings, strict=True) if m in other.before]
        return any(s is not None and s >= slot for s in earlier) or any(s is not None and s <= slot for s in later)


def _why(day: _Taken, m: int, allowed: Ints) -> Reason:
    closed: dict[str, list[int]] = defaultdict(list)
    people: set[int] = set()
    for slot in range(day.problem.n_slots):
        rule, concerned = day.in_the_way(m, slot, allowed)
        closed[rule].append(slot)
        people |= concerned
    parts = [f"{words} slots {_span(closed[rule])}" for rule, words in WORDS.items() if rule in closed]
    rule = max(closed, key=lambda name: (name != "availability", len(closed[name])))
    slots = tuple(range(day.problem.n_slots)) if rule == "availability" else tuple(closed[rule])
    return Reason(
        rule,
        f"Meeting {m} has no place: {'; '.join(parts)}.",
        tuple(sorted(people)),
        (m,),
        slots,
    )


def _span(slots: list[int]) -> str:
    """1, 2, 3, 7 as "1-3, 7"."""
    runs: list[list[int]] = []
    for slot in slots:
        if runs and slot == runs[-1][1] + 1:
            runs[-1][1] = slot
        else:
            runs.append([slot, slot])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
