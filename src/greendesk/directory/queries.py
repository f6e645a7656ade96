"""Words for organisations and people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from greendesk.desks.models import Level, Role
from greendesk.desks.sharing import OwnedQuerySet, PartQuerySet, Reader, desk_ids


def reads_people(account: Reader) -> bool:
    """Officers and advisers do, evaluators and funders do not."""
    return any(role in Role.editing() | {Role.PARTNER} for role in getattr(account, "roles", {}).values())


class OrganisationQuerySet(OwnedQuerySet):
    """Organisations as a desk speaks of them."""


class NetworkMembershipQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Those of which the account may know both sides by name."""
        named = self.model.whole_model().objects.visible_to(account, max(int(at_least), self.model.seen_at))
        return self.filter(Exists(named.filter(pk=OuterRef("network"))), Exists(named.filter(pk=OuterRef("member"))))

    def current(self, on: date) -> NetworkMembershipQuerySet:
        return self.filter(Q(begins_on=None) | Q(begins_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class PersonQuerySet(OwnedQuerySet):
    def due_for_erasure(self, on: date) -> PersonQuerySet:
        """Whose time of keeping has passed, whether anybody has looked at it or not."""
        return self.filter(keep_until__lt=on, erased_at=None)

    def nearly_due(self, by_day: date) -> PersonQuerySet:
        """Not marked yet, and to be kept no longer than until that day."""
        return self.filter(keep_until__lte=by_day, erase_on=None, erased_at=None)

    def named_to(self, account: Reader) -> Any:
        """Those still known by name to the account. At a desk people are for whoever works with them."""
        rows = self.visible_to(account, Level.SUMMARY).filter(erased_at=None)
        return rows if reads_people(account) else rows.exclude(desk__in=desk_ids(account))

    def marked(self) -> PersonQuerySet:
        """Those about whom somebody may still decide."""
        return self.filter(erase_on__isnull=False, erased_at=None).order_by("erase_on", "pk")


class SponsorshipQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Those whose person the account may know by name."""
        people = self.model._meta.get_field("person").related_model.objects.named_to(account)
        return super().visible_to(account, at_least).filter(person__in=people.values("pk"))
