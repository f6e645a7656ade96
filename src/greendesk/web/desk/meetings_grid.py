"""A timetable as a grid: slots down, tables or parties across."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from greendesk.calendars.models import Resource
from greendesk.meetings.models import Attendance, Meeting, MeetingDay, MeetingRequest, TimetableVersion
from greendesk.meetings.plans import plan_of
from greendesk.meetings.queries import SlotMoment, slots_of
from greendesk.meetings.services.planning import carried_by
from greendesk.meetings.services.seating import objections

from ..templatetags.greendesk import clock


@dataclass(frozen=True, slots=True)
class Cell:
    """One meeting of the grid, seen from a table or from a party."""

    request: MeetingRequest
    slot: int
    table: int
    interpreter: Resource | None = None
    meeting: Meeting | None = None
    counterpart: str = ""

    @property
    def where(self) -> str:
        return str(self.table) if self.table else _("at the host's")


@dataclass(frozen=True, slots=True)
class Row:
    """One slot: its time in the zone of the day and at home, and one cell or None for each column."""

    moment: SlotMoment
    time: str
    home_time: str
    on: date
    opens_session: bool
    cells: list[Cell | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grid:
    columns: list[str]
    rows: list[Row]
    by_people: bool

    @property
    def is_empty(self) -> bool:
        return not any(cell for row in self.rows for cell in row.cells)


Requests = Mapping[int, MeetingRequest]


def requests_of(day: MeetingDay, attendances: Iterable[Attendance]) -> Requests:
    """All of a day by their key, in order, each with its parties."""
    parties = {party.pk: party for party in attendances}
    rows = {row.pk: row for row in day.requests.all()}
    for row in rows.values():
        row.guest, row.host = parties.get(row.guest_id) or row.guest, parties.get(row.host_id) or row.host
    return rows


def placed_in(version: TimetableVersion, requests: Requests) -> list[Cell]:
    """What a draft would seat."""
    rows = version.placements.select_related("interpreter")
    return [Cell(requests[p.request_id], p.slot, p.table, p.interpreter) for p in rows]


def carried(day: MeetingDay, requests: Requests) -> list[Cell]:
    """What people carry."""
    rows = Meeting.objects.filter(day=day).on_paper().select_related("interpreter").defer("note", "next_step")
    return [Cell(requests[m.request_id], m.slot, m.table, m.interpreter, m) for m in rows]


def parties(cell: Cell) -> list[Attendance]:
    return [cell.request.guest, cell.request.host, *cell.request.others.all()]


def grid_of(day: MeetingDay, cells: Iterable[Cell], *, by_people: bool) -> Grid:
    found = list(cells)
    if by_people:
        columns = list(day.attendances.select_related("organisation"))
        prefetch_related_objects([cell.request for cell in found], "others__organisation")
        at = {(c.slot, p.pk): seen_from(c, p) for c in found for p in parties(c)}
        return Grid(
            [str(c) for c in columns], _rows(day, [[at.get((s, c.pk)) for c in columns] for s in _numbers(day)]), True
        )
    tables = list(range(1, day.tables + 1)) + ([0] if any(not c.table for c in found) else [])
    spot = {(c.slot, c.table): c for c in found}
    titles = [_("Table %(number)s") % {"number": t} if t else _("At the host's own place") for t in tables]
    return Grid(titles, _rows(day, [[spot.get((s, t)) for t in tables] for s in _numbers(day)]), False)


def seen_from(cell: Cell, party: Attendance) -> Cell:
    others = ", ".join(str(p) for p in parties(cell) if p.pk != party.pk)
    return Cell(cell.request, cell.slot, cell.table, cell.interpreter, cell.meeting, others)


def _numbers(day: MeetingDay) -> range:
    return range(sum(session.slots for session in day.sessions.all()))


def _rows(day: MeetingDay, lines: Sequence[list[Cell | None]]) -> list[Row]:
    moments, session = slots_of(day), -1
    rows = []
    for moment, cells in zip(moments, lines, strict=True):
        home = clock(moment.starts_at, day.desk.time_zone)
        time = clock(moment.starts_at, day.time_zone)
        on = moment.starts_at.astimezone(ZoneInfo(day.time_zone)).date()
        rows.append(Row(moment, time, home, on, moment.session != session, cells))
        session = moment.session
    return rows


@dataclass(frozen=True, slots=True)
class Choice:
    """A slot into which a meeting might go, with what speaks against it."""

    slot: int
    time: str
    on: date
    why_not: list[str]
    is_here: bool


def choices_for(
    day: MeetingDay, request: MeetingRequest, *, at: object, version: TimetableVersion | None = None
) -> list[Choice]:
    """Every slot of the day for one request, in a draft or in what people carry, with the rules looking on."""
    plan = plan_of(day, at=at)  # type: ignore[arg-type]
    if version is not None:
        rows = list(version.placements.all())
        seats = {p.request_id: p.slot for p in rows}
        helpers: dict[int, int | None] = {p.request_id: p.interpreter_id for p in rows}
    else:
        now = carried_by(day)
        seats, helpers = now.slots, now.interpreters
    zone = ZoneInfo(day.time_zone)
    return [
        Choice(
            moment.number,
            clock(moment.starts_at, day.time_zone),
            moment.starts_at.astimezone(zone).date(),
            list(dict.fromkeys(objections(plan, seats, helpers, request, moment.number)[0])),
            seats.get(request.pk) == moment.number,
        )
        for moment in plan.moments
    ]
