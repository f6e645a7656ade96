"""The open catalogue: what firms offer and where it runs, for everybody, in all languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from greendesk.atlas.models import Theme
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Desk, SearchEntry
from greendesk.matchmaking.models import Challenge

PER_PAGE = 24
KINDS = {"company": Company, "solution": Solution, "site": ReferenceSite, "need": Challenge}


class CatalogueFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), required=False, to_field_name="key", empty_label=_("all themes")
    )
    desk = forms.ModelChoiceField(
        Desk.objects.order_by("name"),
        label=_("Region"),
        required=False,
        to_field_name="key",
        empty_label=_("all regions"),
    )
    kind = forms.ChoiceField(
        label=_("What"), required=False,
        choices=[("", _("companies")), ("solution", _("solutions")), ("site", _("places to see")), ("need", _("needs"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.listed()  # type: ignore[attr-defined]


def public_rows(kind: str) -> Any:
    """Public rows of one kind with what a card shows, in a fixed number of queries."""
    if kind == "solution":
        return Solution.objects.public().prefetch_related(
            "themes", Prefetch("companies", Company.objects.public().select_related("organisation"))
        )
    if kind == "site":
        return ReferenceSite.objects.public().select_related("place", "operator").prefetch_related("themes")
    if kind == "need":
        return Challenge.objects.public().select_related("place").prefetch_related("themes")
    return Company.objects.public().select_related("organisation", "place").prefetch_related("themes")


def _found(rows: Any, text: str) -> Any:
    """Rows whose public text (what a summary shows) holds every word typed."""
    entries = SearchEntry.objects.matching_in_summary(text).filter(kind=rows.model._meta.label_lower)
    return rows.filter(pk__in=entries.values("record"))


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    form = CatalogueFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    kind = asked.get("kind") or "company"
    rows = public_rows(kind)
    if asked.get("q"):
        rows = _found(rows, asked["q"])
    if theme := asked.get("theme"):
        rows = rows.filter(Q(themes=theme) | Q(themes__parent=theme)).distinct()
    if desk := asked.get("desk"):
        rows = rows.filter(desk=desk)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "public/catalogue.html",
        {"form": form, "page": page, "kind": kind, "is_asked": any(asked.get(key) for key in ("q", "theme", "desk"))},
    )


@require_GET
def public_company(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(public_rows("company").select_related("desk"), pk=pk)
    return render(
        request, "public/company.html",
        {"company": company, "solutions": public_rows("solution").filter(companies=company),
         "sites": public_rows("site").filter(Q(suppliers=company) | Q(solutions__companies=company)).distinct()},
    )  # fmt: skip


@require_GET
def public_site(request: HttpRequest, pk: int) -> HttpResponse:
    site = get_object_or_404(public_rows("site").select_related("desk"), pk=pk)
    return render(
        request,
        "public/site.html",
        {
            "site": site,
            "pictures": site.pictures.filter(is_public=True),
            "suppliers": site.suppliers.public().select_related("organisation"),
        },
    )


urlpatterns = [
    path("catalogue/", catalogue, name="catalogue"),
    path("catalogue/companies/<int:pk>/", public_company, name="public-company"),
    path("catalogue/sites/<int:pk>/", public_site, name="public-site"),
]
