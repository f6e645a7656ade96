"""Stored files: bytes that are gone are told, bytes that were cut short are mended."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from greendesk.agreements.models import Document
from greendesk.desks.files import FileGone, keep_bytes, open_stored
from greendesk.outbox.models import Attachment, Message
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def test_a_file_whose_bytes_are_gone_is_told_in_a_sentence_on_every_page(officer_client, desk):
    stored = keep_bytes(b"the paper", "application/pdf")
    document = Document.objects.create(agreement=AgreementFactory(desk=desk), file=stored, name="paper.pdf")
    message = Message.objects.create(desk=desk, to_name="A", subject="s", body="b")
    attachment = Attachment.objects.create(message=message, file=stored, name="paper.pdf")
    addresses = [reverse("web:document", args=[document.pk]), reverse("web:message-attachment", args=[attachment.pk])]
    before = [b"".join(officer_client.get(address).streaming_content) for address in addresses]
    default_storage.delete(stored.path)
    after = [officer_client.get(address) for address in addresses]

    assert before == [b"the paper"] * 2
    assert [answer.status_code for answer in after] == [410, 410]
    assert all("no longer in the store" in answer.content.decode() for answer in after)
    with pytest.raises(FileGone):
        open_stored(stored)


def test_bytes_cut_short_by_a_death_are_written_again_when_kept_again():
    stored = keep_bytes(b"all of it", "text/plain")
    default_storage.delete(stored.path)
    with default_storage.open(stored.path, "wb") as half:
        half.write(b"all")
    again = keep_bytes(b"all of it", "text/plain")

    assert again == stored
    with open_stored(again) as whole:
        assert whole.read() == b"all of it"
