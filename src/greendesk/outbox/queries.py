"""Words for messages."""

from __future__ import annotations

from greendesk.desks.sharing import OwnedQuerySet


class MessageQuerySet(OwnedQuerySet):
    def waiting(self) -> MessageQuerySet:
        """Drafts that a person should look at."""
        return self.filter(state__in=["draft", "previewed"])

    def unanswered(self) -> MessageQuerySet:
        return self.filter(state__in=["sent", "printed", "copied"])
