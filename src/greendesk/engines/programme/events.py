"""What an event does to a case: the world after a host has cancelled, a site has closed, a delegation is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from greendesk.engines.programme.model import Case, Delegation, Event, Lock, Plan, Site, Stop
from greendesk.engines.programme.network import visit_starts
from greendesk.engines.programme.tally import legs_of

ALL_DAY = (0, 48 * 60)


def after(case: Case, old: Plan, event: Event) -> Case:
    """The case as it is now, without freezing anything."""
    if event.kind == "host_cancels" and event.host is not None:
        return _busy(case, event.host, event)
    if event.kind == "site_closed" and event.site is not None:
        return _busy(case, event.site, event)
    return replace(case, delegations=tuple(_changed(one, case, old, event) for one in case.delegations))


def _busy(case: Case, name: str, event: Event) -> Case:
    days = [event.day] if event.day else sorted({day for one in case.delegations for day in one.days})
    spans = tuple((day, event.at or ALL_DAY[0], ALL_DAY[1]) for day in days)
    return replace(case, busy={**case.busy, name: (*case.busy.get(name, ()), *spans)})


def _changed(one: Delegation, case: Case, old: Plan, event: Event) -> Delegation:
    if event.delegation not in (None, one.id):
        return one
    if event.kind == "resized":
        return replace(one, size=event.size)
    if event.kind == "new_must" and event.site is not None:
        return replace(one, must=tuple(dict.fromkeys((*one.must, event.site))))
    if event.kind == "late" and event.day in one.days:
        return _late(one, case, old, event)
    return one


def _late(one: Delegation, case: Case, old: Plan, event: Event) -> Delegation:
    """Before the first stop: a later departure. Afterwards: nothing can begin until the next stop's time is overrun."""
    assert event.day is not None
    stops = old.plans[one.id].get(event.day, ())
    if not stops:
        return replace(one, begins={**one.begins, event.day: one.leaves(event.day) + event.minutes})
    coming = [stop.start for stop in stops if event.at is not None and stop.start >= event.at]
    if event.at is None or len(coming) == len(stops):
        departs = next(leg.departs for leg in legs_of(case, old) if (leg.delegation, leg.day) == (one.id, event.day))
        return replace(one, begins={**one.begins, event.day: departs + event.minutes})
    if not coming:
        return one
    return replace(one, away=(*one.away, (event.day, event.at, coming[0] + event.minutes)))


def freeze(case: Case, old: Plan, event: Event) -> Case:
    """Lock what is past and what a host has confirmed, as far as it is still possible, and keep the past days shut."""
    locks, delegations = list(case.locked), []
    for one in case.delegations:
        past = _past(one, event)
        for day, stops in old.plans[one.id].items():
            late = event.kind == "late" and day == event.day  # whoever is late may be received later
            confirmed = set() if late else {site for who, site in event.confirmed if who == one.id}
            promised = [s for s in stops if s.start < past.get(day, 0) or s.item in confirmed]
            locks += [Lock(one.id, day, s.item, s.start) for s in promised if _possible(case, one, day, s)]
        away = tuple((day, 0, until) for day, until in past.items() if until)
        delegations.append(replace(one, away=(*one.away, *away)))
    known = {site.id for site in case.sites} | {place.id for place in case.lunches}
    kept = tuple(lock for lock in dict.fromkeys(locks) if lock.site in known)
    return replace(case, delegations=tuple(delegations), locked=kept)


def _past(one: Delegation, event: Event) -> dict[str, int]:
    """day -> the minute before which it is past."""
    if event.day not in one.days:
        return {}
    before = one.days[: one.days.index(event.day)]
    return {**{day: ALL_DAY[1] for day in before}, event.day: event.at or 0}


def _possible(case: Case, one: Delegation, day: str, stop: Stop) -> bool:
    site = next((site for site in case.sites if site.id == stop.item), None)
    if site is None:
        return True
    return any(lo <= stop.start <= hi for lo, hi in visit_starts(case, one, site, day))


def without_broken_locks(case: Case) -> Case:
    """A promise that the event has made impossible is a promise no more."""
    sites = {site.id: site for site in case.sites}
    bare = replace(case, locked=())

    def holds(lock: Lock) -> bool:
        return lock.site not in sites or _possible(
            bare, case.delegation(lock.delegation), lock.day, Stop(lock.site, lock.start)
        )

    return replace(case, locked=tuple(lock for lock in case.locked if holds(lock)))


def hit_days(case: Case, old: Plan, event: Event) -> list[tuple[str, str]]:
    """(delegation, day) whose programme the event breaks or, for a new must, might hold it."""
    found = []
    for one in case.delegations:
        past = _past(one, event)
        for day in one.days:
            if past.get(day, 0) < ALL_DAY[1] and _is_hit(case, one, day, old.plans[one.id].get(day, ()), event):
                found.append((one.id, day))
    return found


def _is_hit(case: Case, one: Delegation, day: str, stops: Sequence[Stop], event: Event) -> bool:
    mine = event.delegation in (None, one.id)
    if event.kind == "late":
        return mine and day == event.day
    if event.kind == "new_must":
        return mine and event.day in (None, day)
    if event.kind == "resized":
        return mine and any(not replace(one, size=event.size).groups_at(site) for site in _visited(case, stops))
    if event.day not in (None, day):
        return False
    return any(site.id == event.site or (event.host and site.host == event.host) for site in _visited(case, stops))


def _visited(case: Case, stops: Sequence[Stop]) -> list[Site]:
    items = {stop.item for stop in stops if stop.start >= 0}
    return [site for site in case.sites if site.id in items]
