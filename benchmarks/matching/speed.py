"""How long one need takes against 20,000 offers, and a nation's 1,500 needs against 15,000."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from greendesk.engines.matching import Catalogue, Matcher, Need, Representation
from greendesk.engines.matching.training import training_needs, training_offers


def jittered(rows: list[Representation], count: int, seed: int) -> list[Representation]:
    """Copies of real representations, each vector moved a little (deviation 0.02 an axis) and made unit again."""
    random = np.random.default_rng(seed)
    made = []
    for i in range(count):
        row = rows[i % len(rows)]
        moved = row.vector + random.normal(0, 0.02, row.vector.shape).astype(np.float32)
        made.append(replace(row, id=f"{row.id}-{i}", vector=moved / np.linalg.norm(moved)))
    return made


def large(matcher: Matcher, count: int) -> Catalogue:
    real = list(matcher.represent_offers(training_offers()).rows)
    return matcher.catalogue(jittered(real, count, seed=1))


def one_against(matcher: Matcher, count: int = 20_000, repeats: int = 100) -> NDArray[np.float64]:
    """Median and 95th percentile in ms, by the clock and of CPU, embedding of the need included, each need new."""
    catalogue = large(matcher, count)
    texts = [n for n in training_needs() if len(n.text) < 120]
    matcher.match(texts[0], catalogue, explain=False)
    taken = []
    for i in range(repeats):
        need = Need(f"q{i}", texts[i % len(texts)].lang, texts[i % len(texts)].text)
        clock, cpu = time.perf_counter(), time.process_time()
        matcher.match(need, catalogue, top=10, explain=False)
        taken.append((1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - cpu)))
    return np.percentile(taken, (50, 95), axis=0)


def all_pairs(matcher: Matcher, needs: int = 1_500, offers: int = 15_000) -> float:
    """Seconds for the top ten of every need, representations given."""
    catalogue = large(matcher, offers)
    asked = jittered([matcher.represent_need(n) for n in training_needs()], needs, seed=2)
    started = time.perf_counter()
    answered = sum(1 for _ in matcher.match_all(asked, catalogue, top=10))
    assert answered == needs
    return time.perf_counter() - started


def report(matcher: Matcher) -> None:
    (middle, middle_cpu), (high, high_cpu) = one_against(matcher)
    sys.stdout.write(f"one need against 20,000 offers: median {middle:.0f} ms, p95 {high:.0f} ms by the clock; ")
    sys.stdout.write(f"{middle_cpu:.0f} and {high_cpu:.0f} ms of CPU, all threads\n")
    sys.stdout.write(f"1,500 needs against 15,000 offers, all pairs: {all_pairs(matcher):.1f} s\n")
    sys.stdout.write(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
