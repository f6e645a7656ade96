"""The lists one may upload and export, in the order in which they are entered."""

from .agreements import ACTIONS, AGREEMENT_EVENTS, AGREEMENTS
from .offers import COMPANIES, SITES, SOLUTIONS
from .outcomes import EFFECTS, LEADS
from .people import ORGANISATIONS, PEOPLE
from .wishes import CHALLENGES, FITS, INTERESTS, MEETING_REQUESTS

KINDS = (
    ORGANISATIONS, PEOPLE, COMPANIES, SOLUTIONS, SITES, AGREEMENTS, AGREEMENT_EVENTS, ACTIONS, CHALLENGES, INTERESTS, FITS,
    MEETING_REQUESTS, LEADS, EFFECTS,
)  # fmt: skip

__all__ = ["KINDS"]
