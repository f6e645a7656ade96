"""Owning a record together: asked, answered, shown, ended; and what each step does not open."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.agreements.models import Agreement
from greendesk.desks.models import CoInvitation, Level, Role
from greendesk.kit.texts import Texts
from tests.conftest import client_of
from tests.factories import AgreementFactory, DeskFactory, PersonFactory, officer_of

KIND = "agreements.agreement"


@pytest.fixture
def agreement(desk):
    return AgreementFactory(desk=desk, title=Texts.of("en", "Twin towns"), sharing=Level.PRIVATE)


def ask(client, agreement, desk):
    return client.post(reverse("web:co-owners", args=[KIND, agreement.pk]), {"desk": desk.pk})


def say(client, verb, invitation=None):
    pk = (invitation or CoInvitation.objects.get()).pk
    return client.post(reverse("web:invitation-answer", args=[pk]), {"verb": verb})


def test_a_desk_is_asked_says_yes_and_owns_it_too(officer_client, stranger_client, agreement):
    page = reverse("web:agreement", args=[agreement.pk])
    assert ask(officer_client, agreement, stranger_client.desk).status_code == 302
    assert stranger_client.get(page).status_code == 404  # asked is not yet owning
    assert "Twin towns" in stranger_client.get(reverse("web:invitations")).content.decode()

    say(stranger_client, "accept")

    assert list(agreement.co_desks.all()) == [stranger_client.desk]
    assert stranger_client.get(page).status_code == 200
    assert Agreement.objects.editable_by(stranger_client.account).contains(agreement)
    assert "Elsewhere" in officer_client.get(page).content.decode()


def test_today_says_that_a_desk_asks(officer_client, stranger_client, agreement):
    ask(officer_client, agreement, stranger_client.desk)
    assert "Twin towns" in stranger_client.get(reverse("web:today")).content.decode()
    assert "Twin towns" not in officer_client.get(reverse("web:today")).content.decode()


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_no_and_taking_back_open_nothing(officer_client, stranger_client, agreement, verb):
    ask(officer_client, agreement, stranger_client.desk)
    invitation = CoInvitation.objects.get()
    say(officer_client if verb == "withdraw" else stranger_client, verb)
    assert not agreement.co_desks.exists()
    assert say(stranger_client, "accept", invitation).status_code in (404, 409)
    assert not agreement.co_desks.exists()


def test_only_the_desk_that_was_asked_answers(officer_client, stranger_client, agreement):
    ask(officer_client, agreement, stranger_client.desk)
    third = officer_of(DeskFactory())
    reader = officer_of(stranger_client.desk, Role.EVALUATOR)
    assert say(client_of(third, third.desk), "accept").status_code == 404
    assert say(client_of(reader, reader.desk), "accept").status_code == 403
    assert say(officer_client, "accept").status_code == 403
    assert not agreement.co_desks.exists()


def test_only_officers_of_the_owning_desk_ask(stranger_client, desk, agreement):
    third = DeskFactory()
    assert ask(stranger_client, agreement, third).status_code == 404
    agreement.co_desks.add(stranger_client.desk)
    assert ask(stranger_client, agreement, third).status_code == 422
    assert ask(client_of(officer_of(desk, Role.ADVISER), desk), agreement, third).status_code == 422
    assert not CoInvitation.objects.exists()


def test_owning_together_ends_by_either_side(officer_client, stranger_client, agreement):
    for client in (officer_client, stranger_client):
        agreement.co_desks.add(stranger_client.desk)
        address = reverse("web:co-owner-release", args=[KIND, agreement.pk, stranger_client.desk.pk])
        assert client.post(address).status_code == 302
        assert not agreement.co_desks.exists()
    assert stranger_client.get(reverse("web:agreement", args=[agreement.pk])).status_code == 404


def test_people_stay_with_one_desk(officer_client, desk):
    person = PersonFactory(desk=desk)
    assert officer_client.get(reverse("web:co-owners", args=["directory.person", person.pk])).status_code == 404


def test_unknown_kinds_are_not_there(officer_client):
    for kind in ("desks.account", "nothing", "a.b.c", "web.x"):
        assert officer_client.get(reverse("web:co-owners", args=[kind, 1])).status_code == 404
