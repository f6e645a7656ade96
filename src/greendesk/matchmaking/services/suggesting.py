"""Suggestions: made by the engine, kept in step with the register, never taking back what people decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from greendesk.catalogue.lexicon import words_of
from greendesk.desks import logbook
from greendesk.desks.models import Account, Level
from greendesk.kit.errors import NotYours

from .. import errors
from ..models import Challenge, ChallengeState, Suggestion, SuggestionState
from ..ordering import Exposure, exposure_of, in_fair_order
from ..plans import NO_WORDS, Board, Proposal, make_board

Key = tuple[int, int, int]
MATCHED = {ChallengeState.OPEN, ChallengeState.ANSWERED, ChallengeState.SENT, ChallengeState.CLARIFY}
SCORED = [
    "desk",
    "solution",
    "score",
    "need_fit",
    "interest_fit",
    "band",
    "rank",
    "reasons",
    "signals",
    "model_version",
    "updated_at",
]


def suggest_matches(
    challenge: Challenge, *, on: date, by: Account | None = None, board: Board | None = None
) -> list[Suggestion]:
    """Who can answer this need, best first, with reasons; what people pinned, vetoed or decided stays as it is.

    The long work is done outside the transaction; running it again ends in the same rows. Raises NotYours, WrongState.
    """
    if by is not None and not Challenge.objects.editable_by(by).filter(pk=challenge.pk).exists():
        raise NotYours
    fresh = _matched().get(pk=challenge.pk)
    if fresh.state not in MATCHED:
        raise errors.WrongState(state=fresh.get_state_display())
    used = board or make_board(on, words=words_of(fresh.desk_id))
    listed = as_listed(used.proposals(fresh), exposure_of(fresh.desk_id, on), fresh)
    rows = _replace(fresh, listed, used.version_for(fresh))
    logbook.record("challenge.matched", by=by, on=fresh, suggestions=len(rows), model=used.version_for(fresh))
    return rows


def refresh_all(*, on: date, progress: Callable[[int, int], None] | None = None) -> int:
    """Look again for every open need, with one reading of the register for each word list; how many needs."""
    needs = list(_matched().filter(state__in=MATCHED, ends_on__gte=on))
    if not needs:
        return 0
    desks = {challenge.desk_id for challenge in needs}
    exposed = {desk: exposure_of(desk, on) for desk in desks}
    words = {desk: words_of(desk) for desk in desks}
    board, read_with = make_board(on, progress), NO_WORDS
    for done, challenge in enumerate(sorted(needs, key=lambda row: (repr(words[row.desk_id]), -row.pk)), start=1):
        if words[challenge.desk_id] != read_with:
            read_with = words[challenge.desk_id]
            board = make_board(on, words=read_with)
        listed = as_listed(board.proposals(challenge), exposed[challenge.desk_id], challenge)
        _replace(challenge, listed, board.version_for(challenge))
        if progress:
            progress(done, len(needs))
    return len(needs)


def as_listed(proposals: Sequence[Proposal], exposed: Exposure, challenge: Challenge) -> list[Proposal]:
    """In the order in which people see them; where that is not the order by score, the reasons say so."""
    listed = []
    for placed in in_fair_order(proposals, exposed.but(challenge.pk)):
        proposal = proposals[placed.line]
        listed.append(
            replace(proposal, reasons=proposal.reasons | {"pushed": placed.pushed}) if placed.pushed else proposal
        )
    return listed


def _matched() -> models.QuerySet[Challenge]:
    rows: models.QuerySet[Challenge] = Challenge.objects.select_related("place", "owner").prefetch_related(
        "themes", "co_desks"
    )
    return rows


@transaction.atomic
def _replace(challenge: Challenge, proposals: Sequence[Proposal], version: str) -> list[Suggestion]:
    """Make the rows of a need say what the engine says now. Rows that people or later records touched are kept."""
    Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    there = list(Suggestion.objects.filter(challenge=challenge))
    touched = _touched(there)
    by_key = {_key(row): row for row in there}
    by_company = {row.company_id: row for row in there if row.pk in touched and row.company_id}
    fresh: list[Suggestion] = []
    known: list[Suggestion] = []
    for rank, proposal in enumerate(proposals, start=1):
        row = by_company.get(proposal.company) if proposal.company else None
        row = row or by_key.get((proposal.company or 0, proposal.solution or 0, proposal.site or 0))
        is_new = row is None
        row = row or Suggestion(
            challenge=challenge, company_id=proposal.company, solution_id=proposal.solution, site_id=proposal.site,
            is_invented=challenge.is_invented,
            sharing=Level.PRIVATE,
        )  # fmt: skip
        _score(row, proposal, rank, version)
        (fresh if is_new else known).append(row)
    kept = {row.pk for row in known}
    Suggestion.objects.filter(pk__in=[row.pk for row in there if row.pk not in kept and row.pk not in touched]).delete()
    Suggestion.objects.filter(pk__in=touched - kept).update(rank=len(proposals) + 1)
    Suggestion.objects.bulk_create(fresh)
    Suggestion.objects.bulk_update(known, SCORED, batch_size=200)
    Challenge.objects.filter(pk=challenge.pk).update(matched_at=timezone.now())
    _share(zip([*fresh, *known], _in_order(proposals, fresh, known), strict=True))
    return sorted([*fresh, *known], key=lambda row: row.rank)


def _in_order(
    proposals: Sequence[Proposal], fresh: Sequence[Suggestion], known: Sequence[Suggestion]
) -> list[Proposal]:
    return [proposals[row.rank - 1] for row in (*fresh, *known)]


def _score(row: Suggestion, proposal: Proposal, rank: int, version: str) -> None:
    row.desk_id, row.solution_id = proposal.desk, proposal.solution
    row.score, row.need_fit, row.interest_fit = proposal.score, proposal.need_fit, proposal.interest_fit
    row.band, row.rank, row.reasons, row.model_version = proposal.band, rank, proposal.reasons, version
    row.signals = proposal.signals


def _share(pairs: Iterable[tuple[Suggestion, Proposal]]) -> None:
    """Co-owning desks, in two statements for a whole need."""
    through = Suggestion.co_desks.through
    wanted = {(row.pk, desk) for row, proposal in pairs for desk in proposal.co_desks}
    rows = {row for row, _desk in wanted}
    through.objects.filter(suggestion_id__in=rows).delete()
    through.objects.bulk_create(through(suggestion_id=row, desk_id=desk) for row, desk in sorted(wanted))


def _touched(rows: Sequence[Suggestion]) -> set[int]:
    """Rows that a desk steered, a side decided on, or a later record came from."""
    ids = [row.pk for row in rows]
    found = {row.pk for row in rows if row.state != SuggestionState.PROPOSED}
    for relation in Suggestion._meta.related_objects:
        found |= set(
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids}).values_list(
                relation.field.name, flat=True
            )
        )
    return found & set(ids)


def _key(row: Suggestion) -> Key:
    return row.company_id or 0, row.solution_id or 0, row.site_id or 0
