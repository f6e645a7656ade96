"""What `desk` says when it cannot start: one sentence, no traceback, nothing broken."""

import ast
import contextlib
import fcntl
import importlib.machinery
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest

from tests.setup.houses import ROOT

pytestmark = pytest.mark.sqlite
SOURCE = (ROOT / "desk").read_text(encoding="utf-8")
T = TypeVar("T")
# What a person's shell holds: not the settings, the folder and the database of the suite.
AS_AT_HOME = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("GREENDESK_") and name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
}
PATIENCE_S = 120  # for a loaded machine; nothing here is a measurement


def load(folder: Path = ROOT) -> ModuleType:
    """The script as a module, for what needs no process of its own."""
    loader = importlib.machinery.SourceFileLoader("desk_script", str(folder / "desk"))
    spec = importlib.util.spec_from_loader("desk_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without an environment."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("desk", "pyproject.toml", "README.md", "LICENSE", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, folder)
    (folder / "src").symlink_to(ROOT / "src")
    return folder


def run(checkout: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "desk", *arguments],
        cwd=checkout, env={**AS_AT_HOME, **env}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def only_sentence(made: "subprocess.CompletedProcess[str]") -> str:
    """The one line that tells what is wrong."""
    said = [line for line in made.stderr.splitlines() if line.startswith("desk: ")]
    assert made.returncode == 1 and made.stdout == "" and len(said) == 1, made.stderr
    assert "Traceback" not in made.stderr
    return said[0]


def test_an_old_python_can_read_the_script_and_says_that_it_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse(SOURCE, feature_version=(3, 6))
    imported = {a.name for n in ast.walk(ast.parse(SOURCE)) if isinstance(n, ast.Import) for a in n.names}
    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)
    desk = load()
    monkeypatch.setattr(desk.sys, "version_info", (3, 8, 10))
    with pytest.raises(desk.Refusal, match=r"^greendesk needs Python 3\.11 or newer and this is 3\.8; "):
        desk.check_machine()


def test_without_a_network_it_says_so_and_the_next_start_begins_afresh(checkout: Path) -> None:
    nowhere = {
        name: "http://127.0.0.1:9" for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy")
    }
    index = {
        "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple",
        "UV_CACHE_DIR": str(checkout / "cache"),
        "UV_HTTP_RETRIES": "0",
    }
    pip = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "1",  # pip says nothing of a connection that failed until it tries again
    }
    data = checkout / "data"

    sentence = only_sentence(run(checkout, "up", "--data", str(data), **nowhere, **index, **pip))

    assert "no package registry answers" in sentence
    assert (checkout / ".venv" / "greendesk-installing").exists()
    assert not (checkout / ".venv" / "greendesk-installed.json").exists()
    assert [path.name for path in data.iterdir()] == ["desk.lock"]
    again = run(checkout, "up", "--data", str(data), **nowhere, **index, **pip)
    assert "did not finish; starting it afresh" in again.stderr


def installer(checkout: Path, script: str) -> dict[str, str]:
    """An environment in which uv is this script."""
    folder = checkout / "bin"
    folder.mkdir()
    (folder / "uv").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "uv").chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_a_package_that_no_registry_has_is_named(checkout: Path) -> None:
    env = installer(checkout, "echo 'ERROR: No matching distribution found for babel==2.18.0'; exit 1")
    assert "No package registry offers babel==2.18.0" in only_sentence(run(checkout, "up", **env))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the installer ends by itself")
def test_an_install_ends_with_the_start_that_was_killed(checkout: Path) -> None:
    """Else it would go on writing into the environment that the next start begins afresh."""
    env = installer(checkout, f"echo $$ > {checkout}/pid.part; mv {checkout}/pid.part {checkout}/pid; exec sleep 300")
    desk = subprocess.Popen([sys.executable, "desk", "up"], cwd=checkout, env={**AS_AT_HOME, **env})
    assert eventually((checkout / "pid").exists)
    pid = int((checkout / "pid").read_text())
    assert is_running(pid)
    desk.kill()
    desk.wait()
    assert eventually(lambda: not is_running(pid))


def test_a_second_start_on_the_same_data_is_told_where_the_first_is(checkout: Path) -> None:
    data = checkout / "data"
    data.mkdir()
    with (data / "desk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 4711, http://127.0.0.1:8000/")
        lock.flush()
        sentence = only_sentence(run(checkout, "up", "--data", str(data)))

    assert "already runs on" in sentence and "(process 4711, http://127.0.0.1:8000/)" in sentence
    assert not (checkout / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named(checkout: Path) -> None:
    in_the_way = checkout / "file"
    in_the_way.write_text("")

    assert f"The folder {in_the_way}/data cannot be written to" in only_sentence(
        run(checkout, "up", "--data", str(in_the_way / "data"))
    )


@pytest.mark.skipif(not shutil.which("unshare") or os.getuid() != 0, reason="needs root to mount a read-only folder")
def test_a_read_only_checkout_is_named(checkout: Path, tmp_path: Path) -> None:
    script = f"mount --bind {checkout} {checkout} && mount -o remount,ro,bind {checkout} && exec {sys.executable} "
    made = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{script} {checkout}/desk up --data {tmp_path}/data"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if "desk:" not in made.stderr:
        pytest.skip(f"this machine does not let us mount: {made.stderr.strip()[:80]}")

    assert f"The folder {checkout} cannot be written to (read-only file system)" in only_sentence(made)


def test_a_taken_port_leads_to_the_next_free_one() -> None:
    desk = load()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = desk.free_port("127.0.0.1", port)
    assert port < found < port + 100


def test_an_address_of_another_machine_is_refused() -> None:
    desk = load()
    with pytest.raises(desk.Refusal, match=r"^192\.0\.2\.1 is not an address of this machine"):
        desk.free_port("192.0.2.1", 8000)


@pytest.mark.parametrize("arguments", [["up", "--frobnicate"], ["down"], []])
def test_an_unknown_word_is_answered_with_the_usage(checkout: Path, arguments: list[str]) -> None:
    made = run(checkout, *arguments)
    assert made.returncode == 2
    assert "usage: desk" in made.stderr + made.stdout
    assert "Traceback" not in made.stderr


def test_the_locks_hold_every_package_with_hashes_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins: dict[str, dict[str, str]] = {}
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        blocks = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==(\S+)(.*?)(?=^[a-z0-9]|\Z)", text, re.M | re.S)
        assert all("--hash=sha256:" in rest for _name, _version, rest in blocks)
        pins[name] = {f"{package} {rest.splitlines()[0]}": version for package, version, rest in blocks}
    plain, full = pins["requirements.lock"], pins["requirements-test.lock"]
    assert plain.items() <= full.items()

    def locked(requirements: list[str], lock: dict[str, str]) -> bool:
        names = {key.split()[0] for key in lock}
        return {re.split(r"[\[<>=!~ ;]", requirement)[0].lower() for requirement in requirements} <= names

    assert locked(project["dependencies"], plain)
    assert locked(project["optional-dependencies"]["test"], full)


def test_only_a_complete_environment_counts_as_installed(checkout: Path) -> None:
    desk = load(checkout)
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    stamp = Path(desk.STAMP)
    states = []
    for content, unfinished in [("", False), ("{}", False), ("right", True), ("right", False), ("wrong", False)]:
        right = {"test": desk.fingerprint("test")}
        stamp.write_text({"right": json.dumps(right), "wrong": json.dumps({"test": "x"})}.get(content, content))
        Path(desk.UNFINISHED).touch() if unfinished else Path(desk.UNFINISHED).unlink(missing_ok=True)
        states.append((desk.is_installed("test"), desk.is_installed("up")))
    assert states == [(False, False)] * 3 + [(True, True), (False, False)]


def read_address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError("no address was printed")


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("GREENDESK_SLOW") != "1", reason="makes an environment: GREENDESK_SLOW=1")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_from_nothing_to_a_page_and_back(tmp_path: Path) -> None:
    """A fresh clone starts, serves, refuses a double start, restarts what is killed, stops everything, starts again."""
    checkout = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
    with up(checkout) as first:
        address = read_address(first)
        assert fetch(address) < 500
        assert "already runs on" in only_sentence(run(checkout, "up"))
        worker = worker_of(first, other_than=0)
        os.kill(worker, signal.SIGKILL)
        assert worker_of(first, other_than=worker)
        everyone = descendants(first.pid)
    assert eventually(lambda: not [pid for pid in everyone if is_running(pid)]), processes()

    with up(checkout) as second:
        assert fetch(read_address(second)) < 500


@contextlib.contextmanager
def up(checkout: Path) -> Any:
    process = subprocess.Popen(
        [sys.executable, "desk", "up", "--port", "8471"],
        cwd=checkout, env=AS_AT_HOME, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    try:
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def fetch(address: str) -> int:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=PATIENCE_S) as answer:
        return int(answer.status)


def eventually(claim: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE_S
    while not (answer := claim()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer


def worker_of(process: "subprocess.Popen[str]", *, other_than: int) -> int:
    """The worker that desk runs now; started anew, it is another one."""
    found = eventually(lambda: set(children_of(process.pid, "greendesk.cli worker")) - {other_than})
    assert found, processes()
    return found.pop()


def processes() -> dict[int, tuple[int, str]]:
    """Parent and whole command line of what runs; the dead that wait for their parent do not count."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended meanwhile
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found[int(folder.name)] = (int(parent), words)
    return found


def descendants(pid: int) -> list[int]:
    table = processes()
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        children = [child for child, (above, _args) in table.items() if above == parent]
        found += children
        todo += children
    return found


def children_of(pid: int, words: str) -> list[int]:
    return [child for child, (above, args) in processes().items() if above == pid and words in args]


def is_running(pid: int) -> bool:
    return pid in processes()
