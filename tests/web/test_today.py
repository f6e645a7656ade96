"""Today: four lists, each line with the verb that moves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.agreements.models import Action
from greendesk.desks.models import Role
from greendesk.effects.services import ask_for_proof, grade_effect
from greendesk.followups.services import plan_pulses
from greendesk.kit.texts import Texts
from greendesk.outbox.services import draft_message
from greendesk.web.desk import today
from tests.conftest import client_of
from tests.factories import AgreementEventFactory, AgreementFactory, officer_of
from tests.factories.followups import ClaimFactory, LeadFactory
from tests.factories.visits import DelegationFactory, VisitRequestFactory


@pytest.fixture
def on():
    return timezone.localdate()


def lists(client, query="") -> dict[str, list]:
    return {each.key: each.lines for each in client.get(f"/today/{query}").context["lists"]}


def said(lines) -> list[str]:
    return [line.what for line in lines]


def test_what_is_due_stands_there_with_its_verb(officer_client, desk, on):
    late = LeadFactory(desk=desk, title=Texts.of("en", "Late lead"), due_on=on - timedelta(days=3), next_step="Ring")
    LeadFactory(desk=desk, title=Texts.of("en", "Later lead"), due_on=on + timedelta(days=3))
    LeadFactory(desk=desk, title=Texts.of("en", "Lost lead"), due_on=on, stage="lost", barrier="price")
    agreement = AgreementFactory(desk=desk)
    action = Action.objects.create(agreement=agreement, text=Texts.of("en", "Send books"), owner="Karin", due_on=on)
    ClaimFactory(desk=desk, title=Texts.of("en", "Big deal"), check_on=on)

    due = lists(officer_client)["due"]

    assert said(due) == ["Late lead", "Big deal", "Send books"]
    assert due[0].is_late
    assert due[0].verb_url.startswith(reverse("web:lead", args=[late.pk]))
    assert due[2].is_post
    officer_client.post(due[2].verb_url)
    action.refresh_from_db()
    assert action.done_on == on


def test_a_pulse_is_due_on_its_day_and_asked_with_one_button(officer_client, desk, officer, on):
    lead = LeadFactory(desk=desk, opened_on=on - timedelta(days=100))
    plan_pulses(lead, by=officer)
    (line,) = lists(officer_client)["due"]
    officer_client.post(line.verb_url)
    after = lists(officer_client)
    assert after["due"] == []
    assert [line.verb for line in after["waiting"]] == ["Look and send"]


def test_who_is_coming_shows_other_desks_as_far_as_they_share(officer_client, desk, stranger, on):
    dates = {"starts_on": on + timedelta(days=9), "ends_on": on + timedelta(days=10)}
    DelegationFactory(desk=desk, name=Texts.of("en", "Ours"), **dates)
    DelegationFactory(desk=stranger.desk, name=Texts.of("en", "Hidden name"), sharing=10, **dates)
    DelegationFactory(desk=stranger.desk, name=Texts.of("en", "Private"), sharing=0, **dates)
    DelegationFactory(
        desk=desk, name=Texts.of("en", "Far off"), starts_on=on + timedelta(days=60), ends_on=on + timedelta(days=61)
    )
    page = officer_client.get("/today/")
    assert sorted(said(next(each.lines for each in page.context["lists"] if each.key == "coming"))) == [
        "Delegation",
        "Ours",
    ]
    assert "Hidden name" not in page.content.decode()


def test_an_agreement_without_signs_of_life_has_gone_quiet(officer_client, desk, on):
    quiet, lively = AgreementFactory(desk=desk), AgreementFactory(desk=desk)
    AgreementEventFactory(agreement=quiet, when="2011")
    AgreementEventFactory(agreement=lively, when="2011")
    AgreementEventFactory(agreement=lively, kind="visit", when=str(on - timedelta(days=30)))
    AgreementFactory(desk=desk)  # an idea cannot go quiet
    assert said(lists(officer_client)["quiet"]) == [str(quiet)]


def test_requests_and_drafts_wait_for_an_answer(officer_client, desk, officer, stranger):
    VisitRequestFactory(desk=desk)
    VisitRequestFactory(desk=stranger.desk)
    draft_message(desk=desk, to_name="Wang", language="en", subject="Welcome", body="x", by=officer)
    assert sorted(said(lists(officer_client)["waiting"])) == ["Welcome", "保定市发展和改革委员会"]


def test_an_evaluators_question_is_due_until_the_claim_is_graded(officer_client, desk, officer):
    claim = ClaimFactory(desk=desk, title=Texts.of("en", "Big deal"))
    ask_for_proof(claim, by=officer_of(desk, Role.EVALUATOR))
    assert said(lists(officer_client)["due"]) == ["Big deal"]
    grade_effect(claim, grade="documented", evidence_name="contract", by=officer)
    assert lists(officer_client)["due"] == []


def test_the_call_list_has_everything_and_telephone_numbers(officer_client, desk, on, monkeypatch):
    for number in range(15):
        lead = LeadFactory(desk=desk, title=Texts.of("en", f"Lead {number}"), due_on=on)
    lead.owner.organisation.phone = "+46 243 000"
    lead.owner.organisation.save()
    assert len(lists(officer_client)["due"]) == 12
    paper = officer_client.get("/today/?print=1").content.decode()
    assert all(f"Lead {number}" in paper for number in range(15))
    assert "+46 243 000" in paper
    monkeypatch.setattr(today, "PRINTED", 3)
    paper = officer_client.get("/today/?print=1")
    assert [(len(each.lines), each.more > 0) for each in paper.context["lists"]][0] == (3, True)
    assert "print=1&amp;all=1" in paper.content.decode()
    assert len(officer_client.get("/today/?print=1&all=1").context["lists"][0].lines) == 15


def test_strangers_see_nothing_of_it_and_guests_sign_in(stranger_client, client, desk, on):
    LeadFactory(desk=desk, title=Texts.of("en", "Secret lead"), due_on=on)
    assert all(lines == [] for lines in lists(stranger_client).values())
    assert client.get("/today/").status_code == 302


def test_those_without_a_desk_are_told(desk):
    from tests.factories import AccountFactory

    assert client_of(AccountFactory(), desk).get("/today/").status_code == 403


def test_today_costs_the_same_for_one_and_for_many(officer_client, desk, on, django_assert_max_num_queries):
    def fill(count: int) -> None:
        for _number in range(count):
            LeadFactory(desk=desk, due_on=on)
            ClaimFactory(desk=desk, check_on=on)
            AgreementEventFactory(agreement=AgreementFactory(desk=desk))
            DelegationFactory(desk=desk, starts_on=on, ends_on=on)

    fill(1)
    officer_client.get("/today/")
    with django_assert_max_num_queries(200) as first:
        officer_client.get("/today/")
    fill(4)
    with django_assert_max_num_queries(200) as second:
        officer_client.get("/today/")
    assert len(second) == len(first)
