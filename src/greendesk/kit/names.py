"""Names of people in both scripts and orders."""

from dataclasses import dataclass

from .folding import fold, has_han
from .langs import active_lang

COMPOUND_FAMILY_NAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "令狐",
    "尉迟",
    "公孙",
    "慕容",
    "长孙",
    "夏侯",
)
FAMILY_READINGS = {"单": "Shàn", "解": "Xiè", "仇": "Qiú", "区": "Ōu", "曾": "Zēng", "任": "Rén", "盖": "Gě", "尹": "Yǐn",
                   "查": "Zhā", "朴": "Piáo", "乐": "Yuè", "翟": "Zhái", "褚": "Chǔ", "覃": "Qín", "华": "Huà", "万": "Wàn"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonName:
    """`family_first` is how the person orders the Latin form; Han names are always family first."""

    given: str = ""
    family: str = ""
    han: str = ""
    reading: str = ""
    family_first: bool = False

    def latin(self) -> str:
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in parts if part)

    def display(self, lang: str = "") -> str:
        """For a Chinese reader the characters lead; for others the Latin letters; the other follows where known."""
        latin = self.latin() or self.reading
        if (lang or active_lang()) == "zh-hans":
            return self.han or latin
        return latin or self.han

    def both(self, lang: str = "") -> str:
        """Both scripts: 李俊峰 Li Junfeng, led by the reader's own."""
        latin = self.latin() or self.reading
        if not self.han or not latin:
            return self.han or latin
        return f"{self.han} {latin}" if (lang or active_lang()) == "zh-hans" else f"{latin} {self.han}"

    def sort_key(self) -> str:
        """Pinyin for Han names, family name first for all."""
        if self.han and not self.family:
            return reading_of(self.han, tones=False)
        return f"{self.family} {self.given}".strip().casefold()


def split_han(han: str) -> tuple[str, str]:
    """(family, given) of a Han name of two to four characters."""
    han = han.replace(" ", "").replace("·", "")
    cut = 2 if han.startswith(COMPOUND_FAMILY_NAMES) and len(han) > 2 else 1
    return han[:cut], han[cut:]


def reading_of(han: str, *, tones: bool = True) -> str:
    """Pinyin of a person's name: family names have readings of their own (单 is Shàn, not Dān)."""
    from pypinyin import Style, lazy_pinyin  # half a second of dictionaries that few processes need

    if not han:
        return ""
    family, given = split_han(han)
    first = FAMILY_READINGS.get(family) or "".join(lazy_pinyin(family, style=Style.TONE)).capitalize()
    reading = f"{first} {''.join(lazy_pinyin(given, style=Style.TONE)).capitalize()}".strip()
    return reading if tones else " ".join(fold(part) for part in reading.split())


def pinyin_of(words: str) -> str:
    """How Chinese words are said, syllables apart, for those who read none of the characters; other letters stay."""
    from pypinyin import Style, lazy_pinyin  # half a second of dictionaries that few processes need

    return " ".join(lazy_pinyin(words, style=Style.TONE)) if has_han(words) else ""
