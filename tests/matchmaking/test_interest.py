"""Interest is the company's, fit is the desk's; both are dated."""

from __future__ import annotations

from datetime import date

import pytest

from greendesk.desks.models import Level
from greendesk.kit.errors import NotYours
from greendesk.matchmaking import errors, services
from greendesk.matchmaking.models import Fit, Interest
from greendesk.matchmaking.services.interest import months_on
from greendesk.outbox.models import Message
from tests.factories import CompanyFactory, ThemeFactory
from tests.factories.matchmaking import representative_of

TODAY = date(2026, 3, 31)


def test_interest_is_dated_and_turns_stale(desk):
    company = CompanyFactory(desk=desk)
    services.declare_interest(
        company, answer="now", on=TODAY, by=representative_of(company.organisation), valid_months=6
    )

    assert Interest.objects.current(date(2026, 9, 29)).get().stale_on == date(2026, 9, 30)
    assert not Interest.objects.current(date(2026, 9, 30)).exists()


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2023, 8, 31), 6, date(2024, 2, 29)), (date(2026, 12, 1), 1, date(2027, 1, 1)),
])  # fmt: skip
def test_months_are_counted_as_people_do(day, months, then):
    assert months_on(day, months) == then


def test_the_newest_word_counts_and_the_earlier_stays(desk, officer):
    company = CompanyFactory(desk=desk)
    services.declare_interest(company, answer="now", on=date(2026, 1, 1), by=officer)
    services.declare_interest(company, answer="no", on=TODAY, by=officer)

    assert Interest.objects.newest().get().answer == "no"
    assert Interest.objects.count() == 2


def test_nobody_else_speaks_for_a_company(desk, stranger):
    company = CompanyFactory(desk=desk)

    with pytest.raises(NotYours):
        services.declare_interest(company, answer="now", on=TODAY, by=stranger)
    with pytest.raises(NotYours):
        services.declare_interest(company, answer="now", on=TODAY)


def test_a_theme_is_not_both_wanted_and_unwanted(desk, officer):
    theme = ThemeFactory()

    with pytest.raises(errors.WantedAndUnwanted):
        services.declare_interest(
            CompanyFactory(desk=desk), answer="now", on=TODAY, by=officer, themes=[theme], unwanted_themes=[theme]
        )
    assert not Interest.objects.exists()


def test_asking_again_leaves_a_letter_with_a_link(desk, officer):
    company = CompanyFactory(desk=desk)

    link = services.ask_interest(company, by=officer)

    letter = Message.objects.get()
    assert (letter.link, letter.state) == (link, "draft")
    said = services.declare_interest(company, answer="maybe", on=TODAY, link=link)
    assert said.company == company
    with pytest.raises(NotYours):
        services.declare_interest(CompanyFactory(desk=desk), answer="maybe", on=TODAY, link=link)


def test_fit_is_each_desks_own_view_and_the_newer_stands(desk, officer, stranger):
    company, theme = CompanyFactory(desk=desk, sharing=Level.SUMMARY), ThemeFactory()

    services.judge_fit(company, theme=theme, score=1, by=officer, desk=desk, on=TODAY)
    services.judge_fit(company, theme=theme, score=3, by=officer, desk=desk, on=TODAY, reason="strong references")
    services.judge_fit(company, theme=theme, score=0, by=stranger, desk=stranger.desk, on=TODAY)

    assert dict(Fit.objects.values_list("desk", "score")) == {desk.pk: 3, stranger.desk.pk: 0}
    assert not Fit.objects.visible_to(officer).filter(desk=stranger.desk).exists()


def test_a_company_one_may_not_see_is_not_judged(desk, stranger):
    hidden = CompanyFactory(desk=desk, sharing=Level.EXISTENCE)

    with pytest.raises(NotYours):
        services.judge_fit(hidden, theme=ThemeFactory(), score=1, by=stranger, desk=stranger.desk, on=TODAY)
