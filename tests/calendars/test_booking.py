"""Nobody and nothing is in two places, whoever books."""

from datetime import UTC, datetime, timedelta

import pytest

from greendesk.calendars import errors, services
from greendesk.calendars.models import Booking, BusyCell
from greendesk.calendars.queries import busy_between, free_among
from greendesk.desks.models import LogEntry
from tests.factories import DeskFactory, OrganisationFactory, PersonFactory, SiteFactory, officer_of
from tests.factories.meetings import ResourceFactory

NINE = datetime(2026, 9, 24, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
pytestmark = pytest.mark.django_db


def test_a_booking_takes_every_five_minutes(desk, officer):
    booking = services.book(ResourceFactory(desk=desk), starts_at=NINE, ends_at=TEN, reason="a tour", by=officer)

    cells = list(booking.cells.order_by("cell").values_list("cell", flat=True))
    assert cells == list(range(int(NINE.timestamp()) // 300, int(TEN.timestamp()) // 300))
    assert LogEntry.objects.get(verb="calendar.booked").desk == desk


def test_a_second_booking_says_who_is_taken_when_and_by_what(desk, officer):
    bus = ResourceFactory(desk=desk, name="The bus", kind="bus")
    services.book(bus, starts_at=NINE, ends_at=TEN, reason="tour of Dezhou", by=officer)

    with pytest.raises(errors.AlreadyTaken) as refusal:
        services.book(
            bus, starts_at=TEN - timedelta(minutes=5), ends_at=TEN + timedelta(hours=1), reason="x", by=officer
        )

    assert "The bus" in str(refusal.value)
    assert "tour of Dezhou" in str(refusal.value)
    assert "11:00" in str(refusal.value)  # 9:00 UTC is 11:00 at the desk in Copenhagen
    assert Booking.objects.count() == 1
    assert BusyCell.objects.count() == 12


def test_the_reason_of_another_desk_stays_behind_the_wall(desk, officer):
    site = ResourceFactory(desk=desk, name="The plant", kind="site")
    services.book(site, starts_at=NINE, ends_at=TEN, reason="secret guests", by=officer)

    with pytest.raises(errors.AlreadyTaken) as refusal:
        services.book(site, starts_at=NINE, ends_at=TEN, reason="x", by=officer_of(DeskFactory()))

    assert "secret guests" not in str(refusal.value)


def test_one_may_begin_when_another_ends(desk, officer):
    bus = ResourceFactory(desk=desk)
    services.book(bus, starts_at=NINE, ends_at=TEN, reason="a", by=officer)
    services.book(bus, starts_at=TEN, ends_at=TEN + timedelta(hours=1), reason="b", by=officer)
    assert Booking.objects.count() == 2


def test_several_are_taken_all_or_none(desk, officer):
    bus, guide = ResourceFactory(desk=desk), ResourceFactory(desk=desk)
    services.book(guide, starts_at=NINE, ends_at=TEN, reason="a", by=officer)

    with pytest.raises(errors.AlreadyTaken):
        services.book_all([services.Wanted(r, NINE, TEN, "b") for r in (bus, guide)], by=officer)

    assert not bus.bookings.exists()


def test_several_that_clash_among_themselves_are_refused(desk, officer):
    bus = ResourceFactory(desk=desk)
    with pytest.raises(errors.AlreadyTaken):
        services.book_all([services.Wanted(bus, NINE, TEN, reason) for reason in ("a", "b")], by=officer)
    assert not Booking.objects.exists()


def test_an_end_before_the_beginning_is_refused(desk, officer):
    with pytest.raises(errors.EndsBeforeItStarts) as refusal:
        services.book(ResourceFactory(desk=desk), starts_at=TEN, ends_at=NINE, reason="x", by=officer)
    assert refusal.value.field == "ends_at"


def test_a_released_resource_is_free_again(desk, officer):
    bus = ResourceFactory(desk=desk)
    booking = services.book(bus, starts_at=NINE, ends_at=TEN, reason="a", by=officer)
    assert services.release([booking], by=officer) == 1
    services.book(bus, starts_at=NINE, ends_at=TEN, reason="b", by=officer)


def hold(bus, officer, until):
    return services.book(
        bus, starts_at=NINE, ends_at=TEN, reason="a", by=officer, hold_until=until, at=NINE - timedelta(days=9)
    )


def test_a_hold_blocks_until_it_lapses_and_then_gives_way(desk, officer):
    bus = ResourceFactory(desk=desk)
    until = NINE - timedelta(days=2)
    hold(bus, officer, until)

    with pytest.raises(errors.AlreadyTaken):
        services.book(bus, starts_at=NINE, ends_at=TEN, reason="b", by=officer, at=until - timedelta(hours=1))
    services.book(bus, starts_at=NINE, ends_at=TEN, reason="b", by=officer, at=until)


def test_a_confirmed_hold_no_longer_lapses(desk, officer):
    until = NINE - timedelta(days=2)
    held = hold(ResourceFactory(desk=desk), officer, until)
    services.confirm_hold(held, by=officer, at=until - timedelta(hours=1))
    assert services.lapse_holds(until) == 0
    assert not Booking.objects.get().is_hold


def test_a_lapsed_hold_cannot_be_confirmed(desk, officer):
    until = NINE - timedelta(days=2)
    held = hold(ResourceFactory(desk=desk), officer, until)
    with pytest.raises(errors.HoldHasLapsed):
        services.confirm_hold(held, by=officer, at=until)
    assert services.lapse_holds(until) == 1
    assert services.lapse_holds(until) == 0
    assert not BusyCell.objects.exists()


def test_busy_and_free(desk, officer):
    bus, guide = ResourceFactory(desk=desk), ResourceFactory(desk=desk)
    services.book(bus, starts_at=NINE, ends_at=TEN, reason="a", by=officer)
    (busy,) = busy_between([bus, guide], NINE, TEN, at=NINE)
    assert (busy.resource_id, busy.reason) == (bus.pk, "a")
    assert free_among([bus, guide], NINE, TEN, at=NINE) == [guide]
    assert free_among([bus, guide], TEN, TEN + timedelta(hours=1), at=NINE) == [bus, guide]


def test_each_owner_has_one_calendar(desk):
    person, body, site = PersonFactory(desk=desk), OrganisationFactory(desk=desk), SiteFactory(desk=desk)
    kinds = [services.resource_for(owner).kind for owner in (person, body, site)]
    assert kinds == ["person", "organisation", "site"]
    assert services.resource_for(person) == services.resource_for(person)
