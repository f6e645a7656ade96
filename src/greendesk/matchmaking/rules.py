"""Who may act for which side of a match."""

from __future__ import annotations

from greendesk.catalogue.rules import may_speak_for
from greendesk.desks.models import Account, GuestLink
from greendesk.directory.models import Representation

from .models import Challenge, Suggestion


def may_speak_for_owner(account: Account | None, challenge: Challenge) -> bool:
    """The problem owner who signs in."""
    return (
        account is not None
        and challenge.owner_id is not None
        and Representation.objects.filter(
            account=account, organisation=challenge.owner_id, role=Representation.Role.OWNER
        ).exists()
    )


def may_speak_for_company(account: Account | None, suggestion: Suggestion, link: GuestLink | None = None) -> bool:
    """The export manager of the suggested company, or whoever holds its link."""
    return suggestion.company is not None and may_speak_for(account, suggestion.company, link)


def may_steer(account: Account, suggestion: Suggestion) -> bool:
    """Officers of the desks that own the suggestion pin, veto and answer for a silent side."""
    return Suggestion.objects.editable_by(account).filter(pk=suggestion.pk).exists()
