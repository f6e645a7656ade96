"""Messages: drafts first, looked at, then sent, printed or copied; their fate is kept."""

from __future__ import annotations

import io
import smtplib
from datetime import date

import pytest
from django.core import mail
from pypdf import PdfReader

from greendesk.desks.files import keep_bytes
from greendesk.desks.links import address_of, make_link
from greendesk.desks.models import Role
from greendesk.kit.errors import NotYours
from greendesk.outbox import errors, services
from greendesk.outbox.letters import LETTERS
from greendesk.outbox.models import Attachment, Message
from greendesk.outbox.printing import letter_of
from tests.factories import OrganisationFactory, PersonFactory, officer_of


@pytest.fixture
def message(desk, officer) -> Message:
    return services.draft_message(
        desk=desk, to_name="Wang Li", to_email="wang@example.org", language="en", subject="Welcome",
        body="Dear Wang Li,\n\nplease answer here:\n{link}", by=officer, link=make_link(desk, "host"),
    )  # fmt: skip


def fates(message: Message) -> list[str]:
    return [fate.state for fate in message.fates.all()]


def test_nothing_leaves_before_somebody_has_looked(message, officer):
    for verb in (services.send_message, services.print_message, services.copy_message):
        with pytest.raises(errors.NotPreviewed):
            verb(message, by=officer)
    assert mail.outbox == []


def test_a_message_sent_by_mail_carries_link_and_attachment(message, officer):
    Attachment.objects.create(message=message, file=keep_bytes(b"plan", "application/pdf"), name="plan.pdf")
    services.preview_message(message, by=officer)
    services.send_message(message, by=officer)

    sent = mail.outbox[0]
    assert sent.to == ["wang@example.org"]
    assert address_of(message.link) in sent.body
    assert sent.attachments[0][0:2] == ("plan.pdf", b"plan")
    assert fates(message) == ["draft", "previewed", "sent"]
    with pytest.raises(errors.AlreadyGone):
        services.send_message(message, by=officer)


def test_a_mail_server_that_refuses_is_kept_as_the_messages_fate(message, officer, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("greendesk.outbox.services.EmailMessage.send", refuse)
    services.preview_message(message, by=officer)
    with pytest.raises(errors.MailFailed):
        services.send_message(message, by=officer)
    assert fates(message)[-1] == "failed"


def test_without_an_address_paper_and_messenger_remain(desk, officer):
    message = services.draft_message(desk=desk, to_name="Wang", language="en", subject="S", body="B", by=officer)
    services.preview_message(message, by=officer)
    with pytest.raises(errors.NoAddress):
        services.send_message(message, by=officer)
    services.print_message(message, by=officer)
    services.copy_message(message, by=officer)
    assert fates(message) == ["draft", "previewed", "printed", "copied"]


def test_editing_takes_the_look_back_and_a_gone_message_stays_as_it_left(message, officer):
    services.preview_message(message, by=officer)
    services.edit_message(message, subject="New", body="New text", by=officer, revision=1)
    with pytest.raises(errors.NotPreviewed):
        services.send_message(message, by=officer)
    services.preview_message(message, by=officer)
    services.send_message(message, by=officer)
    with pytest.raises(errors.AlreadyGone):
        services.edit_message(message, subject="Later", body="Later", by=officer, revision=2)
    assert mail.outbox[0].subject == "New"


def test_a_dropped_message_is_taken_up_again_by_editing(message, officer):
    services.drop_message(message, by=officer)
    services.edit_message(message, subject="Again", body="Again", by=officer, revision=1)
    assert Message.objects.get(pk=message.pk).state == "draft"


def test_an_answer_through_the_link_answers_what_has_left_only(message, officer, desk):
    draft = services.draft_message(
        desk=desk, to_name="Wang", language="en", subject="S", body="{link}", by=officer, link=message.link
    )
    services.preview_message(message, by=officer)
    services.print_message(message, by=officer)

    assert services.note_link_answered(message.link) == 1
    assert Message.objects.get(pk=message.pk).state == "answered"
    assert Message.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize("verb", ["preview_message", "print_message", "copy_message", "drop_message", "note_answer"])
def test_strangers_and_readers_move_no_message(message, stranger, desk, verb):
    for account in (stranger, officer_of(desk, Role.EVALUATOR)):
        with pytest.raises(NotYours):
            getattr(services, verb)(message, by=account)


def test_the_installation_sends_by_itself_only_where_the_desk_says_so(message, desk):
    with pytest.raises(NotYours):
        services.send_message(message, by=None)
    desk.sends_by_itself = True
    desk.save()
    services.send_message(message, by=None)
    assert len(mail.outbox) == 1


def test_addresses_come_from_the_person_then_the_organisation(desk, officer):
    person = PersonFactory(desk=desk, phone="+86 1", wechat="wl")
    body = OrganisationFactory(desk=desk, email="info@example.org", phone="+86 2")
    message = services.draft_message(
        desk=desk, to_name="W", language="en", subject="S", body="B", by=officer, person=person, organisation=body
    )
    assert (message.to_email, message.to_phone, message.to_wechat) == ("info@example.org", "+86 1", "wl")


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_every_letter_asks_for_the_same_facts_in_all_five_languages(letter):
    def fields(text: str) -> set[str]:
        return {part.split("}")[0] for part in text.split("{")[1:]}

    asked = {lang: fields(subject + body) for lang, (subject, body) in LETTERS[letter].items()}
    assert set(asked) == {"en", "sv", "da", "nl", "zh-hans"}
    assert len({frozenset(names) for names in asked.values()}) == 1


def test_a_desks_own_wording_wins_until_it_is_forgotten(desk, officer, stranger):
    own = services.adopt_wording(
        desk=desk, letter="pulse", language="en", subject="Hej {lead}", body="{link}", by=officer
    )
    facts = {"lead": "Pump", "months": "3"}

    def draft() -> Message:
        return services.draft_letter(desk=desk, letter="pulse", facts=facts, to_name="A", language="en", by=officer)

    assert draft().subject == "Hej Pump"
    with pytest.raises(NotYours):
        services.forget_wording(own, by=stranger)
    services.forget_wording(own, by=officer)
    assert draft().subject == LETTERS["pulse"]["en"][0].replace("{lead}", "Pump")


def test_an_unknown_field_is_named(desk):
    with pytest.raises(errors.UnknownField) as refusal:
        services.fill("Dear {nmae}", {"name": "x"})
    assert "nmae" in str(refusal.value)


def test_a_letter_on_paper_says_the_same_as_the_mail(desk, officer):
    desk.name, desk.address = "Dalarna", "Forskargatan 3\nBorlänge"
    desk.save()
    message = services.draft_message(
        desk=desk, to_name="王丽", language="zh-hans", subject="欢迎来访", body="尊敬的王丽：\n\n请点击：\n{link}",
        by=officer, link=make_link(desk, "host"),
    )  # fmt: skip
    text = PdfReader(io.BytesIO(letter_of(message, on=date(2026, 3, 2)))).pages[0].extract_text()
    text = text.replace(" ", "")
    for said in ("王丽", "欢迎来访", "尊敬的王丽", "2026年3月2日", "Forskargatan3"):
        assert said in text
    assert address_of(message.link)[-20:] in text.replace("\n", "")
