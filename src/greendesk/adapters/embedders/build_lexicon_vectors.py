"""`python -m greendesk.adapters.embedders.build_lexicon_vectors [--check]`: make the shipped concept vectors.

Run after the lexicon or the training texts changed. Labels embedded before come out of the cache folder.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from greendesk.engines.matching import Space, read_lexicon
from greendesk.engines.matching.space import concept_hash

from .bundled import BundledE5
from .vectors import SHIPPED, computed, file_name


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build_lexicon_vectors", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the shipped file fits the lexicon")
    given = parser.parse_args(argv)
    lexicon, embedder = read_lexicon(), BundledE5()
    path = SHIPPED / file_name(embedder)
    if given.check:
        hashes = tuple(concept_hash(c) for c in lexicon.concepts)
        fits = path.exists() and Space.from_bytes(path.read_bytes()).hashes == hashes
        sys.stdout.write("the shipped concept vectors fit the lexicon\n" if fits else "the shipped vectors are stale\n")
        return 0 if fits else 3
    started = time.perf_counter()
    stored = computed(lexicon, embedder).to_bytes()
    SHIPPED.mkdir(exist_ok=True)
    path.write_bytes(stored)
    sys.stdout.write(
        f"{path.name}: {len(lexicon)} concepts, {len(stored) // 1024} KB, {time.perf_counter() - started:.0f} s\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
