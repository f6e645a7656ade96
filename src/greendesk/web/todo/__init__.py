"""What a desk has before it today: due, coming, gone quiet, waiting. Each line ends in the one verb that moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from greendesk.desks.models import Account

from .coming import AHEAD_DAYS, gone_quiet, who_is_coming
from .due import due_now
from .lines import Found, Todo
from .waiting import waiting

SHOWN = 12
PRINTED = 50
EVERYTHING = 500


@dataclass(frozen=True, slots=True)
class List:
    """At most as many lines as were asked for; `more` is 0 where that is all of them."""

    key: str
    title: str
    empty: str
    lines: list[Todo]
    more: int


def today_lists(account: Account, on: date, *, most: int = SHOWN) -> list[List]:
    """The four lists, each cut after `most` lines. A constant number of queries."""
    limit = most + 1
    found = (
        ("due", _("Due now"), _("Nothing is due. Plan the next step of an agreement or a lead and it will be here on its day."), due_now(account, on, limit)),
        ("coming", _("Who is coming"), _("Nobody in the next 30 days. A delegation with days appears here."), who_is_coming(account, on, limit)),
        ("quiet", _("Gone quiet"), _("Every agreement in force shows signs of life."), gone_quiet(account, on)),
        ("waiting", _("Waiting for an answer"), _("Nobody waits for you, and you wait for nobody."), waiting(account, on, limit)),
    )  # fmt: skip
    return [_cut(key, title, empty, rows, most) for key, title, empty, rows in found]


def _cut(key: str, title: str, empty: str, found: list[Found], most: int) -> List:
    found.sort(key=lambda each: (each.on or date.max, each.what))
    kept = [each.say(each.row, each.what, each.on) for each in found[:most]]
    return List(key, title, empty, kept, len(found) - len(kept))


__all__ = ["AHEAD_DAYS", "EVERYTHING", "PRINTED", "SHOWN", "List", "today_lists", "who_is_coming"]
