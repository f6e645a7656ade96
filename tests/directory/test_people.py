"""People: their names, consents, papers, and being forgotten."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from greendesk.catalogue.models import Company
from greendesk.desks.models import LogEntry, SearchEntry, Trash
from greendesk.directory import errors, sealing, services
from greendesk.directory.held import export_of_person
from greendesk.directory.models import Consent, Organisation, Passport, Person, Representation
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from tests.factories import (
    AccountFactory,
    ChallengeFactory,
    CompanyFactory,
    OrganisationFactory,
    PersonFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def li(desk, officer):
    organisation = OrganisationFactory(desk=desk)
    person = services.add_person(
        desk=desk, by=officer, han="李俊峰", given="Junfeng", family="Li-Canary", email="canary@example.cn",
        phone="+86 312 5550199", diet="no pork canary", organisation=organisation,
    )  # fmt: skip
    services.add_position(person, title=Texts.of("en", "Canary director"), by=officer, rank=3)
    services.note_contact(
        organisation, person=person, on="2026-01", text="Tea with Junfeng Li-Canary, call +86 312 5550199", by=officer
    )
    services.give_consent(person, scope="share", notice="pipl-1", at=NOW, by=officer)
    services.keep_passport(
        person,
        number="G1234CANARY",
        expires_on=date(2030, 1, 1),
        nationality="CN",
        delete_on=date(2026, 9, 30),
        by=officer,
    )
    return person


def test_the_reading_follows_the_characters_until_somebody_corrects_it(desk, officer):
    person = services.add_person(desk=desk, by=officer, han="单雪")
    assert person.reading == "Shàn Xuě"
    person = services.update_person(person, by=officer, han="曾雪")
    assert person.reading == "Zēng Xuě"
    person = services.update_person(person, by=officer, reading="Céng Xuě")
    assert services.update_person(person, by=officer, han="曾雪梅").reading == "Céng Xuě"


def test_a_person_needs_a_name_and_an_organisation_of_the_same_desk(desk, officer, stranger):
    with pytest.raises(errors.NeedsName) as refusal:
        services.add_person(desk=desk, by=officer, given=" ")
    assert refusal.value.field == "family"
    with pytest.raises(NotYours):
        services.add_person(desk=desk, by=officer, family="Berg", organisation=OrganisationFactory(desk=stranger.desk))
    with pytest.raises(NotYours):
        services.add_person(desk=desk, by=stranger, family="Berg")


def test_two_people_editing_one_record_do_not_overwrite_each_other(li, officer):
    services.update_person(li, by=officer, revision=li.revision, diet="vegetarian")
    with pytest.raises(ChangedMeanwhile) as refusal:
        services.update_person(li, by=officer, revision=li.revision, diet="halal")
    assert officer.name in str(refusal.value)


def test_erasing_leaves_the_trace_without_the_person(li, desk, officer):
    challenge = ChallengeFactory(desk=desk, contact=li)
    services.erase_person(li, by=officer, at=NOW)

    challenge.refresh_from_db()
    assert challenge.contact_id == li.pk
    assert Consent.objects.filter(person=li).count() == 1
    assert LogEntry.objects.filter(verb="person.erased", record=li.pk).count() == 1
    assert places_of("canary") == []
    assert places_of("李俊峰") == []
    assert places_of("5550199") == []


def places_of(word: str) -> list[str]:
    """Wherever a text column of any room holds the word, in any spelling of its case."""
    found = []
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, (models.CharField, models.TextField, models.JSONField)):
                for value in model._base_manager.values_list(column.attname, flat=True):
                    if word in json.dumps(value, ensure_ascii=False, default=str).casefold():
                        found.append(f"{model._meta.label}.{column.name}")
    return found


def test_the_test_for_traces_would_find_one(li):
    assert "directory.Person.email" in places_of("canary")
    assert "directory.ContactNote.text" in places_of("canary")


def test_erasing_also_empties_what_a_merge_kept(li, desk, officer):
    twin = PersonFactory(desk=desk, given="Junfeng", family="Canary-Twin")
    kept, trash = services.merge_people(li, twin, by=officer)
    services.erase_person(kept, by=officer, at=NOW)
    assert places_of("canary") == []
    with pytest.raises(errors.NothingToUndo):
        services.undo_merge(Trash.objects.get(pk=trash.pk), by=officer)


def test_only_officers_of_the_owning_desk_erase(li, desk, stranger):
    with pytest.raises(NotYours):
        services.erase_person(li, by=stranger)
    with pytest.raises(errors.NotConfidential):
        services.erase_person(li, by=officer_of(desk, "adviser"))


def test_an_erased_person_takes_nothing_more(li, officer):
    services.erase_person(li, by=officer, at=NOW)
    for verb in (
        lambda: services.update_person(li, by=officer, family="Back"),
        lambda: services.give_consent(li, scope="keep", notice="gdpr-1", at=NOW, by=officer),
        lambda: services.erase_person(li, by=officer),
    ):
        with pytest.raises(errors.IsErased):
            verb()


def round_on(day: str, *options: str) -> str:
    out = StringIO()
    call_command("retention", "--on", day, *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_retention_marks_a_month_ahead_erases_on_the_day_and_deletes_papers_after_the_visit(li, desk, officer):
    services.update_person(li, by=officer, keep_until=date(2026, 12, 31))
    staying = PersonFactory(desk=desk, keep_until=date(2027, 3, 1))
    said = "1 people would be marked, 0 would be erased, 1 travel papers would be deleted\n"
    assert round_on("2026-12-01", "--dry-run") == said
    assert Passport.objects.count() == 1

    round_on("2026-09-30")
    assert Passport.objects.count() == 1
    round_on("2026-10-01")
    assert Passport.objects.count() == 0
    round_on("2026-12-01")
    assert list(Person.objects.marked().values_list("erase_on", flat=True)) == [date(2027, 1, 1)]
    round_on("2026-12-31")
    assert Person.objects.filter(erased_at=None).count() == 2
    round_on("2027-01-01")
    assert list(Person.objects.filter(erased_at=None)) == [staying]


def test_whoever_is_found_late_is_marked_for_a_week_before(desk):
    person = PersonFactory(desk=desk, keep_until=date(2020, 1, 1))
    round_on("2026-05-01")
    person.refresh_from_db()
    assert (person.erase_on, person.erased_at) == (date(2026, 5, 8), None)


def test_another_day_takes_the_mark_off(li, officer):
    services.update_person(li, by=officer, keep_until=date(2026, 5, 10))
    round_on("2026-05-01")
    services.update_person(li, by=officer, keep_until=date(2028, 1, 1))
    assert not Person.objects.marked().exists()


def test_travel_papers_are_not_readable_in_the_database(li, officer, stranger, desk):
    passport = Passport.objects.get(person=li)
    assert b"CANARY" not in bytes(passport.sealed)
    assert services.read_passport(passport, by=officer)["number"] == "G1234CANARY"
    assert LogEntry.objects.filter(verb="person.passport_read", account=officer).count() == 1
    for other in (stranger, officer_of(desk, "adviser")):
        with pytest.raises(errors.NotConfidential):
            services.read_passport(passport, by=other)


def test_a_changed_byte_or_another_key_is_noticed(settings):
    sealed = sealing.seal({"number": "G1"})
    assert sealing.unseal(sealed) == {"number": "G1"}
    assert sealing.seal({"number": "G1"}) != sealed
    for place in (0, 5, 18, -1):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(errors.CannotUnseal):
            sealing.unseal(bytes(broken))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(errors.CannotUnseal):
        sealing.unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealing.unseal(sealed) == {"number": "G1"}


def test_consent_is_withdrawn_not_deleted(li, officer):
    consent = Consent.objects.get(person=li)
    services.withdraw_consent(consent, at=NOW, by=officer)
    consent.refresh_from_db()
    assert consent.withdrawn_at == NOW
    with pytest.raises(errors.WithdrawnAlready):
        services.withdraw_consent(consent, at=NOW, by=officer)
    again = services.give_consent(li, scope="share", notice="pipl-1", at=NOW, by=officer)
    assert again.pk != consent.pk


def test_everything_held_about_one_person_is_in_the_export(li, desk, officer, stranger):
    ChallengeFactory(desk=desk, contact=li, title=Texts.of("en", "Need of theirs"))
    held = json.dumps(export_of_person(li, by=officer, at=NOW).plain(), ensure_ascii=False)
    for fact in (
        "李俊峰",
        "canary@example.cn",
        "no pork canary",
        "Canary director",
        "Tea with",
        "G1234CANARY",
        "pipl-1",
        "Need of theirs",
    ):
        assert fact in held
    with pytest.raises(errors.NotConfidential):
        export_of_person(li, by=stranger, at=NOW)


def test_search_forgets_an_erased_person(li, officer):
    assert SearchEntry.objects.matching("李俊峰").exists()
    services.erase_person(li, by=officer)
    assert not SearchEntry.objects.matching("李俊峰").exists()


def test_who_has_several_representatives_is_listed_once(officer, desk):
    company = CompanyFactory(desk=desk)
    for role in ("export", "owner"):
        Representation.objects.create(
            account=AccountFactory(), organisation=company.organisation, role=Representation.Role(role)
        )
    assert list(Organisation.objects.visible_to(officer).filter(pk=company.organisation_id)) == [company.organisation]
    assert list(Company.objects.visible_to(officer)) == [company]
