"""The ledger and its uncertainty: small numbers say that they are small."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greendesk.effects.queries import ledger_of
from greendesk.effects.uncertainty import count_interval, price_interval, share_interval
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.missions.models import Mission
from greendesk.visits.models import Programme, Stop
from tests.factories import CompanyFactory, OrganisationFactory
from tests.factories.followups import ON, ClaimFactory, EffortFactory
from tests.factories.visits import DelegationFactory


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904), (100, 81.3639, 121.6267)]
)  # fmt: skip
def test_count_intervals_are_garwoods(count, low, high):
    """Published values of the exact Poisson limits (Garwood 1936; chi-square quantiles)."""
    found = count_interval(count)
    assert found.low == pytest.approx(low, abs=2e-3)
    assert found.high == pytest.approx(high, abs=2e-3)


@given(st.integers(0, 300), st.floats(0.5, 1e6))
def test_a_price_lies_in_its_interval(count, cost):
    found = price_interval(cost, count)
    if count:
        assert found.low < cost / count < found.high
    else:
        assert found.high is None


def test_a_negative_count_is_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        count_interval(-1)


def test_shares_have_wilsons_interval():
    found = share_interval(2, 10)
    assert (found.low, found.high) == (pytest.approx(0.0567, abs=1e-3), pytest.approx(0.5098, abs=1e-3))
    assert share_interval(0, 0) is None


def visit(desk, stops: int = 1, **more):
    delegation = DelegationFactory(desk=desk, **more)
    programme = Programme.objects.create(delegation=delegation, number=1)
    return delegation, [
        Stop.objects.create(
            programme=programme, kind="call", state="confirmed", organisation=OrganisationFactory(desk=desk),
            starts_at=datetime(2026, 3, 18, 8 + n, tzinfo=UTC), ends_at=datetime(2026, 3, 18, 8 + n, 30, tzinfo=UTC),
        )
        for n in range(stops)
    ]  # fmt: skip


def by_key(side):
    return {outcome.key: outcome for outcome in side.outcomes}


def test_inbound_counts_stops_leads_and_what_is_documented(desk, officer, stranger):
    delegation, stops = visit(desk, stops=3)
    EffortFactory(desk=desk, delegation=delegation, on=ON)
    EffortFactory(desk=desk, minutes=60, cost=50, currency="EUR")
    EffortFactory(desk=stranger.desk, minutes=9999)
    lead = Lead.objects.create(
        desk=desk,
        title=Texts.of("en", "x"),
        owner=CompanyFactory(desk=desk),
        stop=stops[0],
        opened_on=ON,
        stage="second",
    )
    ClaimFactory(desk=desk, lead=lead, grade="documented", evidence_name="contract")
    ClaimFactory(desk=desk, lead=lead)
    visit(stranger.desk)
    visit(desk, cancelled_at=datetime(2026, 3, 1, tzinfo=UTC))

    side = ledger_of(officer).inbound

    assert (side.activities, side.with_effort, side.loose_entries, side.minutes) == (1, 1, 1, 660)
    assert side.money == {"EUR": Decimal(50), "SEK": Decimal(1000)}
    assert {key: outcome.count for key, outcome in by_key(side).items()} == {"meetings": 3, "second": 1, "leads": 1, "results": 1}  # fmt: skip
    meetings = by_key(side)["meetings"]
    assert meetings.minutes.each == 220
    assert meetings.minutes.is_few
    assert set(meetings.money) == {"EUR", "SEK"}


def test_without_an_outcome_there_is_no_price_but_a_least_one(desk, officer):
    EffortFactory(desk=desk, activity="outbound", minutes=369)
    price = by_key(ledger_of(officer).outbound)["results"].minutes
    assert price.each is None
    assert price.interval.low == pytest.approx(100, abs=0.1)
    assert price.interval.high is None


def test_the_period_cuts_activities_and_effort(desk, officer):
    delegation, _stops = visit(desk)
    EffortFactory(desk=desk, delegation=delegation, on=ON)
    assert ledger_of(officer, first=date(2026, 4, 1)).inbound.activities == 0
    assert ledger_of(officer, first=date(2026, 4, 1)).inbound.minutes == 0
    assert ledger_of(officer, last=date(2026, 4, 1)).inbound.minutes == 600


def test_few_outcomes_do_not_tell_two_ways_apart_many_do(desk, officer):
    Mission.objects.create(desk=desk, name=Texts.of("en", "Wuhan"), starts_on=ON, ends_on=ON)
    EffortFactory(desk=desk, activity="outbound", minutes=60_000)
    for number in range(6):
        delegation, _stops = visit(desk, stops=8)
        if number == 0:
            EffortFactory(desk=desk, delegation=delegation, minutes=600)
    assert ledger_of(officer).comparison("meetings") == "inbound"
    assert ledger_of(officer).comparison("leads") == "none"
