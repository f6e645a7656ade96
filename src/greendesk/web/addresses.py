"""Where each kind of record has its page."""

from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse

PAGES = {
    "agreements.agreement": "agreement",
    "catalogue.company": "company",
    "catalogue.solution": "solution",
    "catalogue.referencesite": "site",
    "catalogue.experience": "experience",
    "catalogue.credential": "credential",
    "directory.organisation": "organisation",
    "directory.person": "person",
    "matchmaking.challenge": "challenge",
    "matchmaking.referral": "referral",
    "projects.project": "project",
    "projects.accesspoint": "access-point",
    "missions.mission": "mission",
    "meetings.meetingday": "meeting-day",
    "meetings.meeting": "meeting",
    "visits.visitrequest": "visit-request",
    "visits.delegation": "delegation",
    "visits.stop": "stop",
    "events.event": "event",
    "followups.lead": "lead",
    "followups.exchange": "exchange",
    "effects.indicator": "indicator",
    "effects.effectclaim": "effect",
    "outbox.message": "message",
}


@cache
def _frame_of(kind: str) -> str:
    """The address of a kind with {} where the primary key stands; lists ask for hundreds of these."""
    name = PAGES.get(kind)
    try:
        return reverse(f"web:{name}", args=[0]).replace("/0/", "/{}/") if name else ""
    except NoReverseMatch:
        return ""


def page_at(kind: str, pk: int) -> str:
    return _frame_of(kind).format(pk)


def address_of(record: Any) -> str:
    """The page of a record or of a `Shown`; empty where there is none."""
    kind = getattr(record, "kind", "") if not hasattr(record, "_meta") else record._meta.label_lower
    return page_at(kind, record.pk) if kind and getattr(record, "pk", None) else ""
