"""What the desk and the two sides make of a suggestion, up to the introduction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from greendesk.catalogue.editing import hold
from greendesk.catalogue.lexicon import words_of
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks import logbook
from greendesk.desks.models import Account, GuestLink, Level
from greendesk.kit.errors import NotYours

from .. import errors, rules, signals
from ..letters import write_both
from ..models import Answer, Challenge, Decision, DecisionReason, Introduction, Side, Suggestion, SuggestionState
from ..plans import Proposal, make_board, readers_of
from ..vectors import check_read
from ..wording import one_line


@transaction.atomic
def decide_on_suggestion(
    suggestion: Suggestion,
    *,
    side: str,
    answer: str,
    at: datetime,
    by: Account | None = None,
    link: GuestLink | None = None,
    has_card: bool = False,
    reason: str = "",
    place: int | None = None,
) -> Decision:
    """One side says interested, later or never; the newest word counts and the earlier ones stay.

    `place` is where the suggestion stood in the list that was read, counted from 1; unsaid, its rank among the
    answers to the need. What is learnt from decisions is freed of the advantage of a high place by it.

    A side speaks for itself (signed in, by link, by card); an officer may enter what a silent side said, and the
    decision then says so. When both are interested they are introduced: letters wait in the outbox.
    """
    held = (
        Suggestion.objects.select_for_update(of=("self",)).select_related("challenge", "company").get(pk=suggestion.pk)
    )
    if side not in Side.values or answer not in Answer.values or reason not in DecisionReason.values:
        raise ValueError(f"no such side, answer or reason: {side!r}, {answer!r}, {reason!r}")
    own = _speaks_itself(held, side, by, link, has_card)
    if not own and not (by is not None and rules.may_steer(by, held)):
        raise NotYours
    if held.state == SuggestionState.VETOED:
        raise errors.SetAside
    decision = Decision.objects.create(
        suggestion=held,
        side=side,
        answer=answer,
        reason=reason,
        on_behalf=not own,
        by=by,
        rank_shown=min(place or held.rank, 32_000),
    )
    logbook.record("suggestion.decided", by=by, on=held, side=side, answer=answer, reason=reason, on_behalf=not own)
    if held.company is not None and both_interested(held) and not Introduction.objects.filter(suggestion=held).exists():
        _introduce(held, by=by, on=at.date())
    return decision


def _speaks_itself(
    suggestion: Suggestion, side: str, by: Account | None, link: GuestLink | None, has_card: bool
) -> bool:
    if side == Side.COMPANY:
        return rules.may_speak_for_company(by, suggestion, link)
    return has_card or rules.may_speak_for_owner(by, suggestion.challenge)


def newest_answers(suggestion: Suggestion) -> dict[str, str]:
    """Side → its latest answer."""
    return {decision.side: decision.answer for decision in suggestion.decisions.order_by("at", "pk")}


def both_interested(suggestion: Suggestion) -> bool:
    answers = newest_answers(suggestion)
    return all(answers.get(side) == Answer.INTERESTED for side in Side.values)


@transaction.atomic
def introduce(suggestion: Suggestion, *, by: Account, on: date) -> Introduction:
    """Bring both sides together. Raises NotBothInterested, AlreadyIntroduced, NeedsCompanyToIntroduce."""
    held = hold(suggestion, by)
    if held.company is None:
        raise errors.NeedsCompanyToIntroduce
    if Introduction.objects.filter(suggestion=held).exists():
        raise errors.AlreadyIntroduced
    if not both_interested(held):
        raise errors.NotBothInterested
    return _introduce(held, by=by, on=on)


def _introduce(suggestion: Suggestion, *, by: Account | None, on: date) -> Introduction:
    introduction = Introduction.objects.create(
        desk=suggestion.desk,
        suggestion=suggestion,
        made_on=on,
        is_invented=suggestion.is_invented,
        sharing=Level.PRIVATE,
    )
    introduction.co_desks.set(suggestion.co_desks.all())
    languages = (
        {suggestion.challenge.language, suggestion.company.desk.language, "en"} if suggestion.company else {"en"}
    )
    write_both(suggestion, by=by, reasons={lang: one_line(suggestion.reasons, lang) for lang in languages})
    logbook.record("suggestion.introduced", by=by, on=suggestion, introduction=introduction.pk)
    transaction.on_commit(lambda: signals.introduced.send(Introduction, introduction=introduction))
    return introduction


@transaction.atomic
def pin_suggestion(suggestion: Suggestion, *, by: Account, reason: str) -> Suggestion:
    """The desk vouches for it: it stays on top, whatever the engine says later."""
    return _steer(suggestion, by, SuggestionState.PINNED, reason, "suggestion.pinned")


@transaction.atomic
def veto_suggestion(suggestion: Suggestion, *, by: Account, reason: str) -> Suggestion:
    """The desk sets it aside: neither side sees it any more. `release_suggestion` takes that back."""
    return _steer(suggestion, by, SuggestionState.VETOED, reason, "suggestion.vetoed")


@transaction.atomic
def release_suggestion(suggestion: Suggestion, *, by: Account) -> Suggestion:
    """Take a pin or a veto back."""
    held = hold(suggestion, by)
    held.state, held.override_reason = SuggestionState.PROPOSED, ""
    held.save(update_fields=["state", "override_reason", "updated_at"])
    logbook.record("suggestion.released", by=by, on=held)
    return held


def _steer(suggestion: Suggestion, by: Account, state: str, reason: str, verb: str) -> Suggestion:
    if not reason.strip():
        raise errors.NeedsReason(field="reason")
    held = hold(suggestion, by)
    held.state, held.override_reason = state, reason.strip()[:300]
    held.save(update_fields=["state", "override_reason", "updated_at"])
    logbook.record(verb, by=by, on=held)
    return held


def force_suggestion(
    challenge: Challenge, *, by: Account, reason: str, on: date,
    company: Company | None = None, solution: Solution | None = None, site: ReferenceSite | None = None,
) -> Suggestion:  # fmt: skip
    """Suggest what the engine did not: pinned, with the engine's own score and reasons beside the desk's.

    Raises NeedsReason, VectorsMissing.
    """
    if not reason.strip():
        raise errors.NeedsReason(field="reason")
    if not Challenge.objects.editable_by(by).filter(pk=challenge.pk).exists():
        raise NotYours
    check_read()
    board = make_board(on, words=words_of(challenge.desk_id))
    wanted = next(
        (
            each for each in board.offerings
            if (site is not None and each.site == site.pk)
            or (site is None and company is not None and each.companies == (company.pk,) and each.site is None
                and each.solution == (solution.pk if solution else None))
        ),
        None,
    )  # fmt: skip
    if wanted is None or not wanted.owned.is_read_by(readers_of(challenge)):
        raise NotYours
    proposal = board.one(challenge, wanted)
    return _force(challenge, proposal, board.version_for(challenge), by, reason)


@transaction.atomic
def _force(challenge: Challenge, proposal: Proposal, version: str, by: Account, reason: str) -> Suggestion:
    place = {"company_id": proposal.company, "solution_id": proposal.solution, "site_id": proposal.site}
    row = Suggestion.objects.filter(challenge=challenge, **place).first() or Suggestion(
        challenge=challenge, sharing=Level.PRIVATE, **place
    )
    row.desk_id, row.state, row.override_reason = proposal.desk, SuggestionState.PINNED, reason.strip()[:300]
    row.score, row.need_fit, row.interest_fit, row.band = (
        proposal.score,
        proposal.need_fit,
        proposal.interest_fit,
        proposal.band,
    )
    row.reasons, row.signals, row.model_version = proposal.reasons, proposal.signals, version
    row.save()
    row.co_desks.set(proposal.co_desks)
    logbook.record("suggestion.forced", by=by, on=row)
    return row
