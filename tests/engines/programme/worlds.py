"""Small worlds for the programme engine: a case file from keyword arguments, and a strategy of random cases."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

HOTEL = [60.0, 15.0]


def site(name: str, **changes: Any) -> dict[str, Any]:
    row = {
        "id": name,
        "pos": [60.0, 15.02],
        "themes": ["biogas"],
        "dur": 60,
        "win": {"mon": [480, 1020], "tue": [480, 1020]},
        "cap": 20,
        "host": f"host {name}",
        "company": f"company {name}",
        "walk": 10,
    }
    return row | changes


def delegation(name: str = "d", **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": name,
        "days": ["mon"],
        "hotel": HOTEL,
        "size": 10,
        "interests": {"biogas": 3},
        "daylen": [480, 1080],
        "maxday": 600,
        "walkmax": 60,
        "lunch": [690, 780, 60],
        "must": [],
        "never": [],
        "protocol": [],
        "matched": [],
    }
    return row | changes


def raw_case(sites: list[dict[str, Any]], dels: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"sites": sites, "dels": dels, "lunches": [{"id": "canteen", "pos": HOTEL}]} | more


@st.composite
def small_cases(draw: st.DrawFn, days: int = 1, delegations: int = 2, sites: int = 5) -> dict[str, Any]:
    """Cases that a brute force can still answer. Coordinates lie on a coarse grid within some 30 km."""
    week = ["mon", "tue"][:days]
    spot = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: [60 + p[0] / 25, 15 + p[1] / 15])
    opening = st.sampled_from([[480, 1020], [540, 720], [780, 1020], [[480, 600], [840, 1000]]])
    count = draw(st.integers(1, sites))
    rows = [
        site(
            f"s{n}",
            pos=draw(spot),
            themes=draw(st.lists(st.sampled_from(["biogas", "wind"]), min_size=1, max_size=2, unique=True)),
            dur=draw(st.sampled_from([45, 60, 90, 120])),
            win={day: draw(opening) for day in week if draw(st.integers(0, 4))},
            cap=draw(st.sampled_from([8, 20])),
            host=f"h{draw(st.integers(0, 3))}",
            company=draw(st.sampled_from(["a", "b", None])),
            walk=draw(st.sampled_from([0, 20])),
        )
        for n in range(count)
    ]
    dels = [
        delegation(
            f"d{k}",
            days=week,
            size=draw(st.sampled_from([6, 10])),
            interests={"biogas": draw(st.integers(0, 5)), "wind": draw(st.integers(1, 5))},
            maxday=draw(st.sampled_from([420, 540, 600])),
            walkmax=draw(st.sampled_from([20, 60])),
            matched=["a"],
            protocol=[{"id": f"p{k}", "day": "mon", "start": 600 + 60 * k, "dur": 45, "pos": HOTEL}]
            if draw(st.booleans())
            else [],
        )
        for k in range(draw(st.integers(1, delegations)))
    ]
    return raw_case(rows, dels)
