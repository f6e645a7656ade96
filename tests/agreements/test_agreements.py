"""The verbs and words of agreements."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from greendesk.agreements import errors, services
from greendesk.agreements.models import Agreement, AgreementEvent, RiskNote, State
from greendesk.agreements.queries import overlaps, state_on
from greendesk.desks.models import Level, LogEntry, Role
from greendesk.kit.errors import BadFact, ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from tests.factories import AgreementEventFactory, AgreementFactory, DeskFactory, PlaceFactory, officer_of

TODAY = date(2026, 11, 22)


def test_registering_makes_parties_of_both_places(officer, desk):
    home, away = PlaceFactory(name_en="Sønderborg", scheme="lau", code="540", country_code="DK"), PlaceFactory()
    agreement = services.register_agreement(
        desk=desk, by=officer, title=Texts.of("en", "Twin towns"), home_place=home, place=away
    )
    assert [(p.place, p.is_ours) for p in agreement.parties.all()] == [(home, True), (away, False)]
    assert LogEntry.objects.get(verb="agreement.registered").account == officer


def test_nobody_registers_for_another_desk(stranger, desk):
    with pytest.raises(NotYours):
        services.register_agreement(desk=desk, by=stranger, title=Texts.of("en", "Twin towns"))


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], State.IDEA),
        ([("contact", "2010-10")], State.IDEA),
        ([("intent", "2010")], State.INTENT),
        ([("signed", "2011")], State.IN_FORCE),
        ([("signed", "../2014-05-06")], State.IN_FORCE),
        ([("signed", "")], State.IN_FORCE),
        ([("signed", "2011"), ("paused", "2020")], State.PAUSED),
        ([("signed", "2011"), ("paused", "2020"), ("resumed", "2022")], State.IN_FORCE),
        ([("signed", "2011"), ("ended", "2021")], State.ENDED),
        ([("signed", "2011"), ("ended", "2031")], State.IN_FORCE),
        ([("ended", "2021"), ("signed", "")], State.ENDED),
    ],
)
def test_the_state_follows_from_dated_events(desk, events, state):
    agreement = AgreementFactory(desk=desk)
    for kind, when in events:
        AgreementEventFactory(
            agreement=agreement, kind=kind, when=when, end_reason="inactive" if kind == "ended" else ""
        )
    assert state_on(agreement, TODAY) == state
    assert list(Agreement.objects.in_state(state, TODAY)) == [agreement]


def test_sources_that_disagree_are_all_kept_and_one_is_shown(officer, desk):
    agreement = AgreementFactory(desk=desk)
    first = services.sign_agreement(agreement, when="2011", source="municipal news", by=officer)
    second = services.sign_agreement(agreement, when="2012-04", source="another page", by=officer)
    assert [(e.when.written(), e.is_shown) for e in agreement.events.all()] == [("2011", False), ("2012-04", True)]
    services.show_event(first, by=officer)
    assert [(e.pk, e.is_shown) for e in agreement.events.all()] == [(first.pk, True), (second.pk, False)]


def test_a_date_without_a_source_is_refused(officer, desk):
    with pytest.raises(errors.NoSource) as refusal:
        services.sign_agreement(AgreementFactory(desk=desk), when="2011", source=" ", by=officer)
    assert refusal.value.field == "source"


def test_an_impossible_date_is_refused_and_nothing_is_written(officer, desk):
    agreement = AgreementFactory(desk=desk)
    with pytest.raises(Exception, match="2011-02-30"):
        services.sign_agreement(agreement, when="2011-02-30", source="x", by=officer)
    assert not agreement.events.exists()
    assert BadFact.code == "bad_fact"


def test_pausing_and_ending_ask_for_an_agreement_in_force(officer, desk):
    agreement = AgreementFactory(desk=desk)
    with pytest.raises(errors.NotInForce):
        services.pause_agreement(agreement, on=TODAY, source="council", by=officer)
    services.sign_agreement(agreement, when="2011", source="minutes", by=officer)
    services.pause_agreement(agreement, on=TODAY, source="council", by=officer)
    assert state_on(agreement, TODAY) == State.PAUSED
    services.end_agreement(agreement, on=TODAY, reason="inactive", source="council", by=officer)
    assert state_on(agreement, TODAY) == State.ENDED


def test_the_database_refuses_an_end_reason_on_anything_else(desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementEvent.objects.create(
            agreement=AgreementFactory(desk=desk), kind="signed", when="2011", source="x", end_reason="politics"
        )


def test_two_people_editing_one_agreement(officer, desk):
    agreement = AgreementFactory(desk=desk)
    services.change_agreement(agreement, by=officer, revision=1, quality_label="role model")
    with pytest.raises(ChangedMeanwhile, match=officer.name):
        services.change_agreement(agreement, by=officer, revision=1, quality_label="other")
    agreement.refresh_from_db()
    assert agreement.quality_label == "role model"


def test_an_agreement_cannot_stand_above_itself(officer, desk):
    top = AgreementFactory(desk=desk)
    below = AgreementFactory(desk=desk, parent=top)
    with pytest.raises(errors.WouldCircle):
        services.change_agreement(top, by=officer, revision=1, parent=below)


def test_actions_have_owners_and_can_be_unticked(officer, desk):
    action = services.plan_action(
        AgreementFactory(desk=desk), text=Texts.of("en", "Invite the bureau"), owner="Mette", by=officer
    )
    assert services.tick_action(action, on=TODAY, by=officer).done_on == TODAY
    assert services.tick_action(action, on=None, by=officer).done_on is None


def test_risk_notes_are_read_by_officers_only(officer, desk):
    agreement = AgreementFactory(desk=desk, sharing=Level.FULL)
    services.note_risk(agreement, text="Debts", review_on=TODAY, by=officer)
    assert RiskNote.objects.visible_to(officer).exists()
    for role in (Role.ADVISER, Role.PARTNER, Role.EVALUATOR, Role.FUNDER):
        assert not RiskNote.objects.visible_to(officer_of(desk, role)).exists()


def test_a_document_is_kept_by_its_content(officer, desk):
    agreement = AgreementFactory(desk=desk)
    twice = [
        services.keep_document(agreement, name=n, content=b"text", media_type="text/plain", by=officer)
        for n in ("a.txt", "b.txt")
    ]
    assert twice[0].file_id == twice[1].file_id


def test_co_owning_desks_have_the_same_rights(desk):
    other = DeskFactory()
    agreement = AgreementFactory(desk=desk, sharing=Level.PRIVATE)
    officer = officer_of(other)
    assert not Agreement.objects.editable_by(officer).exists()
    agreement.co_desks.add(other)
    assert Agreement.objects.editable_by(officer).contains(agreement)
    services.change_agreement(agreement, by=officer, revision=1, quality_label="shared")


def test_overlaps_name_the_province_and_every_desk(desk):
    hebei = PlaceFactory(code="130000", kind="province", name_en="Hebei", name_local="河北省")
    baoding = PlaceFactory(code="130600", name_en="Baoding", parent=hebei)
    chengde = PlaceFactory(code="130800", name_en="Chengde", parent=hebei)
    other = DeskFactory(name="Leuven")
    rows = [
        AgreementFactory(desk=desk, place=baoding),
        AgreementFactory(desk=other, place=hebei),
        AgreementFactory(desk=desk, place=chengde),
    ]
    [overlap] = overlaps(rows)
    assert (overlap.place, overlap.desks, overlap.count) == (hebei, sorted([desk.name, "Leuven"]), 3)
