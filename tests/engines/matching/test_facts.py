import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greendesk.engines.matching.facts import compare, read_facts
from greendesk.engines.matching.texts import clean


@pytest.mark.parametrize(
    ("text", "measure", "low", "high"),
    [
        ("处理规模为每日80吨", "flow_t_d", 80, 80),
        ("日处理规模10万吨", "flow_t_d", 100_000, 100_000),
        ("年处理3.65万吨餐厨垃圾", "flow_t_d", 100, 100),
        ("1,200 m³/d", "flow_t_d", 1_200, 1_200),
        ("36 500–73 000 ton organiskt avfall per år", "flow_t_d", 100, 200),
        ("25 t/h", "flow_t_d", 600, 600),
        ("0,5–5 MW", "power_w", 5e5, 5e6),
        ("装机2.5兆瓦", "power_w", 2.5e6, 2.5e6),
        ("120.000 PE", "pe", 120_000, 120_000),
        ("damp ved 150 °C", "temperature_c", 150, 150),
        ("出水温度不低于60℃", "temperature_c", 60, math.inf),
        ("up to 90 °C", "temperature_c", -math.inf, 90),
        ("20 000 invånare", "people", 20_000, 20_000),
        ("服务5万人", "people", 50_000, 50_000),
        ("供热面积80万平方米", "area_m2", 800_000, 800_000),
        ("预算3000万元", "money_cny", 3e7, 3e7),
        ("a budget of 2 million euros", "money_eur", 2e6, 2e6),
    ],
)
def test_a_figure_is_read_with_its_unit(text, measure, low, high):
    facts = [f for f in read_facts(text) if f.measure == measure]
    assert [(pytest.approx(f.low), pytest.approx(f.high)) for f in facts] == [(low, high)]


@pytest.mark.parametrize("text", ["20–30 procent", "ring 0123 456 789", "in 1998", "three tonnes", "40 ton", ""])
def test_no_figure_is_read_where_no_measure_is_given(text):
    assert read_facts(text) == ()


def test_certificates_and_places_are_read_in_both_scripts():
    names = {f.name for f in read_facts("ISO 14001 和 GB/T 18920，湖北武汉；plant in Göteborg")}
    assert names == {"ISO14001", "GB/T18920", "Hubei", "Wuhan", "Gothenburg"}


@pytest.mark.parametrize(
    ("need", "offer", "verdict"),
    [
        ("每日100吨", "10 000–60 000 ton per år", "agree"),
        ("每日100吨", "2 t/d", "disagree"),
        ("每日100吨", "no figure", "missing"),
        ("蒸汽150℃", "lämpöä 60 °C", "disagree"),
        ("蒸汽150℃", "up to 200 °C", "agree"),
        ("ISO 14001", "certified ISO 14001", "agree"),
        ("ISO 14001", "no papers", "missing"),
        ("湖北", "in Sverige", ""),
    ],
)
def test_facts_agree_disagree_or_are_missing(need, offer, verdict):
    found = compare(read_facts(need), read_facts(offer))
    assert {name for name in ("agree", "disagree", "missing") if getattr(found, name)} == (
        {verdict} if verdict else set()
    )


@given(st.text(alphabet="0123456789 .,–-万吨年日每MWk€°C℃mt/dPE人至toISO", max_size=60))
def test_any_jumble_is_read_without_failing_and_quoted_from_it(text):
    plain = clean(text)
    for fact in read_facts(plain):
        assert fact.words in plain and not math.isnan(fact.low) and fact.low <= fact.high
