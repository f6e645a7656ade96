"""Networks and their members: entered from either side, ended, searched; seen by others as far as both names are."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.catalogue.models import Experience
from greendesk.desks.models import Level, LogEntry
from greendesk.directory import errors, services
from greendesk.directory.models import NetworkMembership
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from tests.factories import CompanyFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
when = PartialDate.parse


@pytest.fixture
def network(desk):
    return OrganisationFactory(desk=desk, name="CLEAN", kind="cluster", sharing=Level.SUMMARY)


def test_a_membership_is_noted_on_the_members_page_and_stands_on_both(officer_client, network):
    town = OrganisationFactory(desk=officer_client.desk, name="Sønderborg Kommune")
    page = reverse("web:organisation", args=[town.pk])
    assert officer_client.get(page).context["network_form"].fields["network"].queryset.get() == network
    answer = officer_client.post(
        reverse("web:network-join", args=[town.pk]),
        {"in-network": network.pk, "in-level": "core member", "in-entitles_to": "two delegations a year", "in-begins": "2014"},
    )  # fmt: skip
    assert answer["Location"] == page
    here, there = (officer_client.get(reverse("web:organisation", args=[row.pk])) for row in (town, network))
    assert all(part in here.content.decode() for part in ("CLEAN", "core member", "two delegations a year", "2014"))
    assert "Sønderborg Kommune" in there.content.decode()
    assert [(e.verb, e.facts) for e in LogEntry.objects.of_record(town)] == [
        ("organisation.joined_network", {"network": network.pk})
    ]


def test_members_are_added_found_and_ended_on_the_page_of_the_network(officer_client, network):
    north, south = (OrganisationFactory(desk=officer_client.desk, name=name) for name in ("Nordvand", "Sydvarme"))
    page = reverse("web:network-members", args=[network.pk])
    for row in (north, south):
        assert officer_client.post(page, {"member": row.pk, "begins": "2015"})["Location"] == page
    again = officer_client.post(page, {"member": north.pk})
    assert again.status_code == 422 and "already" in again.content.decode()
    listed = lambda ask: [row.member for row in officer_client.get(page + ask).context["page"]]  # noqa: E731
    assert (listed(""), listed("?q=nordv")) == ([north, south], [north])

    membership = NetworkMembership.objects.get(member=north)
    assert officer_client.post(reverse("web:membership-end", args=[membership.pk]), {"ends": "2011"}).status_code == 422
    officer_client.post(reverse("web:membership-end", args=[membership.pk]), {"ends": "2019-06"})
    assert (listed(""), listed("?show=all")) == ([south], [north, south])
    officer_client.post(reverse("web:membership-drop", args=[membership.pk]))
    assert listed("?show=all") == [south]


def test_who_may_be_asked_is_marked(officer_client, network):
    firm = CompanyFactory(desk=officer_client.desk)
    services.join_network(network, member=firm.organisation, by=officer_client.account)
    told = Experience.objects.create(desk=firm.desk, company=firm, text=Texts.of("en", "Take time"), is_mentor=True)
    page = officer_client.get(reverse("web:network-members", args=[network.pk]))
    assert page.context["peers"] == {firm.organisation_id: [told]}
    assert reverse("web:experience", args=[told.pk]) in page.content.decode()


def test_another_desk_sees_members_whose_names_it_may_know_and_changes_nothing(stranger_client, officer, desk, network):
    seen, hidden = (
        services.join_network(network, member=OrganisationFactory(desk=desk, sharing=sharing, name=name), by=officer)
        for name, sharing in (("Open", Level.SUMMARY), ("HIDDEN", Level.EXISTENCE))
    )
    page = reverse("web:network-members", args=[network.pk])
    text = stranger_client.get(page).content.decode()
    assert "Open" in text and "HIDDEN" not in text and "Add a member" not in text
    assert stranger_client.get(page + "?q=HIDDEN").context["page"].paginator.count == 0
    assert stranger_client.get(reverse("web:organisation", args=[hidden.member_id])).status_code == 404
    for name in ("membership-end", "membership-drop"):
        assert stranger_client.post(reverse(f"web:{name}", args=[seen.pk])).status_code == 404
    assert stranger_client.post(page, {"member": seen.member_id}).status_code == 404
    type(network).objects.filter(pk=network.pk).update(sharing=Level.PRIVATE)
    assert stranger_client.get(page).status_code == 404


def test_a_membership_is_refused_where_it_makes_no_sense(officer, stranger, desk, network):
    member = OrganisationFactory(desk=desk)
    with pytest.raises(errors.MemberOfItself):
        services.join_network(network, member=network, by=officer)
    with pytest.raises(NotYours):
        services.join_network(network, member=member, by=stranger)
    with pytest.raises(errors.EndsBeforeItBegins):
        services.join_network(network, member=member, by=officer, begins=when("2015"), ends=when("2012"))
    with pytest.raises(errors.NeedsYear):
        services.join_network(network, member=member, by=officer, ends=when("XXXX-05"))
    earlier = services.join_network(network, member=member, by=officer, begins=when("2010"), ends=when("2012"))
    services.join_network(network, member=member, by=officer, begins=when("2015"))
    with pytest.raises(errors.EndedAlready):
        services.leave_network(earlier, ends=when("2013"), by=officer)
    assert [row.member_id for row in NetworkMembership.objects.current(date(2013, 1, 1))] == []
    assert NetworkMembership.objects.current(date(2011, 1, 1)).get() == earlier


@pytest.mark.parametrize("count", [1, 4])
def test_members_cost_the_same_for_one_and_for_four(officer_client, network, count, django_assert_max_num_queries):
    for firm in CompanyFactory.create_batch(count, desk=officer_client.desk):
        services.join_network(network, member=firm.organisation, by=officer_client.account)
        Experience.objects.create(desk=firm.desk, company=firm, text=Texts.of("en", "Take time"), is_mentor=True)
    page = reverse("web:network-members", args=[network.pk])
    with django_assert_max_num_queries(12):
        officer_client.get(page)
    with django_assert_max_num_queries(30):
        officer_client.get(reverse("web:organisation", args=[network.pk]))
