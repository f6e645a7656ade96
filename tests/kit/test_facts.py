"""Facts stay as uncertain as they were."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from greendesk.kit.errors import BadFact
from greendesk.kit.facts import PartialDate, Quantity, QuantityFormField, display_money, read_number
from greendesk.web.lists.columns import Amount


@pytest.mark.parametrize(
    ("typed", "written", "earliest", "latest"),
    [
        ("2011", "2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("2011/..", "2011/..", date(2011, 1, 1), None),
        ("../2014-05-06", "../2014-05-06", None, date(2014, 5, 6)),
        ("2005/2013", "2005/2013", date(2005, 1, 1), date(2013, 12, 31)),
        ("11.9.2017", "2017-09-11", date(2017, 9, 11), date(2017, 9, 11)),
        ("31/03/2016", "2016-03-31", date(2016, 3, 31), date(2016, 3, 31)),
        ("2013年8月5日", "2013-08-05", date(2013, 8, 5), date(2013, 8, 5)),
        ("2012年4月", "2012-04", date(2012, 4, 1), date(2012, 4, 30)),
        ("XXXX-09-24/XXXX-09-27", "XXXX-09-24/XXXX-09-27", None, None),
        ("XXXX-02 early", "XXXX-02 early", None, None),
        ("2017-02 early", "2017-02 early", date(2017, 2, 1), date(2017, 2, 10)),
        ("2016~", "2016~", date(2016, 1, 1), date(2016, 12, 31)),
    ],
)
def test_a_partial_date_is_kept_as_it_was_written(typed, written, earliest, latest):
    when = PartialDate.parse(typed)
    assert (when.written(), when.earliest, when.latest) == (written, earliest, latest)
    assert PartialDate.parse(when.written()) == when


@pytest.mark.parametrize(
    "typed", ["", "XXXX", "2011-13", "2011-02-30", "soon", "2013/2005", "../..", "24-27 september", "1/2/3/4"]
)
def test_what_is_no_date_is_refused_and_never_completed(typed):
    with pytest.raises(BadFact):
        PartialDate.parse(typed)


@pytest.mark.parametrize(
    ("typed", "lang", "shown"),
    [
        ("XXXX-09-24/XXXX-09-27", "en", "24–27 September"),
        ("XXXX-09-24/XXXX-09-27", "sv", "24–27 september"),
        ("XXXX-09-24/XXXX-09-27", "zh-hans", "9月24–27日"),
        ("2017-09-11", "en", "11 September 2017"),
        ("2017-09-11", "nl", "11 september 2017"),
        ("2017-09", "zh-hans", "2017年9月"),
    ],
)
def test_dates_are_shown_in_the_readers_manner(typed, lang, shown):
    with translation.override(lang):
        assert PartialDate.parse(typed).display(lang) == shown


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_survives(day):
    assert PartialDate.of(day).earliest == PartialDate.parse(PartialDate.of(day).written()).latest == day


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("882.000,00", "882000.00"),
        ("882,000.00", "882000.00"),
        ("14 000", "14000"),
        ("14.000.000", "14000000"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("-7", "-7"),
    ],
)
def test_numbers_as_europe_types_them(typed, value):
    assert read_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "many", "NaN", "1e", "inf", "12,,3", "1e9999999", "0e99999", "7" * 40])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(BadFact):
        read_number(typed)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("~15", "about 15"), (">70000", "more than 70,000"), ("200..400", "200–400"), ("14000", "14,000")],
)
def test_quantities_say_how_sure_they_are(typed, shown):
    with translation.override("en"):
        quantity = Quantity.parse(typed)
        assert quantity.display("en") == shown
    assert Quantity.parse(quantity.written()) == quantity


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("about 15", "~15"), ("ca 15", "~15"), ("ca. 15", "~15"), ("约15", "~15"), ("大约 1.500,00", "~1500.00"), ("15左右", "~15"),
        ("～15", "~15"), ("omkring 15", "~15"), ("over 70 000", ">70000"), ("超过70000", ">70000"), ("mindre än 5", "<5"),
        ("200–400", "200..400"), ("200-400", "200..400"), ("200～400", "200..400"), ("200至400", "200..400"), ("-7", "-7"),
        ("ca 200 to 400", "~200..400"), ("１５", "15"),
    ],
)  # fmt: skip
def test_forms_and_lists_read_the_same_words_around_a_number(typed, kept):
    assert QuantityFormField().clean(typed).written() == kept
    assert Amount("size", "Size").read(typed, None).written() == kept


@pytest.mark.parametrize("typed", ["about", "about many", "ca", "cars 15", "1..2..3"])
def test_words_alone_are_no_number(typed):
    with pytest.raises(BadFact):
        Quantity.parse(typed)


def test_money_without_a_currency_says_so():
    with translation.override("en"):
        assert display_money(Decimal("882000"), "", "en") == "882,000 (currency not stated)"
        assert "DKK" in display_money(Decimal(13_000_000_000), "DKK", "en")
        assert display_money(None, "EUR", "en") == ""
