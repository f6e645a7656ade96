"""A small town with sites to see, a hotel, and guests from far away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from greendesk.atlas.models import RankLadder
from greendesk.catalogue.models import ReferenceSite
from greendesk.desks.models import Account, Desk
from greendesk.kit.facts import Quantity
from greendesk.kit.texts import Texts
from greendesk.visits.models import Delegation, VisitRequest
from greendesk.visits.services import programmes

from . import CompanyFactory, DeskFactory, PersonFactory, PlaceFactory, SiteFactory, ThemeFactory

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
FIRST, LAST = date(2026, 3, 18), date(2026, 3, 19)  # a Wednesday and a Thursday
HOTEL = (54.913, 9.792)
SPOTS = {
    "Heat plant": (54.921, 9.812), "Sea water heat pump": (54.9075, 9.7835), "Solar field": (54.957, 9.731),
    "Biogas plant": (54.98, 9.86), "Zero house": (54.915, 9.80), "Waste water works": (54.896, 9.828),
}  # fmt: skip


class DelegationFactory(factory.django.DjangoModelFactory[Delegation]):
    class Meta:
        model = Delegation

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: Texts.from_plain({"en": f"Guests {n}", "zh-hans": f"代表团{n}"}))
    starts_on, ends_on = FIRST, LAST
    size = Quantity.parse("12")
    hotel, hotel_lat, hotel_lon = "Harbour hotel", *HOTEL


class VisitRequestFactory(factory.django.DjangoModelFactory[VisitRequest]):
    class Meta:
        model = VisitRequest

    desk = factory.SubFactory(DeskFactory)
    organisation_name = "保定市发展和改革委员会"
    leader_name, leader_title, leader_rank = "李俊峰", "副市长", 27
    place = factory.SubFactory(PlaceFactory)
    size = 12
    starts_on, ends_on = FIRST, LAST
    contact_phone = "+86 312 000 0000"


def ladder() -> None:
    """The few rungs that tests speak of."""
    for country, rank, en, zh in (
        ("CN", 20, "Secretary of the municipal Party committee", "市委书记"), ("CN", 22, "Mayor", "市长"),
        ("CN", 25, "Member of the municipal Party standing committee", "市委常委"), ("CN", 27, "Vice mayor", "副市长"),
        ("CN", 32, "Director of a municipal bureau", "局长"), ("CN", 34, "Deputy director of a municipal bureau", "副局长"),
        ("*", 22, "Mayor", ""), ("*", 32, "Director", ""),
    ):  # fmt: skip
        title = Texts.from_plain({lang: text for lang, text in (("en", en), ("zh-hans", zh)) if text})
        RankLadder.objects.create(country_code=country, rank=rank, title=title)


def town(desk: Desk, **more: Any) -> dict[str, ReferenceSite]:
    """Six sites with hosts, companies and the theme that guests ask for."""
    theme = ThemeFactory(key="district-heating")
    place = PlaceFactory(scheme="dk", code="540", name_en="Sønderborg", name_local="Sønderborg", country_code="DK")
    sites = {}
    for number, (name, (lat, lon)) in enumerate(SPOTS.items()):
        site = SiteFactory(
            desk=desk, name=Texts.from_plain({"en": name, "zh-hans": f"示范点{number}"}), lat=lat, lon=lon, place=place,
            host=PersonFactory(desk=desk), visit_min=60, max_group=20 if name != "Zero house" else 8,
            address=f"Testvej {number}", is_invented=True, **more,
        )  # fmt: skip
        site.themes.add(theme)
        site.suppliers.add(CompanyFactory(desk=desk))
        sites[name] = site
    return sites


def guests(desk: Desk, **more: Any) -> Delegation:
    """A delegation that wants to see district heating."""
    delegation = DelegationFactory(
        desk=desk, place=PlaceFactory(code="130600", name_en="Baoding", name_local="保定市"), **more
    )
    delegation.interests.create(theme=ThemeFactory(key="district-heating"), weight=5)
    return delegation


def drafted(delegation: Delegation, by: Account, *, moves: int = 200) -> Delegation:
    """With a first programme, worked out in a fixed number of moves."""
    numbers = {delegation.pk: programmes.next_number(delegation)}
    programmes.work_out(numbers, by=by, today=TODAY, now=NOW, moves=moves)
    return delegation
