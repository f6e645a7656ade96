"""Few charts, drawn on the server as SVG that follows the page's colours, light or dark.

Every chart here stands beside its data as a table; nothing is told by the picture alone. Vega-Lite writes the SVG
with the house's inks; `for_page` turns those into the page's own custom properties.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.core.cache import cache as kept
from django.utils.translation import gettext as _

from greendesk.kit.facts import PartialDate
from greendesk.kit.papers import FONT_DIR

from .queries import Ledger, Price, Series

INK, ACCENT, AMBER, INFO, LINE = "#16211c", "#1f6b4a", "#b4690e", "#35566e", "#c9c6b8"
PAGE_INKS = {
    INK: "currentColor", ACCENT: "var(--accent)", AMBER: "var(--amber)", INFO: "var(--info)", LINE: "var(--line-strong)",
}  # fmt: skip
FONT = "Noto Sans SC"
GRADE_INKS = {"registry": ACCENT, "documented": INFO, "announced": AMBER}

Spec = dict[str, Any]


@cache
def _converter() -> Any:
    import vl_convert  # only the process that draws needs it; a start stays quick

    vl_convert.register_font_directory(str(FONT_DIR))
    return vl_convert


def draw(spec: Spec) -> str:
    """The SVG of a specification, in the house's inks; the same specification gives the same bytes."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    return _kept(
        "chart", text, lambda: re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", _converter().vegalite_to_svg(spec))
    )


def for_page(spec: Spec) -> str:
    """The SVG with the page's colours and font, hidden from screen readers: they have the table."""
    return _kept("page-chart", json.dumps(spec, sort_keys=True), lambda: _light(draw(spec)))


def _kept(kind: str, text: str, make: Callable[[], str]) -> str:
    key = f"{kind}:{hashlib.sha256(text.encode()).hexdigest()}"
    svg = kept.get(key)
    if svg is None:
        svg = make()
        kept.set(key, svg, timeout=None)
    assert isinstance(svg, str)
    return svg


def _light(svg: str) -> str:
    """Without what a browser takes for granted: half of it."""
    for ink, name in PAGE_INKS.items():
        svg = svg.replace(f'"{ink}"', f'"{name}"')
    svg = re.sub(f' (?:font-family="{FONT}"|font-size="12px"|pointer-events="none"|class="[^"]*")', "", svg)
    svg = re.sub(r' (?:opacity|stroke-opacity|stroke-width)="1"', "", svg)
    svg = re.sub(r'<path d="(?:M0,0h0v0h0Z)?"[^>]*/>', "", svg)
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d\.\d)\d+", r"\1", tag[0]), svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" font-size="12px" ', 1)


def _spec(layers: list[Spec], *, height: int, width: int = 520) -> Spec:
    axis = {
        "labelColor": INK, "titleColor": INK, "domainColor": LINE, "tickColor": LINE, "gridColor": LINE,
        "gridOpacity": 0.5, "labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal",
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width, "height": height, "background": None, "layer": layers,
        "config": {
            "axis": axis, "view": {"stroke": None}, "font": FONT, "aria": False,
            "legend": {"labelColor": INK, "titleColor": INK, "labelFont": FONT, "orient": "bottom", "title": None},
            "text": {"color": INK, "font": FONT, "fontSize": 12},
        },
    }  # fmt: skip


def series_chart(series: Series, unit: str) -> Spec | None:
    """Values over time; a line never crosses a break in scope, and the break itself is marked and named.

    Filled points are exact, hollow ones approximate; a vertical bar is a range, a horizontal one a period.
    """
    if not series.is_drawable:
        return None
    points = [
        {
            "x": _middle(value.period), "from": _first(value.period), "until": _last(value.period),
            "low": float(value.quantity.low), "high": float(value.quantity.high),
            "y": float(value.quantity.low + value.quantity.high) / 2, "say": value.quantity.display(),
            "exact": value.is_exact, "run": f"{run.place} {run.number}", "place": run.place,
        }
        for run in series.runs
        for value in run.values
    ]  # fmt: skip
    places = list(dict.fromkeys(run.place for run in series.runs))
    x = {
        "field": "x",
        "type": "temporal",
        "title": None,
        "scale": {"padding": 28},
        "axis": {"format": "%Y", "tickCount": "year", "grid": False, "labelOverlap": True},
    }
    y = {"field": "y", "type": "quantitative", "title": unit, "scale": {"zero": True}, "axis": {"tickCount": 5}}
    colour: Spec = {
        "field": "place", "type": "nominal", "scale": {"domain": places, "range": [ACCENT, INFO, AMBER, INK]},
        "legend": {} if len(places) > 1 else None,
    }  # fmt: skip
    layers: list[Spec] = [
        {"data": {"values": points}, "mark": {"type": "line", "strokeWidth": 2}, "encoding": {"x": x, "y": y, "color": colour, "detail": {"field": "run"}}},
        {"data": {"values": [p for p in points if p["low"] != p["high"]]}, "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.5}, "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour}},
        {"data": {"values": [p for p in points if p["from"] != p["until"]]}, "mark": {"type": "rule", "strokeWidth": 3}, "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "until"}, "y": y, "color": colour}},
        {"data": {"values": [p for p in points if p["exact"]]}, "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {"x": x, "y": y, "color": colour}},
        {"data": {"values": [p for p in points if not p["exact"]]}, "mark": {"type": "point", "size": 70, "strokeWidth": 2}, "encoding": {"x": x, "y": y, "color": colour}},
        {"data": {"values": points}, "mark": {"type": "text", "dy": -12}, "encoding": {"x": x, "y": y, "text": {"field": "say"}}},
    ]  # fmt: skip
    marks = [{"x": _first(value.period), "say": _("scope changed")} for _place, value in series.breaks]
    if marks:
        layers += [
            {"data": {"values": marks}, "mark": {"type": "rule", "strokeDash": [5, 4], "color": AMBER, "strokeWidth": 2}, "encoding": {"x": x}},
            {"data": {"values": marks}, "mark": {"type": "text", "align": "right", "dx": -6, "dy": -6, "baseline": "bottom", "color": AMBER}, "encoding": {"x": x, "y": {"value": 220}, "text": {"field": "say"}}},
        ]  # fmt: skip
    return _spec(layers, height=220)


def _first(period: PartialDate) -> str:
    return (period.earliest or period.latest).isoformat()  # type: ignore[union-attr]


def _last(period: PartialDate) -> str:
    return ((period.latest if period.is_interval else period.earliest) or period.earliest).isoformat()  # type: ignore[union-attr]


def _middle(period: PartialDate) -> str:
    first, last = period.earliest or period.latest, period.latest or period.earliest
    assert first and last
    return (first + (last - first) / 2).isoformat() if period.is_interval else first.isoformat()


def grades_chart(rows: Sequence[tuple[str, str, int]]) -> Spec | None:
    """Claims by grade: (code, label, count), the strongest evidence first."""
    values = [{"grade": label, "n": count, "ink": GRADE_INKS.get(code, LINE)} for code, label, count in rows]
    if not values:
        return None
    y = {
        "field": "grade",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 220},
    }
    x = {
        "field": "n",
        "type": "quantitative",
        "title": None,
        "axis": {"format": "d", "values": _whole_ticks(max(v["n"] for v in values))},
    }
    data = {"values": values}
    return _spec(
        [
            {"data": data, "mark": {"type": "bar", "height": 18}, "encoding": {"y": y, "x": x, "color": {"field": "ink", "type": "nominal", "scale": None}}},
            {"data": data, "mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"y": y, "x": x, "text": {"field": "n"}}},
        ],
        height=34 * len(values),
    )  # fmt: skip


def _whole_ticks(top: int) -> list[int]:
    """At most six whole numbers from 0 to the top."""
    step = max(1, -(-top // 5))
    return list(range(0, top + step, step))


def prices_chart(ledger: Ledger, labels: dict[str, str]) -> Spec | None:
    """Hours for one outcome, inbound beside outbound, each with its 95 % interval. Without outcomes, no point."""
    values = []
    for side in ledger.sides:
        for outcome in side.outcomes:
            if side.minutes and outcome.count:
                values.append(_bar(outcome.minutes, labels[outcome.key], labels[side.key]))
    if not values:
        return None
    order = [
        labels[outcome.key]
        for outcome in ledger.inbound.outcomes
        if any(v["what"] == labels[outcome.key] for v in values)
    ]
    y = {
        "field": "what",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 240},
    }
    x = {
        "type": "quantitative",
        "title": _("hours for one (line: 95 % interval)"),
        "scale": {"zero": True, "type": "symlog"},
        "axis": {"tickCount": 6},
    }
    colour = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": [labels["inbound"], labels["outbound"]], "range": [ACCENT, AMBER]},
        "legend": {},
    }
    offset = {"field": "side", "type": "nominal", "sort": [labels["inbound"], labels["outbound"]]}
    data = {"values": values}
    return _spec(
        [
            {"data": data, "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55}, "encoding": {"y": y, "yOffset": offset, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour}},
            {"data": data, "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1}, "encoding": {"y": y, "yOffset": offset, "x": {**x, "field": "each"}, "color": colour, "shape": {**colour, "scale": {"domain": colour["scale"]["domain"], "range": ["circle", "diamond"]}}}},
        ],
        height=44 * len(order),
    )  # fmt: skip


def _bar(price: Price, what: str, side: str) -> Spec:
    each = price.each or 0.0
    high = price.interval.high or each
    return {"what": what, "side": side, "each": each / 60, "low": price.interval.low / 60, "high": high / 60}
