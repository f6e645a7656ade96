"""Words for companies and what they offer."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from greendesk.desks.sharing import OwnedQuerySet, PartQuerySet


class OfferQuerySet(OwnedQuerySet):
    def public(self) -> OfferQuerySet:
        """What the open catalogue shows to everybody."""
        return self.filter(is_public=True)


class CompanyQuerySet(OfferQuerySet):
    def with_offers(self) -> CompanyQuerySet:
        return self.select_related("organisation", "place", "desk").prefetch_related("themes", "solutions")


class StandbyQuerySet(PartQuerySet):
    def between(self, first: date, last: date) -> StandbyQuerySet:
        """Who stands by on some of these days, whatever the notice."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first), host__erased_at=None
        )
