"""The programme: drafted, moved by hand with the rules in sight, confirmed, sent, repaired, reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from greendesk.calendars.errors import AlreadyTaken
from greendesk.calendars.models import BusyCell, Holiday, Resource
from greendesk.desks.models import Account, Desk, GuestLink
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.outbox.models import Message
from greendesk.visits import errors, services, signals
from greendesk.visits.feeds import calendar_of
from greendesk.visits.models import Delegation, HostAnswer, Programme, Stop, StopState
from greendesk.visits.rules import broken_rules
from greendesk.visits.states import state_on
from tests.factories.visits import FIRST, LAST, NOW, TODAY, drafted, guests, ladder, town

ZONE = ZoneInfo("Europe/Copenhagen")


def at(hour: int, minute: int = 0, *, day: object = FIRST) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)  # type: ignore[attr-defined]


def newest(delegation: Delegation) -> Programme:
    programme = delegation.programmes.first()
    assert programme is not None
    return programme


def visits_of(delegation: Delegation) -> dict[str, Stop]:
    return {str(stop.site): stop for stop in newest(delegation).stops.standing() if stop.site}


@pytest.fixture
def planned(desk: Desk, officer: Account) -> Delegation:
    town(desk)
    return drafted(guests(desk), officer)


def test_a_draft_holds_all_rules_and_says_why_a_site_is_left_out(planned: Delegation) -> None:
    assert broken_rules(planned, today=TODAY, now=NOW) == ()
    assert set(visits_of(planned)) == {
        "Heat plant",
        "Sea water heat pump",
        "Solar field",
        "Biogas plant",
        "Waste water works",
    }
    left = newest(planned).left_out
    assert [(row["rule"], row["most"], row["size"]) for row in left] == [("capacity", 8, 12)]
    assert all(stop.travel_source for stop in visits_of(planned).values())
    assert state_on(planned, TODAY).code == "programme"


def test_the_job_writes_the_draft_and_drafting_again_changes_nothing(
    desk: Desk, officer: Account, run_jobs: Callable[[], int]
) -> None:
    town(desk)
    delegation = guests(desk, starts_on=TODAY + timedelta(days=3650), ends_on=TODAY + timedelta(days=3651))

    def rows() -> list[tuple[object, ...]]:
        stops = newest(delegation).stops.order_by("starts_at")
        return [(stop.uid, stop.starts_at, stop.ends_at, str(stop.title), stop.travel_min) for stop in stops]

    services.draft_programme(delegation, by=officer)
    assert run_jobs() == 1
    first = rows()
    assert len(first) > 4
    for _time in range(2):
        services.draft_programme(delegation, by=officer)
        run_jobs()
        assert rows() == first
    assert delegation.programmes.count() == 1


def test_days_and_a_hotel_are_needed(desk: Desk, officer: Account) -> None:
    town(desk)
    with pytest.raises(errors.NoDays):
        services.draft_programme(guests(desk, starts_on=None, ends_on=None), by=officer)
    with pytest.raises(errors.NoHotel):
        services.draft_programme(guests(desk, hotel_lat=None), by=officer)


def test_closed_days_and_other_guests_keep_a_site_free(desk: Desk, officer: Account) -> None:
    sites = town(desk)
    for day in (FIRST, LAST):
        Holiday.objects.create(country_code="DK", on=day, name="Golden days")
    delegation = drafted(guests(desk), officer)

    assert visits_of(delegation) == {}
    assert {row["rule"] for row in newest(delegation).left_out} == {"closed", "capacity"}
    why = next(row for row in newest(delegation).left_out if row["site"] == sites["Heat plant"].pk)["days"]
    assert "Golden days" in why[FIRST.isoformat()]


def test_two_delegations_never_meet_at_one_site(planned: Delegation, officer: Account, desk: Desk) -> None:
    second = drafted(guests(desk), officer)
    mine, theirs = visits_of(planned), visits_of(second)

    assert theirs
    for name in mine.keys() & theirs.keys():
        assert mine[name].ends_at <= theirs[name].starts_at or theirs[name].ends_at <= mine[name].starts_at


def test_a_reception_stays_at_its_minute_when_the_rest_is_planned_anew(planned: Delegation, officer: Account) -> None:
    services.add_stop(
        planned, kind="reception", starts_at=at(15, 3), by=officer, today=TODAY, now=NOW, lat=54.909, lon=9.789,
        title=Texts.of("en", "Mayor"), anyway=True,
    )  # fmt: skip
    drafted(planned, officer)

    reception = newest(planned).stops.get(kind="reception")
    assert reception.starts_at == at(15, 3)
    assert broken_rules(planned, today=TODAY, now=NOW) == ()


def test_a_must_enters_and_a_never_stays_out(planned: Delegation, officer: Account, desk: Desk) -> None:
    sites = {str(stop.site): stop.site for stop in newest(planned).stops.all() if stop.site}
    services.wish_for_site(planned, site=sites["Heat plant"], must=False, by=officer)  # type: ignore[arg-type]
    drafted(planned, officer)

    assert "Heat plant" not in visits_of(planned)
    assert "never" in {row["rule"] for row in newest(planned).left_out}


def test_moving_a_stop_against_the_rules_is_refused_with_its_sentence(planned: Delegation, officer: Account) -> None:
    stop = visits_of(planned)["Heat plant"]

    with pytest.raises(errors.RulesBroken) as refusal:
        services.move_stop(stop, starts_at=at(19), by=officer, today=TODAY, now=NOW)
    assert "Heat plant is not open" in str(refusal.value)
    stop.refresh_from_db()
    assert stop.starts_at.astimezone(ZONE).hour < 19

    checked = services.move_stop(stop, starts_at=at(19), by=officer, today=TODAY, now=NOW, anyway=True)
    assert any("Heat plant is not open" in rule for rule in checked.broken)


def test_a_sent_version_is_never_changed_and_moved_stops_get_a_higher_sequence(
    planned: Delegation, officer: Account
) -> None:
    services.send_programme(newest(planned), by=officer, at=NOW)
    stop = next(iter(visits_of(planned).values()))
    was = stop.starts_at
    services.move_stop(stop, starts_at=was + timedelta(minutes=5), by=officer, today=TODAY, now=NOW, anyway=True)

    first, second = planned.programmes.order_by("number")
    assert (first.number, second.number, second.sent_at) == (1, 2, None)
    assert first.stops.get(uid=stop.uid).starts_at == was
    assert (second.stops.get(uid=stop.uid).sequence, stop.sequence) == (1, 0)
    with pytest.raises(errors.NotTheLatest):
        services.move_stop(stop, starts_at=was, by=officer, today=TODAY, now=NOW)
    with pytest.raises(errors.NotTheLatest):
        services.send_programme(first, by=officer, at=NOW)


def test_a_lunch_at_the_same_table_stays_the_same_stop(planned: Delegation, officer: Account) -> None:
    def lunches() -> dict[object, object]:
        return {(stop.starts_at.date(), stop.lat): stop.uid for stop in newest(planned).stops.filter(kind="meal")}

    before = lunches()
    for _time in range(2):
        drafted(planned, officer)
    after = lunches()

    assert before.keys() & after.keys()
    assert all(before[key] == after[key] for key in before.keys() & after.keys())


def test_locks_survive_a_new_draft(planned: Delegation, officer: Account) -> None:
    stop = visits_of(planned)["Biogas plant"]
    services.lock_stop(stop, locked=True, by=officer)
    drafted(planned, officer)

    assert visits_of(planned)["Biogas plant"].starts_at == stop.starts_at


def test_the_desks_minutes_win_over_measured_ones(planned: Delegation, officer: Account) -> None:
    stop = newest(planned).stops.filter(site__isnull=False).order_by("starts_at").first()
    assert stop is not None
    services.say_minutes_to(stop, minutes=3, by=officer, today=TODAY, now=NOW)

    stop.refresh_from_db()
    assert (stop.travel_min, stop.travel_source) == (3, "override")


def test_a_host_says_yes_by_link_and_the_time_is_taken(planned: Delegation, officer: Account) -> None:
    stop = visits_of(planned)["Heat plant"]
    asked = services.ask_host(stop, by=officer, at=NOW)
    assert BusyCell.objects.filter(resource__site=stop.site).count() >= 12

    answered = services.answer_as_host(asked, answer="yes", at=NOW, seen=stop.starts_at)

    stop.refresh_from_db()
    assert (answered.outcome, stop.state) == ("confirmed", StopState.CONFIRMED)
    assert stop.booking is not None and not stop.booking.is_hold
    assert GuestLink.objects.get(pk=asked.link_id).answered_at == NOW
    letter = Message.objects.get(template="host-asked")
    assert letter.link_id == asked.link_id


def test_a_yes_to_an_old_time_is_kept_but_confirms_nothing(planned: Delegation, officer: Account) -> None:
    stop = visits_of(planned)["Heat plant"]
    asked = services.ask_host(stop, by=officer, at=NOW)
    services.move_stop(
        stop, starts_at=stop.starts_at + timedelta(minutes=5), by=officer, today=TODAY, now=NOW, anyway=True
    )

    answered = services.answer_as_host(asked, answer="yes", at=NOW, seen=stop.starts_at)

    assert answered.outcome == "time_changed"
    assert HostAnswer.objects.get(pk=asked.pk).answer == "yes"
    assert visits_of(planned)["Heat plant"].state != StopState.CONFIRMED


def test_a_host_who_answers_after_the_visit_fell_out_is_told_so(planned: Delegation, officer: Account) -> None:
    stop = visits_of(planned)["Heat plant"]
    asked = services.ask_host(stop, by=officer, at=NOW)
    services.remove_stop(stop, by=officer, today=TODAY, now=NOW)

    assert services.answer_as_host(asked, answer="yes", at=NOW).outcome == "gone"
    assert newest(planned).stops.get(uid=stop.uid).state == StopState.CANCELLED
    assert not BusyCell.objects.exists()


def test_another_time_needs_a_time_and_no_frees_the_calendar(
    planned: Delegation, officer: Account, stranger: Account
) -> None:
    stop = visits_of(planned)["Heat plant"]
    asked = services.ask_host(stop, by=officer, at=NOW)

    with pytest.raises(errors.AnswerUnclear):
        services.answer_as_host(asked, answer="other_time", at=NOW)
    with pytest.raises(NotYours):
        services.answer_by_phone(stop, answer="no", by=stranger, at=NOW)
    answered = services.answer_by_phone(stop, answer="no", by=officer, at=NOW, note="holiday")
    assert (answered.outcome, answered.answer.by_phone, answered.answer.pk) == ("declined", True, asked.pk)
    assert not BusyCell.objects.exists()


def test_a_site_taken_by_others_cannot_be_held(planned: Delegation, officer: Account, desk: Desk) -> None:
    stop = visits_of(planned)["Heat plant"]
    services.ask_host(stop, by=officer, at=NOW)
    other = guests(desk)
    clash = services.add_stop(
        other, kind="site", site=stop.site, starts_at=stop.starts_at, by=officer, today=TODAY, now=NOW, anyway=True
    ).stop

    with pytest.raises(AlreadyTaken):
        services.ask_host(clash, by=officer, at=NOW)


def test_an_interpreter_is_booked_comes_along_and_is_in_one_place(
    planned: Delegation, officer: Account, desk: Desk
) -> None:
    helper = Resource.objects.create(desk=desk, kind="interpreter", name="Zhang", sharing=0)
    first, second = list(visits_of(planned).values())[:2]
    services.describe_stop(first, interpreter=helper, by=officer)
    clash = services.add_stop(
        guests(desk), kind="call", starts_at=first.starts_at, by=officer, today=TODAY, now=NOW, anyway=True
    ).stop

    with pytest.raises(AlreadyTaken):
        services.describe_stop(clash, interpreter=helper, by=officer)
    services.move_stop(
        first, starts_at=first.starts_at + timedelta(hours=5), by=officer, today=TODAY, now=NOW, anyway=True
    )
    assert helper.bookings.get().starts_at == first.starts_at + timedelta(hours=5)
    services.describe_stop(newest(planned).stops.get(uid=first.uid), interpreter=None, by=officer)
    assert not helper.bookings.exists()
    assert second.interpreter is None


def test_sending_tells_guests_and_the_hosts_whose_visit_changed(planned: Delegation, officer: Account) -> None:
    asked = visits_of(planned)["Heat plant"]
    services.ask_host(asked, by=officer, at=NOW)
    services.send_programme(newest(planned), by=officer, at=NOW)
    services.move_stop(
        visits_of(planned)["Heat plant"],
        starts_at=asked.starts_at + timedelta(minutes=5),
        by=officer,
        today=TODAY,
        now=NOW,
        anyway=True,
    )

    sent = services.send_programme(newest(planned), by=officer, at=NOW)

    assert [message.template for message in sent.messages] == ["programme-sent", "host-changed"]
    assert [stop.uid for stop in sent.changed] == [asked.uid]
    feed = calendar_of(planned).decode()
    assert feed.count("BEGIN:VEVENT") == newest(planned).stops.count()
    assert "SEQUENCE:1" in feed


def test_a_host_cancels_and_two_or_three_ways_to_go_on_are_offered(
    planned: Delegation, officer: Account, run_jobs: Callable[[], int]
) -> None:
    for stop in visits_of(planned).values():
        services.answer_as_host(services.ask_host(stop, by=officer, at=NOW), answer="yes", at=NOW)
    services.send_programme(newest(planned), by=officer, at=NOW)
    before = visits_of(planned)
    repair = services.repair_programme(planned, kind="host_cancels", stop=before["Solar field"], by=officer, at=NOW)
    run_jobs()
    repair.refresh_from_db()

    assert repair.answers[0]["name"] == "one day"
    assert repair.answers[0]["dropped"] == [before["Solar field"].site_id]
    version = services.choose_repair(repair, name="one day", by=officer, today=TODAY, now=NOW)
    after = visits_of(planned)
    assert (version.number, "Solar field" in after) == (2, False)
    kept = {name for name in after if name in before}
    assert len(kept) == 4
    assert all(after[name].uid == before[name].uid for name in kept)
    with pytest.raises(errors.RepairGone):
        services.choose_repair(repair, name="one day", by=officer, today=TODAY, now=NOW)
    drafted(planned, officer)
    assert "Solar field" not in {
        name
        for name, stop in visits_of(planned).items()
        if stop.starts_at.date() == before["Solar field"].starts_at.date()
    }


def test_more_guests_than_a_site_takes_falls_out_of_it(
    planned: Delegation, officer: Account, run_jobs: Callable[[], int]
) -> None:
    repair = services.repair_programme(planned, kind="resized", size=60, by=officer, at=NOW)
    run_jobs()
    repair.refresh_from_db()

    assert set(repair.answers[-1]["dropped"]) == {stop.site_id for stop in visits_of(planned).values()}
    services.choose_repair(repair, name=repair.answers[-1]["name"], by=officer, today=TODAY, now=NOW)
    planned.refresh_from_db()
    assert str(planned.size) == "60"


def test_a_gift_above_the_desks_limit_is_refused_if_we_give_it(planned: Delegation, officer: Account) -> None:
    with pytest.raises(errors.GiftTooDear):
        services.log_gift(planned, what="Vase", value_eur=Decimal(101), by=officer)
    services.log_gift(planned, what="Scroll", value_eur=Decimal(400), is_received=True, by=officer)
    assert [gift.what for gift in planned.gifts.all()] == ["Scroll"]


def test_the_report_names_who_goes_on_and_follow_up_hears_of_it(
    planned: Delegation, officer: Account, django_capture_on_commit_callbacks: object
) -> None:
    stop = visits_of(planned)["Heat plant"]
    assert stop.site is not None
    company = stop.site.suppliers.get()
    heard: list[object] = []
    signals.visit_reported.connect(
        lambda **facts: heard.append((facts["report"].next_owner, facts["stop"])), weak=False, dispatch_uid="test"
    )
    try:
        with pytest.raises(errors.ReportTooEarly):
            services.report_visit(planned, interest=Texts.of("en", "heat"), by=officer, at=NOW)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            services.report_visit(
                planned,
                interest=Texts.of("en", "heat"),
                next_owner=company,
                by=officer,
                at=datetime(2026, 3, 20, tzinfo=UTC),
            )
    finally:
        signals.visit_reported.disconnect(dispatch_uid="test")

    assert heard == [(company, stop)]
    planned.refresh_from_db()
    assert state_on(planned, LAST + timedelta(days=2)).code == "reported"


def test_state_follows_from_dates_and_answers(planned: Delegation, officer: Account) -> None:
    for stop in visits_of(planned).values():
        services.answer_by_phone(stop, answer="yes", by=officer, at=NOW)
    assert state_on(planned, TODAY).code == "confirmed"
    assert state_on(planned, FIRST).code == "running"
    assert state_on(planned, LAST + timedelta(days=1)).code == "over"
    assert state_on(planned, LAST + timedelta(days=6)).tone == "danger"
    services.cancel_delegation(planned, by=officer, at=NOW)
    planned.refresh_from_db()
    assert state_on(planned, TODAY).code == "cancelled"
    assert not BusyCell.objects.exists()
    services.take_up_again(planned, by=officer)
    assert set(newest(planned).stops.filter(site__isnull=False).values_list("state", flat=True)) == {StopState.PLANNED}


def test_members_pasted_twice_are_known_and_can_be_reordered(desk: Desk, officer: Account) -> None:
    ladder()
    delegation = guests(desk)
    pasted = "姓名\t职务\n李俊峰\t局长\n王建国\t市长"
    assert len(services.add_members(delegation, pasted=pasted.encode("gb18030"), by=officer)) == 2
    assert services.add_members(delegation, pasted=pasted, by=officer) == []
    assert [member.person.han for member in delegation.members.all()] == ["王建国", "李俊峰"]
    services.move_member(delegation.members.get(person__han="李俊峰"), up=True, by=officer)
    assert [member.person.han for member in delegation.members.all()] == ["李俊峰", "王建国"]


@pytest.mark.parametrize("verb", ["draft", "send", "move", "ask", "gift", "report", "cancel"])
def test_strangers_change_nothing(planned: Delegation, stranger: Account, verb: str) -> None:
    stop = visits_of(planned)["Heat plant"]
    acts: dict[str, Callable[[], object]] = {
        "draft": lambda: services.draft_programme(planned, by=stranger),
        "send": lambda: services.send_programme(newest(planned), by=stranger, at=NOW),
        "move": lambda: services.move_stop(stop, starts_at=at(10), by=stranger, today=TODAY, now=NOW),
        "ask": lambda: services.ask_host(stop, by=stranger, at=NOW),
        "gift": lambda: services.log_gift(planned, what="x", by=stranger),
        "report": lambda: services.report_visit(planned, interest=Texts(), by=stranger, at=NOW),
        "cancel": lambda: services.cancel_delegation(planned, by=stranger, at=NOW),
    }
    with pytest.raises(NotYours):
        acts[verb]()
