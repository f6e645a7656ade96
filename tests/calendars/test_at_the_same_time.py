"""Two people book the same guide in the same second, on a real database with real transactions: one of them wins."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from greendesk.calendars import errors, services
from greendesk.calendars.models import Booking, BusyCell
from tests.factories import DeskFactory
from tests.factories.meetings import ResourceFactory

NINE = datetime(2026, 9, 24, 9, tzinfo=UTC)


@contextmanager
def shared_by_threads(path):
    """The database as threads of their own see it. SQLite in memory cannot be shared like the file that desks
    really use, so there the suite's database is copied into one."""
    if connection.vendor != "sqlite":
        yield
        return
    with sqlite3.connect(path) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    settings = connections.settings["default"]
    before = settings["NAME"]
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        settings["NAME"] = before


def run(*works):
    """Each in a thread with its own connection; returns what they answered or raised."""
    answers: list[object] = [None] * len(works)

    def go(i, work):
        try:
            answers[i] = work()
        except errors.AlreadyTaken as refusal:
            answers[i] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_exactly_one_of_two_wins(tmp_path, attempt):
    guide = ResourceFactory(desk=DeskFactory(), name="Guide")
    start = threading.Barrier(4)

    def booker(minutes):
        def work():
            start.wait(10)
            begins = NINE + timedelta(minutes=minutes)
            return services.book(
                guide, starts_at=begins, ends_at=begins + timedelta(hours=1), reason=f"tour {minutes}", by=None
            )

        return work

    def count():
        return Booking.objects.count(), BusyCell.objects.count()

    with shared_by_threads(tmp_path / "desk.sqlite3"):
        answers = run(*(booker(minutes) for minutes in (0, 5, 10, 15)))
        (counted,) = run(count)

    won = [answer for answer in answers if isinstance(answer, Booking)]
    lost = [answer for answer in answers if isinstance(answer, errors.AlreadyTaken)]
    assert (len(won), len(lost)) == (1, 3)
    assert counted == (1, 12)
    assert all(won[0].reason in str(refusal) for refusal in lost)
