import numpy as np
import pytest

from greendesk.engines.matching.fairness import reranked
from greendesk.engines.matching.filters import Condition, check_conditions
from greendesk.engines.matching.twosided import InterestProfile, Opportunity, interest_fit, two_sided

FOOD = Opportunity("n", ("food-waste",), region="Hubei", budget_eur=1e6)


def chance(lexicon, **wishes):
    return interest_fit(InterestProfile("c", **wishes), FOOD, lexicon).probability


def test_a_silent_company_is_neither_for_nor_against(lexicon):
    found = interest_fit(InterestProfile("c"), FOOD, lexicon)
    assert (found.probability, found.known, found.reasons) == (0.5, False, ())


def test_what_a_company_wants_raises_and_what_it_does_not_lowers(lexicon):
    listed = [
        chance(lexicon, wanted=("food-waste",)),
        chance(lexicon, wanted=("composting",)),
        chance(lexicon),
        chance(lexicon, wanted=("heat-pump",)),
        chance(lexicon, unwanted=("food-waste",)),
    ]
    assert listed == sorted(listed, reverse=True) and len(set(listed)) == 5
    assert chance(lexicon, wanted=("waste",)) == listed[0]


def test_region_size_and_appetite_count(lexicon):
    assert chance(lexicon, regions=("Hubei",)) > 0.5 > chance(lexicon, regions=("Sichuan",))
    assert chance(lexicon, smallest_eur=5e6) < 0.5 < chance(lexicon, appetite=0.9)


@pytest.mark.parametrize(("times", "least"), [(1, 0.45), (100, 0.24)])
def test_declines_never_bury_a_company(lexicon, times, least):
    assert least < chance(lexicon, declined=(("food-waste", times),)) < 0.5


def test_both_sides_meet_in_their_geometric_mean_and_the_low_one_is_named():
    found = two_sided(0.9, 0.1)
    assert (round(found.both, 6), found.low_side) == (0.3, "interest")
    assert two_sided(0.2, 0.8).low_side == "need" and two_sided(0.8, 0.7).low_side == ""
    with pytest.raises(ValueError, match="between 0 and 1"):
        two_sided(1.2, 0.5)


def test_unknown_is_not_no():
    conditions = [
        Condition("region", frozenset({"Hubei"})),
        Condition("certificate", frozenset({"ISO14001", "CE"}), every=True),
        Condition("competitor", frozenset({"Acme"}), forbids=True),
    ]
    found = check_conditions(conditions, {"certificate": frozenset({"CE"}), "competitor": frozenset({"Other"})})
    assert (found.passed, found.failed, found.unknown) == (("competitor",), ("certificate",), ("region",))
    assert not found.may_pass and check_conditions(conditions, {}).may_pass


def test_a_twin_gives_way_to_something_else_of_like_worth_only():
    likeness = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=np.float32)
    near = reranked([("a", 0.80), ("twin", 0.79), ("other", 0.75)], likeness)
    far = reranked([("a", 0.80), ("twin", 0.79), ("other", 0.50)], likeness)
    assert [r.offer for r in near] == ["a", "other", "twin"] and [r.offer for r in far] == [
        "a",
        "twin",
        "other",
    ]
    assert [r.probability for r in near] == [0.80, 0.75, 0.79]


def test_who_was_shown_often_waits_a_turn():
    order = reranked([("often", 0.60), ("seldom", 0.58)], np.eye(2, dtype=np.float32), {"often": 30})
    assert [r.offer for r in order] == ["seldom", "often"]
