from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greendesk.engines.matching.assignment import GOOD, Pair, assign


@st.composite
def pairs(draw):
    count = draw(st.integers(0, 8))
    cells = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=count, max_size=count, unique=True))
    values = draw(st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.4, 0.5, 0.7, 0.9, 1.0]), min_size=count, max_size=count))
    return [Pair(f"n{n}", f"c{c}", v) for (n, c), v in zip(cells, values, strict=True)]


def allowed(chosen, per_company, per_need):
    companies, needs = Counter(p.company for p in chosen), Counter(p.need for p in chosen)
    return max(companies.values(), default=0) <= per_company and max(needs.values(), default=0) <= per_need


@settings(max_examples=120)
@given(pairs(), st.integers(0, 2), st.integers(0, 2))
def test_as_many_companies_as_possible_get_a_good_meeting_and_the_sum_is_greatest(listed, per_company, per_need):
    good = [p for p in listed if p.value >= GOOD]
    ways = [w for k in range(len(good) + 1) for w in combinations(good, k) if allowed(w, per_company, per_need)]
    best = max((len({p.company for p in w}), round(sum(p.value for p in w), 6)) for w in ways)

    chosen = assign(listed, per_company=per_company, per_need=per_need).pairs

    mine = [p for p in chosen if p.value >= GOOD]
    assert allowed(chosen, per_company, per_need)
    assert (len({p.company for p in mine}), round(sum(p.value for p in mine), 6)) == best


def test_who_goes_without_is_told_why():
    listed = [Pair("n", "a", 0.9), Pair("n", "b", 0.8), Pair("n", "c", 0.3)]
    answer = assign(listed, per_company=1, per_need=1)
    assert answer.pairs == (Pair("n", "a", 0.9),)
    assert answer.without == (("b", "caps"), ("c", "no_good_match"))


def test_a_company_gives_way_when_another_has_only_this_one():
    listed = [Pair("n1", "a", 0.9), Pair("n2", "a", 0.5), Pair("n1", "b", 0.45)]
    assert {(p.need, p.company) for p in assign(listed, per_company=1, per_need=1).pairs} == {
        ("n2", "a"),
        ("n1", "b"),
    }


def test_single_limits_go_before_the_common_one():
    listed = [Pair(f"n{i}", "a", 0.9) for i in range(4)]
    assert len(assign(listed, per_company=1, per_need=1, caps={"a": 3}).pairs) == 3


@pytest.mark.parametrize(
    "wrong", [{"per_company": -1, "per_need": 1}, {"per_company": 1, "per_need": 1, "caps": {"a": -2}}]
)
def test_negative_limits_are_refused(wrong):
    with pytest.raises(ValueError, match="0 or more"):
        assign([], **wrong)
