"""Rows of a meeting day as the timetable engine's problem, and its answers as rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from greendesk.calendars import queries as calendar
from greendesk.calendars.models import Booking, Resource
from greendesk.calendars.services import Owner, resources_for
from greendesk.engines.timetable import (
    Caps,
    Interpreter,
    MeetingAsked,
    Problem,
    Standing,
    Timetable,
    Venue,
    Violation,
    check,
)

from .models import Attendance, Meeting, MeetingDay, MeetingRequest, MeetingState
from .queries import SlotMoment, parties_of, slots_of

LONGEST_RUN = 6
INTERPRETER_LONGEST_RUN = 4
HALL = "hall"
FIRM = (MeetingState.HELD, MeetingState.NO_SHOW)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day as the engine sees it: participant i is attendances[i], meeting m is requests[m], slot s is moments[s]."""

    day: MeetingDay
    attendances: tuple[Attendance, ...]
    requests: tuple[MeetingRequest, ...]
    moments: tuple[SlotMoment, ...]
    problem: Problem
    without_language: tuple[int, ...] = ()  # meetings without a shared language on a day without interpreters

    def slots_of(self, seats: dict[int, int]) -> tuple[int | None, ...]:
        """{request id: slot} in the order of the engine's meetings."""
        return tuple(seats.get(request.pk) for request in self.requests)


def plan_of(day: MeetingDay, *, at: datetime) -> DayPlan:
    """Read the day. Only standing requests count; whoever is busy elsewhere is not asked to come."""
    moments = tuple(slots_of(day))
    attendances = tuple(day.attendances.select_related("organisation").prefetch_related("people").order_by("pk"))
    numbers = {attendance.pk: i for i, attendance in enumerate(attendances)}
    requests = tuple(_requests(day, at))
    interpreters = list(day.interpreters.order_by("pk"))
    spoken = {a.pk: _languages(a) for a in attendances}
    tongues = _tongues(attendances, spoken)
    people = [tuple(dict.fromkeys(numbers[p.pk] for p in parties_of(r))) for r in requests]
    dumb = tuple(m for m, seated in enumerate(people) if not frozenset.intersection(*(tongues[p] for p in seated)))
    absent, away = _absences(day, attendances, interpreters, moments, at)
    venues, travel = _venues(day, requests)
    problem = Problem(
        n_participants=len(attendances),
        sessions=_sessions(moments),
        tables_per_slot=(day.tables + sum(r.at_host for r in requests),) * len(moments),
        day_of_session=_days(moments, day.time_zone),
        meetings=tuple(_asked(r, seated, _pinned(r), venues) for r, seated in zip(requests, people, strict=True)),
        forbidden=tuple(absent[a.pk] for a in attendances),
        venues=venues,
        travel_slots=travel,
        languages=tongues if interpreters else None,
        interpreters=tuple(_interpreter(i, away[i.pk], len(moments)) for i in interpreters),
        caps=Caps(longest_run=LONGEST_RUN),
        name=f"meeting day {day.pk}",
    )
    return DayPlan(day, attendances, requests, moments, problem, () if interpreters else dumb)


def _requests(day: MeetingDay, at: datetime) -> list[MeetingRequest]:
    """Standing requests, and those whose meeting has already been held."""
    rows = day.requests.select_related("guest__organisation", "host__organisation", "meeting").prefetch_related(
        "others"
    )
    standing = set(day.requests.standing(at).values_list("pk", flat=True))
    over = set(day.meetings.filter(state=MeetingState.REPLACED).values_list("request_id", flat=True))
    return [r for r in rows.order_by("pk") if r.pk not in over and (r.pk in standing or _pinned(r) is not None)]


def _pinned(request: MeetingRequest) -> int | None:
    """The slot of a meeting that has taken place: nothing moves it any more."""
    meeting: Meeting | None = getattr(request, "meeting", None)
    return meeting.slot if meeting is not None and meeting.state in FIRM else None


def _asked(
    request: MeetingRequest, people: tuple[int, ...], pinned: int | None, venues: Sequence[Venue]
) -> MeetingAsked:
    mutual = request.state == "accepted"
    venue = (_own_place(request.host_id) if request.at_host else HALL) if venues else None
    return MeetingAsked(
        people=people,
        fixed=pinned,
        standing=Standing(request.klass),
        value=request.value if mutual else max(1, request.value // 2),  # a mutual wish counts double
        venue=venue,
    )


def _sessions(moments: Iterable[SlotMoment]) -> tuple[tuple[int, int], ...]:
    spans: dict[int, list[int]] = defaultdict(list)
    for moment in moments:
        spans[moment.session].append(moment.number)
    return tuple((numbers[0], numbers[-1]) for numbers in spans.values())


def _days(moments: Sequence[SlotMoment], zone: str) -> tuple[int, ...]:
    first = {moment.session: moment.on(zone) for moment in reversed(moments)}
    order = {on: i for i, on in enumerate(sorted(set(first.values())))}
    return tuple(order[first[session]] for session in sorted(first))


def _languages(attendance: Attendance) -> frozenset[str]:
    """What a party speaks: as said for the day, else what its people speak; empty when nobody knows."""
    spoken = attendance.languages or [lang for person in attendance.people.all() for lang in person.languages]
    return frozenset(str(lang) for lang in spoken)


def _tongues(attendances: Sequence[Attendance], spoken: dict[int, frozenset[str]]) -> tuple[frozenset[str], ...]:
    """As the engine wants it: a party of which nothing is known is taken to get by in any language."""
    everything = frozenset({"en"}).union(*spoken.values()) if spoken else frozenset({"en"})
    return tuple(spoken[a.pk] or everything for a in attendances)


def _interpreter(resource: Resource, away: frozenset[int], n_slots: int) -> Interpreter:
    return Interpreter(
        id=resource.pk,
        languages=frozenset(str(lang) for lang in resource.languages),
        slots=frozenset(range(n_slots)) - away,
        longest_run=INTERPRETER_LONGEST_RUN,
    )


def _own_place(attendance_id: int) -> str:
    return f"host-{attendance_id}"


def _venues(
    day: MeetingDay, requests: Sequence[MeetingRequest]
) -> tuple[tuple[Venue, ...], tuple[tuple[str, str, int], ...]]:
    """The hall, and the own places of hosts who receive there, with the way between in slots."""
    hosts = {r.host_id: r.host for r in requests if r.at_host}
    if not hosts:
        return (), ()
    step = day.slot_min + day.pause_min
    away = {pk: ceil(max(0, host.travel_min - day.pause_min) / step) for pk, host in hosts.items()}
    venues = (Venue(HALL, day.tables), *(Venue(_own_place(pk), 1) for pk in hosts))
    travel = [(HALL, _own_place(pk), slots) for pk, slots in away.items()]
    ids = sorted(away)
    travel += [
        (_own_place(a), _own_place(b), away[a] + away[b]) for i, a in enumerate(ids) for b in ids[i + 1 :]
    ]  # by way of the hall: an upper bound where nobody measured
    return venues, tuple(travel)


def owners_of(attendance: Attendance) -> list[Owner]:
    """Whose calendar a meeting of this party fills: its people, or the organisation where none are named."""
    return list(attendance.people.all()) or [attendance.organisation]


def _absences(
    day: MeetingDay,
    attendances: Sequence[Attendance],
    interpreters: Sequence[Resource],
    moments: Sequence[SlotMoment],
    at: datetime,
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Slots that a party said no to or is busy in, by attendance; and slots in which an interpreter is busy."""
    closed: dict[int, set[int]] = {a.pk: {s for s in a.absent_slots if s < len(moments)} for a in attendances}
    away: dict[int, set[int]] = {i.pk: set() for i in interpreters}
    if moments:
        entries = resources_for(owner for a in attendances for owner in owners_of(a))
        busy = _busy_slots(day, [*entries.values(), *interpreters], moments, at)
        for a in attendances:
            for owner in owners_of(a):
                closed[a.pk] |= busy[entries[owner].pk]
        for pk in away:
            away[pk] = busy[pk]
    return {k: frozenset(v) for k, v in closed.items()}, {k: frozenset(v) for k, v in away.items()}


def _busy_slots(
    day: MeetingDay, resources: Sequence[Resource], moments: Sequence[SlotMoment], at: datetime
) -> dict[int, set[int]]:
    """Slots taken by anything but this day's own meetings, by resource."""
    own = set(Booking.objects.filter(meetings__day=day).values_list("pk", flat=True))
    slots: dict[int, set[int]] = defaultdict(set)
    for busy in calendar.busy_between(resources, moments[0].starts_at, moments[-1].ends_at, at=at):
        if busy.booking_id not in own:
            taken = (m.number for m in moments if m.starts_at < busy.ends_at and m.ends_at > busy.starts_at)
            slots[busy.resource_id].update(taken)
    return slots


def seat_tables(plan: DayPlan, slots: Sequence[int | None], kept: dict[int, tuple[int, int]]) -> dict[int, int]:
    """{request id: table}, 0 for the host's own place. Whoever sat somewhere stays; hosts keep one table all day.

    `kept` is {request id: (slot, table)} of the timetable that people already carry.
    """
    tables: dict[int, int] = {}
    home: dict[int, int] = {}
    load = Counter(r.host_id for r, slot in zip(plan.requests, slots, strict=True) if slot is not None)
    for table, (host, _count) in enumerate(load.most_common(plan.day.tables), start=1):
        home[host] = table
    by_slot: dict[int, list[MeetingRequest]] = defaultdict(list)
    for request, slot in zip(plan.requests, slots, strict=True):
        if slot is not None:
            by_slot[slot].append(request)
    for slot, requests in sorted(by_slot.items()):
        tables |= _tables_in(slot, requests, home, kept, plan.day.tables)
    return tables


def _tables_in(
    slot: int, requests: list[MeetingRequest], home: dict[int, int], kept: dict[int, tuple[int, int]], tables: int
) -> dict[int, int]:
    chosen = {r.pk: 0 for r in requests if r.at_host}
    free = list(range(1, tables + 1))
    stays = [(r, kept[r.pk][1]) for r in requests if not r.at_host and kept.get(r.pk, (None, 0))[0] == slot]
    wishes = stays + [(r, home.get(r.host_id, 0)) for r in requests]
    for request, table in [*wishes, *((r, 0) for r in requests)]:
        if request.pk not in chosen and (table in free or not table) and free:
            chosen[request.pk] = table or free[0]
            free.remove(chosen[request.pk])
    return chosen


def facts_of(plan: DayPlan, timetable: Timetable, violations: Sequence[Violation]) -> dict[str, Any]:
    """What a version remembers of how it was made: counts, bound, and the reasons by request and party."""
    return {
        "unplaced": timetable.unplaced,
        "breaks": timetable.breaks,
        "idle": timetable.idle,
        "bound": timetable.bound,
        "moves": timetable.moves,
        "cpu_seconds": timetable.cpu_seconds,
        "violations": [violation.text for violation in violations],
        "left_out": [r.pk for r, slot in zip(plan.requests, timetable.slots, strict=True) if slot is None],
        "without_language": [plan.requests[m].pk for m in plan.without_language],
        "reasons": [
            {
                "rule": reason.rule,
                "people": [plan.attendances[p].pk for p in reason.people],
                "requests": [plan.requests[m].pk for m in reason.meetings],
                "slots": list(reason.slots),
                "certain": reason.certain,
            }
            for reason in timetable.reasons
        ],
    }


def violations_of(plan: DayPlan, timetable: Timetable) -> list[Violation]:
    return check(plan.problem, timetable)
