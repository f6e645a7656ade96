import re

from hypothesis import given, settings
from hypothesis import strategies as st

from greendesk.engines.matching import Concept, Lexicon, Match, Matcher, Need, Offer, build_space
from greendesk.engines.matching.representing import offer_text
from greendesk.engines.matching.texts import clean

PIECES = [
    "厨余垃圾", "热泵", "集中供热", "污泥", "每日100吨", "2.5 MW", "考察", "不含土建", "，", "。", " ", ". ", "heat pump", "food waste",
    "sewage sludge", "matavfall", "fjärrvärme", "värmepumpar", "150 °C", "ISO 14001", "Göteborg", "湖北", "without drying",
    "<b>district heating</b>", "😀", "&amp;", "20 000 invånare", "x",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
langs = st.sampled_from(["zh", "en", "sv", ""])


def quoted(match: Match) -> tuple[set[str], set[str]]:
    """Every word that an explanation takes from the need, and from the offer."""
    why = match.explanation
    assert why is not None
    mine = {w for c in why.concepts for w in c.need_words} | set(why.excluded)
    theirs = {w for c in why.concepts for w in c.offer_words}
    for fact in (*why.facts.agree, *why.facts.disagree, *why.facts.missing):
        mine.add(fact.need_words)
        theirs.add(fact.offer_words)
    if why.sentences:
        mine.add(why.sentences[0])
        theirs.add(why.sentences[1])
    return mine, theirs


@settings(max_examples=150)
@given(texts, langs, texts, texts, langs)
def test_an_explanation_holds_nothing_that_the_records_do_not(matcher, asked, lang, title, text, other):
    need, offer = Need("n", lang, asked), Offer("o", "solution", other, title, text)
    for match in matcher.match(need, matcher.represent_offers([offer])):
        mine, theirs = quoted(match)
        assert {w for w in mine if w not in clean(asked)} == set()
        assert {w for w in theirs if w not in offer_text(offer)} == set()
        tagged = {t.concept for t in matcher.tags_of(asked, lang)}
        assert {c.concept for c in match.explanation.concepts if c.relation != "meaning"} <= tagged


def test_the_concept_is_named_with_the_words_of_both_sides(matcher, offers):
    first = matcher.match(Need("n", "zh", "厨余垃圾处理，每日40吨"), matcher.represent_offers(offers), top=1)[0]
    concept = first.explanation.concepts[0]
    assert (first.offer, concept.concept, concept.relation) == ("s1", "food-waste", "same")
    assert (concept.need_words, concept.offer_words) == (("厨余垃圾",), ("Matavfall", "matavfall"))
    assert [f.measure for f in first.explanation.facts.agree] == ["flow_t_d"]


def test_what_would_change_the_result_is_said(matcher, offers):
    catalogue = matcher.represent_offers(offers)
    need = Need("n", "zh", "参观集中供热和污泥项目，10兆瓦，每日5吨")
    lines = {m.offer: dict(m.explanation.would_change) for m in matcher.match(need, catalogue)}
    assert lines["s2"] == {"concept_absent": "sludge", "fact_missing": "5吨", "not_a_site": "s2"}


def test_an_exclusion_is_shown_for_a_person_to_confirm(matcher, offers):
    need = Need("n", "en", "Food waste treatment, not composting")
    assert matcher.match(need, matcher.represent_offers(offers))[0].explanation.excluded == ("not composting",)


def test_the_closest_sentences_are_chosen(matcher: Matcher):
    offer = Offer("o", "solution", "sv", "Nordbolaget", "Grundat 1970. Bygger fjärrvärme. Säljer bilar.")
    match = matcher.match(Need("n", "en", "Good day. We need district heating."), matcher.represent_offers([offer]))[0]
    assert match.explanation.sentences == ("We need district heating.", "Bygger fjärrvärme.")
    assert not re.search(r"1970", str(match.explanation.concepts))


def test_small_words_of_a_label_must_stand_where_they_stand():
    lexicon = Lexicon([Concept("pump-and-treat", "", {"en": ("pump and treat",)})])
    found = [Matcher(lexicon).tags_of(t, "en") for t in ("Pump-and-treat plants", "heat pump on treated sewage")]
    assert [[t.words for t in tags] for tags in found] == [["Pump-and-treat"], []]


def test_meaning_stands_in_where_no_label_is_found(lexicon, hashed):
    apart = ["gas engine", "river dike", "bus stop", "school roof", "quiet road", "paper mill", "green port"]
    space = build_space(lexicon, hashed, [(role, "en", text) for role in ("query", "passage") for text in apart])
    matcher = Matcher(lexicon, hashed, space=space)
    offer = Offer("o", "solution", "en", "Drier", "We dry what sewage leaves behind.")
    match = matcher.match(Need("n", "en", "Sewage leftovers"), matcher.represent_offers([offer]))[0]
    listed = match.explanation.concepts
    assert {(c.concept, c.relation) for c in listed} == {("sludge", "meaning")}
    assert listed[0].need_words == ("Sewage leftovers",)
