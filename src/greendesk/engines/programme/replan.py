"""After an event: three ways to go on, each with its price.

"one day" touches only the days that were hit and moves nothing there that can stay; it is proved with CP-SAT.
"few changes" searches with a reward for what stays. "anew" plans everything again that is not past or confirmed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from greendesk.engines.programme.drafts import Wishes, draft_of_plan, stops_of
from greendesk.engines.programme.events import after, freeze, hit_days, without_broken_locks
from greendesk.engines.programme.greedy import Draft, framework, relaxed
from greendesk.engines.programme.model import Answer, AnswerName, Case, Conflict, Event, Plan, Status
from greendesk.engines.programme.network import Ints, Network, network_of
from greendesk.engines.programme.search import Budget, search, warm_up
from greendesk.engines.programme.solving import missing_musts, solve
from greendesk.engines.programme.tally import plan_of
from greendesk.engines.programme.timing import first_start, others, resting, schedule

CANDIDATES = 12  # new visits that the repair of a day weighs


def replan(
    case: Case, old: Plan, event: Event, *, seconds: float = 1.0, seed: int = 1, moves: int | None = None
) -> list[Answer]:
    """Answers "one day", "few changes" and "anew". seconds: CPU seconds for all three."""
    warm_up()
    now = without_broken_locks(after(case, old, event))
    frozen = freeze(now, old, event)
    first = _timed(lambda: _one_day(frozen, old, event, seconds * 0.4, seed, moves))
    tasks: list[tuple[AnswerName, Callable[[], Plan]]] = [
        ("few changes", lambda: _few_changes(frozen, old, first[0], Budget(seconds * 0.3, seed, moves))),
        ("anew", lambda: solve(frozen, seconds=seconds * 0.3, seed=seed, moves=moves)),
    ]
    answers = [_answer("one day", case, now, old, *first)]
    return answers + [_answer(name, case, now, old, *_timed(task)) for name, task in tasks]


def _timed(task: Callable[[], Plan]) -> tuple[Plan, float]:
    began = time.process_time()
    return task(), time.process_time() - began


def _answer(name: AnswerName, before: Case, now: Case, old: Plan, plan: Plan, seconds: float) -> Answer:
    was, then = old.visits(before), plan.visits(now)
    musts = {(one.id, site) for one in before.delegations for site in one.must}
    return Answer(
        name=name,
        plan=plan,
        dropped=tuple(sorted(was.keys() - then.keys())),
        added=tuple(sorted(then.keys() - was.keys())),
        moved=tuple(sorted(key for key in was.keys() & then.keys() if was[key] != then[key])),
        musts_lost=len(musts & (was.keys() - then.keys())),
        companies_lost=sum(old.companies_seen.values()) - sum(plan.companies_seen.values()),
        interest_lost=sum(old.interest.values()) - sum(plan.interest.values()),
        travel_added=sum(plan.travel.values()) - sum(old.travel.values()),
        seconds=seconds,
    )


def _one_day(case: Case, old: Plan, event: Event, seconds: float, seed: int, moves: int | None) -> Plan:
    net = network_of(case)
    frame = draft_of_plan(case, net, old)
    hit = [
        r
        for r, route in enumerate(net.routes)
        if (case.delegations[route.who].id, route.day) in hit_days(case, old, event)
    ]
    if event.kind == "new_must":
        return _place_must(case, net, frame, hit, event, seconds, seed, moves)
    for r in hit:
        frame = _repair(net, frame, r, event, case, (seconds / len(hit), seed, moves), may_add=event.kind != "late")
    return _named(case, net, frame)


def _place_must(
    case: Case,
    net: Network,
    frame: Draft,
    hit: Sequence[int],
    event: Event,
    seconds: float,
    seed: int,
    moves: int | None,
) -> Plan:
    """The new must on the day where it costs least."""
    assert event.site is not None
    site = net.names.index(event.site)
    if any(site in frame.orders[r] for r in range(len(net.routes)) if r in hit):
        return _named(case, net, frame)
    trials = [_repair(net, frame, r, event, case, (seconds / len(hit), seed, moves), must=site) for r in hit]
    fits = [trial for trial in trials if any(site in trial.orders[r] for r in hit)]
    return _named(case, net, min(fits, key=lambda trial: _cost(net, frame, trial)) if fits else frame)


def _cost(net: Network, old: Draft, new: Draft) -> tuple[int, int, int]:
    """(visits dropped, visits moved, interest lost)."""
    was = {
        (r, v): t
        for r in range(len(net.routes))
        for v, t in zip(old.orders[r], old.times[r], strict=True)
        if v < net.sites
    }
    then = {
        (r, v): t
        for r in range(len(net.routes))
        for v, t in zip(new.orders[r], new.times[r], strict=True)
        if v < net.sites
    }
    worth = sum(int(net.value[net.routes[r].who, v]) for r, v in was) - sum(
        int(net.value[net.routes[r].who, v]) for r, v in then
    )
    return (
        len(was.keys() - then.keys()),
        sum(was[key] != then[key] for key in was.keys() & then.keys()),
        worth,
    )


def _repair(
    net: Network,
    frame: Draft,
    r: int,
    event: Event,
    case: Case,
    budget: tuple[float, int, int | None],
    *,
    must: int | None = None,
    may_add: bool = True,
) -> Draft:
    """The day r again: drop as little as possible, move as little as possible, then add where something fell out."""
    from greendesk.engines.programme.exact import (  # loads OR-tools only when a day needs repair
        Model,
        Question,
    )

    seconds, seed, moves = budget
    old = dict(zip(frame.orders[r], frame.times[r], strict=True))
    possible = [v for v in old if v < net.sites and net.starts[r][v]]
    still = [v for v in possible if any(lo <= old[v] <= hi for lo, hi in net.starts[r][v])]
    who = case.delegations[net.routes[r].who].id
    gone = sum(v < net.sites for v in old) - len(still)
    added = 1 if must is not None else max(0, 2 - gone) if may_add and gone else 0
    new = [must] if must is not None else _candidates(net, frame, r)[:CANDIDATES] if added else []
    loose = Draft([*frame.orders[:r], [], *frame.orders[r + 1 :]], [*frame.times[:r], [], *frame.times[r + 1 :]])
    route = relaxed(net, framework(net)).routes[r]
    question = Question(
        free=[r],
        nodes={r: [*possible, *new]},
        forced=frozenset({(route.who, must)} if must is not None else ()),
        fixed={r: route.fixed},
        lunch=frozenset({r} if route.lunch else ()),
        kept={(r, v): start for v, start in old.items() if v in possible or net.is_lunch(v)},
        precious=frozenset((r, v) for v in possible if (who, net.names[v]) in event.confirmed),
        most_added=added,
    )
    model = Model(net, question, loose)
    model.prefer()
    _, repaired = model.solve(seconds, seed=seed, repeatable=moves is not None)
    return repaired or (frame if must is not None else _only_dropped(net, frame, r, still))


def _candidates(net: Network, frame: Draft, r: int) -> list[int]:
    """Sites the delegation does not visit yet, matched companies it has not seen first, then by interest."""
    k = net.routes[r].who
    visited = {v for q, route in enumerate(net.routes) if route.who == k for v in frame.orders[q]}
    seen = {int(net.company[v]) for v in visited if v < net.sites}

    def new(v: int) -> bool:
        return bool(net.company[v] >= 0 and net.matched[k, net.company[v]] and int(net.company[v]) not in seen)

    free = [v for v in range(net.sites) if v not in visited and net.starts[r][v] and (net.value[k, v] > 0 or new(v))]
    return sorted(free, key=lambda v: (not _slips_in(net, frame, r, v), not new(v), -int(net.value[k, v]), v))


def _slips_in(net: Network, frame: Draft, r: int, v: int) -> bool:
    if resting(net, frame.orders, r, v):
        return False
    order = [node for node in frame.orders[r] if node >= net.sites or net.starts[r][node]]
    busy = others(net, frame.orders, frame.times, r)
    return any(schedule(net, r, [*order[:i], v, *order[i:]], busy) for i in range(len(order) + 1))


def _only_dropped(net: Network, frame: Draft, r: int, still: Sequence[int]) -> Draft:
    """What is left of the day when only the impossible visits are taken out."""
    pairs = [(v, t) for v, t in zip(frame.orders[r], frame.times[r], strict=True) if v >= net.sites or v in still]
    orders, times = list(frame.orders), list(frame.times)
    orders[r], times[r] = [v for v, _ in pairs], [t for _, t in pairs]
    return Draft(orders, times)


def _few_changes(case: Case, old: Plan, start: Plan, budget: Budget) -> Plan:
    """Search on from the repair of the day, with a reward for every visit that stays on its day."""
    net = network_of(case)
    loose = relaxed(net, framework(net))
    frame = draft_of_plan(case, loose, start)
    try:
        found = search(loose, frame, budget, value=_rewarded(case, net, old))
    except ValueError:  # the repair of the day does not hold beside what is frozen
        return start
    return _named(case, net, _as_before(net, frame, found), _wishes(old))


def _as_before(net: Network, before: Draft, found: Draft) -> Draft:
    """Days that hold the same stops as before get their old order and minutes back, where shared hosts allow it."""
    draft = Draft([list(row) for row in found.orders], [list(row) for row in found.times])
    for r, order in enumerate(before.orders):
        if set(order) != set(draft.orders[r]):
            continue
        busy = others(net, draft.orders, draft.times, r)
        if all(first_start(net, r, v, t, busy) == t for v, t in zip(order, before.times[r], strict=True)):
            draft.orders[r], draft.times[r] = list(order), list(before.times[r])
    return draft


def _rewarded(case: Case, net: Network, old: Plan) -> Ints:
    """(routes, sites): twice the best interest for staying, half the mean interest less for a new booking."""
    value = net.value[[route.who for route in net.routes]].copy()
    worth = value[value > 0]
    reward, fee = (2 * int(worth.max()), int(worth.mean()) // 2) if len(worth) else (20, 5)
    was = old.visits(case)
    for r, route in enumerate(net.routes):
        for v in range(net.sites):
            day, _ = was.get((case.delegations[route.who].id, net.names[v]), ("", 0))
            if day == route.day:
                value[r, v] += reward
            elif value[r, v] > 0:
                value[r, v] = max(1, value[r, v] - fee)
    return np.ascontiguousarray(value)


def _wishes(old: Plan) -> Wishes:
    return {
        (who, stop.item): (day, stop.start)
        for who, days in old.plans.items()
        for day, stops in days.items()
        for stop in stops
    }


def _named(case: Case, net: Network, draft: Draft, wishes: Wishes | None = None) -> Plan:
    """The draft as a plan: its times as they are, or polished towards the wishes."""
    if wishes is None:
        wishes = {
            (case.delegations[route.who].id, net.names[v]): (route.day, t)
            for r, route in enumerate(net.routes)
            for v, t in zip(draft.orders[r], draft.times[r], strict=True)
        }
    missing = missing_musts(net, draft)
    names = tuple(net.names[v] for _, v in missing)
    bare = framework(net)
    text = f"{', '.join(names)} cannot be held within this answer."
    conflicts = [Conflict(names, "must", text, "Look at the other answers.")] if missing else []
    if bare.without_protocol:
        held = tuple(net.names[v] for _, v in bare.without_protocol)
        conflicts.append(
            Conflict(held, "protocol", f"{', '.join(held)} cannot be reached in time.", "Ask for a later start.")
        )
    for r in bare.without_lunch:
        day = net.routes[r].day
        conflicts.append(
            Conflict((f"lunch {day}",), "lunch", f"No lunch fits into {day} any more.", "Let lunch begin later.")
        )
    status: Status = "infeasible" if conflicts else "feasible"
    return plan_of(case, stops_of(case, net, draft, wishes), status=status, conflicts=conflicts)
