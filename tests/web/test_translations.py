"""The translation queue: what is missing, written beside its source, checked by a person."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.desks.models import Role, TextGap
from greendesk.desks.translating import IsSource, NotAText, write_version
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from tests.conftest import client_of
from tests.factories import AgreementFactory, officer_of


@pytest.fixture
def agreement(desk):
    return AgreementFactory(desk=desk, title=Texts.of("sv", "Vänortsavtal"))


def gap(agreement, language) -> TextGap:
    return TextGap.objects.get(record=agreement.pk, kind="agreements.agreement", field="title", language=language)


def test_a_missing_version_is_listed_written_and_gone_from_the_queue(officer_client, agreement):
    page = officer_client.get(reverse("web:translations") + "?language=da&kind=agreements.agreement")
    assert "Vänortsavtal" in page.content.decode()
    row = gap(agreement, "da")
    form = officer_client.get(reverse("web:translation", args=[row.pk]))
    seen = form.context["form"].initial["seen"]
    officer_client.post(
        reverse("web:translation", args=[row.pk]), {"text": "Venskabsaftale", "checked": "on", "seen": seen}
    )
    agreement.refresh_from_db()
    assert (agreement.title.text("da"), agreement.title.state_of("da")) == ("Venskabsaftale", "checked")
    assert not TextGap.objects.filter(record=agreement.pk, language="da", field="title").exists()


def test_an_unchecked_version_stays_in_the_queue_as_a_draft(officer_client, agreement):
    officer_client.post(reverse("web:translation", args=[gap(agreement, "en").pk]), {"text": "Sister agreement"})
    assert gap(agreement, "en").state == "draft"


def test_a_changed_source_makes_a_version_stale(agreement, officer):
    write_version(agreement, field="title", language="en", text="Sister agreement", by=officer)
    agreement.refresh_from_db()
    agreement.title.write("sv", "Nytt vänortsavtal")
    agreement.save()
    assert gap(agreement, "en").state == "stale"


def test_what_was_typed_stays_when_the_source_has_changed_meanwhile(officer_client, agreement):
    address = reverse("web:translation", args=[gap(agreement, "en").pk])
    page = officer_client.post(address, {"text": "My long work", "seen": "0" * 16})
    assert page.status_code == 422
    assert "My long work" in page.content.decode()
    agreement.refresh_from_db()
    assert "en" not in agreement.title


def test_only_texts_of_ones_own_and_never_the_source(agreement, officer, stranger):
    with pytest.raises(NotYours):
        write_version(agreement, field="title", language="en", text="x", by=stranger)
    with pytest.raises(IsSource):
        write_version(agreement, field="title", language="sv", text="x", by=officer)
    for field, language in (("kind", "en"), ("title", "fi"), ("desk", "en")):
        with pytest.raises(NotAText):
            write_version(agreement, field=field, language=language, text="x", by=officer)


def test_strangers_and_readers_have_no_queue(stranger_client, agreement, desk):
    reader = client_of(officer_of(desk, Role.EVALUATOR), desk)
    for client in (stranger_client, reader):
        assert client.get(reverse("web:translation", args=[gap(agreement, "en").pk])).status_code == 404
        assert "Vänortsavtal" not in client.get(reverse("web:translations")).content.decode()


def test_the_queue_costs_the_same_for_one_and_for_many(officer_client, agreement, desk, django_assert_max_num_queries):
    address = reverse("web:translations")
    officer_client.get(address)
    with django_assert_max_num_queries(40) as first:
        officer_client.get(address)
    AgreementFactory.create_batch(5, desk=desk)
    with django_assert_max_num_queries(40) as second:
        officer_client.get(address)
    assert len(second) == len(first)
