"""The five programmes, walked from the handshake to what came of it: public verbs only, papers into a folder.

Walking again changes nothing that an earlier walk did: every step first looks whether the records already say so.
The papers are written anew each time from what the records say now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from . import mission, overview, references, sector, visit
from .walk import INDEX, Line, NotManaged, Paper, Step, Walk

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PROGRAMMES: tuple[tuple[str, tuple[tuple[str, Step], ...]], ...] = (
    ("S0", mission.STEPS),
    ("S1", references.STEPS),
    ("S3", sector.STEPS),
    ("S4", visit.STEPS),
    ("S2", overview.STEPS),  # last: its papers show what the others did
)
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Walked:
    """Everything that a run said and wrote."""

    lines: list[Line] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)

    @property
    def missed(self) -> list[Line]:
        return [line for line in self.lines if not line.managed]


def walk_demonstration(
    out: Path,
    *,
    at: datetime,
    tell: Callable[[Line], None] = lambda line: None,
    progress: Progress = lambda done, total, what: None,
) -> Walked:
    """Walk every programme and write its papers below `out`. What an earlier run wrote and this one did not, goes."""
    walked = Walked()
    total = sum(len(steps) for _programme, steps in PROGRAMMES)
    with _one_at_a_time():
        for programme, steps in PROGRAMMES:
            walk = Walk(programme, out, at)
            for name, step in steps:
                progress(len(walked.lines), total, f"{programme} {name}")
                walk.take(name, step)
                walked.lines.append(walk.lines[-1])
                tell(walk.lines[-1])
            walked.papers += walk.papers
        _tidy(out, walked.papers)
    progress(total, total, "")
    return walked


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The worker's walk and one by hand on the same data follow each other; where files cannot be locked, nothing waits."""
    if fcntl is None:
        yield
        return
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "walk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tidy(out: Path, written: list[Paper]) -> None:
    """Papers of earlier runs that no longer belong here are removed; files that somebody else put there stay."""
    index = out / INDEX
    now = {paper.path for paper in written}
    before = index.read_text(encoding="utf-8").splitlines() if index.is_file() else []
    for name in before:
        path = out / name
        if name not in now and path.is_file() and path.resolve().is_relative_to(out.resolve()):
            path.unlink()
    out.mkdir(parents=True, exist_ok=True)
    index.write_text("".join(f"{name}\n" for name in sorted(now)), encoding="utf-8")


__all__ = ["PROGRAMMES", "Line", "NotManaged", "Paper", "Walk", "Walked", "walk_demonstration"]
