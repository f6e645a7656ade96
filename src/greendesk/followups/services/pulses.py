"""Pulses: one question to the company, months and years later. Silence is kept as silence."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from greendesk.catalogue.editing import hold
from greendesk.desks import logbook
from greendesk.desks.links import make_link
from greendesk.desks.models import Account, GuestLink
from greendesk.kit.errors import NotYours
from greendesk.outbox.models import Message
from greendesk.outbox.services import draft_letter, note_link_answered

from .. import errors
from ..models import Barrier, Lead, Pulse, Stage

MONTHS = (3, 12, 24, 36, 48)
OPEN_DAYS = 120


@transaction.atomic
def plan_pulses(lead: Lead, *, by: Account | None, months: Sequence[int] = MONTHS) -> list[Pulse]:
    """Plan the questions counted from the day the lead was opened; those already planned stay as they are."""
    return [
        Pulse.objects.get_or_create(
            lead=lead, months=number, defaults={"due_on": months_after(lead.opened_on, number)}
        )[0]
        for number in months
    ]


@transaction.atomic
def send_pulse(pulse: Pulse, *, by: Account | None, at: datetime) -> Message:
    """Draft the question with its link into the outbox; asking once more drafts a reminder with the same link.

    Nothing leaves before a person has looked at the message, unless the desk lets reminders go by themselves.
    """
    lead = hold(pulse.lead, by)
    row = Pulse.objects.select_for_update(of=("self",)).select_related("link").get(pk=pulse.pk)
    if row.answered_at:
        raise errors.PulseAnswered
    desk, language = lead.desk, lead.desk.language
    if row.link is None or row.link.expires_at <= at or row.link.revoked_at:
        row.link = make_link(desk, "pulse", days=OPEN_DAYS, language=language, now=at)
    row.asked_on = timezone.localdate(at)
    row.save()
    organisation = lead.owner.organisation
    person = organisation.people.filter(erased_at=None).order_by("pk").first()
    message = draft_letter(
        desk=desk, letter="pulse", language=language, by=by, link=row.link, person=person, organisation=organisation,
        to_name=str(person or organisation), about=str(lead), is_invented=lead.is_invented,
        facts={"lead": lead.title.text(language), "months": str(row.months)},
    )  # fmt: skip
    logbook.record("pulse.sent", by=by, on=lead, pulse=row.pk, message=message.pk)
    return message


@transaction.atomic
def answer_pulse(
    pulse: Pulse,
    *,
    stage: str,
    at: datetime,
    by: Account | None = None,
    link: GuestLink | None = None,
    visibility: str = "desk",
    note: str = "",
    barrier: str = "",
) -> Pulse:
    """Take the company's answer: from the open link it was asked with, or from an officer who has it by telephone.

    The lead moves to where the company says it stands; an answer may be corrected while its link is open.
    Raises NeedsBarrier for a lost lead without one, PulseElsewhere, NotYours.
    """
    from .leads import move, speaks_for  # leads plan pulses when they are opened

    row = (
        Pulse.objects.select_for_update(of=("self",))
        .select_related("lead__owner", "lead__desk", "link")
        .get(pk=pulse.pk)
    )
    if link is not None:
        if row.link_id != link.pk:
            raise errors.PulseElsewhere
    elif by is None:
        raise NotYours
    if stage == Stage.LOST and barrier not in Barrier.values:
        raise errors.NeedsBarrier(field="barrier")
    owned = link is None and by is not None and not speaks_for(by, row.lead.owner)
    lead = hold(row.lead, by if link is None else None, owned=owned)
    row.stage, row.visibility, row.note, row.answered_at = stage, visibility, note.strip()[:5_000], at
    row.save()
    if row.link is not None:
        GuestLink.objects.filter(pk=row.link_id, answered_at=None).update(answered_at=at)
        note_link_answered(row.link, by=by)
    if stage != lead.stage:
        lead.barrier = barrier if stage == Stage.LOST else ""
        move(lead, stage=stage, on=timezone.localdate(at), by=by)
    logbook.record("pulse.answered", by=by, on=lead, desk=lead.desk_id, pulse=row.pk, by_link=link is not None)
    return row


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
