"""Words for organisations and people."""

from __future__ import annotations

from datetime import date

from greendesk.desks.sharing import OwnedQuerySet


class OrganisationQuerySet(OwnedQuerySet):
    """Organisations as a desk speaks of them."""


class PersonQuerySet(OwnedQuerySet):
    def due_for_erasure(self, on: date) -> PersonQuerySet:
        return self.filter(keep_until__lt=on, erased_at=None)
