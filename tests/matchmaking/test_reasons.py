"""What pages tell as reasons: nothing that neither record contains, whatever the two texts are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from greendesk.engines.matching import Concept, Lexicon, Matcher, Need, Offer
from greendesk.engines.matching.representing import offer_text
from greendesk.engines.matching.texts import clean
from greendesk.matchmaking import plans, wording

PIECES = [
    "厨余垃圾", "热泵", "集中供热", "污泥", "每日100吨", "2.5 MW", "考察", "不含土建", "，", "。", "heat pump", "food waste", "sewage sludge",
    "matavfall", "fjärrvärme", "värmepumpar", "150 °C", "ISO 14001", "Göteborg", "湖北", "without drying", "<b>district heating</b>",
    "😀", "&amp;", "20 000 invånare", "400 t sludge a day", "12 MW heat", "x",
]  # fmt: skip
parts = st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join), max_size=4)
LABELS = {
    "food-waste": {"zh": ("厨余垃圾",), "en": ("food waste",), "sv": ("matavfall",), "da": ("madaffald",)},
    "heat-pump": {"zh": ("热泵",), "en": ("heat pump",), "sv": ("värmepump",), "da": ("varmepumpe",)},
    "district-heating": {
        "zh": ("集中供热",),
        "en": ("district heating",),
        "sv": ("fjärrvärme",),
        "da": ("fjernvarme",),
    },
    "sludge": {"zh": ("污泥",), "en": ("sewage sludge", "sludge"), "sv": ("slam",), "da": ("slam",)},
}
MATCHER = Matcher(Lexicon([Concept(key, "", labels) for key, labels in LABELS.items()]))
langs = st.sampled_from(["zh", "en", "sv", "da"])


@settings(max_examples=80)
@given(parts, langs, parts, langs)
def test_every_word_that_a_page_quotes_stands_in_one_of_the_two_records(asked, lang, offered, other):
    """From the pieces of a record as the product joins them, through what is stored, to the lines of the page."""
    need = Need("n", lang, plans.as_sentences(asked))
    offer = Offer("solution:1", "solution", other, "Anläggning", plans.as_sentences(offered))
    mine, theirs = clean(need.text), offer_text(offer)

    for match in MATCHER.match(need, MATCHER.represent_offers([offer])):
        reasons = plans.reasons_of(match)
        for line in (*wording.lines(reasons, {}), *wording.missing(reasons, {})):
            for word in words_of(line.need):
                assert word in mine
            for word in words_of(line.offer):
                assert word.casefold() in theirs.casefold()
        for each in reasons["missing"]:
            assert each[1] in mine
        for words in reasons["excluded"]:
            assert words in mine


def words_of(quoted: str) -> list[str]:
    """A line quotes words with a comma between, or one sentence as it stands."""
    return [] if not quoted else [part for part in quoted.replace("、", ", ").split(", ") if part]


@given(parts)
def test_pieces_of_a_record_stay_apart_and_whole(pieces):
    text = plans.as_sentences(pieces)

    assert all(piece.strip() in text for piece in pieces)
    assert text.count("\n") == max(0, sum(bool(piece.strip()) for piece in pieces) - 1)
