"""Maps drawn by us: to scale, without tiles and without borders, as SVG for pages and papers.

Positions are WGS 84. The projection is equirectangular around the middle of what is shown, true to scale
along the middle latitude; good for a day's drive and for a sketch of a country alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

EARTH_KM_PER_DEGREE = 111.32
NICE_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A dot: `order` is written in it (empty for none), `label` beside it, `url` makes it a link, `weight` its size."""

    lat: float
    lon: float
    label: str = ""
    order: str = ""
    url: str = ""
    weight: int = 1
    tone: str = "site"


@dataclass(frozen=True, slots=True)
class MapLeg:
    """A way from one point to another (by their places in the list), with what is written on it: `12 min`."""

    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to pixels. `scale` is pixels a kilometre."""

    mid_lat: float
    mid_lon: float
    scale: float
    width: int
    height: int

    def at(self, point: MapPoint) -> tuple[float, float]:
        x = (point.lon - self.mid_lon) * math.cos(math.radians(self.mid_lat)) * EARTH_KM_PER_DEGREE * self.scale
        y = (self.mid_lat - point.lat) * EARTH_KM_PER_DEGREE * self.scale
        return self.width / 2 + x, self.height / 2 + y


def frame_of(points: Sequence[MapPoint], width: int, height: int, pad: int = 60) -> Frame:
    """The frame that holds all points; one point alone is shown with some 5 km around it."""
    lats, lons = [p.lat for p in points], [p.lon for p in points]
    mid_lat, mid_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    across = max((max(lons) - min(lons)) * math.cos(math.radians(mid_lat)) * EARTH_KM_PER_DEGREE, 5)
    down = max((max(lats) - min(lats)) * EARTH_KM_PER_DEGREE, 5)
    return Frame(mid_lat, mid_lon, min((width - 2 * pad) / across, (height - 2 * pad) / down), width, height)


def route_svg(
    points: Sequence[MapPoint], legs: Sequence[MapLeg] = (), *, title: str, width: int = 720, height: int = 420
) -> str:
    """Stops with their order, the ways between them with their minutes, a scale bar and north. Empty without points."""
    if not points:
        return ""
    frame = frame_of(points, width, height)
    spots = [frame.at(point) for point in points]
    parts = [_leg(leg, spots) for leg in legs]
    parts += _labels(points, spots, width)
    parts += [_dot(point, spot) for point, spot in zip(points, spots, strict=True)]
    parts += [_scale_bar(frame)]
    return _sheet(parts, title, width, height)


def _sheet(parts: Sequence[str], title: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="map" role="group" '
        f'aria-label={quoteattr(title)} font-family="Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _leg(leg: MapLeg, spots: Sequence[tuple[float, float]]) -> str:
    (ax, ay), (bx, by) = spots[leg.start], spots[leg.end]
    mx, my = (ax + bx) / 2, (ay + by) / 2
    bend = 0.08
    cx, cy = mx - (by - ay) * bend, my + (bx - ax) * bend
    words = ""
    if leg.label:
        words = (
            f'<text x="{(mx + cx) / 2:.1f}" y="{(my + cy) / 2 - 4:.1f}" text-anchor="middle" font-size="11" fill="#35566e" '
            f'stroke="#fbfaf6" stroke-width="3" paint-order="stroke">{escape(leg.label)}</text>'
        )
    return (
        f'<path d="M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}" fill="none" stroke="#35566e" '
        f'stroke-width="1.6" stroke-opacity=".75"/>{words}'
    )


def _dot(point: MapPoint, spot: tuple[float, float]) -> str:
    x, y = spot
    fill = {"site": "#1f6b4a", "hotel": "#35566e", "reception": "#8f5207", "other": "#6b746e"}.get(
        point.tone, "#1f6b4a"
    )
    radius = 11 if point.order else min(4 + 1.5 * math.sqrt(point.weight), 14)
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" stroke="#fff" stroke-width="1.5"/>'
    if point.order:
        dot += f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle" fill="#fff" font-size="12">{escape(point.order)}</text>'
    name = f"<title>{escape(point.label)}</title>"
    return f"<a href={quoteattr(point.url)}>{name}{dot}</a>" if point.url else f"<g>{name}{dot}</g>"


def _labels(points: Sequence[MapPoint], spots: Sequence[tuple[float, float]], width: int) -> list[str]:
    """Names beside their dots, on the side with room, moved down where they would cover another."""
    taken: list[tuple[float, float, float, float]] = []
    parts = []
    for point, (x, y) in zip(points, spots, strict=True):
        if not point.label:
            continue
        span = sum(13 if ord(c) > 0x2E80 else 7 for c in point.label)
        right = x + 16 + span < width
        left_edge = x + 16 if right else x - 16 - span
        for shift in (0, 16, -16, 32, -32, 48):
            box = (left_edge, y + shift - 11, left_edge + span, y + shift + 5)
            if not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
                break
        taken.append(box)
        parts.append(
            f'<text x="{left_edge:.1f}" y="{box[1] + 15:.1f}" fill="#16211c" stroke="#fbfaf6" stroke-width="3" '
            f'paint-order="stroke">{escape(point.label)}</text>'
        )
    return parts


def _scale_bar(frame: Frame) -> str:
    km = max((k for k in NICE_KM if k * frame.scale <= frame.width / 4), default=NICE_KM[0])
    x2, y = 16 + km * frame.scale, frame.height - 16
    return (
        f'<path d="M16 {y - 5}v5H{x2:.1f}v-5" fill="none" stroke="#6b746e"/>'
        f'<text x="16" y="{y - 9}" font-size="11" fill="#4c5852">{km} km</text>'
        f'<path d="M{frame.width - 20} 34V14m-4 6 4-6 4 6" fill="none" stroke="#6b746e"/>'
        f'<text x="{frame.width - 24}" y="46" font-size="11" fill="#4c5852">N</text>'
    )
