"""The first path of the demonstration's people, what a need says before anybody looked, and what an agreement produced."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.matchmaking.models import ChallengeState
from greendesk.matchmaking.services import suggest_matches
from greendesk.web.activity import Activity, produced_by
from greendesk.web.thread import Knot
from tests.factories.matchmaking import food_waste_need

NEVER_LOOKED = "Nobody has looked for answers yet"


@pytest.fixture
def person(officer, settings):
    settings.DEMO_PEOPLE = True
    officer.demo_role = "officer"
    officer.save()
    return officer


def test_the_first_page_offers_three_steps_and_no_other_page_does(person, officer_client):
    assert len(officer_client.get(reverse("web:today")).context["first_path"]) == 3
    assert not officer_client.get(reverse("web:agreements")).context["first_path"]


def test_a_path_put_away_stays_away(person, officer_client):
    officer_client.post(reverse("web:path-done"))

    assert not officer_client.get(reverse("web:today")).context["first_path"]


def test_a_house_without_the_demonstration_has_no_paths(person, officer_client, settings):
    settings.DEMO_PEOPLE = False

    assert not officer_client.get(reverse("web:today")).context["first_path"]


def test_a_need_tells_nobody_fits_from_nobody_looked(officer_client, desk):
    need = food_waste_need(desk)
    need.state = ChallengeState.OPEN
    need.save()
    page = reverse("web:challenge", args=[need.pk])
    before = officer_client.get(page).content.decode()

    suggest_matches(need, on=date(2026, 3, 2))
    after = officer_client.get(page).content.decode()

    assert NEVER_LOOKED in before
    assert NEVER_LOOKED not in after and "Nobody in the register fits well enough" in after


def test_an_agreement_counts_what_its_thread_reaches_and_never_less_than_names_it():
    lead = Knot("lead", "A lead", "", (0, ""), "", False, "followups.lead", 7)
    counts = {one.label: one.count for one in produced_by(Activity(counts={"missions": 2}), 31, [lead])}

    assert (counts["missions"], counts["meetings"], counts["leads"], counts["effects"]) == (2, 31, 1, 0)
