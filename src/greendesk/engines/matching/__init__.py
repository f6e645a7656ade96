"""Cross-lingual matching of needs with companies, solutions and reference sites, with reasons.

lexicon = read_lexicon()
matcher = Matcher(lexicon)                      # by words and concepts alone; or Matcher(lexicon, embedder, space=…)
catalogue = matcher.represent_offers(offers)
for match in matcher.match(Need("n1", "zh", "厨余垃圾处理"), catalogue, top=10):
    match.score, match.band, match.explanation
"""

from .embedding import Embedder, MixedVectorsError, NoModel
from .lexicon import Concept, Lexicon, LexiconError, read_lexicon
from .matcher import Catalogue, Matcher
from .records import (
    BANDS,
    KINDS,
    ConceptMatch,
    Explanation,
    FactLine,
    FactVerdict,
    Match,
    Need,
    Offer,
    Tag,
    band_of,
)
from .representing import Representation
from .space import Space, build_space
from .weights import Weights, read_weights

__all__ = [
    "BANDS",
    "KINDS",
    "Catalogue",
    "Concept",
    "ConceptMatch",
    "Embedder",
    "Explanation",
    "FactLine",
    "FactVerdict",
    "Lexicon",
    "LexiconError",
    "Match",
    "Matcher",
    "MixedVectorsError",
    "Need",
    "NoModel",
    "Offer",
    "Representation",
    "Space",
    "Tag",
    "Weights",
    "band_of",
    "build_space",
    "read_lexicon",
    "read_weights",
]
