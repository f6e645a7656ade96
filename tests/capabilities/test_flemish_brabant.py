"""S3: the sector event, its panel, and agreements of several provinces. What other tests do not show already."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from greendesk.agreements import services as agreements
from greendesk.agreements.models import Agreement
from greendesk.atlas.loading import load_themes
from greendesk.atlas.models import Theme
from greendesk.catalogue import services as catalogue
from greendesk.catalogue.models import Company, Experience
from greendesk.desks.models import Level
from greendesk.directory import services as directory
from greendesk.events import services as events
from greendesk.followups import services as followups
from greendesk.followups.models import Lead
from greendesk.followups.queries import count_by
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking.models import Challenge, Interest
from greendesk.projects import services as projects
from greendesk.projects.access import note_access, note_gain
from greendesk.projects.models import Project
from greendesk.web.addresses import address_of
from greendesk.web.thread import thread_of
from tests.factories import (
    AgreementFactory,
    ChallengeFactory,
    CompanyFactory,
    DeskFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ThemeFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 5)
AT = datetime(2026, 2, 5, 13, tzinfo=UTC)


def nl(text):
    return Texts.of("nl", text)


@pytest.fixture
def event(desk, officer):
    return events.create_event(desk=desk, name=nl("Sectorevent"), by=officer, starts_on=ON)


def test_an_event_has_sessions_where_experiences_are_told(desk, officer, event):
    told = Experience.objects.create(desk=desk, company=CompanyFactory(desk=desk), text=nl("Zoek een partner"))
    events.add_session(
        event, name=nl("Ervaringen"), starts_at=AT, ends_at=AT.replace(hour=14), by=officer, experience=told
    )
    session = event.sessions.get()
    assert (str(session.name), session.starts_at, session.experience) == ("Ervaringen", AT, told)


def test_an_event_stands_on_the_partnership_it_builds_on(desk, officer):
    older, agreement = AgreementFactory(desk=desk), AgreementFactory(desk=desk)
    agreement.predecessor = older
    agreement.save()
    event = events.create_event(desk=desk, name=nl("Sectorevent"), by=officer, agreements=[agreement])
    thread = [(knot.record_kind, knot.pk) for knot in thread_of(event, officer)]
    assert {("agreements.agreement", older.pk), ("agreements.agreement", agreement.pk)} < set(thread)


def test_several_provinces_own_one_project(desk, officer):
    antwerp, stranger = DeskFactory(name="Antwerpen"), officer_of(DeskFactory())
    colleague = officer_of(antwerp)
    project = projects.start_project(
        desk=desk, name=nl("China Cleantech"), by=officer, co_desks=[antwerp], sharing=Level.PRIVATE
    )
    projects.learn_lesson(project, text=nl("Begin samen"), by=colleague)
    assert [Project.objects.editable_by(who).contains(project) for who in (officer, colleague, stranger)] == [
        True, True, False,
    ]  # fmt: skip


def test_firms_that_may_be_asked_are_found_by_other_desks(desk, officer, stranger):
    theme, chengdu = ThemeFactory(), PlaceFactory(code="510100", name_en="Chengdu")
    catalogue.share_experience(
        CompanyFactory(desk=desk), by=officer, text=nl("Neem tijd"), at=AT, place=chengdu, themes=[theme],
        is_mentor=True, consented=True, sharing=Level.SUMMARY,
    )  # fmt: skip
    mentors = Experience.objects.visible_to(stranger, Level.SUMMARY).filter(is_mentor=True, themes=theme)
    assert [(str(row.text), row.place) for row in mentors] == [("Neem tijd", chengdu)]


def test_a_networks_members_are_found_and_those_who_may_be_asked_marked(desk, officer, officer_client):
    network = OrganisationFactory(desk=desk, name="Cleantech Vlaanderen", kind="cluster")
    firms = [CompanyFactory(desk=desk, organisation=OrganisationFactory(desk=desk, name=n)) for n in ("Aqua", "Bodem")]
    for firm in firms:
        directory.join_network(network, member=firm.organisation, by=officer)
    told = catalogue.share_experience(
        firms[0], by=officer, text=nl("Neem tijd"), at=AT, is_mentor=True, consented=True, sharing=Level.SUMMARY
    )
    page = reverse("web:network-members", args=[network.pk])
    seen = officer_client.get(page).context
    assert [row.member.name for row in seen["page"]] == ["Aqua", "Bodem"]
    assert seen["peers"] == {firms[0].organisation_id: [told]}
    assert [row.member.name for row in officer_client.get(page + "?q=bodem").context["page"]] == ["Bodem"]


def test_a_sister_region_since_2011_with_the_code_of_its_place(desk, officer):
    chengdu = PlaceFactory(code="510100", name_en="Chengdu")
    agreement = agreements.register_agreement(
        desk=desk, by=officer, title=nl("Zusterregio"), kind="sister", place=chengdu
    )
    agreements.sign_agreement(agreement, when="2011-05-27", source="minutes", by=officer)
    kept = Agreement.objects.get()
    assert (kept.since.written(), kept.state, kept.place.code) == ("2011-05-27", "in_force", "510100")


def test_a_firm_hands_its_contact_on_as_an_introduction_to_a_client(desk, officer):
    firm, client = CompanyFactory(desk=desk), OrganisationFactory(desk=desk)
    catalogue.note_client(firm, client=client, by=officer, note=nl("via het zusterregiobureau"), source="the firm")
    assert [(row.client, str(row.note)) for row in firm.clients.all()] == [(client, "via het zusterregiobureau")]


def test_a_door_that_the_agreement_opens_is_kept_with_its_source_and_what_it_brought(desk, officer, officer_client):
    agreement, office = AgreementFactory(desk=desk), OrganisationFactory(desk=desk, name="四川省外事办公室")
    door = note_access(
        desk=desk, name=nl("Bureau buitenlandse zaken van Sichuan"), agreement=agreement, organisation=office,
        source="gedeputeerde, 2014", by=officer,
    )  # fmt: skip
    hospital = OrganisationFactory(desk=desk, name="West China Hospital")
    note_gain(door, text=nl("Ontvangst bij het ziekenhuis"), contact=hospital, on=PartialDate.parse("2015"), by=officer)
    page = officer_client.get(address_of(door)).content.decode()
    wanted = ("四川省外事办公室", "gedeputeerde, 2014", "Ontvangst bij het ziekenhuis", "West China Hospital", "2015")
    assert all(part in page for part in wanted)
    for record in (agreement, office):
        assert "Bureau buitenlandse zaken" in officer_client.get(address_of(record)).content.decode()
    assert [row["gained"] for row in officer_client.get(reverse("web:access-points")).context["rows"]] == [1]


def test_an_agreement_carries_all_its_themes(desk, officer):
    themes = [ThemeFactory(key=key) for key in ("investment", "clusters", "people", "heritage", "local-authorities")]
    agreement = agreements.register_agreement(desk=desk, by=officer, title=nl("Zusterregio"), themes=themes)
    assert set(agreement.themes.all()) == set(themes)


def test_a_theme_holds_narrower_ones(db):
    load_themes()
    assert Theme.objects.filter(parent__isnull=False).exists()
    child = Theme.objects.filter(parent__isnull=False).first()
    assert child is not None and child in child.parent.children.all()


def test_a_need_is_tagged_with_what_the_partner_asks_for(desk, officer):
    need = ChallengeFactory(desk=desk, state="sent")
    theme = ThemeFactory(key="drinking-water")
    matchmaking.triage_challenge(need, by=officer, at=AT, themes=[theme])
    assert list(Challenge.objects.filter(themes=theme, state="open")) == [need]


def test_a_policy_of_the_partner_is_cited_with_its_years(desk, officer):
    agreement = AgreementFactory(desk=desk)
    agreements.cite_policy(agreement, name=Texts.of("en", "Made in China 2025"), validity="2015/2025", by=officer)
    assert [(str(p.name), p.validity.written()) for p in agreement.policies.all()] == [
        ("Made in China 2025", "2015/2025")
    ]


def test_young_and_small_firms_are_told_apart(desk, officer):
    catalogue.register_company(
        desk=desk, by=officer, name="Nieuw BV", founded="2024", size_class="micro", employees="~6"
    )
    catalogue.register_company(desk=desk, by=officer, name="Groot NV", founded="1950", size_class="large")
    (young,) = Company.objects.filter(size_class="micro")
    assert (str(young), young.founded.written(), young.employees.written()) == ("Nieuw BV", "2024", "~6")


def test_what_stood_in_the_way_is_named_and_counted(desk, officer):
    firm = CompanyFactory(desk=desk)
    for barrier in ("unknown_market", "unknown_market", "price"):
        lead = followups.open_lead(desk=desk, title=nl("Filter"), owner=firm, on=ON, by=officer, origin_note="panel")
        followups.lose_lead(lead, barrier=barrier, on=ON, by=officer)
    assert count_by(Lead.objects.all(), "barrier") == {"unknown_market": 2, "price": 1}


def test_a_firm_says_which_partner_it_seeks_and_which_not(desk, officer):
    firm = CompanyFactory(desk=desk)
    chengdu = PlaceFactory(code="510100")
    matchmaking.declare_interest(
        firm,
        answer="now",
        on=ON,
        by=officer,
        partner_type="local distributor",
        no_go="competitor",
        wanted_places=[chengdu],
    )
    said = Interest.objects.get()
    assert (said.partner_type, said.no_go, list(said.wanted_places.all())) == (
        "local distributor",
        "competitor",
        [chengdu],
    )


def test_who_answers_for_it_politically_is_on_record_with_office_and_rank(desk, officer):
    person = PersonFactory(desk=desk)
    province = OrganisationFactory(desk=desk)
    directory.add_position(
        person, title=nl("gedeputeerde, bevoegd voor internationalisering"), organisation=province, rank=22,
        period="2018/..", by=officer,
    )  # fmt: skip
    held = person.positions.get()
    assert (held.organisation, held.rank, held.period.written()) == (province, 22, "2018/..")


def test_an_agreement_and_a_project_have_a_political_sponsor_with_role_and_years(desk, officer, officer_client):
    deputy = PersonFactory(desk=desk, family="Gedeputeerde")
    agreement = AgreementFactory(desk=desk)
    project = projects.start_project(desk=desk, name=nl("China Cleantech"), by=officer)
    for record in (agreement, project):
        directory.name_sponsor(
            record, person=deputy, role=nl("bevoegd voor internationalisering"), by=officer,
            period=PartialDate.parse("2012/2018"),
        )  # fmt: skip
        page = officer_client.get(address_of(record)).content.decode()
        assert all(part in page for part in ("Gedeputeerde", "bevoegd voor internationalisering", "2012", "2018"))
    own = officer_client.get(reverse("web:person", args=[deputy.pk])).content.decode()
    assert str(agreement) in own and "China Cleantech" in own
