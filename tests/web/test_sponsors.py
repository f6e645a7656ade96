"""Political sponsors: on the pages of what they answer for and on their own; known only to whoever may know the person."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.agreements.models import AgreementSponsor
from greendesk.desks.models import Level, Role
from greendesk.directory import errors, services
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from greendesk.projects.models import ProjectSponsor
from greendesk.projects.services import start_project
from tests.conftest import client_of
from tests.factories import AgreementFactory, PersonFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(desk):
    return AgreementFactory(desk=desk, sharing=Level.SUMMARY)


@pytest.fixture
def alderman(desk):
    return PersonFactory(desk=desk, family="Wethouder", sharing=Level.PRIVATE)


def page(client, name, pk):
    return client.get(reverse(f"web:{name}", args=[pk])).content.decode()


def test_a_sponsor_is_named_seen_on_both_pages_and_taken_away(officer_client, agreement, alderman):
    address = reverse("web:agreement-sponsor", args=[agreement.pk])
    assert "Wethouder" in officer_client.get(address).content.decode()
    assert officer_client.post(address, {"person": "", "role": "x"}).status_code == 422
    officer_client.post(address, {"person": alderman.pk, "role": "alderman for trade", "period": "2018/2022"})
    assert "alderman for trade" in page(officer_client, "agreement", agreement.pk)
    assert str(agreement) in page(officer_client, "person", alderman.pk)
    sponsor = AgreementSponsor.objects.get()
    officer_client.post(reverse("web:agreement-sponsor-drop", args=[sponsor.pk]))
    assert not AgreementSponsor.objects.exists()


def test_said_twice_it_is_one_and_another_time_is_another(officer, agreement, alderman):
    for period in ("2018", "2018", "2024"):
        services.name_sponsor(agreement, person=alderman, period=PartialDate.parse(period), by=officer)
    assert AgreementSponsor.objects.count() == 2


def test_others_see_a_sponsor_only_if_they_may_know_the_person(officer, stranger_client, desk, agreement, alderman):
    services.name_sponsor(agreement, person=alderman, by=officer)
    evaluator = client_of(officer_of(desk, Role.EVALUATOR), desk)
    assert "Wethouder" not in page(stranger_client, "agreement", agreement.pk)
    assert "Wethouder" not in page(evaluator, "agreement", agreement.pk)
    type(alderman).objects.update(sharing=Level.SUMMARY)
    assert "Wethouder" in page(stranger_client, "agreement", agreement.pk)
    assert "Wethouder" not in page(evaluator, "agreement", agreement.pk)
    type(agreement).objects.update(sharing=Level.EXISTENCE)
    assert str(agreement) not in page(stranger_client, "person", alderman.pk)
    assert "Wethouder" not in page(stranger_client, "agreement", agreement.pk)


def test_strangers_and_the_erased_are_refused(officer, stranger, stranger_client, agreement, alderman):
    assert stranger_client.get(reverse("web:agreement-sponsor", args=[agreement.pk])).status_code == 404
    with pytest.raises(NotYours):
        services.name_sponsor(agreement, person=alderman, by=stranger)
    project = start_project(desk=agreement.desk, name=Texts.of("en", "Clean air"), by=officer)
    for record in (agreement, project):
        services.name_sponsor(record, person=alderman, by=officer)
    services.erase_person(alderman, by=officer)
    assert not AgreementSponsor.objects.exists() and not ProjectSponsor.objects.exists()
    with pytest.raises(errors.IsErased):
        services.name_sponsor(agreement, person=alderman, by=officer)


@pytest.mark.parametrize("count", [1, 4])
def test_sponsors_cost_the_same_for_one_and_for_four(
    officer_client, desk, agreement, count, django_assert_max_num_queries
):
    people = [PersonFactory(desk=desk, han="李明") for _ in range(count)]
    for person in people:
        services.name_sponsor(agreement, person=person, by=officer_client.account)
    for _ in range(count):
        services.name_sponsor(AgreementFactory(desk=desk), person=people[0], by=officer_client.account)
    with django_assert_max_num_queries(44):
        page(officer_client, "agreement", agreement.pk)
    with django_assert_max_num_queries(24):
        page(officer_client, "person", people[0].pk)
