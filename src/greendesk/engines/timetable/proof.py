"""A bound from below by CP-SAT, hinted with the timetable from above; now and then it finds a better one.

The model keeps people, tables, allowed slots and order, and leaves interpreters, travel, lunch and caps out. What is
a bound without them is a bound with them; what it finds counts only after the checker has seen it. It is written in
clauses (used, begun, break), because the plain linear model is weak here (docs/timetable.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from greendesk.engines.timetable.board import Ints
from greendesk.engines.timetable.shapes import Problem, Scope, Slots


@dataclass(frozen=True, slots=True)
class Proof:
    """`bound` in the units of Timetable.bound; `impossible` when not all meetings fit; `slots` if any were found."""

    bound: int
    impossible: bool
    slots: Slots | None


def prove(problem: Problem, allowed: Ints, scope: Scope, *, hint: Slots, seconds: float, moves: int | None) -> Proof:
    """One thread; with `moves` the work is limited in CP-SAT's deterministic units instead of seconds."""
    from ortools.sat.python import cp_model  # a second to load: only for a proof

    model = cp_model.CpModel()
    seat = _seats(model, problem, allowed)
    costs: list[Any] = []
    for person in range(problem.n_participants):
        used = _used(model, problem, seat, person)
        for first, last in problem.sessions if scope is Scope.SESSION else [(0, problem.n_slots - 1)]:
            costs += _gaps(model, used[first : last + 1], scope)
    model.minimize(sum(costs))
    for (m, slot), literal in seat.items():
        model.add_hint(literal, hint[m] == slot)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if moves is None:
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
    else:
        solver.parameters.max_deterministic_time = moves / 1_000_000
    answer = solver.solve(model)
    if answer == cp_model.INFEASIBLE:
        return Proof(0, True, None)
    found = answer in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    slots = {m: slot for (m, slot), literal in seat.items() if found and solver.boolean_value(literal)}
    bound = max(0, math.ceil(solver.best_objective_bound - 1e-6))
    return Proof(bound, False, tuple(slots[m] for m in range(len(problem.meetings))) if found else None)


def _seats(model: Any, problem: Problem, allowed: Ints) -> dict[tuple[int, int], Any]:
    """One literal per meeting and allowed slot; every meeting once, tables, order."""
    seat = {(int(m), int(s)): model.new_bool_var("") for m, s in zip(*allowed.nonzero(), strict=True)}
    of_meeting: list[dict[int, Any]] = [{} for _ in problem.meetings]
    for (m, slot), literal in seat.items():
        of_meeting[m][slot] = literal
    for literals in of_meeting:
        model.add_exactly_one(literals.values())
    for slot, tables in enumerate(problem.tables_per_slot):
        model.add(sum(literals[slot] for literals in of_meeting if slot in literals) <= tables)
    for m, meeting in enumerate(problem.meetings):
        for earlier in meeting.before:
            for slot, literal in of_meeting[m].items():
                model.add_bool_or([other for s, other in of_meeting[earlier].items() if s < slot] + [~literal])
    return seat


def _used(model: Any, problem: Problem, seat: dict[tuple[int, int], Any], person: int) -> list[Any]:
    """One literal per slot: the person meets somebody then; as many as the person has meetings."""
    mine = [m for m, meeting in enumerate(problem.meetings) if person in meeting.people]
    used = [model.new_bool_var("") for _ in range(problem.n_slots)]
    for slot, literal in enumerate(used):
        model.add_exactly_one([seat[m, slot] for m in mine if (m, slot) in seat] + [~literal])
    model.add(sum(used) == len(mine))
    return used


def _gaps(model: Any, used: list[Any], scope: Scope) -> list[Any]:
    """Price terms of one person in one segment: breaks, and in scope session idle slots too."""
    size = len(used)
    begun = [model.new_bool_var("") for _ in used]
    ahead = [model.new_bool_var("") for _ in used]
    terms = []
    for s in range(size):
        model.add_implication(used[s], begun[s])
        model.add_implication(used[s], ahead[s])
        if s:
            model.add_implication(begun[s - 1], begun[s])
            model.add_implication(ahead[s], ahead[s - 1])
        if s > 1:
            ends = model.new_bool_var("")
            model.add_bool_or([ends, ~used[s], used[s - 1], ~begun[s - 2]])
            terms.append(ends if scope is Scope.LINE else 10 * ends)
        if scope is Scope.SESSION and 0 < s < size - 1:
            idle = model.new_bool_var("")
            model.add_bool_or([idle, used[s], ~begun[s - 1], ~ahead[s + 1]])
            terms.append(idle)
    return terms
