"""The files the atlas is read from: complete, unique, rooted, and right where namesakes lie in wait."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest

TONED = set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈŌÓǑÒ")


def read(name: str) -> list[dict[str, str]]:
    with (files("greendesk.atlas") / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def places() -> dict[str, dict[str, str]]:
    return {f"{row['scheme']}:{row['code']}": row for row in read("places.csv")}


@pytest.fixture(scope="module")
def chinese(places) -> dict[str, dict[str, str]]:
    return {row["code"]: row | json.loads(row["names"]) for row in places.values() if row["scheme"] == "gbt2260"}


def ancestors(places, key: str) -> list[str]:
    chain = []
    while key := places[key]["parent"]:
        chain.append(key)
        assert len(chain) < 9, f"{chain} runs in a circle"
    return chain


def test_every_code_is_listed_once():
    seen = Counter((row["scheme"], row["code"]) for row in read("places.csv"))

    assert [code for code, times in seen.items() if times > 1] == []


def test_every_place_but_a_country_lies_in_a_country(places):
    roots = {key: (ancestors(places, key) or [key])[-1] for key in places}

    assert {places[root]["kind"] for root in roots.values()} == {"country"}
    assert {key for key, row in places.items() if not row["parent"]} == {
        key for key, row in places.items() if row["kind"] == "country"
    }


def test_the_columns_hold_what_they_promise(places):
    kinds = {"country", "province", "prefecture", "county", "region", "municipality"}
    for key, row in places.items():
        assert row["kind"] in kinds, key
        assert row["name_en"] == row["name_en"].strip() != "", key
        assert row["name_local"] and row["local_lang"] and row["revision"].isdigit(), key
        assert unicodedata.is_normalized("NFC", row["name_en"] + row["name_local"] + row["names"]), key
        assert row["name_en"] not in json.loads(row["names"]).values(), key
        assert all(":" in alt for alt in row["alt_codes"].split(";") if alt), key


def test_a_position_is_whole_and_on_the_globe(places):
    placed = [row for row in places.values() if row["lat"] or row["lon"]]

    assert len(placed) > 2_000
    assert all(-90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180 for row in placed)


def test_a_place_in_china_lies_in_china(chinese):
    placed = [row for row in chinese.values() if row["lat"]]

    assert all(18 < float(row["lat"]) < 54 and 73 < float(row["lon"]) < 135.2 for row in placed)


def test_all_countries_are_there(places):
    countries = [row for row in places.values() if row["kind"] == "country"]

    assert len(countries) == 249
    assert json.loads(places["iso3166-1:SE"]["names"]) == {
        "sv": "Sverige", "da": "Sverige", "nl": "Zweden", "zh-Hans": "瑞典",
    }  # fmt: skip


def test_all_of_china_is_there(chinese):
    kinds = Counter(row["kind"] for row in chinese.values())

    assert kinds["province"] == 34
    assert kinds["prefecture"] == 333
    assert 2_840 <= kinds["county"] <= 2_900


def test_provinces_carry_the_code_that_iso_gives_them(chinese):
    codes = {row["alt_codes"] for row in chinese.values() if row["kind"] == "province"}

    assert len(codes) == 34
    assert chinese["420000"]["alt_codes"] == "iso3166-2:CN-HB"
    assert chinese["130000"]["alt_codes"] == "iso3166-2:CN-HE"


def test_every_chinese_unit_has_its_names(chinese):
    for code, row in chinese.items():
        assert row["zh-Hans"] == row["name_local"], code
        assert row["zh-Hans"].startswith(row["zh-short"]) and len(row["zh-short"]) > 1, code
        assert set(row["pinyin"]) & TONED, code
        assert not set(row["name_en"]) & TONED - set("éáóêÉ"), code


def test_no_reading_is_the_everyday_one_where_place_names_differ(chinese):
    """都 is never dōu in a place name, 长 zhǎng only in 长子, 勒 never lēi."""
    assert [
        row["pinyin"] for row in chinese.values() if "都" in row["zh-short"] and "dōu" in row["pinyin"].lower()
    ] == []
    assert [row["zh-short"] for row in chinese.values() if "长" in row["zh-short"] and "Zhǎng" in row["pinyin"]] == [
        "长子"
    ]
    assert [row["pinyin"] for row in chinese.values() if "勒" in row["zh-short"] and "lēi" in row["pinyin"]] == []


@pytest.mark.parametrize(
    ("code", "local", "pinyin", "english"),
    [
        ("500000", "重庆市", "Chóngqìng", "Chongqing"),
        ("220100", "长春市", "Chángchūn", "Changchun"),
        ("430100", "长沙市", "Chángshā", "Changsha"),
        ("140428", "长子县", "Zhǎngzǐ", "Zhangzi"),
        ("341500", "六安市", "Lù'ān", "Lu'an"),
        ("341600", "亳州市", "Bózhōu", "Bozhou"),
        ("340300", "蚌埠市", "Bèngbù", "Bengbu"),
        ("211300", "朝阳市", "Cháoyáng", "Chaoyang"),
        ("110105", "朝阳区", "Cháoyáng", "Chaoyang"),
        ("350200", "厦门市", "Xiàmén", "Xiamen"),
        ("511100", "乐山市", "Lèshān", "Leshan"),
        ("330382", "乐清市", "Yuèqīng", "Yueqing"),
        ("331000", "台州市", "Tāizhōu", "Taizhou"),
        ("411100", "漯河市", "Luòhé", "Luohe"),
        ("510100", "成都市", "Chéngdū", "Chengdu"),
        ("130800", "承德市", "Chéngdé", "Chengde"),
        ("420100", "武汉市", "Wǔhàn", "Wuhan"),
        ("130600", "保定市", "Bǎodìng", "Baoding"),
        ("210200", "大连市", "Dàlián", "Dalian"),
        ("610000", "陕西省", "Shǎnxī", "Shaanxi"),
        ("140000", "山西省", "Shānxī", "Shanxi"),
        ("150000", "内蒙古自治区", "Nèi Měnggǔ", "Inner Mongolia"),
        ("540000", "西藏自治区", "Xīzàng", "Tibet"),
        ("650000", "新疆维吾尔自治区", "Xīnjiāng", "Xinjiang"),
        ("810000", "香港特别行政区", "Xiānggǎng", "Hong Kong"),
        ("820000", "澳门特别行政区", "Àomén", "Macao"),
        ("710000", "台湾省", "Táiwān", "Taiwan"),
        ("522700", "黔南布依族苗族自治州", "Qiánnán", "Qiannan"),
        ("140109", "万柏林区", "Wànbǎilín", "Wanbailin"),
    ],
)
def test_a_place_is_read_as_its_people_read_it(chinese, code, local, pinyin, english):
    row = chinese[code]

    assert (row["name_local"], row["pinyin"], row["name_en"]) == (local, pinyin, english)


def test_the_two_haiyans_are_two(chinese):
    zhejiang, qinghai = chinese["330424"], chinese["632223"]

    assert (zhejiang["name_local"], zhejiang["pinyin"], zhejiang["parent"]) == (
        "海盐县",
        "Hǎiyán",
        "gbt2260:330400",
    )
    assert (qinghai["name_local"], qinghai["pinyin"], qinghai["parent"]) == (
        "海晏县",
        "Hǎiyàn",
        "gbt2260:632200",
    )
    assert float(zhejiang["lon"]) == pytest.approx(120.95, abs=0.1)
    assert float(qinghai["lon"]) == pytest.approx(101.0, abs=0.1)


@pytest.mark.parametrize(
    ("short", "local"),
    [("保定", "保定市"), ("浦东", "浦东新区"), ("和县", "和县"), ("杭锦", "杭锦旗"), ("杭锦后旗", "杭锦后旗"), ("东乡", "东乡族自治县"),
     ("神农架", "神农架林区"), ("伊犁", "伊犁哈萨克自治州"), ("清新", "清新区"), ("津市", "津市市")],
)  # fmt: skip
def test_a_name_is_shortened_as_people_shorten_it(chinese, short, local):
    assert {row["zh-short"] for row in chinese.values() if row["name_local"] == local} == {short}


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [("130600", 38.87, 115.46), ("510100", 30.66, 104.07), ("420100", 30.58, 114.28), ("210200", 38.91, 121.60),
     ("540000", 29.65, 91.13), ("650000", 43.80, 87.60)],
)  # fmt: skip
def test_a_chinese_city_is_where_it_is(chinese, code, lat, lon):
    assert float(chinese[code]["lat"]) == pytest.approx(lat, abs=0.1)
    assert float(chinese[code]["lon"]) == pytest.approx(lon, abs=0.1)


@pytest.mark.parametrize(
    ("key", "english", "own", "chinese_name", "parent"),
    [
        ("lau:1480", "Gothenburg", "Göteborg", "哥德堡", "nuts:SE232"),
        ("lau:2081", "Borlänge", "Borlänge", "博伦厄", "nuts:SE312"),
        ("lau:2080", "Falun", "Falun", "法伦", "nuts:SE312"),
        ("lau:101", "Copenhagen", "København", "哥本哈根", "nuts:DK01"),
        ("lau:540", "Sønderborg", "Sønderborg", "森讷堡", "nuts:DK03"),
        ("lau:615", "Horsens", "Horsens", "霍森斯", "nuts:DK04"),
        ("lau:24062", "Leuven", "Leuven", "鲁汶", "nuts:BE24"),
        ("nuts:SE312", "Dalarna", "Dalarnas län", "达拉纳省", "nuts:SE31"),
        ("nuts:DK01", "Capital Region of Denmark", "Region Hovedstaden", "首都大区", "iso3166-1:DK"),
        ("nuts:BE24", "Flemish Brabant", "Provincie Vlaams-Brabant", "弗拉芒-布拉班特省", "nuts:BE2"),
    ],
)
def test_the_desks_find_their_own_region(places, key, english, own, chinese_name, parent):
    row = places[key]

    assert (row["name_en"], row["name_local"], row["parent"]) == (english, own, parent)
    assert json.loads(row["names"])["zh-Hans"] == chinese_name
    assert row["lat"] and row["lon"]


def test_all_municipalities_of_sweden_and_denmark_are_there(places):
    under = Counter(ancestors(places, key)[-1] for key, row in places.items() if row["scheme"] == "lau")

    assert under["iso3166-1:SE"] == 290
    assert under["iso3166-1:DK"] == 98


def test_swedish_counties_and_danish_regions_are_complete(places):
    assert sum(row["kind"] == "county" and key.startswith("nuts:SE") for key, row in places.items()) == 21
    assert sum(key.startswith("nuts:DK") for key in places) == 5


def test_a_region_of_estonia_and_of_belarus_is_found_by_its_iso_code(places):
    assert places["iso3166-2:EE-79"]["name_en"] == "Tartu"
    assert places["iso3166-2:BY-HO"]["name_en"] == "Gomel"


def test_the_party_secretary_stands_above_the_mayor():
    rank = {(row["country"], row["title_zh"], row["level"]): int(row["rank"]) for row in read("rank_ladders.csv")}
    ladder = ["市委书记", "市长", "市人大常委会主任", "市政协主席", "副市长", "局长", "副局长", "科长"]

    ranks = [rank["CN", title, "prefecture"] for title in ladder]
    assert ranks == sorted(set(ranks))
    assert rank["CN", "县委书记", "county"] < rank["CN", "县长", "county"] < rank["CN", "副县长", "county"]
    assert rank["DK", "市长", "municipality"] < rank["DK", "副市长", "municipality"]


def test_every_rung_of_a_ladder_can_be_shown_in_both_languages():
    rungs = read("rank_ladders.csv")

    assert {row["country"] for row in rungs} == {"CN", "DK", "SE", "BE", "EE", "BY", "*"}
    assert all(row["title_en"] and row["title_zh"] and int(row["rank"]) > 0 for row in rungs)
    titles = Counter((row["country"], row["title_en"], row["level"]) for row in rungs)
    assert [title for title, times in titles.items() if times > 1] == []
