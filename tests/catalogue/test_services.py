"""Verbs of the catalogue: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from greendesk.catalogue import errors, services, signals
from greendesk.catalogue.models import Company, CompanyLink, Credential, Experience, Solution
from greendesk.desks.models import Level, LogEntry
from greendesk.directory.models import Organisation, Representation
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from tests.factories import CompanyFactory, OrganisationFactory, SiteFactory, SolutionFactory
from tests.factories.matchmaking import representative_of

NOW = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_a_company_is_an_organisation_with_a_profile(desk, officer):
    company = services.register_company(
        desk=desk, by=officer, name="Biogas Norr AB", profile=Texts.of("sv", "Vi rötar")
    )

    assert (str(company), company.organisation.kind, company.sharing) == ("Biogas Norr AB", "company", Level.SUMMARY)
    assert LogEntry.objects.of_record(company).get().account == officer


def test_a_known_organisation_is_used_and_not_doubled(desk, officer):
    known = OrganisationFactory(desk=desk, name="Biogas Norr AB")

    company = services.register_company(desk=desk, by=officer, name="biogas norr", phone="1")

    assert company.organisation == known
    assert Organisation.objects.get().phone == "1"
    with pytest.raises(errors.AlreadyRegistered):
        services.register_company(desk=desk, by=officer, name="BIOGAS NORR Aktiebolag")


def test_another_desks_organisation_is_not_taken(desk, officer):
    with pytest.raises(NotYours):
        services.register_company(desk=desk, by=officer, organisation=OrganisationFactory())


def test_a_stranger_registers_nothing_here(desk, stranger):
    with pytest.raises(NotYours):
        services.register_company(desk=desk, by=stranger, name="X")
    assert not Company.objects.exists()


def test_a_nameless_company_is_refused_on_its_field(desk, officer):
    with pytest.raises(errors.NeedsName) as said:
        services.register_company(desk=desk, by=officer, name=" AB ")
    assert said.value.field == "name"


def test_an_edit_on_an_old_version_is_refused_and_says_who_was_first(desk, officer):
    company = CompanyFactory(desk=desk)
    services.update_company(company, by=officer, revision=1, size_class="small")

    with pytest.raises(ChangedMeanwhile) as said:
        services.update_company(company, by=officer, revision=1, size_class="large")

    assert officer.name in str(said.value)
    assert Company.objects.get().size_class == "small"


def test_what_a_form_does_not_know_is_a_mistake_of_ours(desk, officer):
    with pytest.raises(TypeError):
        services.update_company(CompanyFactory(desk=desk), by=officer, desk=None)


def test_a_company_speaks_of_itself_and_not_of_what_the_desk_decides(desk, officer):
    company = CompanyFactory(desk=desk)
    export = representative_of(company.organisation)

    services.edit_own_profile(company, by=export, profile=Texts.of("en", "We digest"), email="a@example.org")

    company.refresh_from_db()
    assert (str(company.profile), company.organisation.email) == ("We digest", "a@example.org")
    with pytest.raises(TypeError):
        services.edit_own_profile(company, by=export, is_public=True)
    with pytest.raises(NotYours):
        services.edit_own_profile(company, by=representative_of(OrganisationFactory()), profile=Texts())
    with pytest.raises(NotYours):
        services.edit_own_profile(
            company, by=representative_of(company.organisation, Representation.Role.OWNER), profile=Texts()
        )


def test_a_link_opens_one_company(desk, officer):
    company, other = CompanyFactory(desk=desk), CompanyFactory(desk=desk)
    link = services.invite_company(company, by=officer)

    services.edit_own_profile(company, by=None, link=link, size_class="micro")
    with pytest.raises(NotYours):
        services.edit_own_profile(other, by=None, link=link, size_class="micro")
    assert CompanyLink.objects.get().company == company


def test_a_solution_needs_a_name_and_a_company_of_the_desk(desk, officer):
    company = CompanyFactory(desk=desk)
    with pytest.raises(errors.NeedsCompany):
        services.add_solution(desk=desk, by=officer, companies=[], name=Texts.of("en", "X"))
    with pytest.raises(errors.NeedsName):
        services.add_solution(desk=desk, by=officer, companies=[company], name=Texts())
    with pytest.raises(NotYours):
        services.add_solution(desk=desk, by=officer, companies=[CompanyFactory()], name=Texts.of("en", "X"))
    assert not Solution.objects.exists()

    solution = services.add_solution(desk=desk, by=officer, companies=[company], name=Texts.of("en", "X"))
    assert solution.companies.get() == company


@pytest.mark.parametrize("verb", ["update_solution", "update_site"])
def test_strangers_change_no_offer(desk, stranger, verb):
    row = SolutionFactory(desk=desk) if verb == "update_solution" else SiteFactory(desk=desk)

    with pytest.raises(NotYours):
        getattr(services, verb)(row, by=stranger, is_public=True)


def test_hours_are_read_as_written_and_kept_in_minutes():
    week = services.read_opening({"4": "13:00–16:00, 09.00-12.00", 0: [[540, 600]], "5": ""})

    assert week == {"0": [[540, 600]], "4": [[540, 720], [780, 960]]}


@pytest.mark.parametrize("given_hours", [
    {"7": "09:00-10:00"}, {"0": "9-10"}, {"0": "10:00-09:00"}, {"0": "09:00-24:01"}, {"0": "09:00-11:00, 10:00-12:00"}, {"0": "09:70-10:00"},
])  # fmt: skip
def test_hours_that_cannot_be_are_refused(given_hours):
    with pytest.raises(errors.BadOpening):
        services.read_opening(given_hours)


@given(st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=4))
def test_kept_hours_are_in_order_and_apart(spans):
    try:
        week = services.read_opening({"2": [list(span) for span in spans]})
    except errors.BadOpening:
        return
    kept = week.get("2", [])
    assert all(start < end for start, end in kept)
    assert all(before[1] <= after[0] for before, after in zip(kept, kept[1:], strict=False))


def test_days_are_kept_once_in_order():
    assert services.read_days(["2026-12-26", date(2026, 12, 24), "2026-12-24"]) == ["2026-12-24", "2026-12-26"]
    with pytest.raises(errors.BadDay):
        services.read_days(["24 December"])


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"lat": 54.9}, errors.NeedsBothCoordinates), ({"lat": 91.0, "lon": 9.0}, errors.OffTheEarth), ({"opening": {"0": "x"}}, errors.BadOpening),
])  # fmt: skip
def test_a_site_that_cannot_be_is_refused(desk, officer, facts, refusal):
    with pytest.raises(refusal):
        services.add_site(desk=desk, by=officer, name=Texts.of("en", "Plant"), **facts)


def test_a_host_changes_hours_and_not_the_catalogue(desk):
    operator = OrganisationFactory(desk=desk)
    site = SiteFactory(desk=desk, operator=operator)
    host = representative_of(operator, Representation.Role.HOST)

    services.update_own_site(site, by=host, opening={"0": "08:00-09:00"})
    with pytest.raises(TypeError):
        services.update_own_site(site, by=host, is_public=True)
    with pytest.raises(NotYours):
        services.update_own_site(SiteFactory(desk=desk), by=host, max_group=3)


def test_experience_reaches_other_desks_with_consent_and_can_be_taken_back(desk, officer, stranger):
    company = CompanyFactory(desk=desk)
    with pytest.raises(errors.NeedsConsent):
        services.share_experience(company, by=officer, text=Texts.of("en", "Patience"), at=NOW, sharing=Level.SUMMARY)

    told = services.share_experience(
        company, by=officer, text=Texts.of("en", "Patience"), at=NOW, sharing=Level.SUMMARY, consented=True
    )
    assert Experience.objects.visible_to(stranger, Level.SUMMARY).get() == told
    services.withdraw_experience(told, by=representative_of(company.organisation))

    assert not Experience.objects.visible_to(stranger).exists()


def test_a_credential_keeps_its_approximate_date(desk, officer):
    services.record_credential(desk=desk, by=officer, text=Texts.of("en", "First of its kind"), on="2011")

    assert Credential.objects.get().on.written() == "2011"


def test_a_change_is_announced_after_the_transaction_only(desk, officer):
    heard = []

    def hear(sender, row, **rest):
        heard.append(row)

    signals.offer_changed.connect(hear)
    try:
        with TestCase.captureOnCommitCallbacks() as waiting, transaction.atomic():
            services.update_company(CompanyFactory(desk=desk), by=officer, size_class="small")
        assert heard == [] and len(waiting) == 1
    finally:
        signals.offer_changed.disconnect(hear)
