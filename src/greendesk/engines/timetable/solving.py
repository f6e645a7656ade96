"""Solve: certain reasons, greedy, annealing, bound, and an honest status."""

from __future__ import annotations

import math
import time
from functools import cache

from greendesk.engines.timetable.board import (
    Board,
    Ints,
    Prices,
    allowed_slots,
    helpers_on,
    lay_out,
    slots_on,
)
from greendesk.engines.timetable.bounds import breaks_and_idle, cost_below, most_apart
from greendesk.engines.timetable.certain import impossible
from greendesk.engines.timetable.checker import check_slots
from greendesk.engines.timetable.explaining import why_unplaced
from greendesk.engines.timetable.proof import prove as prove_below
from greendesk.engines.timetable.search import Budget, hardest_first, improve
from greendesk.engines.timetable.shapes import (
    Id,
    MeetingAsked,
    Problem,
    Reason,
    Scope,
    Slots,
    Standing,
    Status,
    Timetable,
)

PROOF_SHARE = 0.6


def solve(
    problem: Problem,
    *,
    seconds: float = 30.0,
    seed: int = 1,
    moves: int | None = None,
    scope: Scope = Scope.SESSION,
    fair_within: int | None = None,
    prove: bool = False,
) -> Timetable:
    """Place what can be placed, in the order musts, value of wishes, reserves, then fewest breaks and idle slots.

    `seconds` are CPU seconds (compiling not counted); `moves` instead of seconds gives the same answer every time.
    `fair_within` asks that break counts of any two participants differ by no more.
    `prove` spends the larger part of the time on a bound (`docs/timetable.md`).
    """
    warm_up()
    begun = time.process_time()
    allowed = allowed_slots(problem)
    certain = impossible(problem, allowed)
    board = lay_out(problem, Prices(scope=scope, fair_within=fair_within))
    below = cost_below(problem, allowed, scope)
    order = hardest_first(problem, allowed)
    seat_greedily(board, order, seed)
    share = 1 - PROOF_SHARE if prove else 1.0
    left = Budget(share * seconds - (time.process_time() - begun), None if moves is None else int(share * moves))
    made = improve(board, order, left, good_enough=_good_enough(below, scope))
    slots, helpers = slots_on(board), helpers_on(board, problem)
    impossible_all = False
    if prove and not certain and _cost(problem, slots, scope) > below:
        rest = seconds - (time.process_time() - begun)
        proof = prove_below(problem, allowed, scope, hint=slots, seconds=rest, moves=moves)
        below, impossible_all = max(below, proof.bound), proof.impossible
        slots = _better(problem, slots, proof.slots, scope, fair_within)
    only_musts = all(meeting.standing is Standing.MUST for meeting in problem.meetings)
    if impossible_all and only_musts:
        text = "Not all meetings fit together; the proof is a search, no single rule is to blame."
        certain += (Reason("together", text, certain=True),)
    return _reported(problem, slots, helpers, allowed, certain, below, scope, fair_within, made, begun)


def _cost(problem: Problem, slots: Slots, scope: Scope) -> float:
    """Breaks (line) or 10 breaks + idle (session) of a full timetable; infinite when something has no place."""
    if None in slots:
        return math.inf
    breaks, idle = breaks_and_idle(problem, slots, scope)
    return breaks if scope is Scope.LINE else 10 * breaks + idle


def _better(problem: Problem, slots: Slots, found: Slots | None, scope: Scope, fair_within: int | None) -> Slots:
    """The slots of the proof where they are cheaper and break no rule; only where nobody interprets."""
    nobody = (None,) * len(problem.meetings)
    if found is None or _cost(problem, found, scope) >= _cost(problem, slots, scope):
        return slots
    if fair_within is not None and most_apart(problem, found, scope) > fair_within:
        return slots
    return slots if check_slots(problem, found, nobody) else found


def seat_greedily(board: Board, order: Ints, seed: int) -> None:
    """Hardest first, each in its cheapest slot, on whatever the board already holds."""
    from greendesk.engines.timetable import kernel  # compiles: only where it is needed

    kernel.seed_dice(seed)
    kernel.recount(board)
    kernel.fill(board, order)
    kernel.recount(board)


@cache
def warm_up() -> None:
    """Compile or load the kernel on a two-meeting problem, so that no budget pays for it."""
    from greendesk.engines.timetable import kernel

    asked = (MeetingAsked((0, 1)), MeetingAsked((1, 2)))
    problem = Problem(3, ((0, 1),), (1, 1), asked)
    board = lay_out(problem, Prices())
    order = hardest_first(problem, allowed_slots(problem))
    seat_greedily(board, order, 1)
    kernel.anneal(board, 10, 1.0, 0.5)
    kernel.return_to_best(board)
    kernel.keep(lay_out(problem, Prices()), 0, 0, -1)


def _good_enough(below: int, scope: Scope) -> float:
    """A price that proves the best: in scope line any price below one more break will do."""
    return (
        10.0 * below + 0.001 if scope is Scope.LINE and below == 0 else float(below) if scope is Scope.SESSION else -1.0
    )


def _reported(
    problem: Problem,
    slots: Slots,
    helpers: tuple[Id | None, ...],
    allowed: Ints,
    certain: tuple[Reason, ...],
    below: int,
    scope: Scope,
    fair_within: int | None,
    made: int,
    begun: float,
) -> Timetable:
    breaks, idle = breaks_and_idle(problem, slots, scope)
    reasons = certain + why_unplaced(problem, slots, helpers, allowed)
    unfair = fair_within is not None and most_apart(problem, slots, scope) > fair_within
    if unfair:
        reasons += (
            Reason(
                "fairness",
                f"Some participants' breaks are more than {fair_within} apart.",
            ),
        )
    status = _status(problem, slots, bool(certain), unfair, _cost(problem, slots, scope) == below)
    spent = round(time.process_time() - begun, 3)
    return Timetable(
        slots,
        helpers,
        status,
        breaks,
        idle,
        None if None in slots else below,
        reasons,
        made,
        spent,
    )


def _status(problem: Problem, slots: Slots, impossible_found: bool, unfair: bool, closed: bool) -> Status:
    if impossible_found:
        return Status.INFEASIBLE
    left_out = any(
        slot is None and meeting.standing is Standing.MUST
        for slot, meeting in zip(slots, problem.meetings, strict=True)
    )
    if left_out or unfair:
        return Status.UNKNOWN
    return Status.OPTIMAL if closed else Status.FEASIBLE
