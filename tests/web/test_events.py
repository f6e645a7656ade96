"""Pages of events and panels."""

from datetime import date

import pytest
from django.urls import reverse

from greendesk.directory.models import Representation
from greendesk.events import services
from greendesk.events.models import Event, PanelSlot, Verdict
from greendesk.events.sheets import case_pack_sheet, verdict_sheet
from greendesk.kit.texts import Texts
from greendesk.web.desk import events
from tests.conftest import client_of
from tests.factories import AccountFactory, CompanyFactory, PersonFactory

pytestmark = pytest.mark.django_db
VERDICT = {
    "market": 4,
    "product": 3,
    "price": 2,
    "partner": 1,
    "capacity": 5,
    "advice": "Find a partner",
    "next_step": "Call",
}


@pytest.fixture
def event(desk, officer):
    return services.create_event(desk=desk, name=Texts.of("en", "Sector day"), by=officer, when="2026-02 early")


@pytest.fixture
def slot(event, desk, officer):
    panel = services.set_up_panel(
        event, name=Texts.of("en", "Experts"), slots=2, panelists=[PersonFactory(desk=desk)], by=officer
    )
    return panel.slots.first()


@pytest.fixture
def company(desk):
    return CompanyFactory(desk=desk)


def client_for(company, desk):
    account = AccountFactory()
    Representation.objects.create(account=account, organisation=company.organisation, role="export")
    return client_of(account, desk)


def page(client, view, *args, **query):
    return client.get(reverse(f"web:{view}", args=args), query)


def post(client, view, *args, follow=False, **data):
    return client.post(reverse(f"web:{view}", args=args), data, follow=follow)


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_for_four(
    officer_client, officer, desk, count, django_assert_max_num_queries
):
    for n in range(count):
        services.create_event(desk=desk, name=Texts.of("en", f"Event {n}"), by=officer)
    with django_assert_max_num_queries(8):
        answer = page(officer_client, "events")
    assert answer.content.count(b"<tr><th scope") == count


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_one_company_and_for_six(
    officer_client, officer, desk, event, slot, count, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(events, "thread_of", lambda record, account: [])  # its cost is counted in its own tests
    for company in CompanyFactory.create_batch(count, desk=desk):
        services.register_company(event, company=company, by=officer)
    with django_assert_max_num_queries(24):
        page(officer_client, "event", event.pk)


def test_others_see_that_it_takes_place_and_no_more(event, company, officer, stranger_client):
    services.register_company(event, company=company, by=officer)
    answer = page(stranger_client, "event", event.pk)
    assert answer.status_code == 200
    assert str(company).encode() not in answer.content
    Event.objects.update(sharing=0)
    assert page(stranger_client, "event", event.pk).status_code == 404


def test_an_event_is_created_with_a_date_as_vague_as_its_source(officer_client):
    post(officer_client, "event-new", name="Sectorevent", when="XXXX-02 early", time_zone="Europe/Brussels", sharing=10)
    assert Event.objects.get().when.written() == "XXXX-02 early"


def test_a_session_is_typed_in_the_zone_of_the_event(officer_client, event):
    post(
        officer_client,
        "event-session",
        event.pk,
        name="Opening",
        starts_at="2026-02-05T10:00",
        ends_at="2026-02-05T11:00",
    )
    assert f"{event.sessions.get().starts_at:%H:%M}" == "09:00"
    answer = post(
        officer_client, "event-session", event.pk, name="Odd", starts_at="2026-02-05T10:00", ends_at="2026-02-05T09:00"
    )
    assert (answer.status_code, b"must end after it starts" in answer.content) == (422, True)


def test_companies_are_registered_and_checked_in(officer_client, event, company):
    post(officer_client, "event-register", event.pk, company=company.pk, interest=3)
    registration = event.registrations.get()
    post(officer_client, "registration-came", registration.pk, came="yes")
    assert b"interest 3 / 3" in page(officer_client, "event", event.pk).content
    assert event.registrations.get().came is True


def test_a_panel_is_set_up(officer_client, event, desk):
    person = PersonFactory(desk=desk)
    post(officer_client, "event-panel", event.pk, name="Experts", slots=3, slot_min=20, panelists=[person.pk])
    assert PanelSlot.objects.count() == 3


def test_from_a_booking_to_a_verdict(officer_client, slot, company):
    post(officer_client, "panel-slot", slot.pk, company=company.pk, question="Sichuan?")
    assert b"Give the verdict" in page(officer_client, "panel-slot", slot.pk).content
    answer = post(officer_client, "panel-slot", slot.pk, **VERDICT, follow=True)
    assert b"Find a partner" in answer.content
    assert (Verdict.objects.get().market, Verdict.objects.get().capacity) == (4, 5)


def test_a_conflict_of_interest_is_said_at_the_booking(officer_client, slot, company):
    panelist = slot.panel.panelists.get()
    post(officer_client, "panel-conflict", slot.panel_id, panelist=panelist.pk, company=company.pk)
    answer = post(officer_client, "panel-slot", slot.pk, company=company.pk)
    assert str(panelist.person).encode() in answer.content
    slot.refresh_from_db()
    assert slot.state == "free"


def test_a_slot_is_freed(officer_client, officer, slot, company):
    services.book_panel_slot(slot, company=company, by=officer)
    post(officer_client, "panel-slot-free", slot.pk)
    slot.refresh_from_db()
    assert slot.company is None


def test_a_verdict_is_read_by_the_company_and_by_nobody_else(
    officer_client, officer, slot, company, desk, stranger_client
):
    services.book_panel_slot(slot, company=company, by=officer)
    post(officer_client, "panel-slot", slot.pk, **VERDICT)
    assert b"Find a partner" in page(client_for(company, desk), "panel-slot", slot.pk).content
    for other in (stranger_client, client_for(CompanyFactory(desk=desk), desk)):
        assert page(other, "panel-slot", slot.pk).status_code == 404


def test_a_company_gives_itself_no_verdict(officer, slot, company, desk):
    services.book_panel_slot(slot, company=company, by=officer)
    post(client_for(company, desk), "panel-slot", slot.pk, **VERDICT)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("view", ["event-session", "event-register", "event-panel"])
def test_strangers_change_no_event(stranger_client, event, view):
    assert post(stranger_client, view, event.pk).status_code == 404


def test_strangers_touch_no_slot(stranger_client, slot):
    for view in ("panel-slot", "panel-slot-free"):
        assert post(stranger_client, view, slot.pk).status_code == 404
    assert post(stranger_client, "panel-conflict", slot.panel_id).status_code == 404


class TestACompanyBooksForItself:
    def test_once_it_is_registered(self, officer, event, slot, company, desk):
        client = client_for(company, desk)
        assert page(client, "panel-book", slot.panel_id).status_code == 404
        services.register_company(event, company=company, by=officer)
        assert reverse("web:panel-book", args=[slot.panel_id]).encode() in page(client, "my-meetings").content

        post(client, "panel-book", slot.panel_id, slot=slot.pk, company=company.pk, question="Sichuan?")

        slot.refresh_from_db()
        assert (slot.company, slot.state) == (company, "booked")
        assert reverse("web:panel-slot", args=[slot.pk]).encode() in page(client, "my-meetings").content

    def test_not_for_another_and_not_on_a_taken_slot(self, officer, event, slot, company, desk):
        other = CompanyFactory(desk=desk)
        for each in (company, other):
            services.register_company(event, company=each, by=officer)
        client = client_for(company, desk)
        post(client, "panel-book", slot.panel_id, slot=slot.pk, company=other.pk)
        services.book_panel_slot(slot, company=other, by=officer)
        post(client, "panel-book", slot.panel_id, slot=slot.pk, company=company.pk)
        slot.refresh_from_db()
        assert slot.company == other
        assert str(other).encode() not in page(client, "panel-book", slot.panel_id).content


def test_cases_are_printed_for_the_panel_without_verdicts_and_a_verdict_for_its_company(
    officer_client, officer, desk, slot, company, stranger_client
):
    services.register_company(slot.panel.event, company=company, by=officer)
    services.book_panel_slot(slot, company=company, question=Texts.of("en", "Is the price right?"), by=officer)
    marks = {name: VERDICT[name] for name in Verdict.CRITERIA}
    services.give_verdict(
        PanelSlot.objects.get(pk=slot.pk), scores=marks, advice=Texts.of("en", "Find a partner"), next_step="Call",
        on=date(2026, 3, 2), by=officer,
    )  # fmt: skip

    pack = case_pack_sheet(slot.panel, lang="en")
    assert [(case["company"], case["question"]) for case in pack["cases"]] == [(str(company), "Is the price right?")]
    assert "Find a partner" not in str(pack)
    paper = verdict_sheet(Verdict.objects.get(), lang="en")
    assert ([mark for _name, mark in paper["marks"]], paper["advice"]) == ([4, 3, 2, 1, 5], "Find a partner")
    for view, pk in (("panel-cases", slot.panel_id), ("panel-verdict", slot.pk)):
        assert page(officer_client, view, pk).content.startswith(b"%PDF")
        assert page(stranger_client, view, pk).status_code == 404
    assert page(client_for(company, desk), "panel-verdict", slot.pk).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("form", "name"), [("session_form", "ends_at"), ("registration_form", "interest"), ("panel_form", "slots")]
)
def test_a_form_is_asked_for(officer_client, event, form, name):
    field = f'name="{name}"'.encode()
    assert field not in page(officer_client, "event", event.pk).content
    assert field in page(officer_client, "event", event.pk, open=form).content
