"""Pages of companies at a visit, pictures, stories, papers to forward, and programmes abroad."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from greendesk.catalogue.models import Picture
from greendesk.desks.links import address_of
from greendesk.kit.texts import Texts
from greendesk.missions import services as missions
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation, Direction, Stop
from tests.conftest import DeskClient
from tests.factories import CompanyFactory, PlaceFactory, SiteFactory, ThemeFactory
from tests.factories.visits import drafted, guests, town


@pytest.fixture
def coming(officer_client: DeskClient) -> Delegation:
    town(officer_client.desk)
    return drafted(guests(officer_client.desk), officer_client.account)


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#1f6b4a").save(out, "JPEG")
    return SimpleUploadedFile("any.jpg", out.getvalue())


def firm_of(client: DeskClient) -> object:
    firm = CompanyFactory(desk=client.desk)
    firm.themes.add(ThemeFactory(key="district-heating"))
    return firm


def test_companies_are_invited_from_the_page_and_answer_on_theirs(
    officer_client: DeskClient, stranger_client: DeskClient, coming: Delegation, client: Client
) -> None:
    Delegation.objects.filter(pk=coming.pk).update(starts_on=date(2099, 3, 18), ends_on=date(2099, 3, 19))
    firm = firm_of(officer_client)
    page = reverse("web:delegation-companies", args=[coming.pk])
    assert stranger_client.get(page).status_code == 404
    assert str(firm) in officer_client.get(page).content.decode()

    officer_client.post(reverse("web:delegation-invite", args=[coming.pk]), {"company": [firm.pk]})  # type: ignore[attr-defined]
    asked = coming.invitations.get()
    assert "works on" in officer_client.get(page).content.decode().partition('id="candidates"')[0]
    link = address_of(asked.link).partition("/g/")[2]
    shown = client.get(f"/g/{link}")
    assert shown.status_code == 200 and coming.name.text("en") in shown.content.decode()
    assert not coming.invitations.get().answer  # looking changes nothing
    client.post(f"/g/{link}", {"answer": "yes", "who": "Two of us"})
    assert coming.invitations.get().who == "Two of us"
    assert "Two of us" in officer_client.get(page).content.decode()
    assert client.get(f"/g/{link}brief.pdf").content.startswith(b"%PDF")
    brief = reverse("web:company-brief", args=[coming.pk, firm.pk])  # type: ignore[attr-defined]
    assert officer_client.get(brief).content.startswith(b"%PDF")
    assert stranger_client.get(brief).status_code == 404


def test_the_programme_to_forward_needs_nothing_from_anywhere(officer_client: DeskClient, coming: Delegation) -> None:
    answer = officer_client.get(reverse("web:visit-paper", args=[coming.pk, "programme"]) + "?as=html")

    page = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert "Heat plant" in page and "示范点0" in page and "<svg" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!tel:|data:)', page)


def test_a_picture_goes_onto_the_site_with_its_credit_and_only_public_ones_leave_the_house(
    officer_client: DeskClient, client: Client
) -> None:
    site = SiteFactory(desk=officer_client.desk)
    add = reverse("web:picture-add", args=["site", site.pk])
    bare = officer_client.post(add, {"upload": photo(), "licence": "own"})
    assert bare.status_code == 422 and not Picture.objects.exists()

    officer_client.post(add, {"upload": photo(), "licence": "CC BY 4.0", "credit": "Invented Photographer"})

    picture = Picture.objects.get()
    page = officer_client.get(reverse("web:site", args=[site.pk])).content.decode()
    assert "Invented Photographer · CC BY 4.0" in page
    assert officer_client.get(reverse("web:picture", args=[picture.pk])).status_code == 200
    assert client.get(reverse("web:picture", args=[picture.pk])).status_code == 404
    Picture.objects.update(is_public=True)
    assert client.get(reverse("web:picture", args=[picture.pk]))["Content-Type"] == "image/jpeg"


def test_a_published_story_is_read_by_everybody_with_date_and_picture(
    officer_client: DeskClient, client: Client
) -> None:
    desk, officer = officer_client.desk, officer_client.account
    mission = missions.create_mission(desk=desk, name=Texts.of("en", "To Wuhan"), by=officer)
    assert client.get(reverse("web:story", args=[mission.pk])).status_code == 404

    missions.publish_story(mission, story=Texts.of("en", "Fifteen firms went."), on=date(2026, 3, 2), by=officer)
    officer_client.post(
        reverse("web:picture-add", args=["story", mission.pk]),
        {"upload": photo(), "licence": "own", "credit": "Invented Photographer", "is_public": "on"},
    )

    told = client.get(reverse("web:story", args=[mission.pk])).content.decode()
    assert "Fifteen firms went." in told and "Photo: Invented Photographer" in told and "2026" in told
    assert "To Wuhan" in client.get(reverse("web:stories")).content.decode()


def test_a_mission_gets_its_programme_abroad_with_calls_and_fairs(officer_client: DeskClient) -> None:
    desk, officer = officer_client.desk, officer_client.account
    mission = missions.create_mission(
        desk=desk, name=Texts.of("en", "To Wuhan"), by=officer, place=PlaceFactory(code="420100", name_en="Wuhan"),  themes=[ThemeFactory(key="district-heating")],
        starts_on=date(2027, 1, 18), ends_on=date(2027, 1, 20),
    )  # fmt: skip
    answer = officer_client.post(reverse("web:mission-abroad", args=[mission.pk]))
    abroad = Mission.objects.get().delegation
    assert abroad is not None and abroad.direction == Direction.OUTBOUND
    assert answer["Location"] == reverse("web:delegation", args=[abroad.pk])
    Delegation.objects.filter(pk=abroad.pk).update(hotel="Lake hotel", hotel_lat=30.55, hotel_lon=114.35)
    plant = SiteFactory(
        desk=desk,
        is_abroad=True,
        lat=30.60,
        lon=114.30,
        place=abroad.place,
        max_group=30,
        name=Texts.of("en", "Our plant"),
    )
    plant.themes.add(ThemeFactory(key="district-heating"))
    new = reverse("web:stop-new", args=[abroad.pk])
    fair = {
        "kind": "fair",
        "day": "2027-01-18",
        "at": "10:00",
        "minutes": 90,
        "title": "Environment fair",
        "lat": "30.58",
        "lon": "114.28",
    }

    assert officer_client.post(new, fair).status_code == 302
    drafted(Delegation.objects.get(pk=abroad.pk), officer)

    kinds = {stop.kind: str(stop) for stop in Stop.objects.current().filter(programme__delegation=abroad)}
    assert (kinds["fair"], kinds["site"]) == ("Environment fair", "Our plant")
    paper = officer_client.get(reverse("web:visit-paper", args=[abroad.pk, "programme"]))
    assert paper.content.startswith(b"%PDF")


def test_a_name_given_in_another_language_stands_beside_the_first(
    officer_client: DeskClient, coming: Delegation
) -> None:
    Delegation.objects.filter(pk=coming.pk).update(name=Texts.of("zh-hans", "保定代表团"))
    page = reverse("web:delegation-edit", args=[coming.pk])
    form = officer_client.get(page).context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}

    answer = officer_client.post(page, sent | {"name": "Baoding group"})

    assert answer.status_code == 302
    name = Delegation.objects.get(pk=coming.pk).name
    assert (name.text("zh-hans"), name.text("en")) == ("保定代表团", "Baoding group")
