"""The files of demo/ and the small words used in them: keys, sources, days from today."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = re.compile(r"^([+-]\d+)d$")
_WEEKS = re.compile(r"^([+-]\d+)w (mon|tue|wed|thu|fri|sat|sun)$")
INVENTED = "Invented for the demonstration"


class NoDemonstration(Exception):
    """The data files are not there, or one of them cannot be read. The sentence says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who said so, where and when; `on` is a partial date as written."""

    name: str
    url: str = ""
    on: str = ""


def folder() -> Path:
    """Where the data files are: beside the checkout, or inside an installed package. Raises NoDemonstration."""
    places = (Path(settings.ROOT_DIR) / "demo", Path(__file__).parent / "files")
    for place in places:
        if (place / "desks.json").is_file():
            return place
    raise NoDemonstration(
        f"The demonstration needs the folder demo with its data files; it is not at {places[0]}. "
        "It comes with the source of greendesk."
    )


def read(name: str, where: Path) -> list[dict[str, Any]]:
    """The records of one file, each with the file's defaults under it. Raises NoDemonstration."""
    path = where / f"{name}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoDemonstration(f"The data file {path} is missing.") from None
    except ValueError as problem:
        raise NoDemonstration(f"The data file {path} cannot be read: {problem}.") from None
    defaults = content.get("defaults", {})
    return [{**defaults, **record} for record in content["records"]]


def read_sources(where: Path) -> dict[str, Source]:
    """Sources by key."""
    return {r["key"]: Source(r["name"], r.get("url", ""), r.get("on", "")) for r in read("sources", where)}


def source_of(value: str | list[str], sources: Mapping[str, Source]) -> Source:
    """A key of sources.json, or that key with a detail. Raises KeyError for an unknown key."""
    key, detail = value if isinstance(value, list) else (value, "")
    found = sources[key]
    return Source(f"{found.name}: {detail}" if detail else found.name, found.url, found.on)


def day_of(text: str, today: date) -> date:
    """`2017-09-11`, `+21d` (21 days from today) or `+3w tue` (Tuesday of the third week from this one)."""
    if match := _DAYS.match(text):
        return today + timedelta(days=int(match[1]))
    if match := _WEEKS.match(text):
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=int(match[1]), days=WEEKDAYS.index(match[2]))
    return date.fromisoformat(text)


def moment_of(text: str, today: date) -> datetime:
    """A day as above, a time and a zone: `+3w tue 09:30 Europe/Copenhagen`."""
    day, clock, zone = text.rsplit(" ", 2)
    return datetime.combine(day_of(day, today), time.fromisoformat(clock), ZoneInfo(zone))
