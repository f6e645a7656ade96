"""A need stated on a phone in China, and the card with which its owner comes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge, Decision, DialogueEntry
from greendesk.matchmaking.services import submit_challenge
from tests.factories import PlaceFactory
from tests.factories.matchmaking import SuggestionFactory

FORM = "web:challenge-form"


def typed(desk, **changes):
    return {
        "title": "厨余垃圾处理", "text": "每天一百吨，需要厌氧消化技术", "ends_on": "2099-01-01", "contact_name": "李俊峰",
        "wechat": "lijunfeng", "desk": desk.key, "agrees": "on", "agrees_abroad": "on", **changes,
    }  # fmt: skip


def test_the_form_is_chinese_light_and_needs_no_script(client, desk):
    page = client.get(reverse(FORM), {"lang": "zh-hans"})

    text = page.content.decode()
    assert page.status_code == 200
    assert 'lang="zh-Hans"' in text
    assert "novalidate" in text and "onclick" not in text
    assert len(page.content) < 100_000


def test_a_need_arrives_and_the_card_is_shown_once(client, desk):
    page = client.post(reverse(FORM), typed(desk) | {}, headers={"Accept-Language": "zh-CN"}, follow=True)

    challenge = Challenge.objects.get()
    assert (challenge.desk, challenge.language, challenge.state) == (desk, "zh-hans", "sent")
    assert challenge.title.source_lang == "zh-hans"
    assert challenge.card.number in page.content.decode()
    assert challenge.card.wechat == "lijunfeng"


@pytest.mark.parametrize("field", ["title", "text", "contact_name", "agrees", "agrees_abroad"])
def test_what_is_missing_is_named_and_what_was_typed_stays(client, desk, field):
    given = typed(desk)
    del given[field]

    page = client.post(reverse(FORM), given)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "lijunfeng" in page.content.decode()
    assert not Challenge.objects.exists()


def test_somebody_unreachable_is_told_which_field(client, desk):
    page = client.post(reverse(FORM), typed(desk, wechat=""))

    assert list(page.context["form"].errors) == ["phone"]


def test_two_counties_of_one_name_are_asked_about(client, desk):
    zhejiang = PlaceFactory(code="330424", name_en="Haiyan", name_local="海盐县", kind="county")
    qinghai = PlaceFactory(code="632223", name_en="Haiyan", name_local="海晏县", kind="county")

    page = client.post(reverse(FORM), typed(desk, place_text="Haiyan"))

    assert list(page.context["form"].errors) == ["place_pk"]
    text = page.content.decode()
    assert "330424" in text and "632223" in text
    client.post(reverse(FORM), typed(desk, place_text="Haiyan", place_pk=str(qinghai.pk)))
    assert Challenge.objects.get().place == qinghai
    client.post(reverse(FORM), typed(desk, place_text="海盐"))
    assert Challenge.objects.first().place == zhejiang


def test_a_place_nobody_knows_is_said(client, desk):
    page = client.post(reverse(FORM), typed(desk, place_text="Atlantis"))

    assert list(page.context["form"].errors) == ["place_text"]


def test_machines_that_fill_everything_leave_nothing(client, desk):
    client.post(reverse(FORM), typed(desk, website="http://spam.example"))

    assert not Challenge.objects.exists()


def test_the_seventh_need_in_an_hour_waits(client, desk):
    for _number in range(6):
        client.post(reverse(FORM), typed(desk))
    page = client.post(reverse(FORM), typed(desk))

    assert Challenge.objects.count() == 6
    assert page.context["form"].non_field_errors()


@pytest.fixture
def given(desk):
    return submit_challenge(
        desk=desk, by=None, title=Texts.of("zh-hans", "厨余垃圾处理"), text=Texts.of("zh-hans", "每天一百吨"),
        ends_on=date(2099, 1, 1), at=timezone.now(),
        contact_name="李俊峰", phone="138", notice="1",
    )  # fmt: skip


def come_back(client, given):
    return client.post(reverse("web:card"), {"number": given.number, "code": given.code}, follow=True)


def test_number_and_code_open_the_card(client, given):
    page = come_back(client, given)

    assert "每天一百吨" in page.content.decode()


def test_a_guess_opens_nothing(client, given):
    page = client.post(reverse("web:card"), {"number": given.number, "code": "AAAAAA"})

    assert list(page.context["form"].errors) == ["code"]
    assert "每天一百吨" not in client.get(reverse("web:card")).content.decode()


def test_guessing_is_slowed_down(client, given):
    for _try in range(20):
        client.post(reverse("web:card"), {"number": "GD-2222-22", "code": "AAAAAA"})
    page = come_back(client, given)

    assert "每天一百吨" not in page.content.decode()


def test_a_company_that_has_not_agreed_is_not_named(client, given):
    Challenge.objects.update(state="open")
    row = SuggestionFactory(desk=given.challenge.desk, challenge=given.challenge)
    row.company.organisation.name = "Hemliga AB"
    row.company.organisation.save()

    assert "Hemliga" not in come_back(client, given).content.decode()
    row.company.is_public = True
    row.company.save()
    assert "Hemliga" in client.get(reverse("web:card")).content.decode()


def test_the_owner_says_interested_on_the_card(client, given):
    Challenge.objects.update(state="open")
    row = SuggestionFactory(desk=given.challenge.desk, challenge=given.challenge)
    vetoed = SuggestionFactory(desk=given.challenge.desk, challenge=given.challenge, state="vetoed")
    come_back(client, given)

    client.post(reverse("web:card-decide", args=[row.pk]), {"answer": "interested"})
    assert client.post(reverse("web:card-decide", args=[vetoed.pk]), {"answer": "interested"}).status_code == 404

    decision = Decision.objects.get()
    assert (decision.suggestion, decision.side, decision.answer, decision.on_behalf) == (
        row,
        "owner",
        "interested",
        False,
    )


def test_the_owner_answers_a_question(client, given):
    come_back(client, given)

    client.post(reverse("web:card-answer"), {"text": "含水率百分之八十", "lang": "zh-hans"})

    assert DialogueEntry.objects.get().from_owner


def test_without_a_card_nobody_answers_or_decides(client, given):
    client.post(reverse("web:card-answer"), {"text": "x"})
    row = SuggestionFactory(desk=given.challenge.desk, challenge=given.challenge)
    client.post(reverse("web:card-decide", args=[row.pk]), {"answer": "interested"})

    assert not DialogueEntry.objects.exists()
    assert not Decision.objects.exists()


def test_a_closed_card_shows_nothing_more(client, given):
    come_back(client, given)
    client.post(reverse("web:card-leave"))

    assert "每天一百吨" not in client.get(reverse("web:card")).content.decode()


def test_behind_a_proxy_one_guest_does_not_shut_out_the_others(client, desk, settings):
    settings.PROXY_HEADER = "X-Forwarded-For"
    for _number in range(7):
        client.post(reverse(FORM), typed(desk), headers={"X-Forwarded-For": "203.0.113.7"})
    client.post(reverse(FORM), typed(desk), headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert Challenge.objects.count() == 6

    client.post(reverse(FORM), typed(desk), headers={"X-Forwarded-For": "203.0.113.8"})
    assert Challenge.objects.count() == 7
