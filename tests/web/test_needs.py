"""Needs on the desk's pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge, Decision, DialogueEntry, Introduction, Suggestion
from greendesk.matchmaking.services import suggest_matches
from tests.factories import ChallengeFactory, CompanyFactory, ThemeFactory
from tests.factories.matchmaking import SuggestionFactory, biogas_company, food_waste_need


def page(client, name, *args, **asked):
    return client.get(reverse(f"web:{name}", args=args), asked)


def post(client, name, *args, **typed):
    return client.post(reverse(f"web:{name}", args=args), typed)


def test_a_need_shows_who_can_answer_with_the_words_of_both_sides(officer_client, desk):
    ThemeFactory(key="food-waste", labels={"en": ["food waste"], "zh": ["厨余垃圾"]})
    biogas_company(desk)
    need = food_waste_need(desk)
    suggest_matches(need, on=date(2026, 3, 2))

    text = page(officer_client, "challenge", need.pk).content.decode()

    assert "厨余垃圾" in text and "food waste" in text and "matavfall" in text


def test_the_need_stays_in_its_own_language_and_says_so(officer_client, desk):
    need = food_waste_need(desk)

    assert '<span lang="zh-Hans">厨余垃圾处理</span>' in page(officer_client, "challenge", need.pk).content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_for_four(officer_client, desk, count, django_assert_max_num_queries):
    for _number in range(count):
        SuggestionFactory(desk=desk)
    with django_assert_max_num_queries(14):
        assert page(officer_client, "challenges").content.count(b"/challenges/") > count


@pytest.mark.parametrize("count", [1, 5])
def test_one_need_costs_the_same_with_one_answer_and_with_five(
    officer_client, desk, count, django_assert_max_num_queries
):
    need = ChallengeFactory(desk=desk)
    for _number in range(count):
        SuggestionFactory(desk=desk, challenge=need)
    with django_assert_max_num_queries(52):
        assert page(officer_client, "challenge", need.pk).content.count(b'<li class="card stack" id="s') == count


def test_the_list_is_filtered(officer_client, desk):
    heat = ThemeFactory(key="heat")
    ChallengeFactory(desk=desk, title=Texts.of("en", "Warm houses")).themes.add(heat)
    ChallengeFactory(desk=desk, title=Texts.of("en", "Clean water"))
    ChallengeFactory(desk=desk, title=Texts.of("en", "Old story"), state="closed", close_reason="expired")

    def titles(**asked):
        text = page(officer_client, "challenges", **asked).content.decode()
        return {title for title in ("Warm houses", "Clean water", "Old story") if title in text}

    assert titles() == {"Warm houses", "Clean water"}
    assert titles(theme="heat") == {"Warm houses"}
    assert titles(state="closed") == {"Old story"}
    assert titles(q="water") == {"Clean water"}


def test_triage_opens_a_need(officer_client, desk):
    need, theme = ChallengeFactory(desk=desk, state="sent"), ThemeFactory()

    post(officer_client, "challenge-triage", need.pk, themes=[theme.pk], ends_on="2099-01-01", sharing="20")

    need.refresh_from_db()
    assert (need.state, need.sharing, list(need.themes.all())) == ("open", Level.SUMMARY, [theme])


def test_a_day_in_the_past_is_refused_on_its_field(officer_client, desk):
    need = ChallengeFactory(desk=desk, state="sent")

    answer = post(officer_client, "challenge-triage", need.pk, ends_on="2020-01-01", sharing="20")

    assert list(answer.context["triage_form"].errors) == ["ends_on"]
    assert Challenge.objects.get().state == "sent"


def test_an_officer_enters_a_need_and_gets_its_card(officer_client, desk):
    answer = officer_client.post(
        reverse("web:challenge-new"),
        {"title": "Sludge", "text": "Too wet", "language": "en", "ends_on": "2099-01-01", "sharing": "10"}, follow=True,
    )  # fmt: skip

    need = Challenge.objects.get()
    assert need.card.number in answer.content.decode()


def test_asking_back_and_closing(officer_client, desk):
    need = ChallengeFactory(desk=desk, state="sent")

    post(officer_client, "challenge-ask", need.pk, text="How wet is it?")
    post(officer_client, "challenge-close", need.pk, reason="out_of_scope")

    assert DialogueEntry.objects.get().from_owner is False
    assert Challenge.objects.get().close_reason == "out_of_scope"


def test_publishing_puts_it_in_the_public_catalogue(officer_client, client, desk):
    need = ChallengeFactory(desk=desk, title=Texts.of("en", "Warm houses"))

    post(officer_client, "challenge-publish", need.pk)
    assert "Warm houses" in page(client, "catalogue", kind="need").content.decode()
    post(officer_client, "challenge-unpublish", need.pk)
    assert "Warm houses" not in page(client, "catalogue", kind="need").content.decode()


def test_decisions_pins_and_vetoes_from_the_page(officer_client, desk):
    row = SuggestionFactory(desk=desk)

    for side in ("company", "owner"):
        post(officer_client, "suggestion-decide", row.pk, side=side, answer="interested")
    post(officer_client, "suggestion-pin", row.pk, reason="the mayor knows them")
    post(officer_client, "suggestion-veto", row.pk, reason="")

    row.refresh_from_db()
    assert (row.state, row.override_reason) == ("pinned", "the mayor knows them")
    assert set(Decision.objects.values_list("on_behalf", flat=True)) == {True}
    assert Introduction.objects.get().suggestion == row
    assert page(officer_client, "challenge", row.challenge_id).status_code == 200


def test_a_desk_suggests_a_company_itself(officer_client, desk):
    need, company = food_waste_need(desk), CompanyFactory(desk=desk)

    post(officer_client, "challenge-force", need.pk, company=company.pk, reason="an old friendship")

    assert Suggestion.objects.get().state == "pinned"


def test_strangers_read_what_is_shared_and_move_nothing(stranger_client, desk):
    shared = ChallengeFactory(
        desk=desk, sharing=Level.EXISTENCE, title=Texts.of("en", "canary"), text=Texts.of("en", "canary")
    )
    hidden = ChallengeFactory(desk=desk, sharing=Level.PRIVATE)
    row = SuggestionFactory(desk=desk, challenge=shared)

    assert "canary" not in page(stranger_client, "challenge", shared.pk).content.decode()
    assert "canary" not in page(stranger_client, "challenges").content.decode()
    assert page(stranger_client, "challenge", hidden.pk).status_code == 404
    for name in ("triage", "ask", "close", "extend", "force", "code", "match", "publish", "implemented"):
        assert post(stranger_client, f"challenge-{name}", shared.pk).status_code == 404
    for name in ("pin", "veto", "release", "introduce", "decide"):
        assert (
            post(stranger_client, f"suggestion-{name}", row.pk, reason="x", side="owner", answer="never").status_code
            == 404
        )
    assert not Decision.objects.exists()


def test_guests_are_asked_to_sign_in(client, db):
    assert reverse("web:sign-in") in page(client, "challenges")["Location"]


def test_the_edit_form_begins_with_what_is_there(officer_client, desk):
    need = food_waste_need(desk, ends_on=date(2099, 5, 4), scale_unit="t/d")

    text = page(officer_client, "challenge-edit", need.pk).content.decode()
    answer = post(
        officer_client, "challenge-edit", need.pk, revision="1", title="Food waste", text="A hundred tonnes a day",
        language="zh-hans", ends_on="2099-05-04", sharing="20",
    )  # fmt: skip

    assert 'value="2099-05-04"' in text and 'value="t/d"' in text
    assert answer.status_code == 302
    need.refresh_from_db()
    assert need.title.text("zh-hans") == "厨余垃圾处理", "the owner's own words stay"
    assert need.title.text("en") == "Food waste"


def test_an_officer_of_the_companys_desk_answers_for_it(stranger_client, desk):
    row = SuggestionFactory(
        desk=desk, challenge__sharing=Level.SUMMARY, company=CompanyFactory(desk=stranger_client.desk)
    )
    row.co_desks.add(stranger_client.desk)

    assert f"/suggestions/{row.pk}/decide/" in page(stranger_client, "challenge", row.challenge_id).content.decode()
    post(stranger_client, "suggestion-decide", row.pk, side="company", answer="interested")

    assert Decision.objects.get().on_behalf


def test_suggesting_a_company_oneself_is_asked_for(officer_client, desk):
    need = food_waste_need(desk)
    assert b'name="company"' not in page(officer_client, "challenge", need.pk).content
    assert b'name="company"' in page(officer_client, "challenge", need.pk, open="force_form").content
