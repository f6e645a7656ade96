"""A case as numbers: nodes, routes, minutes and the starts that are possible at all.

A *node* is something a day can hold: the sites first, then the lunch places, then every protocol item. A *route* is
one day of one delegation. Whatever a rule forbids beforehand (never list, capacity, closed, busy host) leaves an
empty list of starts, so that the search only meets the rules that depend on order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greendesk.engines.programme.model import (
    Case,
    Delegation,
    Item,
    Protocol,
    Site,
    Window,
    day_numbers,
    hotel_place,
    interest_of,
)
from greendesk.engines.programme.travel import UNREACHABLE, Place

Ints = NDArray[np.int64]
Spans = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One day of one delegation. Times in the unit of the network (minutes, or tenths for published instances)."""

    who: int
    day: str
    opens: int
    closes: int
    maxday: int
    walkmax: int
    leaves_from: int  # location
    returns_to: int  # location
    lunch: bool
    fixed: tuple[int, ...]  # protocol nodes in order
    date: int = 0  # number of the day


@dataclass(frozen=True, slots=True)
class Network:
    """n sites, then lunch places, then protocol. `starts[r][v]` are the possible starts of node v on route r.

    travel: (locations, locations); dur: (routes, nodes); value, must: (delegations, sites); company: site -> number
    or -1; matched: (delegations, companies); share: (sites, sites) true when two delegations cannot be there at once;
    rest: days a site rests between days with visits; most: delegations it receives.
    """

    names: tuple[str, ...]
    sites: int
    lunches: int
    routes: tuple[Route, ...]
    travel: Ints
    dur: Ints
    starts: tuple[tuple[Spans, ...], ...]
    walk: Ints
    value: Ints
    must: Ints
    company: Ints
    matched: Ints
    exposure: Ints
    share: Ints
    uses_share: Ints
    rest: Ints
    most: Ints

    def drive(self, origin: int, target: int) -> int:
        return int(self.travel[origin, target])

    def is_lunch(self, node: int) -> bool:
        return self.sites <= node < self.sites + self.lunches

    def collides(self, who: int, site: int, other_who: int, other_site: int) -> bool:
        """Whether the two visits may not overlap in time."""
        if self.uses_share[who, other_who]:
            return True
        return bool(self.share[site, other_site])


def network_of(case: Case) -> Network:
    protocol = [(k, item) for k, one in enumerate(case.delegations) for item in one.protocol]
    n, lunches = len(case.sites), len(case.lunches)
    first_hotel = n + lunches + len(protocol)
    hotels: list[Place] = []
    routes = []
    numbers = day_numbers(day for one in case.delegations for day in one.days)
    for k, one in enumerate(case.delegations):
        for day in one.days:
            ends = [hotel_place(one, day, end=end) for end in (False, True)]
            spots = [_index(hotels, place) + first_hotel for place in ends]
            mine = [(item.start, n + lunches + p) for p, (w, item) in enumerate(protocol) if w == k and item.day == day]
            routes.append(_route(one, k, day, spots, [node for _, node in sorted(mine)], numbers[day]))
    rows: list[Item] = [*case.sites, *case.lunches, *(item for _, item in protocol)]
    places = [Place(row.id, row.pos) for row in rows]
    companies = sorted({site.company for site in case.sites if site.company})
    locked = {(lock.delegation, lock.site) for lock in case.locked}
    return Network(
        names=tuple(place.id for place in places),
        sites=n,
        lunches=lunches,
        routes=tuple(routes),
        travel=_travel(case, [*places, *hotels]),
        dur=_durations(case, routes, [item for _, item in protocol]),
        starts=tuple(_starts(case, route, protocol) for route in routes),
        walk=np.array([site.walk for site in case.sites] + [0] * (first_hotel - n), dtype=np.int64),
        value=_table(case, interest_of),
        must=_table(case, lambda one, site: int(site.id in one.must or (one.id, site.id) in locked)),
        company=np.array(
            [companies.index(s.company) if s.company else -1 for s in case.sites],
            dtype=np.int64,
        ),
        matched=np.array(
            [[int(name in one.matched) for name in companies] or [0] for one in case.delegations],
            dtype=np.int64,
        ),
        exposure=np.array(
            [min(9, round(case.exposure.get(name, 0))) for name in companies] or [0],
            dtype=np.int64,
        ),
        share=_share(case.sites),
        uses_share=_uses_share(case.delegations),
        rest=np.array([site.rest for site in case.sites], dtype=np.int64),
        most=np.array([site.most for site in case.sites], dtype=np.int64),
    )


def _index(places: list[Place], place: Place) -> int:
    if place not in places:
        places.append(place)
    return places.index(place)


def _route(one: Delegation, k: int, day: str, spots: Sequence[int], fixed: Sequence[int], number: int) -> Route:
    return Route(
        k,
        day,
        one.leaves(day),
        one.returns(day),
        one.maxday,
        one.walkmax,
        spots[0],
        spots[1],
        one.eats(day),
        tuple(fixed),
        number,
    )


def _travel(case: Case, places: Sequence[Place]) -> Ints:
    table = np.zeros((len(places), len(places)), dtype=np.int64)
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            if i != j:
                table[i, j] = min(UNREACHABLE, case.travel.minutes(a, b)[0])
    return table


def _table(case: Case, cell: object) -> Ints:
    assert callable(cell)
    rows = [[int(cell(one, site)) for site in case.sites] for one in case.delegations]
    return np.array(rows, dtype=np.int64).reshape(len(case.delegations), len(case.sites))


def _durations(case: Case, routes: Sequence[Route], protocol: Sequence[Protocol]) -> Ints:
    rows = []
    for route in routes:
        one = case.delegations[route.who]
        lunch = one.lunch
        meal = [lunch.dur if lunch else 0] * len(case.lunches)
        rows.append([one.minutes_at(site) for site in case.sites] + meal + [item.dur for item in protocol])
    return np.array(rows, dtype=np.int64).reshape(len(routes), -1)


def _starts(case: Case, route: Route, protocol: Sequence[tuple[int, Protocol]]) -> tuple[Spans, ...]:
    one = case.delegations[route.who]
    fixed: list[Spans] = [
        ((item.start, item.start),) if k == route.who and item.day == route.day else () for k, item in protocol
    ]
    visits = [visit_starts(case, one, site, route.day) for site in case.sites]
    meals = [_meal_starts(case, one, place.id, route.day) for place in case.lunches]
    return (*visits, *meals, *fixed)


def visit_starts(case: Case, one: Delegation, site: Site, day: str) -> Spans:
    """The minutes at which this delegation could begin this visit on this day, as inclusive spans."""
    if site.id in one.never or not one.groups_at(site) or site.walk > one.walkmax or not one.understands(site):
        return ()
    dur = one.minutes_at(site)
    locks = [lock for lock in case.locked if lock.delegation == one.id and lock.site == site.id]
    spans = [(opens, closes - dur) for opens, closes in site.open_on(day) if closes - opens >= dur]
    for name in (site.id, site.host, *site.needs, *one.uses):
        for busy_day, start, end in case.busy.get(name or "", ()):
            if busy_day == day and end > start:
                spans = list(without(spans, start - dur + 1, end - 1))
    if not locks:
        spans = _present(one, day, dur, spans)
    for lock in locks:
        spans = [(lock.start, lock.start) for lo, hi in spans if lock.day == day and lo <= lock.start <= hi][:1]
    return merged(spans)


def _present(one: Delegation, day: str, dur: int, spans: list[Window]) -> list[Window]:
    """Without the times when the delegation is elsewhere."""
    for away_day, start, end in one.away:
        if away_day == day and end > start:
            spans = list(without(spans, start - dur + 1, end - 1))
    return spans


def _meal_starts(case: Case, one: Delegation, place: str, day: str) -> Spans:
    if one.lunch is None or not one.eats(day):
        return ()
    places = {row.id for row in case.lunches}
    eaten = [lock for lock in case.locked if lock.delegation == one.id and lock.day == day and lock.site in places]
    if eaten:
        return tuple((lock.start, lock.start) for lock in eaten if lock.site == place)
    return merged(_present(one, day, one.lunch.dur, [(one.lunch.earliest, one.lunch.latest)]))


def without(spans: Iterable[Window], first: int, last: int) -> Iterable[Window]:
    """The spans with the inclusive stretch first..last cut out."""
    for lo, hi in spans:
        if last < lo or hi < first:
            yield lo, hi
            continue
        if lo < first:
            yield lo, first - 1
        if last < hi:
            yield last + 1, hi


def merged(spans: Iterable[Window]) -> Spans:
    found: list[Window] = []
    for lo, hi in sorted(spans):
        if found and lo <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(hi, found[-1][1]))
        else:
            found.append((lo, hi))
    return tuple(found)


def _share(sites: Sequence[Site]) -> Ints:
    table = np.zeros((len(sites), len(sites)), dtype=np.int64)
    for i, a in enumerate(sites):
        for j, b in enumerate(sites):
            same = i == j or (a.host is not None and a.host == b.host)
            alone = not (a.parallel or b.parallel)
            table[i, j] = int((same and alone) or bool(set(a.needs) & set(b.needs)))
    return table


def _uses_share(delegations: Sequence[Delegation]) -> Ints:
    return np.array(
        [[int(a is not b and bool(set(a.uses) & set(b.uses))) for b in delegations] for a in delegations],
        dtype=np.int64,
    )
