"""Wear of sites, exposure of companies, minutes and money of visits: seen, and only by those whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.effects.models import Effort
from greendesk.visits.models import Delegation, Programme, Stop
from greendesk.visits.wear import exposed_companies, worn_sites
from tests.conftest import DeskClient
from tests.factories.visits import guests, town


@pytest.fixture
def been(officer_client: DeskClient) -> Delegation:
    """Guests who were at two plants yesterday; one of the plants rests for a week and takes three a month."""
    sites = town(officer_client.desk, rest_days=7, visits_a_month=3)
    at = timezone.now() - timedelta(days=1)
    delegation = guests(officer_client.desk, starts_on=at.date(), ends_on=at.date())
    programme = Programme.objects.create(delegation=delegation, number=1)
    for number, name in enumerate(("Heat plant", "Biogas plant")):
        starts = at + timedelta(minutes=number)
        Stop.objects.create(
            programme=programme, kind="site", site=sites[name], starts_at=starts, ends_at=starts + timedelta(hours=1)
        )
    return delegation


def test_a_site_shows_its_months_and_its_rest_and_a_company_its_share(
    officer_client: DeskClient, been: Delegation
) -> None:
    today = timezone.localdate()
    sites = {stop.site for stop in Stop.objects.select_related("site") if stop.site}
    rows = worn_sites(sorted(sites, key=lambda site: site.pk), on=today)

    assert [row.visits for row in rows] == [1, 1]
    assert rows[0].rests_until == (timezone.now() - timedelta(days=1)).date() + timedelta(days=7)
    assert [row.share for row in exposed_companies([officer_client.desk.pk], on=today)] == [50.0, 50.0, 0, 0, 0, 0]
    html = officer_client.get(reverse("web:visits-wear")).content.decode()
    assert "rests until" in html and "not shown yet" in html and "50" in html
    page = officer_client.get(reverse("web:site", args=[rows[0].site.pk])).content.decode()
    assert "rests until" in page and " of 3 left this month" in page


def test_minutes_and_money_are_kept_with_the_visit_and_summed(officer_client: DeskClient, been: Delegation) -> None:
    url = reverse("web:visit-spent", args=[been.pk])

    assert officer_client.post(url, {"minutes": "-5"}).status_code == 422
    assert officer_client.post(url, {}).status_code == 422
    assert officer_client.post(url, {"minutes": "150", "cost": "80.50"}).status_code == 302
    row = Effort.objects.get()
    assert (row.delegation, row.minutes, row.cost, row.activity) == (been, 150, Decimal("80.50"), "inbound")
    assert "150 minutes" in officer_client.get(reverse("web:delegation", args=[been.pk])).content.decode()
    assert "150 per visit" in officer_client.get(reverse("web:visits-wear")).content.decode()


def test_strangers_write_nothing_and_see_nothing(stranger_client: DeskClient, been: Delegation) -> None:
    assert stranger_client.post(reverse("web:visit-spent", args=[been.pk]), {"minutes": "5"}).status_code == 404
    assert "Heat plant" not in stranger_client.get(reverse("web:visits-wear")).content.decode()


def test_the_page_costs_the_same_for_many_sites(
    officer_client: DeskClient, been: Delegation, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        officer_client.get(reverse("web:visits-wear"))
