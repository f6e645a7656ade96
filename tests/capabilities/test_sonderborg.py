"""S4: a town that receives delegations. What other tests of the rooms do not show already."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from greendesk.agreements import services as agreements
from greendesk.catalogue import services as catalogue
from greendesk.catalogue.models import Credential
from greendesk.desks import co_owning, translating
from greendesk.desks.sharing import Shown
from greendesk.directory import services as directory
from greendesk.effects import services as effects
from greendesk.effects.models import EffectClaim
from greendesk.followups import services as followups
from greendesk.followups.models import Exchange, Lead
from greendesk.kit import jobs
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from greendesk.missions import services as missions
from greendesk.visits import services as visits
from greendesk.visits.greeters import greeters_for
from greendesk.visits.models import Delegation
from greendesk.visits.neighbours import clashes_in
from greendesk.visits.services import programmes
from greendesk.visits.sites import sites_for_themes, wear_of
from greendesk.web.briefing import briefing_of, reached_by
from greendesk.web.thread import thread_of
from greendesk.web.todo import who_is_coming
from tests.factories import (
    AgreementFactory,
    CompanyFactory,
    DeskFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    SiteFactory,
    ThemeFactory,
    officer_of,
)
from tests.factories.missions import mission_of
from tests.factories.visits import FIRST, LAST, NOW, TODAY, DelegationFactory, drafted, guests, ladder, town

pytestmark = pytest.mark.django_db


def en(text):
    return Texts.of("en", text)


def test_two_delegations_on_the_same_days_are_seen_to_clash(desk, officer):
    first, second = DelegationFactory(desk=desk), DelegationFactory(desk=desk)
    later = DelegationFactory(desk=desk, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 2))
    rows = [Shown(row) for row in Delegation.objects.visible_to(officer)]
    assert {row.pk for row in rows} == {first.pk, second.pk, later.pk}
    assert clashes_in(rows) == {first.pk, second.pk}


def test_the_next_thirty_days_say_who_comes(desk, officer):
    soon = DelegationFactory(desk=desk)
    DelegationFactory(desk=desk, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 2))
    DelegationFactory(desk=desk, cancelled_at=NOW)
    assert [(line.what, line.on) for line in who_is_coming(officer, TODAY, 10)] == [(str(soon), FIRST)]


def test_a_vice_mayor_leads_and_the_bureau_follows(desk, officer):
    ladder()
    delegation = guests(desk)
    visits.add_members(delegation, pasted="姓名\t职务\n单丽华\t局长\n李俊峰\t副市长", by=officer)
    assert [(m.person.han, m.rank) for m in delegation.members.all()] == [("李俊峰", 27), ("单丽华", 32)]


@pytest.fixture
def drafts(settings, monkeypatch):
    """Programmes are drafted by jobs as in life, in fewer moves."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(programmes, "MOVES", 200)
    return jobs.run_waiting


def ahead(desk):
    day = TODAY + timedelta(days=3650)
    return guests(desk, starts_on=day, ends_on=day)


def test_guests_are_brought_to_running_systems_and_the_firms_behind_them(desk, officer, drafts):
    town(desk)
    delegation = ahead(desk)
    visits.draft_programme(delegation, by=officer)
    assert drafts() == 1
    shown = [stop.site for stop in delegation.programmes.get().stops.filter(site__isnull=False)]
    assert shown
    assert all(site.suppliers.exists() and site.themes.get().key == "district-heating" for site in shown)


def test_a_partner_body_plans_the_programme_along(desk, officer, drafts, stranger):
    partner = officer_of(DeskFactory(name="Partner"))
    town(desk)
    delegation = ahead(desk)
    asked = co_owning.invite_co_desk(delegation, desk=partner.desk, by=officer)
    for outsider in (stranger, partner):
        with pytest.raises(NotYours):
            visits.draft_programme(delegation, by=outsider)
    co_owning.answer_co_invitation(asked, accept=True, at=NOW, by=partner)
    visits.draft_programme(delegation, by=partner)
    drafts()
    assert delegation.programmes.get().stops.exists()


def test_sites_have_a_host_a_capacity_and_hours(desk, officer):
    host = PersonFactory(desk=desk)
    catalogue.add_site(
        desk=desk, by=officer, name=en("School"), host=host, max_group=25, opening={"0": "09:00-12:00"}, rest_days=2
    )
    (site,) = host.hosted_sites.all()
    assert (site.max_group, site.opening, site.rest_days) == (25, {"0": [[540, 720]]}, 2)


def test_sites_are_chosen_for_what_guests_came_for(desk):
    food = ThemeFactory(key="food")
    safety = ThemeFactory(key="food-safety", parent=food)
    kitchen, plant = SiteFactory(desk=desk), SiteFactory(desk=desk)
    kitchen.themes.add(safety)
    plant.themes.add(ThemeFactory(key="heat"))
    assert sites_for_themes(desk, [food]) == [kitchen]


def test_a_site_shown_to_two_groups_is_counted_twice_in_its_month(desk, officer):
    town(desk)
    for first in (FIRST, date(2026, 3, 24)):
        drafted(guests(desk, starts_on=first, ends_on=first), officer)
    plant = next(site for site in desk_sites(desk) if str(site) == "Heat plant")
    assert wear_of([plant], on=date(2026, 3, 31)) == {plant.pk: {"2026-03": 2}}


def desk_sites(desk):
    return sites_for_themes(desk, [])


def test_a_partnership_may_be_called_a_model_for_others(desk, officer):
    agreement = AgreementFactory(desk=desk)
    agreements.change_agreement(agreement, by=officer, revision=1, quality_label="a model partnership")
    agreement.refresh_from_db()
    assert agreement.quality_label == "a model partnership"


def test_city_and_school_agreements_hang_under_their_umbrella(desk, officer):
    umbrella = agreements.register_agreement(desk=desk, by=officer, title=en("EU and China"), kind="umbrella")
    city = agreements.register_agreement(desk=desk, by=officer, title=en("Haiyan"), parent=umbrella)
    school = agreements.register_agreement(desk=desk, by=officer, title=en("School"), kind="school", parent=city)
    above = [knot.pk for knot in thread_of(school, officer)]
    assert set(above) == {umbrella.pk, city.pk, school.pk}
    assert list(umbrella.children.all()) == [city]


def test_who_decides_in_a_place_is_listed_by_rank(desk, officer):
    baoding = PlaceFactory(code="130600", name_en="Baoding")
    bureau = OrganisationFactory(desk=desk, place=baoding)
    for han, rank in (("李俊峰", 27), ("王建国", 20), ("单丽华", 32)):
        person = PersonFactory(desk=desk, organisation=bureau, han=han)
        directory.add_position(person, title=en("office"), rank=rank, by=officer)
    assert [person.han for person in briefing_of(baoding, officer, TODAY).people] == ["王建国", "李俊峰", "单丽华"]


def test_who_of_us_reaches_whom_stands_beside_the_people_of_a_place(desk, officer, officer_client, stranger):
    baoding = PlaceFactory(code="130600", name_en="Baoding")
    bureau = OrganisationFactory(desk=desk, place=baoding)
    mayor, silent = (PersonFactory(desk=desk, organisation=bureau) for _one in range(2))
    colleague = officer_of(desk)
    for on, by in (("2026-02", colleague), ("2025-05-01", officer)):
        directory.note_contact(bureau, on=on, text="Called", by=by, person=mayor)
    seen = reached_by([mayor, silent], officer)
    assert [(person, note.by, str(note.on)) for person, note in seen.items()] == [
        (mayor.pk, colleague, str(PartialDate.parse("2026-02")))
    ]
    assert not reached_by([mayor], stranger)
    page = officer_client.get(reverse("web:place", args=[baoding.code]))
    assert page.context["brief"].reached == seen
    assert colleague.name in page.content.decode()


def test_the_mayor_greets_a_leader_of_the_same_rank(desk, officer):
    ladder()
    delegation = guests(desk)
    visits.add_members(delegation, pasted="姓名\t职务\n李俊峰\t市长", by=officer)
    for name, rank in (("Mayor", 22), ("Clerk", 60)):
        directory.add_position(PersonFactory(desk=desk, family=name), title=en(name), rank=rank, by=officer)
    assert [(one.title, one.apart) for one in greeters_for(delegation)] == [("Mayor", 0), ("Clerk", 38)]


def test_the_company_named_in_the_report_owns_what_follows(desk, officer, django_capture_on_commit_callbacks):
    firm = CompanyFactory(desk=desk)
    delegation = guests(desk)
    with django_capture_on_commit_callbacks(execute=True):
        visits.report_visit(
            delegation, interest=en("Heat pumps"), by=officer, at=datetime(2026, 3, 20, tzinfo=UTC), next_owner=firm,
            next_step="Send figures",
        )  # fmt: skip
    lead = Lead.objects.get()
    assert (lead.owner, lead.next_step, lead.place) == (firm, "Send figures", delegation.place)


def test_a_client_of_an_anchor_firm_is_known_with_its_source(desk, officer):
    firm, client = CompanyFactory(desk=desk), OrganisationFactory(desk=desk, name="Client")
    for note in ("a client", "one of the largest clients"):
        catalogue.note_client(firm, client=client, by=officer, note=en(note), source="municipal news")
    (row,) = firm.clients.all()
    assert (str(row.client), str(row.note), row.source) == ("Client", "one of the largest clients", "municipal news")


def test_a_reference_that_stands_abroad_is_no_stop_at_home(desk, officer):
    abroad = catalogue.add_site(desk=desk, by=officer, name=en("Zero house"), is_abroad=True, place=PlaceFactory())
    home = catalogue.add_site(desk=desk, by=officer, name=en("Heat plant"))
    assert abroad.is_abroad
    assert sites_for_themes(desk, []) == [home]


def test_teaching_is_a_result_beside_goods(desk, officer):
    agreement = AgreementFactory(desk=desk)
    followups.record_exchange(
        desk=desk, title=en("Teachers trained"), kind="school", by=officer, when="2016", agreements=[agreement]
    )
    exchange = Exchange.objects.get()
    assert (exchange.kind, exchange.when.written(), list(agreement.exchanges.all())) == ("school", "2016", [exchange])


def test_what_a_town_is_proud_of_has_its_date(desk, officer):
    for text, on in (("Vision decided", "2007"), ("European prize", "2010")):
        catalogue.record_credential(desk=desk, by=officer, text=en(text), on=on, source="municipal news")
    assert [(str(c), c.on.written()) for c in Credential.objects.ours(officer).order_by("on")] == [
        ("Vision decided", "2007"), ("European prize", "2010"),
    ]  # fmt: skip


def test_business_noted_later_leads_back_to_agreement_and_firm(desk, officer):
    agreement, firm = AgreementFactory(desk=desk), CompanyFactory(desk=desk)
    lead = followups.open_lead(
        desk=desk, title=en("Heat plan"), owner=firm, on=LAST, by=officer, origin_note="visit", agreements=[agreement]
    )
    effects.claim_effect(
        desk=desk, title=en("Assignment"), kind="sale", on=LAST, by=officer, lead=lead, source="municipal news"
    )
    claim = EffectClaim.objects.get()
    assert (claim.company, list(claim.agreements.all()), claim.grade) == (firm, [agreement], "announced")
    assert ("agreements.agreement", agreement.pk) in {(k.record_kind, k.pk) for k in thread_of(claim, officer)}


@pytest.mark.parametrize(("country", "name"), [("BY", "Minsk"), ("EE", "Tartu")])
def test_guests_come_from_any_country(desk, officer, country, name):
    place = PlaceFactory(scheme="iso3166-2", code=f"{country}-X", name_en=name, country_code=country)
    visits.plan_delegation(
        desk=desk, by=officer, name=en(name), place=place, starts_on=FIRST, ends_on=LAST, language="en"
    )
    assert Delegation.objects.get().place.country_code == country


def test_jobs_are_an_effect_with_its_evidence(desk, officer):
    claim = effects.claim_effect(
        desk=desk, title=en("Twelve jobs"), kind="jobs", on=LAST, by=officer, source="the company", amount=Decimal(12)
    )
    effects.grade_effect(claim, grade="documented", by=officer, evidence_name="payroll letter")
    kept = EffectClaim.objects.get()
    assert (kept.kind, kept.grade, kept.evidence_name) == ("jobs", "documented", "payroll letter")


def test_a_news_post_has_its_day_and_a_version_somebody_stands_for(desk, officer, client):
    mission = mission_of(desk, officer)
    missions.publish_story(mission, story=Texts.of("da", "To delegationer"), on=date(2017, 9, 11), by=officer)
    mission.refresh_from_db()
    write = {"field": "story", "by": officer}
    translating.write_version(mission, language="en", text="Two delegations", credit="Anna Berg", **write)
    translating.write_version(mission, language="sv", text="Utkast", checked=False, credit="Nobody yet", **write)
    mission.refresh_from_db()
    assert (mission.story_on, mission.story.text("da"), mission.story.text("en")) == (
        date(2017, 9, 11), "To delegationer", "Two delegations",
    )  # fmt: skip
    address = reverse("web:story", args=[mission.pk])
    english, swedish, danish = (client.get(f"{address}?{ask}") for ask in ("lang=en", "lang=sv", "lang=en&version=da"))
    assert all(part in english.content.decode() for part in ("Two delegations", "Dansk: Anna Berg", "11 Sep"))
    assert "Utkast" not in swedish.content.decode() and "Nobody yet" not in swedish.content.decode()
    assert swedish.context["told"].text == danish.context["told"].text == "To delegationer"
    type(mission).objects.update(story_on=None)
    assert client.get(address).status_code == 404
