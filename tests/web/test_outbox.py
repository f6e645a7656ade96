"""The outbox through its pages."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from greendesk.desks.links import address_of, make_link
from greendesk.outbox.models import Message, Template
from greendesk.outbox.services import draft_message


@pytest.fixture
def message(desk, officer) -> Message:
    return draft_message(
        desk=desk, to_name="Wang Li", to_email="wang@example.org", language="en", subject="Welcome to us",
        body="Dear Wang,\n\n{link}", by=officer, link=make_link(desk, "host"),
    )  # fmt: skip


def move(client, message, verb, **more):
    return client.post(reverse("web:message-move", args=[message.pk]), {"verb": verb, **more})


def edit(client, message, revision, **typed):
    data = {"subject": "New", "body": "Text", "revision": revision, **typed}
    return client.post(reverse("web:message-edit", args=[message.pk]), data)


def test_the_page_shows_the_text_as_its_reader_gets_it_and_looking_changes_nothing(officer_client, message):
    page = officer_client.get(reverse("web:message", args=[message.pk])).content.decode()
    assert address_of(message.link) in page
    assert "<svg" in page
    assert Message.objects.get(pk=message.pk).state == "draft"


def test_sending_from_the_page_counts_as_having_looked(officer_client, message):
    move(officer_client, message, "send")
    assert mail.outbox[0].to == ["wang@example.org"]
    assert [fate.state for fate in message.fates.all()] == ["draft", "previewed", "sent"]
    move(officer_client, message, "answered", note="yes, gladly")
    assert message.fates.last().note == "yes, gladly"


def test_printing_leads_to_the_letter(officer_client, message):
    assert officer_client.get(reverse("web:message-paper", args=[message.pk])).status_code == 404
    answer = move(officer_client, message, "print")
    assert answer.url == reverse("web:message-paper", args=[message.pk])
    assert officer_client.get(answer.url).content.startswith(b"%PDF")


def test_a_refusal_is_told_and_an_unknown_verb_is_nothing(officer_client, message):
    move(officer_client, message, "send")
    page = officer_client.post(reverse("web:message-move", args=[message.pk]), {"verb": "drop"}, follow=True)
    assert "already left" in page.content.decode()
    assert move(officer_client, message, "burn").status_code == 404


def test_changing_the_text_takes_it_back_to_a_draft(officer_client, message):
    move(officer_client, message, "preview")
    refused = edit(officer_client, message, 1, subject="", body="kept text")
    assert refused.status_code == 422
    assert "kept text" in refused.content.decode()
    edit(officer_client, message, 1)
    assert Message.objects.get(pk=message.pk).state == "draft"


def test_a_text_changed_meanwhile_is_not_overwritten_unseen(officer_client, message):
    edit(officer_client, message, 1, body="what a colleague wrote")
    refused = edit(officer_client, message, 1, body="what I wrote")
    page = refused.content.decode()

    assert refused.status_code == 422
    assert Message.objects.get(pk=message.pk).body == "what a colleague wrote"
    assert "what a colleague wrote" in page
    assert "what I wrote" in page
    assert edit(officer_client, message, refused.context["form"]["revision"].value(), body="both").status_code == 302
    assert Message.objects.get(pk=message.pk).body == "both"


def test_a_stranger_finds_no_message(stranger_client, message):
    for name in ("message", "message-paper"):
        assert stranger_client.get(reverse(f"web:{name}", args=[message.pk])).status_code == 404
    assert move(stranger_client, message, "send").status_code == 404
    assert "Welcome to us" not in stranger_client.get(reverse("web:outbox")).content.decode()


def test_letters_are_worded_checked_and_forgotten(officer_client):
    address = reverse("web:letter", args=["pulse", "sv"])
    for wrong in ("Hej {nmae}", "Hej { du"):
        assert officer_client.post(address, {"subject": "S", "body": wrong}).status_code == 422
    officer_client.post(address, {"subject": "Hur går det?", "body": "Hej {to}\n{link}"})
    assert Template.objects.get().subject == "Hur går det?"
    officer_client.post(address, {"verb": "forget"})
    assert not Template.objects.exists()
    assert officer_client.get(reverse("web:letter", args=["nothing", "sv"])).status_code == 404


def test_the_outbox_costs_the_same_for_one_and_for_many(officer_client, message, desk, officer, django_assert_max_num_queries):  # fmt: skip
    address = reverse("web:outbox")
    officer_client.get(address)
    with django_assert_max_num_queries(40) as first:
        officer_client.get(address)
    for _number in range(4):
        draft_message(desk=desk, to_name="A", language="en", subject="S", body="B", by=officer)
    with django_assert_max_num_queries(40) as second:
        officer_client.get(address)
    assert len(second) == len(first)
