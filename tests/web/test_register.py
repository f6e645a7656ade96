"""The register, an agreement's page, what we have with a place, and search."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from greendesk.agreements.models import Agreement
from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from tests.factories import AgreementEventFactory, AgreementFactory, DeskFactory, PlaceFactory


@pytest.fixture
def hebei(db):
    return PlaceFactory(
        code="130000",
        kind="province",
        name_en="Hebei",
        name_local="河北省",
        names={"zh-short": "河北", "pinyin": "Héběi"},
    )


@pytest.fixture
def baoding(hebei):
    return PlaceFactory(code="130600", name_en="Baoding", name_local="保定市", parent=hebei)


@pytest.mark.parametrize("typed", ["Hebei", "河北", "hebei", "Héběi"])
def test_a_province_answers_with_every_owner(officer_client, baoding, hebei, typed):
    leuven = DeskFactory(name="Vlaams-Brabant")
    AgreementFactory(desk=officer_client.desk, place=baoding)
    AgreementFactory(desk=leuven, place=hebei, sharing=Level.EXISTENCE, title=Texts.of("nl", "Geheime titel"))
    for address in (reverse("web:search"), reverse("web:agreements")):
        page = officer_client.get(address, {"q": typed}).content.decode()
        assert officer_client.desk.name in page
        assert "Vlaams-Brabant" in page
        assert "Geheime titel" not in page


def test_search_shows_the_first_of_a_kind_and_the_rest_one_click_away(officer_client):
    agreements = [AgreementFactory(desk=officer_client.desk, title=Texts.of("en", f"Sludge {n}")) for n in range(12)]
    page = officer_client.get(reverse("web:search"), {"q": "sludge"})
    (group,) = page.context["found"]
    assert [row.pk for row in group.rows] == [row.pk for row in agreements[:10]]
    assert (group.count, group.more) == (12, 2)
    assert "and 2 more" in page.content.decode()
    page = officer_client.get(reverse("web:search"), {"q": "sludge", "kind": "agreements.agreement"})
    assert [row.pk for row in page.context["found"][0].rows] == [row.pk for row in agreements]
    assert (
        "Nothing found"
        in officer_client.get(reverse("web:search"), {"q": "sludge", "kind": "no.such"}).content.decode()
    )


@pytest.mark.parametrize("count", [1, 4])
def test_the_register_costs_the_same_for_one_and_for_many(officer_client, count):
    AgreementFactory.create_batch(count, desk=officer_client.desk)
    for agreement in Agreement.objects.all():
        AgreementEventFactory(agreement=agreement)
    officer_client.get(reverse("web:agreements"))
    with CaptureQueriesContext(connection) as queries:
        page = officer_client.get(reverse("web:agreements"))
    assert page.content.count(b'<tr id="row-') == count
    assert len(queries) <= 28


def test_an_officer_registers_an_agreement(officer_client, baoding):
    page = officer_client.post(
        reverse("web:agreement-new"),
        {"title": "Sister city", "kind": "sister", "place": "保定", "since": "2011", "sharing": Level.EXISTENCE},
    )
    agreement = Agreement.objects.get()
    assert page.headers["Location"] == reverse("web:agreement", args=[agreement.pk])
    assert (agreement.place, agreement.since.written(), str(agreement.title)) == (baoding, "2011", "Sister city")


def test_an_ambiguous_place_is_answered_with_the_codes(officer_client):
    PlaceFactory(code="330424", name_en="Haiyan", name_local="海盐县")
    PlaceFactory(code="632223", name_en="Haiyan", name_local="海晏县")
    page = officer_client.post(
        reverse("web:agreement-new"), {"title": "Partnership", "kind": "sister", "place": "Haiyan", "sharing": 10}
    )
    text = page.content.decode()
    assert "330424" in text
    assert "632223" in text
    assert 'value="Partnership"' in text
    assert not Agreement.objects.exists()


def test_a_colleague_who_saved_first_is_named_and_what_was_typed_is_kept(officer_client, baoding):
    agreement = AgreementFactory(desk=officer_client.desk, place=baoding)
    typed = {"title": "Mine", "kind": "mou", "place": "130600", "sharing": 10, "revision": 1}
    address = reverse("web:agreement-edit", args=[agreement.pk])
    assert officer_client.post(address, typed).status_code == 302
    page = officer_client.post(address, {**typed, "title": "Written meanwhile"})
    assert page.status_code == 200
    assert "Written meanwhile" in page.content.decode()
    agreement.refresh_from_db()
    assert str(agreement.title) == "Mine"


def test_strangers_see_as_much_as_is_shared(stranger_client, desk, baoding):
    agreement = AgreementFactory(desk=desk, place=baoding, sharing=Level.PRIVATE)
    address = reverse("web:agreement", args=[agreement.pk])
    assert stranger_client.get(address).status_code == 404
    Agreement.objects.update(sharing=Level.EXISTENCE)
    page = stranger_client.get(address).content.decode()
    assert str(agreement.title) not in page
    assert "Baoding" in page
    assert stranger_client.get(reverse("web:agreement-edit", args=[agreement.pk])).status_code == 404


def test_the_mayors_paper_is_made_from_the_records(officer_client, baoding):
    import io

    from pypdf import PdfReader

    agreement = AgreementFactory(
        desk=officer_client.desk,
        place=baoding,
        title=Texts.from_plain({"en": "Sister city", "zh-hans": "友好城市协议"}),
    )
    AgreementEventFactory(agreement=agreement, when="2011")
    answer = officer_client.get(reverse("web:place-paper", args=["130600"]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Sister city" in text
    assert "友好城市协议" in text
    assert "2011" in text


def test_the_page_of_a_place_shows_others_by_desk(officer_client, baoding):
    AgreementFactory(desk=DeskFactory(name="Leuven"), place=baoding, sharing=Level.EXISTENCE)
    assert "Leuven" in officer_client.get(reverse("web:place", args=["130600"])).content.decode()


def test_a_place_nobody_knows(officer_client):
    assert officer_client.get(reverse("web:place", args=["999999"])).status_code == 404
