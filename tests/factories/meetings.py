"""A meeting day in Wuhan with firms on one side and customers on the other."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from greendesk.calendars.models import Resource
from greendesk.desks.models import Account, Desk
from greendesk.kit.texts import Texts
from greendesk.meetings import services
from greendesk.meetings.models import Attendance, MeetingDay, MeetingRequest
from tests.factories import DeskFactory, OrganisationFactory

ON = date(2026, 9, 24)
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


class ResourceFactory(factory.django.DjangoModelFactory[Resource]):
    class Meta:
        model = Resource

    desk = factory.SubFactory(DeskFactory)
    kind = "interpreter"
    name = factory.Sequence(lambda n: f"Interpreter {n}")
    languages = ["sv", "zh"]


def meeting_day(
    by: Account, desk: Desk, *, slots: int = 4, tables: int = 2, sessions: int = 1, **more: object
) -> MeetingDay:
    """Sessions begin at 9:00 and 13:00 in Wuhan, which is 1:00 and 5:00 UTC."""
    day = services.create_meeting_day(
        desk=desk, name=Texts.of("en", "Wuhan"), starts_on=ON, by=by, tables=tables, venue="Hall 1", **more
    )
    for number in range(sessions):
        services.add_session(day, starts_at=datetime(2026, 9, 24, 1 + 4 * number, tzinfo=UTC), slots=slots, by=by)
    return day


def party(day: MeetingDay, by: Account, name: str, *, host: bool = False, **more: object) -> Attendance:
    organisation = OrganisationFactory(desk=day.desk, name=name)
    return services.add_attendance(day, organisation=organisation, is_host_side=host, by=by, **more)


def asked(guest: Attendance, host: Attendance, by: Account, *, accepted: bool = True, **more: object) -> MeetingRequest:
    request = services.request_meeting(guest.day, guest=guest, host=host, by=by, at=NOW, **more)
    return services.answer_request(request, accept=True, by=by, at=NOW) if accepted else request


def full_day(by: Account, desk: Desk, *, guests: int = 2, hosts: int = 2, **more: object) -> MeetingDay:
    """Every guest has asked for every host, and all have accepted."""
    day = meeting_day(by, desk, **more)
    firms = [party(day, by, f"Firm {n}") for n in range(guests)]
    customers = [party(day, by, f"Customer {n}", host=True) for n in range(hosts)]
    for firm in firms:
        for customer in customers:
            asked(firm, customer, by)
    return day


def published(day: MeetingDay, by: Account) -> MeetingDay:
    version = services.plan_meeting_day(day, by=by, at=NOW, moves=2000)
    services.publish_timetable(version, by=by, at=NOW)
    return day
