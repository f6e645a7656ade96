"""Who else is seeing them? The same body, place and weeks at other desks, as far as each lets be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_interval
from django.db.models import Q
from django.utils.translation import gettext as _

from greendesk.atlas.models import Place
from greendesk.desks.models import Account
from greendesk.desks.sharing import Shown
from greendesk.kit.facts import babel_locale
from greendesk.kit.folding import fold

from .models import Delegation, VisitRequest, VisitRequestState

NEAR = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A visit elsewhere that may be the same one. `row` is cut to what the reader may see."""

    row: Shown
    same_place: bool
    same_body: bool
    same_days: bool
    is_ours: bool

    @property
    def sentence(self) -> str:
        facts = {
            "desk": self.row.desk.name,
            "place": self.row.place or _("a place they do not name"),
            "days": format_interval(self.row.starts_on, self.row.ends_on, "yMMMd", locale=babel_locale()),
        }
        if self.same_body:
            return _("%(desk)s has the same body on its list, %(days)s.") % facts
        if self.same_place and self.same_days:
            return _("%(desk)s expects guests from %(place)s on the same days, %(days)s.") % facts
        return _("%(desk)s expects guests from %(place)s, %(days)s.") % facts


def who_else_for_request(request: VisitRequest, account: Account) -> list[Neighbour]:
    return who_else(
        account, place=request.place, body=request.organisation_name, first=request.starts_on, last=request.ends_on,
        but=request,
    )  # fmt: skip


def who_else_for(delegation: Delegation, account: Account) -> list[Neighbour]:
    if delegation.starts_on is None or delegation.ends_on is None:
        return []
    body = delegation.organisation.name if delegation.organisation else ""
    return who_else(
        account, place=delegation.place, body=body, first=delegation.starts_on, last=delegation.ends_on, but=delegation
    )


def who_else(
    account: Account, *, place: Place | None, body: str, first: date, last: date, but: Delegation | VisitRequest
) -> list[Neighbour]:
    """Delegations and open requests within 45 days whose place is the same, contains it or lies in it, or whose body is.

    A body is compared only where its name may be read. Strongest first.
    """
    here = Q(place__lineage__startswith=place.lineage) | Q(place__lineage__in=_around(place)) if place else Q(pk__in=[])
    hosted = here | Q(organisation__isnull=False) if body else here
    rows = [*_near(Delegation.objects.filter(hosted, cancelled_at=None), account, first, last)]
    waiting = (VisitRequestState.RECEIVED, VisitRequestState.TRIAGE, VisitRequestState.CLARIFY)
    asking = here | ~Q(organisation_name="") if body else here
    rows += [*_near(VisitRequest.objects.filter(asking, state__in=waiting), account, first, last)]
    mine = {(type(but), but.pk)}
    if isinstance(but, Delegation) and but.request_id:
        mine.add((VisitRequest, but.request_id))
    found = [_judged(row, account, place, body, first, last) for row in rows if (type(row), row.pk) not in mine]
    kept = [one for one in found if one.same_place or one.same_body]
    return sorted(kept, key=lambda one: (not one.same_body, not one.same_days, not one.same_place, one.row.starts_on))


def _around(place: Place) -> list[str]:
    """The lineages of all that this place lies in."""
    steps = place.lineage.split("/")
    return ["/".join([*steps[:n], ""]) for n in range(1, len(steps))]


def _near(rows: Any, account: Account, first: date, last: date) -> Any:
    days = Q(starts_on__lte=last + NEAR, ends_on__gte=first - NEAR)
    return rows.visible_to(account).filter(days).select_related("place", "desk").order_by("starts_on", "pk")


def _judged(row: Any, account: Account, place: Place | None, body: str, first: date, last: date) -> Neighbour:
    cut = Shown(row)
    named = str(cut.organisation_name or "") if isinstance(row, VisitRequest) else str(cut.organisation or "")
    return Neighbour(
        cut,
        same_place=_same_place(place, row.place),
        same_body=bool(body) and fold(named) == fold(body) != "",
        same_days=row.starts_on <= last and row.ends_on >= first,
        is_ours=row.desk_id in account.desk_ids,
    )


def _same_place(one: Place | None, other: Place | None) -> bool:
    """The same, or one inside the other below the level of a country."""
    if one is None or other is None:
        return False
    if one.pk == other.pk:
        return True
    short, long = sorted((one.lineage, other.lineage), key=len)
    return long.startswith(short) and len([step for step in short.split("/") if step]) >= 2


def clashes_in(rows: Iterable[Shown]) -> set[int]:
    """Which of these delegations (by primary key) share days with another one of the same desk."""
    dated = [(row.desk_id, row.starts_on, row.ends_on, row.pk) for row in rows if row.starts_on and row.ends_on]
    return {
        pk
        for desk, first, last, pk in dated
        for its, begins, ends, other in dated
        if pk != other and desk == its and first <= ends and begins <= last
    }
