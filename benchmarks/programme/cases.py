"""Generated rich cases: 20 to 60 sites around a town, 1 to 4 days, 1 to 3 delegations in the same week."""

from __future__ import annotations

import argparse
import json
import random
from typing import Any

THEMES = (
    "biogas",
    "district heating",
    "wind",
    "solar",
    "water",
    "waste",
    "food",
    "buildings",
    "transport",
    "forest",
)
DAYS = ("mon", "tue", "wed", "thu", "fri")


def rich_case(seed: int, *, sites: int = 40, days: int = 3, delegations: int = 1) -> dict[str, Any]:
    """A CASE as in docs/programme.md. The same arguments give the same case."""
    rng = random.Random(f"{seed}/{sites}/{days}/{delegations}")
    centre = (rng.uniform(54, 64), rng.uniform(10, 26))
    towns = [_near(rng, centre, 0.35) for _ in range(4)] + [centre] * 3
    companies = [f"c{n}" for n in range(max(4, sites // 2))]
    week = DAYS[:days]
    return {
        "sites": [_site(rng, n, rng.choice(towns), companies, week) for n in range(sites)],
        "dels": [_delegation(rng, n, centre, sites, companies, week) for n in range(delegations)],
        "lunches": [{"id": f"l{n}", "pos": _near(rng, rng.choice(towns), 0.05)} for n in range(6)],
    }


def _near(rng: random.Random, pos: tuple[float, float], spread: float) -> tuple[float, float]:
    return round(rng.gauss(pos[0], spread / 2), 5), round(rng.gauss(pos[1], spread), 5)


def _site(
    rng: random.Random,
    n: int,
    town: tuple[float, float],
    companies: list[str],
    week: tuple[str, ...],
) -> dict[str, Any]:
    opens, closes = rng.choice([(480, 960), (540, 1020), (540, 720), (780, 1020), (600, 900)])
    halves = [[opens, 720], [780, closes]] if opens < 660 and closes > 840 and rng.random() < 0.3 else [opens, closes]
    return {
        "id": f"s{n}",
        "pos": _near(rng, town, 0.12),
        "themes": rng.sample(THEMES, rng.choice([1, 1, 2, 3])),
        "dur": rng.choice([30, 45, 60, 60, 75, 90, 120]),
        "win": {day: halves for day in week if rng.random() < 0.8},
        "cap": rng.choice([8, 12, 15, 20, 25, 40]),
        "host": f"h{n if rng.random() < 0.8 else rng.randrange(max(1, n))}",
        "company": rng.choice(companies) if rng.random() < 0.8 else None,
        "walk": rng.choice([0, 5, 10, 20, 30]),
    }


def _delegation(
    rng: random.Random,
    n: int,
    centre: tuple[float, float],
    sites: int,
    companies: list[str],
    week: tuple[str, ...],
) -> dict[str, Any]:
    return {
        "id": f"d{n}",
        "days": list(week),
        "hotel": _near(rng, centre, 0.05),
        "size": rng.choice([6, 8, 10, 12, 14]),
        "interests": {theme: rng.randint(1, 5) for theme in rng.sample(THEMES, 5)},
        "daylen": [480, 1110],
        "maxday": rng.choice([540, 570, 600, 630]),
        "walkmax": rng.choice([45, 60, 90]),
        "lunch": [690, 780, 60],
        "must": [],
        "never": [f"s{rng.randrange(sites)}"],
        "protocol": [
            {
                "id": f"p{n}",
                "day": rng.choice(week),
                "start": 600 + 210 * n,
                "dur": 60,
                "pos": _near(rng, centre, 0.02),
            }
        ],
        "matched": rng.sample(companies, min(len(companies), 8)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Print one generated CASE.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--delegations", type=int, default=1)
    args = parser.parse_args()
    print(
        json.dumps(
            rich_case(
                args.seed,
                sites=args.sites,
                days=args.days,
                delegations=args.delegations,
            )
        )
    )


if __name__ == "__main__":
    main()
