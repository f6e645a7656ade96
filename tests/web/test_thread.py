"""The red thread, both ways, behind the wall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.functional import Promise

from greendesk.desks.models import Level
from greendesk.desks.sharing import desk_owned_models
from greendesk.effects.models import EffectClaim
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.missions.models import Mission
from greendesk.visits.models import Programme, Stop
from greendesk.web import thread as threads
from greendesk.web.addresses import PAGES
from greendesk.web.thread import CAME_FROM, PASSED_BY, TITLES, target_of, thread_of
from tests.desks.test_wall import Planter
from tests.factories import AgreementFactory, ChallengeFactory, CompanyFactory
from tests.factories.followups import LeadFactory
from tests.factories.visits import NOW, DelegationFactory


@pytest.fixture
def chain(desk):
    agreement = AgreementFactory(desk=desk, title=Texts.of("en", "Handshake"), since="2011")
    mission = Mission.objects.create(
        desk=desk, name=Texts.of("en", "Journey"), starts_on=date(2014, 9, 24), ends_on=date(2014, 9, 27)
    )
    mission.agreements.add(agreement)
    lead = Lead.objects.create(
        desk=desk,
        title=Texts.of("en", "Boilers"),
        owner=CompanyFactory(desk=desk),
        origin_note="by telephone",
        opened_on=date(2015, 1, 1),
    )
    lead.agreements.add(agreement)
    claim = EffectClaim.objects.create(desk=desk, title=Texts.of("en", "Contract"), lead=lead, when="2016")
    for record in (agreement, claim):
        record.refresh_from_db()
    return agreement, mission, lead, claim


def test_from_the_contract_back_to_the_handshake(officer, chain):
    *_rest, claim = chain
    assert [knot.title for knot in thread_of(claim, officer)] == ["Handshake", "Boilers", "Contract"]


def test_from_the_handshake_on_to_everything(officer, chain):
    agreement, *_rest = chain
    knots = thread_of(agreement, officer)
    assert [knot.title for knot in knots] == ["Handshake", "Journey", "Boilers", "Contract"]
    assert [knot.is_here for knot in knots] == [True, False, False, False]


def test_nothing_hidden_is_on_the_thread(stranger, chain):
    agreement, mission, lead, claim = chain
    type(agreement).objects.update(sharing=Level.SUMMARY)
    Mission.objects.update(sharing=Level.EXISTENCE)
    Lead.objects.update(sharing=Level.PRIVATE)
    agreement.refresh_from_db()
    titles = [knot.title for knot in thread_of(agreement, stranger)]
    assert "Boilers" not in titles
    assert "Journey" not in titles
    assert len(titles) == 2  # the agreement, and that a mission exists; what a hidden lead led to is out of reach


@pytest.mark.parametrize("count", [1, 9])
def test_many_records_cost_no_more_than_one(officer, desk, count):
    agreement = AgreementFactory(desk=desk)
    for challenge in ChallengeFactory.create_batch(count, desk=desk):
        challenge.agreements.add(agreement)
    with CaptureQueriesContext(connection) as queries:
        assert len(thread_of(agreement, officer)) == count + 1
    assert len(queries) <= 45


def test_of_very_much_something_of_every_kind_is_shown_and_the_rest_counted(officer, stranger, chain, monkeypatch):
    agreement, *_rest = chain
    for challenge in ChallengeFactory.create_batch(9, desk=agreement.desk):
        challenge.agreements.add(agreement)
    hidden = ChallengeFactory(desk=stranger.desk, sharing=Level.PRIVATE)
    hidden.agreements.add(agreement)
    monkeypatch.setattr(threads, "MAX_KNOTS", 7)
    thread = thread_of(agreement, officer)
    kinds = {knot.record_kind for knot in thread}
    assert {"missions.mission", "followups.lead", "matchmaking.challenge"} <= kinds
    assert len(thread) == 7
    assert thread.more in (5, 6)  # of twelve that are seen; whether the hidden one took a place is nobody's business
    monkeypatch.undo()
    assert thread_of(agreement, officer).more == 0


def test_every_way_leads_somewhere():
    assert set(TITLES) == set(CAME_FROM) - PASSED_BY
    for label, paths in CAME_FROM.items():
        for path in paths:
            assert target_of(label, path)


@pytest.mark.parametrize("label", sorted(TITLES))
def test_all_that_a_knot_shows_comes_in_one_question(label, desk, officer):
    planted = Planter(desk, Level.FULL).row(apps.get_model(label))
    visible = threads._visible(officer, label).filter(pk=planted.pk)
    with CaptureQueriesContext(connection) as queries:
        (knot,) = [threads._knot(row, False, label) for row in threads._knotted(visible)]
    assert (knot.title, knot.pk, len(queries)) == (str(planted), planted.pk, 1)


def test_every_kind_has_a_name_that_is_translated():
    """What a knot or a cut record is called is never the name of a class."""
    kinds = {*CAME_FROM, *PAGES, *(model._meta.label_lower for model in desk_owned_models())}
    raw = [kind for kind in sorted(kinds) if not isinstance(apps.get_model(kind)._meta.verbose_name, Promise)]
    assert raw == []


def test_of_older_programmes_only_stops_that_something_came_of_are_on_the_thread(desk, officer):
    delegation = DelegationFactory(desk=desk)
    stops = []
    for hour, number in enumerate((1, 1, 2)):
        programme, _is_new = Programme.objects.get_or_create(delegation=delegation, number=number)
        stops.append(
            Stop.objects.create(
                programme=programme, starts_at=NOW + timedelta(hours=hour), ends_at=NOW + timedelta(hours=hour + 1)
            )
        )
    left, told, newest = stops
    LeadFactory(desk=desk, stop=told, origin_note="")
    shown = {knot.pk for knot in thread_of(delegation, officer) if knot.record_kind == "visits.stop"}
    assert (shown, left.pk in shown) == ({told.pk, newest.pk}, False)
