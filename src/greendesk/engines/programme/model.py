"""The nouns of a visit programme. Times are minutes since midnight, positions (latitude, longitude) in degrees.

A *site* is a place that receives visitors, a *stop* one item of a day: a visit, a lunch or a protocol item.
Everything is frozen: an engine answers with new objects and never changes what it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from greendesk.engines.programme.travel import GreatCircle, Place, Position

if TYPE_CHECKING:
    from greendesk.engines.programme.travel import Travel

Window = tuple[int, int]
Status = Literal["optimal", "feasible", "infeasible"]
EventKind = Literal["host_cancels", "site_closed", "late", "resized", "new_must"]
AnswerName = Literal["one day", "few changes", "anew"]
NO_LIMIT = 10**6


@dataclass(frozen=True, slots=True)
class Site:
    """A reference site. A visit of `dur` minutes must lie inside one window of its day."""

    id: str
    pos: Position
    themes: tuple[str, ...]
    dur: int
    win: Mapping[str, tuple[Window, ...]]  # day -> windows (opens, closes); a missing day is closed
    cap: int = NO_LIMIT  # people in one visit
    host: str | None = None
    company: str | None = None
    walk: int = 0  # minutes on foot
    needs: tuple[str, ...] = ()  # guides or other resources every visit occupies
    parallel: bool = False  # takes several delegations at once
    closed: Mapping[str, str] = field(default_factory=dict)  # day -> why (a holiday, too short notice); wins over `win`
    rest: int = 0  # days without a visit between two days with visits
    most: int = NO_LIMIT  # delegations it receives in this case; the rest of its week or month
    speaks: tuple[str, ...] = ()  # languages of the host or guide; nothing known means any
    turns: int = 1  # groups into which a larger delegation may be parted, one after the other

    def open_on(self, day: str) -> tuple[Window, ...]:
        return () if day in self.closed else tuple(self.win.get(day, ()))


@dataclass(frozen=True, slots=True)
class Protocol:
    """A fixed item: a reception, a signing. It starts at its minute or the programme does not hold."""

    id: str
    day: str
    start: int
    dur: int
    pos: Position


@dataclass(frozen=True, slots=True)
class LunchPlace:
    id: str
    pos: Position


@dataclass(frozen=True, slots=True)
class Lunch:
    earliest: int
    latest: int  # latest start
    dur: int


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who travels. `hotels` gives the place a day starts and the place it ends."""

    id: str
    days: tuple[str, ...]
    hotels: Mapping[str, tuple[Position, Position]]
    size: int
    interests: Mapping[str, float]  # theme -> 0 to 5
    daylen: Window  # earliest departure, latest return
    maxday: int = NO_LIMIT  # minutes from hotel to hotel
    walkmax: int = NO_LIMIT  # minutes on foot a day
    lunch: Lunch | None = None
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    protocol: tuple[Protocol, ...] = ()
    matched: tuple[str, ...] = ()  # companies
    uses: tuple[str, ...] = ()  # interpreter, guide or bus that stays with this delegation
    begins: Mapping[str, int] = field(default_factory=dict)  # day -> leaves the hotel no earlier than this
    away: tuple[tuple[str, int, int], ...] = ()  # (day, from, to) when no visit or lunch can take place
    ends: Mapping[str, int] = field(default_factory=dict)  # day -> back no later than this
    speaks: tuple[str, ...] = ()  # languages of the guests; nothing known means any
    bridges: tuple[tuple[str, ...], ...] = ()  # the languages of every interpreter they can have
    turns: Mapping[str, int] = field(default_factory=dict)  # site -> groups, where it was agreed for this delegation

    def leaves(self, day: str) -> int:
        """The earliest departure from the hotel on this day."""
        return max(self.daylen[0], self.begins.get(day, 0))

    def returns(self, day: str) -> int:
        """The latest return to the hotel on this day."""
        return min(self.daylen[1], self.ends.get(day, NO_LIMIT))

    def eats(self, day: str) -> bool:
        """Whether this day has a lunch: not when they arrive after its latest start or leave before its earliest end."""
        if self.lunch is None:
            return False
        lunch = self.lunch
        return self.begins.get(day, 0) <= lunch.latest and self.ends.get(day, NO_LIMIT) >= lunch.earliest + lunch.dur

    def groups_at(self, site: Site) -> int:
        """Into how many groups they go there, one after the other; 0 when the site does not take so many."""
        groups = -(-self.size // site.cap) if site.cap else 0
        return groups if groups <= max(site.turns, self.turns.get(site.id, 1)) else 0

    def minutes_at(self, site: Site) -> int:
        return site.dur * max(1, self.groups_at(site))

    def understands(self, site: Site) -> bool:
        """Whether guests and hosts share a language, or an interpreter speaks one of each side."""
        ours, theirs = set(self.speaks), set(site.speaks)
        if not ours or not theirs or ours & theirs:
            return True
        return any(ours & set(bridge) and theirs & set(bridge) for bridge in self.bridges)


@dataclass(frozen=True, slots=True)
class Lock:
    """A stop that an accepted programme has promised: this site (or lunch place), this day, this minute."""

    delegation: str
    day: str
    site: str
    start: int


@dataclass(frozen=True, slots=True)
class Case:
    """All delegations of one week are planned together, because they share hosts and sites."""

    sites: tuple[Site, ...]
    delegations: tuple[Delegation, ...]
    lunches: tuple[LunchPlace, ...] = ()
    busy: Mapping[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)
    travel: Travel = field(default_factory=GreatCircle)
    exposure: Mapping[str, float] = field(default_factory=dict)  # company -> visits already this year
    locked: tuple[Lock, ...] = ()

    def site(self, id: str) -> Site:
        return next(site for site in self.sites if site.id == id)

    def delegation(self, id: str) -> Delegation:
        return next(one for one in self.delegations if one.id == id)


Item = Site | LunchPlace | Protocol


@dataclass(frozen=True, slots=True)
class Stop:
    item: str
    start: int


Days = Mapping[str, tuple[Stop, ...]]


@dataclass(frozen=True, slots=True)
class Leg:
    """One drive, with where its minutes came from ("great circle", "matrix", "override", a barrier's name)."""

    delegation: str
    day: str
    origin: str
    target: str
    departs: int
    minutes: int
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    items: tuple[str, ...]
    rule: str
    text: str
    proposal: str = ""
    why: str = ""  # the rule of the reason (see LeftOut) when one item alone is impossible
    minute: int = 0  # of the day, where that reason speaks of one


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a site is not in a delegation's programme; `displaces` is what forcing it in pushes out."""

    delegation: str
    site: str
    reason: str
    displaces: tuple[str, ...] = ()
    loss: int = 0  # interest lost by forcing it in; below zero is a better plan
    proposal: str = ""
    rule: str = ""  # never, capacity, language, walking, closed, short, busy, late, no way, day, theme, displaces, ...
    minute: int = 0  # of the day, where the rule speaks of one


@dataclass(frozen=True, slots=True)
class Plan:
    status: Status
    plans: Mapping[str, Days]
    companies_seen: Mapping[str, int]
    interest: Mapping[str, int]
    travel: Mapping[str, int]
    left_out: tuple[LeftOut, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def visits(self, case: Case) -> dict[tuple[str, str], tuple[str, int]]:
        """(delegation, site) -> (day, start), without lunches and protocol."""
        sites = {site.id for site in case.sites}
        return {
            (who, stop.item): (day, stop.start)
            for who, days in self.plans.items()
            for day, stops in days.items()
            for stop in stops
            if stop.item in sites
        }


@dataclass(frozen=True, slots=True)
class Violation:
    rule: str
    delegation: str
    day: str
    items: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """What went wrong. `at` is the minute it became known: stops that began before it on `day` are past."""

    kind: EventKind
    day: str | None = None
    site: str | None = None
    host: str | None = None
    delegation: str | None = None
    minutes: int = 0
    size: int = 0
    at: int | None = None
    confirmed: tuple[tuple[str, str], ...] = ()  # (delegation, site) whose host has said yes


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to go on. dropped, added, moved: (delegation, site)."""

    name: AnswerName
    plan: Plan
    dropped: tuple[tuple[str, str], ...]
    added: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str], ...]
    musts_lost: int
    companies_lost: int
    interest_lost: int
    travel_added: int
    seconds: float = 0.0  # CPU


def day_numbers(days: Iterable[str]) -> dict[str, int]:
    """Days as numbers whose difference counts days: dates by the calendar, other names in the order given."""
    names = list(dict.fromkeys(days))
    try:
        return {name: date.fromisoformat(name).toordinal() for name in names}
    except ValueError:
        return {name: number for number, name in enumerate(names)}


def interest_of(delegation: Delegation, site: Site) -> int:
    """Ten times the sum of the delegation's interest in the site's themes."""
    return round(10 * sum(delegation.interests.get(theme, 0) for theme in site.themes))


def hotel_place(delegation: Delegation, day: str, *, end: bool) -> Place:
    return Place(f"hotel:{delegation.id}", delegation.hotels[day][1 if end else 0])
