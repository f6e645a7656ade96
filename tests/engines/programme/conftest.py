"""A case from what a file would hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greendesk.engines.programme import Case
from greendesk.engines.programme.reading import read_case


@pytest.fixture
def case_from(tmp_path: Path) -> Callable[[dict[str, Any]], Case]:
    def build(raw: dict[str, Any]) -> Case:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        return read_case(str(path))

    return build
