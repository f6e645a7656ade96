"""How a Chinese place is shortened, read and written in English, for tools/build_places.py."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pypinyin import Style, lazy_pinyin

REVISION = "2020"  # the package's table is that of the Ministry of Civil Affairs at the end of 2020
ETHNIC = (  # noqa: SIM905
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 "
    "达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 俄罗斯 鄂温克 保安 裕固 鄂伦春 独龙 各"
).split()
WITHOUT_ZU = {
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "锡伯",
    "塔吉克",
    "维吾尔",
}  # written without 族 in Xinjiang
SUFFIXES = {
    "province": ("特别行政区", "自治区", "省", "市"),
    "prefecture": ("自治州", "地区", "市", "盟"),
    "county": ("自治县", "自治旗", "县", "市", "区", "旗"),
}
KEPT = re.compile(r"(?:[前后中左右]|联合|镶黄|正蓝|镶白)旗$|矿区$")  # 杭锦后旗 is not 杭锦旗; 井陉矿区 is not 井陉县
IN_PLACE_NAMES = {
    "长": "cháng",
    "都": "dū",
    "勒": "lè",
    "曲": "qǔ",
}  # where a lone character is read otherwise
BANNERS = {
    "左": "Left",
    "右": "Right",
    "前": "Front",
    "中": "Middle",
    "后": "Rear",
    "联合": "United",
}
BANNER = re.compile(r"(?P<stem>.+?)(?:(?P<wing>[左右])翼)?(?P<side>[左右前中后]|联合)旗$")
AUTONOMOUS = {"自治区", "自治州", "自治县", "自治旗"}


@dataclass(frozen=True, slots=True)
class ChineseName:
    english: str
    names: dict[str, str]


def readings() -> dict[str, str]:
    with (Path(__file__).parent / "places/pinyin.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["pinyin"] for row in csv.DictReader(file)}


READINGS = readings()


def short_chinese(name: str, kind: str) -> str:
    """保定市 → 保定, 黔南布依族苗族自治州 → 黔南; a name never shrinks to one character: 和县 stays."""
    if KEPT.search(name):
        return name
    for suffix in SUFFIXES[kind]:
        rest = name.removesuffix(suffix)
        if rest != name and len(rest) > 1:
            return _without_peoples(rest) if suffix in AUTONOMOUS else rest
    return name


def _without_peoples(name: str) -> str:
    endings = [f"{people}族" for people in ETHNIC] + sorted(WITHOUT_ZU)
    shrunk = True
    while shrunk:
        shrunk = False
        for ending in endings:
            if name.endswith(ending) and len(name) - len(ending) > 1:
                name, shrunk = name.removesuffix(ending), True
                break
    return name.removesuffix("族") if len(name) > 2 else name


def pinyin(name: str) -> str:
    """One word with tone marks: 西安 → Xī'ān."""
    if name in READINGS:
        return READINGS[name]
    read = lazy_pinyin(name, style=Style.TONE)
    syllables = [IN_PLACE_NAMES.get(character, heard) for character, heard in zip(name, read, strict=True)]
    joined = syllables[0] + "".join(f"'{s}" if plain(s)[0] in "aoe" else s for s in syllables[1:])
    return joined[0].upper() + joined[1:]


def plain(text: str) -> str:
    """Without tone marks; the two dots of ü stay."""
    marks = {"\u0300", "\u0301", "\u0304", "\u030c"}
    kept = "".join(c for c in unicodedata.normalize("NFD", text) if c not in marks)
    return unicodedata.normalize("NFC", kept)


def chinese_place(name: str, kind: str, special: dict[str, str]) -> ChineseName:
    """All names of a unit; `special` holds what custom writes otherwise than pinyin does."""
    short = special.get("zh_short") or short_chinese(name, kind)
    tones = special.get("pinyin") or pinyin(short)
    names = {lang: special[lang] for lang in ("sv", "da", "nl") if special.get(lang)}
    names |= {"zh-Hans": name, "zh-short": short, "pinyin": tones}
    return ChineseName(special.get("name_en") or banner(short) or plain(tones), names)


def banner(name: str) -> str:
    """科尔沁左翼中旗 → Ke'erqin Left Wing Middle Banner; empty for all other names."""
    found = BANNER.match(name)
    if not found:
        return ""
    wing = f" {BANNERS[found['wing']]} Wing" if found["wing"] else ""
    return f"{plain(pinyin(found['stem']))}{wing} {BANNERS[found['side']]} Banner"
