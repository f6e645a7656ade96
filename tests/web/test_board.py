"""The board: who else deals with the same province at the same time; nothing beyond what is shared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from greendesk.kit.texts import Texts
from greendesk.missions.models import Mission
from greendesk.web.desk import board
from tests.factories import AgreementFactory, DeskFactory, PlaceFactory
from tests.factories.visits import DelegationFactory


@pytest.fixture
def hebei():
    china = PlaceFactory(scheme="iso3166-1", code="CN", kind="country", name_en="China")
    province = PlaceFactory(code="130000", kind="province", name_en="Hebei", name_local="河北省", parent=china)
    towns = [
        PlaceFactory(code=code, name_en=name, parent=province)
        for code, name in (("130600", "Baoding"), ("130800", "Chengde"))
    ]
    return china, province, *towns


def coming(desk, place, days, **more):
    on = timezone.localdate() + timedelta(days=days)
    return DelegationFactory(desk=desk, place=place, starts_on=on, ends_on=on + timedelta(days=2), **more)


def alerts(client):
    return client.get(reverse("web:board")).context["alerts"]


def test_two_desks_with_one_province_in_one_week_are_alerted(officer_client, desk, stranger, hebei):
    _china, province, baoding, chengde = hebei
    coming(desk, baoding, 20)
    start = timezone.localdate() + timedelta(days=25)
    Mission.objects.create(
        desk=stranger.desk,
        name=Texts.of("en", "Hidden name"),
        place=chengde,
        starts_on=start,
        ends_on=start,
        sharing=10,
    )
    page = officer_client.get(reverse("web:board"))
    (alert,) = page.context["alerts"]
    assert (alert.province, alert.concerns_us) == (province, True)
    assert alert.desks == sorted([desk.name, stranger.desk.name])
    assert "Hidden name" not in page.content.decode()


@pytest.mark.parametrize("why", ["far apart", "same desk", "private", "only a country", "cancelled"])
def test_no_alert_without_a_reason(officer_client, desk, stranger, hebei, why):
    china, _province, baoding, chengde = hebei
    coming(desk, china if why == "only a country" else baoding, 20)
    coming(
        desk if why == "same desk" else stranger.desk, china if why == "only a country" else chengde,
        60 if why == "far apart" else 20, sharing=0 if why == "private" else 10,
        cancelled_at=timezone.now() if why == "cancelled" else None,
    )  # fmt: skip
    assert alerts(officer_client) == []


def test_others_alerts_stand_after_ours(officer_client, desk, stranger, hebei):
    _china, _province, baoding, chengde = hebei
    other = PlaceFactory(code="420000", kind="province", name_en="Hubei")
    for owner in (stranger.desk, DeskFactory()):
        coming(owner, other, 5, sharing=10)
    coming(desk, baoding, 30)
    coming(stranger.desk, chengde, 30, sharing=10)
    assert [alert.concerns_us for alert in alerts(officer_client)] == [True, False]


def test_overlapping_agreements_place_filter_and_month(officer_client, desk, stranger, hebei):
    _china, province, baoding, chengde = hebei
    AgreementFactory(desk=desk, place=baoding)
    AgreementFactory(desk=stranger.desk, place=chengde)
    guests = coming(desk, baoding, 3)
    far = coming(desk, PlaceFactory(code="420100", name_en="Wuhan"), 3)
    month = guests.starts_on.strftime("%Y-%m")
    page = officer_client.get(reverse("web:board") + f"?place=Hebei&month={month}")
    assert [row.place for row in page.context["overlaps"]] == [province]
    keys = {entry.key for entry in page.context["entries"]}
    assert keys == {f"delegation-{guests.pk}"}
    shown = {entry.key for week in page.context["weeks"] for cell in week for entry in cell["entries"]}
    assert f"delegation-{guests.pk}" in shown
    assert f"delegation-{far.pk}" not in shown


def test_the_feed_tells_existence_only_and_can_be_taken_back(officer_client, client, desk, stranger, hebei):
    _china, _province, baoding, chengde = hebei
    coming(desk, baoding, 3, name=Texts.of("en", "Our secret name"), sharing=30)
    coming(desk, chengde, 3, name=Texts.of("en", "Private"), sharing=0)
    coming(stranger.desk, chengde, 9, sharing=10)
    officer_client.post(reverse("web:board-feed"))
    address = officer_client.get(reverse("web:board")).context["feed"].removeprefix("http://testserver")

    feed = client.get(address)

    assert "secret name" not in feed.content.decode()
    events = Calendar.from_ical(feed.content).walk("VEVENT")
    assert len(events) == 2
    assert {str(event["summary"]).split(" · ")[-1] for event in events} == {desk.name, stranger.desk.name}
    officer_client.post(reverse("web:board-feed"), {"verb": "revoke"})
    assert client.get(address).status_code == 410


def test_guests_sign_in(client, db):
    assert client.get(reverse("web:board")).status_code == 302


def test_the_board_costs_the_same_for_one_and_for_many(officer_client, desk, hebei, django_assert_max_num_queries):
    address = reverse("web:board")
    coming(desk, hebei[2], 3)
    AgreementFactory(desk=desk, place=hebei[2])
    officer_client.get(address)
    with django_assert_max_num_queries(40) as first:
        officer_client.get(address)
    for number in range(4):
        coming(desk, hebei[3], 3 + number)
        AgreementFactory(desk=desk, place=hebei[3])
    with django_assert_max_num_queries(40) as second:
        officer_client.get(address)
    assert len(second) == len(first)


def test_a_full_day_shows_a_few_and_the_rest_a_click_away(officer_client, desk):
    baoding = PlaceFactory()
    rows = [coming(desk, baoding, 1, name=Texts.of("en", f"Group {n}")) for n in range(board.A_DAY + 3)]
    on = timezone.localdate() + timedelta(days=1)
    address = f"{reverse('web:board')}?month={on:%Y-%m}"
    weeks = officer_client.get(address).context["weeks"]
    (cell,) = [cell for week in weeks for cell in week if cell["day"] == on]

    assert (len(cell["entries"]), cell["more"]) == (board.A_DAY, 3)
    page = officer_client.get(f"{address}&day={on:%Y-%m-%d}")
    assert len(page.context["on_day"]) == len(rows)
    assert officer_client.get(f"{address}&day=nonsense").status_code == 200
