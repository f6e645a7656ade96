"""On which days nobody is in the office."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from greendesk.calendars.holidays import holidays_on
from greendesk.calendars.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("CN", date(2026, 10, 5)),  # Golden Week
        ("CN", date(2026, 2, 20)),  # Spring Festival, a day moved by notice
        ("SE", date(2026, 6, 19)),  # Midsummer's Eve, a custom and not a law
        ("DK", date(2026, 6, 5)),  # Constitution Day
        ("EE", date(2026, 2, 24)),
        ("BY", date(2026, 7, 3)),
    ],
)
def test_days_of_law_and_custom_are_known(country: str, day: date) -> None:
    assert day in holidays_on([country], [day])[country]


def test_an_ordinary_day_and_an_unknown_country_are_no_holiday() -> None:
    assert not any(holidays_on(["DK", "QQ"], [date(2026, 3, 18)]).values())


def test_names_are_in_the_readers_language_and_the_desks_word_wins() -> None:
    day = date(2026, 10, 1)
    with override("zh-hans"):
        assert holidays_on(["CN"], [day])["CN"][day] == "国庆节"
    Holiday.objects.create(country_code="CN", on=day, name="Closed for us")
    assert holidays_on(["CN"], [day])["CN"][day] == "Closed for us"
