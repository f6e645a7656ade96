"""Figures keep their definitions, claims their grades; effort can be struck and put back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from greendesk.desks.models import Role
from greendesk.effects import errors, services
from greendesk.effects.models import EffectClaim, Effort
from greendesk.effects.queries import series_of, sums_by_grade
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from tests.factories import AgreementFactory, PlaceFactory, officer_of
from tests.factories.followups import ON, ClaimFactory, EffortFactory, IndicatorFactory, LeadFactory
from tests.factories.visits import DelegationFactory


def test_an_indicator_without_a_definition_is_refused(desk, officer):
    with pytest.raises(errors.NeedsDefinition):
        services.define_indicator(desk=desk, name=Texts.of("en", "Jobs"), definition=Texts(), unit="people", by=officer)
    with pytest.raises(errors.NeedsName):
        services.define_indicator(desk=desk, name=Texts(), definition=Texts.of("en", "x"), unit="people", by=officer)


def test_a_stranger_defines_nothing_here(desk, stranger):
    with pytest.raises(NotYours):
        services.define_indicator(
            desk=desk, name=Texts.of("en", "Jobs"), definition=Texts.of("en", "x"), unit="people", by=stranger
        )


def test_an_observation_is_a_value_or_a_statement_with_a_source(desk, officer):
    row = IndicatorFactory(desk=desk)
    sentence = Texts.of("sv", "som Stockholm och Skåne tillsammans")
    with pytest.raises(errors.NeedsSource):
        services.observe(row, period="2012", value="14000", source=" ", by=officer)
    for both in ({"value": "64", "statement": sentence}, {}):
        with pytest.raises(errors.ValueOrStatement):
            services.observe(row, period="2012", source="web", by=officer, **both)
    kept = services.observe(row, period="2010/2012", statement=sentence, source="web", by=officer)
    kept.refresh_from_db()
    assert kept.value is None
    assert str(kept.statement) == "som Stockholm och Skåne tillsammans"


def test_a_series_breaks_where_its_scope_did(desk, officer):
    row, sweden = IndicatorFactory(desk=desk), PlaceFactory(name_en="Sweden", country_code="SE")
    for period, value, is_break in (
        ("2009", "~70000", False),
        ("2015", "71900", False),
        ("2019", "151000", True),
        ("2021", "155000", False),
    ):
        services.observe(row, period=period, value=value, source="SCB", is_break=is_break, place=sweden, by=officer)
    services.observe(row, period="", value="14000", source="web", by=officer)

    series = series_of(row.observations.select_related("place"))

    assert [[str(v.quantity.low) for v in run.values] for run in series.runs] == [
        ["70000", "71900"],
        ["151000", "155000"],
    ]
    assert [value.period.written() for _place, value in series.breaks] == ["2019"]
    assert series.undrawn == 1
    assert not series.runs[0].values[0].is_exact


def test_a_change_over_years_and_a_state_are_not_joined(desk, officer):
    row = IndicatorFactory(desk=desk)
    services.observe(row, period="2010/2012", value="64", source="web", by=officer)
    services.observe(row, period="2013", value="70", source="web", by=officer)
    assert len(series_of(row.observations.select_related("place")).runs) == 2


def test_a_claim_takes_company_place_and_agreements_from_its_lead(desk, officer):
    lead = LeadFactory(desk=desk, place=PlaceFactory())
    lead.agreements.add(AgreementFactory(desk=desk))
    claim = services.claim_effect(
        desk=desk, title=Texts.of("en", "Ten pumps"), kind="sale", on=ON, by=officer, lead=lead, source="the company"
    )
    assert (claim.company, claim.place, claim.grade) == (lead.owner, lead.place, "announced")
    assert list(claim.agreements.all()) == list(lead.agreements.all())
    assert list(EffectClaim.objects.to_check(date(2027, 3, 2))) == [claim]


def test_a_claim_names_who_said_so_and_hangs_on_no_strangers_lead(desk, officer, stranger):
    facts = {"desk": desk, "title": Texts.of("en", "x"), "kind": "sale", "on": ON, "by": officer}
    with pytest.raises(errors.NeedsSource):
        services.claim_effect(**facts)
    with pytest.raises(NotYours):
        services.claim_effect(**facts, source="x", lead=LeadFactory(desk=stranger.desk))


def test_a_documented_claim_names_its_evidence(desk, officer):
    claim = ClaimFactory(desk=desk, source="", check_on=ON)
    with pytest.raises(errors.NeedsEvidence):
        services.grade_effect(claim, grade="documented", by=officer)
    graded = services.grade_effect(
        claim,
        grade="documented",
        by=officer,
        evidence_name="contract.pdf",
        content=b"%PDF",
        media_type="application/pdf",
    )
    assert (graded.grade, graded.check_on, graded.evidence.size) == ("documented", None, 4)
    assert services.grade_effect(claim, grade="withdrawn", by=officer).evidence_name == "contract.pdf"
    assert not EffectClaim.objects.standing().exists()


def test_an_evaluator_reads_and_asks_but_grades_nothing(desk, stranger):
    claim = ClaimFactory(desk=desk, sharing=20)
    evaluator = officer_of(desk, Role.EVALUATOR)
    with pytest.raises(NotYours):
        services.grade_effect(claim, grade="registry", by=evaluator, evidence_name="x")
    assert services.ask_for_proof(claim, by=evaluator).verb == "effect.proof_asked"
    with pytest.raises(NotYours):
        services.ask_for_proof(claim, by=stranger)


def test_sums_never_cross_grades_or_currencies(desk):
    ClaimFactory(desk=desk, amount=Decimal(65), currency="SEK")
    ClaimFactory(desk=desk, amount=Decimal(10), currency="SEK")
    ClaimFactory(desk=desk, amount=Decimal(7), currency="")
    ClaimFactory(desk=desk)
    ClaimFactory(desk=desk, amount=Decimal(3), currency="EUR", grade="registry", evidence_name="x")
    registry, announced = sums_by_grade(EffectClaim.objects.all())
    assert registry.amounts == {"EUR": Decimal(3)}
    assert announced.amounts == {"": Decimal(7), "SEK": Decimal(75)}
    assert (announced.count, announced.without_amount) == (4, 1)


def test_two_people_editing_one_claim(desk, officer):
    claim = ClaimFactory(desk=desk)
    services.change_claim(claim, by=officer, revision=1, amount=Decimal(5))
    with pytest.raises(ChangedMeanwhile):
        services.change_claim(claim, by=officer, revision=1, amount=Decimal(6))


def test_effort_is_for_one_activity_and_costs_something(desk, officer):
    facts = {"desk": desk, "activity": "inbound", "role": "officer", "by": officer}
    with pytest.raises(errors.NothingSpent):
        services.record_effort(**facts)
    from greendesk.events.models import Event  # only this refusal needs one

    event = Event.objects.create(desk=desk, name=Texts.of("en", "Fair"))
    with pytest.raises(errors.OneActivityOnly):
        services.record_effort(**facts, minutes=5, delegation=DelegationFactory(desk=desk), event=event)


def test_struck_effort_can_be_put_back(desk, officer, stranger):
    effort = EffortFactory(desk=desk, on=ON, travel_kg=12)
    with pytest.raises(NotYours):
        services.strike_effort(effort, by=stranger)
    kept = services.strike_effort(effort, by=officer)
    assert not Effort.objects.exists()
    back = services.put_back_effort(kept, by=officer)
    assert (back.minutes, back.cost, back.currency, back.on, back.travel_kg) == (600, Decimal(1000), "SEK", ON, 12)
    kept.refresh_from_db()
    assert kept.undone_at is not None
