"""Delegation → sites: which of our sites answer what the guests came for, with reasons from both records."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.desks.models import Level
from greendesk.kit.facts import Quantity
from greendesk.kit.texts import Texts
from tests.factories import ChallengeFactory, DeskFactory, OrganisationFactory, SiteFactory
from tests.factories.matchmaking import theme
from tests.factories.visits import DelegationFactory


@pytest.fixture
def guests(desk):
    owner = OrganisationFactory(desk=desk)
    ChallengeFactory(
        desk=desk, owner=owner, state="open", language="zh-hans", title=Texts.of("zh-hans", "厨余垃圾处理"),
        text=Texts.of("zh-hans", "每天产生100吨厨余垃圾。"), scale=Quantity.parse("100"), scale_unit="t/d",
    )  # fmt: skip
    row = DelegationFactory(desk=desk, organisation=owner, language="zh-hans")
    row.interests.create(theme=theme("food-waste", en="food waste", **{"zh-hans": "厨余垃圾"}), weight=5)
    return row


def plant(desk, **facts):
    return SiteFactory(
        desk=desk, name=Texts.of("da", "Biogasanlæg"), text=Texts.of("da", "Anlæg der laver biogas af madaffald, 120 ton per dag."), **facts
    )  # fmt: skip


def page_of(client, guests) -> str:
    return client.get(reverse("web:delegation-sites", args=[guests.pk])).content.decode()


def test_a_site_is_found_across_languages_with_the_words_and_figures_of_both_sides(officer_client, desk, guests):
    plant(desk)
    SiteFactory(desk=desk, name=Texts.of("da", "Skole"), text=Texts.of("da", "En skole."))

    page = page_of(officer_client, guests)

    answers, _rest, others = page.partition("Your other sites")
    assert "厨余垃圾" in answers and "madaffald" in answers
    assert "120 ton" in answers
    assert "Skole" in others and "Skole" not in answers


def test_what_speaks_against_a_visit_is_said(officer_client, desk, guests):
    plant(desk, max_group=3)
    guests.size = Quantity.parse("25")
    guests.save()

    assert "takes 3 people at a time, and there are 25 guests" in page_of(officer_client, guests)


def test_a_must_is_set_from_the_page_and_the_builder_is_one_step_away(officer_client, desk, guests):
    site = plant(desk)
    assert f"?site={site.pk}" in page_of(officer_client, guests)

    officer_client.post(reverse("web:programme-wish", args=[guests.pk]), {"site": site.pk, "wish": "must"})

    assert "No longer a must" in page_of(officer_client, guests)
    by_hand = officer_client.get(reverse("web:stop-new", args=[guests.pk]) + f"?site={site.pk}").content.decode()
    assert f'<option value="{site.pk}" selected>' in by_hand


def test_other_desks_sites_are_named_to_be_asked_for_and_hidden_ones_are_not(officer_client, guests):
    plant(DeskFactory(name="Fyn"), sharing=Level.SUMMARY)
    plant(DeskFactory(name="Secretive"), sharing=Level.EXISTENCE)

    page = page_of(officer_client, guests)

    assert "Fyn" in page and "Secretive" not in page
    assert "Must be seen" not in page


def test_a_delegation_without_wishes_gets_a_sentence(officer_client, desk):
    plant(desk)
    assert "We know nothing of their wishes yet" in page_of(officer_client, DelegationFactory(desk=desk))


def test_a_stranger_finds_nothing(stranger_client, guests):
    assert stranger_client.get(reverse("web:delegation-sites", args=[guests.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_few_and_many(officer_client, desk, guests, count, django_assert_max_num_queries):
    for _n in range(count):
        plant(desk)
    with django_assert_max_num_queries(48):
        page_of(officer_client, guests)
