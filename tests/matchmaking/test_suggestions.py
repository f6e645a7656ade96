"""Suggestions: across languages, with reasons, inside the wall, and never against what people decided."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase

from greendesk.catalogue.services import add_solution
from greendesk.desks.models import Level
from greendesk.directory.models import Consent, Representation
from greendesk.kit import jobs
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.matchmaking import errors, plans, services, tasks, wording
from greendesk.matchmaking.models import Decision, Introduction, OfferVector, Suggestion
from greendesk.outbox.models import Message
from tests.factories import CompanyFactory, DeskFactory, OrganisationFactory, PersonFactory, SiteFactory
from tests.factories.matchmaking import (
    InterestFactory,
    SuggestionFactory,
    biogas_company,
    food_waste_need,
    pipe_company,
    representative_of,
    theme,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()


def test_a_chinese_need_finds_the_swedish_answer(desk, officer):
    company = biogas_company(desk)
    pipe_company(desk)

    rows = services.suggest_matches(food_waste_need(desk), on=TODAY, by=officer)

    assert [row.company for row in rows] == [company]
    assert rows[0].solution == company.solutions.get()
    assert rows[0].band in {"strong", "likely"}


def test_every_quoted_word_stands_in_one_of_the_two_records(desk):
    company = biogas_company(desk)
    challenge = food_waste_need(desk)

    [row] = services.suggest_matches(challenge, on=TODAY)

    solution = company.solutions.get()
    need = f"{challenge.title} {challenge.text}"
    offer = f"{solution.name.text('sv')} {solution.text.text('sv')}".lower()
    assert row.reasons["concepts"]
    for concept in row.reasons["concepts"]:
        assert all(word in need for word in concept["need"])
        assert all(word.lower() in offer for word in concept["offer"])


def test_reasons_are_told_in_the_readers_language(desk):
    theme("food-waste", en="food waste", zh="厨余垃圾")
    biogas_company(desk)
    [row] = services.suggest_matches(food_waste_need(desk), on=TODAY)

    assert "food waste" in wording.one_line(row.reasons, "en")
    assert "厨余垃圾" in wording.one_line(row.reasons, "zh-hans")
    assert "matavfall" in wording.one_line(row.reasons, "zh-hans")


def test_looking_twice_ends_in_the_same_rows(desk):
    biogas_company(desk)
    challenge = food_waste_need(desk)

    first = [row.pk for row in services.suggest_matches(challenge, on=TODAY)]

    assert [row.pk for row in services.suggest_matches(challenge, on=TODAY)] == first
    assert Suggestion.objects.count() == 1


def test_texts_are_represented_once_and_again_when_they_change(desk):
    company = biogas_company(desk)
    challenge = food_waste_need(desk)
    services.suggest_matches(challenge, on=TODAY)
    before = dict(OfferVector.objects.values_list("kind", "text_hash"))
    assert set(before) == {"company", "solution"}

    solution = company.solutions.get()
    solution.text = Texts.of("sv", "Vindkraftverk på land")
    solution.save()
    services.suggest_matches(challenge, on=TODAY)
    after = dict(OfferVector.objects.values_list("kind", "text_hash"))

    assert after["company"] == before["company"]
    assert after["solution"] != before["solution"]


def test_what_no_longer_fits_goes_and_what_people_touched_stays(desk, officer):
    company, other = biogas_company(desk), biogas_company(desk)
    challenge = food_waste_need(desk)
    rows = {row.company: row for row in services.suggest_matches(challenge, on=TODAY)}
    services.decide_on_suggestion(rows[company], side="company", answer="later", at=NOW, by=officer)
    for each in (company, other):
        solution = each.solutions.get()
        solution.name, solution.text = Texts.of("en", "Violins"), Texts.of("en", "We build violins.")
        solution.save()

    services.suggest_matches(challenge, on=TODAY)

    assert [row.company for row in Suggestion.objects.all()] == [company]
    assert Decision.objects.count() == 1


def test_the_wall_holds_in_matching(desk):
    elsewhere = DeskFactory()
    biogas_company(elsewhere, sharing=Level.EXISTENCE)

    assert services.suggest_matches(food_waste_need(desk, sharing=Level.EXISTENCE), on=TODAY) == []


def test_a_need_shared_in_summary_reaches_another_desks_hidden_company_there_only(desk, officer, stranger):
    elsewhere = stranger.desk
    company = biogas_company(elsewhere, sharing=Level.PRIVATE)

    [row] = services.suggest_matches(food_waste_need(desk, sharing=Level.SUMMARY), on=TODAY)

    assert (row.company, row.desk) == (company, elsewhere)
    assert not Suggestion.objects.visible_to(officer).exists()
    assert Suggestion.objects.visible_to(stranger).get() == row


def test_where_both_desks_read_both_records_both_own_the_suggestion(desk, officer, stranger):
    biogas_company(stranger.desk, sharing=Level.SUMMARY)

    [row] = services.suggest_matches(food_waste_need(desk, sharing=Level.SUMMARY), on=TODAY)

    assert row.desk == desk
    assert Suggestion.objects.editable_by(officer).get() == Suggestion.objects.editable_by(stranger).get() == row


def test_a_company_that_says_no_is_left_alone_until_its_word_is_stale(desk):
    company = biogas_company(desk)
    InterestFactory(desk=desk, company=company, answer="no")
    challenge = food_waste_need(desk)

    assert services.suggest_matches(challenge, on=TODAY) == []
    assert len(services.suggest_matches(challenge, on=date(2027, 1, 10))) == 1


def test_a_partner_on_the_no_go_list_is_not_proposed(desk):
    company = biogas_company(desk)
    InterestFactory(desk=desk, company=company, no_go="Other AB\n保定垃圾公司, Third")
    owner = OrganisationFactory(desk=desk, name="保定垃圾有限公司")

    assert services.suggest_matches(food_waste_need(desk, owner=owner), on=TODAY) == []
    assert len(services.suggest_matches(food_waste_need(desk), on=TODAY)) == 1


def test_interest_lifts_and_its_absence_lowers(desk):
    wants, does_not = biogas_company(desk), biogas_company(desk)
    food, wind = theme("food-waste"), theme("wind-power")
    InterestFactory(desk=desk, company=wants).themes.set([food])
    InterestFactory(desk=desk, company=does_not, answer="maybe").unwanted_themes.set([food])
    InterestFactory(desk=desk, company=does_not, stated_on=date(2025, 1, 1), stale_on=date(2026, 1, 1)).themes.set(
        [wind]
    )

    rows = {row.company: row for row in services.suggest_matches(food_waste_need(desk), on=TODAY)}

    assert rows[wants].interest_fit > 0.8 > 0.3 > rows[does_not].interest_fit
    assert rows[wants].need_fit == pytest.approx(rows[does_not].need_fit)
    assert rows[does_not].reasons["low"] == "interest"
    assert rows[wants].rank < rows[does_not].rank


def test_a_site_is_suggested_beside_companies(desk):
    site = SiteFactory(
        desk=desk, sharing=Level.SUMMARY, name=Texts.of("da", "Biogasanlæg"),
        text=Texts.of("da", "Anlæg der laver biogas af madaffald"),
    )  # fmt: skip

    [row] = services.suggest_matches(food_waste_need(desk), on=TODAY)

    assert (row.site, row.company) == (site, None)


def test_an_empty_register_and_an_empty_need_are_no_accident(desk):
    assert services.suggest_matches(food_waste_need(desk), on=TODAY) == []
    biogas_company(desk)
    assert services.suggest_matches(food_waste_need(desk, state="open"), on=TODAY)
    hollow = food_waste_need(desk)
    hollow.title, hollow.text = Texts.of("en", "😀"), Texts.of("en", "<b></b>")
    hollow.save()
    assert services.suggest_matches(hollow, on=TODAY) == []


def test_a_closed_need_is_not_matched(desk):
    with pytest.raises(errors.WrongState):
        services.suggest_matches(food_waste_need(desk, state="closed", close_reason="expired"), on=TODAY)


def test_without_its_model_matching_goes_by_words_and_says_so(settings):
    settings.EMBEDDER = "no-such-back-end"
    plans.matcher.cache_clear()
    try:
        assert "lexicon" in plans.matcher().basis
    finally:
        plans.matcher.cache_clear()


def test_each_side_speaks_for_itself(desk, officer, stranger):
    owner = OrganisationFactory(desk=desk)
    suggestion = SuggestionFactory(desk=desk, challenge__owner=owner)
    export = representative_of(suggestion.company.organisation)

    said = services.decide_on_suggestion(suggestion, side="company", answer="later", at=NOW, by=export, reason="timing")
    assert (said.on_behalf, said.reason, said.rank_shown) == (False, "timing", 1)
    with pytest.raises(NotYours):
        services.decide_on_suggestion(suggestion, side="owner", answer="later", at=NOW, by=export)
    with pytest.raises(NotYours):
        services.decide_on_suggestion(suggestion, side="company", answer="never", at=NOW, by=stranger)
    own = services.decide_on_suggestion(
        suggestion, side="owner", answer="interested", at=NOW, by=representative_of(owner, Representation.Role.OWNER)
    )
    assert not own.on_behalf


def test_the_desk_answers_for_a_silent_side_and_it_is_said(desk, officer):
    said = services.decide_on_suggestion(
        SuggestionFactory(desk=desk), side="owner", answer="interested", at=NOW, by=officer
    )

    assert said.on_behalf


def test_both_interested_means_two_letters_wait(desk, officer):
    contact = PersonFactory(desk=desk, han="王芳", given="", family="", phone="139")
    suggestion = SuggestionFactory(desk=desk, challenge__contact=contact)
    services.decide_on_suggestion(suggestion, side="company", answer="interested", at=NOW, by=officer)
    assert not Introduction.objects.exists()

    services.decide_on_suggestion(suggestion, side="owner", answer="interested", at=NOW, has_card=True)

    assert Introduction.objects.get().made_on == NOW.astimezone(NOW.tzinfo).date()
    letters = list(Message.objects.order_by("pk"))
    assert [letter.state for letter in letters] == ["draft", "draft"]
    assert letters[1].language == "zh-hans"
    assert "王芳" not in letters[0].body, "the contact has not agreed that firms learn the name"


def test_with_consent_the_company_learns_whom_to_write_to(desk, officer):
    contact = PersonFactory(desk=desk, han="王芳", given="", family="", phone="139")
    Consent.objects.create(person=contact, scope="share", notice="1", given_at=NOW)
    suggestion = SuggestionFactory(desk=desk, challenge__contact=contact)
    for side in ("company", "owner"):
        services.decide_on_suggestion(suggestion, side=side, answer="interested", at=NOW, by=officer)

    assert "王芳" in Message.objects.order_by("pk").first().body


def test_no_introduction_against_a_side(desk, officer):
    suggestion = SuggestionFactory(desk=desk)
    services.decide_on_suggestion(suggestion, side="company", answer="interested", at=NOW, by=officer)
    services.decide_on_suggestion(suggestion, side="company", answer="never", at=NOW, by=officer)
    services.decide_on_suggestion(suggestion, side="owner", answer="interested", at=NOW, by=officer)

    with pytest.raises(errors.NotBothInterested):
        services.introduce(suggestion, by=officer, on=TODAY)
    assert not Introduction.objects.exists()


def test_an_introduction_is_made_once(desk, officer):
    suggestion = SuggestionFactory(desk=desk)
    for side in ("company", "owner", "owner"):
        services.decide_on_suggestion(suggestion, side=side, answer="interested", at=NOW, by=officer)

    assert Introduction.objects.count() == 1
    with pytest.raises(errors.AlreadyIntroduced):
        services.introduce(suggestion, by=officer, on=TODAY)


def test_pins_and_vetoes_need_a_reason_and_hold(desk, officer, stranger):
    company = biogas_company(desk)
    challenge = food_waste_need(desk)
    [row] = services.suggest_matches(challenge, on=TODAY)
    with pytest.raises(errors.NeedsReason):
        services.veto_suggestion(row, by=officer, reason=" ")
    with pytest.raises(NotYours):
        services.veto_suggestion(row, by=stranger, reason="mine")

    services.veto_suggestion(row, by=officer, reason="has no capacity this year")
    services.suggest_matches(challenge, on=TODAY)

    row.refresh_from_db()
    assert (row.company, row.state, row.override_reason) == (company, "vetoed", "has no capacity this year")
    with pytest.raises(errors.SetAside):
        services.decide_on_suggestion(row, side="company", answer="interested", at=NOW, by=officer)
    services.release_suggestion(row, by=officer)
    assert Suggestion.objects.standing().get() == row


def test_a_forced_suggestion_keeps_the_engines_honest_score(desk, officer):
    pipes = pipe_company(desk)
    challenge = food_waste_need(desk)

    row = services.force_suggestion(
        challenge, by=officer, reason="the mayor asks for them", on=TODAY, company=pipes, solution=pipes.solutions.get()
    )
    services.suggest_matches(challenge, on=TODAY)

    row.refresh_from_db()
    assert (row.state, row.band) == ("pinned", "weak")
    with pytest.raises(NotYours):
        hidden = CompanyFactory(desk=DeskFactory(), sharing=Level.PRIVATE)
        services.force_suggestion(challenge, by=officer, reason="x", on=TODAY, company=hidden)


@pytest.fixture
def queue(settings):
    """Jobs wait in the database, as they do outside the suite."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def test_a_changed_offer_makes_suggestions_by_itself(desk, officer, queue):
    challenge = food_waste_need(desk)
    company = CompanyFactory(desk=desk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        add_solution(
            desk=desk,
            by=officer,
            companies=[company],
            name=Texts.of("nl", "Biogas uit etensresten"),
            text=Texts.of("nl", "Vergisting van keukenafval en gft"),
        )

    assert not Suggestion.objects.exists()
    assert tasks.running_refresh() is not None
    assert jobs.run_waiting() == 1
    assert Suggestion.objects.get(challenge=challenge).company == company
    assert tasks.running_refresh() is None


def test_many_changes_ask_for_one_search(desk, officer, queue):
    challenge = food_waste_need(desk)

    assert tasks.ask_refresh(challenge) is not None
    assert tasks.ask_refresh(challenge) is None
    assert tasks.ask_refresh() is not None
    assert tasks.ask_refresh() is None
    assert tasks.ask_refresh(food_waste_need(desk)) is None


def test_a_search_for_a_need_that_is_gone_ends_quietly(desk, queue):
    challenge = food_waste_need(desk)
    tasks.ask_refresh(challenge)
    challenge.delete()

    assert jobs.run_waiting() == 1
