"""Leads: opened where they began, moved by the buyer's commitments, lost with a reason, taken up again."""

from __future__ import annotations

from datetime import date

import pytest

from greendesk.desks.models import LogEntry, Role
from greendesk.followups import errors, services
from greendesk.followups.models import Lead, Stage
from greendesk.followups.queries import count_by
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from greendesk.matchmaking.services import refer
from greendesk.visits.services import report_visit
from tests.factories import AgreementFactory, ChallengeFactory, CompanyFactory, officer_of
from tests.factories.followups import ON, LeadFactory
from tests.factories.matchmaking import representative_of
from tests.factories.visits import NOW, DelegationFactory

TITLE = Texts.of("en", "Heat pump for a town")


def opened(desk, by, **more):
    owner = more.pop("owner", None) or CompanyFactory(desk=desk)
    more.setdefault("origin_note", "" if "origin" in more else "By telephone")
    return services.open_lead(desk=desk, title=TITLE, owner=owner, on=ON, by=by, **more)


def test_a_lead_from_a_referral_inherits_its_agreements(desk, officer):
    agreement = AgreementFactory(desk=desk)
    referral = refer(desk=desk, by=officer, text=Texts.of("en", "The embassy rang"), on=ON, agreements=[agreement])

    lead = opened(desk, officer, origin=referral)

    assert lead.origin == referral
    assert list(lead.agreements.all()) == [agreement]
    assert [step.stage for step in lead.steps.all()] == [Stage.STATED]
    assert [pulse.months for pulse in lead.pulses.all()] == [3, 12, 24, 36, 48]
    assert LogEntry.objects.of_record(lead).filter(verb="lead.opened").exists()


def test_a_lead_without_a_beginning_is_refused(desk, officer):
    with pytest.raises(errors.NeedsOrigin):
        opened(desk, officer, origin_note=" ")


def test_a_lead_begins_in_one_place_only(desk, officer):
    referral = refer(desk=desk, by=officer, text=Texts.of("en", "The embassy rang"), on=ON)
    with pytest.raises(errors.OneOriginOnly):
        opened(desk, officer, origin=referral, origin_note="and by telephone")


def test_a_lead_cannot_begin_with_any_record(desk, officer):
    with pytest.raises(errors.NotAnOrigin):
        opened(desk, officer, origin=ChallengeFactory(desk=desk))


def test_nobody_begins_a_lead_at_what_they_cannot_see(desk, officer, stranger):
    hidden = refer(desk=stranger.desk, by=stranger, text=Texts.of("en", "Secret"), on=ON)
    with pytest.raises(NotYours):
        opened(desk, officer, origin=hidden)


def test_a_stranger_opens_no_lead_here(desk, stranger):
    with pytest.raises(NotYours):
        opened(desk, stranger)


def test_steps_are_remembered_and_the_next_one_is_due(desk, officer):
    lead = opened(desk, officer)

    services.take_next_step(
        lead, stage=Stage.TEST, on=date(2026, 4, 1), by=officer, note="They asked for an offer",
        next_step="Send the offer", due_on=date(2026, 4, 15),
    )  # fmt: skip

    lead.refresh_from_db()
    assert (lead.stage, lead.next_step, lead.due_on) == (Stage.TEST, "Send the offer", date(2026, 4, 15))
    assert [step.stage for step in lead.steps.all()] == [Stage.STATED, Stage.TEST]
    assert list(Lead.objects.due_by(date(2026, 4, 15))) == [lead]
    assert not Lead.objects.due_by(date(2026, 4, 14)).exists()


def test_the_company_itself_moves_its_lead(desk):
    lead = LeadFactory(desk=desk)
    manager = representative_of(lead.owner.organisation)
    services.take_next_step(lead, stage=Stage.SIGNED, on=ON, by=manager)
    assert Lead.objects.get(pk=lead.pk).stage == Stage.SIGNED


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FUNDER])
def test_readers_move_nothing(desk, role):
    lead = LeadFactory(desk=desk)
    with pytest.raises(NotYours):
        services.take_next_step(lead, stage=Stage.SIGNED, on=ON, by=officer_of(desk, role))


def test_a_lost_lead_names_its_barrier(desk, officer):
    lead = LeadFactory(desk=desk)
    with pytest.raises(errors.NeedsBarrier):
        services.lose_lead(lead, barrier="", on=ON, by=officer)
    with pytest.raises(errors.NeedsBarrier):
        services.take_next_step(lead, stage=Stage.LOST, on=ON, by=officer)
    services.lose_lead(lead, barrier="price", on=ON, by=officer)
    assert count_by(Lead.objects.ours(officer), "barrier") == {"price": 1}
    assert not Lead.objects.running().exists()


def test_a_closed_lead_takes_no_step_until_it_is_opened_again(desk, officer):
    lead = LeadFactory(desk=desk)
    services.take_next_step(lead, stage=Stage.NEGOTIATING, on=ON, by=officer)
    services.lose_lead(lead, barrier="price", on=ON, by=officer)
    with pytest.raises(errors.LeadClosed):
        services.take_next_step(lead, stage=Stage.SIGNED, on=ON, by=officer)

    services.reopen_lead(lead, on=ON, by=officer)

    lead.refresh_from_db()
    assert (lead.stage, lead.barrier, lead.closed_on) == (Stage.NEGOTIATING, "", None)
    with pytest.raises(errors.NotClosed):
        services.reopen_lead(lead, on=ON, by=officer)


def test_two_people_editing_one_lead(desk, officer):
    lead = LeadFactory(desk=desk)
    services.edit_lead(lead, by=officer, revision=lead.revision, next_step="First")
    with pytest.raises(ChangedMeanwhile):
        services.edit_lead(lead, by=officer, revision=lead.revision, next_step="Second")
    assert Lead.objects.get(pk=lead.pk).next_step == "First"


def test_a_visit_report_opens_one_lead_of_the_company_that_goes_on(desk, officer, django_capture_on_commit_callbacks):
    delegation = DelegationFactory(desk=desk)
    delegation.agreements.add(AgreementFactory(desk=desk))
    company = CompanyFactory(desk=desk)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            report_visit(
                delegation, interest=Texts.of("en", "Heat"), next_owner=company, next_step="Send drawings",
                by=officer, at=NOW.replace(month=4),
            )  # fmt: skip

    lead = Lead.objects.get(owner=company)
    assert lead.next_step == "Send drawings"
    assert list(lead.agreements.all()) == list(delegation.agreements.all())


def test_an_exchange_is_a_result_that_is_not_goods(desk, officer, stranger):
    agreement = AgreementFactory(desk=desk)
    noted = services.record_exchange(
        desk=desk, title=Texts.of("en", "Teachers taught"), kind="school", by=officer, agreements=[agreement]
    )
    assert list(agreement.exchanges.all()) == [noted]
    with pytest.raises(NotYours):
        services.record_exchange(desk=desk, title=TITLE, kind="school", by=stranger)
    with pytest.raises(errors.NeedsTitle):
        services.record_exchange(desk=desk, title=Texts(), kind="school", by=officer)
