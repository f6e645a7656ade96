"""The hit rate taken apart: by what a suggestion rested on, by who took it up, and by the day on which both sides met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from greendesk.desks.models import Account, LogEntry
from greendesk.desks.sharing import Shown
from greendesk.matchmaking.models import Decision, Suggestion, SuggestionState
from greendesk.matchmaking.reason_kinds import KINDS, kinds_of
from greendesk.meetings.models import MeetingDay, MeetingRequest

from ..addresses import address_of
from .hit_rate import ENOUGH, Reached

TAKEN_UP = ("suggestion.pinned", "suggestion.forced", "suggestion.introduced", "suggestion.decided")
DAYS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class HitRow:
    """What became of `number` suggestions that have something in common. A rate of fewer than ENOUGH is not said."""

    name: str
    number: int
    accepted: int
    held: int
    deal: int
    url: str = ""

    @property
    def is_thin(self) -> bool:
        return self.number < ENOUGH

    @property
    def shares(self) -> list[tuple[float, int]]:
        """(share, number behind it) of accepted, met and signed; nothing where the numbers are small."""
        if self.is_thin:
            return []
        return [(count / self.number, count) for count in (self.accepted, self.held, self.deal)]


@dataclass(frozen=True, slots=True)
class Hits:
    by_kind: list[HitRow]
    by_adviser: list[HitRow]
    by_day: list[HitRow]


def hits_of(account: Account, reached: Reached) -> Hits:
    """Of the suggestions of one's own desks, in a fixed number of queries."""
    return Hits(_by_kind(account, reached), _by_adviser(account, reached), _by_day(account, reached))


def _row(name: object, pks: set[int], reached: Reached, url: str = "") -> HitRow:
    return HitRow(
        str(name), len(pks), len(pks & reached.accepted), len(pks & reached.held), len(pks & reached.deal), url
    )


def _by_kind(account: Account, reached: Reached) -> list[HitRow]:
    """Suggestions that somebody answered; one that rests on several kinds counts with each."""
    answered = Suggestion.objects.ours(account).filter(Exists(Decision.objects.filter(suggestion=OuterRef("pk"))))
    groups: Mapping[str, set[int]] = {kind: set() for kind in KINDS}
    for pk, reasons, state in answered.order_by().values_list("pk", "reasons", "state").iterator():
        for kind in kinds_of(reasons, is_pinned=state == SuggestionState.PINNED):
            groups[kind].add(pk)
    return [_row(KINDS[kind], pks, reached) for kind, pks in groups.items() if pks]


def _by_adviser(account: Account, reached: Reached) -> list[HitRow]:
    """Suggestions that a colleague pinned, introduced or answered for a side; never what a side said for itself."""
    ours = Suggestion.objects.ours(account).values("pk")
    colleagues = dict(Account.objects.filter(memberships__desk__in=account.desk_ids).values_list("pk", "name"))
    lines = LogEntry.objects.filter(
        kind=Suggestion._meta.label_lower, verb__in=TAKEN_UP, account__in=colleagues, record__in=ours
    )
    groups: dict[int, set[int]] = defaultdict(set)
    for who, record, verb, facts in lines.order_by().values_list("account", "record", "verb", "facts").iterator():
        if verb != "suggestion.decided" or facts.get("on_behalf"):
            groups[who].add(record)
    rows = [_row(colleagues[who], pks, reached) for who, pks in groups.items()]
    return sorted(rows, key=lambda row: (-row.number, row.name))


def _by_day(account: Account, reached: Reached) -> list[HitRow]:
    """Suggestions for which a meeting was asked for, by the meeting day; the newest days."""
    groups: dict[int, set[int]] = defaultdict(set)
    asked: Any = MeetingRequest.objects.filter(suggestion__in=Suggestion.objects.ours(account).values("pk"))
    for day, suggestion in asked.order_by().values_list("day", "suggestion").iterator():
        groups[day].add(suggestion)
    days = MeetingDay.objects.visible_to(account).filter(pk__in=groups).select_related("place")
    newest = days.order_by("-starts_on", "-pk")[:DAYS_SHOWN]
    return [_row(Shown(day), groups[day.pk], reached, address_of(day)) for day in newest]
