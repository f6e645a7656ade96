"""Whoever guesses is slowed down, and cannot get out of it by making up where they come from."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from greendesk.kit import tries
from greendesk.kit.models import TryCount
from greendesk.kit.tries import forget_over, try_once
from greendesk.web.desk import lists
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


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


def test_tries_at_another_web_process_count_as_well(client, desk):
    """What one process keeps to itself, its memory, is gone in the next one."""
    typed = {"number": "GD-2345-6789", "code": "AB23CD"}
    answers = []
    for _number in range(40):
        cache.clear()
        answers.append(client.post(reverse("web:card"), typed).content.decode())

    assert "too often" in answers[-1]


def test_a_window_ends_with_its_minutes_and_is_forgotten(desk):
    start, window = timezone.now(), timedelta(minutes=10)

    def tried(minutes, key="a"):
        return try_once(key, limit=2, window=window, now=start + timedelta(minutes=minutes))

    assert [tried(0), tried(5), tried(9), tried(9, key="b"), tried(11), tried(11), tried(11)] == [
        True, True, False, True, True, True, False,
    ]  # fmt: skip
    assert forget_over(start + timedelta(minutes=30)) == 2
    assert not TryCount.objects.exists()


def test_two_that_begin_a_window_at_once_count_together(monkeypatch):
    """Another process writes the first try between our look and our own first try."""
    ends = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(tries, "forget_over", lambda now: TryCount.objects.create(key="once", tries=1, ends_at=ends))
    passed = [try_once("once", limit=2, window=timedelta(minutes=1), now=timezone.now()) for _number in range(3)]

    assert passed == [True, False, False]
    assert TryCount.objects.get().tries == 2


def test_who_floods_us_writes_nothing(desk, django_assert_num_queries):
    for _number in range(3):
        try_once("flood", limit=2, window=timedelta(minutes=1), now=timezone.now())
    with django_assert_num_queries(1) as queries:
        assert not try_once("flood", limit=2, window=timedelta(minutes=1), now=timezone.now())
    assert queries[0]["sql"].startswith("SELECT")


def test_uploads_are_counted(officer_client, monkeypatch):
    monkeypatch.setattr(lists, "UPLOADS_PER_HOUR", 2)
    typed = {"text": "name;place\nA;B\n", "kind": "", "language": "en"}
    statuses = [officer_client.post(reverse("web:lists"), typed).status_code for _number in range(4)]

    assert statuses[0] != 429
    assert statuses[-1] == 429
