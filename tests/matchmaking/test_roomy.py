"""Sums on a thread with room: the answer and the mistake come through."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from greendesk.matchmaking.roomy import with_room


def elsewhere(work):
    """As in a web server: not on the main thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_work_of_a_servers_thread_is_done_on_one_with_room():
    assert elsewhere(lambda: with_room(lambda: threading.current_thread().name)) == "roomy"
    assert with_room(lambda: threading.current_thread()) is threading.main_thread()


def test_what_goes_wrong_comes_back():
    with pytest.raises(ZeroDivisionError):
        elsewhere(lambda: with_room(lambda: 1 / 0))


def test_other_threads_keep_the_size_they_had():
    before = threading.stack_size()
    elsewhere(lambda: with_room(lambda: None))

    assert threading.stack_size() == before
