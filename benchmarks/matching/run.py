"""BM25, raw e5, language-centred e5 and greendesk side by side on one set, in one run.

    python benchmarks/matching/run.py                       the development set beside the repository
    python benchmarks/matching/run.py --set FOLDER          another set of the same form
    python benchmarks/matching/run.py --heldout             the project's held-out set, no weights fitted on it
    python benchmarks/matching/run.py --own                 the project's own training set (weights were fitted on it)
    python benchmarks/matching/run.py --mixed               the set's offers among the training set's: a lower bound, for
                                                            those are not judged
    python benchmarks/matching/run.py --speed               one need against 20,000; 1,500 × 15,000

The folder holds needs.jsonl, solutions.jsonl and qrels.tsv; without --set it is matching-dev under GREENDESK_SHARED
(default: ../shared beside the repository), whose score.py serves every set. Memory is the peak of the process so far.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import peers
import speed

from greendesk.adapters.embedders import BundledE5, open_matcher
from greendesk.engines.matching import Matcher, Need, Offer
from greendesk.engines.matching.fitting import calibration_error
from greendesk.engines.matching.training import judgements, training_needs, training_offers

ROOT = Path(__file__).resolve().parents[2]
HELDOUT = Path(__file__).parent / "heldout"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=shared() / "matching-dev")
    parser.add_argument("--heldout", action="store_const", dest="set", const=HELDOUT)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--pairs", action="store_true", help="also every language pair")
    given = parser.parse_args()
    if given.speed:
        speed.report(open_matcher("e5"))
        return 0
    judge = next((f / "score.py" for f in (given.set, shared() / "matching-dev") if (f / "score.py").exists()), None)
    if judge is None:
        sys.stderr.write(f"{given.set}: no score.py there, nor in matching-dev; set GREENDESK_SHARED or give --set\n")
        return 1
    scorer = _module(judge)
    needs, offers, grades = _own() if given.own else _read(given.set, scorer)
    if given.mixed and not given.own:
        offers = [*offers, *training_offers()]
    rows = compared(needs, offers)
    for name, (scores, seconds, memory_mb) in rows.items():
        run = {
            n.id: dict(zip([o.id for o in offers], map(float, s), strict=True))
            for n, s in zip(needs, scores, strict=True)
        }
        report(name, run, needs, offers, grades, scorer, seconds, memory_mb, pairs=given.pairs)
    return 0


def shared() -> Path:
    return Path(os.environ.get("GREENDESK_SHARED") or ROOT.parent / "shared")


def compared(needs: Sequence[Need], offers: Sequence[Offer]) -> dict[str, tuple[Any, float, float]]:
    """name → (scores, seconds for everything but loading, peak memory in MB)."""
    rows: dict[str, tuple[Any, float, float]] = {}

    def timed(name: str, work: Callable[[], Any]) -> None:
        started = time.perf_counter()
        scores = work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows[name] = (scores, time.perf_counter() - started, peak)

    timed("BM25", lambda: peers.bm25(needs, offers))
    by_words = open_matcher("lexicon")
    timed("greendesk, lexicon only", lambda: product(by_words, needs, offers))
    model = BundledE5()
    kept: list[Any] = []

    def raw() -> Any:
        kept.extend(peers.embedded(model, needs, offers))
        return peers.raw(*kept)

    timed("e5 raw", raw)
    timed("e5 centred by language", lambda: peers.centred(*kept, needs, offers))
    full = open_matcher(model)
    timed("greendesk", lambda: product(full, needs, offers))
    return rows


def product(matcher: Matcher, needs: Sequence[Need], offers: Sequence[Offer]) -> Any:
    catalogue = matcher.represent_offers(offers)
    places = {o.id: i for i, o in enumerate(offers)}
    scores = np.zeros((len(needs), len(offers)))
    for i, need in enumerate(needs):
        for match in matcher.match(need, catalogue, top=len(offers), explain=False):
            scores[i, places[match.offer]] = match.probability
    return scores


def report(
    name: str,
    run: dict[str, dict[str, float]],
    needs: Sequence[Need],
    offers: Sequence[Offer],
    grades: Any,
    scorer: ModuleType,
    seconds: float,
    memory_mb: float,
    *,
    pairs: bool,
) -> None:
    asked = [{"id": n.id, "lang": n.lang} for n in needs]
    given = [{"id": o.id, "lang": o.lang} for o in offers]
    table = scorer.evaluate(run, asked, given, grades)
    total = table["all"]
    line = f"{name:26s} nDCG@10 {total['nDCG10']:.3f}  R@10 {total['R10']:.3f}  MRR {total['MRR']:.3f}"
    line += f"  own language in the top ten of English needs {own_share(run, needs, offers):.2f}"
    if name.startswith("greendesk"):
        line += f"  calibration error {_error(run, grades):.3f}"
    sys.stdout.write(f"{line}  {seconds:.1f} s  {memory_mb:.0f} MB\n")
    for key, row in table.items():
        if (pairs and key.startswith("pair")) or key in {
            "pair zh>sv",
            "pair zh>da",
            "pair zh>nl",
            "pair zh>en",
        }:
            sys.stdout.write(
                f"    {key[5:]:8s} {row['n']:3d} needs  {row['nDCG10']:.3f}  {row['R10']:.3f}  {row['MRR']:.3f}\n"
            )


def own_share(run: dict[str, dict[str, float]], needs: Sequence[Need], offers: Sequence[Offer]) -> float:
    langs = {o.id: o.lang for o in offers}
    shares = [np.mean([langs[i] == "en" for i in _top(run[n.id])]) for n in needs if n.lang == "en"]
    return float(np.mean(shares)) if shares else 0.0


def _error(run: dict[str, dict[str, float]], grades: Any) -> float:
    """Expected calibration error of the probability of grade ≥ 1, on each need's first ten."""
    pairs = [(scores[i], grades.get(n, {}).get(i, 0) >= 1) for n, scores in run.items() for i in _top(scores)]
    return calibration_error(np.array([p for p, _ in pairs]), np.array([h for _, h in pairs]))


def _top(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda i: (-scores[i], i))[:10]


def _read(folder: Path, scorer: ModuleType) -> tuple[list[Need], list[Offer], Any]:
    needs = [Need(r["id"], r["lang"], r["text"]) for r in scorer.jl(folder / "needs.jsonl")]
    offers = [
        Offer(r["id"], r["kind"], r["lang"], r["title"], r["text"]) for r in scorer.jl(folder / "solutions.jsonl")
    ]
    return needs, offers, scorer.read_qrels(folder / "qrels.tsv")


def _own() -> tuple[list[Need], list[Offer], Any]:
    return list(training_needs()), list(training_offers()), {k: dict(v) for k, v in judgements().items()}


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("matching_score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    raise SystemExit(main())
