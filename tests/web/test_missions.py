"""Pages of missions: the call, the selection, the letters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.directory.models import Representation
from greendesk.missions import services
from greendesk.missions.models import Application, Mission
from greendesk.outbox.models import Message
from greendesk.web.desk import missions
from tests.conftest import client_of
from tests.factories import AccountFactory, CompanyFactory
from tests.factories.missions import application_of, mission_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(desk, officer):
    return mission_of(desk, officer)


def page(client, view, *args, **query):
    return client.get(reverse(f"web:{view}", args=args), query)


def post(client, view, *args, follow=False, **data):
    return client.post(reverse(f"web:{view}", args=args), data, follow=follow)


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_for_four(
    officer_client, officer, desk, count, django_assert_max_num_queries
):
    for _n in range(count):
        application_of(mission_of(desk, officer), officer)
    with django_assert_max_num_queries(8):
        answer = page(officer_client, "missions")
    assert answer.content.count(b"<tr><th scope") == count


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_one_applicant_and_for_six(
    officer_client, officer, desk, mission, count, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(missions, "thread_of", lambda record, account: [])  # its cost is counted in its own tests
    for n in range(count):
        application_of(mission, officer, f"Firm {n}")
    with django_assert_max_num_queries(25):
        page(officer_client, "mission", mission.pk)


def test_only_the_form_that_is_asked_for_stands_on_the_page(officer_client, mission):
    answer = page(officer_client, "mission", mission.pk)
    assert b'name="due_on"' not in answer.content
    assert f'href="/missions/{mission.pk}/?open=task_form#open"'.encode() in answer.content
    answer = page(officer_client, "mission", mission.pk, open="task_form")
    assert b'<details id="open" open>' in answer.content
    assert b'name="due_on"' in answer.content


def test_others_see_that_somebody_travels_and_no_more(mission, officer, stranger_client):
    application_of(mission, officer, "Hidden AB")
    answer = page(stranger_client, "mission", mission.pk)
    assert answer.status_code == 200
    assert b"Hidden AB" not in answer.content
    assert b"To Wuhan" not in answer.content
    Mission.objects.update(sharing=0)
    assert page(stranger_client, "mission", mission.pk).status_code == 404


def test_a_mission_keeps_an_incomplete_date(officer_client):
    form = {
        "name": "Wuhan",
        "period": "XXXX-09-24/XXXX-09-27",
        "cohort_size": "~15",
        "criteria": "ambition, skill",
        "sharing": 10,
    }
    answer = post(officer_client, "mission-new", **form, follow=True)
    mission = Mission.objects.get()
    assert mission.period.written() == "XXXX-09-24/XXXX-09-27"
    assert mission.criteria == ["ambition", "skill"]
    assert b"about 15" in answer.content


def test_dates_the_wrong_way_round_are_named(officer_client):
    form = {"name": "Wuhan", "starts_on": "2026-09-27", "ends_on": "2026-09-24", "sharing": 10}
    answer = post(officer_client, "mission-new", **form)
    assert b"The last day cannot be before the first." in answer.content
    assert not Mission.objects.exists()


def test_a_call_that_closes_before_it_opens_keeps_what_was_typed(officer_client, mission):
    answer = post(officer_client, "mission-call", mission.pk, opens_on="2026-05-02", closes_on="2026-05-01")
    assert answer.status_code == 422
    assert b'value="2026-05-02"' in answer.content
    assert b"The call cannot close before it opens." in answer.content


def test_the_desk_enters_an_application(officer_client, mission, desk):
    company = CompanyFactory(desk=desk)
    post(officer_client, "mission-enter", mission.pk, company=company.pk, goal="sell boilers")
    assert str(Application.objects.get().goal) == "sell boilers"


def test_from_scores_to_letters(officer_client, mission, officer):
    best, other = application_of(mission, officer, "Best"), application_of(mission, officer, "Other")
    post(officer_client, "application-score", best.pk, **{"score-0": "5", "score-1": "4", "shortlist": "on"})
    shown = page(officer_client, "mission", mission.pk).content.decode()
    assert shown.index("Best") < shown.index("Other")

    form = {f"decision-{best.pk}": "accepted", f"decision-{other.pk}": "waiting", f"note-{other.pk}": "Full for now"}
    answer = post(officer_client, "mission-fix", mission.pk, **form, follow=True)
    assert b"2 letters wait in the outbox" in answer.content
    assert "Full for now" in Message.objects.get(template="mission-waiting").body
    post(officer_client, "application-bring-in", other.pk)
    other.refresh_from_db()
    assert other.state == "accepted"


def test_nobody_chosen_is_said_politely(officer_client, mission, officer):
    application_of(mission, officer)
    answer = post(officer_client, "mission-fix", mission.pk, follow=True)
    assert b"Choose at least one company" in answer.content
    assert not Message.objects.exists()


def test_a_vetting_visit_is_noted(officer_client, mission, officer):
    application = application_of(mission, officer)
    post(officer_client, "application-vetting", application.pk, on="2026-05", note="Tidy workshop")
    assert b"Tidy workshop" in page(officer_client, "mission", mission.pk).content


def test_a_meeting_day_begins_with_the_cohort(officer_client, mission, officer):
    services.fix_cohort(mission, accepted=[application_of(mission, officer, "Goes")], by=officer)
    post(officer_client, "mission-day", mission.pk, name="Wuhan day", starts_on="2026-09-24", tables="4")
    day = mission.meeting_days.get()
    assert [str(a) for a in day.attendances.all()] == ["Goes"]
    assert b"Wuhan day" in page(officer_client, "mission", mission.pk).content


def test_the_story_is_told_and_the_mission_closed(officer_client, mission):
    post(officer_client, "mission-story", mission.pk, story="Ready to leave for Wuhan")
    assert b"Ready to leave for Wuhan" in page(officer_client, "mission", mission.pk).content
    post(officer_client, "mission-close", mission.pk)
    mission.refresh_from_db()
    assert mission.closed_at is not None


@pytest.mark.parametrize(
    "view", ["mission-call", "mission-enter", "mission-fix", "mission-day", "mission-story", "mission-close"]
)
def test_strangers_change_no_mission(stranger_client, mission, view):
    assert post(stranger_client, view, mission.pk).status_code == 404


@pytest.mark.parametrize("view", ["application-score", "application-vetting", "application-bring-in"])
def test_strangers_change_no_application(stranger_client, mission, officer, view):
    assert post(stranger_client, view, application_of(mission, officer).pk).status_code == 404


class TestAsACompany:
    @pytest.fixture
    def company(self, desk):
        return CompanyFactory(desk=desk)

    @pytest.fixture
    def its_client(self, company, desk):
        account = AccountFactory()
        Representation.objects.create(account=account, organisation=company.organisation, role="export")
        return client_of(account, desk)

    def open(self, mission, officer, days=5):
        today = timezone.localdate()
        services.open_call(
            mission, opens_on=today - timedelta(days=9), closes_on=today + timedelta(days=days), by=officer
        )

    def test_it_applies_for_itself(self, its_client, company, mission, officer):
        self.open(mission, officer)
        post(its_client, "mission-apply", mission.pk, company=company.pk, goal="a partner")
        assert Application.objects.get().company == company

    def test_it_cannot_apply_for_another(self, its_client, desk, mission, officer):
        self.open(mission, officer)
        post(its_client, "mission-apply", mission.pk, company=CompanyFactory(desk=desk).pk, goal="x")
        assert not Application.objects.exists()

    def test_a_closed_call_is_not_there(self, its_client, mission, officer):
        self.open(mission, officer, days=-1)
        assert page(its_client, "mission-apply", mission.pk).status_code == 404
