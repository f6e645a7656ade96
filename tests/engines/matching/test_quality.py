"""The promises of the matching, on the development set; skipped where the set is not at hand."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEVELOPMENT = Path(os.environ.get("GREENDESK_SHARED") or ROOT.parent / "shared") / "matching-dev"


@pytest.fixture(scope="module")
def figures():
    if not (DEVELOPMENT / "score.py").exists():
        pytest.skip("the development set is not at hand; set GREENDESK_SHARED")
    pytest.importorskip("jieba")
    pytest.importorskip("rank_bm25")
    sys.path.insert(0, str(ROOT / "benchmarks" / "matching"))
    try:
        import run as benchmark
    finally:
        sys.path.pop(0)
        for name in ("run", "peers", "speed"):
            sys.modules.pop(name, None)
    scorer = benchmark._module(DEVELOPMENT / "score.py")
    needs, offers, grades = benchmark._read(DEVELOPMENT, scorer)
    found = {}
    for name, (scores, _, _) in benchmark.compared(needs, offers).items():
        ids = [o.id for o in offers]
        run = {n.id: dict(zip(ids, map(float, s), strict=True)) for n, s in zip(needs, scores, strict=True)}
        given = [{"id": o.id, "lang": o.lang} for o in offers]
        table = scorer.evaluate(run, [{"id": n.id, "lang": n.lang} for n in needs], given, grades)
        found[name] = table["all"] | {
            "own": benchmark.own_share(run, needs, offers),
            "error": benchmark._error(run, grades),
        }
    return found


def test_needs_find_their_answers_across_languages(figures):
    assert figures["greendesk"]["nDCG10"] >= 0.82
    assert figures["greendesk"]["nDCG10"] >= 1.22 * figures["e5 centred by language"]["nDCG10"]
    assert figures["greendesk"]["R10"] >= 0.86 and figures["greendesk"]["MRR"] >= 0.80


def test_no_language_pulls_its_own(figures):
    assert figures["greendesk"]["own"] <= 0.18


def test_without_a_model_half_is_still_found(figures):
    assert figures["greendesk, lexicon only"]["nDCG10"] >= 0.50


def test_probabilities_mean_what_they_say(figures):
    assert figures["greendesk"]["error"] <= 0.12
