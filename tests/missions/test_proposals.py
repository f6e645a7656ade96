"""What a matcher at the partner's side may write, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from greendesk.desks.models import Level, LogEntry, Role
from greendesk.kit.errors import NotYours
from greendesk.matchmaking.models import Suggestion
from greendesk.missions import errors, services
from greendesk.missions.models import MatchProposal
from greendesk.missions.queries import companies_of, needs_of
from tests.conftest import client_of
from tests.factories import (
    AgreementFactory,
    ChallengeFactory,
    OrganisationFactory,
    PlaceFactory,
    SolutionFactory,
    officer_of,
)
from tests.factories.matchmaking import representative_of
from tests.factories.meetings import party
from tests.factories.missions import application_of, mission_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def mission(desk, officer):
    hubei = PlaceFactory(code="420000", kind="province", name_en="Hubei")
    return mission_of(desk, officer, place=hubei)


@pytest.fixture
def matcher(desk):
    return officer_of(desk, Role.PARTNER)


@pytest.fixture
def firm(mission, officer):
    return application_of(mission, officer).company


@pytest.fixture
def need(desk, mission):
    return ChallengeFactory(desk=desk, place=mission.place, state="open")


@pytest.fixture
def proposal(mission, matcher, firm, need):
    return services.propose_match(mission, challenge=need, company=firm, reason="They make it", by=matcher)


def test_it_waits_is_declined_with_a_word_and_logged(proposal, mission, officer):
    declined = services.decline_proposal(proposal, by=officer, at=AT, note="They left the trade")
    assert (declined.state, declined.answered_by, declined.answer_note) == ("declined", officer, "They left the trade")
    assert not Suggestion.objects.exists()
    said = LogEntry.objects.of_record(mission).filter(verb__contains="match").values_list("verb", "account")
    assert sorted(said) == [("mission.match_declined", officer.pk), ("mission.match_proposed", proposal.by_id)]
    with pytest.raises(errors.AlreadyAnswered):
        services.accept_proposal(proposal, by=officer, on=AT.date(), at=AT)


def test_only_a_matcher_of_the_desk_proposes_and_only_the_desk_answers(
    proposal, mission, firm, need, desk, officer, stranger
):
    elsewhere = officer_of(stranger.desk, Role.PARTNER)
    company = representative_of(firm.organisation)
    for by in (officer, officer_of(desk, Role.EVALUATOR), officer_of(desk, Role.FUNDER), stranger, elsewhere, company):
        with pytest.raises(NotYours):
            services.propose_match(mission, challenge=need, company=firm, reason="x", by=by)
    for by in (proposal.by, stranger, elsewhere, company):
        with pytest.raises(NotYours):
            services.accept_proposal(proposal, by=by, on=AT.date(), at=AT)
        with pytest.raises(NotYours):
            services.decline_proposal(proposal, by=by, at=AT)


def test_no_other_desk_reads_it_however_much_the_mission_shares(proposal, mission, matcher, stranger, stranger_client):
    type(mission).objects.update(sharing=Level.FULL)
    assert [MatchProposal.objects.visible_to(who).exists() for who in (matcher, stranger)] == [True, False]
    page = stranger_client.get(reverse("web:mission", args=[mission.pk])).content.decode()
    assert "They make it" not in page


def test_what_is_not_of_the_mission_is_refused(mission, matcher, firm, need, desk, officer, stranger):
    far = ChallengeFactory(desk=desk, state="open", place=PlaceFactory(code="510000", name_en="Sichuan"))
    shut = ChallengeFactory(desk=desk, state="sent", place=mission.place)
    theirs = ChallengeFactory(desk=stranger.desk, state="open", place=mission.place, sharing=Level.FULL)
    other = application_of(mission_of(desk, officer), officer, "Other").company
    for challenge, company in ((far, firm), (shut, firm), (theirs, firm), (need, other)):
        with pytest.raises(errors.NotOfThisMission):
            services.propose_match(mission, challenge=challenge, company=company, reason="x", by=matcher)
    with pytest.raises(errors.NotOfThisMission):
        services.propose_match(
            mission, challenge=need, company=firm, solution=SolutionFactory(desk=desk), reason="x", by=matcher
        )
    with pytest.raises(errors.NeedsWhy):
        services.propose_match(mission, challenge=need, company=firm, reason="  ", by=matcher)


def test_needs_come_by_place_agreement_or_whom_the_mission_meets(mission, need, desk, officer, matcher):
    agreement = AgreementFactory(desk=desk)
    mission.agreements.add(agreement)
    signed, met = ChallengeFactory(desk=desk, state="open"), ChallengeFactory(desk=desk, state="answered")
    signed.agreements.add(agreement)
    met.owner = OrganisationFactory(desk=desk)
    met.save()
    day = services.plan_mission_day(mission, name=mission.name, starts_on=AT.date(), by=officer)
    party(day, officer, "Somebody else", host=True)
    day.attendances.update(organisation=met.owner)
    ChallengeFactory(desk=desk, state="open")
    assert set(needs_of(mission, matcher)) == {need, signed, met}


def test_companies_are_those_that_applied_and_were_not_declined(mission, firm, officer, matcher):
    left = application_of(mission, officer, "Left")
    services.fix_cohort(mission, accepted=[mission.applications.get(company=firm)], by=officer)
    assert left.company not in set(companies_of(mission, matcher))
    assert list(companies_of(mission, matcher)) == [firm]


def test_it_is_proposed_once_until_the_desk_has_answered(proposal, mission, firm, need, matcher, officer):
    with pytest.raises(errors.AlreadyProposed):
        services.propose_match(mission, challenge=need, company=firm, reason="again", by=matcher)
    services.decline_proposal(proposal, by=officer, at=AT)
    assert services.propose_match(mission, challenge=need, company=firm, reason="look again", by=matcher).pk
    services.close_mission(mission, by=officer)
    with pytest.raises(NotYours):
        services.propose_match(mission, challenge=need, company=firm, reason="too late", by=matcher)


def test_a_company_kept_to_itself_cannot_be_matched(proposal, firm, officer, stranger):
    type(firm).objects.update(sharing=Level.PRIVATE)
    proposal.challenge.co_desks.add(officer.desk)
    type(proposal.challenge).objects.update(desk=stranger.desk)
    type(firm).objects.update(desk=stranger.desk)
    type(firm).objects.get().co_desks.clear()
    type(proposal.challenge).objects.get().co_desks.clear()
    with pytest.raises(errors.CannotBeMatched):
        services.accept_proposal(proposal, by=officer, on=AT.date(), at=AT)
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_the_matchers_page_offers_what_is_of_the_mission_and_refuses_others(
    mission, firm, need, matcher, desk, officer_client, stranger_client
):
    address = reverse("web:mission-propose", args=[mission.pk])
    client = client_of(matcher, desk)
    assert address in client.get(reverse("web:mission", args=[mission.pk])).content.decode()
    page = client.get(address).content.decode()
    assert str(need) in page and str(firm) in page
    assert client.post(address, {"challenge": need.pk, "company": firm.pk, "reason": ""}).status_code == 422
    assert officer_client.get(address).status_code == 404
    assert stranger_client.get(address).status_code == 404
    assert address not in officer_client.get(reverse("web:mission", args=[mission.pk])).content.decode()


def test_nothing_else_becomes_writable(proposal, mission, matcher, desk):
    """Every address that takes a number, posted to by the matcher: records and the logbook stay as they were."""
    client = client_of(matcher, desk)
    before = LogEntry.objects.count()
    _prefix, resolver = get_resolver().namespace_dict["web"]
    rows = (mission, proposal, proposal.challenge, proposal.company, *mission.applications.all())
    for name in sorted({key for key in resolver.reverse_dict if isinstance(key, str)} - {"mission-propose"}):
        for pk in {row.pk for row in rows}:
            try:
                address = reverse(f"web:{name}", args=[pk])
            except NoReverseMatch:
                continue
            if not name.startswith(
                ("mission", "proposal", "application", "challenge", "company", "suggestion", "slides", "task")
            ):
                continue
            client.post(address, {"answer": "accept", "reason": "x", "text": "x"})
    assert LogEntry.objects.count() == before
    proposal.refresh_from_db()
    assert proposal.state == "waiting"
