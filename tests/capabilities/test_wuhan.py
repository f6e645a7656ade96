"""S0: the mission to Wuhan. What other tests of the rooms do not show already."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from greendesk.catalogue import services as catalogue
from greendesk.desks import housekeeping
from greendesk.desks.models import Role
from greendesk.directory.cards import card_of_desk
from greendesk.directory.models import Consent
from greendesk.directory.services import give_consent
from greendesk.effects import services as effects
from greendesk.effects.models import Effort
from greendesk.kit import papers
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking.models import Decision, ReadinessCheck
from greendesk.meetings.models import Meeting, TimetableVersion
from greendesk.meetings.sheets import timetable_sheet
from greendesk.missions import services as missions
from greendesk.visits import services as visits
from greendesk.web.briefing import briefing_of
from greendesk.web.outcomes import guests_before, outcomes_of
from tests.conftest import client_of
from tests.factories import (
    AgreementFactory,
    CompanyFactory,
    DeskFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ThemeFactory,
)
from tests.factories.followups import ClaimFactory, LeadFactory
from tests.factories.matchmaking import SuggestionFactory, biogas_company, food_waste_need, representative_of
from tests.factories.meetings import asked, party
from tests.factories.missions import application_of, mission_of
from tests.factories.visits import FIRST, NOW, TODAY, DelegationFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 10, 8, tzinfo=UTC)


def en(text):
    return Texts.of("en", text)


def test_an_adviser_at_home_is_taken_on_and_answers_for_a_silent_company(desk, officer):
    member = housekeeping.invite_member(desk, email="een@example.org", name="Adviser", role=Role.ADVISER, by=officer)
    suggestion = SuggestionFactory(desk=desk)
    matchmaking.decide_on_suggestion(suggestion, side="company", answer="interested", by=member.account, at=AT)
    decision = Decision.objects.get()
    assert (decision.suggestion, decision.by, decision.on_behalf) == (suggestion, member.account, True)


def test_the_hit_rate_is_told_by_kind_of_reason_by_adviser_and_by_meeting_day(desk, officer, officer_client):
    adviser = housekeeping.invite_member(desk, email="een@example.org", name="Adviser", role=Role.ADVISER, by=officer)
    day = missions.plan_mission_day(mission_of(desk, officer), name=en("Wuhan"), starts_on=AT.date(), by=officer)
    for number in range(10):
        row = SuggestionFactory(desk=desk, reasons={"agree": [["capacity", "100 t", "100 t"]]})
        answer = "interested" if number < 4 else "never"
        matchmaking.decide_on_suggestion(row, side="company", answer=answer, by=adviser.account, at=AT)
        sides = party(day, officer, f"Firm {number}"), party(day, officer, f"Customer {number}", host=True)
        asked(*sides, officer, suggestion=row)
    hits = officer_client.get(reverse("web:hit-rate")).context["hits"]
    for rows, name in ((hits.by_kind, "figures that agree"), (hits.by_adviser, "Adviser"), (hits.by_day, "Wuhan")):
        assert [(row.name, row.number, row.shares[0]) for row in rows] == [(name, 10, (0.4, 4))]


def test_a_matcher_at_the_partners_side_signs_in_and_reads_without_changing(desk, officer):
    mission = mission_of(desk, officer)
    partner = housekeeping.invite_member(
        desk, email="wuhan@example.org", name="Matcher", role=Role.PARTNER, by=officer
    ).account
    assert list(type(mission).objects.visible_to(partner)) == [mission]
    with pytest.raises(NotYours):
        missions.close_mission(mission, by=partner)


def test_a_matcher_at_the_partners_side_proposes_a_match_and_the_desk_accepts_it(desk, officer, officer_client):
    mission = mission_of(desk, officer, place=PlaceFactory(code="420000", kind="province", name_en="Hubei"))
    company = biogas_company(desk)
    missions.apply_for_mission(mission, company=company, goal=en("sell"), by=officer, on=AT.date())
    need = food_waste_need(desk, place=mission.place, state="open")
    matcher = housekeeping.invite_member(
        desk, email="wuhan@example.org", name="Ms Wang", role=Role.PARTNER, by=officer
    ).account
    theirs = client_of(matcher, desk)
    form = {"challenge": need.pk, "company": company.pk, "reason": "The city asked for exactly this plant"}
    assert theirs.post(reverse("web:mission-propose", args=[mission.pk]), form).status_code == 302
    proposal = mission.proposals.get()
    waiting = officer_client.get(reverse("web:today")).context["lists"][3].lines
    assert "Ms Wang proposes this match" in [line.why for line in waiting]
    assert "The city asked" in officer_client.get(reverse("web:challenge", args=[need.pk])).content.decode()
    address = reverse("web:proposal-answer", args=[proposal.pk])
    assert theirs.post(address, {"answer": "accept"}).status_code == 404
    officer_client.post(address, {"answer": "accept"})
    proposal.refresh_from_db()
    made = proposal.suggestion
    assert (proposal.state, made.state, made.company, made.challenge) == ("accepted", "pinned", company, need)
    assert made.override_reason == "Ms Wang: The city asked for exactly this plant"


def test_a_pitch_follows_its_company_to_the_meeting_day(desk, officer):
    pitch = Texts.from_plain({"sv": "Vi bygger pannor", "zh-hans": "我们制造锅炉"})
    mission = mission_of(desk, officer)
    missions.fix_cohort(mission, accepted=[application_of(mission, officer, pitch=pitch)], by=officer, at=AT)
    day = missions.plan_mission_day(mission, name=en("Wuhan"), starts_on=date(2026, 9, 24), by=officer)
    travels = day.attendances.get()
    assert travels.pitch.text("zh-hans") == "我们制造锅炉"
    paper = papers.render("meetings/timetable", timetable_sheet(travels, public_url="", langs=("sv", "zh-hans")))
    printed = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert all(pitched in printed for pitched in ("Vi bygger pannor", "我们制造锅炉"))


def test_slides_go_with_the_pitch_from_the_application_to_the_meeting_day(
    desk, officer, officer_client, stranger_client
):
    mission = mission_of(desk, officer)
    application = application_of(mission, officer, pitch=Texts.of("zh-hans", "我们制造锅炉"))
    slides = missions.keep_slides(application, name="锅炉.pdf", content=b"%PDF-1.7 boilers", by=officer, language="zh")
    missions.fix_cohort(mission, accepted=[application], by=officer, at=AT)
    day = missions.plan_mission_day(mission, name=en("Wuhan"), starts_on=date(2026, 9, 24), by=officer)
    address = reverse("web:slides", args=[slides.pk])
    for page in (reverse("web:mission", args=[mission.pk]), reverse("web:meeting-day", args=[day.pk])):
        assert address in officer_client.get(page).content.decode()
        assert address not in stranger_client.get(page).content.decode()
    assert b"".join(officer_client.get(address).streaming_content) == b"%PDF-1.7 boilers"
    assert stranger_client.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["call", "site", "meeting"])
def test_a_programme_abroad_holds_visits_of_several_kinds(desk, officer, kind):
    abroad = DelegationFactory(desk=desk, direction="out", hotel_lat=None, hotel_lon=None)
    starts_at = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=UTC)
    factory = catalogue.add_site(desk=desk, by=officer, name=en("Boiler works"), is_abroad=True)
    site = {"site": factory} if kind == "site" else {"title": en("Water fair")}
    added = visits.add_stop(abroad, kind=kind, starts_at=starts_at, by=officer, today=TODAY, now=NOW, **site)
    assert [(stop.kind, stop.starts_at) for stop in abroad.programmes.get().stops.all()] == [(kind, starts_at)]
    assert added.stop.site == site.get("site")


def test_the_organisers_hours_on_authorities_are_written_down(desk, officer):
    mission = mission_of(desk, officer)
    effects.record_effort(
        desk=desk, activity="outbound", role="Visas and authorities", minutes=600, mission=mission, by=officer
    )
    assert [(row.role, row.minutes) for row in mission.efforts.all()] == [("Visas and authorities", 600)]
    assert Effort.objects.outbound().count() == 1


def test_the_organisers_tasks_have_an_owner_and_a_day_and_come_back_when_they_are_due(desk, officer, officer_client):
    mission, today = mission_of(desk, officer), timezone.localdate()
    guide = PersonFactory(desk=desk)
    late = missions.plan_task(mission, text=en("Visas"), account=officer, due_on=today - timedelta(days=1), by=officer)
    missions.plan_task(mission, text=en("Interpreter"), person=guide, due_on=today + timedelta(days=9), by=officer)
    shown = officer_client.get(reverse("web:mission", args=[mission.pk])).context["tasks"]
    assert [(str(task["row"]), task["row"].owner, task["is_late"]) for task in shown] == [
        ("Visas", officer.name, True),
        ("Interpreter", guide.both, False),
    ]
    due = officer_client.get(reverse("web:today")).context["lists"][0].lines
    assert [(line.what, line.who, line.is_late) for line in due] == [("Visas", officer.name, True)]
    officer_client.post(due[0].verb_url)
    late.refresh_from_db()
    assert late.done_on == today
    assert officer_client.get(reverse("web:today")).context["lists"][0].lines == []


def test_each_readiness_check_stands_beside_the_earlier_ones(desk, officer):
    company = CompanyFactory(desk=desk)
    for on, staff in ((date(2026, 1, 1), "no"), (date(2026, 6, 1), "yes")):
        matchmaking.record_readiness(company, answers={"staff": staff}, on=on, by=officer, goal=en("sell"))
    assert [check.answers["staff"] for check in company.readiness.all()] == ["yes", "no"]
    assert not ReadinessCheck.objects.visible_to(representative_of(OrganisationFactory())).exists()


def test_the_goal_a_company_states_is_kept_with_its_application(desk, officer):
    mission = mission_of(desk, officer)
    company = CompanyFactory(desk=desk)
    missions.apply_for_mission(
        mission, company=company, goal=Texts.of("sv", "Sälja värmepannor i Hubei"), by=officer, on=AT.date()
    )
    assert mission.applications.get(company=company).goal.text("sv") == "Sälja värmepannor i Hubei"


def test_a_solution_carries_its_codes_and_its_words(desk, officer):
    company = CompanyFactory(desk=desk)
    catalogue.add_solution(
        desk=desk, by=officer, companies=[company], name=Texts.of("sv", "Ackumulatortank"), hs_code="8403.10",
        cpv_code="44621000",
    )  # fmt: skip
    solution = company.solutions.get()
    assert (str(solution), solution.hs_code, solution.cpv_code) == ("Ackumulatortank", "8403.10", "44621000")


def test_earlier_guests_stand_beside_the_later_mission_on_the_page_of_their_province(desk, officer):
    hubei = PlaceFactory(code="420000", kind="province", name_en="Hubei")
    wuhan = PlaceFactory(code="420100", name_en="Wuhan", parent=hubei)
    guests = DelegationFactory(desk=desk, place=wuhan)
    mission = mission_of(desk, officer, place=hubei)
    seen = briefing_of(hubei, officer, TODAY)
    assert [[row.pk for row in rows] for rows in (seen.delegations, seen.missions)] == [[guests.pk], [mission.pk]]


def test_the_desks_card_names_where_to_write(desk):
    desk.name, desk.email, desk.address, desk.phone = "Desk Dalarna", "desk@example.org", "Storgatan 1", "+46 23 00"
    card = card_of_desk(desk)
    assert all(fact in card for fact in ("FN:Desk Dalarna", "desk@example.org", "Storgatan 1", "+46 23 00"))


def test_a_story_quotes_who_agreed_and_is_dated(desk, officer):
    mission, person = mission_of(desk, officer), PersonFactory(desk=desk)
    give_consent(person, scope=Consent.Scope.QUOTE, notice="eu-1", at=AT, by=officer)
    told = missions.publish_story(
        mission, story=Texts.of("sv", "Klara för avresa"), on=AT.date(), by=officer, quoted=person
    )
    told.refresh_from_db()
    assert (told.story.text("sv"), told.quoted, told.story_on) == ("Klara för avresa", person, AT.date())


def test_a_mission_stands_on_the_agreement_between_the_regions(desk, officer):
    agreement = AgreementFactory(desk=desk)
    mission = mission_of(desk, officer, agreements=[agreement])
    assert list(agreement.missions.all()) == [mission]


def test_the_goal_stands_beside_what_came_of_it(desk, officer, officer_client):
    mission = mission_of(desk, officer)
    taken, other = application_of(mission, officer, name="Taken"), application_of(mission, officer, name="Left")
    missions.fix_cohort(mission, accepted=[taken], by=officer, at=AT)
    day = missions.plan_mission_day(mission, name=en("Wuhan"), starts_on=date(2026, 9, 24), by=officer)
    wish = asked(day.attendances.get(), party(day, officer, "Customer", host=True), officer)
    version = TimetableVersion.objects.create(day=day, number=1)
    meeting = Meeting.objects.create(
        day=day, request=wish, version=version, slot=0, table=1, starts_at=AT, ends_at=AT + timedelta(minutes=25),
        state="held",
    )  # fmt: skip
    lead = LeadFactory(desk=desk, owner=taken.company, meeting=meeting, origin_note="")
    LeadFactory(desk=desk, owner=taken.company)
    claim = ClaimFactory(desk=desk, lead=lead)
    seen = outcomes_of(mission, officer, mission.applications.all())
    assert [(row.application, row.meetings, row.leads, row.effects) for row in seen] == [(taken, 1, [lead], [claim])]
    page = officer_client.get(reverse("web:mission", args=[mission.pk])).context["outcomes"]
    assert page == seen
    assert other not in [row.application for row in page]


def test_a_mission_shows_the_guests_who_came_from_its_province_before(desk, officer, officer_client):
    heat, soil = ThemeFactory(), ThemeFactory()
    hubei = PlaceFactory(code="420000", kind="province", name_en="Hubei")
    wuhan = PlaceFactory(code="420100", name_en="Wuhan", parent=hubei)
    earlier, later = (
        DelegationFactory(desk=desk, place=wuhan),
        DelegationFactory(desk=desk, place=wuhan, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 2)),
    )
    DelegationFactory(desk=desk, place=PlaceFactory())
    DelegationFactory(place=wuhan, sharing=0)
    earlier.themes.add(heat, soil)
    mission = mission_of(desk, officer, place=wuhan, starts_on=date(2026, 9, 24), ends_on=date(2026, 9, 27))
    mission.themes.add(heat)
    assert later.starts_on > mission.starts_on
    seen = [(shown.pk, themes) for shown, themes in guests_before(mission, officer, TODAY)]
    assert seen == [(earlier.pk, [heat])]
    assert len(officer_client.get(reverse("web:mission", args=[mission.pk])).context["guests"]) == 1


def test_anybody_finds_whom_to_write_to(desk, client):
    DeskFactory(name="Silent", email="", phone="", address="")
    type(desk).objects.filter(pk=desk.pk).update(email="desk@example.org", address="Storgatan 1", phone="+46 23 00")
    page = client.get(reverse("web:contact"))
    assert [row.pk for row in page.context["desks"]] == [desk.pk]
    assert all(fact in page.content.decode() for fact in ("Storgatan 1", "mailto:desk@example.org", "tel:+462300"))
    assert "Storgatan 1" in client.get(reverse("web:contact-card", args=[desk.key])).content.decode()
