"""The exact optimum of one delegation on one day by trying every order; shares nothing with the engine but travel."""

from __future__ import annotations

from itertools import combinations, permutations

from greendesk.engines.programme import Case
from greendesk.engines.programme.travel import Place


def best_by_brute_force(case: Case) -> tuple[int, int, int]:
    """(companies seen, interest, -travel) of the best programme; waiting and a late departure are both tried out."""
    who = case.delegations[0]
    day = who.days[0]
    best = (-1, -1, -1)
    allowed = [s for s in case.sites if s.id not in who.never and s.cap >= who.size]
    for size in range(len(allowed) + 1):
        for chosen in combinations(allowed, size):
            if sum(s.walk for s in chosen) > who.walkmax:
                continue
            interest = sum(10 * who.interests.get(t, 0) for s in chosen for t in s.themes)
            seen = len({s.company for s in chosen} & set(who.matched))
            if (seen, interest) < best[:2]:
                continue
            items = [*chosen, *who.protocol, case.lunches[0]]
            for order in permutations(items):
                travel = _travel(case, order)
                if (seen, interest, -travel) > best and _possible(case, order, day):
                    best = (seen, round(interest), -travel)
    return best


def _ways(case: Case, order: tuple) -> list[int]:
    who = case.delegations[0]
    home = Place(f"hotel:{who.id}", who.hotels[who.days[0]][0])
    stops = [home, *(Place(item.id, item.pos) for item in order), home]
    return [case.travel.minutes(a, b)[0] for a, b in zip(stops, stops[1:], strict=False)]


def _travel(case: Case, order: tuple) -> int:
    return sum(_ways(case, order))


def _possible(case: Case, order: tuple, day: str) -> bool:
    who, ways = case.delegations[0], _ways(case, order)
    for leaves in range(who.daylen[0], who.daylen[1]):
        now = leaves
        for item, way in zip(order, ways, strict=False):
            now += way
            dur = who.lunch.dur if item in case.lunches else item.dur
            if item in who.protocol:
                windows = [(item.start, item.start + dur)]
            elif item in case.lunches:
                windows = [(who.lunch.earliest, who.lunch.latest + dur)]
            else:
                windows = list(item.win.get(day, ()))
            starts = [max(now, opens) for opens, closes in windows if max(now, opens) + dur <= closes]
            if not starts:
                return False
            now = min(starts) + dur
        now += ways[-1]
        if now > who.daylen[1]:
            return False
        if now - leaves <= who.maxday:
            return True
    return False
