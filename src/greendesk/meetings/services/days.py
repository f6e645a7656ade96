"""A meeting day: its sessions, who takes part, who interprets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place, Theme
from greendesk.calendars.models import Resource
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Organisation, Person
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.projects.models import Project

from .. import errors
from ..models import Attendance, MeetingDay, Session


def locked_day(day: MeetingDay, by: Account | None) -> MeetingDay:
    """The day, locked and checked: every verb that changes it begins here. `by` None is the installation itself."""
    held = MeetingDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
    if by is not None and not MeetingDay.objects.editable_by(by).filter(pk=held.pk).exists():
        raise NotYours
    return held


@transaction.atomic
def create_meeting_day(
    *,
    desk: Desk,
    name: Texts,
    starts_on: date,
    by: Account,
    ends_on: date | None = None,
    time_zone: str = "Asia/Shanghai",
    place: Place | None = None,
    themes: Iterable[Theme] = (),
    agreements: Iterable[Agreement] = (),
    project: Project | None = None,
    venue: str = "",
    tables: int = 10,
    slot_min: int = 25,
    pause_min: int = 5,
    hold_days: int = 5,
    is_self_booking: bool = False,
    sharing: int = Level.EXISTENCE,
    **source: Any,
) -> MeetingDay:
    """Open a day (or several) of meetings; sessions, parties and requests follow. `source` as on every record."""
    if desk.pk not in by.editing_desk_ids:
        raise NotYours
    if time_zone not in available_timezones():
        raise errors.UnknownZone(field="time_zone", zone=time_zone)
    day = MeetingDay(
        desk=desk,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        time_zone=time_zone,
        place=place,
        project=project,
        venue=venue,
        tables=tables,
        slot_min=slot_min,
        pause_min=pause_min,
        hold_days=hold_days,
        is_self_booking=is_self_booking,
        sharing=sharing,
        **source,
    )
    day.full_clean(exclude=["name"])
    day.save()
    day.themes.set(themes)
    day.agreements.set(agreements)
    logbook.record("meeting_day.created", by=by, on=day)
    return day


@transaction.atomic
def add_session(day: MeetingDay, *, starts_at: datetime, slots: int, by: Account) -> Session:
    """A stretch of slots without a longer pause. Sessions may not overlap, nor change once people carry a timetable."""
    held = locked_day(day, by)
    if held.versions.filter(published_at__isnull=False).exists():
        raise errors.SlotsAreInUse(field="starts_at")
    on = starts_at.astimezone(ZoneInfo(held.time_zone)).date()
    if not held.starts_on <= on <= held.ends_on:
        raise errors.SessionOutsideDay(field="starts_at", on=on, first=held.starts_on, last=held.ends_on)
    session = Session(day=held, starts_at=starts_at, slots=slots)
    session.full_clean()
    _refuse_overlap(held, [*held.sessions.all(), session])
    session.save()
    logbook.record("meeting_day.session_added", by=by, on=held, slots=slots)
    return session


def _refuse_overlap(day: MeetingDay, sessions: Sequence[Session]) -> None:
    step = timedelta(minutes=day.slot_min + day.pause_min)
    zone = ZoneInfo(day.time_zone)
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if later.starts_at < earlier.starts_at + earlier.slots * step - timedelta(minutes=day.pause_min):
            raise errors.SessionsOverlap(
                field="starts_at",
                earlier=f"{earlier.starts_at.astimezone(zone):%H:%M}",
                later=f"{later.starts_at.astimezone(zone):%H:%M}",
            )


@transaction.atomic
def add_attendance(
    day: MeetingDay,
    *,
    organisation: Organisation,
    by: Account,
    people: Iterable[Person] = (),
    is_host_side: bool = False,
    languages: Sequence[str] = (),
    absent_slots: Sequence[int] = (),
    goal: Texts | None = None,
    pitch: Texts | None = None,
    travel_min: int = 30,
) -> Attendance:
    """Let an organisation take part; adding it again changes what is known of it."""
    held = locked_day(day, by)
    attendance, made = Attendance.objects.update_or_create(
        day=held,
        organisation=organisation,
        defaults={
            "is_host_side": is_host_side,
            "languages": sorted(set(languages)),
            "absent_slots": sorted(set(absent_slots)),
            "goal": goal or Texts(),
            "pitch": pitch or Texts(),
            "travel_min": travel_min,
        },
    )
    attendance.people.set(people)
    verb = "meeting_day.attendance_added" if made else "meeting_day.attendance_changed"
    logbook.record(verb, by=by, on=held, attendance=attendance.pk)
    return attendance


@transaction.atomic
def change_attendance(attendance: Attendance, *, absent_slots: Sequence[int], by: Account) -> Attendance:
    """When a party cannot come: the slots are left free at the next planning."""
    day = locked_day(attendance.day, by)
    attendance.absent_slots = sorted(set(absent_slots))
    attendance.save(update_fields=["absent_slots"])
    logbook.record("meeting_day.attendance_changed", by=by, on=day, attendance=attendance.pk)
    return attendance


@transaction.atomic
def set_interpreters(day: MeetingDay, *, interpreters: Iterable[Resource], by: Account) -> None:
    """Who interprets on this day. With nobody listed, languages are not looked at."""
    held = locked_day(day, by)
    held.interpreters.set(interpreters)
    logbook.record("meeting_day.interpreters_set", by=by, on=held, interpreters=held.interpreters.count())
