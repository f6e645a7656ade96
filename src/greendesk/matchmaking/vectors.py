"""What the register looks like to the model in use: which texts it has read, and reading all of them again.

Vectors are kept under the basis that made them (engine, model, lexicon), so two models are never compared. After a
swap the texts are read anew by a job: it keeps what it has done every twenty texts, so that a killed one goes on where
it stopped, and drops what older models left when it is through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count

from greendesk.catalogue.models import Company, ReferenceSite, Solution

from . import errors
from .models import OfferVector
from .plans import matcher, offerings, represented

AT_ONCE = 60  # texts that a page may read while somebody waits: some seconds
KEPT_EVERY = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """How many texts of the register the model in use has read; `older` are vectors that others left."""

    basis: str
    weights: str
    total: int
    ready: int
    older: int

    @property
    def missing(self) -> int:
        return max(0, self.total - self.ready)

    @property
    def is_swapped(self) -> bool:
        """Another model or word list made vectors here before, and this one has not read everything yet."""
        return bool(self.older) and self.missing > 0


def reading() -> Reading:
    """Counted, not compared: four queries, whatever the size of the register."""
    used = matcher()
    total = Company.objects.count() + ReferenceSite.objects.count()
    total += Solution.companies.through.objects.values("solution").distinct().count()
    counts = dict(OfferVector.objects.values_list("model").annotate(n=Count("pk")))
    ready = counts.pop(used.basis, 0)
    return Reading(used.basis, used.weights.version, total, min(ready, total), sum(counts.values()))


def check_read() -> None:
    """For verbs that answer while somebody waits. Raises VectorsMissing when too much has to be read first."""
    state = reading()
    if state.missing > AT_ONCE and matcher().embedder.dimension:
        raise errors.VectorsMissing(missing=state.missing, total=state.total)


def read_register(progress: Callable[[int, int], None] | None = None) -> int:
    """Read every text of the register that the model in use has not read; how many there are. Safe to repeat."""
    used = matcher()
    offers = {each.offer.id: each.offer for each in offerings()}
    represented(used, list(offers.values()), progress, kept_every=KEPT_EVERY)
    OfferVector.objects.exclude(model=used.basis).delete()
    gone = [v.pk for v in OfferVector.objects.only("pk", "kind", "record") if f"{v.kind}:{v.record}" not in offers]
    OfferVector.objects.filter(pk__in=gone).delete()
    return len(offers)
