import numpy as np
import pytest

from greendesk.engines.matching import MixedVectorsError
from greendesk.engines.matching.index import ExactIndex


def filled(count=50, seed=1):
    index = ExactIndex(8, "m1")
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    index.upsert([f"i{k:02d}" for k in range(count)], rows, "m1")
    return index, rows


def test_the_nearest_are_found_exactly():
    index, rows = filled()
    scores = rows @ rows[3]
    assert [i for i, _ in index.search(rows[3], 5)] == [f"i{k:02d}" for k in np.argsort(-scores)[:5]]


def test_rows_are_replaced_deleted_and_filtered():
    index, rows = filled()
    index.upsert(["i07", "new"], np.stack([rows[3] * 9, rows[3] * 8]), "m1")
    assert [i for i, _ in index.search(rows[3], 2)] == ["i07", "new"]
    assert index.delete({"i07", "nobody"}) == 1
    assert index.search(rows[3], 1)[0][0] == "new" and index.stats().count == 50
    assert {i for i, _ in index.search(rows[3], 9, allowed={"i01", "i02", "i07"})} == {"i01", "i02"}


def test_a_snapshot_answers_alike():
    index, rows = filled()
    again = ExactIndex.restore(index.snapshot())
    assert [i for i, _ in again.search(rows[0], 10)] == [i for i, _ in index.search(rows[0], 10)]
    assert again.stats() == index.stats()


def test_vectors_of_another_basis_or_shape_are_refused():
    index, rows = filled()
    with pytest.raises(MixedVectorsError, match="m2"):
        index.upsert(["x"], rows[:1], "m2")
    with pytest.raises(ValueError, match="do not fit"):
        index.upsert(["x"], rows[:2], "m1")
