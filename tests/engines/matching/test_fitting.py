import numpy as np
import pytest

from greendesk.engines.matching import Matcher, read_lexicon
from greendesk.engines.matching.fitting import Judged, calibration_error, fit_weights
from greendesk.engines.matching.guard import guard_set, stands_guard
from greendesk.engines.matching.weights import SIGNALS, Weights, read_weights


def invented(seed=3, needs=40, offers=30):
    """Two telling signals, the rest noise; grades drawn from their sum."""
    random = np.random.default_rng(seed)
    features = random.random((needs * offers, len(SIGNALS)))
    sums = 9 * features[:, 0] + 5 * features[:, 1] - 11 + random.logistic(size=len(features)) * 0.5
    return Judged(features, np.digitize(sums, [0, 1, 2]), np.repeat(np.arange(needs), offers))


def test_the_telling_signals_are_found():
    weights = fit_weights(invented(), "t")
    order = np.argsort(-np.array(weights.weights))
    assert list(order[:2]) == [0, 1]
    assert weights == fit_weights(invented(), "t")


def test_probabilities_are_honest_on_new_pairs():
    weights, fresh = fit_weights(invented(), "t"), invented(seed=4)
    sums = fresh.features @ np.array(weights.weights) + weights.offset
    assert calibration_error(weights.probabilities(sums.astype(np.float32)), fresh.grades >= 1) < 0.08


def test_a_desk_with_few_decisions_stays_near_the_shared_weights():
    shared, few = read_weights("dense"), invented(needs=3)
    held = fit_weights(few, "desk", prior=shared, hold=1.0)
    free = fit_weights(few, "desk")
    far = [np.linalg.norm(np.array(w.weights) - shared.weights) for w in (held, free)]
    assert far[0] < far[1]


def test_nothing_good_means_nothing_to_learn():
    judged = invented()
    with pytest.raises(ValueError, match="nothing to learn"):
        fit_weights(Judged(judged.features, judged.grades * 0, judged.needs), "t")


@pytest.mark.parametrize("name", ["dense", "lexicon"])
def test_shipped_probabilities_rise_strictly_with_the_sum(name):
    weights: Weights = read_weights(name)
    chances = weights.probabilities(np.linspace(-15, 25, 400).astype(np.float32))
    assert (np.diff(chances) > 0).all() and chances[0] >= 0 and chances[-1] <= 1


def test_weights_that_answer_the_guard_set_worse_are_refused():
    shared = read_weights("lexicon")
    guard = guard_set(Matcher(read_lexicon()))
    turned = Weights("bad", shared.offset, tuple(-w for w in shared.weights), shared.knots)
    assert stands_guard(shared, shared, guard)[0]
    assert not stands_guard(turned, shared, guard)[0]
