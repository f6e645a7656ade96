"""Coming in for the first time, and again after a password was forgotten: by a link, once, from somebody who may."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from greendesk.desks.links import address_of
from greendesk.desks.models import Account, GuestLink, Membership, PasswordLink, Role
from greendesk.directory.models import Representation
from greendesk.directory.services import may_let_in, offer_password
from tests.conftest import client_of
from tests.factories import AccountFactory, DeskFactory, MembershipFactory, OrganisationFactory, officer_of

GOOD = "a lake of birches 7"


@pytest.fixture
def member(desk) -> Membership:
    return MembershipFactory(desk=desk, role=Role.ADVISER, account__email="new@example.org")


def link_for(member, officer, **rest) -> GuestLink:
    return offer_password(member.account, desk=member.desk, by=officer, now=timezone.now(), **rest)


def way_of(link: GuestLink) -> str:
    return "/g/" + address_of(link).split("/g/")[1]


def type_in(client, address, password=GOOD, again=None):
    return client.post(address, {"password": password, "again": password if again is None else again})


def test_an_invited_member_gets_a_link_sets_a_password_and_signs_in(officer_client, client):
    invited = officer_client.post(
        reverse("web:member-invite"), {"email": "New@example.org", "role": "adviser", "name": "New"}
    )
    address = invited.context["address"]
    assert address in invited.context["text"]
    assert "no-store" in invited["Cache-Control"]

    way = "/g/" + address.split("/g/")[1]
    assert client.get(way).status_code == 200
    assert type_in(client, way)["Location"] == reverse("web:sign-in")
    client.post(reverse("web:sign-in"), {"email": "new@example.org", "password": GOOD})
    assert client.get(reverse("web:today")).status_code == 200


def test_a_link_is_used_once(client, member, officer):
    way = way_of(link_for(member, officer))
    type_in(client, way)
    assert client.get(way).status_code == 410
    assert type_in(client, way, "another lake of oaks").status_code == 410
    member.account.refresh_from_db()
    assert member.account.check_password(GOOD)


def test_a_link_runs_out_and_a_newer_one_closes_it(client, member, officer):
    late = offer_password(
        member.account, desk=member.desk, by=officer, now=timezone.now() - timedelta(days=8), days=7
    )  # fmt: skip
    assert client.get(way_of(late)).status_code == 410
    first = link_for(member, officer)
    link_for(member, officer)
    assert client.get(way_of(first)).status_code == 410


@pytest.mark.parametrize(("password", "again", "field"), [("short", "short", "password"), (GOOD, "other", "again")])
def test_a_weak_or_mistyped_password_is_refused_at_its_field_and_the_link_stays(
    client, member, officer, password, again, field
):
    way = way_of(link_for(member, officer))
    answer = type_in(client, way, password, again)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.get(way).status_code == 200


def test_a_forgotten_password_shows_at_the_desk_and_a_new_link_settles_it(client, officer_client, member):
    asked = client.post(reverse("web:forgotten"), {"email": "NEW@example.org"})
    unknown = client.post(reverse("web:forgotten"), {"email": "nobody@example.org"})
    assert asked.content == unknown.content  # nobody learns who has an account
    member.account.refresh_from_db()
    assert member.account.password_asked_at
    assert member.account.name in officer_client.get(reverse("web:today")).content.decode()

    given = officer_client.post(reverse("web:member-way-in", args=[member.pk]))
    type_in(client, "/g/" + given.context["address"].split("/g/")[1])
    member.account.refresh_from_db()
    assert member.account.password_asked_at is None


def test_asking_often_is_refused(client, db):
    answers = [client.post(reverse("web:forgotten"), {"email": "a@example.org"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


class TestWhoMayLetIn:
    def test_not_where_the_account_opens_another_desk(self, member, officer, officer_client):
        MembershipFactory(account=member.account, desk=DeskFactory())
        assert not may_let_in(member.account, officer)
        assert officer_client.post(reverse("web:member-way-in", args=[member.pk])).status_code == 403
        assert not PasswordLink.objects.exists()

    def test_not_where_it_speaks_for_another_desks_organisation(self, member, officer):
        Representation.objects.create(account=member.account, organisation=OrganisationFactory(), role="export")
        assert not may_let_in(member.account, officer)

    def test_not_for_who_operates_the_installation(self, desk, officer):
        operator = MembershipFactory(desk=desk, account__is_operator=True).account
        assert not may_let_in(operator, officer)
        assert may_let_in(officer, operator)

    def test_not_by_colleagues_who_do_not_run_the_desk(self, desk, member):
        colleague = officer_of(desk, Role.ADVISER)
        address = reverse("web:member-way-in", args=[member.pk])
        assert client_of(colleague, desk).post(address).status_code == 404

    def test_an_open_link_closes_when_the_account_comes_to_open_more(self, client, member, officer):
        from greendesk.desks.housekeeping import invite_member

        way = way_of(link_for(member, officer))
        other = officer_of(DeskFactory())
        invite_member(other.desk, email=member.account.email, role=Role.ADVISER, by=other)
        assert client.get(way).status_code == 410


def test_whoever_runs_the_installation_prints_a_link(client, db):
    account = AccountFactory(email="alone@example.org")
    DeskFactory()
    out = StringIO()
    call_command("password-link", "Alone@example.org", stdout=out, stderr=StringIO())
    type_in(client, "/g/" + out.getvalue().strip().split("/g/")[1])
    assert Account.objects.get(pk=account.pk).check_password(GOOD)
