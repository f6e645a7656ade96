"""CASE, PLAN and EVENT files (docs/programme.md) to dataclasses."""

from __future__ import annotations

import math
from typing import get_args

from greendesk.engines.programme.fields import BadInput, Field, load, once
from greendesk.engines.programme.model import (
    NO_LIMIT,
    Case,
    Delegation,
    Event,
    EventKind,
    Lock,
    Lunch,
    LunchPlace,
    Plan,
    Protocol,
    Site,
    Stop,
    Window,
)
from greendesk.engines.programme.tally import plan_of
from greendesk.engines.programme.travel import (
    UNREACHABLE,
    Barrier,
    GreatCircle,
    Position,
    Table,
    Travel,
)

DAY_MIN = 24 * 60

__all__ = ["BadInput", "read_case", "read_event", "read_plan"]


def read_case(path: str) -> Case:
    """Raises BadInput with one sentence that names file, field and what is wrong."""
    root = load(path)
    sites, dels = list(root["sites"].items()), list(root["dels"].items())
    lunches = list(root["lunches"].items()) if root.has("lunches") else []
    for rows in (sites, dels, sites + lunches):
        once(rows, lambda row: row["id"].text())
    if not dels:
        raise root["dels"].wrong("is empty: a programme needs at least one delegation")
    case = Case(
        sites=tuple(_site(row) for row in sites),
        delegations=tuple(_delegation(row) for row in dels),
        lunches=tuple(LunchPlace(row["id"].text(), row["pos"].position()) for row in lunches),
        busy=_busy(root["busy"]) if root.has("busy") else {},
        travel=_travel(root),
        exposure={name: row.number(0) for name, row in root["exposure"].entries()} if root.has("exposure") else {},
        locked=tuple(_lock(row) for row in root["locked"].items()) if root.has("locked") else (),
    )
    _refuse_strangers(case, dels)
    return case


def _refuse_strangers(case: Case, rows: list[Field]) -> None:
    known = {site.id for site in case.sites}
    taken = known | {place.id for place in case.lunches}
    for delegation, row in zip(case.delegations, rows, strict=True):
        for site in delegation.must:
            if site not in known:
                raise row["must"].wrong(f"names the site “{site}”, which is not among the sites")
        for item in delegation.protocol:
            if item.id in taken:
                raise row["protocol"].wrong(f"uses the id “{item.id}”, which a site or a lunch place already has")
    for lock in case.locked:
        if lock.site not in taken or all(lock.delegation != one.id for one in case.delegations):
            raise BadInput(f"{rows[0].file}: locked names “{lock.delegation}” at “{lock.site}”, which is unknown.")


def _site(row: Field) -> Site:
    return Site(
        id=row["id"].text(),
        pos=row["pos"].position(),
        themes=row["themes"].texts() if row.has("themes") else (),
        dur=row["dur"].whole(1, DAY_MIN),
        win={day: _windows(field) for day, field in row["win"].entries() if field.value is not None},
        cap=row["cap"].whole(0) if row.has("cap") else NO_LIMIT,
        host=row["host"].text() if row.has("host") else None,
        company=row["company"].text() if row.has("company") else None,
        walk=math.ceil(row["walk"].number(0)) if row.has("walk") else 0,
        needs=row["needs"].texts() if row.has("needs") else (),
        parallel=row.has("parallel") and row["parallel"].value is True,
        closed={day: field.text() for day, field in row["closed"].entries()} if row.has("closed") else {},
        rest=row["rest"].whole(0, 366) if row.has("rest") else 0,
        most=row["most"].whole(0) if row.has("most") else NO_LIMIT,
        speaks=row["speaks"].texts() if row.has("speaks") else (),
        turns=row["turns"].whole(1, 20) if row.has("turns") else 1,
    )


def _windows(field: Field) -> tuple[Window, ...]:
    rows = list(field.items())
    pairs = [field] if rows and not isinstance(rows[0].value, list) else rows
    windows = []
    for pair in pairs:
        opens, closes = pair.wholes(2)
        if closes < opens:
            raise pair.wrong(f"closes at {closes}, before it opens at {opens}")
        windows.append((opens, closes))
    return tuple(sorted(windows))


def _delegation(row: Field) -> Delegation:
    days = row["days"].texts()
    if not days:
        raise row["days"].wrong("is empty: a delegation needs at least one day")
    if len(set(days)) < len(days):
        raise row["days"].wrong("names a day twice")
    earliest, latest = row["daylen"].wholes(2)
    if latest <= earliest:
        raise row["daylen"].wrong(f"ends at {latest}, not after its start at {earliest}")
    protocol = list(row["protocol"].items()) if row.has("protocol") else []
    once(protocol, lambda item: item["id"].text())
    return Delegation(
        id=row["id"].text(),
        days=days,
        hotels=_hotels(row, days),
        size=row["size"].whole(1) if row.has("size") else 1,
        interests={name: field.number(0, 5) for name, field in row["interests"].entries()}
        if row.has("interests")
        else {},
        daylen=(earliest, latest),
        maxday=row["maxday"].whole(1) if row.has("maxday") else NO_LIMIT,
        walkmax=math.floor(row["walkmax"].number(0)) if row.has("walkmax") else NO_LIMIT,
        lunch=Lunch(*_lunch(row["lunch"])) if row.has("lunch") else None,
        must=tuple(dict.fromkeys(row["must"].texts())) if row.has("must") else (),
        never=row["never"].texts() if row.has("never") else (),
        protocol=tuple(_protocol(item, days) for item in protocol),
        matched=row["matched"].texts() if row.has("matched") else (),
        uses=row["uses"].texts() if row.has("uses") else (),
        begins={day: field.whole(0, DAY_MIN) for day, field in row["begins"].entries()} if row.has("begins") else {},
        ends={day: field.whole(0, 2 * DAY_MIN) for day, field in row["ends"].entries()} if row.has("ends") else {},
        speaks=row["speaks"].texts() if row.has("speaks") else (),
        turns={site: field.whole(1, 20) for site, field in row["turns"].entries()} if row.has("turns") else {},
        bridges=tuple(bridge.texts() for bridge in row["bridges"].items()) if row.has("bridges") else (),
    )


def _hotels(row: Field, days: tuple[str, ...]) -> dict[str, tuple[Position, Position]]:
    if row.has("hotels"):
        by_day = dict(row["hotels"].entries())
        for day in days:
            if day not in by_day:
                raise row["hotels"].wrong(f"lacks the day “{day}”")
        return {day: (by_day[day]["start"].position(), by_day[day]["end"].position()) for day in days}
    one = row["hotel"].position()
    return {day: (one, one) for day in days}


def _lunch(field: Field) -> tuple[int, int, int]:
    earliest, latest, dur = field.wholes(3)
    if latest < earliest:
        raise field.wrong(f"has its latest start at {latest}, before its earliest at {earliest}")
    return earliest, latest, dur


def _protocol(row: Field, days: tuple[str, ...]) -> Protocol:
    item = Protocol(
        row["id"].text(),
        row["day"].text(),
        row["start"].whole(0, 2 * DAY_MIN),
        row["dur"].whole(0, DAY_MIN),
        row["pos"].position(),
    )
    if item.day not in days:
        raise row["day"].wrong(f"is “{item.day}”, which is not a day of the delegation")
    return item


def _busy(field: Field) -> dict[str, tuple[tuple[str, int, int], ...]]:
    found = {}
    for name, rows in field.entries():
        spans = []
        for row in rows.items():
            parts = list(row.items())
            if len(parts) != 3:
                raise row.wrong("must be [day, from, to]")
            spans.append((parts[0].text(), parts[1].whole(0), parts[2].whole(0)))
        found[name] = tuple(spans)
    return found


def _travel(root: Field) -> Travel:
    barriers = tuple(_barrier(row) for row in root["barriers"].items()) if root.has("barriers") else ()
    travel: Travel = GreatCircle(barriers)
    if root.has("travel"):
        travel = Table(_matrix(root["travel"]), "matrix", travel)
    if root.has("overrides"):
        travel = Table(_overrides(root["overrides"]), "override", travel)
    return travel


def _matrix(field: Field) -> dict[tuple[str, str], int]:
    """Null, a negative number or anything from a whole day upwards means: no way."""
    ids, rows = field["ids"].texts(), list(field["minutes"].items())
    if len(rows) != len(ids):
        raise field["minutes"].wrong(f"has {len(rows)} rows for {len(ids)} ids")
    known = {}
    for origin, row in zip(ids, rows, strict=True):
        cells = list(row.items())
        if len(cells) != len(ids):
            raise row.wrong(f"has {len(cells)} numbers for {len(ids)} ids")
        for target, cell in zip(ids, cells, strict=True):
            known[origin, target] = _cell(cell)
    return known


def _cell(cell: Field) -> int:
    if cell.value is None:
        return UNREACHABLE
    minutes = cell.number()
    return UNREACHABLE if minutes < 0 or minutes >= DAY_MIN else math.ceil(minutes)


def _overrides(field: Field) -> dict[tuple[str, str], int]:
    known = {}
    for row in field.items():
        parts = list(row.items())
        if len(parts) != 3:
            raise row.wrong("must be [from, to, minutes]")
        known[parts[0].text(), parts[1].text()] = _cell(parts[2])
    return known


def _barrier(row: Field) -> Barrier:
    return Barrier(
        row["name"].text(),
        tuple(point.position() for point in row["line"].items()),
        row["minutes"].whole(0) if row.has("minutes") else None,
        row["via"].position() if row.has("via") else None,
    )


def _lock(row: Field) -> Lock:
    parts = list(row.items())
    if len(parts) != 4:
        raise row.wrong("must be [delegation, day, site, start]")
    return Lock(parts[0].text(), parts[1].text(), parts[2].text(), parts[3].whole(0))


def read_plan(path: str, case: Case) -> Plan:
    """Only the stops are read; every sum is made anew from them. Raises BadInput."""
    root = load(path)
    plans: dict[str, dict[str, tuple[Stop, ...]]] = {}
    for who, days in root["plans"].entries():
        if all(who != one.id for one in case.delegations):
            raise days.wrong(f"is for the delegation “{who}”, which the case does not know")
        plans[who] = {day: tuple(_stop(row) for row in rows.items()) for day, rows in days.entries()}
    return plan_of(case, plans, status="feasible")


def _stop(row: Field) -> Stop:
    parts = list(row.items())
    if len(parts) != 2:
        raise row.wrong("must be [id, start]")
    return Stop(parts[0].text(), parts[1].whole(0, 2 * DAY_MIN))


def read_event(path: str, case: Case) -> Event:
    """Raises BadInput when the kind is unknown or what it needs is missing."""
    root = load(path)
    kind = root["kind"].text()
    if kind not in get_args(EventKind):
        raise root["kind"].wrong(f"is “{kind}” and must be one of {', '.join(get_args(EventKind))}")
    event = Event(
        kind=kind,  # type: ignore[arg-type]  # checked against the literal above
        day=root["day"].text() if root.has("day") else None,
        site=root["site"].text() if root.has("site") else None,
        host=root["host"].text() if root.has("host") else None,
        delegation=root["delegation"].text() if root.has("delegation") else None,
        minutes=root["minutes"].whole(0, DAY_MIN) if root.has("minutes") else 0,
        size=root["size"].whole(1) if root.has("size") else 0,
        at=root["at"].whole(0, DAY_MIN) if root.has("at") else None,
        confirmed=_confirmed(root["confirmed"]) if root.has("confirmed") else (),
    )
    _refuse_half(root, event, case)
    return event


def _confirmed(field: Field) -> tuple[tuple[str, str], ...]:
    return tuple((who, site) for who, sites in field.entries() for site in sites.texts())


def _refuse_half(root: Field, event: Event, case: Case) -> None:
    needs = {
        "host_cancels": "host",
        "site_closed": "site",
        "late": "minutes",
        "resized": "size",
        "new_must": "site",
    }
    root[needs[event.kind]]
    if event.site is not None and all(event.site != site.id for site in case.sites):
        raise root["site"].wrong(f"is “{event.site}”, which is not among the sites of the case")
    if event.host is not None and all(event.host != site.host for site in case.sites):
        raise root["host"].wrong(f"is “{event.host}”, who receives at no site of the case")
    if event.delegation is not None and all(event.delegation != one.id for one in case.delegations):
        raise root["delegation"].wrong(f"is “{event.delegation}”, which the case does not know")
    if event.kind in ("late", "resized", "new_must") and event.delegation is None and len(case.delegations) > 1:
        raise root.wrong(f"must name the delegation, because the case has {len(case.delegations)}")
    if event.kind == "late":
        root["day"]
    if event.day is not None and all(event.day not in one.days for one in case.delegations):
        raise root["day"].wrong(f"is “{event.day}”, which is no day of any delegation")
