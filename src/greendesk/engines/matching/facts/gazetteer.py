"""Places that needs and offers name most: Chinese provinces and large cities, countries of the lexicon's languages.

The product's register of places is larger; this list only lets the engine say "both speak of Hubei".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LISTED = """
Beijing 北京;Tianjin 天津;Hebei 河北;Shanxi 山西;Inner Mongolia 内蒙古;Liaoning 辽宁;Jilin 吉林;Heilongjiang 黑龙江
Shanghai 上海;Jiangsu 江苏;Zhejiang 浙江;Anhui 安徽;Fujian 福建;Jiangxi 江西;Shandong 山东;Henan 河南;Hubei 湖北
Hunan 湖南;Guangdong 广东;Guangxi 广西;Hainan 海南;Chongqing 重庆;Sichuan 四川;Guizhou 贵州;Yunnan 云南;Tibet 西藏
Shaanxi 陕西;Gansu 甘肃;Qinghai 青海;Ningxia 宁夏;Xinjiang 新疆;Hong Kong 香港;Macau 澳门;Taiwan 台湾
Wuhan 武汉;Shenzhen 深圳;Guangzhou 广州;Hangzhou 杭州;Nanjing 南京;Suzhou 苏州;Chengdu 成都;Xi'an 西安;Qingdao 青岛
Dalian 大连;Shenyang 沈阳;Harbin 哈尔滨;Changsha 长沙;Zhengzhou 郑州;Hefei 合肥;Jinan 济南;Xiamen 厦门;Kunming 昆明
Ningbo 宁波;Wuxi 无锡;Taiyuan 太原;Urumqi 乌鲁木齐;Lanzhou 兰州;Hohhot 呼和浩特;Nanchang 南昌;Guiyang 贵阳
Sweden 瑞典 Sverige Zweden Schweden Ruotsi;Denmark 丹麦 Danmark Denemarken Dänemark Tanska;Norway 挪威 Norge Noorwegen Norwegen Norja
Finland 芬兰 Suomi Finnland;Netherlands 荷兰 Nederland Niederlande Nederländerna Nederlandene Alankomaat
Germany 德国 Tyskland Duitsland Deutschland Saksa;Stockholm 斯德哥尔摩;Gothenburg 哥德堡 Göteborg;Malmö 马尔默
Copenhagen 哥本哈根 København Köpenhamn Kopenhagen;Aarhus 奥胡斯 Århus;Oslo 奥斯陆;Bergen 卑尔根;Helsinki 赫尔辛基 Helsingfors
Amsterdam 阿姆斯特丹;Rotterdam 鹿特丹;Hamburg 汉堡;Berlin 柏林;Dalarna 达拉纳
"""


@dataclass(frozen=True, slots=True)
class _Places:
    names: dict[str, str]
    patterns: tuple[re.Pattern[str], ...]


def _compiled() -> _Places:
    names: dict[str, str] = {}
    for entry in _LISTED.replace("\n", ";").split(";"):
        parts = [entry] if not entry.strip() else _forms(entry.strip())
        for form in parts:
            if form.strip():
                names[form.lower()] = parts[0]
    han = sorted((n for n in names if ord(n[0]) > 0x3000), key=len, reverse=True)
    latin = sorted((n for n in names if ord(n[0]) < 0x3000), key=len, reverse=True)
    return _Places(
        names,
        (
            re.compile("|".join(han)),
            re.compile(r"\b(?:" + "|".join(map(re.escape, latin)) + r")(?=s?\b)", re.IGNORECASE),
        ),
    )


def _forms(entry: str) -> list[str]:
    """The English name (all words before the Chinese one), then every other form."""
    head = re.match(r"[^\u3000-\u9fff]+", entry)
    name = head.group().strip() if head else entry
    return [name, *entry[len(name) :].split()]


PLACES = _compiled()
