"""The programme drawn to scale: day columns and the sketch of the route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from greendesk.kit.langs import active_lang
from greendesk.kit.maps import MapLeg, MapPoint, route_svg
from greendesk.visits.models import Delegation, Programme, Stop
from greendesk.visits.sites import days_of, minutes_of

WIDTH = 250
PX_PER_MIN = 0.9
TONES = {"site": "site", "reception": "reception", "meal": "meal"}


@dataclass(frozen=True, slots=True)
class Block:
    """A stop or a way in a column: y and height in pixels."""

    stop: Stop
    y: float
    height: float
    lines: tuple[str, ...]
    clock: str
    tone: str
    way_y: float = 0
    way_height: float = 0
    way: str = ""
    start: int = 0  # minute of the day
    length: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    day: date
    blocks: tuple[Block, ...]
    hours: tuple[tuple[str, float], ...]
    height: float
    stops: tuple[Stop, ...]
    map: str
    travel_min: int
    width: int = WIDTH
    begin: int = 0  # minute at the top


def columns_of(delegation: Delegation, programme: Programme | None, stops: Sequence[Stop]) -> list[Column]:
    """One column for every day of the stay, all to the same scale."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(delegation.time_zone)
    days = days_of(delegation)
    if programme is None or not days:
        return []
    first = min([minutes_of(stop.starts_at, zone) - (stop.travel_min or 0) for stop in stops], default=8 * 60)
    last = max([minutes_of(stop.ends_at, zone) for stop in stops], default=17 * 60)
    begin, end = first // 60 * 60, -(-last // 60) * 60
    columns = []
    for day in days:
        mine = [stop for stop in stops if stop.starts_at.astimezone(zone).date() == day]
        blocks = tuple(
            _block(stop, minutes_of(stop.starts_at, zone), minutes_of(stop.ends_at, zone), begin) for stop in mine
        )
        hours = tuple(
            (f"{minute // 60}:00", (minute - begin) * PX_PER_MIN + 10) for minute in range(begin, end + 1, 60)
        )
        columns.append(
            Column(
                day, blocks, hours, (end - begin) * PX_PER_MIN + 20, tuple(mine), day_map(delegation, day, mine),
                sum(stop.travel_min or 0 for stop in mine), begin=begin,
            )
        )  # fmt: skip
    return columns


def _block(stop: Stop, starts: int, ends: int, begin: int) -> Block:
    y = (starts - begin) * PX_PER_MIN + 10
    way = (stop.travel_min or 0) * PX_PER_MIN
    height = max((ends - starts) * PX_PER_MIN, 14)
    room = 1 if height < 34 else 2 if height < 50 else 3
    return Block(
        stop, y, height, wrapped(str(stop), room), f"{starts // 60}:{starts % 60:02d}", TONES.get(stop.kind, "other"),
        y - way, way, _("%(n)d min") % {"n": stop.travel_min} if stop.travel_min and way >= 9 else "",
        starts, ends - starts,
    )  # fmt: skip


def wrapped(text: str, most: int, *, wide: int = 26) -> tuple[str, ...]:
    """Lines that fit a block; a Chinese character counts as two."""
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        size = sum(2 if ord(c) > 0x2E80 else 1 for c in piece)
        if used + size > wide and line:
            lines.append(line.rstrip())
            line, used = piece.lstrip(), size
        else:
            line, used = line + piece, used + size
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: wide - 1] + "…"]
    return tuple(lines)


def _pieces(text: str) -> list[str]:
    pieces, word = [], ""
    for c in text:
        if ord(c) > 0x2E80:
            pieces += [word, c]
            word = ""
        elif c == " ":
            pieces.append(word + " ")
            word = ""
        else:
            word += c
    return [piece for piece in [*pieces, word] if piece]


def day_map(delegation: Delegation, day: date, stops: Sequence[Stop], lang: str = "") -> str:
    """The day's route to scale: hotel, stops in order, minutes of each way."""
    placed = [stop for stop in stops if stop.lat is not None and stop.lon is not None]
    if not placed or delegation.hotel_lat is None or delegation.hotel_lon is None:
        return ""
    points = [MapPoint(delegation.hotel_lat, delegation.hotel_lon, delegation.hotel or _("hotel"), "H", tone="hotel")]
    legs, at = [], 0
    for number, stop in enumerate(placed, start=1):
        assert stop.lat is not None and stop.lon is not None
        same = next((i for i, p in enumerate(points) if abs(p.lat - stop.lat) + abs(p.lon - stop.lon) < 1e-6), None)
        if same is None:
            tone = "reception" if stop.kind == "reception" else "other" if stop.kind == "meal" else "site"
            points.append(MapPoint(stop.lat, stop.lon, name_of(stop, lang), str(number), tone=tone))
            same = len(points) - 1
        if same != at:
            legs.append(MapLeg(at, same, f"{stop.travel_min} min" if stop.travel_min else ""))
        at = same
    if at:
        legs.append(MapLeg(at, 0))
    if not legs:
        return ""
    return route_svg(points, legs, title=_("Route on %(day)s") % {"day": day})


def name_of(stop: Stop, lang: str = "") -> str:
    lang = lang or active_lang()
    if stop.title:
        return stop.title.text(lang)
    return stop.site.name.text(lang) if stop.site else str(stop)
