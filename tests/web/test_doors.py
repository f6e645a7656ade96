"""Pages of what used to be kept without one: referrals, credentials, clients, readiness, policies."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.agreements.models import PolicyReference
from greendesk.catalogue.models import ClientRelation, Credential
from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import ReadinessCheck, Referral
from tests.conftest import client_of
from tests.factories import AgreementFactory, CompanyFactory, OrganisationFactory, PlaceFactory, officer_of
from tests.factories.matchmaking import representative_of


def post(client, name, /, *args, **typed):
    return client.post(reverse(f"web:{name}", args=args), typed, follow=True)


def text_of(answer) -> str:
    return answer.content.decode()


class TestReferrals:
    def facts(self, desk):
        self.embassy = OrganisationFactory(desk=desk, name="Embassy")
        self.agreement = AgreementFactory(desk=desk)
        return {
            "text": "A province asks for biogas",
            "on": "2026-03-01",
            "referrer": self.embassy.pk,
            "agreements": [self.agreement.pk],
            "sharing": "10",
        }

    def test_one_is_written_opened_and_thanked_for(self, officer_client, desk):
        answer = post(officer_client, "referral-new", **self.facts(desk))
        row = Referral.objects.get()
        assert answer.redirect_chain[-1][0] == reverse("web:referral", args=[row.pk])
        assert (row.referrer, row.on, list(row.agreements.all())) == (
            self.embassy, date(2026, 3, 1), [self.agreement],
        )  # fmt: skip

        post(officer_client, "referral-thank", row.pk)
        row.refresh_from_db()
        assert row.thanked_on is not None
        assert "biogas" not in text_of(officer_client.get(reverse("web:referrals") + "?open=1"))
        assert "biogas" in text_of(officer_client.get(reverse("web:referrals")))

    def test_a_refusal_keeps_what_was_typed(self, officer_client, desk):
        answer = post(officer_client, "referral-new", **self.facts(desk) | {"on": "2026-02-31"})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["on"]
        assert "A province asks for biogas" in text_of(answer)
        assert not Referral.objects.exists()

    def test_strangers_read_nothing_and_thank_nobody(self, stranger_client, desk):
        row = Referral.objects.create(desk=desk, text=Texts.of("en", "canary"), on=date(2026, 3, 1), sharing=10)
        assert "canary" not in text_of(stranger_client.get(reverse("web:referral", args=[row.pk])))
        assert "canary" not in text_of(stranger_client.get(reverse("web:referrals")))
        assert post(stranger_client, "referral-thank", row.pk).status_code == 404

    def test_a_lead_begins_at_it(self, officer_client, desk):
        row = Referral.objects.create(desk=desk, text=Texts.of("en", "Call"), on=date(2026, 3, 1))
        company = CompanyFactory(desk=desk)
        officer_client.post(
            reverse("web:lead-new") + f"?from=referral:{row.pk}", {"title": "Boilers", "owner": company.pk}
        )
        assert "Boilers" in text_of(officer_client.get(reverse("web:referral", args=[row.pk])))


class TestCredentials:
    def test_one_is_written_and_changed_and_its_date_stays_as_the_source_gives_it(self, officer_client):
        post(officer_client, "credential-new", text="A first in Europe", on="2009-10~", sharing="20", source="Paper")
        row = Credential.objects.get()
        assert (str(row), row.on.written(), row.source) == ("A first in Europe", "2009-10~", "Paper")

        answer = post(
            officer_client, "credential-edit", row.pk, text="The first", on="2009", sharing="20", revision=row.revision
        )
        assert "The first" in text_of(answer)
        assert "The first" in text_of(officer_client.get(reverse("web:credentials")))

    def test_two_editors_do_not_overwrite_each_other(self, officer_client, desk):
        row = Credential.objects.create(desk=desk, text=Texts.of("en", "Kept"), revision=4)
        answer = post(officer_client, "credential-edit", row.pk, text="Typed", sharing="20", revision="3")
        assert answer.status_code == 422
        assert "Typed" in text_of(answer)
        row.refresh_from_db()
        assert str(row) == "Kept"

    def test_strangers_see_a_summary_and_change_nothing(self, stranger_client, desk):
        shared = Credential.objects.create(desk=desk, text=Texts.of("en", "Prize"), sharing=Level.SUMMARY)
        hidden = Credential.objects.create(desk=desk, text=Texts.of("en", "canary"), sharing=Level.EXISTENCE)
        assert "Prize" in text_of(stranger_client.get(reverse("web:credentials")))
        assert "canary" not in text_of(stranger_client.get(reverse("web:credential", args=[hidden.pk])))
        assert stranger_client.get(reverse("web:credential-edit", args=[shared.pk])).status_code == 404


def test_a_client_is_noted_on_the_companys_page(officer_client, desk):
    company, client = CompanyFactory(desk=desk), OrganisationFactory(desk=desk, name="Anchor city")
    answer = post(officer_client, "company-client", company.pk, client=client.pk, note="pumps since 1998", source="ad")
    relation = ClientRelation.objects.get()
    assert (relation.company, relation.client, str(relation.note)) == (company, client, "pumps since 1998")
    assert "Anchor city" in text_of(answer)


def test_a_strangers_client_list_is_closed(stranger_client, desk):
    company, client = CompanyFactory(desk=desk, sharing=Level.SUMMARY), OrganisationFactory(desk=desk, name="canary")
    ClientRelation.objects.create(company=company, client=client)
    assert "canary" not in text_of(stranger_client.get(reverse("web:company", args=[company.pk])))
    assert post(stranger_client, "company-client", company.pk, client=client.pk).status_code == 404


def test_readiness_is_asked_on_a_page_and_earlier_checks_stay(officer_client, desk):
    company = CompanyFactory(desk=desk)
    post(officer_client, "company-readiness", company.pk, staff="no", goal="two buyers")
    post(officer_client, "company-readiness", company.pk, staff="yes", money="partly")
    assert [check.answers for check in company.readiness.all()] == [
        {"staff": "yes", "money": "partly"},
        {"staff": "no"},
    ]
    assert "two buyers" in text_of(officer_client.get(reverse("web:company-readiness", args=[company.pk])))


def test_a_readiness_check_without_an_answer_is_no_check(officer_client, desk):
    company = CompanyFactory(desk=desk)
    answer = post(officer_client, "company-readiness", company.pk, goal="typed")
    assert answer.status_code == 422
    assert "typed" in text_of(answer)
    assert not ReadinessCheck.objects.exists()


def test_a_company_answers_for_itself(desk):
    company = CompanyFactory(desk=desk)
    mine = client_of(representative_of(company.organisation), desk)
    assert mine.get(reverse("web:my-readiness")).status_code == 200
    post(mine, "my-readiness", product="yes")
    assert company.readiness.get().answers == {"product": "yes"}


def test_a_policy_is_cited_on_the_agreements_page(officer_client, desk):
    agreement = AgreementFactory(desk=desk)
    answer = post(officer_client, "agreement-policy", agreement.pk, name="Five-year plan", validity="2021/2025")
    policy = PolicyReference.objects.get()
    assert (str(policy), policy.validity.written()) == ("Five-year plan", "2021/2025")
    assert "Five-year plan" in text_of(answer)


def test_an_impossible_time_of_a_policy_is_named(officer_client, desk):
    agreement = AgreementFactory(desk=desk)
    answer = post(officer_client, "agreement-policy", agreement.pk, name="Plan", validity="2025/2021")
    assert list(answer.context["form"].errors) == ["validity"]
    assert not PolicyReference.objects.exists()


@pytest.mark.parametrize("name", ["referral-new", "credential-new"])
def test_who_only_reads_writes_nothing(name, desk):
    assert client_of(officer_of(desk, "evaluator"), desk).get(reverse(f"web:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["referrals", "credentials"])
def test_lists_cost_the_same_for_one_and_for_many(name, officer_client, desk, django_assert_num_queries):
    def plant(number):
        place, who = PlaceFactory(), OrganisationFactory(desk=desk)
        Credential.objects.create(desk=desk, text=Texts.of("en", f"Fact {number}"), place=place)
        Referral.objects.create(desk=desk, text=Texts.of("en", f"Call {number}"), on=date(2026, 1, 1), referrer=who)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plant(0)
    officer_client.get(reverse(f"web:{name}"))
    with CaptureQueriesContext(connection) as one:
        officer_client.get(reverse(f"web:{name}"))
    for number in range(4):
        plant(number)
    with django_assert_num_queries(len(one)):
        officer_client.get(reverse(f"web:{name}"))
