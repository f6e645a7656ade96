"""Events, registrations, and what the panel says."""

from datetime import UTC, date, datetime

import pytest

from greendesk.directory.models import Representation
from greendesk.events import errors, services
from greendesk.events.models import PanelSlot, Verdict
from greendesk.events.queries import aggregate_of
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from tests.factories import AccountFactory, CompanyFactory, DeskFactory, PersonFactory, officer_of

pytestmark = pytest.mark.django_db
FIVE = {name: 3 for name in Verdict.CRITERIA}
ON = date(2026, 2, 5)


@pytest.fixture
def event(desk, officer):
    return services.create_event(
        desk=desk, name=Texts.of("nl", "Sectorevent"), by=officer, when="2026-02 early", seats=2
    )


@pytest.fixture
def panel(event, desk, officer):
    return services.set_up_panel(
        event, name=Texts.of("en", "Panel"), slots=3, panelists=[PersonFactory(desk=desk)], by=officer
    )


def account_of(company):
    account = AccountFactory()
    Representation.objects.create(account=account, organisation=company.organisation, role="export")
    return account


def judged(slot, company, by, **more):
    services.book_panel_slot(slot, company=company, by=by)
    return services.give_verdict(
        slot, scores=FIVE, advice=Texts.of("en", "Find a partner"), next_step="Call", on=ON, by=by, **more
    )


def test_early_february_stays_early_february(event):
    event.refresh_from_db()
    assert not event.when.is_exact
    assert event.starts_on is None


def test_an_unknown_zone_is_named(desk, officer):
    with pytest.raises(errors.UnknownZone) as refusal:
        services.create_event(desk=desk, name=Texts.of("en", "x"), by=officer, time_zone="Brussels")
    assert refusal.value.field == "time_zone"


def test_seats_are_counted(event, desk, officer):
    companies = CompanyFactory.create_batch(3, desk=desk)
    for company in companies[:2]:
        services.register_company(event, company=company, by=officer)
    with pytest.raises(errors.EventIsFull):
        services.register_company(event, company=companies[2], by=officer)
    again = services.register_company(event, company=companies[0], by=officer, interest=3)
    assert (again.interest, event.registrations.count()) == (3, 2)


def test_a_company_registers_itself_and_nobody_else(event, desk):
    company = CompanyFactory(desk=desk)
    account = account_of(company)
    assert services.register_company(event, company=company, by=account, interest=2).interest == 2
    with pytest.raises(NotYours):
        services.register_company(event, company=CompanyFactory(desk=desk), by=account)


def test_who_came(event, desk, officer):
    registration = services.register_company(event, company=CompanyFactory(desk=desk), by=officer)
    for _twice in range(2):
        services.check_in(registration, by=officer)
    assert event.registrations.get().came is True


def test_slots_follow_each_other(event, desk, officer):
    panel = services.set_up_panel(
        event, name=Texts.of("en", "P"), slots=2, by=officer, starts_at=datetime(2026, 2, 5, 9, tzinfo=UTC)
    )
    services.add_panel_slots(panel, count=1, by=officer)
    assert [f"{s.number} {s.starts_at:%H:%M}" for s in panel.slots.all()] == ["1 09:00", "2 09:20", "3 09:40"]


def test_a_slot_is_booked_once_and_a_company_sits_once(panel, desk, officer):
    first, second, _third = panel.slots.all()
    a, b = CompanyFactory.create_batch(2, desk=desk)
    services.book_panel_slot(first, company=a, by=account_of(a), question=Texts.of("en", "Sichuan?"))
    with pytest.raises(errors.SlotIsTaken):
        services.book_panel_slot(first, company=b, by=officer)
    with pytest.raises(errors.SitsAlready):
        services.book_panel_slot(second, company=a, by=officer)
    assert list(panel.slots.values_list("state", flat=True)) == ["booked", "free", "free"]


def test_a_conflict_of_interest_stops_the_booking(panel, desk, officer):
    company = CompanyFactory(desk=desk)
    panelist = panel.panelists.get()
    services.declare_conflict(panelist, company=company, by=officer)
    with pytest.raises(errors.ConflictOfInterest) as refusal:
        services.book_panel_slot(panel.slots.first(), company=company, by=officer)
    assert str(panelist.person) in str(refusal.value)


def test_a_conflict_declared_late_frees_the_slot(panel, desk, officer):
    company, slot = CompanyFactory(desk=desk), panel.slots.first()
    services.book_panel_slot(slot, company=company, by=officer)
    services.declare_conflict(panel.panelists.get(), company=company, by=officer)
    slot.refresh_from_db()
    assert (slot.state, slot.company) == ("free", None)


def test_a_panel_without_experts_takes_no_cases(event, desk, officer):
    empty = services.set_up_panel(event, name=Texts.of("en", "P"), slots=1, by=officer)
    with pytest.raises(errors.NoPanelist):
        services.book_panel_slot(empty.slots.get(), company=CompanyFactory(desk=desk), by=officer)


def test_a_verdict_is_read_by_the_desk_and_the_company_alone(panel, desk, officer, stranger):
    company = CompanyFactory(desk=desk)
    verdict = judged(panel.slots.first(), company, officer)
    assert list(Verdict.objects.visible_to(officer)) == [verdict]
    assert list(Verdict.objects.visible_to(account_of(company))) == [verdict]
    for other in (stranger, account_of(CompanyFactory(desk=desk)), officer_of(DeskFactory())):
        assert not Verdict.objects.visible_to(other).exists()
        assert not PanelSlot.objects.visible_to(other).exists()


def test_only_the_panels_desk_judges(panel, desk, officer, stranger):
    slot, company = panel.slots.first(), CompanyFactory(desk=desk)
    services.book_panel_slot(slot, company=company, by=officer)
    for other in (stranger, account_of(company)):
        with pytest.raises(NotYours):
            services.give_verdict(slot, scores=FIVE, advice=Texts.of("en", "x"), next_step="x", on=ON, by=other)


def test_an_empty_slot_is_not_judged_and_a_verdict_is_given_once(panel, desk, officer):
    slot = panel.slots.first()
    give = {"scores": FIVE, "advice": Texts.of("en", "x"), "next_step": "x", "on": ON, "by": officer}
    with pytest.raises(errors.NothingToJudge):
        services.give_verdict(slot, **give)
    judged(slot, CompanyFactory(desk=desk), officer)
    with pytest.raises(errors.AlreadyJudged):
        services.give_verdict(slot, **give)


def test_each_criterion_is_judged_up_to_five(panel, desk, officer):
    slot = panel.slots.first()
    services.book_panel_slot(slot, company=CompanyFactory(desk=desk), by=officer)
    with pytest.raises(errors.CriterionFromZeroToFive) as refusal:
        services.give_verdict(
            slot, scores=FIVE | {"price": 6}, advice=Texts.of("en", "x"), next_step="x", on=ON, by=officer
        )
    assert refusal.value.field == "price"


def test_means_are_told_only_when_no_company_can_be_told_apart(panel, desk, officer):
    services.add_panel_slots(panel, count=2, by=officer)
    slots = list(panel.slots.all())
    for slot in slots[:4]:
        judged(slot, CompanyFactory(desk=desk), officer)
    assert (aggregate_of(panel).cases, aggregate_of(panel).is_hidden) == (4, True)
    judged(slots[4], CompanyFactory(desk=desk), officer)
    assert aggregate_of(panel).means == {name: 3.0 for name in Verdict.CRITERIA}
