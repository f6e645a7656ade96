"""Companies at a visit: a fair order, invitations through the outbox, answers, who came; their papers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from greendesk.desks.links import open_link, token_of
from greendesk.desks.models import Account, Desk
from greendesk.kit import papers
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.outbox.models import Message
from greendesk.visits import errors, services, sheets
from greendesk.visits.companies import candidates_for, turnout_of, why_invited
from greendesk.visits.models import CompanyInvitation, Delegation
from tests.factories import ChallengeFactory, CompanyFactory, DeskFactory, ThemeFactory
from tests.factories.matchmaking import InterestFactory, SuggestionFactory
from tests.factories.visits import NOW, TODAY, drafted, guests, town


@pytest.fixture
def coming(desk: Desk) -> Delegation:
    return guests(desk)


def heating(desk: Desk, name: str, **word: object) -> object:
    """A company that works on what the guests want, with its own word about it."""
    company = CompanyFactory(desk=desk, organisation__name=name)
    company.themes.add(ThemeFactory(key="district-heating"))
    if word:
        InterestFactory(desk=desk, company=company, **word)
    return company


def test_relevant_and_interested_companies_stand_in_a_fair_order(desk: Desk, coming: Delegation) -> None:
    wants = heating(desk, "Wants it", answer="now")
    perhaps = heating(desk, "Perhaps", answer="maybe")
    answers = heating(desk, "Answers their need", answer="maybe")
    need = ChallengeFactory(desk=desk, place=coming.place)
    need.themes.add(ThemeFactory(key="district-heating"))
    SuggestionFactory(desk=desk, challenge=need, company=answers, score=0.9)
    refuses = heating(desk, "Says no", answer="no")
    against = heating(desk, "Not this theme", answer="now")
    against.interests.get().unwanted_themes.add(ThemeFactory(key="district-heating"))
    other = CompanyFactory(desk=desk, organisation__name="Bakes bread")
    foreign = heating(DeskFactory(), "Of another desk", answer="now")

    found = candidates_for(coming, on=TODAY)

    assert [one.company for one in found] == [answers, wants, perhaps]
    assert not {refuses, against, other, foreign} & {one.company for one in found}
    assert found[0].points == round(100 * 0.9 * 0.75)
    assert all(one.why for one in found)


def test_who_was_shown_and_invited_often_stands_back(desk: Desk, officer: Account, coming: Delegation) -> None:
    first, second = heating(desk, "A often", answer="now"), heating(desk, "B never", answer="now")
    for earlier in (guests(desk), guests(desk)):
        services.invite_companies(earlier, [first], by=officer, at=NOW)
    CompanyInvitation.objects.update(asked_at=NOW - timedelta(days=30))

    found = candidates_for(coming, on=TODAY)

    assert [one.company for one in found] == [second, first]
    assert (found[1].times, found[0].points - found[1].points) == (2, 10)


def test_candidates_cost_the_same_for_one_and_five(
    desk: Desk, coming: Delegation, django_assert_max_num_queries: object
) -> None:
    for n in range(5):
        heating(desk, f"Firm {n}", answer="now")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert len(candidates_for(coming, on=TODAY)) == 5


def test_an_invitation_waits_in_the_outbox_and_is_answered_by_its_link(
    desk: Desk, officer: Account, coming: Delegation
) -> None:
    firm = heating(desk, "Firm", answer="now")

    (asked,) = services.invite_companies(coming, [firm], by=officer, at=NOW)

    letter = Message.objects.get()
    assert (letter.state, letter.template, letter.link, "{link}" in letter.body) == (
        "draft",
        "company-invited",
        asked.link,
        True,
    )
    assert open_link(token_of(asked.link), now=NOW).pk == asked.link_id
    assert services.invite_companies(coming, [firm], by=officer, at=NOW) == []  # asked once
    with pytest.raises(errors.AnswerUnclear):
        services.answer_invitation(asked, answer="perhaps", at=NOW)
    services.answer_invitation(asked, answer="yes", who="Two engineers", at=NOW)
    services.note_attendance(asked, has_come=True, by=officer)
    asked.refresh_from_db()
    assert (asked.answer, asked.who, asked.by_phone, asked.has_come) == ("yes", "Two engineers", False, True)
    told = turnout_of(list(coming.invitations.all()))
    assert (told.asked, told.coming, told.declined, told.came) == (1, 1, 0, 1)


def test_why_a_company_was_invited_is_told_in_the_language_of_who_reads(
    desk: Desk, officer: Account, coming: Delegation
) -> None:
    heating(desk, "Firm", answer="now")
    (found,) = candidates_for(coming, on=TODAY)
    grounds = {found.company.pk: found.grounds}
    (asked,) = services.invite_companies(coming, [found.company], by=officer, at=NOW, grounds=grounds)
    asked.refresh_from_db()

    told = {}
    for language in ("en", "sv"):
        with override(language):
            told[language] = why_invited([asked])[asked.pk]

    theme = ThemeFactory(key="district-heating")
    assert told["en"] == f"works on {theme.label('en')}; is interested now"
    assert told["sv"] != told["en"] and theme.label("sv") in told["sv"]


def test_nobody_invites_for_another_desk_or_another_desks_company(
    desk: Desk, officer: Account, stranger: Account, coming: Delegation
) -> None:
    with pytest.raises(NotYours):
        services.invite_companies(coming, [heating(desk, "Firm")], by=stranger, at=NOW)  # type: ignore[list-item]
    with pytest.raises(NotYours):
        services.invite_companies(coming, [CompanyFactory()], by=officer, at=NOW)
    assert not Message.objects.exists()


def test_an_invitation_taken_back_closes_its_link(desk: Desk, officer: Account, coming: Delegation) -> None:
    (asked,) = services.invite_companies(coming, [heating(desk, "Firm")], by=officer, at=NOW)  # type: ignore[list-item]
    link = asked.link

    services.take_back_invitation(asked, by=officer)

    assert not coming.invitations.exists()
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_the_brief_says_who_comes_why_this_company_and_where_they_meet(desk: Desk, officer: Account) -> None:
    sites = town(desk)
    coming = drafted(guests(desk), officer)
    firm = sites["Heat plant"].suppliers.get()
    firm.themes.add(ThemeFactory(key="district-heating"))

    sheet = sheets.company_brief_sheet(coming, firm, langs=("en", "zh-hans"))

    assert [stop["what"][0] for stop in sheet["stops"]] == ["Heat plant"]
    assert [point[0] for point in sheet["points"]] == [
        f"Heat plant shows district-heating; behind it: {firm.organisation.name}."
    ]
    assert sheet["why"] != []
    assert papers.render("visits/company_brief", sheet).startswith(b"%PDF")


def test_the_book_holds_every_site_and_every_company_once(desk: Desk, officer: Account) -> None:
    sites = town(desk)
    coming = drafted(guests(desk), officer)
    invited = heating(desk, "Invited besides")
    services.invite_companies(coming, [invited], by=officer, at=NOW)  # type: ignore[list-item]

    sheet = sheets.book_sheet(coming)

    names = [company["name"][0] for company in sheet["companies"]]
    assert "Invited besides" in names
    assert len(names) == len(set(names)) == 1 + len(sheet["sites"])
    assert {site["what"][1] for site in sheet["sites"]} <= set(sites)
    assert sheet["map"].startswith("<svg")
    assert papers.render("visits/book", sheet).startswith(b"%PDF")


def test_there_is_no_report_to_print_before_it_is_written(desk: Desk, officer: Account) -> None:
    town(desk)
    coming = drafted(guests(desk), officer)
    with pytest.raises(errors.NoReport):
        sheets.report_sheet(coming)

    services.report_visit(
        coming, by=officer, at=NOW + timedelta(days=30), interest=Texts.of("en", "Heat from the sea"), next_step="Call"
    )
    sheet = sheets.report_sheet(Delegation.objects.get(pk=coming.pk), langs=("en", "zh-hans"))
    assert sheet["interest"][0] == "Heat from the sea"
    assert papers.render("visits/report", sheet).startswith(b"%PDF")
