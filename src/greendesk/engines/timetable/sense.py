"""Does a problem make sense? One sentence naming the field when it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greendesk.engines.timetable.shapes import MeetingAsked, Problem


def fault_in(problem: Problem) -> str | None:
    """The first contradiction, or None."""
    return next(_faults(problem), None)


def _faults(problem: Problem) -> Iterator[str]:
    yield from _calendar_faults(problem)
    yield from _people_faults(problem)
    yield from _venue_faults(problem)
    yield from _interpreter_faults(problem)
    yield from _limit_faults(problem)
    venues = {venue.id for venue in problem.venues}
    for number, meeting in enumerate(problem.meetings):
        for fault in _meeting_faults(problem, meeting, venues):
            yield f"meetings[{number}]: {fault}"


def _calendar_faults(problem: Problem) -> Iterator[str]:
    if not problem.sessions:
        yield "sessions: there must be at least one"
    expected = 0
    for first, last in problem.sessions:
        if first != expected or last < first:
            yield f"sessions: [{first}, {last}] does not follow on; slot {expected} should come next"
        expected = last + 1
    if expected != problem.n_slots:
        yield f"sessions: they cover {expected} slots, but there are {problem.n_slots}"
    if problem.day_of_session and len(problem.day_of_session) != len(problem.sessions):
        yield "day_of_session: one day for each session is needed"
    if list(problem.day_of_session) != sorted(problem.day_of_session):
        yield "day_of_session: days must not go backwards"
    if any(tables < 0 for tables in problem.tables_per_slot):
        yield "tables: a number of tables is negative"


def _people_faults(problem: Problem) -> Iterator[str]:
    if problem.n_participants < 0:
        yield "n_participants: the number is negative"
    if problem.forbidden and len(problem.forbidden) != problem.n_participants:
        yield f"forbidden: {len(problem.forbidden)} lists for {problem.n_participants} participants"
    for person, slots in enumerate(problem.forbidden):
        if any(not 0 <= slot < problem.n_slots for slot in slots):
            yield f"forbidden[{person}]: a slot is outside 0..{problem.n_slots - 1}"
    if problem.languages is not None and len(problem.languages) != problem.n_participants:
        yield f"languages: {len(problem.languages)} lists for {problem.n_participants} participants"


def _venue_faults(problem: Problem) -> Iterator[str]:
    ids = [venue.id for venue in problem.venues]
    if len(set(ids)) != len(ids):
        yield "venues: an id is used twice"
    if any(venue.tables < 0 for venue in problem.venues):
        yield "venues: a number of tables is negative"
    for start, end, slots in problem.travel_slots:
        if start not in ids or end not in ids:
            yield f"travel_slots: {start!r} to {end!r} names a venue that is not listed"
        if slots < 0:
            yield f"travel_slots: {start!r} to {end!r} is negative"


def _interpreter_faults(problem: Problem) -> Iterator[str]:
    ids = [interpreter.id for interpreter in problem.interpreters]
    if len(set(ids)) != len(ids):
        yield "interpreters: an id is used twice"
    if problem.interpreters and problem.languages is None:
        yield "interpreters: they need languages, one list for each participant"
    for one in problem.interpreters:
        if any(not 0 <= slot < problem.n_slots for slot in one.slots or ()):
            yield f"interpreters: slots of {one.id!r} are outside 0..{problem.n_slots - 1}"
        if (one.longest_run or 0) < 0 or (one.per_session or 0) < 0:
            yield f"interpreters: a limit of {one.id!r} is negative"


def _limit_faults(problem: Problem) -> Iterator[str]:
    for number, rule in enumerate(problem.lunch):
        if any(not 0 <= slot < problem.n_slots for slot in rule.slots):
            yield f"lunch[{number}]: a slot is outside 0..{problem.n_slots - 1}"
        if not 0 <= rule.free <= len(rule.slots):
            yield f"lunch[{number}]: free must lie between 0 and {len(rule.slots)}"
    if (problem.caps.per_session or 0) < 0 or (problem.caps.longest_run or 0) < 0:
        yield "caps: a limit is negative"


def _meeting_faults(problem: Problem, meeting: MeetingAsked, venues: set[int | str]) -> Iterator[str]:
    if len(meeting.people) < 2:
        yield "two or more people are needed"
    if len(set(meeting.people)) != len(meeting.people):
        yield "a person is named twice"
    if any(not 0 <= person < problem.n_participants for person in meeting.people):
        yield f"a person is outside 0..{problem.n_participants - 1}"
    if any(not 0 <= session < len(problem.sessions) for session in meeting.sessions or ()):
        yield f"a session is outside 0..{len(problem.sessions) - 1}"
    if meeting.fixed is not None and not 0 <= meeting.fixed < problem.n_slots:
        yield f"fixed slot {meeting.fixed} is outside 0..{problem.n_slots - 1}"
    if any(not 0 <= other < len(problem.meetings) for other in meeting.before):
        yield "before names a meeting that does not exist"
    if not 1 <= meeting.value <= 100:
        yield f"value {meeting.value} is outside 1..100"
    if meeting.move_price < 0:
        yield "move_price is negative"
    if meeting.venue is not None and meeting.venue not in venues:
        yield f"venue {meeting.venue!r} is not listed"
