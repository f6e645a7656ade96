from dataclasses import replace

import numpy as np
import pytest

from greendesk.engines.matching import (
    Lexicon,
    Matcher,
    MixedVectorsError,
    Need,
    Offer,
    Representation,
    build_space,
)
from greendesk.engines.matching.representing import offer_text

LONG = "集中供热系统改造与热泵应用。" * 9_000  # some fifty pages


def first(matcher, text, lang, offers):
    return matcher.match(Need("n", lang, text), matcher.represent_offers(offers))[0]


@pytest.mark.parametrize(
    ("text", "lang", "best"),
    [
        ("厨余垃圾", "zh", "s1 s4"),
        ("Study visit: food waste", "en", "s4"),
        ("考察餐厨垃圾项目", "zh", "s4"),
        ("avloppsslam", "sv", "s3"),
        ("<p>Food&nbsp;waste <b>plant</b></p><script>alert('heat pump')</script>", "en", "s1 s4"),
        ("♻️🍎 kitchen waste 🙏", "en", "s1 s4"),
        ("厨余垃圾 food waste matavfall", "sv", "s1 s4"),
        ("厨余垃圾", "en", "s1 s4"),
        ("厨余垃圾", "klingon", "s1 s4"),
        (LONG, "zh", "s2"),
        ("Sewage sludge, but no sewage sludge, and never sludge", "en", "s3"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_input_still_gets_a_sensible_answer(matcher, offers, text, lang, best):
    assert first(matcher, text, lang, offers).offer in best.split()


@pytest.mark.parametrize("text", ["", "   ", "😀", "<br>", "\x00"])
def test_an_empty_need_is_listed_as_weak_and_says_so(matcher, offers, text):
    found = matcher.match(Need("n", "zh", text), matcher.represent_offers(offers))
    assert len(found) == len(offers) and {(m.score, m.band) for m in found} == {(0, "weak")}
    assert all("need_empty" in m.explanation.notes for m in found)


def test_an_empty_offer_ranks_last_and_says_so(matcher, offers):
    found = matcher.match(
        Need("n", "sv", "matavfall"), matcher.represent_offers([*offers, Offer("z", "company", "", "", "")])
    )
    assert found[-1].offer == "z" and "offer_empty" in found[-1].explanation.notes


def test_a_language_never_seen_is_noted(matcher, offers):
    assert "need_language_unknown" in first(matcher, "Мы ищем решение", "ru", offers).explanation.notes


def test_a_catalogue_of_one_and_of_none(matcher, offers):
    assert [m.offer for m in matcher.match(Need("n", "zh", "污泥"), matcher.represent_offers(offers[:1]))] == ["s1"]
    assert matcher.match(Need("n", "zh", "污泥"), matcher.represent_offers([])) == []


def test_an_unknown_kind_is_refused_by_name(matcher):
    with pytest.raises(ValueError, match="'museum'"):
        matcher.represent_offers([Offer("o", "museum", "en", "t", "x")])


def test_an_empty_lexicon_matches_nothing_but_does_not_fail(offers):
    bare = Matcher(Lexicon([]))
    assert len(bare.match(Need("n", "en", "heat pump"), bare.represent_offers(offers))) == len(offers)


def test_the_answer_does_not_depend_on_the_order_or_the_company(matcher, offers):
    need = Need("n", "zh", "厨余垃圾和污泥处理，考察")
    one, other = (matcher.match(need, matcher.represent_offers(o), explain=False) for o in (offers, offers[::-1]))
    assert [m.probability for m in one] == pytest.approx([m.probability for m in other])  # sums of 32 bits
    assert [replace(m, probability=0) for m in one] == [replace(m, probability=0) for m in other]


def test_a_score_does_not_move_when_the_catalogue_grows(matcher, offers):
    need = Need("n", "zh", "污泥")
    more = [Offer(f"m{i}", "company", "sv", "Slam", "avloppsslam och fjärrvärme") for i in range(40)]
    few = {m.offer: m.probability for m in matcher.match(need, matcher.represent_offers(offers))}
    many = {m.offer: m.probability for m in matcher.match(need, matcher.represent_offers([*offers, *more]), top=99)}
    assert {i: many[i] for i in few} == pytest.approx(few)


def test_all_pairs_agree_with_one_at_a_time(matcher, offers):
    catalogue = matcher.represent_offers(offers)
    needs = [Need(f"n{i}", "zh", t) for i, t in enumerate(["污泥", "参观热泵", "", "厨余垃圾每日20吨"])]
    rows = [matcher.represent_need(n) for n in needs]
    for (name, places, chances), need in zip(matcher.match_all(rows, catalogue, top=3), needs, strict=True):
        alone = matcher.match(need, catalogue, top=3, explain=False)
        assert name == need.id
        assert [catalogue.rows[p].id for p in places] == [m.offer for m in alone]
        assert chances == pytest.approx([m.probability for m in alone])


def test_only_what_passes_the_filters_is_listed(matcher, offers):
    mask = np.array([o.kind == "company" for o in offers])
    found = matcher.match(Need("n", "zh", "厨余垃圾"), matcher.represent_offers(offers), only=mask)
    assert [m.offer for m in found] == ["s2"]


def test_a_representation_comes_back_from_storage_as_it_went(lexicon, offers, hashed):
    space = build_space(lexicon, hashed, [("query", "zh", "热泵"), ("passage", "sv", "värmepump och slam")])
    matcher = Matcher(lexicon, hashed, space=space)
    catalogue = matcher.represent_offers(offers)
    again = matcher.catalogue([Representation.from_bytes(r.to_bytes()) for r in catalogue.rows], offers)
    need = Need("n", "zh", "参观热泵，5兆瓦")
    assert matcher.match(need, again) == matcher.match(need, catalogue)


def test_offers_of_another_model_lexicon_or_version_are_refused(lexicon, matcher, offers, hashed):
    space = build_space(lexicon, hashed, [])
    other = Matcher(lexicon, hashed, space=space)
    rows = other.represent_offers(offers).rows
    with pytest.raises(MixedVectorsError, match="represent the texts anew"):
        matcher.catalogue(rows)
    with pytest.raises(MixedVectorsError, match="represent the texts anew"):
        matcher.match(Need("n", "zh", "热泵"), other.represent_offers(offers))
    with pytest.raises(MixedVectorsError, match="another version"):
        Representation.from_bytes(b"GDM0" + rows[0].to_bytes()[4:])


def test_a_model_without_its_space_is_refused(lexicon, hashed):
    with pytest.raises(ValueError, match="hashed words"):
        Matcher(lexicon, hashed)


def test_words_of_tags_stand_in_the_offer(matcher, offers):
    for offer in offers:
        for tag in matcher.represent_offer(offer).tags:
            assert offer_text(offer)[tag.start : tag.end] == tag.words
