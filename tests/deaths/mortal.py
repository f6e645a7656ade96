"""The product's own settings, and a moment at which this process ends as by `kill -9`, its parent with it.

MORTAL names the moment: `sql:2:INSERT INTO "visits_stop"` is just before the second statement that begins so,
`lock:1:` just after a file in the store was opened for writing and before its first byte.
"""

import os
import signal
import sys
from typing import Any

from django.db.backends.signals import connection_created

from greendesk.settings.dev import *  # noqa: F403

KIND, _colon, _rest = os.environ.get("MORTAL", "").partition(":")
_count, _colon, BEGINNING = _rest.partition(":")
_left = [int(_count or 0)]


def count_down() -> None:
    _left[0] -= 1
    if _left[0] == 0:
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def before_statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith(BEGINNING):
        count_down()
    return execute(sql, params, many, context)


def watch(connection: Any, **kwargs: Any) -> None:
    if before_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(before_statement)


def listen(event: str, arguments: Any) -> None:
    if event == "fcntl.flock":
        count_down()


if KIND == "sql":
    connection_created.connect(watch)
if KIND == "lock":
    sys.addaudithook(listen)
