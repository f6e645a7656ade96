"""Pages of meeting days: planned, published, run live, written down."""

import io
import zipfile

import pytest
from django.urls import reverse

from greendesk.directory.models import Representation
from greendesk.meetings import services
from greendesk.meetings.models import MeetingDay, TimetableVersion
from greendesk.web.desk import meetings
from tests.conftest import client_of
from tests.factories import AccountFactory
from tests.factories.meetings import NOW, asked, full_day, meeting_day, party, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings):
    """Jobs wait for a worker, as in the product."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def page(client, view, *args, **query):
    return client.get(reverse(f"web:{view}", args=args), query)


def post(client, view, *args, **data):
    return client.post(reverse(f"web:{view}", args=args), data)


def company_client(attendance, desk):
    account = AccountFactory()
    Representation.objects.create(account=account, organisation=attendance.organisation, role="export")
    return client_of(account, desk)


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_for_four(
    officer_client, officer, desk, count, django_assert_max_num_queries
):
    for _n in range(count):
        meeting_day(officer, desk)
    with django_assert_max_num_queries(8):
        answer = page(officer_client, "meeting-days")
    assert answer.content.count(b"<tr><th scope") == count


def test_others_see_only_that_the_day_takes_place(officer, desk, stranger_client):
    day = full_day(officer, desk)
    answer = page(stranger_client, "meeting-day", day.pk)
    assert answer.status_code == 200
    assert b"Firm 0" not in answer.content
    assert b"Hall 1" not in answer.content
    MeetingDay.objects.update(sharing=0)
    assert page(stranger_client, "meeting-day", day.pk).status_code == 404


def test_a_day_is_created_with_its_zone(officer_client):
    form = {
        "name": "Wuhan", "starts_on": "2026-09-24", "time_zone": "Asia/Shanghai", "tables": 5, "slot_min": 25,
        "pause_min": 5, "hold_days": 5, "sharing": 10,
    }  # fmt: skip
    wrong = post(officer_client, "meeting-day-new", **(form | {"time_zone": "Wuhan"}))
    assert b"Asia/Shanghai or Europe/Stockholm" in wrong.content
    answer = post(officer_client, "meeting-day-new", **form)
    assert answer["Location"] == reverse("web:meeting-day", args=[MeetingDay.objects.get().pk])


def test_a_session_is_typed_in_the_zone_of_the_day(officer_client, officer, desk):
    day = meeting_day(officer, desk)
    post(officer_client, "meeting-day-session", day.pk, starts_at="2026-09-24T14:00", slots=2)
    assert [f"{s.starts_at:%H:%M}" for s in day.sessions.all()] == ["01:00", "06:00"]


def test_a_refused_session_keeps_what_was_typed(officer_client, officer, desk):
    day = meeting_day(officer, desk)
    answer = post(officer_client, "meeting-day-session", day.pk, starts_at="2026-09-25T14:00", slots=2)
    assert answer.status_code == 422
    assert b'value="2026-09-25T14:00"' in answer.content
    assert day.sessions.count() == 1


def test_planning_is_left_to_a_worker_and_then_published(officer_client, officer, desk, queue):
    from greendesk.kit import jobs

    day = full_day(officer, desk)
    post(officer_client, "meeting-day-plan", day.pk)
    assert b"is being worked on" in page(officer_client, "meeting-day", day.pk).content
    jobs.run_waiting()
    drafted = page(officer_client, "meeting-day", day.pk, draft=1).content.decode()
    assert drafted.count("Firm 0 ↔ Customer") >= 2

    answer = officer_client.post(reverse("web:meeting-day-publish", args=[day.pk, 1]), follow=True)
    assert b"Version 1 is published: 4 new, 0 changed, 0 cancelled." in answer.content
    assert day.meetings.count() == 4


def test_publishing_twice_is_said_politely(officer_client, officer, desk):
    day = published(full_day(officer, desk), officer)
    answer = officer_client.post(reverse("web:meeting-day-publish", args=[day.pk, 1]), follow=True)
    assert b"already published" in answer.content


def test_drafts_say_what_has_no_place_and_where_it_could_go(officer_client, officer, desk):
    day = full_day(officer, desk, guests=3, hosts=1, slots=2)
    version = services.plan_meeting_day(day, by=officer, at=NOW, moves=500)
    (left,) = version.facts["left_out"]
    answer = page(officer_client, "meeting-day", day.pk, draft=1, pick=left).content.decode()
    assert "Without a place" in answer
    assert "Customer 0 already sits in another meeting" in answer


def test_the_grid_by_party_names_the_counterpart(officer_client, officer, desk):
    day = published(full_day(officer, desk), officer)
    answer = page(officer_client, "meeting-day", day.pk, by="people").content.decode()
    assert answer.count('scope="col">Firm') == 2
    assert "Asia/Shanghai" in answer


@pytest.mark.parametrize("guests", [2, 6])
def test_the_day_page_costs_the_same_for_few_and_for_many(
    officer_client, officer, desk, guests, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(meetings, "thread_of", lambda record, account: [])  # its cost is counted in its own tests
    day = published(full_day(officer, desk, guests=guests, hosts=2, slots=14, tables=3), officer)
    with django_assert_max_num_queries(26):
        page(officer_client, "meeting-day", day.pk)


@pytest.mark.parametrize("name", ["plan", "publish", "session", "party", "ask", "interpreters"])
def test_strangers_change_nothing(officer, desk, stranger_client, name):
    day = full_day(officer, desk)
    services.plan_meeting_day(day, by=officer, at=NOW, moves=500)
    args = (day.pk, 1) if name == "publish" else (day.pk,)
    assert post(stranger_client, f"meeting-day-{name}", *args).status_code == 404
    assert TimetableVersion.objects.count() == 1
    assert not day.meetings.exists()


class TestLive:
    def test_two_taps_say_who_came(self, officer_client, officer, desk):
        day = published(full_day(officer, desk), officer)
        meeting = day.meetings.first()
        shown = page(officer_client, "meeting-day-live", day.pk, slot=meeting.slot).content
        assert shown.count(b'name="outcome"') == 2 * day.meetings.filter(slot=meeting.slot).count()
        post(officer_client, "meeting-mark", meeting.pk, outcome="no_show")
        post(officer_client, "meeting-mark", meeting.pk, outcome="held")
        meeting.refresh_from_db()
        assert meeting.state == "held"

    def test_an_empty_chair_is_offered_to_the_waiting_list(self, officer_client, officer, desk):
        day = published(full_day(officer, desk, guests=3, hosts=1, slots=2), officer)
        empty = day.meetings.get(slot=0)
        post(officer_client, "meeting-mark", empty.pk, outcome="no_show")
        waiting = day.requests.get(meeting=None)
        shown = page(officer_client, "meeting-day-live", day.pk, slot=0).content.decode()
        assert f'value="{waiting.pk}">{waiting}' in shown
        post(officer_client, "meeting-fill", empty.pk, request=waiting.pk)
        assert (
            waiting.meeting.slot == 0
            if hasattr(waiting, "meeting")
            else day.meetings.filter(request=waiting, slot=0).exists()
        )

    def test_strangers_do_not_see_it(self, officer, desk, stranger_client):
        day = published(full_day(officer, desk), officer)
        assert page(stranger_client, "meeting-day-live", day.pk).status_code == 404
        assert post(stranger_client, "meeting-mark", day.meetings.first().pk, outcome="held").status_code == 404


class TestOneMeeting:
    def test_interest_and_next_step_are_written_down(self, officer_client, officer, desk):
        meeting = published(full_day(officer, desk), officer).meetings.first()
        form = {"outcome": "held", "guest_interest": "3", "host_interest": "2", "next_step": "Send an offer"}
        answer = post(officer_client, "meeting", meeting.pk, **form)
        assert answer.status_code == 302
        shown = page(officer_client, "meeting", meeting.pk).content
        assert b"Send an offer" in shown
        assert b"3 / 3" in shown

    def test_it_shows_where_it_could_move_and_moves(self, officer_client, officer, desk):
        meeting = published(full_day(officer, desk, slots=6), officer).meetings.first()
        assert b"Move here" in page(officer_client, "meeting", meeting.pk).content
        post(officer_client, "meeting-move", meeting.pk, slot="5")
        meeting.refresh_from_db()
        assert meeting.slot == 5

    def test_nonsense_moves_nothing(self, officer_client, officer, desk):
        meeting = published(full_day(officer, desk), officer).meetings.first()
        answer = officer_client.post(reverse("web:meeting-move", args=[meeting.pk]), {"slot": "<x>"}, follow=True)
        assert b"There is no slot" in answer.content

    def test_it_is_cancelled(self, officer_client, officer, desk):
        meeting = published(full_day(officer, desk), officer).meetings.first()
        post(officer_client, "meeting-cancel", meeting.pk)
        meeting.refresh_from_db()
        assert meeting.state == "cancelled"

    def test_strangers_do_not_see_it(self, officer, desk, stranger_client):
        meeting = published(full_day(officer, desk), officer).meetings.first()
        for name in ("meeting", "meeting-move", "meeting-cancel"):
            assert post(stranger_client, name, meeting.pk).status_code in (404, 405)
        assert page(stranger_client, "meeting", meeting.pk).status_code == 404


class TestMyMeetings:
    def test_a_company_sees_its_own_and_answers_what_it_is_asked(self, officer, desk):
        day = published(full_day(officer, desk), officer)
        mine = day.attendances.get(organisation__name="Firm 0")
        request = asked(party(day, officer, "Curious"), mine, officer, accepted=False)
        request.holds_until = request.holds_until.replace(year=2099)
        request.save()
        client = company_client(mine, desk)

        shown = page(client, "my-meetings").content.decode()
        assert shown.count("Customer 0") == shown.count("Customer 1") == 1
        assert "Firm 1" not in shown
        post(client, "meeting-answer", request.pk, answer="yes")
        request.refresh_from_db()
        assert (request.state, request.on_behalf) == ("accepted", False)

    def test_it_notes_its_own_interest_only(self, officer, desk):
        day = published(full_day(officer, desk), officer)
        mine = day.attendances.get(organisation__name="Firm 0")
        client = company_client(mine, desk)
        meeting = day.meetings.filter(request__guest=mine).first()
        assert b"host_interest" not in page(client, "meeting", meeting.pk).content
        post(client, "meeting", meeting.pk, outcome="held", guest_interest="2", host_interest="3")
        meeting.refresh_from_db()
        assert (meeting.guest_interest, meeting.host_interest) == (2, None)

    def test_the_meetings_of_others_are_not_there(self, officer, desk):
        day = published(full_day(officer, desk), officer)
        client = company_client(day.attendances.get(organisation__name="Firm 0"), desk)
        other = day.meetings.filter(request__guest__organisation__name="Firm 1").first()
        assert page(client, "meeting", other.pk).status_code == 404
        assert page(client, "timetable-ics", day.pk, other.request.guest_id).status_code == 404


class TestPapers:
    def test_everything_comes_in_one_archive(self, officer_client, officer, desk):
        day = published(full_day(officer, desk), officer)
        answer = page(officer_client, "meeting-day-papers", day.pk)
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert len(names) == 1 + 3 * 4
        assert page(officer_client, "meeting-day-wall", day.pk).content.startswith(b"%PDF")

    def test_a_company_takes_its_own(self, officer, desk):
        day = published(full_day(officer, desk), officer)
        mine = day.attendances.get(organisation__name="Firm 0")
        client = company_client(mine, desk)
        for name, begins in (
            ("timetable-paper", b"%PDF"),
            ("timetable-pocket", b"%PDF"),
            ("timetable-ics", b"BEGIN:VCALENDAR"),
        ):
            assert page(client, name, day.pk, mine.pk).content.startswith(begins)

    def test_strangers_get_none(self, officer, desk, stranger_client):
        day = published(full_day(officer, desk), officer)
        party_pk = day.attendances.first().pk
        for name, args in (
            ("meeting-day-wall", [day.pk]),
            ("meeting-day-papers", [day.pk]),
            ("timetable-paper", [day.pk, party_pk]),
            ("timetable-ics", [day.pk, party_pk]),
        ):
            assert page(stranger_client, name, *args).status_code == 404

    def test_whoever_holds_a_paper_learns_whether_it_is_the_latest(self, client, officer, desk):
        day = published(full_day(officer, desk), officer)
        services.publish_timetable(services.plan_meeting_day(day, by=officer, at=NOW, moves=500), by=officer, at=NOW)
        assert b"Yes, this is the latest" in page(client, "latest-timetable", day.pk, 2).content
        old = page(client, "latest-timetable", day.pk, 1).content
        assert b"there is a newer timetable" in old
        assert b"Firm" not in old


@pytest.mark.parametrize(
    ("form", "name"), [("request_form", "guest"), ("attendance_form", "goal"), ("session_form", "slots")]
)
def test_a_form_of_the_day_is_asked_for(officer_client, officer, desk, form, name):
    day, field = full_day(officer, desk), f'name="{name}"'.encode()
    assert field not in page(officer_client, "meeting-day", day.pk).content
    assert field in page(officer_client, "meeting-day", day.pk, open=form).content
