"""Cards that both a Swedish and a Chinese telephone can read."""

from __future__ import annotations

import pytest
import vobject

from greendesk.directory.cards import card_of_desk, card_of_organisation, card_of_person, folded
from greendesk.directory.models import Position
from greendesk.kit.texts import Texts
from tests.factories import DeskFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(desk):
    organisation = OrganisationFactory(
        desk=desk, name="Baoding Water; Group, Ltd", names=Texts.of("zh-hans", "保定水务集团")
    )
    person = PersonFactory(
        desk=desk, given="Junfeng", family="Li", han="李俊峰", family_first=True, organisation=organisation,
        phone="+86 312 1", email="li@example.cn", wechat="lijf", salutation="Director", languages=["zh-hans", "en"],
    )  # fmt: skip
    Position.objects.create(person=person, title=Texts.of("en", "Director\nof water"))
    return person


def unfolded(card: str) -> list[str]:
    return card.replace("\r\n ", "").split("\r\n")


def test_a_card_of_today_says_the_name_in_both_scripts(li):
    lines = unfolded(card_of_person(li))
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:individual"]
    assert "FN;ALTID=1;LANGUAGE=zh-Latn:Li Junfeng" in lines
    assert "FN;ALTID=1;LANGUAGE=zh-Hans:李俊峰" in lines
    assert "N;ALTID=1;LANGUAGE=zh-Latn:Li;Junfeng;;Director;" in lines
    assert 'N;ALTID=1;LANGUAGE=zh-Hans;SORT-AS="Li,Junfeng":李;俊峰;;Director;' in lines
    assert "TITLE:Director\\nof water" in lines
    assert "ORG;ALTID=2:Baoding Water\\; Group\\, Ltd" in lines


def test_a_card_of_yesterday_is_read_by_another_reader(li):
    card = vobject.readOne(card_of_person(li, version="3.0"))
    assert card.version.value == "3.0"
    assert (card.n.value.family, card.n.value.given) == ("李", "俊峰")
    assert card.fn.value == "李俊峰 Li Junfeng"
    assert card.sort_string.value == "Li Junfeng"
    assert card.org.value == ["Baoding Water; Group, Ltd 保定水务集团"]
    assert card.email.value == "li@example.cn"
    assert card.title.value == "Director\nof water"


def test_a_name_in_one_script_has_no_alternatives(desk):
    lines = unfolded(card_of_person(PersonFactory(desk=desk, given="Karin", family="Berg")))
    assert "FN:Karin Berg" in lines
    assert "N:Berg;Karin;;;" in lines


def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(li):
    li.organisation.names = Texts.of("zh-hans", "保定" * 60)
    card = card_of_person(li)
    assert max(len(line.encode()) for line in card.split("\r\n")) <= 75
    assert "保定" * 60 in card.replace("\r\n ", "")
    assert folded("a" * 75) == "a" * 75


def test_nobody_writes_a_second_property_through_a_name(desk):
    person = PersonFactory(desk=desk, given="Karin\r\nTEL:666", family="Berg", email="k@example.org")
    assert not any(line.startswith("TEL") for line in unfolded(card_of_person(person)))


def test_contact_details_may_be_left_out(li):
    card = card_of_person(li, with_contact=False)
    assert "li@example.cn" not in card
    assert "lijf" not in card


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_desks_and_organisations_have_cards_too(version, li):
    desk = DeskFactory(name="Exportdesk", email="d@example.org", phone="+46 1")
    assert "FN:Exportdesk" in unfolded(card_of_desk(desk, version=version))
    assert any("保定水务集团" in line for line in unfolded(card_of_organisation(li.organisation, version=version)))


def test_an_erased_person_has_no_card(desk):
    from django.utils import timezone

    with pytest.raises(ValueError, match="erased"):
        card_of_person(PersonFactory(desk=desk, erased_at=timezone.now()))
