"""What visits cost: wear of sites, exposure of companies, minutes and money of each visit and of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from greendesk.effects.models import Effort
from greendesk.effects.services import record_effort
from greendesk.visits.models import Delegation
from greendesk.visits.sites import sites_of
from greendesk.visits.wear import exposed_companies, months_before, worn_sites

from ..views import PER_PAGE, DeskRequest, desk_page, page_of, take


class SpentForm(forms.Form):
    """Time and money that one visit took."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=100_000, required=False)
    cost = forms.DecimalField(
        label=gettext_lazy("Money in euro"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    role = forms.CharField(label=gettext_lazy("Whose time"), max_length=120, required=False)

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "minutes": data["minutes"] or 0, "cost": data["cost"] or Decimal(0),
            "role": data["role"] or _("officer"), "currency": "EUR",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes and money by currency, of `visits` visits that have any on record."""

    minutes: int
    money: tuple[tuple[Decimal, str], ...]
    visits: int = 1

    @property
    def minutes_each(self) -> int:
        return round(self.minutes / self.visits) if self.visits else 0

    @property
    def money_each(self) -> list[tuple[Decimal, str]]:
        return [(round(amount / self.visits, 2), currency) for amount, currency in self.money] if self.visits else []


def spent_on(efforts: Any) -> Spent:
    rows = list(efforts.order_by().values("currency").annotate(minutes=Sum("minutes"), cost=Sum("cost")))
    money = tuple((row["cost"], row["currency"]) for row in rows if row["cost"])
    visits = efforts.order_by().values("delegation").distinct().count()
    return Spent(sum(row["minutes"] for row in rows), money, visits)


@desk_page
@require_safe
def wear(request: DeskRequest) -> HttpResponse:
    """Sites by month, companies by share, and what the visits of a year took, of our own desks."""
    today = timezone.localdate()
    desks = list(request.user.desk_ids)
    efforts = Effort.objects.ours(request.user).filter(delegation__isnull=False, delegation__direction="in")
    year = efforts.filter(delegation__starts_on__gt=today - timedelta(days=365), delegation__starts_on__lte=today)
    months = [date.fromisoformat(f"{key}-01") for key in months_before(today)]
    sites = sites_of(desks).prefetch_related(None).select_related(None).only("name", "rest_days", "visits_a_month")
    exposed = exposed_companies(desks, on=today)
    context = {
        "page": page_of(request, worn_sites(list(sites), on=today)), "months": months,
        "exposed": exposed if request.GET.get("all") else exposed[:PER_PAGE], "further": len(exposed) - PER_PAGE,
        "spent": spent_on(year), "today": today,
    }  # fmt: skip
    return render(request, "desk/visits_wear.html", context)


@desk_page
@require_POST
def spend(request: DeskRequest, pk: int) -> HttpResponse:
    """Write down what one visit took."""
    from .visits_programme import back  # that module lists this address

    row = get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk)
    form = SpentForm(request.POST)
    made = take(
        form,
        lambda **_facts: record_effort(
            desk=row.desk, activity="inbound" if row.direction == "in" else "outbound", delegation=row, by=request.user,
            on=timezone.localdate(), is_invented=row.is_invented, **form.facts(),
        ),
    )  # fmt: skip
    if made is None:
        page = {"form": form, "title": _("Time and money of this visit"), "back": reverse("web:delegation", args=[pk])}
        return render(request, "desk/form.html", page, status=422)
    messages.success(request, _("Kept. It counts in the sums of all visits."))
    return back(pk, "spent")


urlpatterns: list[URLPattern] = [
    path("visits/wear/", wear, name="visits-wear"),
    path("visits/<int:pk>/spent/", spend, name="visit-spent"),
]
