"""Words for organisations and people."""

from __future__ import annotations

from datetime import date

from greendesk.desks.sharing import OwnedQuerySet


class OrganisationQuerySet(OwnedQuerySet):
    """Organisations as a desk speaks of them."""


class PersonQuerySet(OwnedQuerySet):
    def due_for_erasure(self, on: date) -> PersonQuerySet:
        """Whose time of keeping has passed, whether anybody has looked at it or not."""
        return self.filter(keep_until__lt=on, erased_at=None)

    def nearly_due(self, by_day: date) -> PersonQuerySet:
        """Not marked yet, and to be kept no longer than until that day."""
        return self.filter(keep_until__lte=by_day, erase_on=None, erased_at=None)

    def marked(self) -> PersonQuerySet:
        """Those about whom somebody may still decide."""
        return self.filter(erase_on__isnull=False, erased_at=None).order_by("erase_on", "pk")
