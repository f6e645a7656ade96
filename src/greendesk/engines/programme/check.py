"""The independent validator: is this plan really possible? It shares no code with the solver.

Only the case (with its travel minutes) and the plan are read; every rule is computed anew, stop by stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from greendesk.engines.programme.model import (
    Case,
    Delegation,
    Item,
    LunchPlace,
    Plan,
    Site,
    Stop,
    Violation,
    day_numbers,
)
from greendesk.engines.programme.travel import UNREACHABLE, Place


def check(case: Case, plan: Plan) -> list[Violation]:
    """Every broken hard rule, in the order of delegations and days; an empty list means that the plan holds."""
    found: list[Violation] = []
    for who in plan.plans:
        if all(who != one.id for one in case.delegations):
            found.append(
                Violation(
                    "delegation",
                    who,
                    "",
                    (),
                    f"The delegation {who} is not part of the case.",
                )
            )
    for one in case.delegations:
        for day in [
            *one.days,
            *(d for d in plan.plans.get(one.id, {}) if d not in one.days),
        ]:
            found += _DayCheck(case, one, day, tuple(plan.plans.get(one.id, {}).get(day, ()))).violations()
        found += _whole_stay(case, one, plan)
    return found + list(_shared(case, plan)) + list(_resting(case, plan)) + list(_locks(case, plan))


@dataclass(frozen=True)
class _DayCheck:
    case: Case
    who: Delegation
    day: str
    stops: tuple[Stop, ...]

    def violations(self) -> Iterator[Violation]:
        if self.day not in self.who.days:
            if self.stops:
                yield self._bad("day", (), f"{self.who.id} is not here on {self.day}")
            return
        known = {item.item: self._find(item.item) for item in self.stops}
        for name, row in known.items():
            if row is None:
                yield self._bad(
                    "unknown",
                    (name,),
                    f"{name} is neither a site, a lunch place nor protocol",
                )
        if None in known.values():
            return
        for stop in self.stops:
            row = known[stop.item]
            if isinstance(row, Site):
                yield from self._visit(stop, row)
        yield from self._fixed()
        yield from self._lunch(known)
        yield from self._walking(known)
        yield from self._clock(known)

    def _bad(self, rule: str, items: Sequence[str], text: str) -> Violation:
        return Violation(
            rule,
            self.who.id,
            self.day,
            tuple(items),
            f"{self.who.id}, day {self.day}: {text}.",
        )

    def _find(self, name: str) -> Item | None:
        rows: list[Item] = [*self.case.sites, *self.case.lunches, *self.who.protocol]
        return next((row for row in rows if row.id == name), None)

    def _dur(self, name: str) -> int:
        row = self._find(name)
        if isinstance(row, LunchPlace):
            return self.who.lunch.dur if self.who.lunch else 0
        assert row is not None
        if isinstance(row, Site):
            return _length(row, self.who)
        return row.dur

    def _visit(self, stop: Stop, site: Site) -> Iterator[Violation]:
        ends = stop.start + _length(site, self.who)
        windows = site.win.get(self.day, ())
        if self.day in site.closed:
            yield self._bad("closed", (site.id,), f"{site.id} is closed: {site.closed[self.day]}")
        elif not any(opens <= stop.start and ends <= closes for opens, closes in windows):
            yield self._bad(
                "window",
                (site.id,),
                f"{site.id} is not open from {stop.start} to {ends}",
            )
        if self.who.size > site.cap * max(site.turns, self.who.turns.get(site.id, 1)):
            yield self._bad(
                "capacity",
                (site.id,),
                f"{site.id} takes {site.cap} people, not {self.who.size}",
            )
        yield from self._language(site)
        if site.id in self.who.never:
            yield self._bad("never", (site.id,), f"{site.id} is on the never list")
        for name in {site.id, site.host, *site.needs, *self.who.uses} - {None}:
            for day, start, end in self.case.busy.get(str(name), ()):
                if day == self.day and stop.start < end and start < ends:
                    yield self._bad(
                        "busy",
                        (site.id, str(name)),
                        f"{name} is busy from {start} to {end}",
                    )

    def _language(self, site: Site) -> Iterator[Violation]:
        shared = [
            bridge
            for bridge in (self.who.speaks, *self.who.bridges)
            if any(word in bridge for word in self.who.speaks) and any(word in bridge for word in site.speaks)
        ]
        if self.who.speaks and site.speaks and not shared:
            theirs, ours = ", ".join(site.speaks), ", ".join(self.who.speaks)
            yield self._bad("language", (site.id,), f"{site.id} speaks {theirs}, the guests {ours}, nobody interprets")

    def _fixed(self) -> Iterator[Violation]:
        for item in self.who.protocol:
            times = [stop.start for stop in self.stops if stop.item == item.id]
            if item.day == self.day and times != [item.start]:
                yield self._bad(
                    "protocol",
                    (item.id,),
                    f"{item.id} must take place once, at {item.start}",
                )
            if item.day != self.day and times:
                yield self._bad("protocol", (item.id,), f"{item.id} belongs to day {item.day}")

    def _lunch(self, known: dict[str, Item | None]) -> Iterator[Violation]:
        eaten = [stop for stop in self.stops if isinstance(known[stop.item], LunchPlace)]
        names = [stop.item for stop in eaten]
        if self.who.lunch is None:
            if eaten:
                yield self._bad("lunch", names, "this delegation has no lunch")
            return
        begins, ends = self.who.begins.get(self.day, 0), self.who.ends.get(self.day)
        away = begins > self.who.lunch.latest or (ends or 10**6) < self.who.lunch.earliest + self.who.lunch.dur
        if len(eaten) != 1 - away:
            yield self._bad("lunch", names, f"there must be {'no' if away else 'exactly one'} lunch, not {len(eaten)}")
        for stop in eaten:
            if not self.who.lunch.earliest <= stop.start <= self.who.lunch.latest:
                yield self._bad(
                    "lunch",
                    (stop.item,),
                    f"lunch at {stop.start} starts outside its window",
                )

    def _walking(self, known: dict[str, Item | None]) -> Iterator[Violation]:
        walks = {name: row.walk for name, row in known.items() if isinstance(row, Site)}
        total = sum(walks[stop.item] for stop in self.stops if stop.item in walks)
        if total > self.who.walkmax:
            yield self._bad(
                "walking",
                sorted(walks),
                f"{total} minutes on foot, {self.who.walkmax} allowed",
            )

    def _clock(self, known: dict[str, Item | None]) -> Iterator[Violation]:
        """Order, travel before each item, and the length of the day from hotel to hotel."""
        if not self.stops:
            return
        hotels = [Place(f"hotel:{self.who.id}", pos) for pos in self.who.hotels[self.day]]
        places = [Place(name, row.pos) for name, row in ((s.item, known[s.item]) for s in self.stops) if row]
        drives = [
            self.case.travel.minutes(a, b)[0] for a, b in zip([hotels[0], *places], [*places, hotels[1]], strict=True)
        ]
        for stop, before, drive in zip(self.stops[1:], self.stops, drives[1:-1], strict=False):
            free = before.start + self._dur(before.item)
            if stop.start < free + drive:
                yield self._bad(
                    "travel",
                    (before.item, stop.item),
                    f"{stop.item} at {stop.start} is too early: {before.item} ends at {free}, the way takes {drive}",
                )
        if max(drives) >= UNREACHABLE:
            yield self._bad(
                "travel",
                [s.item for s in self.stops],
                "a place of this day cannot be reached",
            )
        departs = self.stops[0].start - drives[0]
        returns = self.stops[-1].start + self._dur(self.stops[-1].item) + drives[-1]
        if departs < max(self.who.daylen[0], self.who.begins.get(self.day, 0)):
            yield self._bad(
                "day",
                (self.stops[0].item,),
                f"leaves at {departs}, which is too early",
            )
        latest = min(self.who.daylen[1], self.who.ends.get(self.day, self.who.daylen[1]))
        if returns > latest:
            yield self._bad(
                "day",
                (self.stops[-1].item,),
                f"is back at {returns}, after {latest}",
            )
        if returns - departs > self.who.maxday:
            yield self._bad(
                "day",
                (),
                f"lasts {returns - departs} minutes, {self.who.maxday} allowed",
            )


def _length(site: Site, who: Delegation) -> int:
    """Minutes of a visit: once for every group, where the site takes the guests in turns."""
    in_turns = site.cap < who.size <= site.cap * max(site.turns, who.turns.get(site.id, 1))
    return site.dur * -(-who.size // site.cap) if in_turns else site.dur


def _whole_stay(case: Case, who: Delegation, plan: Plan) -> Iterator[Violation]:
    items = [stop.item for stops in plan.plans.get(who.id, {}).values() for stop in stops]
    sites = {site.id for site in case.sites}
    for name, times in Counter(items).items():
        if times > 1 and name in sites:
            yield Violation("once", who.id, "", (name,), f"{who.id} visits {name} {times} times.")
    for name in who.must:
        if name not in items:
            yield Violation(
                "must",
                who.id,
                "",
                (name,),
                f"{who.id} does not visit {name}, which is a must.",
            )


def _shared(case: Case, plan: Plan) -> Iterator[Violation]:
    """One party at a time per site, host, guide, interpreter and bus."""
    sites = {site.id: site for site in case.sites}
    uses = {one.id: one.uses for one in case.delegations}
    party = {one.id: one for one in case.delegations}
    spans: dict[tuple[str, str], list[tuple[int, int, str, str]]] = {}
    for who, days in plan.plans.items():
        for day, stops in days.items():
            for stop in stops:
                site = sites.get(stop.item)
                if site is None or who not in uses:
                    continue
                held = {f"host {site.host}"} if site.host and not site.parallel else set()
                held |= set() if site.parallel else {f"site {site.id}"}
                held |= {f"resource {name}" for name in (*site.needs, *uses[who])}
                length = _length(site, party[who])
                for name in held:
                    spans.setdefault((day, name), []).append((stop.start, stop.start + length, who, site.id))
    for (day, name), rows in sorted(spans.items()):
        rows.sort()
        for a, b in pairwise(rows):
            if b[0] < a[1] and a[2] != b[2]:
                text = f"Day {day}: {name} has {a[2]} ({a[3]}) and {b[2]} ({b[3]}) at the same time."
                yield Violation("shared", b[2], day, (a[3], b[3]), text)


def _resting(case: Case, plan: Plan) -> Iterator[Violation]:
    """Days without visits between two days with visits, and no more delegations than a site receives."""
    number = day_numbers(day for one in case.delegations for day in one.days)
    for site in case.sites:
        seen = [
            (number.get(day, 0), day, who)
            for who, days in plan.plans.items()
            for day, stops in days.items()
            if any(stop.item == site.id for stop in stops)
        ]
        for a, b in pairwise(sorted(seen)):
            if 0 < b[0] - a[0] <= site.rest and a[2] != b[2]:
                text = f"{site.id} rests {site.rest} days after {a[2]} on {a[1]} and cannot have {b[2]} on {b[1]}."
                yield Violation("rest", b[2], b[1], (site.id,), text)
        if len({who for _, _, who in seen}) > site.most:
            last = max(seen)
            text = f"{site.id} receives {site.most} delegations and has {len({who for _, _, who in seen})}."
            yield Violation("most", last[2], last[1], (site.id,), text)


def _locks(case: Case, plan: Plan) -> Iterator[Violation]:
    for lock in case.locked:
        if Stop(lock.site, lock.start) not in plan.plans.get(lock.delegation, {}).get(lock.day, ()):
            text = f"{lock.delegation}: {lock.site} was promised on day {lock.day} at {lock.start}."
            yield Violation("locked", lock.delegation, lock.day, (lock.site,), text)
