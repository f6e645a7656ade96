"""The problem as arrays: what the compiled kernel reads and changes.

A row is a participant or, after them, an interpreter. An interpreted meeting keeps one more place at the end of its
people for the interpreter's row (-1 while it has none), so that nobody can be in two places by the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from greendesk.engines.timetable.shapes import Id, Problem, Scope, Slots, Standing

Ints = NDArray[np.int32]
Reals = NDArray[np.float64]
FREE = 1_000_000
IDLE_GUIDES = 0.4  # price of an idle slot where only breaks count: it keeps the search from plateaus


# Few arrays with named lines: each array more makes compiling and every call of the kernel slower.
# The compiled kernel on disk is renewed when kernel.py changes, not when this file does: touch it after renumbering.
# lines of `of_meeting`; the _AT lines are starts in `seats` (PEOPLE_AT) and `links`, with one column more
PEOPLE_AT, COVER_AT, BEFORE_AT, AFTER_AT, NEEDS, VENUE, OLD = range(7)
SLOT, BEST, POOL, POOL_AT, MARK, CHAIN, WAS_SLOT, WAS_HELP = range(7, 15)
# lines of `of_row`
SCORED, CAP_SESSION, CAP_RUN, CHANGED, ROW_MARK, TOUCHED = range(6)
# lines of `of_slot`
SESSION, SEGMENT, DAY, TABLES, USED = range(5)
# lines of `money`, `row_money`, `seats`
WEIGHT, PRICE = range(2)
NOW, PROPOSED, BEST_SEATS = 0, 1, 1
# places in `cost` (NOW is the first) and in `counts`
LEAST, PER_BREAK, PER_IDLE, PER_PERSON = range(1, 5)
UNPLACED, STAMP, N_PEOPLE, FAIR_WITHIN = range(4)


class Board(NamedTuple):
    """Arrays by meeting (M), row (R), slot (S), venue (V).

    FAIR_WITHIN is -1 without a fairness rule; OLD is -2 for a meeting that had no slot; VENUE is -1 for none;
    POOL is the list of the unplaced, POOL_AT the place in it or -1.
    """

    of_meeting: Ints  # 15 x M + 1
    of_row: Ints  # 6 x R + 1
    of_slot: Ints  # 5 x S
    seats: Ints  # 2 x all people of all meetings
    links: Ints  # covering rows, earlier and later meetings
    allowed: Ints  # M x S
    row_open: Ints  # R x S
    at: Ints  # R x S: the meeting there or -1
    lunch: Ints  # rules x S + 1; last: the most meetings in the slots of the rule
    travel: Ints  # V x V
    at_venue: Ints  # V x S + 1: tables used; last: tables there
    money: Reals  # 2 x M
    row_money: Reals  # 2 x R
    cost: Reals  # 5
    counts: Ints  # 4


@dataclass(frozen=True, slots=True)
class Prices:
    """What the search pays for; units: an idle slot in scope session costs 1."""

    scope: Scope = Scope.SESSION
    fair_within: int | None = None
    old: Slots | None = None
    per_move: float = 0.0
    per_person_told: float = 0.0


def lay_out(problem: Problem, prices: Prices) -> Board:
    """An empty board for the problem."""
    n_meetings, n_slots = len(problem.meetings), problem.n_slots
    n_rows = problem.n_participants + len(problem.interpreters)
    of_meeting, seats, links = _meetings(problem, prices)
    idle = 1.0 if prices.scope is Scope.SESSION else IDLE_GUIDES
    fair = -1 if prices.fair_within is None else prices.fair_within
    venues = {venue.id: v for v, venue in enumerate(problem.venues)}
    at_venue = np.zeros((max(1, len(venues)), n_slots + 1), np.int32)
    at_venue[: len(venues), n_slots] = [venue.tables for venue in problem.venues]
    return Board(
        of_meeting=of_meeting,
        of_row=_rows(problem),
        of_slot=_slots(problem, prices.scope),
        seats=seats,
        links=links,
        allowed=allowed_slots(problem),
        row_open=_open_rows(problem),
        at=np.full((n_rows, n_slots), -1, np.int32),
        lunch=_lunch(problem),
        travel=_travel(problem, venues),
        at_venue=at_venue,
        money=np.array(
            [
                _weights(problem, 1.0 if prices.old is None else 10.0),
                [prices.per_move * meeting.move_price for meeting in problem.meetings],
            ]
        ),
        row_money=np.zeros((2, n_rows)),
        cost=np.array([0.0, 0.0, 10.0, idle, prices.per_person_told]),
        counts=_ints([n_meetings, 0, problem.n_participants, fair]),
    )


def _meetings(problem: Problem, prices: Prices) -> tuple[Ints, Ints, Ints]:
    """The lines of `of_meeting`, and `seats` and `links` that they point into."""
    meetings, size = problem.meetings, len(problem.meetings)
    needs = [problem.needs_interpreter(m) for m in range(size)]
    staff = range(len(problem.interpreters))
    covers = [[problem.n_participants + i for i in staff if needs[m] and problem.covers(i, m)] for m in range(size)]
    after: list[list[int]] = [[] for _ in meetings]
    for m, meeting in enumerate(meetings):
        for earlier in meeting.before:
            after[earlier].append(m)
    people_at, seats = _ragged([list(meeting.people) + [-1] * needs[m] for m, meeting in enumerate(meetings)])
    links_at, links = _ragged([*covers, *(list(meeting.before) for meeting in meetings), *after])
    venues: dict[Id | None, int] = {venue.id: v for v, venue in enumerate(problem.venues)}
    lines = np.zeros((15, size + 1), np.int32)
    lines[PEOPLE_AT] = people_at
    for line, first in ((COVER_AT, 0), (BEFORE_AT, size), (AFTER_AT, 2 * size)):
        lines[line] = links_at[first : first + size + 1]
    lines[NEEDS, :size] = needs
    lines[VENUE, :size] = [venues.get(meeting.venue, -1) for meeting in meetings]
    lines[OLD, :size] = [-2 if slot is None else slot for slot in prices.old] if prices.old else -2
    lines[[SLOT, BEST]] = -1
    lines[[POOL, POOL_AT]] = np.arange(size + 1)
    return lines, np.array([seats, seats]), links


def _rows(problem: Problem) -> Ints:
    people, staff = problem.n_participants, len(problem.interpreters)
    lines = np.zeros((6, people + staff + 1), np.int32)
    lines[SCORED, :people] = 1
    lines[CAP_SESSION, : people + staff] = _caps(problem, "per_session")
    lines[CAP_RUN, : people + staff] = _caps(problem, "longest_run")
    return lines


def _slots(problem: Problem, scope: Scope) -> Ints:
    lines = np.zeros((5, problem.n_slots), np.int32)
    lines[SESSION] = problem.session_of()
    lines[SEGMENT] = lines[SESSION] if scope is Scope.SESSION else 0
    lines[DAY] = problem.day_of()
    lines[TABLES] = problem.tables_per_slot
    return lines


def _lunch(problem: Problem) -> Ints:
    width = problem.n_slots + 1
    rules = [[s in rule.slots for s in range(width - 1)] + [len(rule.slots) - rule.free] for rule in problem.lunch]
    return _grid(rules, width)


def slots_on(board: Board) -> Slots:
    """The slot of every meeting on the board."""
    return tuple(None if slot < 0 else int(slot) for slot in board.of_meeting[SLOT, :-1])


def helpers_on(board: Board, problem: Problem) -> tuple[Id | None, ...]:
    """The interpreter id of every meeting on the board."""
    found: list[Id | None] = []
    for m in range(len(problem.meetings)):
        seated = board.of_meeting[NEEDS, m] and board.of_meeting[SLOT, m] >= 0
        row = int(board.seats[NOW, board.of_meeting[PEOPLE_AT, m + 1] - 1]) if seated else -1
        found.append(problem.interpreters[row - problem.n_participants].id if row >= 0 else None)
    return tuple(found)


def allowed_slots(problem: Problem) -> Ints:
    """M x S: 1 where session, pin and everyone's availability allow the meeting."""
    session_of = problem.session_of()
    grid = np.zeros((len(problem.meetings), problem.n_slots), np.int32)
    for m, meeting in enumerate(problem.meetings):
        closed = frozenset[int]().union(*(problem.forbidden_to(person) for person in meeting.people))
        for slot in range(problem.n_slots):
            inside = meeting.sessions is None or session_of[slot] in meeting.sessions
            grid[m, slot] = inside and slot not in closed and meeting.fixed in (None, slot)
    return grid


def _weights(problem: Problem, scale: float) -> list[float]:
    """Leaving out: a reserve costs little, a wish its value, a must more than any wish; in a re-plan more than moves."""
    wishes = [meeting.value for meeting in problem.meetings if meeting.standing is Standing.WISH]
    unit = max(15.0, 60.0 / min(wishes, default=100))
    must = max(100.0, 3.0 * unit * max(wishes, default=0))
    per_value = {Standing.MUST: (must, 0.0), Standing.WISH: (0.0, unit), Standing.RESERVE: (5.0, 0.2)}
    lines = [(*per_value[meeting.standing], meeting.value) for meeting in problem.meetings]
    return [scale * (base + slope * value) for base, slope, value in lines]


def _caps(problem: Problem, name: str) -> list[int]:
    common = getattr(problem.caps, name)
    own = [getattr(one, name) for one in problem.interpreters]
    return [FREE if cap is None else cap for cap in [common] * problem.n_participants + own]


def _open_rows(problem: Problem) -> Ints:
    """R x S; participants are open everywhere here, their absences are in `allowed`."""
    slots = range(problem.n_slots)
    people = [[1] * problem.n_slots] * problem.n_participants
    staff = [[int(one.slots is None or slot in one.slots) for slot in slots] for one in problem.interpreters]
    return _grid(people + staff, problem.n_slots)


def _travel(problem: Problem, venues: dict[Id, int]) -> Ints:
    size = max(1, len(venues))
    grid = np.full((size, size), -1, np.int32)
    for start, end, slots in problem.travel_slots:
        grid[venues[start], venues[end]] = slots
    grid = np.where(grid < 0, grid.T, grid)
    grid[range(size), range(size)] = 0
    return np.ascontiguousarray(np.maximum(grid, 0))


def _ragged(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    starts = np.zeros(len(lists) + 1, np.int32)
    starts[1:] = np.cumsum([len(one) for one in lists])
    return starts, _ints([item for one in lists for item in one])


def _ints(items: Sequence[Any]) -> Ints:
    return np.array(items, np.int32)


def _grid(rows: Sequence[Sequence[Any]], width: int) -> Ints:
    return np.array(rows, np.int32).reshape(len(rows), width)
