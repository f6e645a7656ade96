"""Words for requests and meetings, and the slots of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q

from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import PartQuerySet, Reader

if TYPE_CHECKING:
    from .models import Attendance, MeetingDay, MeetingRequest, TimetableVersion

SPEAKS_FOR = "organisation__representations__account"


class RequestQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Who sees the day in full, and the parties themselves."""
        rows = super().visible_to(account, at_least)
        return rows | self.of_account(account) if isinstance(account, Account) else rows

    def of_account(self, account: Account) -> Any:
        """Requests of or to an organisation that the account speaks for."""
        mine = apps.get_model("meetings.Attendance").objects.filter(**{SPEAKS_FOR: account}).values("pk")
        return self.filter(Q(guest__in=mine) | Q(host__in=mine))

    def standing(self, at: datetime) -> RequestQuerySet:
        """Accepted, or asked and still within its deadline: what the timetable counts with."""
        return self.filter(Q(state="accepted") | Q(state="asked", holds_until__gt=at))

    def overdue(self, at: datetime) -> RequestQuerySet:
        return self.filter(state="asked", holds_until__lte=at)


class MeetingQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Who sees the day in full, and those who sit at the table."""
        rows = super().visible_to(account, at_least)
        return rows | self.of_account(account) if isinstance(account, Account) else rows

    def of_account(self, account: Account) -> Any:
        """Meetings of an organisation that the account speaks for."""
        requests = apps.get_model("meetings.MeetingRequest").objects.all().of_account(account)
        return self.filter(request__in=requests.values("pk"))

    def held(self) -> MeetingQuerySet:
        return self.filter(state="held")

    def on_paper(self) -> MeetingQuerySet:
        """What a printed timetable shows."""
        return self.exclude(state__in=["cancelled", "replaced"])

    def with_parties(self) -> MeetingQuerySet:
        """Everything a page says about a meeting, in one query."""
        return self.select_related(
            "day", "request__guest__organisation", "request__host__organisation", "interpreter", "version"
        ).prefetch_related("request__others__organisation")


@dataclass(frozen=True, slots=True)
class SlotMoment:
    """One slot of a day: `number` counts through all sessions from 0; moments are UTC."""

    number: int
    session: int
    starts_at: datetime
    ends_at: datetime

    def on(self, zone: str) -> date:
        return self.starts_at.astimezone(ZoneInfo(zone)).date()


def slots_of(day: MeetingDay) -> list[SlotMoment]:
    """The slots of a meeting day in the order of time."""
    step = timedelta(minutes=day.slot_min + day.pause_min)
    length = timedelta(minutes=day.slot_min)
    moments: list[SlotMoment] = []
    for index, session in enumerate(sorted(day.sessions.all(), key=lambda session: session.starts_at)):
        for place in range(session.slots):
            begins = session.starts_at + place * step
            moments.append(SlotMoment(len(moments), index, begins, begins + length))
    return moments


def parties_of(request: MeetingRequest) -> list[Attendance]:
    """Everybody at the table: guest, host, and any others."""
    return [request.guest, request.host, *request.others.all()]


def current_version(day: MeetingDay) -> TimetableVersion | None:
    """The newest published timetable: what people carry."""
    return day.versions.filter(published_at__isnull=False).order_by("-number").first()
