"""Embedding back-ends, all behind `greendesk.engines.matching.Embedder`.

`open_matcher("e5")` is what a room calls; the first call per process loads model, lexicon and concept vectors.
"""

from __future__ import annotations

from greendesk.engines.matching import Embedder, Lexicon, Matcher, NoModel, Space, read_lexicon

from .bundled import BundledE5
from .endpoint import EndpointEmbedder
from .errors import BackendUnavailable
from .folder import FolderEmbedder
from .vectors import adapted_space, space_for

BACKENDS = ("e5", "lexicon", "folder", "endpoint")

__all__ = [
    "BACKENDS",
    "BackendUnavailable",
    "BundledE5",
    "EndpointEmbedder",
    "FolderEmbedder",
    "open_backend",
    "open_matcher",
    "space_for",
]


def open_backend(name: str, *, location: str = "", model: str = "", key: str = "") -> Embedder:
    """The back-end of that name. `location` is a folder or an address, for the two that need one.

    Raises BackendUnavailable with one sentence when the model is missing or the setting is wrong.
    """
    if name == "e5":
        return BundledE5()
    if name == "lexicon":
        return NoModel()
    if name == "folder":
        return FolderEmbedder(location)
    if name == "endpoint":
        return EndpointEmbedder(location, model=model, key=key)
    raise BackendUnavailable(f"there is no embedding back-end {name!r}; choose one of {', '.join(BACKENDS)}")


def open_matcher(backend: str | Embedder = "e5", lexicon: Lexicon | None = None) -> Matcher:
    """A matcher ready to use, with the shipped concept vectors where they fit, else with freshly computed ones.

    A lexicon that a desk has edited costs the vectors of its changed concepts, once: they are kept in the cache folder.
    """
    used = open_backend(backend) if isinstance(backend, str) else backend
    themes = lexicon or read_lexicon()
    space: Space | None = adapted_space(themes, used) if used.dimension else None
    return Matcher(themes, used, space=space)
