"""The lists one may upload and export, in the order in which they are entered."""

from dataclasses import replace

from greendesk.desks.sharing import DeskOwned

from ..columns import Column, Words
from ..kinds import ListKind
from .activities import DELEGATIONS, EVENTS, INDICATORS, MISSIONS, OBSERVATIONS, PROJECTS
from .agreements import ACTIONS, AGREEMENT_EVENTS, AGREEMENTS
from .common import CO_DESKS, INVENTED, WRITTEN_IN
from .offers import COMPANIES, SITES, SOLUTIONS
from .outcomes import EFFECTS, LEADS
from .people import ORGANISATIONS, PEOPLE
from .wishes import CHALLENGES, FITS, INTERESTS, MEETING_REQUESTS


def kept_whole(kind: ListKind) -> ListKind:
    """With the columns that every list of records has, so that what went out comes back as it was."""
    more: tuple[Column, ...] = ()
    if issubclass(kind.model, DeskOwned):
        more = (INVENTED, CO_DESKS) if kind.model.may_be_co_owned else (INVENTED,)
    if any(isinstance(column, Words) for column in kind.columns):
        more = (WRITTEN_IN, *more)
    return replace(kind, columns=(*kind.columns, *more))


KINDS = tuple(
    kept_whole(kind)
    for kind in (
        ORGANISATIONS, PEOPLE, COMPANIES, SOLUTIONS, SITES, AGREEMENTS, AGREEMENT_EVENTS, ACTIONS, PROJECTS, CHALLENGES,
        INTERESTS, FITS, MISSIONS, DELEGATIONS, EVENTS, MEETING_REQUESTS, LEADS, EFFECTS, INDICATORS, OBSERVATIONS,
    )
)  # fmt: skip

__all__ = ["KINDS"]
