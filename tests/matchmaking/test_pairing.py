"""A meeting for everybody: where a good one exists each company gets it, and what people decided comes first."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greendesk.engines.matching import band_of
from greendesk.matchmaking.models import Decision, Suggestion
from greendesk.matchmaking.pairing import pair_up
from tests.factories import ChallengeFactory, CompanyFactory
from tests.factories.matchmaking import SuggestionFactory


def row(pk: int, company: int, need: int, score: float, state: str = "proposed") -> Suggestion:
    return Suggestion(pk=pk, company_id=company, challenge_id=need, score=score, state=state, band=band_of(score))


def test_the_second_best_gets_the_place_that_the_best_does_not_need():
    rows = [row(1, 1, 1, 0.9), row(2, 1, 2, 0.8), row(3, 2, 1, 0.6)]

    found = pair_up(rows, per_company=1, per_need=1)

    assert {(each.company_id, each.challenge_id) for each in found.pairs} == {(1, 2), (2, 1)}
    assert found.without == ()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4), st.floats(0.2, 1.0), st.sampled_from(["proposed"] * 4 + ["pinned", "vetoed"])), max_size=14),
    st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip
def test_pins_always_vetoes_never_and_places_hold(given_rows, per_company, per_need):
    rows = [row(pk, *facts) for pk, facts in enumerate(given_rows, start=1)]

    found = pair_up(rows, per_company=per_company, per_need=per_need)

    chosen = {(each.company_id, each.challenge_id) for each in found.pairs}
    assert {(each.company_id, each.challenge_id) for each in rows if each.state == "pinned"} <= chosen
    assert all(each.state != "vetoed" for each in found.pairs)
    free = [each for each in found.pairs if each.state != "pinned"]
    pinned = [each for each in found.pairs if each.state == "pinned"]
    for name, most in (("company_id", per_company), ("challenge_id", per_need)):
        counts, held = Counter(getattr(e, name) for e in free), Counter(getattr(e, name) for e in pinned)
        assert all(n + held[key] <= max(most, held[key]) for key, n in counts.items())
    served = {each.company_id for each in found.pairs}
    assert served.isdisjoint(pk for pk, _why in found.without)


def test_a_company_with_a_pinned_meeting_waits_for_those_without():
    rows = [row(1, 1, 1, 0.9, "pinned"), row(2, 1, 2, 0.95), row(3, 2, 2, 0.5)]

    found = pair_up(rows, per_company=2, per_need=1)

    assert {(each.company_id, each.challenge_id) for each in found.pairs} == {(1, 1), (2, 2)}


def test_those_who_meet_already_fill_places_and_are_not_proposed_again():
    rows = [row(1, 1, 1, 0.9), row(2, 2, 1, 0.8), row(3, 3, 2, 0.3)]

    found = pair_up(rows, per_company=1, per_need=1, met=[(1, 1)], companies=[4])

    assert [(each.company_id, each.challenge_id) for each in found.pairs] == [(3, 2)]
    assert dict(found.without) == {2: "caps", 4: "no_good_match"}


@pytest.mark.parametrize("answer", ["later", "never"])
def test_what_a_side_put_off_is_left_out(desk, answer):
    company, need = CompanyFactory(desk=desk), ChallengeFactory(desk=desk)
    put_off = SuggestionFactory(desk=desk, challenge=need, company=company)
    Decision.objects.create(suggestion=put_off, side="owner", answer=answer)

    assert pair_up(Suggestion.objects.not_put_off(), per_company=1, per_need=1).pairs == ()
