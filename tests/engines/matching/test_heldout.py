"""Floors on the held-out set that the project wrote (benchmarks/matching/heldout), by words alone and with the model."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from greendesk.adapters.embedders import BackendUnavailable, open_matcher
from greendesk.engines.matching import Need, Offer
from greendesk.engines.matching.fitting import Judged
from greendesk.engines.matching.guard import ndcg

SET = Path(__file__).resolve().parents[3] / "benchmarks" / "matching" / "heldout"


def rows(name):
    return [json.loads(line) for line in (SET / name).read_text(encoding="utf-8").splitlines()]


def order_of(backend, every, answers_only=False):
    """nDCG@10 of every so many-th need, against all offers or those that answer one of these needs."""
    needs = [Need(**row) for row in rows("needs.jsonl")][::every]
    offers = [Offer(**row) for row in rows("solutions.jsonl")]
    with (SET / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        known = {(r["need_id"], r["solution_id"]): int(r["grade"]) for r in csv.DictReader(file, delimiter="\t")}
    if answers_only:
        offers = [o for o in offers if any((n.id, o.id) in known for n in needs)]
    matcher = open_matcher(backend)
    catalogue = matcher.represent_offers(offers)
    places = {o.id: j for j, o in enumerate(offers)}
    sums = np.zeros((len(needs), len(offers)))
    for i, need in enumerate(needs):
        for found in matcher.match(need, catalogue, top=len(offers), explain=False):
            sums[i, places[found.offer]] = found.probability
    grades = np.array([[known.get((n.id, o.id), 0) for o in offers] for n in needs])
    numbers = np.repeat(np.arange(len(needs)), len(offers))
    return ndcg(Judged(np.zeros((sums.size, 0)), grades.ravel(), numbers), sums.ravel())


def test_words_alone_find_what_is_asked_in_texts_never_fitted_on():
    assert order_of("lexicon", every=2) >= 0.74


def test_the_model_adds_what_words_miss():
    try:
        assert order_of("e5", every=5, answers_only=True) >= 0.92
    except BackendUnavailable as missing:
        pytest.skip(str(missing))
