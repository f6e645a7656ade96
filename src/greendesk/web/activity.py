"""What moved in an agreement: dated signs of life from every room, and what it produced."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from greendesk.agreements.models import Action, Agreement, AgreementEvent
from greendesk.desks.models import Account
from greendesk.effects.models import EffectClaim
from greendesk.events.models import Event
from greendesk.followups.models import Exchange, Lead
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import Meeting, MeetingDay
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from .thread import Knot

DAYS_A_MONTH = 30.44


@dataclass(slots=True)
class Activity:
    """Signs of life of one agreement up to a day; `last` is the newest, None where nothing is dated."""

    last: date | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def seen(self, day: date | None, on: date) -> None:
        if day is not None and day <= on and (self.last is None or day > self.last):
            self.last = day

    def is_dormant(self, on: date, months: int) -> bool:
        return self.last is None or on - self.last > timedelta(days=round(months * DAYS_A_MONTH))

    def warmth(self, on: date, months: int) -> int:
        """0–100 for the bar: 100 is today, 0 is dormant."""
        if self.last is None:
            return 0
        return max(0, round(100 * (1 - (on - self.last).days / (months * DAYS_A_MONTH))))


DATED: tuple[tuple[str, Any, str], ...] = (
    ("missions", Mission, "ends_on"),
    ("delegations", Delegation, "ends_on"),
    ("meeting_days", MeetingDay, "ends_on"),
    ("events", Event, "starts_on"),
    ("leads", Lead, "opened_on"),
    ("challenges", Challenge, "sent_at__date"),
)
UNDATED: tuple[tuple[str, Any, str], ...] = (("exchanges", Exchange, ""), ("effects", EffectClaim, ""))


def activity_of(
    agreements: Sequence[Agreement], account: Account, on: date, *, counted: bool = False
) -> dict[int, Activity]:
    """By agreement, from what this reader may see; what only counts is left out unless it is `counted`. A constant
    number of queries."""
    ids = [agreement.pk for agreement in agreements]
    found: dict[int, Activity] = defaultdict(Activity)
    visible = Agreement.objects.visible_to(account, 20).filter(pk__in=ids).values("pk")
    events = AgreementEvent.objects.filter(agreement__in=visible, sort_on__lte=on).values_list("agreement", "sort_on")
    actions = Action.objects.visible_to(account).filter(agreement__in=ids, done_on__lte=on)
    for pk, day in (*events.order_by(), *actions.order_by().values_list("agreement", "done_on")):
        found[pk].seen(day, on)
    for name, model, dated in (*DATED, *UNDATED) if counted else DATED:
        rows = model.objects.visible_to(account).filter(agreements__in=ids).order_by().values("agreements")
        extra = {"last": Max(dated)} if dated else {}
        for row in rows.annotate(n=Count("pk"), **extra):
            activity = found[row["agreements"]]
            activity.counts[name] = row["n"]
            activity.seen(row.get("last"), on)
    return found


@dataclass(frozen=True, slots=True)
class Produced:
    """What an agreement brought about, as a number that opens."""

    label: str | Promise
    count: int


OUTCOMES: tuple[tuple[str, str, Promise], ...] = (
    ("missions", "missions.mission", _("missions")),
    ("delegations", "visits.delegation", _("visits")),
    ("meetings", "meetings.meeting", _("meetings")),
    ("leads", "followups.lead", _("leads")),
    ("effects", "effects.effectclaim", _("effects")),
    ("exchanges", "followups.exchange", _("exchanges")),
)


def produced_by(activity: Activity, meetings: int, thread: Sequence[Knot]) -> list[Produced]:
    """What names the agreement itself, or what the thread found further on where that is more.

    A lead from a meeting belongs to the meeting, and only through its day to the agreement; the thread is cut after
    so many knots, the counts are not.
    """
    knots = Counter(knot.record_kind for knot in thread)
    named = {**activity.counts, "meetings": meetings}
    return [Produced(label, max(named.get(name, 0), knots[kind])) for name, kind, label in OUTCOMES]


def meetings_of(agreement: Agreement, account: Account) -> int:
    return int(Meeting.objects.visible_to(account).filter(day__agreements=agreement).on_paper().count())
