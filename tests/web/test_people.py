"""People and organisations as pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from greendesk.desks.models import Level, Trash
from greendesk.directory import services
from greendesk.directory.models import Consent, ContactNote, Organisation, Passport, Person
from greendesk.kit.texts import Texts
from tests.conftest import client_of
from tests.factories import AgreementFactory, OrganisationFactory, PersonFactory, PlaceFactory, officer_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def li(desk):
    organisation = OrganisationFactory(
        desk=desk, name="Baoding Water", names=Texts.of("zh-hans", "保定水务"), phone="+86 312 77"
    )
    return PersonFactory(
        desk=desk, given="Junfeng", family="Li", han="李俊峰", organisation=organisation, email="li@example.cn"
    )


def text(client, name, *args, **ask) -> str:
    return client.get(reverse(f"web:{name}", args=args), ask).content.decode()


def test_people_are_found_in_both_scripts(officer_client, li):
    for asked in ("李俊峰", "junfeng"):
        assert "Junfeng Li 李俊峰" in text(officer_client, "people", q=asked)
    assert "Junfeng" not in text(officer_client, "people", q="Berg")
    assert "Baoding Water" in text(officer_client, "people", q="保定水务", show="organisations")


def test_han_names_stand_where_their_pinyin_puts_them(officer_client, desk):
    for facts in (
        {"family": "Aalto"},
        {"family": "Zorn"},
        {"han": "李雪", "given": "", "family": ""},
        {"family": "Kruse"},
    ):
        PersonFactory(desk=desk, **facts)
    page = text(officer_client, "people")
    assert sorted(["Aalto", "Kruse", "李雪", "Zorn"], key=page.index) == ["Aalto", "Kruse", "李雪", "Zorn"]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("show", ["people", "organisations"])
def test_a_list_costs_the_same_for_one_and_for_five(officer_client, desk, count, show, django_assert_max_num_queries):
    for _number in range(count):
        PersonFactory(desk=desk, organisation=OrganisationFactory(desk=desk, place=PlaceFactory()))
    with django_assert_max_num_queries(10):
        officer_client.get(reverse("web:people"), {"show": show})


def test_a_stranger_sees_nothing_private(stranger_client, li):
    assert "Junfeng" not in text(stranger_client, "people")
    for name in ("person", "person-edit", "person-held", "person-erase", "person-card"):
        assert stranger_client.get(reverse(f"web:{name}", args=[li.pk])).status_code == 404
    Organisation.objects.update(sharing=Level.SUMMARY)
    page = text(stranger_client, "organisation", li.organisation_id)
    assert "Baoding Water" in page
    assert "+86 312 77" not in page
    assert "Junfeng" not in page


def test_evaluators_see_neither_people_nor_telephones(desk, li):
    client = client_of(officer_of(desk, "evaluator"), desk)
    assert "Junfeng" not in text(client, "people")
    assert client.get(reverse("web:person", args=[li.pk])).status_code == 404
    page = text(client, "organisation", li.organisation_id)
    assert "+86 312 77" not in page
    assert "Junfeng" not in page


def test_a_person_is_entered_and_changed(officer_client, desk):
    facts = {"han": "单雪", "sharing": "0", "legal_basis": "consent", "languages": ["zh-hans"]}
    officer_client.post(reverse("web:person-new"), facts)
    person = Person.objects.get()
    assert (person.reading, person.legal_basis, person.languages) == ("Shàn Xuě", "consent", ["zh-hans"])
    page = officer_client.post(
        reverse("web:person-new"), {"sharing": "0", "legal_basis": "consent", "note": "kept text"}
    )
    assert "Give a name" in page.content.decode()
    assert "kept text" in page.content.decode()
    officer_client.post(
        reverse("web:person-edit", args=[person.pk]), {**facts, "diet": "halal", "revision": person.revision}
    )
    late = officer_client.post(
        reverse("web:person-edit", args=[person.pk]), {**facts, "diet": "vegan", "revision": person.revision}
    )
    person.refresh_from_db()
    assert person.diet == "halal"
    assert "vegan" in late.content.decode()
    assert "changed this while you were writing" in late.content.decode()


def test_an_organisation_is_entered_numbered_and_noted(officer_client):
    officer_client.post(reverse("web:organisation-new"), {"name": "Nordvand", "kind": "company", "sharing": "20"})
    row = Organisation.objects.get()
    officer_client.post(reverse("web:organisation-number", args=[row.pk]), {"kind": "dk.cvr", "number": "13 58 56 28"})
    assert row.numbers.get().number == "13585628"
    page = officer_client.post(
        reverse("web:organisation-number", args=[row.pk]), {"kind": "dk.cvr", "number": "13585627"}
    )
    assert "check digit" in page.content.decode()
    officer_client.post(reverse("web:organisation-note", args=[row.pk]), {"on": "27.5.2026", "text": "Tea"})
    assert ContactNote.objects.get().text == "Tea"
    assert "Tea" in text(officer_client, "organisation", row.pk)


def test_contact_notes_are_read_by_officers_only(desk, officer, li):
    services.note_contact(li.organisation, on="2026", text="NOTECANARY", by=officer)
    adviser = client_of(officer_of(desk, "adviser"), desk)
    assert "NOTECANARY" not in text(adviser, "organisation", li.organisation_id)
    assert "NOTECANARY" not in text(adviser, "person", li.pk)


def test_consent_is_recorded_and_withdrawn(officer_client, stranger_client, li):
    officer_client.post(reverse("web:person-consent", args=[li.pk]), {"scope": "share", "notice": "pipl-2026"})
    consent = Consent.objects.get()
    assert stranger_client.post(reverse("web:consent-withdraw", args=[consent.pk])).status_code == 404
    officer_client.post(reverse("web:consent-withdraw", args=[consent.pk]))
    consent.refresh_from_db()
    assert consent.withdrawn_at
    assert "withdrawn" in text(officer_client, "person", li.pk)


def test_travel_papers_are_read_by_post_only(officer_client, stranger_client, li):
    papers = {"number": "G777", "nationality": "CN", "expires_on": "2030-01-01", "delete_on": "2026-09-30"}
    officer_client.post(reverse("web:person-passport", args=[li.pk]), papers)
    there = reverse("web:passport", args=[Passport.objects.get().pk])
    assert "G777" not in text(officer_client, "person", li.pk)
    assert officer_client.get(there).status_code == 405
    assert "G777" in officer_client.post(there).content.decode()
    assert stranger_client.post(there).status_code == 404


def test_everything_held_is_a_page_and_a_file(officer_client, li):
    assert "li@example.cn" in text(officer_client, "person-held", li.pk)
    assert (
        officer_client.get(reverse("web:person-held", args=[li.pk]), {"form": "json"}).json()["person"]["e-mail"]
        == "li@example.cn"
    )


def test_erasing_asks_first(officer_client, li):
    there = reverse("web:person-erase", args=[li.pk])
    officer_client.get(there)
    li.refresh_from_db()
    assert li.erased_at is None
    officer_client.post(there)
    page = text(officer_client, "person", li.pk)
    assert "erased" in page
    assert "Junfeng" not in page


def test_cards_are_downloads_in_both_versions(officer_client, li):
    for version in ("4.0", "3.0"):
        reply = officer_client.get(reverse("web:person-card", args=[li.pk]), {"version": version})
        assert f"VERSION:{version}" in reply.content.decode()
        assert "李" in reply.content.decode()
    assert officer_client.get(reverse("web:organisation-card", args=[li.organisation_id])).status_code == 200


def test_duplicates_are_looked_at_merged_and_undone(officer_client, desk):
    keep = OrganisationFactory(desk=desk, name="Nordvand A/S", phone="1")
    gone = OrganisationFactory(desk=desk, name="Nordvand", phone="2")
    PersonFactory(desk=desk, organisation=gone)
    assert "same name" in text(officer_client, "duplicates")
    there = reverse("web:merge", args=["organisation", keep.pk, gone.pk])
    page = officer_client.get(there).content.decode()
    assert 'value="phone"' in page
    assert Organisation.objects.count() == 2
    officer_client.post(there, {"take": ["phone"]})
    keep.refresh_from_db()
    assert (Organisation.objects.count(), keep.phone, keep.people.count()) == (1, "2", 1)
    officer_client.post(reverse("web:merge-undo", args=[Trash.objects.get().pk]))
    keep.refresh_from_db()
    assert (Organisation.objects.count(), keep.phone, keep.people.count()) == (2, "1", 0)


def test_a_stranger_merges_and_undoes_nothing(officer_client, stranger_client, desk, officer):
    keep, gone = OrganisationFactory(desk=desk, name="Nordvand A/S"), OrganisationFactory(desk=desk, name="Nordvand")
    assert stranger_client.post(reverse("web:merge", args=["organisation", keep.pk, gone.pk])).status_code == 404
    _kept, trash = services.merge_organisations(keep, gone, by=officer)
    assert stranger_client.post(reverse("web:merge-undo", args=[trash.pk])).status_code == 404
    assert "Nordvand" not in text(stranger_client, "duplicates")


def test_the_same_one_elsewhere_is_offered_and_linked(officer_client, desk, stranger):
    mine = OrganisationFactory(desk=desk, name="Baoding Water")
    theirs = OrganisationFactory(desk=stranger.desk, name="Baoding Water", sharing=Level.SUMMARY)
    assert "It is the same" in text(officer_client, "organisation", mine.pk)
    officer_client.post(reverse("web:organisation-same", args=[mine.pk, theirs.pk]))
    assert list(mine.same_as.all()) == [theirs]


def test_a_place_is_handed_over(officer_client, stranger_client, desk, officer, li):
    place = PlaceFactory(name_en="Baoding", code="130600")
    Organisation.objects.update(place=place)
    AgreementFactory(desk=desk, place=place, title=Texts.of("en", "The agreement"))
    services.note_contact(li.organisation, on="2026", text="Tea with Li", by=officer)
    page = text(officer_client, "handover", place="130600")
    for fact in ("Junfeng Li", "The agreement", "Tea with Li"):
        assert fact in page
    page = text(stranger_client, "handover", place="130600")
    for fact in ("Junfeng Li", "The agreement", "Tea with Li"):
        assert fact not in page
    assert "Baoding" in text(officer_client, "handover")
