"""Pictures on papers: the bytes travel beside the data, the credit stands under the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from greendesk.catalogue.models import Picture
from greendesk.catalogue.pictures import credit_line
from greendesk.desks.files import FileGone, open_stored

MOST = 3


def pictures_of(rows: Iterable[Picture], lang: str) -> list[dict[str, Any]]:
    """The first few, each with the name under which `files_of` hands its bytes to the paper."""
    return [
        {"file": f"/pictures/{row.pk}.{row.ending}", "credit": credit_line(row, lang), "pk": row.pk}
        for row in list(rows)[:MOST]
    ]


def files_of(sheet: Mapping[str, Any]) -> dict[str, bytes]:
    """The bytes of all pictures that a sheet names, by their path on the paper. A lost file leaves its picture out."""
    wanted = {one["pk"]: one["file"] for one in _named(sheet)}
    found: dict[str, bytes] = {}
    for row in Picture.objects.filter(pk__in=wanted).select_related("file"):
        try:
            with open_stored(row.file) as content:
                found[wanted[row.pk].lstrip("/")] = content.read()
        except FileGone:
            continue
    lost = {path for path in wanted.values() if path.lstrip("/") not in found}
    for holder in _holders(sheet):
        holder["pictures"] = [one for one in holder["pictures"] if one["file"] not in lost]
    return found


def _holders(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        if "pictures" in value:
            yield value
        for inner in value.values():
            yield from _holders(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _holders(inner)


def _named(sheet: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for holder in _holders(sheet):
        yield from holder["pictures"]
