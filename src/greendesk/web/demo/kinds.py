"""Which data file fills which model, in the order in which they lean on each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from greendesk.agreements import models as agreements
from greendesk.calendars import models as calendars
from greendesk.catalogue import models as catalogue
from greendesk.desks import models as desks
from greendesk.directory import models as directory
from greendesk.effects import models as effects
from greendesk.events import models as events
from greendesk.followups import models as followups
from greendesk.matchmaking import models as matchmaking
from greendesk.meetings import models as meetings
from greendesk.missions import models as missions
from greendesk.projects import models as projects
from greendesk.visits import models as visits


@dataclass(frozen=True, slots=True)
class Kind:
    """A file of demo/, the model of its records, and for each list inside a record its kind and the way back up."""

    name: str
    model: type[Model]
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows written inside another record: `up` names their foreign key to it, `order` the field their number goes to."""

    model: type[Model]
    up: str
    parts: Mapping[str, Part] = field(default_factory=dict)
    order: str = ""


KINDS: tuple[Kind, ...] = (
    Kind("desks", desks.Desk),
    Kind("organisations", directory.Organisation, {"numbers": Part(directory.RegistryNumber, "organisation")}),
    Kind("companies", catalogue.Company),
    Kind("people", directory.Person, {"positions": Part(directory.Position, "person")}),
    Kind(
        "accounts",
        desks.Account,
        {
            "memberships": Part(desks.Membership, "account"),
            "representations": Part(directory.Representation, "account"),
        },
    ),
    Kind("solutions", catalogue.Solution),
    Kind("sites", catalogue.ReferenceSite),
    Kind("clients", catalogue.ClientRelation),
    Kind(
        "agreements",
        agreements.Agreement,
        {
            "parties": Part(agreements.Party, "agreement"),
            "events": Part(agreements.AgreementEvent, "agreement"),
            "actions": Part(agreements.Action, "agreement"),
            "policies": Part(agreements.PolicyReference, "agreement"),
            "risk_notes": Part(agreements.RiskNote, "agreement"),
        },
    ),
    Kind("credentials", catalogue.Credential),
    Kind("experiences", catalogue.Experience),
    Kind(
        "projects",
        projects.Project,
        {
            "partners": Part(projects.Partner, "project"),
            "lessons": Part(projects.Lesson, "project"),
            "goals": Part(projects.Goal, "project"),
            "sponsors": Part(projects.ProjectSponsor, "project"),
        },
    ),
    Kind("challenges", matchmaking.Challenge),
    Kind("interests", matchmaking.Interest),
    Kind("fits", matchmaking.Fit),
    Kind("readiness", matchmaking.ReadinessCheck),
    Kind("referrals", matchmaking.Referral),
    Kind("resources", calendars.Resource),
    Kind("visit_requests", visits.VisitRequest),
    Kind(
        "delegations",
        visits.Delegation,
        {
            "interests": Part(visits.DelegationInterest, "delegation"),
            "members": Part(visits.Member, "delegation", order="order"),
            "reports": Part(visits.VisitReport, "delegation"),
        },
    ),
    Kind(
        "meeting_days",
        meetings.MeetingDay,
        {"sessions": Part(meetings.Session, "day"), "attendances": Part(meetings.Attendance, "day")},
    ),
    Kind("missions", missions.Mission, {"applications": Part(missions.Application, "mission")}),
    Kind(
        "events",
        events.Event,
        {
            "sessions": Part(events.EventSession, "event"),
            "registrations": Part(events.Registration, "event"),
            "panels": Part(
                events.Panel,
                "event",
                {"panelists": Part(events.Panelist, "panel"), "slots": Part(events.PanelSlot, "panel", order="number")},
            ),
        },
    ),
    Kind("leads", followups.Lead),
    Kind("exchanges", followups.Exchange),
    Kind("indicators", effects.Indicator, {"observations": Part(effects.Observation, "indicator")}),
    Kind("claims", effects.EffectClaim),
    Kind("efforts", effects.Effort),
)
