"""The paper for a country: cut to what each desk shares, the same for whoever makes it, in as many queries for more."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.web.country import COLUMNS, countries_in, face_of
from tests.factories import AgreementFactory, ChallengeFactory, DeskFactory, PlaceFactory, ThemeFactory
from tests.factories.visits import DelegationFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)


@pytest.fixture
def hebei(db):
    return PlaceFactory(code="130000", kind="province", name_en="Hebei", name_local="河北省", lat=38.0, lon=114.5)


def test_everything_is_counted_by_province_and_theme_and_cut_to_what_is_shared(desk, officer, stranger, hebei):
    baoding, china = PlaceFactory(parent=hebei), PlaceFactory(code="CN", kind="country", scheme="iso3166-1")
    water, other = ThemeFactory(key="water"), DeskFactory(name="Leuven")
    AgreementFactory(desk=desk, place=baoding, sharing=Level.SUMMARY).themes.add(water)
    AgreementFactory(desk=other, place=hebei, sharing=Level.EXISTENCE).themes.add(water)
    AgreementFactory(desk=desk, place=china, sharing=Level.FULL)
    AgreementFactory(desk=desk, place=baoding, sharing=Level.PRIVATE).themes.add(ThemeFactory(key="hidden"))
    ChallengeFactory(desk=other, place=baoding, sharing=Level.EXISTENCE)
    DelegationFactory(desk=desk, place=PlaceFactory(country_code="PL"), sharing=Level.FULL)
    face = face_of("CN", officer, ON)
    assert [(row.of, row.desks, row.counts) for row in face.provinces] == [
        (hebei, (desk.name, "Leuven"), (2, 0, 0, 1)), (None, (desk.name,), (1, 0, 0, 0)),
    ]  # fmt: skip
    assert [(row.of, row.provinces, row.total) for row in face.themes] == [(water, (hebei,), 2)]
    assert [bool(thing.state) for thing in face.agreements] == [True, True]
    assert face_of("CN", stranger, ON) == face
    assert len(COLUMNS) == 4


def test_a_country_or_language_that_is_none_is_not_found(officer_client):
    for args in (["CN", "fr"], ["XX", "en"], ["cn", "en"]):
        assert officer_client.get(reverse("web:board-paper", args=args)).status_code == 404


def test_a_country_with_nothing_still_makes_a_paper(officer_client):
    assert officer_client.get(reverse("web:board-paper", args=["PL", "en"])).content.startswith(b"%PDF")


def test_it_is_for_those_who_work_at_a_desk(client):
    assert client.get(reverse("web:board-paper", args=["CN", "en"])).status_code == 302


def test_the_busiest_country_comes_first():
    places = [PlaceFactory.build(country_code=code) for code in ("PL", "CN", "CN")]
    assert countries_in([AgreementFactory.build(place=place, desk=None) for place in places]) == ["CN", "PL"]


@pytest.mark.parametrize("count", [1, 4])
def test_more_records_cost_no_more_queries(officer, hebei, count, django_assert_max_num_queries):
    for _ in range(count):
        place = PlaceFactory(parent=hebei)
        AgreementFactory(place=place, title=Texts.of("en", "x"), sharing=Level.SUMMARY).themes.add(ThemeFactory())
        DelegationFactory(desk=DeskFactory(), place=place, sharing=Level.EXISTENCE)
        ChallengeFactory(place=place, sharing=Level.EXISTENCE)
    officer.roles  # noqa: B018, read beforehand
    with django_assert_max_num_queries(9):
        face_of("CN", officer, ON)
