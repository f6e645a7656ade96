"""Who should receive: people of ours whose rank comes nearest to the leader's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from greendesk.directory.models import Person, Position

from .models import Delegation

MOST = 3


@dataclass(frozen=True, slots=True)
class Greeter:
    """Somebody who could greet; `apart` is how many steps of the ladder lie between the two (0 is a match)."""

    person: Person
    title: str
    rank: int
    apart: int


def leader_rank(delegation: Delegation) -> int | None:
    """The rank of the leader as a member, else as the request said, else of the highest guest."""
    ranks = {member.person_id: member.rank for member in delegation.members.all()}
    own = ranks.get(delegation.leader_id) if delegation.leader_id else None
    asked = delegation.request.leader_rank if delegation.request else None
    return own or asked or min((rank for rank in ranks.values() if rank is not None), default=None)


def greeters_for(delegation: Delegation) -> list[Greeter]:
    """Nearest rank first, the higher of two equally near ones before the lower; guests themselves never."""
    wanted = leader_rank(delegation)
    if wanted is None:
        return []
    guests = delegation.members.values("person")
    theirs = Q(person__organisation=delegation.organisation_id) if delegation.organisation_id else Q(pk__in=[])
    if delegation.place:
        theirs |= Q(person__organisation__place__lineage__startswith=delegation.place.lineage)
    rows = (
        Position.objects.filter(person__desk=delegation.desk_id, rank__isnull=False, person__erased_at=None)
        .exclude(person__in=guests)
        .exclude(person__delegations__isnull=False)
        .exclude(theirs)
        .select_related("person")
    )
    best: dict[int, Greeter] = {}
    for row in rows:
        assert row.rank is not None
        found = Greeter(row.person, str(row.title), row.rank, abs(row.rank - wanted))
        if row.person_id not in best or found.apart < best[row.person_id].apart:
            best[row.person_id] = found
    return sorted(best.values(), key=lambda one: (one.apart, one.rank, one.person.pk))[:MOST]
