"""Places that had a project beside places that had none, in one indicator: what changed here and there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place
from greendesk.desks.models import Account, Level
from greendesk.effects.queries import series_of
from greendesk.projects.models import Project


@dataclass(frozen=True, slots=True)
class Change:
    """The first and the last value of one place under one scope, and how far apart they are."""

    place: Place
    had_project: bool
    first: Any
    last: Any

    @property
    def points(self) -> Decimal | None:
        """The difference; None where one of the two is not exact, because nothing is computed from those."""
        if not (self.first.is_exact and self.last.is_exact):
            return None
        return Decimal(self.last.quantity.low - self.first.quantity.low)


def changes_of(observations: Iterable[Any], account: Account) -> list[Change]:
    """One change a place, those with a project first; a place with fewer than two joined values is left out.

    A place had a project when it, or a place within it, is where a project or an agreement of that project stands,
    as far as the account may see. Only the longest run is taken: no change is counted across a break of scope.
    """
    by_place: dict[Place, list[Any]] = defaultdict(list)
    for row in observations:
        if row.place is not None:
            by_place[row.place].append(row)
    seen = lineages_with_projects(account) if by_place else set()
    found = []
    for place, rows in by_place.items():
        run = max((run.values for run in series_of(rows).runs), key=len, default=())
        if len(run) > 1:
            found.append(Change(place, any(lineage.startswith(place.lineage) for lineage in seen), run[0], run[-1]))
    return sorted(found, key=lambda change: (not change.had_project, str(change.place)))


def lineages_with_projects(account: Account) -> set[str]:
    """Where projects stand that the account may see, themselves or through their agreements."""
    projects = Project.objects.visible_to(account, Level.SUMMARY)
    agreements = Agreement.objects.visible_to(account).filter(projects__in=projects.values("pk"))
    seen = set(projects.order_by().values_list("place__lineage", flat=True))
    for pair in agreements.order_by().values_list("place__lineage", "home_place__lineage"):
        seen.update(pair)
    return {lineage for lineage in seen if lineage}
