from dataclasses import replace

import numpy as np
import pytest

from greendesk.engines.matching import Concept, Lexicon, MixedVectorsError, Space, build_space
from greendesk.engines.matching.embedding import unit_rows
from greendesk.engines.matching.space import adapted

REFERENCE = [
    ("query", "zh", "热泵"),
    ("passage", "sv", "värmepump"),
    ("passage", "da", "varmepumpe til huse"),
]


def test_the_language_goes_and_the_meaning_stays(lexicon, hashed):
    space = build_space(lexicon, hashed, REFERENCE)
    texts = {lang: hashed.embed(["pump", "slam", "gas"], "passage", lang) for lang in ("sv", "da")}
    raw = texts["sv"] @ texts["da"].T
    free = space.centred(texts["sv"], "passage", "sv") @ space.centred(texts["da"], "passage", "da").T
    assert np.diag(free).mean() - free.mean() > np.diag(raw).mean() - raw.mean()


def test_a_space_comes_back_from_bytes(lexicon, hashed):
    space = build_space(lexicon, hashed, REFERENCE)
    again = Space.from_bytes(space.to_bytes())
    assert (again.ids, again.hashes, again.model) == (space.ids, space.hashes, space.model)
    assert np.allclose(again.concepts, space.concepts, atol=2e-3)


def test_an_edited_lexicon_costs_only_its_changed_concepts(lexicon, hashed):
    space = build_space(lexicon, hashed, REFERENCE)
    changed = replace(lexicon["sludge"], labels={**lexicon["sludge"].labels, "en": ("biosolids",)})
    edited = Lexicon(
        [changed if c.id == "sludge" else c for c in lexicon.concepts] + [Concept("new", "", {"en": ("novelty",)})]
    )
    hashed.asked.clear()
    moved = adapted(space, edited, hashed)
    assert set(hashed.asked) == {
        "biosolids",
        "avloppsslam",
        "spildevandsslam",
        "zuiveringsslib",
        "污泥",
        "novelty",
    }
    kept = [i for i in space.ids if i != "sludge"]
    assert np.allclose(
        [moved.concepts[moved.ids.index(i)] for i in kept], [space.concepts[space.ids.index(i)] for i in kept]
    )


def test_another_model_is_refused(lexicon, hashed):
    space = build_space(lexicon, hashed, [])
    hashed.fingerprint = "hashed-2"
    with pytest.raises(MixedVectorsError, match="hashed-2"):
        adapted(space, lexicon, hashed)


def test_a_zero_row_stays_zero():
    assert np.array_equal(unit_rows(np.zeros((1, 3), dtype=np.float32)), np.zeros((1, 3)))
