"""Maps: stops that lie close together stay readable."""

from __future__ import annotations

import itertools
import math

from greendesk.kit.maps import MapLeg, MapPoint, apart, place_labels, route_svg

TOWN = [
    MapPoint(54.9108, 9.7862, "Hotel by the harbour with a long name", "H", tone="hotel"),
    MapPoint(54.9109, 9.7863, "Town hall", "1"),
    MapPoint(54.9109, 9.7863, "市长欢迎会与午餐（同一地点）", "2"),
    MapPoint(54.9101, 9.7871, "Sea-water heat pumps", "3"),
    MapPoint(54.9900, 9.6500, "Slaughterhouse", "4"),
]


def test_dots_at_the_same_place_are_drawn_side_by_side_and_lone_ones_stay() -> None:
    spots = [(100.0, 100.0), (100.0, 100.0), (104.0, 100.0), (300.0, 100.0)]

    moved = apart(spots, [11.0] * 4, [True] * 4)

    assert min(math.dist(a, b) for a, b in itertools.combinations(moved, 2)) >= 24
    assert moved[3] == spots[3]
    assert apart(spots, [11.0] * 4, [False] * 4) == spots


def test_names_cover_neither_each_other_nor_a_dot_nor_the_edge() -> None:
    spots = apart(
        [(300.0, 200.0), (303.0, 200.0), (300.0, 203.0), (690.0, 60.0), (30.0, 300.0)], [11.0] * 5, [True] * 5
    )

    boxes = [label.box for label in place_labels(TOWN, spots, [], 720, 420)]

    covered = [
        (a, b)
        for a, b in itertools.combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert covered == []
    assert all(box[0] >= 0 and box[2] <= 720 and box[1] >= 0 and box[3] <= 420 for box in boxes)
    assert not [box for box in boxes for x, y in spots if box[0] < x < box[2] and box[1] < y < box[3]]


def test_a_flat_route_gets_a_low_picture_and_a_stop_that_moved_says_where_it_is() -> None:
    flat = [MapPoint(54.91, 9.70, "West", "1"), MapPoint(54.91, 9.90, "East", "2"), MapPoint(54.91, 9.90, "Same", "3")]

    drawn = route_svg(flat, [MapLeg(0, 1, "15 min")], title="Day one", width=720, height=420)

    assert 'viewBox="0 0 720 230"' in drawn
    assert drawn.count('r="2.2"') == 2
    assert route_svg([], title="nothing") == ""
