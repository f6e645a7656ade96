"""Merging loses nothing, and can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core import serializers

from greendesk.agreements.models import Party
from greendesk.calendars.models import Booking, BusyCell, Resource
from greendesk.catalogue.models import ClientRelation, Company, Solution
from greendesk.desks.models import Level, LogEntry, Trash
from greendesk.desks.search import matching_ids
from greendesk.directory import errors, services
from greendesk.directory.models import Consent, ContactNote, Organisation, RegistryNumber
from greendesk.directory.uniting import pointers
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.meetings.models import Attendance
from tests.factories import (
    AgreementFactory,
    CompanyFactory,
    OrganisationFactory,
    PersonFactory,
    SolutionFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DERIVED = {"desks.searchentry", "desks.textgap", "desks.logentry", "desks.trash"}


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of every room, as plain values, but what is derived, counted up, or written by the verbs themselves."""
    state = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if not model.__module__.startswith("greendesk.") or label in DERIVED:
            continue
        rows = serializers.serialize("python", model._base_manager.order_by("pk"))
        for row in rows:
            for name in ("revision", "updated_at"):
                row["fields"].pop(name, None)
        state[label] = rows
    return state


def differing(before, after):
    """(label, pk, field, before, after) of everything that is not as it was."""
    rows = [
        {(label, row["pk"]): row["fields"] for label, rows in state.items() for row in rows}
        for state in (before, after)
    ]
    keys = sorted(rows[0].keys() | rows[1].keys())
    return [
        (*key, name, one.get(name), two.get(name))
        for key in keys
        for one, two in [(rows[0].get(key, {}), rows[1].get(key, {}))]
        for name in sorted(one.keys() | two.keys())
        if one.get(name) != two.get(name)
    ]


@pytest.fixture
def twins(desk, officer):
    """Two organisations with a profile each, and everything around them."""
    keep = OrganisationFactory(desk=desk, name="Ecoloop AB", website="https://ecoloop.se")
    gone = OrganisationFactory(
        desk=desk, name="Ecoloop", names=Texts.of("zh-hans", "生态循环"), phone="+46 8 1", sharing=Level.PRIVATE
    )
    one, two = CompanyFactory(desk=desk, organisation=keep), CompanyFactory(desk=desk, organisation=gone)
    SolutionFactory(desk=desk, companies=[two])
    both = SolutionFactory(desk=desk, companies=[one, two])
    agreement = AgreementFactory(desk=desk)
    Party.objects.create(agreement=agreement, organisation=keep)
    Party.objects.create(agreement=agreement, organisation=gone)
    client = OrganisationFactory(desk=desk, name="Baoding Water")
    ClientRelation.objects.create(company=two, client=client)
    PersonFactory(desk=desk, organisation=gone, family="Canary")
    RegistryNumber.objects.create(organisation=gone, kind="other", number="77")
    services.note_contact(gone, on="2026-01-05", text="Spoke about sludge", by=officer)
    OrganisationFactory(desk=desk, name="Daughter", parent=gone)
    return keep, gone, both


def test_all_that_hung_on_the_one_hangs_on_the_other(twins, officer):
    keep, gone, both = twins
    kept, _trash = services.merge_organisations(keep, gone, by=officer)

    assert not Organisation.objects.filter(pk=gone.pk).exists()
    assert kept.aliases == ["Ecoloop"]
    assert kept.names.plain() == {"zh-hans": "生态循环"}
    assert (kept.phone, kept.website) == ("+46 8 1", "https://ecoloop.se")
    assert kept.sharing == Level.PRIVATE
    company = Company.objects.get(organisation=kept)
    assert Solution.objects.filter(companies=company).count() == 2
    assert list(both.companies.all()) == [company]
    assert Party.objects.filter(organisation=kept).count() == 1
    assert kept.people.get().family == "Canary"
    assert kept.numbers.get().number == "77"
    assert kept.contact_notes.get().text == "Spoke about sludge"
    assert kept.children.get().name == "Daughter"
    assert company.clients.get().client.name == "Baoding Water"


def test_nothing_points_at_the_one_that_went(twins, officer):
    keep, gone, _both = twins
    services.merge_organisations(keep, gone, by=officer)
    left = [
        f"{model._meta.label}.{column.name}"
        for model, column in pointers(Organisation)
        if model._base_manager.filter(**{column.attname: gone.pk}).exists()
    ]
    assert left == []


def test_undoing_brings_every_row_of_every_room_back(twins, officer):
    keep, gone, _both = twins
    before = everything()
    _kept, trash = services.merge_organisations(keep, gone, by=officer)
    assert differing(before, everything())
    services.undo_merge(trash, by=officer)
    assert differing(before, everything()) == []


def test_a_preview_says_what_would_move_and_changes_nothing(twins, officer):
    keep, gone, _both = twins
    Organisation.objects.filter(pk=gone.pk).update(website="https://other.example")
    gone.refresh_from_db()
    before = everything()
    preview = services.preview_merge(keep, gone, by=officer)
    assert everything() == before
    assert preview.moves["people"] == 1
    assert [d.name for d in preview.differences] == ["name", "website"]
    assert preview.refusal == ""


def test_the_one_that_goes_may_be_right_in_a_field(twins, officer):
    keep, gone, _both = twins
    kept, _trash = services.merge_organisations(keep, gone, by=officer, take=["name"])
    assert (kept.name, kept.aliases) == ("Ecoloop", ["Ecoloop AB"])


def test_what_is_found_by_the_old_name_is_the_kept_one(twins, officer):
    keep, gone, _both = twins
    services.merge_organisations(keep, gone, by=officer)
    found = matching_ids("生态循环", officer, "directory.organisation")
    assert (keep.pk in found, gone.pk in found) == (True, False)
    assert LogEntry.objects.filter(kind="directory.organisation", record=gone.pk).count() == 0


def test_two_who_sit_at_one_table_cannot_become_one(twins, officer):
    """The same five minutes of two people are two bookings: uniting would lose one of them."""
    keep, gone, _both = twins
    for organisation in (keep, gone):
        resource = Resource.objects.create(desk=keep.desk, kind="organisation", name="r", organisation=organisation)
        booking = Booking.objects.create(resource=resource, starts_at=NOW, ends_at=NOW.replace(hour=13))
        BusyCell.objects.create(resource=resource, booking=booking, cell=5)
    before = everything()
    with pytest.raises(errors.CannotMerge):
        services.merge_organisations(keep, gone, by=officer)
    assert everything() == before
    assert services.preview_merge(keep, gone, by=officer).refusal


def test_people_keep_consents_meetings_and_notes(desk, officer):
    organisation = OrganisationFactory(desk=desk)
    keep = PersonFactory(desk=desk, given="Junfeng", family="Li", han="李俊峰")
    gone = PersonFactory(desk=desk, given="Junfeng", family="Li", email="li@example.cn")
    consent = services.give_consent(gone, scope="share", notice="pipl-1", at=NOW, by=officer)
    note = services.note_contact(organisation, person=gone, on="2026-02", text="Tea", by=officer)
    kept, _trash = services.merge_people(keep, gone, by=officer)
    assert kept.email == "li@example.cn"
    assert Consent.objects.get(pk=consent.pk).person == kept
    assert ContactNote.objects.get(pk=note.pk).person == kept


def test_merging_happens_inside_one_desk(desk, officer, stranger):
    keep, theirs = OrganisationFactory(desk=desk), OrganisationFactory(desk=stranger.desk)
    with pytest.raises(NotYours):
        services.merge_organisations(keep, theirs, by=officer)
    with pytest.raises(NotYours):
        services.merge_organisations(keep, theirs, by=stranger)
    with pytest.raises(errors.SameRecord):
        services.merge_organisations(keep, keep, by=officer)


def test_a_merge_is_undone_once_and_by_its_desk(twins, officer, stranger):
    keep, gone, _both = twins
    _kept, trash = services.merge_organisations(keep, gone, by=officer)
    with pytest.raises(errors.NothingToUndo):
        services.undo_merge(trash, by=stranger)
    services.undo_merge(trash, by=officer)
    with pytest.raises(errors.NothingToUndo):
        services.undo_merge(Trash.objects.get(pk=trash.pk), by=officer)


def test_what_was_written_since_the_merge_survives_the_undoing(twins, officer):
    keep, gone, _both = twins
    kept, trash = services.merge_organisations(keep, gone, by=officer)
    services.update_organisation(kept, by=officer, phone="+46 8 999")
    services.undo_merge(trash, by=officer)
    keep.refresh_from_db()
    assert keep.phone == "+46 8 999"
    assert keep.aliases == []


def test_attendances_at_one_meeting_day_fold_into_one(desk, officer):
    from greendesk.meetings.models import MeetingDay

    keep, gone = OrganisationFactory(desk=desk), OrganisationFactory(desk=desk)
    fields = {f.name for f in MeetingDay._meta.concrete_fields}
    facts = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 1), "name": Texts.of("en", "Day")}
    day = MeetingDay.objects.create(desk=desk, **{k: v for k, v in facts.items() if k in fields})
    for organisation in (keep, gone):
        Attendance.objects.create(day=day, organisation=organisation)
    services.merge_organisations(keep, gone, by=officer)
    assert Attendance.objects.filter(day=day).count() == 1


def test_one_sponsor_entered_twice_folds_into_one_and_comes_back(desk, officer):
    agreement, (keep, gone) = AgreementFactory(desk=desk), (PersonFactory(desk=desk) for _n in range(2))
    for person in (keep, gone):
        services.name_sponsor(agreement, person=person, by=officer)
    _kept, trash = services.merge_people(keep, gone, by=officer)
    assert [row.person for row in agreement.sponsors.all()] == [keep]
    services.undo_merge(trash, by=officer)
    assert {row.person_id for row in agreement.sponsors.all()} == {keep.pk, gone.pk}


def test_a_network_and_its_member_are_not_one(desk, officer):
    network, member = OrganisationFactory(desk=desk), OrganisationFactory(desk=desk)
    services.join_network(network, member=member, by=officer)
    with pytest.raises(errors.CannotMerge):
        services.merge_organisations(network, member, by=officer)
