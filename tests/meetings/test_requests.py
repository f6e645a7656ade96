"""Asked, answered, lapsed."""

from datetime import UTC, datetime, timedelta

import pytest

from greendesk.desks.models import LogEntry
from greendesk.directory.models import Representation
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.meetings import errors, services
from greendesk.meetings.models import MeetingDay
from greendesk.meetings.queries import slots_of
from tests.factories import AccountFactory
from tests.factories.meetings import NOW, ON, asked, meeting_day, party

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(desk, officer):
    return meeting_day(officer, desk)


def test_slots_follow_each_other_with_a_pause(desk, officer):
    day = meeting_day(officer, desk, slots=2, sessions=2)
    moments = slots_of(day)
    assert [(m.number, m.session, f"{m.starts_at:%H:%M}–{m.ends_at:%H:%M}") for m in moments] == [
        (0, 0, "01:00–01:25"), (1, 0, "01:30–01:55"), (2, 1, "05:00–05:25"), (3, 1, "05:30–05:55"),
    ]  # fmt: skip


def test_a_day_belongs_to_a_desk_where_one_works(desk, stranger):
    with pytest.raises(NotYours):
        services.create_meeting_day(desk=desk, name=Texts.of("en", "x"), starts_on=ON, by=stranger)
    assert not MeetingDay.objects.exists()


def test_an_unknown_zone_is_named(desk, officer):
    with pytest.raises(errors.UnknownZone) as refusal:
        services.create_meeting_day(
            desk=desk, name=Texts.of("en", "x"), starts_on=ON, by=officer, time_zone="Asia/Wuhan"
        )
    assert (refusal.value.field, "Asia/Wuhan" in str(refusal.value)) == ("time_zone", True)


def test_a_session_lies_on_its_day_in_the_zone_of_the_day(day, officer):
    late = datetime(2026, 9, 23, 15, tzinfo=UTC)  # 23:00 on the 23rd in Wuhan
    with pytest.raises(errors.SessionOutsideDay):
        services.add_session(day, starts_at=late, slots=1, by=officer)
    assert day.sessions.count() == 1


def test_sessions_do_not_overlap(day, officer):
    with pytest.raises(errors.SessionsOverlap):
        services.add_session(day, starts_at=datetime(2026, 9, 24, 2, tzinfo=UTC), slots=1, by=officer)


def test_a_request_counts_until_its_deadline(day, officer):
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer, accepted=False)
    assert request.holds_until == NOW + timedelta(days=5)
    assert list(day.requests.standing(NOW)) == [request]
    assert not day.requests.standing(request.holds_until).exists()


def test_unanswered_requests_lapse_once(day, officer):
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer, accepted=False)
    assert services.lapse_requests(request.holds_until - timedelta(seconds=1)) == 0
    assert services.lapse_requests(request.holds_until) == 1
    assert services.lapse_requests(request.holds_until) == 0
    request.refresh_from_db()
    assert request.state == "lapsed"


def test_an_accepted_request_never_lapses(day, officer):
    asked(party(day, officer, "A"), party(day, officer, "B"), officer)
    assert services.lapse_requests(NOW + timedelta(days=99)) == 0


def test_too_late_an_answer_is_refused(day, officer):
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer, accepted=False)
    with pytest.raises(errors.RequestHasLapsed):
        services.answer_request(request, accept=True, by=officer, at=request.holds_until)


def test_an_answer_by_the_desk_is_marked_as_such(day, officer):
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer)
    assert (request.state, request.on_behalf) == ("accepted", True)
    assert LogEntry.objects.get(verb="meeting.request_accepted").facts["on_behalf"] is True


def test_a_party_answers_for_itself_only(day, officer):
    guest, host = party(day, officer, "A"), party(day, officer, "B", host=True)
    manager = AccountFactory()
    Representation.objects.create(account=manager, organisation=host.organisation, role="export")
    mine = asked(guest, host, officer, accepted=False)
    other = asked(guest, party(day, officer, "C", host=True), officer, accepted=False)

    answered = services.answer_request(mine, accept=False, by=manager, at=NOW)
    assert (answered.state, answered.on_behalf) == ("declined", False)
    with pytest.raises(NotYours):
        services.answer_request(other, accept=True, by=manager, at=NOW)


def test_an_answer_is_given_once(day, officer):
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer)
    with pytest.raises(errors.AlreadyAnswered):
        services.answer_request(request, accept=False, by=officer, at=NOW)


def test_nobody_meets_themselves_or_asks_twice(day, officer):
    a, b = party(day, officer, "A"), party(day, officer, "B")
    with pytest.raises(errors.NobodyMeetsThemselves):
        asked(a, a, officer)
    asked(a, b, officer)
    for guest, host in ((a, b), (b, a)):
        with pytest.raises(errors.AlreadyAsked):
            asked(guest, host, officer)


def test_only_those_of_the_day_are_asked(day, desk, officer):
    elsewhere = party(meeting_day(officer, desk), officer, "B")
    with pytest.raises(errors.NotOnThisDay):
        asked(party(day, officer, "A"), elsewhere, officer)


def test_a_stranger_asks_for_nobody(day, officer, stranger):
    a, b = party(day, officer, "A"), party(day, officer, "B")
    with pytest.raises(NotYours):
        services.request_meeting(day, guest=a, host=b, by=stranger, at=NOW)
