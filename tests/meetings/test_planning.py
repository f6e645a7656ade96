"""From requests to drafts, and what a draft says about what it left out."""

from datetime import UTC, datetime

import pytest

from greendesk.calendars import services as calendar
from greendesk.kit import jobs
from greendesk.kit.errors import NotYours
from greendesk.meetings import errors, services
from greendesk.meetings.models import Meeting, TimetableVersion
from greendesk.meetings.plans import plan_of
from greendesk.meetings.sayings import why_unplaced
from greendesk.meetings.tasks import plan_versions
from tests.factories import PersonFactory
from tests.factories.meetings import NOW, ResourceFactory, asked, full_day, meeting_day, party, published

pytestmark = pytest.mark.django_db


def plan(day, by):
    return services.plan_meeting_day(day, by=by, at=NOW, moves=2000)


def test_every_accepted_request_gets_a_slot_and_a_table(desk, officer):
    day = full_day(officer, desk)
    version = plan(day, officer)

    placements = list(version.placements.all())
    assert len(placements) == 4
    assert len({(p.slot, p.table) for p in placements}) == 4
    assert {p.table for p in placements} <= {1, 2}
    assert version.facts["unplaced"] == 0
    assert version.facts["violations"] == []
    assert version.status in ("optimal", "feasible")
    assert not Meeting.objects.exists()  # a draft is only a draft


def test_no_party_sits_twice_in_a_slot(desk, officer):
    version = plan(full_day(officer, desk, guests=3, hosts=3, tables=3), officer)
    seats = [(party, p.slot) for p in version.placements.all() for party in (p.request.guest_id, p.request.host_id)]
    assert len(seats) == len(set(seats)) == 18


def test_what_has_no_place_is_named_with_its_reason(desk, officer):
    day = full_day(officer, desk, guests=3, hosts=1, slots=2)
    version = plan(day, officer)

    assert version.facts["unplaced"] == 1
    (why,) = why_unplaced(day, version.facts)
    assert why.request_id == version.facts["left_out"][0]
    assert "Customer 0" in why.text


def test_lapsed_and_declined_requests_are_not_planned(desk, officer):
    day = meeting_day(officer, desk)
    a, b, c = party(day, officer, "A"), party(day, officer, "B"), party(day, officer, "C")
    declined = asked(a, b, officer, accepted=False)
    services.answer_request(declined, accept=False, by=officer, at=NOW)
    late = asked(a, c, officer, accepted=False)
    wanted = asked(b, c, officer)

    version = services.plan_meeting_day(day, by=officer, at=late.holds_until, moves=2000)
    assert [p.request for p in version.placements.all()] == [wanted]


def test_whoever_is_busy_elsewhere_is_seated_around_it(desk, officer):
    day = meeting_day(officer, desk, slots=2)
    person = PersonFactory(desk=desk)
    a, b = party(day, officer, "A", people=[person]), party(day, officer, "B")
    asked(a, b, officer)
    calendar.book(
        calendar.resource_for(person), starts_at=datetime(2026, 9, 24, 1, 10, tzinfo=UTC),
        ends_at=datetime(2026, 9, 24, 1, 20, tzinfo=UTC), reason="the mayor", by=officer,
    )  # fmt: skip
    assert plan(day, officer).placements.get().slot == 1


def test_absent_slots_are_left_free(desk, officer):
    day = meeting_day(officer, desk, slots=3)
    asked(party(day, officer, "A", absent_slots=[0, 1]), party(day, officer, "B"), officer)
    assert plan(day, officer).placements.get().slot == 2


def test_a_pair_without_a_common_language_gets_an_interpreter(desk, officer):
    day = meeting_day(officer, desk)
    asked(party(day, officer, "A", languages=["sv"]), party(day, officer, "B", languages=["zh"]), officer)
    asked(party(day, officer, "C", languages=["en"]), party(day, officer, "D", languages=["en", "zh"]), officer)
    interpreter = ResourceFactory(desk=desk)
    services.set_interpreters(day, interpreters=[interpreter], by=officer)

    helpers = {str(p.request): p.interpreter for p in plan(day, officer).placements.all()}
    assert helpers == {"A ↔ B": interpreter, "C ↔ D": None}


def test_without_interpreters_the_pair_is_placed_and_the_draft_says_so(desk, officer):
    day = meeting_day(officer, desk)
    request = asked(party(day, officer, "A", languages=["sv"]), party(day, officer, "B", languages=["zh"]), officer)
    version = plan(day, officer)
    assert version.placements.count() == 1
    assert version.facts["without_language"] == [request.pk]


def test_a_group_meeting_seats_everybody(desk, officer):
    day = meeting_day(officer, desk)
    a, b, c, d = (party(day, officer, name) for name in "ABCD")
    asked(a, b, officer, others=[c])
    asked(c, d, officer)
    slots = {p.request.guest_id: p.slot for p in plan(day, officer).placements.all()}
    assert slots[a.pk] != slots[c.pk]  # C sits in both


def test_a_meeting_at_the_hosts_own_place_leaves_time_to_get_there(desk, officer):
    day = meeting_day(officer, desk, slots=4)
    guest = party(day, officer, "Guest")
    far = party(day, officer, "Far away", host=True, travel_min=60)
    away = asked(guest, far, officer, at_host=True)
    here = asked(guest, party(day, officer, "In the hall", host=True), officer)

    placed = {p.request_id: p for p in plan(day, officer).placements.all()}
    assert placed[away.pk].table == 0
    assert abs(placed[away.pk].slot - placed[here.pk].slot) > 2


def test_the_same_seed_gives_the_same_draft(desk, officer):
    day = full_day(officer, desk, guests=4, hosts=4, slots=6)
    first, second = plan(day, officer), plan(day, officer)
    rows = [list(v.placements.values_list("request", "slot", "table")) for v in (first, second)]
    assert rows[0] == rows[1]
    assert second.number == first.number + 1


def test_a_worker_fills_the_draft_and_may_do_so_twice(desk, officer, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    job = services.begin_planning(full_day(officer, desk), by=officer)
    version = TimetableVersion.objects.get()
    assert (version.status, version.facts["job"]) == ("planning", str(job))
    with pytest.raises(errors.StillBeingPlanned):
        services.publish_timetable(version, by=officer, at=NOW)

    assert jobs.run_waiting() == 1
    assert jobs.state(job).status == "SUCCESSFUL"
    plan_versions.call([version.pk])

    version.refresh_from_db()
    assert (version.facts["unplaced"], version.placements.count()) == (0, 4)
    assert TimetableVersion.objects.count() == 1


def test_nothing_to_plan_is_said(desk, officer):
    with pytest.raises(errors.NothingToPlan):
        plan(meeting_day(officer, desk), officer)


def test_a_stranger_plans_nothing(desk, officer, stranger):
    day = full_day(officer, desk)
    with pytest.raises(NotYours):
        plan(day, stranger)
    assert not TimetableVersion.objects.exists()


def test_a_wish_of_both_counts_double(desk, officer):
    day = meeting_day(officer, desk)
    a, b, c = (party(day, officer, name) for name in "ABC")
    asked(a, b, officer, value=100)
    asked(a, c, officer, value=100, accepted=False)
    asked(b, c, officer, value=1, accepted=False)
    assert [m.value for m in plan_of(day, at=NOW).problem.meetings] == [100, 50, 1]


class TestReplanning:
    def test_three_answers_with_their_prices(self, desk, officer):
        day = published(full_day(officer, desk, guests=3, hosts=3, slots=6), officer)
        gone = day.attendances.get(organisation__name="Customer 0")
        first = day.meetings.filter(request__host=gone).order_by("slot").first()
        services.change_attendance(gone, absent_slots=[first.slot], by=officer)

        versions = services.replan_timetable(day, by=officer, at=NOW, moves=4000)
        assert [v.facts["answer"] for v in versions] == ["stable", "balanced", "free"]
        stable = versions[0].facts
        assert stable["moved"] >= 1
        assert stable["unplaced"] == 0
        assert stable["told"] >= 2
        assert stable["moved"] <= versions[2].facts["moved"]

    def test_nothing_changed_moves_nothing(self, desk, officer):
        day = published(full_day(officer, desk), officer)
        stable = services.replan_timetable(day, by=officer, at=NOW, moves=2000)[0].facts
        assert (stable["moved"], stable["lost"], stable["new"], stable["told"]) == (0, 0, 0, 0)

    def test_before_anything_is_published_there_is_nothing_to_replan(self, desk, officer):
        with pytest.raises(errors.NothingPublished):
            services.replan_timetable(full_day(officer, desk), by=officer, at=NOW)
