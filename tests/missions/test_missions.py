"""From the call to a cohort that has its meetings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from greendesk.desks.models import LogEntry
from greendesk.directory.models import Consent, Representation
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.missions import errors, services
from greendesk.missions.models import Application, VettingVisit
from greendesk.missions.queries import mix_of
from greendesk.outbox.models import Message
from tests.factories import AccountFactory, AgreementFactory, CompanyFactory, PersonFactory, ThemeFactory, officer_of
from tests.factories.missions import IN_CALL, application_of, mission_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(desk, officer):
    return mission_of(desk, officer)


def test_the_period_stays_as_the_source_gives_it(desk, officer):
    mission = mission_of(desk, officer)
    mission.refresh_from_db()
    assert mission.period.written() == "XXXX-09-24/XXXX-09-27"
    assert mission.starts_on is None


def test_a_mission_belongs_to_a_desk_where_one_works(desk, stranger):
    with pytest.raises(NotYours):
        services.create_mission(desk=desk, name=Texts.of("en", "x"), by=stranger)


@pytest.mark.parametrize(
    ("on", "phase"),
    [
        (date(2026, 3, 31), "draft"),
        (date(2026, 4, 1), "call"),
        (date(2026, 4, 30), "call"),
        (date(2026, 5, 1), "selection"),
    ],
)
def test_the_phase_follows_from_the_dates(mission, on, phase):
    assert mission.phase(on) == phase


def test_the_phase_of_a_journey(mission, officer):
    mission.starts_on, mission.ends_on = date(2026, 9, 24), date(2026, 9, 27)
    mission.cohort_fixed_at = timezone.now()
    days = [date(2026, 9, 1), date(2026, 9, 25), date(2026, 9, 28)]
    assert [mission.phase(on) for on in days] == ["fixed", "travelling", "debrief"]
    assert services.close_mission(mission, by=officer).phase(days[0]) == "closed"


def test_a_call_closes_after_it_opens(mission, officer):
    with pytest.raises(errors.CallEndsBeforeItOpens) as refusal:
        services.open_call(mission, opens_on=date(2026, 4, 2), closes_on=date(2026, 4, 1), by=officer)
    assert refusal.value.field == "closes_on"


def company_account(company):
    account = AccountFactory()
    Representation.objects.create(account=account, organisation=company.organisation, role="export")
    return account


def test_a_company_applies_for_itself_while_the_call_is_open(mission, desk):
    company = CompanyFactory(desk=desk)
    account = company_account(company)
    late = mission.call_closes_on + timedelta(days=1)
    with pytest.raises(errors.CallNotOpen):
        services.apply_for_mission(mission, company=company, goal=Texts.of("en", "x"), by=account, on=late)
    with pytest.raises(NotYours):
        services.apply_for_mission(
            mission, company=CompanyFactory(desk=desk), goal=Texts.of("en", "x"), by=account, on=IN_CALL
        )

    mine = services.apply_for_mission(mission, company=company, goal=Texts.of("en", "x"), by=account, on=IN_CALL)
    assert list(Application.objects.visible_to(account)) == [mine]


def test_a_company_applies_once(mission, officer):
    company = application_of(mission, officer).company
    with pytest.raises(errors.AlreadyApplied):
        services.apply_for_mission(mission, company=company, goal=Texts.of("en", "x"), by=officer, on=IN_CALL)


def test_scores_count_on_the_criteria_of_the_mission(mission, officer):
    application = application_of(mission, officer)
    services.score_application(application, scores={"ambition": 4}, by=officer)
    scored = services.score_application(application, scores={"skill": 5}, by=officer)
    assert (scored.scores, scored.points) == ({"ambition": 4, "skill": 5}, 9)
    with pytest.raises(errors.UnknownCriterion):
        services.score_application(application, scores={"charm": 1}, by=officer)
    with pytest.raises(errors.ScoreFromZeroToFive):
        services.score_application(application, scores={"skill": 6}, by=officer)


def test_a_vetting_visit_is_read_by_officers_only(mission, desk, officer):
    visit = services.record_vetting_visit(application_of(mission, officer), note="Well run", by=officer, on="2026-05")
    assert list(VettingVisit.objects.visible_to(officer)) == [visit]
    assert not VettingVisit.objects.visible_to(officer_of(desk, "partner")).exists()


class TestFixingTheCohort:
    def test_everybody_gets_the_letter_that_fits(self, mission, officer):
        a, b, c = (application_of(mission, officer, name) for name in ("Alfa", "Beta", "Gamma"))
        drafts = services.fix_cohort(mission, accepted=[a], waiting=[b], notes={c.pk: "Too early"}, by=officer)

        states = dict(mission.applications.values_list("pk", "state"))
        assert states == {a.pk: "accepted", b.pk: "waiting", c.pk: "declined"}
        assert [d.template for d in drafts] == ["mission-accepted", "mission-waiting", "mission-declined"]
        assert all("To Wuhan" in d.body and d.state == "draft" for d in drafts)
        assert "Too early" in drafts[2].body
        assert LogEntry.objects.get(verb="mission.cohort_fixed").facts == {"accepted": 1, "waiting": 1, "all": 3}

    def test_letters_are_in_the_desks_language(self, mission, desk, officer):
        desk.language = "zh-hans"
        desk.save()
        (draft,) = services.fix_cohort(mission, accepted=[application_of(mission, officer)], by=officer)
        assert "录取通知" in draft.subject

    def test_it_is_fixed_once(self, mission, officer):
        application = application_of(mission, officer)
        services.fix_cohort(mission, accepted=[application], by=officer)
        for act in (
            lambda: services.fix_cohort(mission, accepted=[application], by=officer),
            lambda: services.shortlist(application, by=officer),
            lambda: application_of(mission, officer, "Late"),
        ):
            with pytest.raises(errors.CohortIsFixed):
                act()
        assert Message.objects.count() == 1

    def test_too_much_state_aid_stops_it_and_nothing_is_decided(self, mission, officer):
        fine = application_of(mission, officer, "Fine", state_aid_eur=Decimal(300_000))
        rich = application_of(mission, officer, "Rich", state_aid_eur=Decimal("300000.01"))
        with pytest.raises(errors.StateAidCeiling) as refusal:
            services.fix_cohort(mission, accepted=[fine, rich], by=officer)
        assert "Rich" in str(refusal.value)
        assert not Message.objects.exists()
        assert set(mission.applications.values_list("state", flat=True)) == {"sent"}

    def test_only_applicants_travel(self, mission, desk, officer):
        other = application_of(mission_of(desk, officer), officer)
        with pytest.raises(errors.NotAnApplicant):
            services.fix_cohort(mission, accepted=[other], by=officer)

    def test_a_stranger_decides_nothing(self, mission, officer, stranger):
        with pytest.raises(NotYours):
            services.fix_cohort(mission, accepted=[application_of(mission, officer)], by=stranger)

    def test_a_company_from_the_waiting_list_is_brought_in(self, mission, officer):
        a, b = application_of(mission, officer, "A"), application_of(mission, officer, "B")
        services.fix_cohort(mission, accepted=[a], waiting=[b], by=officer)
        b.refresh_from_db()
        services.bring_in(b, by=officer)
        assert mission.applications.travelling().count() == 2
        assert Message.objects.filter(template="mission-accepted").count() == 2


def test_a_crowd_and_a_gap_in_the_cohort_are_named(mission, officer):
    heat, water = ThemeFactory(key="heat"), ThemeFactory(key="water")
    mission.themes.set([heat, water])
    applications = [application_of(mission, officer, f"Firm {n}") for n in range(5)]
    for application in applications[:4]:
        application.company.themes.add(heat)

    mix = mix_of(mission, applications)
    assert mix.rivals == [(str(heat), ["Firm 0", "Firm 1", "Firm 2", "Firm 3"])]
    assert mix.uncovered == [str(water)]
    assert mix.unknown == ["Firm 4"]
    assert not mix.is_even

    applications[4].company.themes.add(ThemeFactory(key="sludge", parent=ThemeFactory(key="sewage", parent=water)))
    assert not mix_of(mission, mission.applications.all()).uncovered


def test_the_meeting_day_begins_with_the_cohort_and_stands_on_the_same_agreement(desk, officer):
    agreement = AgreementFactory(desk=desk)
    mission = mission_of(desk, officer, agreements=[agreement])
    person = PersonFactory(desk=desk, languages=["sv"])
    goes = application_of(mission, officer, "Goes", traveller=person)
    application_of(mission, officer, "Stays")
    services.fix_cohort(mission, accepted=[goes], by=officer)

    day = services.plan_mission_day(mission, name=Texts.of("en", "Day"), starts_on=date(2026, 9, 24), by=officer)

    (attendance,) = day.attendances.all()
    assert (str(attendance), str(attendance.goal), attendance.languages) == ("Goes", "sell boilers", ["sv"])
    assert list(attendance.people.all()) == [person]
    assert list(day.agreements.all()) == [agreement]
    assert list(mission.meeting_days.all()) == [day]


def test_nobody_is_quoted_without_consent(mission, desk, officer):
    person = PersonFactory(desk=desk)
    tell = {"story": Texts.of("en", "Ready to leave"), "on": date(2026, 9, 1), "by": officer, "quoted": person}
    with pytest.raises(errors.QuoteNeedsConsent):
        services.publish_story(mission, **tell)
    Consent.objects.create(person=person, scope="quote", notice="v1", given_at=timezone.now())
    assert services.publish_story(mission, **tell).quoted == person
