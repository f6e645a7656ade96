"""Meeting timetables: who meets whom in which slot, with whom interpreting, and why something has no place.

Use `solve`, `replan` and `check`; a timetable from `solve` always passes `check`.
"""

from greendesk.engines.timetable.checker import check
from greendesk.engines.timetable.replanning import replan
from greendesk.engines.timetable.shapes import (
    Answer,
    Caps,
    Interpreter,
    LunchRule,
    MeetingAsked,
    Problem,
    Reason,
    Scope,
    Standing,
    Status,
    Timetable,
    Venue,
    Violation,
)
from greendesk.engines.timetable.solving import solve

__all__ = [
    "Answer",
    "Caps",
    "Interpreter",
    "LunchRule",
    "MeetingAsked",
    "Problem",
    "Reason",
    "Scope",
    "Standing",
    "Status",
    "Timetable",
    "Venue",
    "Violation",
    "check",
    "replan",
    "solve",
]
