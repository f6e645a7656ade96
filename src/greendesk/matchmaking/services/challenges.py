"""Needs: from a form in the owner's language to an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from greendesk.catalogue.editing import hold, must_edit_at, write
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Consent, LegalBasis, Organisation, OrganisationKind, Person
from greendesk.kit.errors import NotYours
from greendesk.kit.folding import has_han
from greendesk.kit.texts import Texts

from .. import errors, rules, signals
from ..letters import write_owner
from ..models import Challenge, ChallengeState, CloseReason, DialogueEntry
from .cards import Submitted, give_card

ABOUT = ("source", "source_url", "source_on", "is_invented", "sharing")
FACTS = (
    "title", "text", "language", "owner", "contact", "place", "themes", "agreements", "project", "scale", "scale_unit",
    "budget_class", "ends_on", "is_public", *ABOUT,
)  # fmt: skip
KEEP_AFTER_END = timedelta(days=365)
LIVE = {ChallengeState.SENT, ChallengeState.CLARIFY, ChallengeState.OPEN, ChallengeState.ANSWERED}


@transaction.atomic
def submit_challenge(
    *,
    desk: Desk,
    by: Account | None,
    title: Texts,
    text: Texts,
    ends_on: date,
    at: datetime,
    contact_name: str = "",
    organisation_name: str = "",
    phone: str = "",
    wechat: str = "",
    email: str = "",
    notice: str = "",
    shares_with_firms: bool = False,
    **facts: Any,
) -> Submitted:
    """State a need: from the public page (`by=None`, with `contact_name`), by its owner, or by an officer.

    It is received, not yet open: a desk reads it first. Whoever has no account comes back with the card.
    Raises NeedsText, EndsInThePast, NeedsReachableContact, NeedsNotice.
    """
    _check_submitter(desk, by, facts.get("owner"))
    _check_words(title, text)
    _check_end(ends_on, at.date())
    if contact_name:
        if not (phone or wechat or email):
            raise errors.NeedsReachableContact(field="phone")
        if not notice:
            raise errors.NeedsNotice(field="agrees")
        reach = {"phone": phone, "wechat": wechat, "email": email}
        facts["owner"], facts["contact"] = _owner_and_contact(
            desk, facts, contact_name, organisation_name, reach, ends_on, notice, shares_with_firms, at
        )
    challenge = write(
        Challenge(desk=desk, state=ChallengeState.SENT, sent_at=at),
        facts | {"title": title, "text": text, "ends_on": ends_on},
        FACTS,
    )
    logbook.record("challenge.submitted", by=by, on=challenge, public=by is None)
    return give_card(challenge, phone=phone, wechat=wechat)


def _check_submitter(desk: Desk, by: Account | None, owner: Organisation | None) -> None:
    if by is None or (owner and owner.desk_id == desk.pk and owner.representations.filter(account=by).exists()):
        return
    must_edit_at(desk, by)


def _check_words(title: Texts, text: Texts) -> None:
    if not str(title).strip():
        raise errors.NeedsText(field="title")
    if not str(text).strip():
        raise errors.NeedsText(field="text")


def _check_end(ends_on: date, today: date) -> None:
    if ends_on < today:
        raise errors.EndsInThePast(day=ends_on.isoformat(), field="ends_on")


def _owner_and_contact(
    desk: Desk, facts: dict[str, Any], name: str, organisation_name: str, reach: dict[str, str], ends_on: date,
    notice: str, shares: bool, at: datetime,
) -> tuple[Organisation | None, Person]:  # fmt: skip
    """Rows for who wrote, kept privately, for a purpose and until a day, with what they consented to."""
    owner = None
    if organisation_name.strip():
        owner = Organisation.objects.create(
            desk=desk, name=organisation_name.strip(), kind=OrganisationKind.OTHER, place=facts.get("place"),
            sharing=Level.PRIVATE, source="challenge form",
        )  # fmt: skip
    name = name.strip()
    spelt = {"han": name.replace(" ", "")[:40]} if has_han(name) else _latin(name)
    person = Person.objects.create(
        desk=desk, organisation=owner, sharing=Level.PRIVATE, source="challenge form", purpose="to answer a stated need",
        legal_basis=LegalBasis.CONSENT, keep_until=ends_on + KEEP_AFTER_END, **spelt, **reach,
    )  # fmt: skip
    scopes = [Consent.Scope.KEEP, Consent.Scope.ABROAD, *([Consent.Scope.SHARE] if shares else [])]
    Consent.objects.bulk_create(Consent(person=person, scope=scope, notice=notice, given_at=at) for scope in scopes)
    return owner, person


def _latin(name: str) -> dict[str, str]:
    given, _blank, family = name.rpartition(" ")
    return {"given": given[:80], "family": family[:80]}


@transaction.atomic
def update_challenge(
    challenge: Challenge, *, by: Account, on: date, revision: int | None = None, **facts: Any
) -> Challenge:
    """Change what is written of a need. Raises ChangedMeanwhile, NeedsText, EndsInThePast."""
    held = hold(challenge, by, revision=revision)
    _check_words(facts.get("title", held.title), facts.get("text", held.text))
    if facts.get("ends_on", held.ends_on) != held.ends_on:
        _check_end(facts["ends_on"], on)
    write(held, facts, FACTS)
    logbook.record("challenge.updated", by=by, on=held, fields=sorted(facts))
    _announce(held)
    return held


@transaction.atomic
def triage_challenge(
    challenge: Challenge, *, by: Account, at: datetime, themes: Iterable[Any] | None = None, **facts: Any
) -> Challenge:
    """Read, tagged, opened: from now on it is matched until its end date. Raises WrongState, EndsInThePast."""
    held = _held_in(
        challenge, by, ChallengeState.DRAFT, ChallengeState.SENT, ChallengeState.CLARIFY, ChallengeState.CLOSED
    )
    _check_end(facts.get("ends_on", held.ends_on), at.date())
    held.state, held.close_reason = ChallengeState.OPEN, ""
    held.first_answer_at = held.first_answer_at or at
    write(held, facts | ({} if themes is None else {"themes": list(themes)}), FACTS)
    logbook.record("challenge.opened", by=by, on=held)
    _announce(held)
    return held


@transaction.atomic
def ask_back(challenge: Challenge, *, by: Account, text: Texts, at: datetime) -> DialogueEntry:
    """Put a question to the owner; it stands on their card, and a letter waits in the outbox."""
    held = _held_in(challenge, by, *LIVE)
    if not str(text).strip():
        raise errors.NeedsText(field="text")
    entry = DialogueEntry.objects.create(challenge=held, text=text, by=by)
    held.first_answer_at = held.first_answer_at or at
    if held.state == ChallengeState.SENT:
        held.state = ChallengeState.CLARIFY
    held.save(update_fields=["state", "first_answer_at", "updated_at"])
    write_owner(held, "question", by=by, says=str(text.text(held.language)))
    logbook.record("challenge.asked_back", by=by, on=held, entry=entry.pk)
    return entry


@transaction.atomic
def answer_in_dialogue(
    challenge: Challenge, *, text: Texts, by: Account | None = None, has_card: bool = False
) -> DialogueEntry:
    """The owner answers, with the card or signed in; a clarified need goes back to the desk."""
    if not (has_card or rules.may_speak_for_owner(by, challenge)):
        raise NotYours
    if not str(text).strip():
        raise errors.NeedsText(field="text")
    held = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if held.state not in LIVE:
        raise errors.WrongState(state=held.get_state_display())
    entry = DialogueEntry.objects.create(challenge=held, text=text, by=by, from_owner=True)
    if held.state == ChallengeState.CLARIFY:
        held.state = ChallengeState.SENT
        held.save(update_fields=["state", "updated_at"])
    logbook.record("challenge.answered_back", by=by, on=held, entry=entry.pk)
    return entry


@transaction.atomic
def publish_challenge(challenge: Challenge, *, by: Account, is_public: bool = True) -> Challenge:
    """Put an open need on the public page, without its owner's name, or take it off."""
    held = _held_in(challenge, by, ChallengeState.OPEN, ChallengeState.ANSWERED, ChallengeState.IMPLEMENTED)
    held.is_public = is_public
    held.save(update_fields=["is_public", "updated_at"])
    logbook.record("challenge.published" if is_public else "challenge.unpublished", by=by, on=held)
    return held


@transaction.atomic
def extend_challenge(challenge: Challenge, *, by: Account, until: date, on: date) -> Challenge:
    """Renew a need that still holds; a closed one that had merely expired opens again."""
    held = hold(challenge, by)
    _check_end(until, on)
    if held.state == ChallengeState.CLOSED:
        if held.close_reason != CloseReason.EXPIRED:
            raise errors.WrongState(state=held.get_state_display())
        held.state, held.close_reason = ChallengeState.OPEN, ""
    held.ends_on = until
    held.save(update_fields=["ends_on", "state", "close_reason", "updated_at"])
    logbook.record("challenge.extended", by=by, on=held, until=until.isoformat())
    _announce(held)
    return held


@transaction.atomic
def mark_answered(challenge: Challenge, *, by: Account) -> Challenge:
    return _move(challenge, by, ChallengeState.ANSWERED, "challenge.answered", ChallengeState.OPEN)


@transaction.atomic
def mark_implemented(challenge: Challenge, *, by: Account) -> Challenge:
    """A solution runs at the owner's: the end the whole house works for."""
    return _move(
        challenge, by, ChallengeState.IMPLEMENTED, "challenge.implemented", ChallengeState.OPEN, ChallengeState.ANSWERED
    )


@transaction.atomic
def close_challenge(challenge: Challenge, *, by: Account, reason: str) -> Challenge:
    """End a need with one of CloseReason; `extend_challenge` and `triage_challenge` open it again."""
    if reason not in CloseReason.values:
        raise ValueError(f"not a reason to close: {reason!r}")
    held = _held_in(challenge, by, ChallengeState.DRAFT, *LIVE)
    held.state, held.close_reason, held.is_public = ChallengeState.CLOSED, reason, False
    held.save(update_fields=["state", "close_reason", "is_public", "updated_at"])
    logbook.record("challenge.closed", by=by, on=held, reason=reason)
    _announce(held)
    return held


@transaction.atomic
def expire_challenges(*, on: date, desk: Desk | None = None) -> int:
    """Close every open need whose end date has passed; how many. Safe to repeat."""
    lapsed = Challenge.objects.lapsed(on)
    if desk is not None:
        lapsed = lapsed.filter(desk=desk)
    rows = list(lapsed.select_for_update(of=("self",)))
    for row in rows:
        row.state, row.close_reason, row.is_public = ChallengeState.CLOSED, CloseReason.EXPIRED, False
        row.save(update_fields=["state", "close_reason", "is_public", "updated_at"])
        logbook.record("challenge.closed", by=None, on=row, reason=CloseReason.EXPIRED)
    return len(rows)


def _move(challenge: Challenge, by: Account, to: str, verb: str, *states: str) -> Challenge:
    held = _held_in(challenge, by, *states)
    held.state = to
    held.save(update_fields=["state", "updated_at"])
    logbook.record(verb, by=by, on=held)
    return held


def _held_in(challenge: Challenge, by: Account, *states: str) -> Challenge:
    held = hold(challenge, by)
    if held.state not in states:
        raise errors.WrongState(state=held.get_state_display())
    return held


def _announce(challenge: Challenge) -> None:
    transaction.on_commit(lambda: signals.need_changed.send(Challenge, challenge=challenge))
