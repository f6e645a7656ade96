"""Visit programmes for delegations: which sites, on which day, in which order, and when.

The façade for the rooms above. Dataclasses in, dataclasses out; see docs/programme.md for the rules.
"""

from greendesk.engines.programme.alternatives import Alternative, alternatives
from greendesk.engines.programme.check import check
from greendesk.engines.programme.fields import BadInput
from greendesk.engines.programme.forcing import why_left_out
from greendesk.engines.programme.model import (
    NO_LIMIT,
    Answer,
    Case,
    Conflict,
    Delegation,
    Event,
    LeftOut,
    Leg,
    Lock,
    Lunch,
    LunchPlace,
    Plan,
    Protocol,
    Site,
    Stop,
    Violation,
)
from greendesk.engines.programme.replan import replan
from greendesk.engines.programme.search import warm_up
from greendesk.engines.programme.solving import solve
from greendesk.engines.programme.tally import legs_of
from greendesk.engines.programme.travel import (
    UNREACHABLE,
    Barrier,
    GreatCircle,
    Place,
    Position,
    Table,
    Travel,
)

__all__ = [
    "NO_LIMIT",
    "UNREACHABLE",
    "Position",
    "Alternative",
    "Answer",
    "Barrier",
    "Case",
    "Conflict",
    "Delegation",
    "BadInput",
    "Event",
    "GreatCircle",
    "LeftOut",
    "Leg",
    "Lock",
    "Lunch",
    "LunchPlace",
    "Place",
    "Plan",
    "Protocol",
    "Site",
    "Stop",
    "Table",
    "Travel",
    "Violation",
    "alternatives",
    "check",
    "legs_of",
    "replan",
    "solve",
    "warm_up",
    "why_left_out",
]
