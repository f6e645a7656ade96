"""Sums on a thread with room: the linear algebra library needs half a megabyte of stack at a time, and the threads of a
web server have two in all. Only pure work belongs in here: a database connection is another one on another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

STACK_BYTES = 32 * 1024 * 1024

Answer = TypeVar("Answer")


def with_room(work: Callable[[], Answer]) -> Answer:
    """What `work` returns or raises, done meanwhile on a thread of its own with a large stack."""
    if threading.current_thread() is threading.main_thread():
        return work()
    done: Future[Answer] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as problem:
            done.set_exception(problem)

    before = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=run, name="roomy")
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return done.result()
