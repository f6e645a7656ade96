"""Re-plan an old timetable for a changed problem: three answers, from fewest changes to a fresh start."""

from __future__ import annotations

import time
from collections.abc import Sequence

from greendesk.engines.timetable.board import (
    Board,
    Prices,
    allowed_slots,
    helpers_on,
    lay_out,
    slots_on,
)
from greendesk.engines.timetable.bounds import breaks_and_idle
from greendesk.engines.timetable.explaining import why_unplaced
from greendesk.engines.timetable.search import Budget, hardest_first, improve
from greendesk.engines.timetable.shapes import (
    Answer,
    Id,
    Problem,
    Scope,
    Slots,
    Status,
    Timetable,
)
from greendesk.engines.timetable.solving import seat_greedily, solve, warm_up

# name: price of a moved meeting, price of a person told, starting heat, share of the budget
STYLES = {"stable": (20.0, 8.0, 10.0, 0.3), "balanced": (4.0, 2.0, 4.0, 0.3)}


def replan(
    problem: Problem,
    old: Slots,
    *,
    old_interpreters: Sequence[Id | None] | None = None,
    seconds: float = 5.0,
    seed: int = 1,
    moves: int | None = None,
    scope: Scope = Scope.SESSION,
) -> tuple[Answer, ...]:
    """Answers "stable", "balanced" and "free"; `old` has a slot or None for every meeting of the problem.

    A moved meeting costs its `move_price` times a price, a person told about any change costs once.
    Raises ValueError when `old` does not fit the problem.
    """
    if len(old) != len(problem.meetings):
        raise ValueError(f"old: {len(old)} slots for {len(problem.meetings)} meetings")
    if any(slot is not None and not 0 <= slot < problem.n_slots for slot in old):
        raise ValueError(f"old: a slot is outside 0..{problem.n_slots - 1}")
    warm_up()
    answers = []
    for name, (per_move, per_person, heat, share) in STYLES.items():
        prices = Prices(scope, None, old, per_move, per_person)
        budget = Budget(seconds * share, None if moves is None else int(moves * share))
        answers.append(
            _answer(
                name,
                problem,
                old,
                _carefully(problem, prices, old_interpreters, budget, heat, seed),
            )
        )
    rest = 1 - sum(share for *_, share in STYLES.values())
    fresh = solve(
        problem,
        seconds=seconds * rest,
        seed=seed,
        moves=None if moves is None else int(moves * rest),
        scope=scope,
    )
    return (*answers, _answer("free", problem, old, fresh))


def _carefully(
    problem: Problem,
    prices: Prices,
    helpers: Sequence[Id | None] | None,
    budget: Budget,
    heat: float,
    seed: int,
) -> Timetable:
    begun = time.process_time()
    allowed = allowed_slots(problem)
    board = lay_out(problem, prices)
    order = hardest_first(problem, allowed)
    _keep_what_fits(board, problem, prices.old or (), helpers, order.tolist())
    seat_greedily(board, order, seed)
    left = Budget(budget.seconds - (time.process_time() - begun), budget.moves)
    made = improve(board, order, left, hot=heat, good_enough=0.0)
    slots: Slots = slots_on(board)
    seated = helpers_on(board, problem)
    breaks, idle = breaks_and_idle(problem, slots, prices.scope)
    reasons = why_unplaced(problem, slots, seated, allowed)
    status = Status.UNKNOWN if None in slots else Status.FEASIBLE
    return Timetable(
        slots,
        seated,
        status,
        breaks,
        idle,
        None,
        reasons,
        made,
        time.process_time() - begun,
    )


def _keep_what_fits(
    board: Board,
    problem: Problem,
    old: Slots,
    helpers: Sequence[Id | None] | None,
    order: list[int],
) -> None:
    """Put every meeting in its old slot where the rules still allow it, most important first."""
    from greendesk.engines.timetable import kernel  # compiles: only where it is needed

    kernel.recount(board)
    rows: dict[Id | None, int] = {one.id: problem.n_participants + i for i, one in enumerate(problem.interpreters)}
    for m in order:
        slot, helper = old[m], helpers[m] if helpers else None
        if slot is not None and board.allowed[m, slot]:
            kernel.keep(board, m, slot, rows.get(helper, -1))


def _answer(name: str, problem: Problem, old: Slots, timetable: Timetable) -> Answer:
    changed = [m for m, (was, now) in enumerate(zip(old, timetable.slots, strict=True)) if was != now]
    moved = sum(old[m] is not None and timetable.slots[m] is not None for m in changed)
    lost = sum(timetable.slots[m] is None for m in changed)
    told = {person for m in changed for person in problem.meetings[m].people}
    return Answer(name, timetable, moved, lost, len(told))
