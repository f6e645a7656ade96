"""Papers as one page to forward: everything inside, no script, nothing fetched, readable in a messenger's browser."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from greendesk.visits import sheets

FORWARDED = frozenset({"programme", "report"})


def forwarded(name: str, sheet: Mapping[str, Any]) -> str:
    """HTML with its style, maps, QR and pictures inside. `name` is one of FORWARDED."""
    pictures = {
        path: f"data:image/{'png' if path.endswith('png') else 'jpeg'};base64,{base64.b64encode(content).decode()}"
        for path, content in sheets.files_of(sheet).items()
    }
    shown = [{**one, "src": pictures[one["file"].lstrip("/")]} for one in sheet.get("pictures", ())]
    days = [{**day, "map": mark_safe(day["map"])} for day in sheet.get("days", ())]
    qr = mark_safe(sheet["qr"] or "")
    return render_to_string(f"papers/{name}.html", {"d": {**sheet, "days": days, "pictures": shown, "qr": qr}})
