"""Needs: stated, read, asked back, opened, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from greendesk.desks.models import Level, LogEntry
from greendesk.directory.models import Consent, Person, Representation
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from greendesk.matchmaking import cards, errors, services
from greendesk.matchmaking.models import Challenge
from greendesk.outbox.models import Message
from tests.factories import ChallengeFactory, OrganisationFactory, ThemeFactory
from tests.factories.matchmaking import representative_of

NOW = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ZH = {"title": Texts.of("zh-hans", "厨余垃圾处理"), "text": Texts.of("zh-hans", "每天一百吨")}


def submitted(desk, **facts):
    given = {"by": None, "ends_on": date(2026, 9, 1), "at": NOW, "contact_name": "李俊峰", "phone": "13800000000",
             "notice": "2026-1", **ZH, **facts}  # fmt: skip
    return services.submit_challenge(desk=desk, **given)


def test_a_stated_need_is_received_and_has_a_card(desk):
    given = submitted(desk)

    challenge = Challenge.objects.get(pk=given.challenge.pk)
    assert (challenge.state, challenge.sharing, challenge.is_public) == ("sent", Level.EXISTENCE, False)
    assert challenge.card.phone == "13800000000"
    assert given.code not in challenge.card.code_hash
    assert LogEntry.objects.of_record(challenge).get().verb == "challenge.submitted"


def test_who_wrote_is_kept_privately_for_a_purpose_until_a_day(desk):
    given = submitted(desk, organisation_name="保定市城管局", shares_with_firms=True)

    person = Person.objects.get()
    assert (person.han, person.sharing, person.legal_basis) == ("李俊峰", Level.PRIVATE, "consent")
    assert person.purpose and person.keep_until == date(2027, 9, 1)
    assert set(person.consents.values_list("scope", flat=True)) == {"keep", "abroad", "share"}
    assert given.challenge.owner.sharing == Level.PRIVATE


def test_without_the_tick_nothing_is_shared_with_firms(desk):
    submitted(desk)

    assert not Consent.objects.filter(scope="share").exists()


@pytest.mark.parametrize(
    ("facts", "refusal", "field"),
    [
        ({"title": Texts()}, errors.NeedsText, "title"),
        ({"text": Texts.of("en", "  ")}, errors.NeedsText, "text"),
        ({"ends_on": date(2026, 3, 1)}, errors.EndsInThePast, "ends_on"),
        ({"phone": ""}, errors.NeedsReachableContact, "phone"),
        ({"notice": ""}, errors.NeedsNotice, "agrees"),
    ],
)
def test_a_need_that_cannot_be_answered_is_refused_by_field(desk, facts, refusal, field):
    with pytest.raises(refusal) as said:
        submitted(desk, **facts)

    assert said.value.field == field
    assert not Challenge.objects.exists()
    assert not Person.objects.exists()


def test_a_stranger_states_no_need_at_another_desk(desk, stranger):
    with pytest.raises(NotYours):
        submitted(desk, by=stranger)


def test_card_opens_with_number_and_code_however_typed(desk):
    given = submitted(desk)

    typed = given.number.lower().replace("-", " ")
    assert services.open_card(typed, f" {given.code.lower()} ") == given.challenge


def test_a_wrong_code_is_counted_and_ten_lock_the_card(desk):
    given = submitted(desk)
    for _try in range(cards.MAX_TRIES):
        with pytest.raises(errors.CardUnknown):
            services.open_card(given.number, "WRONG2")

    with pytest.raises(errors.CardLocked):
        services.open_card(given.number, given.code)


def test_a_right_code_forgets_the_wrong_ones(desk):
    given = submitted(desk)
    with pytest.raises(errors.CardUnknown):
        services.open_card(given.number, "WRONG2")

    services.open_card(given.number, given.code)

    assert services.open_card(given.number, given.code).card.failed_tries == 0


def test_the_desk_renews_a_locked_card(desk, officer, stranger):
    given = submitted(desk)
    given.challenge.card.failed_tries = cards.MAX_TRIES
    given.challenge.card.save()

    with pytest.raises(NotYours):
        services.renew_code(given.challenge, by=stranger)
    fresh = services.renew_code(given.challenge, by=officer)

    assert services.open_card(fresh.number, fresh.code) == given.challenge
    with pytest.raises(errors.CardUnknown):
        services.open_card(given.number, given.code)


def test_triage_opens_with_themes_and_measures_the_first_answer(desk, officer):
    challenge = ChallengeFactory(desk=desk, state="sent", sent_at=NOW)
    waste = ThemeFactory(key="food-waste")

    services.triage_challenge(challenge, by=officer, at=NOW + timedelta(hours=5), themes=[waste], sharing=Level.SUMMARY)

    challenge.refresh_from_db()
    assert (challenge.state, challenge.sharing) == ("open", Level.SUMMARY)
    assert challenge.first_answer_at - challenge.sent_at == timedelta(hours=5)
    assert list(challenge.themes.all()) == [waste]


def test_another_desk_triages_nothing(desk, stranger):
    with pytest.raises(NotYours):
        services.triage_challenge(ChallengeFactory(desk=desk, state="sent"), by=stranger, at=NOW)


def test_a_question_waits_as_a_letter_in_the_owners_language(desk, officer):
    given = submitted(desk)

    services.ask_back(given.challenge, by=officer, text=Texts.of("zh-hans", "含水率是多少？"), at=NOW)

    letter = Message.objects.get()
    assert (letter.language, letter.state, letter.to_phone) == ("zh-hans", "draft", "13800000000")
    assert "含水率是多少？" in letter.body and given.number in letter.body and given.code not in letter.body
    assert Challenge.objects.get().state == "clarify"


def test_an_answer_brings_the_need_back_to_the_desk(desk, officer):
    given = submitted(desk)
    services.ask_back(given.challenge, by=officer, text=Texts.of("en", "How wet?"), at=NOW)

    services.answer_in_dialogue(given.challenge, text=Texts.of("zh-hans", "百分之八十"), has_card=True)

    challenge = Challenge.objects.get()
    assert challenge.state == "sent"
    assert [entry.from_owner for entry in challenge.dialogue.all()] == [False, True]


def test_only_the_owner_answers_for_the_owner(desk, officer):
    owner = OrganisationFactory(desk=desk)
    challenge = ChallengeFactory(desk=desk, owner=owner)

    with pytest.raises(NotYours):
        services.answer_in_dialogue(challenge, text=Texts.of("en", "yes"), by=officer)
    entry = services.answer_in_dialogue(
        challenge, text=Texts.of("en", "yes"), by=representative_of(owner, Representation.Role.OWNER)
    )
    assert entry.from_owner


def test_two_people_do_not_overwrite_each_other(desk, officer):
    challenge = ChallengeFactory(desk=desk)
    services.update_challenge(challenge, by=officer, on=NOW.date(), revision=1, scale_unit="t")

    with pytest.raises(ChangedMeanwhile):
        services.update_challenge(challenge, by=officer, on=NOW.date(), revision=1, scale_unit="kg")
    assert Challenge.objects.get().scale_unit == "t"


def test_every_open_need_ends(desk):
    over = ChallengeFactory(desk=desk, ends_on=date(2026, 3, 1), is_public=True)
    going = ChallengeFactory(desk=desk, ends_on=date(2026, 3, 2))

    assert services.expire_challenges(on=date(2026, 3, 2)) == 1
    assert services.expire_challenges(on=date(2026, 3, 2)) == 0

    over.refresh_from_db()
    going.refresh_from_db()
    assert (over.state, over.close_reason, over.is_public) == ("closed", "expired", False)
    assert going.state == "open"


def test_an_expired_need_is_renewed_and_a_withdrawn_one_is_not(desk, officer):
    expired = ChallengeFactory(desk=desk, state="closed", close_reason="expired")
    withdrawn = ChallengeFactory(desk=desk, state="closed", close_reason="withdrawn")

    services.extend_challenge(expired, by=officer, until=date(2026, 12, 1), on=NOW.date())
    with pytest.raises(errors.WrongState):
        services.extend_challenge(withdrawn, by=officer, until=date(2026, 12, 1), on=NOW.date())

    expired.refresh_from_db()
    assert (expired.state, expired.ends_on) == ("open", date(2026, 12, 1))


def test_close_says_why_and_takes_it_off_the_public_page(desk, officer):
    challenge = ChallengeFactory(desk=desk)
    services.publish_challenge(challenge, by=officer)
    assert Challenge.objects.public().get() == challenge

    services.close_challenge(challenge, by=officer, reason="out_of_scope")

    assert not Challenge.objects.public().exists()
    with pytest.raises(errors.WrongState):
        services.mark_answered(challenge, by=officer)


def test_a_need_goes_all_the_way_to_implemented(desk, officer):
    challenge = ChallengeFactory(desk=desk)

    services.mark_answered(challenge, by=officer)
    services.mark_implemented(challenge, by=officer)

    assert Challenge.objects.get().state == "implemented"
