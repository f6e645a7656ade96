"""A meeting for everybody: as many companies as possible get one good meeting, then the best of the rest.

What people decided comes first: pinned and forced pairs are always proposed, vetoed ones and those that a side put
off never. A company that has a meeting already, or a pinned one, waits until those without one have been served.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from greendesk.engines.matching.assignment import GOOD, Pair, assign

from .models import SuggestionState

Row = Any  # a suggestion, or of one only `pk`, `company_id`, `state`, `score` and what `need_of` reads


@dataclass(frozen=True, slots=True)
class Paired:
    """Proposed pairs, pinned first; companies left without a good meeting: "no_good_match", or "caps" (no place left)."""

    pairs: tuple[Row, ...]
    without: tuple[tuple[int, str], ...]


def pair_up(
    rows: Iterable[Row],
    *,
    per_company: int,
    per_need: int,
    met: Collection[tuple[int, int]] = (),
    need_of: Callable[[Row], int] = lambda row: row.challenge_id,
    companies: Collection[int] = (),
) -> Paired:
    """Choose among suggestions that nobody put off.

    `met` are (company, need) that meet or were asked already: they fill places and are not proposed again. `need_of`
    says who sits on the other side, one need or one organisation with several. `companies` are all who should get one.
    """
    known = set(met)
    open_rows = _best_of_each(
        [
            row
            for row in rows
            if row.company_id is not None
            and row.state != SuggestionState.VETOED
            and (row.company_id, need_of(row)) not in known
        ],
        need_of,
    )
    room = _Room(per_company, per_need, known)
    chosen = [row for row in open_rows if row.state == SuggestionState.PINNED]
    for row in chosen:
        room.take(row.company_id or 0, need_of(row))
    for is_served in (False, True):
        taken = {row.pk for row in chosen}
        rest = [row for row in open_rows if row.pk not in taken and room.is_served(row.company_id or 0) is is_served]
        chosen += _assigned(rest, room, need_of)
    listed = sorted(chosen, key=lambda row: (row.state != SuggestionState.PINNED, -row.score, row.pk))
    return Paired(tuple(listed), _left_out({*companies, *(row.company_id or 0 for row in open_rows)}, open_rows, room))


def _best_of_each(rows: Sequence[Row], need_of: Callable[[Row], int]) -> list[Row]:
    """One row for each company and other side: the pinned one, else the one of the highest score."""
    best: dict[tuple[int, int], Row] = {}
    for row in sorted(rows, key=lambda each: (each.state == SuggestionState.PINNED, each.score, -each.pk)):
        best[row.company_id or 0, need_of(row)] = row
    return list(best.values())


class _Room:
    """How many meetings each side can still take."""

    def __init__(self, per_company: int, per_need: int, met: Collection[tuple[int, int]]) -> None:
        self.per_company, self.per_need = per_company, per_need
        self._of_company = Counter(company for company, _need in met)
        self._of_need = Counter(need for _company, need in met)

    def take(self, company: int, need: int) -> None:
        self._of_company[company] += 1
        self._of_need[need] += 1

    def is_served(self, company: int) -> bool:
        return self._of_company[company] > 0

    def caps(self, companies: Iterable[int], needs: Iterable[int]) -> dict[str, int]:
        left = {f"c{pk}": max(0, self.per_company - self._of_company[pk]) for pk in companies}
        return left | {f"n{pk}": max(0, self.per_need - self._of_need[pk]) for pk in needs}


def _assigned(rows: Sequence[Row], room: _Room, need_of: Callable[[Row], int]) -> list[Row]:
    by_pair = {(f"n{need_of(row)}", f"c{row.company_id}"): row for row in rows}
    pairs = [Pair(need, company, row.score) for (need, company), row in by_pair.items()]
    caps = room.caps({row.company_id or 0 for row in rows}, {need_of(row) for row in rows})
    found = assign(pairs, per_company=room.per_company, per_need=room.per_need, caps=caps)
    chosen = [by_pair[pair.need, pair.company] for pair in found.pairs]
    for row in chosen:
        room.take(row.company_id or 0, need_of(row))
    return chosen


def _left_out(companies: Iterable[int], rows: Sequence[Row], room: _Room) -> tuple[tuple[int, str], ...]:
    could = {row.company_id for row in rows if row.score >= GOOD}
    return tuple((pk, "caps" if pk in could else "no_good_match") for pk in sorted(companies) if not room.is_served(pk))
