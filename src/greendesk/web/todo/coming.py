"""Who comes and who leaves, and which agreements have gone quiet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from greendesk.agreements.models import Agreement
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Account
from greendesk.desks.sharing import Shown
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from ..activity import activity_of
from ..addresses import address_of, page_at
from .lines import NAME, Found, Todo, of

AHEAD_DAYS = 30


def who_is_coming(account: Account, on: date, limit: int) -> list[Found]:
    """Delegations of all desks as far as they are shared, and our own missions that leave."""

    def coming(shown: Shown, what: str, day: date) -> Todo:
        leader, here = shown.leader if shown.is_full else None, address_of(shown)
        about = [
            shown.place.both if shown.place else "",
            "" if shown.is_full else shown.desk.name,
            leader.both if leader else "",
        ]
        return Todo(
            what, " · ".join(filter(None, about)), here, _("Open the programme") if shown.is_full else _("Talk to them"), here,
            on=day, who=str(leader or ""), phone=leader.phone if leader else shown.desk.phone, is_invented=shown.is_invented,
        )  # fmt: skip

    def leaving(row: Any, what: str, day: date) -> Todo:
        here = page_at("missions.mission", row.pk)
        return Todo(what, _("we travel"), here, _("Open the mission"), here, on=day, is_invented=row.is_invented)

    guests = (
        Delegation.objects.visible_to(account).coming(on, days=AHEAD_DAYS).select_related("desk", "place", "leader")
        .only("name", "starts_on", "is_invented", "desk__name", "desk__phone", "leader__phone", *of("leader", NAME), *of("place", CALLED_BY))
        .order_by("starts_on", "pk")
    )  # fmt: skip
    missions = (
        Mission.objects.ours(account)
        .filter(starts_on__range=(on, on + timedelta(days=AHEAD_DAYS)), closed_at=None)
        .values_list("name", "starts_on", "pk", "is_invented", named=True)
        .order_by("starts_on")
    )
    return [
        *(Found(str(each), each.starts_on, each, coming) for each in map(Shown, guests[:limit])),
        *(Found(str(row.name), row.starts_on, row, leaving) for row in missions[:limit]),
    ]


def gone_quiet(account: Account, on: date) -> list[Found]:
    def say(row: Agreement, what: str, last: date | None) -> Todo:
        here = address_of(row)
        return Todo(
            what, row.place.both if row.place else "", here, _("Record a sign of life"), here + "#event", on=last,
            is_invented=row.is_invented,
        )  # fmt: skip

    rows = (
        Agreement.objects.ours(account).in_force(on).select_related("place", "desk")
        .only("title", "is_invented", "desk__dormant_after_months", *of("place", CALLED_BY))
    )  # fmt: skip
    activity = activity_of(rows, account, on)
    return [
        Found(str(row), activity[row.pk].last, row, say)
        for row in rows
        if activity[row.pk].is_dormant(on, row.desk.dormant_after_months)
    ]
