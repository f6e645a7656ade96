"""Whoever guesses is slowed down, and cannot get out of it by making up where they come from."""

from __future__ import annotations

import itertools

import pytest
from django.core.cache import cache
from django.urls import reverse

from greendesk.web.desk import lists
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def made_up():
    return ({"X-Forwarded-For": f"203.0.113.{number}"} for number in itertools.count(1))


def test_sign_in_closes_after_eight_wrong_words_whatever_the_header_says(client, desk, settings):
    settings.AXES_ENABLED = True
    account = AccountFactory()
    account.set_password("right and long enough")
    account.save()
    page = reverse("web:sign-in")
    for headers in itertools.islice(made_up(), settings.AXES_FAILURE_LIMIT):
        client.post(page, {"email": account.email, "password": "wrong"}, headers=headers)
    late = client.post(page, {"email": account.email, "password": "right and long enough"})

    assert "_auth_user_id" not in client.session
    assert late.status_code in {200, 403, 429}


def test_sign_in_works_after_fewer(client, desk, settings):
    settings.AXES_ENABLED = True
    account = AccountFactory()
    account.set_password("right and long enough")
    account.save()
    page = reverse("web:sign-in")
    for _number in range(settings.AXES_FAILURE_LIMIT - 2):
        client.post(page, {"email": account.email, "password": "wrong"})
    client.post(page, {"email": account.email, "password": "right and long enough"})

    assert client.session["_auth_user_id"] == str(account.pk)


def test_guessing_card_numbers_ends_in_a_sentence(client, desk):
    typed = {"number": "GD-2345-6789", "code": "AB23CD"}
    answers = [client.post(reverse("web:card"), typed, headers=headers) for headers in itertools.islice(made_up(), 40)]

    assert "too often" not in answers[0].content.decode()
    assert "too often" in answers[-1].content.decode()


def test_guessing_guest_links_ends_in_a_sentence(client, desk):
    statuses = [client.get(f"/g/{'x' * 20}{number}/").status_code for number in range(80)]

    assert statuses[0] in {404, 410, 403}
    assert 429 in statuses


def test_uploads_are_counted(officer_client, monkeypatch):
    monkeypatch.setattr(lists, "UPLOADS_PER_HOUR", 2)
    typed = {"text": "name;place\nA;B\n", "kind": "", "language": "en"}
    statuses = [officer_client.post(reverse("web:lists"), typed).status_code for _number in range(4)]

    assert statuses[0] != 429
    assert statuses[-1] == 429
