"""How much a hit on a concept says: little for wide themes and for those that stand in every second text."""

from __future__ import annotations

import numpy as np

from .embedding import Vectors
from .lexicon import Lexicon
from .tagging import Tagger
from .training import reference_texts


def rarity_of(lexicon: Lexicon, tagger: Tagger) -> Vectors:
    """(C,) from 0.15 to 1, from the tree and from the project's own reference texts, never from the catalogue:
    a score must not move when the catalogue grows."""
    below = np.zeros(len(lexicon), dtype=np.float64)
    for concept in lexicon.concepts:
        seen = {concept.id}
        parent = concept.parent
        while parent in lexicon.position and parent not in seen:
            seen.add(parent)
            below[lexicon.position[parent]] += 1
            parent = lexicon[parent].parent
    texts = reference_texts()
    counts = np.zeros(len(lexicon), dtype=np.float64)
    for _, lang, text in texts:
        for concept_id in {t.concept for t in tagger.tags(text, lang) if t.weight == 1.0}:
            counts[lexicon.position[concept_id]] += 1
    total = len(texts) + 1
    seldom = np.log(total / (counts + 1)) / np.log(total + 1) if texts else np.ones(len(lexicon))
    return np.asarray(np.clip(seldom / (1 + 0.35 * np.log1p(below)), 0.15, 1.0), dtype=np.float32)
