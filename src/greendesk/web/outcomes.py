"""What the companies of a mission wanted, beside what came of it; and who came from there before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from greendesk.atlas.models import Theme
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Account
from greendesk.desks.sharing import Shown
from greendesk.effects.models import EffectClaim
from greendesk.followups.models import Lead
from greendesk.meetings.models import Meeting
from greendesk.missions.models import Application, Mission
from greendesk.visits.models import Delegation

from .alerts import province_of

GUESTS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """One company that travelled: its goal, the meetings it held, its leads from the journey and their effects."""

    application: Application
    meetings: int
    leads: list[Lead]
    effects: list[EffectClaim]


GUEST = (
    "sharing", "is_invented", "name", "starts_on", "desk__name", *(f"place__{column}" for column in CALLED_BY)
)  # fmt: skip


def outcomes_of(mission: Mission, account: Account, applications: Iterable[Application]) -> list[Outcome]:
    """Goal beside result for everybody who was taken along; what began at its meeting days or its programme abroad."""
    taken = [one for one in applications if one.state == "accepted"]
    firms = [application.company_id for application in taken]
    held = Meeting.objects.visible_to(account).filter(day__missions=mission).held()
    sides = held.values_list("request__guest__organisation", "request__host__organisation")
    meetings = Counter(organisation for pair in sides for organisation in set(pair))
    began = Q(meeting__day__missions=mission) | Q(stop__programme__delegation__mission=mission)
    ids = Lead.objects.filter(began, owner__in=firms).values("pk")
    leads, effects = defaultdict(list), defaultdict(list)
    ours = Lead.objects.ours(account).filter(pk__in=ids).order_by("opened_on", "pk")
    for lead in ours.only("title", "stage", "owner"):
        leads[lead.owner_id].append(lead)
    claims = EffectClaim.objects.ours(account).filter(lead__in=ids).select_related("lead").order_by("pk")
    for claim in claims.only("title", "grade", "lead__owner"):
        effects[claim.lead.owner_id].append(claim)  # type: ignore[union-attr]
    return [
        Outcome(row, meetings[row.company.organisation_id], leads[row.company_id], effects[row.company_id])
        for row in taken
    ]


def guests_before(mission: Mission, account: Account, on: date) -> list[tuple[Shown, list[Theme]]]:
    """Delegations from the mission's province that came before it, newest first, with the themes both are about."""
    province = province_of(mission.place)
    if province is None:
        return []
    came = Delegation.objects.inbound().filter(
        place__lineage__startswith=province.lineage, ends_on__lt=mission.starts_on or on, cancelled_at=None
    )
    rows = Delegation.objects.visible_to(account).filter(pk__in=came.values("pk")).order_by("-starts_on", "-pk")
    shared = Prefetch("themes", Theme.objects.filter(pk__in=mission.themes.values("pk")))
    rows = rows.select_related("desk", "place").only(*GUEST).prefetch_related(shared)
    return [(Shown(row), list(row.themes.all())) for row in rows[:GUESTS_SHOWN]]
