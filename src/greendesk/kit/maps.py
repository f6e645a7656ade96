"""Maps drawn by us: to scale, without tiles and without borders, as SVG for pages and papers.

Positions are WGS 84. The projection is equirectangular around the middle of what is shown, true to scale
along the middle latitude; good for a day's drive and for a sketch of a country alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

EARTH_KM_PER_DEGREE = 111.32
PAD = 60
LEAST_HEIGHT = 230
CROWD = 30  # more names than this and each keeps close to its dot
WIDE = 150
LINE = 15
NICE_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


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

    def at(self, point: MapPoint) -> Spot:
        x = (point.lon - self.mid_lon) * math.cos(math.radians(self.mid_lat)) * EARTH_KM_PER_DEGREE * self.scale
        y = (self.mid_lat - point.lat) * EARTH_KM_PER_DEGREE * self.scale
        return self.width / 2 + x, self.height / 2 + y


def frame_of(points: Sequence[MapPoint], width: int, height: int, pad: int = PAD) -> Frame:
    """The frame that holds all points; one point alone is shown with some 5 km around it."""
    lats, lons = [p.lat for p in points], [p.lon for p in points]
    mid_lat, mid_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    across = max((max(lons) - min(lons)) * math.cos(math.radians(mid_lat)) * EARTH_KM_PER_DEGREE, 5)
    down = max((max(lats) - min(lats)) * EARTH_KM_PER_DEGREE, 5)
    return Frame(mid_lat, mid_lon, min((width - 2 * pad) / across, (height - 2 * pad) / down), width, height)


def route_svg(
    points: Sequence[MapPoint], legs: Sequence[MapLeg] = (), *, title: str, width: int = 720, height: int = 420
) -> str:
    """Stops with their order, the ways between them with their minutes, a scale bar and north. Empty without points.

    Stops that lie closer than their dots are wide are drawn side by side, with a thin line to where they are. A flat
    route gets a lower picture than `height`.
    """
    if not points:
        return ""
    frame = frame_of(points, width, height)
    if legs:
        height = max(LEAST_HEIGHT, min(height, round(_down_km(points) * frame.scale) + 2 * PAD))
        frame = replace(frame, height=height)
    true = [frame.at(point) for point in points]
    spots = apart(true, [_radius(point) for point in points], [bool(point.order) for point in points])
    labels = place_labels(points, spots, [_middle(leg, spots) for leg in legs if leg.label], width, height)
    parts = [_leg(leg, spots) for leg in legs]
    parts += [_anchor(spot, at) for spot, at in zip(spots, true, strict=True) if math.dist(spot, at) > 3]
    parts += [_leader(label, spots[label.of]) for label in labels if label.is_far]
    parts += [_dot(point, spot) for point, spot in zip(points, spots, strict=True)]
    parts += [_words(label) for label in labels]
    parts += [_scale_bar(frame)]
    return _sheet(parts, title, width, height)


def _down_km(points: Sequence[MapPoint]) -> float:
    lats = [point.lat for point in points]
    return (max(lats) - min(lats)) * EARTH_KM_PER_DEGREE


def _radius(point: MapPoint) -> float:
    return 11 if point.order else min(4 + 1.5 * math.sqrt(point.weight), 14)


def apart(spots: Sequence[Spot], radii: Sequence[float], movable: Sequence[bool]) -> list[Spot]:
    """Dots that cover each other pushed apart, a little at a time; the same every time. Others stay where they are."""
    at = [list(spot) for spot in spots]
    numbers = [i for i, may_move in enumerate(movable) if may_move]
    for _round in range(80):
        is_quiet = True
        for n, i in enumerate(numbers):
            for j in numbers[n + 1 :]:
                dx, dy = at[j][0] - at[i][0], at[j][1] - at[i][1]
                gap, wanted = math.hypot(dx, dy), radii[i] + radii[j] + 3
                if gap >= wanted - 0.1:
                    continue
                is_quiet = False
                if gap < 0.5:  # the very same place: each pair goes its own way
                    dx, dy, gap = math.cos(i + 2 * j), math.sin(i + 2 * j), 1.0
                push = (wanted - gap) / 2 / gap
                at[i][0], at[i][1] = at[i][0] - dx * push, at[i][1] - dy * push
                at[j][0], at[j][1] = at[j][0] + dx * push, at[j][1] + dy * push
        if is_quiet:
            break
    return [(x, y) for x, y in at]


def _sheet(parts: Sequence[str], title: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="map" role="group" '
        f'aria-label={quoteattr(title)} font-family="Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _bend(leg: MapLeg, spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """The control point of a leg's curve, and the middle of the curve."""
    (ax, ay), (bx, by) = spots[leg.start], spots[leg.end]
    mx, my = (ax + bx) / 2, (ay + by) / 2
    cx, cy = mx - (by - ay) * 0.08, my + (bx - ax) * 0.08
    return cx, cy, (mx + cx) / 2, (my + cy) / 2


def _middle(leg: MapLeg, spots: Sequence[Spot]) -> Box:
    """Where a leg's minutes are written."""
    _cx, _cy, x, y = _bend(leg, spots)
    half = _span(leg.label) / 2
    return x - half, y - 14, x + half, y


def _leg(leg: MapLeg, spots: Sequence[Spot]) -> str:
    (ax, ay), (bx, by) = spots[leg.start], spots[leg.end]
    cx, cy, x, y = _bend(leg, spots)
    words = ""
    if leg.label:
        words = (
            f'<text x="{x:.1f}" y="{y - 4:.1f}" text-anchor="middle" font-size="11" fill="#35566e" '
            f'stroke="#fbfaf6" stroke-width="3" paint-order="stroke">{escape(leg.label)}</text>'
        )
    return (
        f'<path d="M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}" fill="none" stroke="#35566e" '
        f'stroke-width="1.6" stroke-opacity=".75"/>{words}'
    )


def _anchor(spot: Spot, true: Spot) -> str:
    """Where a stop really is, when its dot had to move aside."""
    return (
        f'<path d="M{spot[0]:.1f} {spot[1]:.1f}L{true[0]:.1f} {true[1]:.1f}" stroke="#6b746e" stroke-width=".8"/>'
        f'<circle cx="{true[0]:.1f}" cy="{true[1]:.1f}" r="2.2" fill="#6b746e"/>'
    )


def _dot(point: MapPoint, spot: Spot) -> str:
    x, y = spot
    fill = {"site": "#1f6b4a", "hotel": "#35566e", "reception": "#8f5207", "other": "#6b746e"}.get(
        point.tone, "#1f6b4a"
    )
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_radius(point):.1f}" fill="{fill}" stroke="#fff" stroke-width="1.5"/>'
    if point.order:
        dot += f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle" fill="#fff" font-size="12">{escape(point.order)}</text>'
    name = f"<title>{escape(point.label)}</title>"
    return f"<a href={quoteattr(point.url)}>{name}{dot}</a>" if point.url else f"<g>{name}{dot}</g>"


@dataclass(frozen=True, slots=True)
class Label:
    """A name in up to two lines, in its box; `is_far` when a thin line has to lead to its dot (`of`)."""

    of: int
    lines: tuple[str, ...]
    box: Box
    is_far: bool


def place_labels(
    points: Sequence[MapPoint], spots: Sequence[Spot], taken: Sequence[Box], width: int, height: int
) -> list[Label]:
    """Names beside their dots where nothing else stands, further out where all is taken; crowded dots choose first."""
    dots = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, map(_radius, points), strict=True)]
    full = [*taken, (10.0, height - 38.0, width / 4 + 24, float(height)), (width - 34.0, 8.0, float(width), 50.0)]
    named = [i for i, point in enumerate(points) if point.label]
    near = {i: sum(math.dist(spots[i], spots[j]) < 90 for j in named) for i in named} if len(named) <= CROWD else {}
    made: dict[int, Label] = {}
    for i in sorted(named, key=lambda i: (-near.get(i, 0), i)):
        lines = _wrapped(points[i].label) if len(named) <= CROWD else (points[i].label,)
        size = (max(map(_span, lines)), LINE * len(lines))
        best = min(
            (
                (_cost(box, full, dots, width, height) + far * 0.6, n, box, far)
                for n, (box, far) in enumerate(_seats(spots[i], _radius(points[i]), size, is_wide=len(named) <= CROWD))
            ),
        )
        made[i] = Label(i, lines, best[2], best[3] > 24)
        full.append(best[2])
    return [made[i] for i in named]


def _seats(spot: Spot, radius: float, size: tuple[float, float], *, is_wide: bool) -> Iterator[tuple[Box, float]]:
    """Boxes around a dot, the likeliest first, each with how far out it lies."""
    (x, y), (w, h) = spot, size
    r = radius + 5
    for left, top in ((x + r, y - h / 2), (x - r - w, y - h / 2), (x - w / 2, y - r - h), (x - w / 2, y + r)):
        yield (left, top, left + w, top + h), 0
    if not is_wide:
        for shift in (16, -16, 32, -32, 48):
            yield (x + r, y - h / 2 + shift, x + r + w, y + h / 2 + shift), 6
        return
    for out in (16.0, 34.0, 56.0, 82.0):
        for step in range(12):
            turn = step * math.pi / 6
            mx, my = x + math.cos(turn) * (r + out + w / 2), y + math.sin(turn) * (r + out + h / 2)
            yield (mx - w / 2, my - h / 2, mx + w / 2, my + h / 2), r + out


def _cost(box: Box, full: Sequence[Box], dots: Sequence[Box], width: int, height: int) -> float:
    """How much a name there would cover, in square pixels, and how far it would hang over the edge."""
    outside = max(0, 4 - box[0]) + max(0, box[2] - width + 4) + max(0, 4 - box[1]) + max(0, box[3] - height + 4)
    return _shared(box, full) + _shared(box, dots) + 100 * outside


def _shared(box: Box, others: Sequence[Box]) -> float:
    left, top, right, bottom = box
    return sum(
        (min(right, c) - max(left, a)) * (min(bottom, d) - max(top, b))
        for a, b, c, d in others
        if a < right and c > left and b < bottom and d > top
    )


def _span(text: str) -> float:
    return sum(13 if ord(c) > 0x2E80 else 7 for c in text)


def _wrapped(text: str) -> tuple[str, ...]:
    """In two lines when it is long, at the gap nearest its middle; Chinese may be cut anywhere."""
    if _span(text) <= WIDE:
        return (text,)
    gaps = [i for i, c in enumerate(text) if i and (c == " " or (ord(c) > 0x2E80 and c not in "）】，、。」》"))]
    if not gaps:
        return (text,)
    cut = min(gaps, key=lambda i: abs(_span(text[:i]) - _span(text[i:])))
    return text[:cut].rstrip(), text[cut:].lstrip()


def _words(label: Label) -> str:
    left, top = label.box[0], label.box[1]
    spans = "".join(
        f'<tspan x="{left:.1f}" y="{top + LINE * n + 12:.1f}">{escape(line)}</tspan>'
        for n, line in enumerate(label.lines)
    )
    return f'<text fill="#16211c" stroke="#fbfaf6" stroke-width="3" paint-order="stroke">{spans}</text>'


def _leader(label: Label, spot: Spot) -> str:
    x = min(max(spot[0], label.box[0]), label.box[2])
    y = min(max(spot[1], label.box[1]), label.box[3])
    return f'<path d="M{spot[0]:.1f} {spot[1]:.1f}L{x:.1f} {y:.1f}" stroke="#6b746e" stroke-width=".8"/>'


def _scale_bar(frame: Frame) -> str:
    km = max((k for k in NICE_KM if k * frame.scale <= frame.width / 4), default=NICE_KM[0])
    x2, y = 16 + km * frame.scale, frame.height - 16
    return (
        f'<path d="M16 {y - 5}v5H{x2:.1f}v-5" fill="none" stroke="#6b746e"/>'
        f'<text x="16" y="{y - 9}" font-size="11" fill="#4c5852">{km} km</text>'
        f'<path d="M{frame.width - 20} 34V14m-4 6 4-6 4 6" fill="none" stroke="#6b746e"/>'
        f'<text x="{frame.width - 24}" y="46" font-size="11" fill="#4c5852">N</text>'
    )
