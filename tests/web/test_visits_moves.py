"""The programme by hand: what breaks is told in words before anything changes, and every change can be taken back."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.visits.models import Delegation, Stop
from greendesk.visits.services import programmes
from tests.conftest import DeskClient
from tests.factories.visits import guests, town


@pytest.fixture
def coming(officer_client: DeskClient) -> Delegation:
    town(officer_client.desk)
    first = timezone.localdate() + timedelta(days=20)
    while first.weekday() > 2:
        first += timedelta(days=1)
    delegation = guests(officer_client.desk, starts_on=first, ends_on=first + timedelta(days=1))
    programmes.work_out(
        {delegation.pk: 1}, by=officer_client.account, today=timezone.localdate(), now=timezone.now(), moves=60
    )
    return delegation


def place(delegation: Delegation, stop: Stop, minutes: int) -> dict[str, str]:
    local = (stop.starts_at + timedelta(minutes=minutes)).astimezone(ZoneInfo(delegation.time_zone))
    return {"day": local.date().isoformat(), "at": f"{local:%H:%M}"}


def test_a_dragged_stop_is_tried_placed_and_taken_back(officer_client: DeskClient, coming: Delegation) -> None:
    stop = Stop.objects.filter(site__isnull=False).order_by("-starts_at")[0]
    was = stop.starts_at
    late = place(coming, stop, 0) | {"at": "20:00"}

    for name in ("stop-try", "stop-place"):
        refused = officer_client.post(reverse(f"web:{name}", args=[stop.pk]), late)
        assert refused.status_code == 422
        assert "is not open" in " ".join(refused.json()["why"])
        free = refused.json()["free"]
        assert free
    assert officer_client.post(reverse("web:stop-try", args=[stop.pk]), late | {"at": free}).json()["why"] == []
    assert officer_client.post(reverse("web:stop-try", args=[stop.pk]), late | {"at": "25:00"}).status_code == 422
    stop.refresh_from_db()
    assert stop.starts_at == was
    assert officer_client.post(reverse("web:stop-place", args=[stop.pk]), late | {"at": free}).status_code == 200
    stop.refresh_from_db()
    assert f"{stop.starts_at.astimezone(ZoneInfo(coming.time_zone)):%H:%M}" == free

    html = officer_client.get(reverse("web:delegation", args=[coming.pk])).content.decode()
    assert "Undo: " in html and "data-programme" in html
    officer_client.post(reverse("web:programme-undo", args=[stop.programme_id]))
    stop.refresh_from_db()
    assert stop.starts_at == was


def test_strangers_neither_try_nor_place_nor_choose(stranger_client: DeskClient, coming: Delegation) -> None:
    stop = Stop.objects.filter(site__isnull=False)[0]
    for name, pk in (
        ("stop-try", stop.pk), ("stop-place", stop.pk), ("programme-undo", stop.programme_id),
        ("programme-choose", stop.programme_id),
    ):  # fmt: skip
        assert stranger_client.post(reverse(f"web:{name}", args=[pk]), place(coming, stop, 5)).status_code == 404


def test_drafts_stand_side_by_side_and_one_is_taken(officer_client: DeskClient, coming: Delegation) -> None:
    programme = coming.programmes.get()
    stops = [stop.site_id for stop in programme.stops.filter(site__isnull=False)]
    row = {
        "name": "companies", "is_chosen": True, "sites": stops, "visits": len(stops), "companies": 5, "interest": 200,
        "travel": 90, "left_out": programme.left_out, "plan": {},
    }  # fmt: skip
    other = row | {"name": "driving", "is_chosen": False, "sites": stops[1:], "visits": len(stops) - 1}
    programme.alternatives = [row, other | {"plan": {coming.starts_on.isoformat(): []}}]  # type: ignore[union-attr]
    programme.save()

    html = officer_client.get(reverse("web:delegation", args=[coming.pk])).content.decode()
    assert "Least driving" in html and "Most companies seen" in html and "Take this draft" in html
    answer = officer_client.post(reverse("web:programme-choose", args=[programme.pk]), {"name": "driving"}, follow=True)
    assert "no longer holds" in answer.content.decode()  # a day without lunch
