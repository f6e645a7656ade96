"""Words for requests, delegations, their programmes and stops."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from greendesk.desks.sharing import OwnedQuerySet, PartQuerySet


class VisitRequestQuerySet(OwnedQuerySet):
    def unanswered(self) -> VisitRequestQuerySet:
        return self.filter(first_answer_at=None)


class DelegationQuerySet(OwnedQuerySet):
    def between(self, first: date, last: date) -> DelegationQuerySet:
        return self.filter(starts_on__lte=last, ends_on__gte=first, cancelled_at=None)

    def coming(self, on: date, *, days: int = 30) -> DelegationQuerySet:
        return self.between(on, on + timedelta(days=days))

    def inbound(self) -> DelegationQuerySet:
        return self.filter(direction="in")

    def unreported(self, on: date) -> DelegationQuerySet:
        """Ended, and nobody has written the report."""
        return self.filter(ends_on__lt=on, reported_at=None, cancelled_at=None)


class ProgrammeQuerySet(PartQuerySet):
    def sent(self) -> ProgrammeQuerySet:
        return self.filter(sent_at__isnull=False)

    def latest_of_each(self) -> ProgrammeQuerySet:
        """The highest version of every delegation, sent or not."""
        newer = self.model.objects.filter(delegation=OuterRef("delegation"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class StopQuerySet(PartQuerySet):
    def standing(self) -> StopQuerySet:
        return self.exclude(state__in=["declined", "cancelled"])

    def of_newest_version(self) -> StopQuerySet:
        """Of the highest version of each delegation's programme."""
        newer = self.model._meta.get_field("programme").related_model.objects.filter(
            delegation=OuterRef("programme__delegation"), number__gt=OuterRef("programme__number")
        )
        return self.filter(~Exists(newer))

    def current(self) -> StopQuerySet:
        """Of the highest version of each delegation that has not been cancelled."""
        return self.of_newest_version().filter(programme__delegation__cancelled_at=None)
