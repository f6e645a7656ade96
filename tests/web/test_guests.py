"""Pages by link: looking changes nothing, answering does, and a paper learns whether it is the latest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from greendesk.desks import links
from greendesk.desks.models import Account, Desk, GuestLink
from greendesk.kit.texts import Texts
from greendesk.visits import services
from greendesk.visits.models import Delegation, Feedback, HostAnswer, Stop
from tests.factories import PersonFactory
from tests.factories.visits import guests, town


@pytest.fixture
def coming(desk: Desk, officer: Account) -> Delegation:
    """Guests in ten days with one stop and its host."""
    first = timezone.localdate() + timedelta(days=10)
    delegation = guests(desk, starts_on=first, ends_on=first)
    starts = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=10)
    town(desk)
    services.add_stop(
        delegation, kind="call", starts_at=starts, by=officer, today=timezone.localdate(), now=timezone.now(), anyway=True,
        title=Texts.from_plain({"en": "Pump works", "zh-hans": "水泵厂"}), host=PersonFactory(desk=desk), lat=54.9, lon=9.8,
    )  # fmt: skip
    return delegation


def the_stop(delegation: Delegation) -> Stop:
    return delegation.programmes.latest("number").stops.get(kind="call")


def host_url(delegation: Delegation, officer: Account) -> str:
    asked = services.ask_host(the_stop(delegation), by=officer, at=timezone.now())
    assert asked.link is not None
    return reverse("web:guest", args=[links.token_of(asked.link)])


def test_looking_at_a_link_changes_nothing(client: Client, coming: Delegation, officer: Account) -> None:
    url = host_url(coming, officer)
    for _time in range(2):
        assert client.get(url).status_code == 200
        assert client.head(url).status_code == 200

    assert HostAnswer.objects.get().answer == ""
    assert GuestLink.objects.get(purpose="host").answered_at is None
    assert the_stop(coming).state == "asked"


def test_yes_confirms(client: Client, coming: Delegation, officer: Account) -> None:
    url = host_url(coming, officer)
    answer = client.post(url, {"answer": "yes", "seen": the_stop(coming).starts_at.isoformat()}, follow=True)

    assert "The visit is confirmed" in answer.content.decode()
    assert the_stop(coming).state == "confirmed"


def test_another_time_without_a_time_is_asked_for(client: Client, coming: Delegation, officer: Account) -> None:
    url = host_url(coming, officer)

    refused = client.post(url, {"answer": "other_time", "day": "", "at": "", "note": "canary-note"})
    assert refused.status_code == 422
    assert "canary-note" in refused.content.decode()
    assert coming.starts_on
    client.post(url, {"answer": "other_time", "day": coming.starts_on.isoformat(), "at": "15:00"})
    assert HostAnswer.objects.get().proposed_at is not None
    assert the_stop(coming).state == "asked"


def test_an_unknown_an_old_and_a_foreign_link_open_nothing(
    client: Client, coming: Delegation, officer: Account
) -> None:
    url = host_url(coming, officer)
    assert client.get(reverse("web:guest", args=["0" * 40])).status_code == 410
    assert client.get(url + "v1/").status_code == 410
    GuestLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.post(url, {"answer": "yes"}).status_code == 410
    assert the_stop(coming).state == "asked"


def test_the_link_speaks_the_language_it_was_written_for(client: Client, coming: Delegation, officer: Account) -> None:
    url = host_url(coming, officer)
    GuestLink.objects.update(language="zh-hans")

    assert "水泵厂" in client.get(url).content.decode()
    assert "Pump works" in client.get(url + "?lang=en").content.decode()


def test_after_the_visit_the_host_writes_what_was_noticed(client: Client, coming: Delegation, officer: Account) -> None:
    url = host_url(coming, officer)
    past = timezone.now() - timedelta(days=1)
    Stop.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))

    client.post(url, {"questions": "the price", "interest": "3", "wear": "1"})
    row = Feedback.objects.get()
    assert (row.questions, row.interest, row.stop.state) == ("the price", 3, "done")


def test_a_paper_learns_whether_it_is_the_latest(client: Client, coming: Delegation, officer: Account) -> None:
    now = timezone.now()
    services.send_programme(coming.programmes.get(), by=officer, at=now)
    token = links.token_of(services.programme_link(coming, at=now))
    first = client.get(reverse("web:programme-page", args=[token, 1]), {"lang": "en"}).content.decode()
    services.move_stop(
        the_stop(coming),
        starts_at=the_stop(coming).starts_at + timedelta(minutes=30),
        by=officer,
        today=timezone.localdate(),
        now=now,
        anyway=True,
    )
    unsent = client.get(reverse("web:programme-page", args=[token, 1]), {"lang": "en"}).content.decode()
    services.send_programme(coming.programmes.latest("number"), by=officer, at=now)
    second = client.get(reverse("web:programme-page", args=[token, 1]), {"lang": "en"}).content.decode()

    assert "Version 1 is the latest" in first and "Version 1 is the latest" in unsent
    assert "version 2 counts" in second
    feed = client.get(reverse("web:programme-calendar", args=[token]))
    assert feed["Content-Type"].startswith("text/calendar")
    assert b"SEQUENCE:1" in feed.content


def test_drafts_are_not_read_by_link(client: Client, coming: Delegation, officer: Account) -> None:
    token = links.token_of(services.programme_link(coming, at=timezone.now()))

    html = client.get(reverse("web:guest", args=[token]), {"lang": "en"}).content.decode()
    assert "being prepared" in html and "Pump works" not in html
