"""Greedy first, annealing after: the order of placing, the cooling, the budget in seconds or moves."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from greendesk.engines.timetable.board import LEAST, Board, Ints
from greendesk.engines.timetable.shapes import Problem, Standing

CHUNK = 20_000
PER_ROUND = 3_000_000
HOT, COLD = 6.0, 1.0


@dataclass(frozen=True, slots=True)
class Budget:
    """CPU seconds of this process, or an exact number of moves (then the seconds do not count)."""

    seconds: float = 30.0
    moves: int | None = None


def hardest_first(problem: Problem, allowed: Ints) -> Ints:
    """Musts before wishes before reserves; inside them by value, then by how little room its people have."""
    demand = np.zeros(problem.n_participants)
    for meeting in problem.meetings:
        demand[list(meeting.people)] += 1
    rank = {Standing.MUST: 0, Standing.WISH: 1, Standing.RESERVE: 2}

    def hardness(m: int) -> tuple[float, ...]:
        meeting = problem.meetings[m]
        value = 0 if meeting.standing is Standing.MUST else -meeting.value
        load = max(demand[person] for person in meeting.people)
        return (
            rank[meeting.standing],
            value,
            meeting.fixed is None,
            float(allowed[m].sum()) - load,
            -load,
            m,
        )

    return np.array(sorted(range(len(problem.meetings)), key=hardness), np.int32)


def improve(
    board: Board,
    order: Ints,
    budget: Budget,
    hot: float = HOT,
    good_enough: float = -1.0,
) -> int:
    """Anneal, then again from the best with less heat, until the budget is used; returns the moves made.

    Stops early when the price falls to `good_enough`. The best timetable found is on the board at the end.
    """
    from greendesk.engines.timetable import kernel  # compiles: only where it is needed

    done, rounds, size = 0, 0, len(order)
    begun = time.process_time()
    per_round = max(PER_ROUND, 600 * size)
    if size and budget.moves is None and not _spent(budget, done, begun):
        kernel.anneal(board, CHUNK, hot, hot)  # shows the pace, so that the first round cools down in time
        done += CHUNK
    while size and board.cost[LEAST] > good_enough + 1e-6 and not _spent(budget, done, begun):
        share = _round_share(budget, done, begun, per_round)
        start = hot if rounds % 3 == 0 else hot / (2.0 if rounds % 3 == 1 else 4.0)
        for step in range(share):
            if _spent(budget, done, begun) or board.cost[LEAST] <= good_enough + 1e-6:
                break
            upper = start * (COLD / start) ** (step / share)
            lower = start * (COLD / start) ** ((step + 1) / share)
            chunk = CHUNK if budget.moves is None else min(CHUNK, budget.moves - done)
            kernel.anneal(board, chunk, upper, lower)
            done += chunk
        kernel.fill(board, order)
        kernel.return_to_best(board)
        kernel.fill(board, order)
        rounds += 1
    return done


def _spent(budget: Budget, done: int, begun: float) -> bool:
    if budget.moves is not None:
        return done >= budget.moves
    return time.process_time() - begun >= budget.seconds


def _round_share(budget: Budget, done: int, begun: float, per_round: int) -> int:
    """Chunks of the next round: the usual length, shortened to what the budget still holds."""
    left: float = per_round
    if budget.moves is not None:
        left = budget.moves - done
    elif done:
        pace = done / max(1e-3, time.process_time() - begun)
        left = pace * max(0.0, budget.seconds - (time.process_time() - begun))
    return max(1, int(min(per_round, left)) // CHUNK)
