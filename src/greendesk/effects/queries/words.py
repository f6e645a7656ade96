"""Words for claims, effort and measures."""

from __future__ import annotations

from datetime import date
from typing import Any

from greendesk.desks.models import Level
from greendesk.desks.sharing import OwnedQuerySet, PartQuerySet, Reader


class ClaimQuerySet(OwnedQuerySet):
    def standing(self) -> ClaimQuerySet:
        return self.exclude(grade="withdrawn")

    def to_check(self, on: date) -> ClaimQuerySet:
        """Announced, and the day has come to see what became of it."""
        return self.filter(grade="announced", check_on__lte=on)


class EffortQuerySet(OwnedQuerySet):
    def inbound(self) -> EffortQuerySet:
        return self.filter(activity="inbound")

    def outbound(self) -> EffortQuerySet:
        return self.filter(activity="outbound")


class MeasureQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Those whose project and whose indicator the account may know."""
        named = self.model._meta.get_field("indicator").related_model.objects.visible_to(account, Level.SUMMARY)
        return super().visible_to(account, at_least).filter(indicator__in=named.values("pk"))
