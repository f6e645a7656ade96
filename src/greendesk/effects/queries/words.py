"""Words for claims and effort."""

from __future__ import annotations

from datetime import date

from greendesk.desks.sharing import OwnedQuerySet


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
