"""What a careful operator asks for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.urls import reverse


def test_production_settings_are_clean(tmp_path):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "greendesk.settings.production", "GREENDESK_DATA_DIR": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "greendesk.cli", "check", "--deploy", "--fail-level", "WARNING"],
        env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", ["sign-in", "catalogue", "challenge-form", "visit-form"])
def test_every_answer_carries_the_strict_policy(client, db, name):
    headers = client.get(reverse(f"web:{name}")).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "cookie", "accepts", "spoken"),
    [
        ("", "", "zh-CN,zh;q=0.9", "zh-hans"),
        ("", "", "sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("", "", "fr-FR,fr;q=0.9,nl;q=0.5", "nl"),
        ("", "", "fr-FR", "en"),
        ("", "da", "zh-CN", "da"),
        ("nl", "da", "zh-CN", "nl"),
        ("xx", "", "en-GB", "en"),
    ],
)
def test_the_readers_language(client, db, asked, cookie, accepts, spoken):
    if cookie:
        client.cookies["greendesk_lang"] = cookie
    answer = client.get(reverse("web:sign-in"), {"lang": asked} if asked else {}, headers={"accept-language": accepts})
    assert answer.headers["Content-Language"] == spoken


def test_the_demonstrations_people_are_offered_only_where_it_runs(client, db, settings):
    from tests.factories import AccountFactory

    AccountFactory(demo_role="officer")
    settings.DEMO_PEOPLE = False
    client.post(reverse("web:be", args=["officer"]))
    assert "_auth_user_id" not in client.session


def test_signing_in_with_a_wrong_password(client, db):
    from tests.factories import AccountFactory

    account = AccountFactory()
    account.set_password("correct horse battery")
    account.save()
    page = client.post(reverse("web:sign-in"), {"email": account.email, "password": "wrong"})
    assert page.status_code == 200
    assert account.email in page.content.decode()
    client.post(reverse("web:sign-in"), {"email": account.email.upper(), "password": "correct horse battery"})
    assert client.session["_auth_user_id"] == str(account.pk)


def test_nobody_is_sent_to_another_host_after_signing_in(client, db):
    from tests.factories import MembershipFactory

    account = MembershipFactory().account
    account.set_password("correct horse battery")
    account.save()
    typed = {"email": account.email, "password": "correct horse battery", "next": "https://evil.example/"}
    assert client.post(reverse("web:sign-in"), typed).headers["Location"].startswith("/")
