"""Pulses: one question, months later; by link or by telephone; silence stays silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.desks.links import make_link, token_of
from greendesk.followups import errors, services
from greendesk.followups.models import Lead, Pulse, Stage
from greendesk.followups.queries import Response, responses
from greendesk.followups.services.pulses import months_after
from greendesk.kit.errors import NotYours
from greendesk.outbox.models import Message
from greendesk.outbox.services import preview_message, print_message
from tests.factories.followups import LeadFactory

AT = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def lead(desk, officer) -> Lead:
    row = LeadFactory(desk=desk)
    services.plan_pulses(row, by=officer)
    return row


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 3, 2), 3, date(2026, 6, 2)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), 48, date(2030, 3, 31)),
    ],
)
def test_months_after(day, months, due):
    assert months_after(day, months) == due


def test_planning_twice_plans_once(lead, officer):
    services.plan_pulses(lead, by=officer)
    assert [pulse.due_on for pulse in lead.pulses.all()][0] == date(2026, 6, 2)
    assert lead.pulses.count() == 5


def test_asking_drafts_a_letter_with_the_link_and_asking_again_reminds(lead, officer):
    pulse = lead.pulses.first()
    first = services.send_pulse(pulse, by=officer, at=AT)
    again = services.send_pulse(pulse, by=officer, at=AT + timedelta(days=14))

    assert first.state == "draft"
    assert str(lead.title) in first.subject
    assert first.link == again.link
    assert not Pulse.objects.due_by(date(2026, 6, 30)).filter(pk=pulse.pk).exists()


def test_an_answer_by_link_moves_the_lead_and_answers_the_message(lead, officer):
    message = services.send_pulse(lead.pulses.first(), by=officer, at=AT)
    print_message(preview_message(message, by=officer), by=officer)

    services.answer_pulse(lead.pulses.first(), stage=Stage.SIGNED, at=AT, link=message.link, visibility="funder")

    lead.refresh_from_db()
    pulse = lead.pulses.first()
    assert (lead.stage, pulse.stage, pulse.visibility) == (Stage.SIGNED, Stage.SIGNED, "funder")
    assert Message.objects.get(pk=message.pk).state == "answered"
    with pytest.raises(errors.PulseAnswered):
        services.send_pulse(pulse, by=officer, at=AT)


def test_a_link_opens_its_own_question_only(lead, officer, desk):
    services.send_pulse(lead.pulses.first(), by=officer, at=AT)
    with pytest.raises(errors.PulseElsewhere):
        services.answer_pulse(lead.pulses.first(), stage=Stage.SIGNED, at=AT, link=make_link(desk, "pulse"))


def test_a_stranger_answers_nothing(lead, stranger):
    for by in (stranger, None):
        with pytest.raises(NotYours):
            services.answer_pulse(lead.pulses.first(), stage=Stage.SIGNED, at=AT, by=by)


def test_lost_by_telephone_needs_the_barrier(lead, officer):
    with pytest.raises(errors.NeedsBarrier):
        services.answer_pulse(lead.pulses.first(), stage=Stage.LOST, at=AT, by=officer)
    services.answer_pulse(lead.pulses.first(), stage=Stage.LOST, at=AT, by=officer, barrier="finance")
    assert Lead.objects.get(pk=lead.pk).barrier == "finance"


def test_silence_is_counted_as_silence(lead, officer):
    first, second = lead.pulses.all()[:2]
    services.send_pulse(first, by=officer, at=AT)
    services.answer_pulse(first, stage=Stage.PAPERS, at=AT, by=officer)
    services.send_pulse(second, by=officer, at=AT)
    found = responses(Pulse.objects.all())
    assert found[:3] == [Response(3, 1, 1), Response(12, 1, 0), Response(24, 0, 0)]
    assert found[2].rate is None


def test_looking_at_the_page_changes_nothing_and_a_click_answers(lead, officer, client):
    message = services.send_pulse(lead.pulses.first(), by=officer, at=timezone.now())
    address = f"/g/{token_of(message.link)}/"

    page = client.get(address)
    assert page.status_code == 200
    assert Pulse.objects.get(link=message.link).answered_at is None

    answered = client.post(address, {"stage": "second", "visibility": "desk"})
    assert answered.status_code == 302
    assert Lead.objects.get(pk=lead.pk).stage == "second"


def test_what_was_typed_stays_when_the_barrier_is_missing(lead, officer, client):
    message = services.send_pulse(lead.pulses.first(), by=officer, at=timezone.now())
    page = client.post(
        f"/g/{token_of(message.link)}/", {"stage": "lost", "visibility": "desk", "note": "too dear for them"}
    )
    assert page.status_code == 422
    assert "too dear for them" in page.content.decode()
    assert Lead.objects.get(pk=lead.pk).stage == "stated"


def test_asking_from_the_page_ends_at_the_draft(lead, officer_client):
    answer = officer_client.post(reverse("web:pulse-send", args=[lead.pulses.first().pk]))
    assert answer.url == reverse("web:message", args=[Message.objects.get().pk])
