"""Follow-up pages: the desk sees the stage, the company moves it, strangers see nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.desks.models import Role
from greendesk.followups.models import Exchange, Lead
from greendesk.kit.texts import Texts
from greendesk.matchmaking.services import refer
from tests.conftest import client_of
from tests.factories import CompanyFactory, officer_of
from tests.factories.followups import ON, LeadFactory
from tests.factories.matchmaking import representative_of


def step(**more):
    return {"stage": "second", "note": "", "next_step": "Ring", "due_on": "2026-05-01", "on": "2026-04-01", **more}


def test_a_lead_is_opened_from_the_record_where_it_began(officer_client, desk, officer):
    referral = refer(desk=desk, by=officer, text=Texts.of("en", "The embassy rang"), on=ON)
    company = CompanyFactory(desk=desk)
    address = reverse("web:lead-new") + f"?from=referral:{referral.pk}"
    assert "origin_note" not in officer_client.get(address).context["form"].fields
    answer = officer_client.post(address, {"title": "Pump", "owner": company.pk})
    lead = Lead.objects.get()
    assert answer.url == reverse("web:lead", args=[lead.pk])
    assert lead.origin == referral


def test_a_lead_without_a_beginning_keeps_what_was_typed(officer_client, desk):
    page = officer_client.post(reverse("web:lead-new"), {"title": "Pump", "owner": CompanyFactory(desk=desk).pk})
    assert "origin_note" in page.context["form"].errors
    assert "Pump" in page.content.decode()
    assert not Lead.objects.exists()


def test_desk_and_company_take_steps_on_the_same_page(officer_client, desk):
    lead = LeadFactory(desk=desk)
    manager = client_of(representative_of(lead.owner.organisation), desk)
    officer_client.post(reverse("web:lead", args=[lead.pk]), step())
    assert Lead.objects.get(pk=lead.pk).stage == "second"
    assert manager.get(reverse("web:my-leads")).context["page"].object_list[0] == lead
    manager.post(reverse("web:lead", args=[lead.pk]), step(stage="signed"))
    assert Lead.objects.get(pk=lead.pk).stage == "signed"


def test_lose_and_open_again(officer_client, desk):
    lead = LeadFactory(desk=desk)
    officer_client.post(reverse("web:lead-lose", args=[lead.pk]), {"barrier": "price", "note": "too dear"})
    assert Lead.objects.get(pk=lead.pk).barrier == "price"
    officer_client.post(reverse("web:lead-reopen", args=[lead.pk]))
    assert Lead.objects.get(pk=lead.pk).stage == "stated"


def test_readers_look_but_move_nothing(desk):
    lead = LeadFactory(desk=desk)
    reader = client_of(officer_of(desk, Role.EVALUATOR), desk)
    page = reader.get(reverse("web:lead", args=[lead.pk]))
    assert page.status_code == 200
    assert not page.context["may_edit"]
    assert reader.post(reverse("web:lead", args=[lead.pk]), step()).status_code == 403


@pytest.mark.parametrize("name", ["lead", "lead-edit", "lead-lose", "lead-reopen"])
def test_a_stranger_finds_no_lead(stranger_client, desk, name):
    lead = LeadFactory(desk=desk, title=Texts.of("en", "Secret"))
    address = reverse(f"web:{name}", args=[lead.pk])
    answer = stranger_client.get(address) if name in ("lead", "lead-edit") else stranger_client.post(address)
    assert answer.status_code == 404
    assert "Secret" not in stranger_client.get(reverse("web:follow-ups")).content.decode()


def test_a_pulse_answered_by_telephone(officer_client, stranger_client, desk, officer):
    from greendesk.followups.services import plan_pulses

    lead = LeadFactory(desk=desk)
    pulse = plan_pulses(lead, by=officer)[0]
    address = reverse("web:pulse-answer", args=[pulse.pk])
    assert stranger_client.get(address).status_code == 404
    officer_client.post(address, {"stage": "test", "visibility": "desk", "note": "rang back"})
    pulse.refresh_from_db()
    assert (pulse.stage, pulse.note) == ("test", "rang back")


def test_an_exchange_is_noted_and_read(officer_client, stranger_client):
    officer_client.post(reverse("web:exchange-new"), {"title": "Teachers taught", "kind": "school", "sharing": "10"})
    noted = Exchange.objects.get()
    assert "Teachers taught" in officer_client.get(reverse("web:exchange", args=[noted.pk])).content.decode()
    theirs = stranger_client.get(reverse("web:exchange", args=[noted.pk]))
    assert theirs.status_code == 200
    assert "Teachers taught" not in theirs.content.decode()


@pytest.mark.parametrize("query", ["", "?as=board"])
def test_the_list_costs_the_same_for_one_and_for_many(officer_client, desk, query, django_assert_max_num_queries):
    address = reverse("web:follow-ups") + query
    LeadFactory(desk=desk)
    officer_client.get(address)
    with django_assert_max_num_queries(60) as first:
        officer_client.get(address)
    LeadFactory.create_batch(4, desk=desk, due_on=date(2026, 1, 1))
    with django_assert_max_num_queries(60) as second:
        officer_client.get(address)
    assert len(second) == len(first)
