"""Words for companies and what they offer."""

from __future__ import annotations

from greendesk.desks.sharing import OwnedQuerySet


class OfferQuerySet(OwnedQuerySet):
    def public(self) -> OfferQuerySet:
        """What the open catalogue shows to everybody."""
        return self.filter(is_public=True)


class CompanyQuerySet(OfferQuerySet):
    def with_offers(self) -> CompanyQuerySet:
        return self.select_related("organisation", "place", "desk").prefetch_related("themes", "solutions")
