"""Two delegations of the same days on one page, planned with one button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.calendars.models import Resource
from greendesk.kit import jobs
from greendesk.visits.models import Delegation, Stop
from greendesk.visits.services import programmes
from tests.conftest import DeskClient
from tests.factories.visits import guests, town


@pytest.fixture
def pair(officer_client: DeskClient) -> list[Delegation]:
    """Two groups on one day, with one bus and one site that rests for a week."""
    sites = town(officer_client.desk)
    type(sites["Heat plant"]).objects.filter(pk=sites["Heat plant"].pk).update(visits_a_month=1)
    day = timezone.localdate() + timedelta(days=20)
    while day.weekday() > 2:
        day += timedelta(days=1)
    rows = [guests(officer_client.desk, starts_on=day, ends_on=day) for _n in range(2)]
    bus = Resource.objects.create(desk=officer_client.desk, kind="bus", name="Bus 7", seats=10, sharing=0)
    for row in rows:
        row.helpers.add(bus)
    return rows


def test_two_groups_share_a_week_and_each_reason_is_told(
    officer_client: DeskClient, pair: list[Delegation], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(programmes, "MOVES", 200)
    url = reverse("web:visits-together", args=[pair[0].pk])

    assert str(pair[1]) in officer_client.get(url).content.decode()
    officer_client.post(url, {"with": [pair[1].pk]})
    jobs.run_waiting()

    html = officer_client.get(url, {"with": pair[1].pk}).content.decode()
    visits = list(Stop.objects.filter(site__isnull=False).select_related("programme"))
    assert {stop.programme.delegation_id for stop in visits} == {row.pk for row in pair}
    assert sum(str(stop.site) == "Heat plant" for stop in visits) <= 1
    spans = sorted((stop.starts_at, stop.ends_at) for stop in visits)  # one bus: nobody visits while others do
    assert all(later[0] >= earlier[1] for earlier, later in zip(spans, spans[1:], strict=False))
    assert "Bus 7" in html and "wanted by several" in html
    page = officer_client.get(reverse("web:delegation", args=[pair[0].pk])).content.decode()
    assert "Bus 7 has 10 seats for 12 guests" in page


def test_a_stranger_sees_nothing_of_it(stranger_client: DeskClient, pair: list[Delegation]) -> None:
    assert stranger_client.get(reverse("web:visits-together", args=[pair[0].pk])).status_code == 404
