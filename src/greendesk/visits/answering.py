"""How soon those who ask to come get a first answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from greendesk.desks.models import Account

from .models import VisitRequest

PROMISED = timedelta(hours=72)
LOOKED_BACK = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Requests received in one quarter. `due` have an answer or have waited longer than promised; the others may wait."""

    year: int
    quarter: int
    received: int
    answered: int
    due: int
    in_time: int
    median_hours: float | None

    @property
    def share(self) -> float | None:
        return self.in_time / self.due if self.due else None


def answer_times_of(account: Account, *, at: datetime) -> list[AnswerTimes]:
    """Of the requests to one's own desks in the last two years, the newest quarter first. One query."""
    rows = VisitRequest.objects.ours(account).filter(received_at__gt=at - LOOKED_BACK, received_at__lte=at).order_by()
    return summed_up(rows.values_list("received_at", "first_answer_at"), at=at)


def summed_up(moments: Iterable[tuple[datetime, datetime | None]], *, at: datetime) -> list[AnswerTimes]:
    """From (received, first answer) to a line for each quarter of the calendar here."""
    quarters: dict[tuple[int, int], list[timedelta | None]] = defaultdict(list)
    late: dict[tuple[int, int], int] = defaultdict(int)
    for received, answered in moments:
        day = timezone.localdate(received)
        quarter = day.year, (day.month + 2) // 3
        quarters[quarter].append(answered - received if answered else None)
        late[quarter] += answered is None and at - received > PROMISED
    return [_line(*quarter, quarters[quarter], late[quarter]) for quarter in sorted(quarters, reverse=True)]


def _line(year: int, quarter: int, waits: list[timedelta | None], late: int) -> AnswerTimes:
    told = [wait for wait in waits if wait is not None]
    return AnswerTimes(
        year=year,
        quarter=quarter,
        received=len(waits),
        answered=len(told),
        due=len(told) + late,
        in_time=sum(wait <= PROMISED for wait in told),
        median_hours=median(wait.total_seconds() / 3600 for wait in told) if told else None,
    )
