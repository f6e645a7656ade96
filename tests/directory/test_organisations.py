"""Organisations: numbers, duplicates, the same one at another desk."""

from __future__ import annotations

import pytest

from greendesk.desks.models import Level
from greendesk.directory import errors, services
from greendesk.directory.duplicates import find_duplicates
from greendesk.directory.models import Organisation, RegistryNumber, Representation
from greendesk.directory.numbers import checked_number, guessed_kind
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from tests.factories import OrganisationFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db
GOOD = [
    ("se.orgnr", "556036-0793", "5560360793"),
    ("dk.cvr", "13 58 56 28", "13585628"),
    ("be.vat", "BE 0428.759.497", "0428759497"),
    ("nl.kvk", "1234 5678", "12345678"),
    ("eu.vat", "DK13585628", "DK13585628"),
    ("cn.uscc", "91110000600037341L", "91110000600037341L"),
    ("lei", "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
    ("other", " 17 ", "17"),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), GOOD)
def test_a_number_is_checked_and_kept_compact(kind, typed, kept):
    assert checked_number(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("se.orgnr", "556036-0794"), ("dk.cvr", "13585627"), ("be.vat", "BE0428759498"), ("nl.kvk", "123"),
     ("cn.uscc", "91110000600037342L"), ("eu.vat", "13585628"), ("other", " "), ("no.such", "1")],
)  # fmt: skip
def test_a_mistyped_number_is_refused_and_the_field_named(kind, typed):
    with pytest.raises(errors.BadNumber) as refusal:
        checked_number(kind, typed, field="orgnr")
    assert refusal.value.field == "orgnr"
    assert typed in str(refusal.value)


def test_a_number_says_which_register_it_is_of():
    assert guessed_kind("556036-0793") == "se.orgnr"
    assert guessed_kind("nonsense") == ""


def test_one_number_belongs_to_one_organisation_of_a_desk(desk, officer):
    first, second = OrganisationFactory(desk=desk), OrganisationFactory(desk=desk)
    services.add_number(first, kind="dk.cvr", number="13585628", by=officer)
    services.add_number(first, kind="dk.cvr", number="13 58 56 28", by=officer)
    assert RegistryNumber.objects.count() == 1
    with pytest.raises(errors.NumberTaken):
        services.add_number(second, kind="dk.cvr", number="13585628", by=officer)


def test_an_organisation_is_no_part_of_its_own_part(desk, officer):
    top = OrganisationFactory(desk=desk)
    below = OrganisationFactory(desk=desk, parent=top)
    with pytest.raises(errors.PartOfItself) as refusal:
        services.update_organisation(top, by=officer, parent=below)
    assert refusal.value.field == "parent"


def pairs(desk, kind="organisation"):
    return {frozenset((str(d.keep), str(d.gone))): d for d in find_duplicates(desk, kind=kind)}


def test_duplicates_are_found_and_explained(desk, officer):
    place = PlaceFactory(name_en="Falun")
    OrganisationFactory(desk=desk, name="Extuna Produktion AB", place=place)
    OrganisationFactory(desk=desk, name="Extuna Produktion Aktiebolag", place=place)
    OrganisationFactory(desk=desk, name="Unrelated Water ApS")
    found = pairs(desk)
    assert list(found) == [frozenset(("Extuna Produktion AB", "Extuna Produktion Aktiebolag"))]
    assert next(iter(found.values())).reasons == ("same name", "same place Falun")


def test_a_shared_chinese_name_is_enough(desk):
    OrganisationFactory(desk=desk, name="Baoding Environment Bureau", names=Texts.of("zh-hans", "保定市生态环境局"))
    OrganisationFactory(desk=desk, name="保定市生态环境局")
    assert len(find_duplicates(desk)) == 1


def test_different_numbers_in_one_register_are_two_firms(desk, officer):
    one, two = OrganisationFactory(desk=desk, name="Nordvand"), OrganisationFactory(desk=desk, name="Nordvand A/S")
    assert len(find_duplicates(desk)) == 1
    services.add_number(one, kind="dk.cvr", number="13585628", by=officer)
    services.add_number(two, kind="dk.cvr", number="25313763", by=officer)
    assert find_duplicates(desk) == []


def test_people_are_found_under_both_orders_and_scripts(desk):
    organisation = OrganisationFactory(desk=desk)
    PersonFactory(desk=desk, given="Junfeng", family="Li", organisation=organisation)
    PersonFactory(desk=desk, given="Li", family="Junfeng", organisation=organisation)
    PersonFactory(desk=desk, given="", family="", han="李俊峰", organisation=organisation)
    PersonFactory(desk=desk, given="Karin", family="Berg")
    assert len(find_duplicates(desk, kind="person")) == 3


def test_other_desks_rows_are_no_duplicates_of_ours(desk, stranger):
    OrganisationFactory(desk=desk, name="Nordvand")
    OrganisationFactory(desk=stranger.desk, name="Nordvand")
    assert find_duplicates(desk) == []


def test_a_pair_whose_merge_was_undone_does_not_come_back(desk, officer):
    one, two = OrganisationFactory(desk=desk, name="Nordvand"), OrganisationFactory(desk=desk, name="Nordvand A/S")
    _kept, trash = services.merge_organisations(one, two, by=officer)
    services.undo_merge(trash, by=officer)
    assert find_duplicates(desk) == []


def test_the_same_one_at_two_desks_is_linked_not_merged(desk, officer, stranger):
    mine = OrganisationFactory(desk=desk, name="Baoding Water")
    theirs = OrganisationFactory(desk=stranger.desk, name="Baoding Water", sharing=Level.SUMMARY)
    hidden = OrganisationFactory(desk=stranger.desk, name="Secret", sharing=Level.EXISTENCE)
    services.link_same(mine, theirs=theirs, by=officer)
    assert list(theirs.same_as.all()) == [mine]
    with pytest.raises(NotYours):
        services.link_same(mine, theirs=hidden, by=officer)
    with pytest.raises(errors.SameDesk):
        services.link_same(mine, theirs=OrganisationFactory(desk=desk, sharing=Level.SUMMARY), by=officer)
    services.unlink_same(mine, theirs=theirs, by=officer)
    assert list(theirs.same_as.all()) == []


def test_what_many_accounts_speak_for_is_still_one_row(desk, officer):
    organisation = OrganisationFactory(desk=desk)
    for role in Representation.Role.values:
        Representation.objects.create(organisation=organisation, account=officer, role=role)
    assert list(Organisation.objects.visible_to(officer).filter(pk=organisation.pk)) == [organisation]
