"""Which pages are asked: every one without arguments, and the busiest record of each kind, by whoever may see it."""

from __future__ import annotations

import sys

from django.db.models import Count
from django.test import Client
from django.urls import reverse

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place
from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import Account
from greendesk.directory.models import Organisation, Person
from greendesk.effects.models import EffectClaim, Indicator
from greendesk.events.models import Event
from greendesk.followups.models import Lead
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import MeetingDay
from greendesk.missions.models import Mission
from greendesk.projects.models import Project
from greendesk.visits.models import Delegation
from greendesk.web.urls import urlpatterns

ASKED = {
    "agreements": ["?q=河北"],
    "companies": ["?q=vatten"],
    "people": ["?q=王"],
    "challenges": ["?q=污水"],
    "search": ["?q=河北", "?q=vatten", "?q=värme"],
    "today": ["?print=1"],
}
BUSIEST = {
    "agreement": (Agreement, "delegations"),
    "company": (Company, "registrations"),
    "challenge": (Challenge, "suggestions"),
    "chances": (Company, "suggestions"),
    "mission": (Mission, "applications"),
    "delegation": (Delegation, "programmes__stops__answers"),
    "delegation-live": (Delegation, "programmes__stops__answers"),
    "meeting-day": (MeetingDay, "versions__placements"),
    "meeting-day-live": (MeetingDay, "meetings"),
    "event": (Event, "registrations"),
    "lead": (Lead, "pulses"),
    "indicator": (Indicator, "observations"),
    "effect": (EffectClaim, "agreements"),
    "project": (Project, "partners"),
    "organisation": (Organisation, "contact_notes"),
    "person": (Person, "positions"),
    "site": (ReferenceSite, "stops"),
    "agreement-edit": (Agreement, "delegations"),
    "lead-edit": (Lead, "pulses"),
}
SPEAKERS = ("export@example.org", "owner@example.org", "host@example.org")
FLOOR = "(floor: a redirect)"


def plain() -> list[tuple[str, str]]:
    """Every page of ours that takes no arguments, with what is asked of the searchable ones."""
    found = []
    for pattern in urlpatterns:
        if not pattern.pattern.converters and pattern.name != "home":
            base = reverse(f"web:{pattern.name}")
            found += [(f"{pattern.name}{ask}", base + ask) for ask in ["", *ASKED.get(pattern.name, [])]]
    return found


def details(officer: Account) -> list[tuple[str, str]]:
    """The busiest record of each kind, by the relation that makes its page long; and the busiest place."""
    found = []
    for name, (model, relation) in BUSIEST.items():
        rows = model.objects.ours(officer).order_by()
        busiest = rows.annotate(weight=Count(relation, distinct=True)).order_by("-weight", "pk").first()
        found.append((f"{name} (busiest)", reverse(f"web:{name}", args=[busiest.pk])))
    place = Place.objects.annotate(weight=Count("delegations")).order_by("-weight", "pk").first()
    return [*found, ("place (busiest)", reverse("web:place", args=[place.code]))]


def signed_in(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account, backend="greendesk.desks.signin.AccountBackend")
    return client


def pages(officer: Account) -> list[tuple[str, str, Client]]:
    """Name, address and who asks: the officer, else whoever speaks for an organisation. Only what answers with a page."""
    clients = [signed_in(one) for one in (officer, *Account.objects.filter(email__in=SPEAKERS).order_by("pk"))]
    found = [(FLOOR, reverse("web:home"), clients[0])]
    for name, address in [*plain(), *details(officer)]:
        for client in clients if name.startswith("my-") else clients[:1]:
            answer = client.get(address)
            if answer.status_code >= 500:
                print(f"{name}: {answer.status_code}, left out", file=sys.stderr)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found.append((name, address, client))
                break
    return found
