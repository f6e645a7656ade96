"""Asked to come: the request, its card, and the answer by written criteria."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from greendesk.atlas.models import Place, Theme
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk
from greendesk.kit.folding import fold
from greendesk.outbox import services as outbox

from .. import errors, signals
from ..criteria import KEYS, LABELS
from ..members import read_guests
from ..models import Delegation, VisitRequest, VisitRequestState
from ..ranks import rank_in, rungs_of
from ._common import days_in, own, unchanged
from .delegations import delegation_from

LETTERS_OF_CARD = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MOST_TRIES = 20
LONGEST_STAY = 14
OPEN = (VisitRequestState.RECEIVED, VisitRequestState.TRIAGE, VisitRequestState.CLARIFY)


@transaction.atomic
def request_visit(
    *,
    desk: Desk,
    organisation_name: str,
    leader_name: str,
    size: int,
    starts_on: date,
    ends_on: date,
    at: datetime,
    by: Account | None = None,
    place: Place | None = None,
    themes: Iterable[Theme] = (),
    **more: Any,
) -> tuple[VisitRequest, bool]:
    """Put a wish to visit before the desk: (the request, whether it is new).

    The same wish sent twice (body, days, leader and contact alike) is recognised and answered with the first one's
    card. A list of members that cannot be read is refused with its line, before anything is written.
    """
    if ends_on < starts_on:
        raise errors.WrongDays(field="ends_on", first=starts_on, last=ends_on)
    if (ends_on - starts_on).days >= LONGEST_STAY:
        raise errors.StayTooLong(field="ends_on", most=LONGEST_STAY, days=(ends_on - starts_on).days + 1)
    if size < 1:
        raise errors.NoGuests(field="size")
    if not any(more.get(name) for name in ("contact_phone", "contact_wechat", "contact_email")):
        raise errors.NoWayToAnswer(field="contact_phone")
    read_guests(more.get("members_text", ""))
    Desk.objects.select_for_update().get(pk=desk.pk)
    request = VisitRequest(
        desk=desk, organisation_name=organisation_name, leader_name=leader_name, size=size, starts_on=starts_on,
        ends_on=ends_on, place=place, **more,
    )  # fmt: skip
    before = _same(request)
    if before is not None:
        logbook.record("visit.requested_again", by=by, on=before)
        return before, False
    if request.leader_rank is None:
        request.leader_rank = rank_in(request.leader_title, rungs_of(place.country_code if place else ""))
    request.save()
    request.themes.set(themes)
    request.card_number = f"V{at:%y}-{request.pk:05d}"
    request.code_hash = hash_of(code_of(request))
    request.save(update_fields=["card_number", "code_hash"])
    logbook.record("visit.requested", by=by, on=request, days=(ends_on - starts_on).days + 1)
    transaction.on_commit(lambda: signals.visit_requested.send(VisitRequest, request=request))
    return request, True


def _same(request: VisitRequest) -> VisitRequest | None:
    def said(row: VisitRequest) -> tuple[str, ...]:
        return (
            fold(row.organisation_name), fold(row.leader_name), row.contact_phone, row.contact_wechat, row.contact_email.casefold(),
        )  # fmt: skip

    rows = VisitRequest.objects.filter(
        desk_id=request.desk_id,
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        state__in=[*OPEN, VisitRequestState.ACCEPTED],
    )
    return next((row for row in rows if said(row) == said(request)), None)


def code_of(request: VisitRequest) -> str:
    """Six letters that go with the card; derived from the installation's secret, so only their hash is kept."""
    digest = salted_hmac("greendesk.card.visit", f"{request.pk}:{request.card_number}", algorithm="sha256").digest()
    return "".join(LETTERS_OF_CARD[byte % len(LETTERS_OF_CARD)] for byte in digest[:6])


def hash_of(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def open_card(number: str, code: str) -> VisitRequest:
    """The request behind a card. Raises CardUnknown; CardLocked after too many wrong codes."""
    row = VisitRequest.objects.filter(card_number=number.strip().upper()).select_related("desk").first()
    if row is None:
        raise errors.CardUnknown
    if row.failed_tries >= MOST_TRIES:
        raise errors.CardLocked
    if not constant_time_compare(row.code_hash, hash_of(code)):
        VisitRequest.objects.filter(pk=row.pk).update(failed_tries=row.failed_tries + 1)
        raise errors.CardUnknown
    return row


@transaction.atomic
def triage_visit(
    request: VisitRequest,
    *,
    verdict: str,
    by: Account,
    at: datetime,
    criteria: Mapping[str, Mapping[str, str]] | None = None,
    note: str = "",
    question: str = "",
    revision: int | None = None,
) -> Delegation | None:
    """Accept, decline politely, or ask back; each leaves a draft letter in the outbox.

    `criteria` holds a judgement ("yes", "no", "unclear") and a note for every written criterion; accepting or
    declining asks for all of them. Accepting makes the delegation, with its members and their ranks.
    """
    row: VisitRequest = own(VisitRequest, request.pk, by)
    unchanged(row, revision, by)
    if row.state not in OPEN:
        raise errors.AlreadyDecided(state=row.get_state_display())
    judged = {**row.triage, **{key: dict(value) for key, value in (criteria or {}).items() if key in KEYS}}
    missing = [str(LABELS[key]) for key in KEYS if not judged.get(key, {}).get("judgement")]
    if verdict in ("accept", "decline") and missing:
        raise errors.CriteriaMissing(open=", ".join(missing))
    row.triage = judged
    row.state = {
        "accept": VisitRequestState.ACCEPTED, "decline": VisitRequestState.DECLINED, "clarify": VisitRequestState.CLARIFY,
    }.get(verdict, VisitRequestState.TRIAGE)  # fmt: skip
    if verdict in LETTER and row.first_answer_at is None:
        row.first_answer_at = at
    row.revision += 1
    row.save()
    delegation = delegation_from(row, by=by) if verdict == "accept" else None
    if verdict in LETTER:
        _draft_answer(row, verdict, note=note, question=question, by=by)
    logbook.record(f"visit.{row.state}", by=by, on=row)
    return delegation


LETTER = {"accept": "visit-accepted", "decline": "visit-declined", "clarify": "visit-clarify"}


def _draft_answer(row: VisitRequest, verdict: str, *, note: str, question: str, by: Account) -> None:
    lang = row.language
    facts = {
        "guests": row.organisation_name, "when": days_in(row.starts_on, row.ends_on, lang), "reason": note,
        "card": row.card_number or "",
    }  # fmt: skip
    contact: dict[str, Any] = {
        "desk": row.desk, "to_name": row.contact_name or row.leader_name, "language": lang, "by": by,
        "to_email": row.contact_email, "to_phone": row.contact_phone, "to_wechat": row.contact_wechat,
        "about": row.organisation_name, "is_invented": row.is_invented,
    }  # fmt: skip
    if verdict == "clarify":
        with override(lang):
            subject, body = clarify_letter(row, question)
        outbox.draft_message(subject=subject, body=body, template=LETTER[verdict], **contact)
        return
    outbox.draft_letter(letter=LETTER[verdict], facts=facts, **contact)


def clarify_letter(row: VisitRequest, question: str) -> tuple[str, str]:
    from django.utils.translation import gettext as _  # spoken in the guest's language, set by the caller

    subject = _("A question about your visit")
    body = _(
        "Dear %(to)s,\n\nThank you for your wish to visit us (card %(card)s). Before we can answer, please tell us:\n\n"
        "%(question)s\n\nKind regards\n%(desk)s"
    ) % {
        "to": row.contact_name or row.leader_name,
        "card": row.card_number,
        "question": question,
        "desk": row.desk.name,
    }
    return subject, body
