"""A meeting for everybody: pairs proposed for a meeting day or for all open needs, accepted by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from greendesk.catalogue.models import Company
from greendesk.desks.models import Level
from greendesk.desks.sharing import shown
from greendesk.kit.errors import DomainError
from greendesk.matchmaking.models import Suggestion
from greendesk.matchmaking.pairing import Paired, pair_up
from greendesk.matchmaking.queries import MATCHED_STATES
from greendesk.matchmaking.services import pin_suggestion
from greendesk.meetings.models import Attendance, MeetingDay, RequestClass
from greendesk.meetings.services import request_meeting

from ..suggested import pairings_for
from ..views import DeskRequest, desk_page, page_of

WITHOUT_SHOWN = 60
WHY_WITHOUT = {
    "caps": _l("others needed the places"),
    "no_good_match": _l("no good match among these"),
}


class HowMany(forms.Form):
    """The places that there are."""

    per_company = forms.IntegerField(label=_l("Meetings of a company, at most"), min_value=1, max_value=20, initial=3)
    per_need = forms.IntegerField(label=_l("Companies that one side can meet"), min_value=1, max_value=40, initial=5)

    def places(self) -> dict[str, int]:
        asked = self.cleaned_data if self.is_valid() else {}
        return {name: asked.get(name) or field.initial for name, field in self.fields.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """Who takes part in a day: company and other side → their attendance, and who has asked already."""

    company: dict[int, Attendance]  # company → attendance
    owner: dict[int, Attendance]  # organisation → attendance
    met: frozenset[tuple[int, int]]


def table_of(day: MeetingDay) -> Table:
    rows = list(day.attendances.select_related("organisation"))
    companies = dict(
        Company.objects.filter(organisation__in=[row.organisation_id for row in rows]).values_list("organisation", "pk")
    )
    by_company = {companies[row.organisation_id]: row for row in rows if row.organisation_id in companies}
    owners = {row.organisation_id: row for row in rows}
    asked = day.requests.values_list("guest__organisation", "host__organisation")
    both_ways = {pair for a, b in asked for pair in ((companies.get(a, 0), b), (companies.get(b, 0), a))}
    return Table(by_company, owners, frozenset(both_ways))


def pairs_of_day(request: DeskRequest, table: Table, places: dict[str, int]) -> Paired:
    """Among those on opposite sides of the day; the other side is an organisation with all its needs."""
    rows = _bare(_suggestions(request).filter(company__in=table.company, challenge__owner__in=table.owner))
    across = [
        row for row in rows
        if table.company[row.company_id].is_host_side != table.owner[row.challenge__owner_id].is_host_side
    ]  # fmt: skip
    firms = {pk for pk, row in table.company.items() if not row.is_host_side}
    return pair_up(
        across, **places, met=table.met, need_of=lambda row: row.challenge__owner_id or 0, companies=firms
    )  # fmt: skip


def _suggestions(request: DeskRequest) -> Any:
    rows = Suggestion.objects.visible_to(request.user, Level.FULL).standing().filter(company__isnull=False)
    return rows.filter(challenge__state__in=MATCHED_STATES).with_sides()


def _bare(rows: Any) -> Any:
    """Only what choosing among them needs; what a page tells of a pair is read for the pairs on it."""
    rows = rows.select_related(None).prefetch_related(None).not_put_off()
    return rows.values_list("pk", "company_id", "challenge_id", "challenge__owner_id", "state", "score", named=True)


@desk_page
@require_http_methods(["GET", "POST"])
def for_day(request: DeskRequest, pk: int) -> HttpResponse:
    """Give every company of a meeting day a good meeting where there is one; what is ticked is asked for."""
    day = get_object_or_404(MeetingDay.objects.editable_by(request.user).select_related("desk"), pk=pk)
    table = table_of(day)
    form = HowMany(request.GET if "per_company" in request.GET else None)
    if request.method == "POST":
        picked = _suggestions(request).filter(pk__in=_ticked(request), company__in=table.company)
        done = sum(_ask(request, day, table, row) for row in picked.filter(challenge__owner__in=table.owner))
        messages.success(
            request, ngettext("%(n)d meeting is asked for.", "%(n)d meetings are asked for.", done) % {"n": done}
        )
        return redirect("web:meeting-day", pk)
    found = pairs_of_day(request, table, form.places())
    return _page(request, found, form, {"day": day, "title": _("A meeting for everybody")})


def _ask(request: DeskRequest, day: MeetingDay, table: Table, row: Suggestion) -> bool:
    one, other = table.company[row.company_id or 0], table.owner[row.challenge.owner_id or 0]
    guest, host = (other, one) if one.is_host_side else (one, other)
    klass = RequestClass.MUST if row.state == "pinned" else RequestClass.WISH
    try:
        request_meeting(
            day, guest=guest, host=host, by=request.user, suggestion=row, klass=klass, value=max(1, round(100 * row.score))
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@desk_page
@require_http_methods(["GET", "POST"])
def for_needs(request: DeskRequest) -> HttpResponse:
    """The same over all open needs of one's own, before there is a day: what is ticked is pinned with a reason."""
    form = HowMany(request.GET if "per_company" in request.GET else None)
    if request.method == "POST":
        done = _pin(request, request.POST.get("reason", ""))
        if done:
            messages.success(request, ngettext("%(n)d pair is pinned.", "%(n)d pairs are pinned.", done) % {"n": done})
        return redirect(request.get_full_path())
    rows = _bare(_suggestions(request).filter(pk__in=Suggestion.objects.editable_by(request.user).values("pk")))
    firms = set(Company.objects.ours(request.user).order_by().values_list("pk", flat=True))
    found = pair_up(rows, **form.places(), companies=firms)
    return _page(request, found, form, {"day": None, "title": _("A meeting for everybody")})


def _pin(request: DeskRequest, reason: str) -> int:
    done = 0
    for row in Suggestion.objects.editable_by(request.user).filter(pk__in=_ticked(request)):
        try:
            pin_suggestion(row, by=request.user, reason=reason)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            break
        done += 1
    return done


def _ticked(request: DeskRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("pair")[:500] if pk.isdecimal() and len(pk) < 18]


def _page(request: DeskRequest, found: Paired, form: HowMany, more: dict[str, Any]) -> HttpResponse:
    page = page_of(request, found.pairs)
    here = [row.pk for row in page.object_list]
    lines = pairings_for(Suggestion.objects.filter(pk__in=here), request.user)
    left = dict(found.without)
    seen = Company.objects.visible_to(request.user, Level.SUMMARY)
    named = list(seen.filter(pk__in=left).order_by("organisation__name", "pk").values_list("pk", flat=True))
    first = {one.pk: one for one in shown(_named(seen.filter(pk__in=named[:WITHOUT_SHOWN])))}
    without = [(first[pk], WHY_WITHOUT[left[pk]]) for pk in named[:WITHOUT_SHOWN]]
    served = len({row.company_id for row in found.pairs})
    may_tick = set(Suggestion.objects.editable_by(request.user).filter(pk__in=here).values_list("pk", flat=True))
    context = {"form": form, "lines": lines, "page": page, "without": without, "all_without": len(named), "more_without": len(named) - len(without), "served": served, "may_tick": may_tick,
               "today": timezone.localdate(), **more}  # fmt: skip
    return render(request, "desk/pairing.html", context)


def _named(rows: Any) -> Any:
    return rows.select_related("organisation").only("organisation__name", "organisation__names").order_by()


urlpatterns = [
    path("fit-board/meetings/", for_needs, name="pairing"),
    path("meetings/<int:pk>/for-everybody/", for_day, name="meeting-day-pairing"),
]
