"""Hit rate: of what was suggested, how much was accepted, met, met again and signed; and whether scores mean what they say.

Read on the roof, since the way from a suggestion to a deal crosses rooms that do not know each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from greendesk.desks.models import Account
from greendesk.followups.models import Lead, LeadStep
from greendesk.matchmaking.models import Decision, Suggestion
from greendesk.meetings.models import Meeting

BANDS = ("strong", "likely", "possible", "weak")
SECOND = ["second", "test", "negotiating", "signed", "delivered"]
DEAL = ["signed", "delivered"]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts of suggestions at each step; `decided` is how many somebody has answered at all."""

    suggested: int
    decided: int
    accepted: int
    introduced: int
    held: int
    second: int
    deal: int

    @property
    def steps(self) -> list[tuple[str, int]]:
        return [
            (name, getattr(self, name)) for name in ("suggested", "accepted", "introduced", "held", "second", "deal")
        ]


@dataclass(frozen=True, slots=True)
class BandRow:
    """A band's promise beside what came of it: mean score and share accepted of those decided."""

    band: str
    suggested: int
    decided: int
    accepted: int
    mean_score: float | None

    @property
    def share(self) -> float | None:
        return self.accepted / self.decided if self.decided else None

    @property
    def is_thin(self) -> bool:
        """Too few decisions to say anything."""
        return self.decided < 10


def _marked(account: Account) -> Any:
    """The desk's suggestions, each with what became of it."""
    said = Decision.objects.filter(suggestion=OuterRef("pk"))
    met = Meeting.objects.filter(request__suggestion=OuterRef("pk"), state="held")
    leads = Lead.objects.filter(
        Q(introduction__suggestion=OuterRef("pk")) | Q(meeting__request__suggestion=OuterRef("pk"))
    )
    reached = LeadStep.objects.filter(
        Q(lead__introduction__suggestion=OuterRef("pk")) | Q(lead__meeting__request__suggestion=OuterRef("pk"))
    )
    return Suggestion.objects.ours(account).annotate(
        is_decided=Exists(said),
        is_accepted=Exists(said.filter(answer="interested")) & ~Exists(said.filter(answer="never")),
        is_introduced=Exists(Suggestion.objects.filter(pk=OuterRef("pk"), introduction__isnull=False)),
        is_held=Exists(met),
        is_second=Exists(met.filter(is_second=True))
        | Exists(leads.filter(stage__in=SECOND))
        | Exists(reached.filter(stage__in=SECOND)),
        is_deal=Exists(leads.filter(stage__in=DEAL)) | Exists(reached.filter(stage__in=DEAL)),
    )


def funnel_of(account: Account) -> Funnel:
    counted = _marked(account).aggregate(
        suggested=Count("pk"), decided=Count("pk", filter=Q(is_decided=True)), accepted=Count("pk", filter=Q(is_accepted=True)),
        introduced=Count("pk", filter=Q(is_introduced=True)), held=Count("pk", filter=Q(is_held=True)),
        second=Count("pk", filter=Q(is_second=True)), deal=Count("pk", filter=Q(is_deal=True)),
    )  # fmt: skip
    return Funnel(**counted)


def bands_of(account: Account) -> list[BandRow]:
    """The reliability table, best band first; a band without suggestions is a row of noughts."""
    groups: dict[str, list[tuple[float, bool, bool]]] = {band: [] for band in BANDS}
    for band, score, decided, accepted in (
        _marked(account).values_list("band", "score", "is_decided", "is_accepted").iterator()
    ):
        groups.setdefault(band, []).append((score, decided, accepted))
    return [_row(band, rows) for band, rows in groups.items()]


def _row(band: str, rows: list[tuple[float, bool, bool]]) -> BandRow:
    decided = [row for row in rows if row[1]]
    mean = sum(row[0] for row in decided) / len(decided) if decided else None
    return BandRow(band, len(rows), len(decided), sum(row[2] for row in decided), mean)
