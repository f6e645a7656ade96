import pytest
from hypothesis import given
from hypothesis import strategies as st

from greendesk.engines.matching.tagging import INSIDE
from greendesk.engines.matching.texts import clauses, clean


def found(matcher, text, lang):
    return {t.concept: t.weight for t in matcher.tags_of(text, lang)}


@pytest.mark.parametrize(
    ("text", "lang", "concept"),
    [
        ("Anläggningar för matavfallet", "sv", "food-waste"),
        ("storskaliga värmepumpar", "sv", "heat-pump"),
        ("industriële warmtepompen", "nl", "heat-pump"),
        ("Ilmalämpöpumput kouluun", "fi", "heat-pump"),
        ("Two heat pumps for a school", "en", "heat-pump"),
        ("县城集中供热改造", "zh", "district-heating"),
        ("fjernvarmenettet i byen", "no", "district-heating"),
    ],
)
def test_a_concept_is_found_in_the_forms_of_each_language(matcher, text, lang, concept):
    assert concept in found(matcher, text, lang)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("a heated debate about pumping stations", "en"), ("en vattenpump", "sv"), ("", "zh"), ("热", "zh")],
)
def test_a_heat_pump_is_not_found_where_there_is_none(matcher, text, lang):
    assert "heat-pump" not in found(matcher, text, lang)


def test_a_label_inside_a_longer_one_counts_less(matcher):
    tags = found(matcher, "集中供热", "zh")
    assert tags == {"district-heating": 1.0, "heat": INSIDE}


def test_words_of_a_phrase_may_stand_apart_but_not_far(matcher):
    assert "sludge" in found(matcher, "sludge from sewage works", "en")
    assert "sludge" not in found(
        matcher, "sludge is the one thing that we, unlike others, never mixed with sewage", "en"
    )


@pytest.mark.parametrize("pause", [", ", ",", ". ", "; ", ": ", "，", "。", "；", "、"])
def test_a_phrase_is_not_read_across_a_pause(matcher, pause):
    assert "sludge" in found(matcher, "sewage (raw) sludge", "en")
    assert "sludge" not in found(matcher, f"sewage{pause}sludge", "en")


def test_a_point_inside_a_figure_is_no_pause():
    read = [[word for word, _, _ in clause] for clause in clauses("PM2.5 and 5,000 t. Heat")]
    assert read == [["pm2", "5", "and", "5", "000", "t"], ["heat"]]


def test_a_mixed_text_is_read_in_both_languages(matcher):
    assert {"heat-pump", "sludge"} <= set(found(matcher, "热泵项目 with sewage sludge drying", "zh"))


@given(st.text(max_size=200), st.sampled_from(["en", "sv", "da", "nl", "zh", "de", "no", "fi", "", "xx"]))
def test_every_tag_quotes_the_text_where_it_says(matcher, text, lang):
    plain = clean(text)
    for tag in matcher.tags_of(text, lang):
        assert plain[tag.start : tag.end] == tag.words
