"""A real server with the demonstration, in a folder of its own: for journeys and for pictures of pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, *, demonstration: bool = True) -> Iterator[str]:
    """The address of a running greendesk whose data live in `folder`; without the demonstration it stands empty."""
    port = free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "greendesk.settings.dev",
        "GREENDESK_DATA_DIR": str(folder),
        "GREENDESK_DEMO": "1" if demonstration else "0",
        "GREENDESK_EMBEDDER": "lexicon",
        "GREENDESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    for name in ("DATABASE_URL", "PYTEST_CURRENT_TEST"):
        env.pop(name, None)
    steps = [["prepare"], ["demo", "run"]] if demonstration else [["prepare", "--empty"]]
    log = folder / "log.txt"
    with log.open("w") as out:
        for step in steps:
            command = [sys.executable, "-W", "ignore", "-m", "greendesk.cli", *step]
            done = subprocess.run(command, env=env, stdout=out, stderr=out, cwd=folder)
            assert done.returncode == 0, log.read_text()[-3000:]
        listening = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", *listening, "greendesk.wsgi:application"],
            env=env,
            stdout=out,
            stderr=out,
            cwd=folder,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in/", log, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, log: Path, server: subprocess.Popen[bytes]) -> None:
    for _try in range(240):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            assert server.poll() is None, log.read_text()[-3000:]
            time.sleep(0.25)
        else:
            return
    raise AssertionError(log.read_text()[-3000:])
