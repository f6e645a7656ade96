"""Asked to come: recognised, judged by written criteria, answered politely."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from greendesk.desks.models import Account, Desk, Level
from greendesk.desks.sharing import Shown
from greendesk.directory.models import Consent, Person, Position
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from greendesk.outbox.models import Message
from greendesk.visits import errors, services
from greendesk.visits.criteria import KEYS, criteria_of
from greendesk.visits.greeters import greeters_for
from greendesk.visits.models import VisitRequest
from greendesk.visits.neighbours import who_else_for_request
from tests.factories import DeskFactory, PersonFactory, PlaceFactory, ThemeFactory
from tests.factories.visits import FIRST, LAST, NOW, TODAY, DelegationFactory, VisitRequestFactory, guests, ladder, town

MET = {key: {"judgement": "yes", "note": ""} for key in KEYS}
LIST = "姓名\t职务\t单位\n赵敏\t翻译\t保定市外事办公室\n李俊峰\t副市长\t保定市发展和改革委员会\n单丽华\t局长\t保定市生态环境局"


def asked(desk: Desk, **more: Any) -> tuple[VisitRequest, bool]:
    facts = {
        "organisation_name": "保定市发展和改革委员会", "leader_name": "李俊峰", "leader_title": "保定市副市长", "size": 12,
        "starts_on": FIRST, "ends_on": LAST, "contact_phone": "+86 312 000 0000", "members_text": LIST,
        "place": PlaceFactory(code="130600", name_en="Baoding", name_local="保定市"), **more,
    }  # fmt: skip
    return services.request_visit(desk=desk, at=NOW, **facts)


def test_a_request_gets_a_card_that_opens_it(desk: Desk) -> None:
    ladder()
    row, is_new = asked(desk)

    assert is_new
    assert row.leader_rank == 27
    assert services.open_card(row.card_number or "", services.code_of(row).lower()) == row
    with pytest.raises(errors.CardUnknown):
        services.open_card(row.card_number or "", "ZZZZZZ")
    row.refresh_from_db()
    assert row.failed_tries == 1


def test_a_card_closes_after_too_many_wrong_codes(desk: Desk) -> None:
    row, _ = asked(desk)
    VisitRequest.objects.update(failed_tries=20)

    with pytest.raises(errors.CardLocked):
        services.open_card(row.card_number or "", services.code_of(row))


def test_the_same_request_sent_twice_is_one(desk: Desk) -> None:
    first, _ = asked(desk)
    again, is_new = asked(desk, organisation_name="保定市发展和改革委员会 ")
    other, is_other = asked(desk, contact_phone="+86 10 0000 0000")

    assert (again, is_new, is_other) == (first, False, True)
    assert other != first


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"ends_on": FIRST - timedelta(days=1)}, errors.WrongDays, "ends_on"),
        ({"ends_on": FIRST + timedelta(days=14)}, errors.StayTooLong, "ends_on"),
        ({"size": 0}, errors.NoGuests, "size"),
        ({"contact_phone": ""}, errors.NoWayToAnswer, "contact_phone"),
        ({"members_text": "姓名\t职务\n\t局长"}, errors.MembersUnreadable, "members"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_written(
    desk: Desk, wrong: Any, refusal: Any, field: str
) -> None:
    with pytest.raises(refusal) as refused:
        asked(desk, **wrong)

    assert refused.value.field == field
    assert not VisitRequest.objects.exists()


def test_accepting_makes_the_delegation_with_members_in_rank_order(desk: Desk, officer: Account) -> None:
    ladder()
    theme = ThemeFactory(key="district-heating")
    row, _ = asked(desk, themes=[theme], consented_at=NOW, notice="visit-2026-1")

    delegation = services.triage_visit(row, verdict="accept", by=officer, at=NOW, criteria=MET)

    assert delegation is not None
    members = list(delegation.members.select_related("person"))
    assert [(m.person.han, m.rank) for m in members] == [("李俊峰", 27), ("单丽华", 32), ("赵敏", None)]
    assert delegation.leader == members[0].person
    assert Person.objects.filter(desk=desk, sharing=Level.PRIVATE).count() == 3
    assert set(Consent.objects.values_list("person", "scope")) == {
        (delegation.leader_id, "keep"),
        (delegation.leader_id, "abroad"),
    }
    assert list(delegation.themes.all()) == [theme]
    row.refresh_from_db()
    assert (row.state, row.first_answer_at) == ("accepted", NOW)
    assert Message.objects.get().template == "visit-accepted"


def test_declining_leaves_a_polite_letter_in_their_language(desk: Desk, officer: Account) -> None:
    row, _ = asked(desk)

    assert (
        services.triage_visit(row, verdict="decline", by=officer, at=NOW, criteria=MET, note="同一单位去年已来访。")
        is None
    )
    letter = Message.objects.get()
    assert (letter.state, letter.language) == ("draft", "zh-hans")
    assert "同一单位去年已来访。" in letter.body


def test_nobody_decides_before_every_criterion_is_judged(desk: Desk, officer: Account) -> None:
    row, _ = asked(desk)

    with pytest.raises(errors.CriteriaMissing):
        services.triage_visit(row, verdict="accept", by=officer, at=NOW, criteria={"benefit": {"judgement": "yes"}})
    services.triage_visit(row, verdict="clarify", by=officer, at=NOW, question="你们有多少人？")
    assert "你们有多少人？" in Message.objects.get().body


def test_decided_once_and_by_the_asked_desk_only(desk: Desk, officer: Account, stranger: Account) -> None:
    row, _ = asked(desk)

    with pytest.raises(NotYours):
        services.triage_visit(row, verdict="accept", by=stranger, at=NOW, criteria=MET)
    with pytest.raises(ChangedMeanwhile):
        services.triage_visit(row, verdict="accept", by=officer, at=NOW, criteria=MET, revision=row.revision - 1)
    services.triage_visit(row, verdict="accept", by=officer, at=NOW, criteria=MET)
    with pytest.raises(errors.AlreadyDecided):
        services.triage_visit(row, verdict="decline", by=officer, at=NOW, criteria=MET)


def test_criteria_say_what_the_records_hold(desk: Desk, officer: Account) -> None:
    ladder()
    town(desk, notice_days=30)
    row, _ = asked(desk, themes=[ThemeFactory(key="district-heating")], other_hosts="Esbjerg")
    DelegationFactory(
        desk=desk,
        request=VisitRequestFactory(desk=desk),
        starts_on=FIRST - timedelta(days=400),
        ends_on=LAST - timedelta(days=400),
    )

    found = {one.key: one for one in criteria_of(row, officer, on=TODAY)}

    assert found["same_body"].suggests == "no"
    assert found["benefit"].suggests == "yes"
    assert found["notice"].suggests == "no"  # 16 days, every site wants 30
    assert any("Esbjerg" in fact for fact in found["others_asked"].facts)


def test_other_desks_with_the_same_place_and_days_are_named_without_names(desk: Desk, officer: Account) -> None:
    baoding = PlaceFactory(code="130600", name_en="Baoding", parent=PlaceFactory(scheme="iso3166", code="CN"))
    other = DeskFactory(name="Elsewhere")
    guests(other, sharing=Level.EXISTENCE, period="canary-secret")
    hidden = guests(DeskFactory(name="Silent"), sharing=Level.PRIVATE)
    county = PlaceFactory(code="130629", name_en="Rongcheng", parent=baoding)
    row, _ = asked(desk, place=county)

    found = who_else_for_request(row, officer)

    assert [(one.row.desk.name, one.same_place, one.same_days, one.same_body) for one in found] == [
        ("Elsewhere", True, True, False)
    ]
    assert "Guests" not in found[0].sentence
    assert isinstance(found[0].row, Shown)
    assert hidden.desk.name not in found[0].sentence


def test_the_same_body_is_recognised_where_its_name_may_be_read(desk: Desk, officer: Account) -> None:
    VisitRequestFactory(desk=DeskFactory(name="Open"), place=PlaceFactory(code="420100"), sharing=Level.SUMMARY)
    VisitRequestFactory(desk=DeskFactory(name="Closed"), place=PlaceFactory(code="420100"), sharing=Level.EXISTENCE)
    row, _ = asked(desk)

    assert [one.row.desk.name for one in who_else_for_request(row, officer) if one.same_body] == ["Open"]


def test_whoever_is_nearest_in_rank_is_offered_as_greeter(desk: Desk, officer: Account) -> None:
    ladder()
    delegation = services.triage_visit(asked(desk)[0], verdict="accept", by=officer, at=NOW, criteria=MET)
    assert delegation is not None
    for family, rank in (("Clerk", 38), ("Deputy", 26), ("Mayor", 22)):
        Position.objects.create(person=PersonFactory(desk=desk, family=family), title=Texts.of("en", family), rank=rank)
    Position.objects.create(person=PersonFactory(), title=Texts.of("en", "canary"), rank=27)

    assert [(one.person.family, one.apart) for one in greeters_for(delegation)] == [
        ("Deputy", 1),
        ("Mayor", 5),
        ("Clerk", 11),
    ]
