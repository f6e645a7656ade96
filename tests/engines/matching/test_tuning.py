"""A desk's own weights: near to the shared ones, freed of the advantage of a high place, worth what left-out needs say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greendesk.engines.matching import Weights
from greendesk.engines.matching.fitting import Judged
from greendesk.engines.matching.tuning import MOST_MOVE, right_order, trust_by_place, tuned
from greendesk.engines.matching.weights import SIGNALS

GOES_BY, IGNORED = 0, 1
SHARED = Weights("1", -3.0, (3.0, 3.0, *[1.0] * (len(SIGNALS) - 2)), ((-9.0, 0.0), (9.0, 1.0)))


def decisions(count: int, *, noise: float = 0.0) -> Judged:
    """Pairs of which people want those that are high in one signal, whatever the other says; some answer at random."""
    chance = np.random.default_rng(1)
    features = np.zeros((count, len(SIGNALS)))
    features[:, GOES_BY], features[:, IGNORED] = chance.random(count), chance.random(count)
    wanted = (features[:, GOES_BY] > 0.5) ^ (chance.random(count) < noise)
    return Judged(features, np.where(wanted, 2, 0), np.arange(count) // 3)


def test_what_people_go_by_counts_more_and_the_rest_less():
    found = tuned(decisions(300), SHARED, "own")

    assert found.weights.weights[GOES_BY] > SHARED.weights[GOES_BY]
    assert found.weights.weights[IGNORED] < SHARED.weights[IGNORED]
    assert found.right_after > found.right_before
    assert tuned(decisions(300), SHARED, "own") == found


def test_few_decisions_move_less_than_many_and_none_moves_far():
    few, many = (tuned(decisions(count, noise=0.3), SHARED, "own").weights.weights[GOES_BY] for count in (40, 400))

    assert SHARED.weights[GOES_BY] < few < many <= SHARED.weights[GOES_BY] * (1 + MOST_MOVE) + 1e-9


def test_the_level_of_the_sums_stays():
    judged = decisions(200)
    found = tuned(judged, SHARED, "own").weights

    before = judged.features @ np.array(SHARED.weights) + SHARED.offset
    after = judged.features @ np.array(found.weights) + found.offset
    assert after.mean() == pytest.approx(before.mean())


def test_decisions_by_chance_teach_nothing_that_holds():
    judged = decisions(200)
    tossed = Judged(judged.features, np.random.default_rng(5).permutation(judged.grades), judged.needs)

    assert tuned(tossed, SHARED, "own").right_after < right_order(judged, judged.features[:, GOES_BY]) - 0.3


def test_one_sided_decisions_are_refused():
    judged = decisions(60)
    with pytest.raises(ValueError, match="unwanted"):
        tuned(Judged(judged.features, np.full(60, 2), judged.needs), SHARED, "own")


def test_answers_from_places_that_few_look_at_count_for_more():
    trust = trust_by_place({1: 100, 2: 100, 5: 100}, {1: 60, 2: 30, 5: 6})

    assert trust[1] == 1.0 < trust[2] < trust[5]
    assert trust[2] == pytest.approx(2.0, abs=0.2)


counts = st.dictionaries(st.integers(1, 30), st.integers(0, 500), max_size=12)


@given(counts, counts)
def test_trust_never_falls_with_the_place_and_stays_within_bounds(listed, answered):
    trust = list(trust_by_place(listed, answered).values())

    assert trust[0] == 1.0
    assert trust == sorted(trust)
    assert max(trust) <= 4.0
