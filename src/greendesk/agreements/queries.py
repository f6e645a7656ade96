"""Words for agreements, and what follows from their dated events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from greendesk.atlas.models import Place
from greendesk.desks.sharing import OwnedQuerySet

if TYPE_CHECKING:
    from .models import Agreement

MOVES = {
    "intent": "intent", "signed": "in_force", "ceremony": "in_force", "renewed": "in_force",
    "resumed": "in_force", "paused": "paused", "ended": "ended",
}  # fmt: skip


class AgreementQuerySet(OwnedQuerySet):
    def with_state(self, on: date) -> AgreementQuerySet:
        """Each row with `last_move`, the kind of the last event up to `on` that moves the state.

        An event whose date no source gives has happened, before all those that are dated.
        """
        from .models import AgreementEvent  # the model module imports this one

        last = (
            AgreementEvent.objects.filter(
                Q(sort_on=None) | Q(sort_on__lte=on), agreement=OuterRef("pk"), kind__in=MOVES
            )
            .order_by(F("sort_on").desc(nulls_last=True), "-pk")
            .values("kind")[:1]
        )
        return self.annotate(last_move=Coalesce(Subquery(last), Value(""), output_field=CharField()))

    def in_state(self, state: str, on: date) -> AgreementQuerySet:
        kinds = [kind for kind, reached in MOVES.items() if reached == state] if state != "idea" else [""]
        return self.with_state(on).filter(last_move__in=kinds)

    def in_force(self, on: date) -> AgreementQuerySet:
        return self.in_state("in_force", on)

    def with_place(self, place: Place) -> AgreementQuerySet:
        """Agreements whose partner, or any party, lies in the place."""
        inside = f"{place.lineage}"
        return self.filter(
            Q(place__lineage__startswith=inside)
            | Q(pk__in=self.model.objects.filter(parties__place__lineage__startswith=inside).values("pk"))
        )


def state_on(agreement: Agreement, on: date) -> str:
    """One of State, from the agreement's events up to that day."""
    moves = [e.kind for e in agreement.events.all() if e.kind in MOVES and (e.sort_on is None or e.sort_on <= on)]
    return MOVES[moves[-1]] if moves else "idea"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Several desks have something with the same place."""

    place: Place
    desks: list[str]
    count: int


def overlaps(rows: Iterable[Any]) -> list[Overlap]:
    """Places (at prefecture or province) with which more than one desk has an agreement; most desks first."""
    by_place: dict[int, list[Any]] = {}
    for row in rows:
        if row.place_id:
            by_place.setdefault(_province_of(row.place).pk, []).append(row)
    found = []
    for group in by_place.values():
        desks = sorted({row.desk.name for row in group})
        if len(desks) > 1:
            found.append(Overlap(_province_of(group[0].place), desks, len(group)))
    return sorted(found, key=lambda overlap: (-len(overlap.desks), str(overlap.place)))


def _province_of(place: Place) -> Place:
    """The province or region that a place lies in: the level at which desks get in each other's way."""
    here = place
    while here.parent is not None and here.kind not in ("province", "region", "country"):
        here = here.parent
    return here
