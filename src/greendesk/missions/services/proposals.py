"""Matches that somebody at the partner's side proposes, and what the desk makes of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from greendesk.catalogue.models import Company, Solution
from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.kit.errors import NotYours
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking.models import Challenge

from .. import errors, rules
from ..models import MatchProposal, Mission, ProposalState
from ..queries import companies_of, needs_of
from .journeys import locked


@transaction.atomic
def propose_match(
    mission: Mission,
    *,
    challenge: Challenge,
    company: Company,
    reason: str,
    by: Account,
    solution: Solution | None = None,
) -> MatchProposal:
    """A matcher at the partner's side says which company could answer which need of the mission, and why.

    The only thing that role writes. Raises NotYours, NeedsWhy, NotOfThisMission, AlreadyProposed.
    """
    held = Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
    if not rules.may_propose(by, held):
        raise NotYours
    if not reason.strip():
        raise errors.NeedsWhy(field="reason")
    if not needs_of(held, by).filter(pk=challenge.pk).exists():
        raise errors.NotOfThisMission(field="challenge", what=challenge)
    if not companies_of(held, by).filter(pk=company.pk).exists():
        raise errors.NotOfThisMission(field="company", what=company)
    if solution is not None and not solution.companies.filter(pk=company.pk).exists():
        raise errors.NotOfThisMission(field="solution", what=solution)
    if held.proposals.waiting().filter(challenge=challenge, company=company).exists():
        raise errors.AlreadyProposed(company=company)
    row = MatchProposal.objects.create(
        mission=held, challenge=challenge, company=company, solution=solution, reason=reason.strip()[:500], by=by
    )
    logbook.record(
        "mission.match_proposed", by=by, on=held, proposal=row.pk, challenge=challenge.pk, company=company.pk
    )
    return row


@transaction.atomic
def accept_proposal(proposal: MatchProposal, *, by: Account, on: date, at: datetime) -> MatchProposal:
    """Make it a suggestion, pinned, with the matcher's reason and the engine's own score. Raises CannotBeMatched."""
    row = _waiting(proposal, by)
    who = row.by.name if row.by else ""
    try:
        row.suggestion = matchmaking.force_suggestion(
            row.challenge, by=by, on=on, company=row.company, solution=row.solution, reason=f"{who}: {row.reason}"
        )
    except NotYours as hidden:
        raise errors.CannotBeMatched(company=row.company) from hidden
    return _answer(row, ProposalState.ACCEPTED, by, at)


@transaction.atomic
def decline_proposal(proposal: MatchProposal, *, by: Account, at: datetime, note: str = "") -> MatchProposal:
    """Say no, and why, for the matcher to read."""
    row = _waiting(proposal, by)
    row.answer_note = note.strip()[:300]
    return _answer(row, ProposalState.DECLINED, by, at)


def _waiting(proposal: MatchProposal, by: Account) -> MatchProposal:
    locked(proposal.mission, by)
    row = MatchProposal.objects.select_related("mission", "challenge", "company", "solution", "by").get(pk=proposal.pk)
    if row.state != ProposalState.WAITING:
        raise errors.AlreadyAnswered
    return row


def _answer(row: MatchProposal, state: ProposalState, by: Account, at: datetime) -> MatchProposal:
    row.state, row.answered_by, row.answered_at = state, by, at
    row.save()
    logbook.record(f"mission.match_{state}", by=by, on=row.mission, proposal=row.pk)
    return row
