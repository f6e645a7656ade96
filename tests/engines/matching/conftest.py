"""A small lexicon of the tests' own, so that the desk's edits to the real one break nothing here."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest

from greendesk.engines.matching import Concept, Lexicon, Matcher, Offer


def _concept(id_: str, parent: str = "", **labels: str) -> Concept:
    return Concept(id_, parent, {lang: tuple(given.split("|")) for lang, given in labels.items()})


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon(
        [
            _concept("waste", en="waste management", sv="avfallshantering", zh="垃圾处理|固废", de="Abfall"),
            _concept(
                "food-waste", "waste", en="food waste|kitchen waste", sv="matavfall", da="madaffald", zh="厨余垃圾|餐厨垃圾"
            ),
            _concept("composting", "waste", en="composting|compost", sv="kompostering|kompost", zh="堆肥"),
            _concept("heat", en="heating", sv="värme", zh="供热", nl="warmte"),
            _concept(
                "district-heating", "heat", en="district heating", sv="fjärrvärme", da="fjernvarme", zh="集中供热|区域供热"
            ),
            _concept(
                "heat-pump", "heat", en="heat pump", sv="värmepump", da="varmepumpe", nl="warmtepomp", zh="热泵", no="x-y-z",
                fi="lämpöpumppu",
            ),
            _concept("sludge", en="sewage sludge", sv="avloppsslam", da="spildevandsslam", nl="zuiveringsslib", zh="污泥"),
            _concept("water", en="drinking water", sv="dricksvatten", zh="饮用水"),
        ]
    )  # fmt: skip


@pytest.fixture(scope="session")
def offers() -> list[Offer]:
    return [
        Offer(
            "s1",
            "solution",
            "sv",
            "Matavfall blir biogas",
            "Vi tar hand om matavfall, 5 000–20 000 ton per år.",
        ),
        Offer("s2", "company", "da", "Varmeværket", "Fjernvarme og store varmepumper på 10 MW."),
        Offer("s3", "reference_site", "sv", "Slamtorken", "Torkar avloppsslam för 50 000 invånare."),
        Offer(
            "s4",
            "reference_site",
            "da",
            "Madaffald i Aalborg",
            "Madaffald fra 30.000 husstande bliver til gas.",
        ),
        Offer("s5", "solution", "zh", "热泵", "空气源热泵，供热功率 2 MW。"),
    ]


@pytest.fixture(scope="session")
def matcher(lexicon: Lexicon) -> Matcher:
    return Matcher(lexicon)


class HashedWords:
    """A deterministic stand-in for a model: each word a fixed random direction, each language an offset."""

    name = "hashed words"
    dimension = 32
    roles = ("query", "passage")
    max_tokens = 512
    licence = "Apache-2.0"

    def __init__(self, fingerprint: str = "hashed-1") -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], role: str, lang: str) -> np.ndarray:
        self.asked += texts
        rows = np.stack([self._row(t, role, lang) for t in texts]) if texts else np.zeros((0, self.dimension))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32) if texts else rows

    def _row(self, text: str, role: str, lang: str) -> np.ndarray:
        parts = text.lower().split() or ["-"]
        return sum((self._direction(p) for p in parts), 2 * self._direction(role + lang))

    def _direction(self, word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        return np.random.default_rng(seed).normal(size=self.dimension)


@pytest.fixture
def hashed() -> HashedWords:
    return HashedWords()
