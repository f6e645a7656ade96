"""Words for what the desks keep about themselves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr

from greendesk.kit.folding import fold

if TYPE_CHECKING:
    from .models import Account, CoInvitation, GuestLink, LogEntry, SearchEntry  # noqa: F401 – named in the bases


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def open_at(self, moment: datetime) -> GuestLinkQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=moment)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def of_record(self, record: models.Model) -> LogEntryQuerySet:
        return self.filter(kind=record._meta.label_lower, record=record.pk)

    def visible_to(self, account: Account) -> LogEntryQuerySet:
        """The logbook of one's own desks; nobody reads another desk's."""
        return self.filter(desk__in=account.desk_ids)

    def told_of(self, record: models.Model, account: Account) -> LogEntryQuerySet:
        """What a record's page tells of it, with who did it."""
        lines = self.of_record(record).visible_to(account).select_related("account")
        return lines.only("at", "verb", "facts", "account__name")


class CoInvitationQuerySet(models.QuerySet["CoInvitation"]):
    def open(self) -> CoInvitationQuerySet:
        return self.filter(answered_at=None)

    def visible_to(self, account: Account) -> CoInvitationQuerySet:
        """What one's own desks were asked, and what they ask of others."""
        return self.filter(Q(guest__in=account.desk_ids) | Q(host__in=account.desk_ids))

    def of_record(self, record: models.Model) -> CoInvitationQuerySet:
        return self.filter(kind=record._meta.label_lower, record=record.pk)


class SearchQuerySet(models.QuerySet["SearchEntry"]):
    def matching(self, text: str) -> SearchQuerySet:
        """Entries that hold every word typed, anywhere in a word (fjärrvärme is found by värme, 河北 by its characters)."""
        return self._holding("text", text)

    def matching_in_summary(self, text: str) -> SearchQuerySet:
        """Those that hold every word typed in what a summary shows."""
        summary = Substr("text", 1, F("at_summary"))  # type: ignore[arg-type]
        return self.matching(text).annotate(summary=summary)._holding("summary", text)

    def _holding(self, name: str, text: str) -> SearchQuerySet:
        words = words_in(text)
        return self.filter(*(Q(**{f"{name}__contains": word}) for word in words)) if words else self.none()


def words_in(text: str) -> list[str]:
    """What is searched for: the first words typed, as they are kept."""
    return fold(text).split()[:8]
