"""S1: export promotion with reference sites at home. What other tests of the rooms do not show already."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from greendesk.agreements.models import Action
from greendesk.catalogue import services as catalogue
from greendesk.effects import services as effects
from greendesk.effects.errors import NeedsDefinition, ValueOrStatement
from greendesk.effects.queries import ledger_of, series_of
from greendesk.followups import services as followups
from greendesk.followups.models import Lead
from greendesk.followups.queries import count_by
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking.models import Referral
from greendesk.projects import services as projects
from greendesk.web.alerts import entries_between
from greendesk.web.presence import first_told, guests_by_country
from greendesk.web.public.catalogue import public_rows
from tests.factories import (
    AgreementFactory,
    CompanyFactory,
    OrganisationFactory,
    PlaceFactory,
    SolutionFactory,
    ThemeFactory,
)
from tests.factories.matchmaking import representative_of
from tests.factories.missions import mission_of
from tests.factories.visits import FIRST, LAST, DelegationFactory, guests

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)


def en(text):
    return Texts.of("en", text)


@pytest.fixture
def indicator(desk, officer):
    return effects.define_indicator(
        desk=desk, name=en("Exports"), definition=en("Goods and services of the sector"), unit="%", by=officer
    )


@pytest.fixture
def project(desk, officer):
    owner = OrganisationFactory(desk=desk, name="Business Region")
    return projects.start_project(
        desk=desk, name=en("Export promotion"), objectives=en("Make it easier to export"), owner=owner,
        period="2005/2013", by=officer,
    )  # fmt: skip


def test_a_statistic_keeps_its_period_and_its_source(indicator, officer):
    effects.observe(indicator, period="2010/2012", value="64", source="Regional report", by=officer)
    seen = indicator.observations.get()
    assert (seen.period.written(), str(seen.value), seen.source) == ("2010/2012", "64", "Regional report")
    sentence = en("as large as two other regions together")
    effects.observe(indicator, period="2012", statement=sentence, source="Regional report", by=officer)
    with pytest.raises(ValueOrStatement):
        effects.observe(indicator, period="2012", value="64", statement=sentence, source="Report", by=officer)


def test_nothing_is_counted_before_it_is_defined(desk, officer):
    with pytest.raises(NeedsDefinition):
        effects.define_indicator(desk=desk, name=en("Jobs"), definition=Texts(), unit="people", by=officer)
    jobs = effects.define_indicator(
        desk=desk, name=en("Jobs"), definition=en("Employed in environmental technology"), unit="people", by=officer,
        target="15000",
    )  # fmt: skip
    assert (str(jobs.definition), jobs.unit, str(jobs.target), jobs.is_own_effect) == (
        "Employed in environmental technology", "people", "15000", False,
    )  # fmt: skip


def test_regions_are_compared_side_by_side_and_a_break_is_not_bridged(indicator, officer):
    west, south = (PlaceFactory(scheme="se", code=code, name_en=code) for code in ("14", "12"))
    for place, year, value, is_break in (
        (west, "2010", "10", False),
        (west, "2012", "12", False),
        (west, "2014", "30", True),
        (south, "2010", "7", False),
        (south, "2012", "8", False),
    ):
        effects.observe(
            indicator, period=year, value=value, place=place, is_break=is_break, source="Statistics", by=officer
        )
    runs = series_of(indicator.observations.select_related("place")).runs
    assert [[str(value.quantity) for value in run.values] for run in runs] == [["10", "12"], ["30"], ["7", "8"]]


def test_a_project_has_years_and_one_owner(project):
    project.refresh_from_db()
    assert (project.period.written(), str(project.owner)) == ("2005/2013", "Business Region")


def test_what_a_project_is_for_is_written_down(project, officer):
    changed = projects.change_project(project, by=officer, revision=project.revision, objectives=en("More exporters"))
    assert str(type(project).objects.get(pk=changed.pk).objectives) == "More exporters"


def test_each_objective_is_tied_to_what_measures_it_and_read_with_its_last_value(
    project, indicator, officer, officer_client
):
    more, better = (
        projects.set_goal(project, text=en(text), by=officer) for text in ("More exporters", "Better known")
    )
    effects.tie_indicator(more, indicator=indicator, by=officer)
    for period, value in (("2012", "64"), ("2014", "71")):
        effects.observe(indicator, period=period, value=value, source="Regional report", by=officer)
    page = officer_client.get(reverse("web:project", args=[project.pk]))
    first, second = page.context["reached"]
    assert (first.goal, [reading.latest.value.written() for reading in first.readings]) == (more, ["71"])
    assert (second.goal, second.readings) == (better, ())
    assert all(
        part in page.content.decode() for part in ("Goods and services of the sector", "71 %", "Regional report")
    )


def test_the_final_report_is_kept_with_its_day_and_the_project_closed(project, officer):
    projects.deliver_report(
        project, name="final.pdf", content=b"%PDF-1.7", media_type="application/pdf", delivered="2014", by=officer
    )
    report = project.reports.get()
    assert (report.name, report.delivered.written(), report.file.size) == ("final.pdf", "2014", 8)
    assert projects.close_project(project, on=ON, by=officer).closed_on == ON


def test_the_successor_gets_lessons_agreements_and_open_promises(desk, project, officer):
    agreement = AgreementFactory(desk=desk)
    promise = Action.objects.create(agreement=agreement, text=en("Invite the mayor"), owner="Desk")
    project.agreements.add(agreement)
    projects.learn_lesson(project, text=en("Let guests come to us"), by=officer)
    successor = projects.start_project(desk=desk, name=en("Successor"), by=officer)
    given = projects.hand_over_project(project, successor=successor, by=officer)
    assert [str(lesson) for lesson in successor.lessons.all()] == ["Let guests come to us"]
    assert (given.agreements, given.promises, successor.agreements.get()) == ([agreement], [promise], agreement)


def test_hours_abroad_stand_beside_hours_at_home(desk, officer):
    mission = mission_of(desk, officer, starts_on=FIRST, ends_on=LAST)
    for activity, minutes, what in (
        ("outbound", 6000, {"mission": mission}),
        ("inbound", 600, {"delegation": DelegationFactory(desk=desk)}),
    ):
        effects.record_effort(
            desk=desk, activity=activity, role="desk", minutes=minutes, cost=Decimal(100), by=officer, **what
        )
    ledger = ledger_of(officer)
    assert [(s.key, s.activities, s.minutes, s.money) for s in ledger.sides] == [
        ("inbound", 1, 600, {"EUR": Decimal(100)}),
        ("outbound", 1, 6000, {"EUR": Decimal(100)}),
    ]
    assert ledger.comparison("meetings") == "none"


def test_a_plant_already_built_is_a_reference_with_the_firms_behind_it(desk, officer):
    firm, operator = CompanyFactory(desk=desk), OrganisationFactory(desk=desk)
    site = catalogue.add_site(
        desk=desk, by=officer, name=en("Waste to energy"), operator=operator, suppliers=[firm], scale="~150000",
        scale_unit="people", conditions=en("cold winters"),
    )  # fmt: skip
    site.refresh_from_db()
    assert (site.operator, list(firm.sites.all())) == (operator, [site])
    assert (site.scale.written(), site.scale_unit, str(site.conditions)) == ("~150000", "people", "cold winters")


def test_guests_are_counted_by_place_and_theme(desk, officer):
    hebei = PlaceFactory(code="130000", kind="province", name_en="Hebei")
    ours = guests(desk)
    elsewhere = DelegationFactory(desk=desk, place=PlaceFactory(code="510100", name_en="Chengdu"))
    ours.place.parent = hebei
    ours.place.lineage = f"{hebei.lineage}{ours.place.pk}/"
    ours.place.save()
    found = [
        {entry.key for entry in entries_between(officer, FIRST, LAST, **asked)}
        for asked in ({}, {"place": hebei}, {"theme": "district-heating"})
    ]
    key, other = f"delegation-{ours.pk}", f"delegation-{elsewhere.pk}"
    assert found == [{key, other}, {key}, {key}]


def test_leads_that_ended_are_counted_apart_by_market(desk, officer):
    firm, china, poland = CompanyFactory(desk=desk), PlaceFactory(), PlaceFactory(country_code="PL")
    for place, lost in ((china, True), (china, False), (poland, False)):
        lead = followups.open_lead(
            desk=desk, title=en("Boilers"), owner=firm, on=ON, by=officer, origin_note="a fair", place=place
        )
        if lost:
            followups.lose_lead(lead, barrier="price", on=ON, by=officer)
        else:
            followups.take_next_step(lead, stage="delivered", on=ON, by=officer)
    counts = [count_by(Lead.objects.ours(officer).filter(place=place), "stage") for place in (china, poland)]
    assert counts == [{"lost": 1, "delivered": 1}, {"delivered": 1}]


def test_the_company_itself_moves_its_lead(desk, officer, stranger):
    firm = CompanyFactory(desk=desk)
    lead = followups.open_lead(desk=desk, title=en("Boilers"), owner=firm, on=ON, by=officer, origin_note="a visit")
    step = followups.take_next_step(
        lead, stage="papers", on=ON, by=representative_of(firm.organisation), next_step="Send prices", due_on=ON
    )
    lead.refresh_from_db()
    assert (step.stage, lead.owner, lead.next_step) == ("papers", firm, "Send prices")
    with pytest.raises(NotYours):
        followups.take_next_step(lead, stage="second", on=ON, by=stranger)


def test_the_national_agency_is_a_partner_with_a_role(desk, project, officer):
    agency = OrganisationFactory(desk=desk)
    projects.add_partner(project, organisation=agency, role=en("opens doors"), by=officer)
    assert [(p.organisation, str(p.role)) for p in project.partners.all()] == [(agency, "opens doors")]


def test_an_embassy_that_referred_somebody_is_remembered_and_thanked(desk, officer):
    embassy, agreement = OrganisationFactory(desk=desk), AgreementFactory(desk=desk)
    referral = matchmaking.refer(
        desk=desk, by=officer, text=en("A province asks for biogas"), on=ON, referrer=embassy, agreements=[agreement]
    )
    matchmaking.thank_referrer(referral, by=officer, on=ON)
    kept = Referral.objects.get()
    assert (kept.referrer, kept.thanked_on, list(kept.agreements.all())) == (embassy, ON, [agreement])


def test_guests_see_what_the_region_offers_and_nothing_private(desk):
    shown = SolutionFactory(desk=desk, companies=[CompanyFactory(desk=desk, is_public=True)], is_public=True)
    shown.themes.add(ThemeFactory())
    SolutionFactory(desk=desk, companies=[CompanyFactory(desk=desk)])
    (row,) = public_rows("solution")
    assert (row, len(row.companies.all())) == (shown, 1)


def test_a_report_is_frozen_when_it_is_written(desk, indicator, officer):
    effects.observe(indicator, period="2012", value="64", source="Statistics", by=officer)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    report = effects.write_report(desk=desk, name="Effects", at=at, by=officer, language="en")
    effects.observe(indicator, period="2014", value="70", source="Statistics", by=officer)
    (frozen,) = report.snapshot["indicators"]
    assert (frozen["definition"], [o["value"] for o in frozen["observations"]]) == (
        "Goods and services of the sector", ["64"],
    )  # fmt: skip


def test_delegations_are_counted_by_country_over_the_years(desk, officer, officer_client, django_assert_num_queries):
    china, poland, on = PlaceFactory(), PlaceFactory(country_code="PL"), date(2026, 6, 1)
    for place, day in ((china, "2024-05-01"), (china, "2026-05-01"), (china, "2026-07-01"), (poland, "2026-03-01")):
        first = date.fromisoformat(day)
        DelegationFactory(desk=desk, place=place, starts_on=first, ends_on=first)
    DelegationFactory(place=poland, sharing=0)
    DelegationFactory(desk=desk, place=poland, direction="out")
    officer.roles  # noqa: B018, read beforehand
    with django_assert_num_queries(1):
        seen = guests_by_country(officer, on, [2024, 2025, 2026])
    assert [(row.country, row.counts, row.planned) for row in seen] == [("CN", (1, 0, 1), 1), ("PL", (0, 0, 1), 0)]
    assert (first_told(seen), first_told(seen[1:]), first_told([])) == (0, 2, 0)
    assert len(officer_client.get(reverse("web:board-years")).context["markets"]) == 2
