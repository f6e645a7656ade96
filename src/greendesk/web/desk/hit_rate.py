"""Hit rate: of what was suggested, how much was accepted, met, met again and signed; and whether scores mean what they say.

Read on the roof, since the way from a suggestion to a deal crosses rooms that do not know each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from greendesk.desks.models import Account
from greendesk.followups.models import Lead, LeadStep
from greendesk.matchmaking.models import Decision, Introduction, Suggestion
from greendesk.meetings.models import Meeting

BANDS = ("strong", "likely", "possible", "weak")
SECOND = ["second", "test", "negotiating", "signed", "delivered"]
DEAL = ["signed", "delivered"]
ENOUGH = 10


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
        return self.decided < ENOUGH


@dataclass(frozen=True, slots=True)
class Reached:
    """Keys of the suggestions that came so far."""

    decided: frozenset[int]
    accepted: frozenset[int]
    introduced: frozenset[int]
    held: frozenset[int]
    second: frozenset[int]
    deal: frozenset[int]


def reached_by_all() -> Reached:
    """What became of suggestions, way by way: each is a walk along one index, where one question for all was a second.

    Of every desk's: whoever asks keeps to the keys of its own.
    """
    said = list(Decision.objects.values_list("suggestion_id", "answer"))
    never = {pk for pk, answer in said if answer == "never"}
    held = dict(Meeting.objects.filter(state="held", request__suggestion__isnull=False)
                .order_by("is_second").values_list("request__suggestion_id", "is_second"))  # fmt: skip
    second = {pk for pk, is_second in held.items() if is_second}
    return Reached(
        decided=frozenset(pk for pk, _answer in said),
        accepted=frozenset(pk for pk, answer in said if answer == "interested" and pk not in never),
        introduced=frozenset(Introduction.objects.values_list("suggestion_id", flat=True)),
        held=frozenset(held),
        second=frozenset(second | _led_to(SECOND)),
        deal=frozenset(_led_to(DEAL)),
    )


def _led_to(stages: list[str]) -> set[int]:
    """Suggestions with a lead that is, or once was, at one of the stages."""
    found: set[int] = set()
    for way in ("introduction__suggestion", "meeting__request__suggestion"):
        found.update(Lead.objects.filter(stage__in=stages, **{f"{way}__isnull": False}).values_list(way, flat=True))
        steps = LeadStep.objects.filter(stage__in=stages, **{f"lead__{way}__isnull": False})
        found.update(steps.values_list(f"lead__{way}", flat=True))
    return found


def funnel_of(account: Account, reached: Reached) -> Funnel:
    ours = set(Suggestion.objects.ours(account).order_by().values_list("pk", flat=True))
    return Funnel(
        suggested=len(ours), decided=len(ours & reached.decided), accepted=len(ours & reached.accepted),
        introduced=len(ours & reached.introduced), held=len(ours & reached.held), second=len(ours & reached.second),
        deal=len(ours & reached.deal),
    )  # fmt: skip


def bands_of(account: Account, reached: Reached) -> list[BandRow]:
    """The reliability table, best band first; a band without suggestions is a row of noughts."""
    groups: dict[str, list[tuple[float, bool, bool]]] = {band: [] for band in BANDS}
    for pk, band, score in Suggestion.objects.ours(account).order_by().values_list("pk", "band", "score").iterator():
        groups.setdefault(band, []).append((score, pk in reached.decided, pk in reached.accepted))
    return [_row(band, rows) for band, rows in groups.items()]


def _row(band: str, rows: list[tuple[float, bool, bool]]) -> BandRow:
    decided = [row for row in rows if row[1]]
    mean = sum(row[0] for row in decided) / len(decided) if decided else None
    return BandRow(band, len(rows), len(decided), sum(row[2] for row in decided), mean)
