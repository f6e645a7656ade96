"""What the timetable engine takes and gives: frozen dataclasses, numbered from 0.

Slots, meetings and participants are numbers; venues and interpreters carry the id the caller gave them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Id = int | str
Slots = tuple[int | None, ...]


class Standing(StrEnum):
    """How firmly a meeting is asked for; a reserve only takes what musts and wishes leave."""

    MUST = "must"
    WISH = "wish"
    RESERVE = "reserve"


class Status(StrEnum):
    """`optimal` is proven, `feasible` places every must, `infeasible` is proven, `unknown` is neither."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """Where breaks are counted: inside each session (with idle slots), or along one line of all slots."""

    SESSION = "session"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class MeetingAsked:
    """A meeting of two or more participants, one slot long.

    `sessions` None allows all; `fixed` pins the slot; `before` names meetings that must come strictly earlier
    (it binds when both are placed). `move_price` weighs a change in a re-plan: 1 for announced, more for late notice.
    """

    people: tuple[int, ...]
    sessions: frozenset[int] | None = None
    fixed: int | None = None
    before: tuple[int, ...] = ()
    standing: Standing = Standing.MUST
    value: int = 1
    venue: Id | None = None
    move_price: int = 1


@dataclass(frozen=True, slots=True)
class Venue:
    """A place with so many tables in every slot."""

    id: Id
    tables: int


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Covers a meeting when each of its people shares a language with it; `slots` None means all hours."""

    id: Id
    languages: frozenset[str]
    slots: frozenset[int] | None = None
    longest_run: int | None = None
    per_session: int | None = None


@dataclass(frozen=True, slots=True)
class LunchRule:
    """Every participant keeps at least `free` of these slots without a meeting."""

    slots: frozenset[int]
    free: int


@dataclass(frozen=True, slots=True)
class Caps:
    """Most meetings of one participant in a session, and in a row inside a session."""

    per_session: int | None = None
    longest_run: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One meeting day or forum. Raises ValueError naming the field when the parts contradict each other."""

    n_participants: int
    sessions: tuple[tuple[int, int], ...]
    tables_per_slot: tuple[int, ...]
    meetings: tuple[MeetingAsked, ...]
    day_of_session: tuple[int, ...] = ()
    forbidden: tuple[frozenset[int], ...] = ()
    venues: tuple[Venue, ...] = ()
    travel_slots: tuple[tuple[Id, Id, int], ...] = ()
    languages: tuple[frozenset[str], ...] | None = None
    interpreters: tuple[Interpreter, ...] = ()
    lunch: tuple[LunchRule, ...] = ()
    caps: Caps = field(default_factory=Caps)
    name: str = ""

    def __post_init__(self) -> None:
        from greendesk.engines.timetable.sense import (
            fault_in,
        )  # sense reads these shapes

        fault = fault_in(self)
        if fault:
            raise ValueError(fault)

    @property
    def n_slots(self) -> int:
        return len(self.tables_per_slot)

    def session_of(self) -> tuple[int, ...]:
        """The session of every slot."""
        return tuple(i for i, (first, last) in enumerate(self.sessions) for _ in range(first, last + 1))

    def day_of(self) -> tuple[int, ...]:
        """The day of every slot; one day when none are given."""
        days = self.day_of_session or (0,) * len(self.sessions)
        return tuple(days[session] for session in self.session_of())

    def forbidden_to(self, person: int) -> frozenset[int]:
        return self.forbidden[person] if self.forbidden else frozenset()

    def needs_interpreter(self, meeting: int) -> bool:
        """True when languages are known and the people of the meeting share none."""
        if self.languages is None:
            return False
        return not frozenset.intersection(*(self.languages[p] for p in self.meetings[meeting].people))

    def covers(self, interpreter: int, meeting: int) -> bool:
        """True when each of the people shares a language with the interpreter."""
        if self.languages is None:
            return False
        known = self.interpreters[interpreter].languages
        return all(known & self.languages[p] for p in self.meetings[meeting].people)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something has no place, by rule and by person; `certain` when no timetable could do better."""

    rule: str
    text: str
    people: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken hard rule."""

    rule: str
    text: str
    people: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Timetable:
    """Slot and interpreter id of every meeting, None where there is none.

    `breaks` and `idle` are sums over participants in the scope asked for. `bound` is a proven lower bound for a
    timetable that places everything: of breaks in scope line, of 10 breaks + idle in scope session.
    """

    slots: Slots
    interpreters: tuple[Id | None, ...]
    status: Status = Status.UNKNOWN
    breaks: int = 0
    idle: int = 0
    bound: int | None = None
    reasons: tuple[Reason, ...] = ()
    moves: int = 0
    cpu_seconds: float = 0.0

    @property
    def unplaced(self) -> int:
        return sum(slot is None for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to re-plan: `moved` changed slot, `lost` had a slot and have none, `people_told` see any change."""

    name: str
    timetable: Timetable
    moved: int
    lost: int
    people_told: int
