"""What people carry: published, changed, moved by hand, recorded."""

from datetime import UTC, datetime

import pytest

from greendesk.calendars import errors as calendar_errors
from greendesk.calendars import services as calendar
from greendesk.calendars.models import Booking
from greendesk.directory.models import Representation
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.meetings import errors, services
from greendesk.meetings.models import Meeting, Seat
from greendesk.meetings.services.recording import could_fill
from tests.factories import AccountFactory, PersonFactory
from tests.factories.meetings import NOW, asked, full_day, meeting_day, party, published

pytestmark = pytest.mark.django_db


def test_publishing_seats_everybody_and_fills_their_calendars(desk, officer):
    day = published(full_day(officer, desk), officer)

    assert day.meetings.count() == 4
    assert Seat.objects.count() == 8
    assert Booking.objects.count() == 8
    meeting = day.meetings.first()
    assert meeting.state == "published"
    booked = set(meeting.bookings.values_list("starts_at", "ends_at"))
    assert booked == {(meeting.starts_at, meeting.ends_at)}


def test_a_person_in_two_places_is_refused_and_nothing_is_written(desk, officer):
    day = meeting_day(officer, desk, slots=1)
    person = PersonFactory(desk=desk, given="Mei", family="Wang")
    asked(party(day, officer, "A", people=[person]), party(day, officer, "B"), officer)
    version = services.plan_meeting_day(day, by=officer, at=NOW, moves=500)
    calendar.book(
        calendar.resource_for(person), starts_at=datetime(2026, 9, 24, 1, tzinfo=UTC),
        ends_at=datetime(2026, 9, 24, 2, tzinfo=UTC), reason="the mayor", by=officer,
    )  # fmt: skip

    with pytest.raises(calendar_errors.AlreadyTaken) as refusal:
        services.publish_timetable(version, by=officer, at=NOW)

    assert "Mei Wang" in str(refusal.value)
    assert "the mayor" in str(refusal.value)
    assert not Meeting.objects.exists()
    version.refresh_from_db()
    assert version.published_at is None


def test_a_draft_is_published_once(desk, officer):
    day = published(full_day(officer, desk), officer)
    with pytest.raises(errors.AlreadyPublished):
        services.publish_timetable(day.versions.get(), by=officer, at=NOW)


def test_an_old_draft_names_who_no_longer_wants_to_meet(desk, officer):
    day = meeting_day(officer, desk)
    request = asked(party(day, officer, "A"), party(day, officer, "B"), officer, accepted=False)
    version = services.plan_meeting_day(day, by=officer, at=NOW, moves=500)
    services.answer_request(request, accept=False, by=officer, at=NOW)
    with pytest.raises(errors.DraftIsOld) as refusal:
        services.publish_timetable(version, by=officer, at=NOW)
    assert "A ↔ B" in str(refusal.value)


def test_a_stranger_publishes_nothing(desk, officer, stranger):
    version = services.plan_meeting_day(full_day(officer, desk), by=officer, at=NOW, moves=500)
    with pytest.raises(NotYours):
        services.publish_timetable(version, by=stranger, at=NOW)


def test_a_second_version_keeps_the_identity_of_meetings_and_raises_their_sequence(desk, officer):
    day = published(full_day(officer, desk, guests=3, hosts=3, slots=6), officer)
    before = {m.pk: (m.slot, m.table, m.sequence) for m in day.meetings.all()}
    host = day.attendances.get(organisation__name="Customer 0")
    hit = day.meetings.filter(request__host=host).first()
    services.change_attendance(host, absent_slots=[hit.slot], by=officer)

    stable = services.replan_timetable(day, by=officer, at=NOW, moves=4000)[0]
    services.publish_timetable(stable, by=officer, at=NOW)

    after = {m.pk: (m.slot, m.table, m.sequence) for m in day.meetings.all()}
    assert after.keys() == before.keys()
    changed = {pk for pk in after if after[pk][:2] != before[pk][:2]}
    assert hit.pk in changed
    assert all(after[pk][2] == before[pk][2] + (pk in changed) for pk in after)
    assert Seat.objects.count() == Booking.objects.count() == 18


def test_a_meeting_that_is_gone_is_cancelled_and_frees_its_people(desk, officer):
    day = published(full_day(officer, desk), officer)
    gone = day.meetings.first()
    services.cancel_meeting(gone, by=officer)

    gone.refresh_from_db()
    assert (gone.state, gone.sequence) == ("cancelled", 1)
    assert gone.request.__class__.objects.get(pk=gone.request_id).state == "declined"
    assert not gone.seats.exists()
    assert Booking.objects.count() == 6


def test_a_cancelled_meeting_that_is_placed_anew_is_the_same_one(desk, officer):
    day = published(full_day(officer, desk), officer)
    gone = day.meetings.first()
    services.cancel_meeting(gone, by=officer, again=True)
    services.publish_timetable(services.plan_meeting_day(day, by=officer, at=NOW, moves=500), by=officer, at=NOW)
    gone.refresh_from_db()
    assert (gone.state, gone.sequence >= 2) == ("published", True)


class TestMovingByHand:
    def test_into_a_free_slot(self, desk, officer):
        day = published(full_day(officer, desk, slots=6), officer)
        meeting = day.meetings.first()
        services.move_meeting(meeting, slot=5, by=officer, at=NOW)
        meeting.refresh_from_db()
        assert (meeting.slot, meeting.sequence) == (5, 1)
        assert set(meeting.seats.values_list("slot", flat=True)) == {5}
        assert set(meeting.bookings.values_list("starts_at", flat=True)) == {meeting.starts_at}

    def test_onto_a_busy_party_is_refused_with_a_name(self, desk, officer):
        day = published(full_day(officer, desk, guests=1, hosts=2), officer)
        first, second = day.meetings.order_by("slot")
        with pytest.raises(errors.BreaksARule) as refusal:
            services.move_meeting(first, slot=second.slot, by=officer, at=NOW)
        assert "Firm 0" in str(refusal.value)
        assert refusal.value.field == "slot"

    def test_onto_a_taken_table_is_refused(self, desk, officer):
        day = meeting_day(officer, desk, slots=3)
        asked(party(day, officer, "A"), party(day, officer, "B"), officer)
        asked(party(day, officer, "C"), party(day, officer, "D"), officer)
        published(day, officer)
        one, other = day.meetings.order_by("pk")
        with pytest.raises((errors.TableIsTaken, errors.NoSuchTable)):
            services.move_meeting(one, slot=other.slot, table=other.table, by=officer, at=NOW)

    def test_outside_the_day_is_refused(self, desk, officer):
        day = published(full_day(officer, desk), officer)
        with pytest.raises(errors.NoSuchSlot):
            services.move_meeting(day.meetings.first(), slot=99, by=officer, at=NOW)

    def test_in_a_draft_a_request_left_out_can_be_seated(self, desk, officer):
        day = full_day(officer, desk, guests=3, hosts=1, slots=2)
        version = services.plan_meeting_day(day, by=officer, at=NOW, moves=500)
        (left,) = version.facts["left_out"]
        with pytest.raises(errors.BreaksARule):
            services.move_in_draft(version, request=day.requests.get(pk=left), slot=0, by=officer, at=NOW)
        seated = version.placements.first()
        seated_slot = seated.slot
        seated.delete()
        services.move_in_draft(version, request=day.requests.get(pk=left), slot=seated_slot, by=officer, at=NOW)
        version.refresh_from_db()
        assert version.facts["unplaced"] == 0

    def test_a_held_meeting_no_longer_moves(self, desk, officer):
        day = published(full_day(officer, desk, slots=6), officer)
        meeting = services.record_meeting(day.meetings.first(), by=officer, outcome="held")
        with pytest.raises(errors.MeetingIsOver):
            services.move_meeting(meeting, slot=5, by=officer, at=NOW)
        again = services.plan_meeting_day(day, by=officer, at=NOW, moves=500)
        assert again.placements.get(request=meeting.request).slot == meeting.slot


class TestSelfBooking:
    def test_a_party_chooses_a_slot_for_an_accepted_request(self, desk, officer):
        day = meeting_day(officer, desk, is_self_booking=True)
        request = asked(party(day, officer, "A"), party(day, officer, "B"), officer)
        manager = AccountFactory()
        Representation.objects.create(account=manager, organisation=request.guest.organisation, role="export")
        meeting = services.choose_slot(request, slot=2, by=manager, at=NOW)
        assert (meeting.slot, meeting.seats.count(), Booking.objects.count()) == (2, 2, 2)

    def test_on_other_days_the_desk_makes_the_timetable(self, desk, officer):
        day = meeting_day(officer, desk)
        request = asked(party(day, officer, "A"), party(day, officer, "B"), officer)
        manager = AccountFactory()
        Representation.objects.create(account=manager, organisation=request.guest.organisation, role="export")
        with pytest.raises(errors.ChoosesNoSlots):
            services.choose_slot(request, slot=2, by=manager, at=NOW)


class TestRecording:
    @pytest.fixture
    def meeting(self, desk, officer):
        return published(full_day(officer, desk), officer).meetings.first()

    def test_held_with_interest_and_next_step(self, meeting, officer):
        services.record_meeting(
            meeting, by=officer, guest_interest=3, host_interest=2, next_step="Send papers", note=Texts.of("en", "Warm")
        )
        meeting.refresh_from_db()
        assert (meeting.state, meeting.guest_interest, meeting.host_interest) == ("held", 3, 2)
        assert (meeting.next_step, str(meeting.note)) == ("Send papers", "Warm")

    def test_each_side_says_its_own_interest(self, meeting):
        manager = AccountFactory()
        Representation.objects.create(account=manager, organisation=meeting.request.guest.organisation, role="export")
        services.record_meeting(meeting, by=manager, guest_interest=1)
        with pytest.raises(errors.NotAtTheTable):
            services.record_meeting(meeting, by=manager, host_interest=3)
        meeting.refresh_from_db()
        assert (meeting.guest_interest, meeting.host_interest) == (1, None)

    def test_strangers_say_nothing(self, meeting, stranger):
        with pytest.raises(errors.NotAtTheTable):
            services.record_meeting(meeting, by=stranger, outcome="held")

    def test_interest_beyond_three_is_refused(self, meeting, officer):
        with pytest.raises(errors.InterestFromZeroToThree) as refusal:
            services.record_meeting(meeting, by=officer, guest_interest=4)
        assert refusal.value.field == "guest_interest"

    def test_a_no_show_is_filled_from_the_waiting_list(self, desk, officer):
        day = full_day(officer, desk, guests=3, hosts=1, slots=2)
        published(day, officer)
        empty = services.record_meeting(day.meetings.order_by("slot").first(), by=officer, outcome="no_show")
        (waiting,) = could_fill(empty, at=NOW)

        filled = services.fill_gap(empty, request=waiting, by=officer, at=NOW)

        empty.refresh_from_db()
        assert empty.state == "replaced"
        assert (filled.slot, filled.table, filled.request) == (empty.slot, empty.table, waiting)

    def test_who_sits_elsewhere_in_that_slot_cannot_fill(self, desk, officer):
        day = full_day(officer, desk, guests=2, hosts=2, slots=2)
        published(day, officer)
        extra = party(day, officer, "Extra")
        busy = day.attendances.get(organisation__name="Customer 1")
        asked(extra, busy, officer)
        meeting = day.meetings.filter(request__host__organisation__name="Customer 0").first()
        assert could_fill(meeting, at=NOW) == []
