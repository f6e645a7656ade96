"""Who wants to meet whom, and what the other side says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.kit.errors import NotYours
from greendesk.matchmaking.models import Suggestion

from .. import errors
from ..models import Attendance, MeetingDay, MeetingRequest, RequestClass, RequestState


@transaction.atomic
def request_meeting(
    day: MeetingDay,
    *,
    guest: Attendance,
    host: Attendance,
    by: Account,
    at: datetime | None = None,
    suggestion: Suggestion | None = None,
    klass: str = RequestClass.WISH,
    value: int = 50,
    note: str = "",
    others: Iterable[Attendance] = (),
    at_host: bool = False,
) -> MeetingRequest:
    """Ask for a meeting, from a suggestion or by hand. It counts until its deadline, then lapses unless accepted.

    The desk may ask for anybody; an account of a company for its own company only.
    """
    asked_at = at or timezone.now()
    held = MeetingDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
    if not (_may_edit(held, by) or _speaks_for(guest, by)):
        raise NotYours
    more = list(others)
    for party in (guest, host, *more):
        if party.day_id != held.pk:
            raise errors.NotOnThisDay(field="host", who=party)
    if guest.pk == host.pk:
        raise errors.NobodyMeetsThemselves(field="host", who=guest)
    if MeetingRequest.objects.filter(day=held, guest=host, host=guest).exists():
        raise errors.AlreadyAsked(field="host", guest=guest, host=host)
    try:
        with transaction.atomic():
            request = MeetingRequest.objects.create(
                day=held,
                guest=guest,
                host=host,
                suggestion=suggestion,
                klass=klass,
                value=value,
                note=note,
                at_host=at_host,
                holds_until=asked_at + timedelta(days=held.hold_days),
            )
    except IntegrityError as twice:
        raise errors.AlreadyAsked(field="host", guest=guest, host=host) from twice
    request.others.set(more)
    logbook.record("meeting.requested", by=by, on=request, desk=held.desk_id, day=held.pk)
    return request


def _may_edit(day: MeetingDay, by: Account) -> bool:
    return MeetingDay.objects.editable_by(by).filter(pk=day.pk).exists()


def _speaks_for(party: Attendance, by: Account) -> bool:
    return by.representations.filter(organisation=party.organisation_id).exists()


@transaction.atomic
def answer_request(
    request: MeetingRequest, *, accept: bool, by: Account, at: datetime | None = None, note: str = ""
) -> MeetingRequest:
    """Accept or decline. The desk may answer for a silent party; that is marked and logged as such."""
    held = (
        MeetingRequest.objects.select_for_update(of=("self",)).select_related("day", "host", "guest").get(pk=request.pk)
    )
    moment = at or timezone.now()
    is_party = _speaks_for(held.host, by)
    if not is_party and not _may_edit(held.day, by):
        raise NotYours
    if held.state == RequestState.LAPSED or (held.state == RequestState.ASKED and held.holds_until <= moment):
        until = f"{timezone.localtime(held.holds_until):%Y-%m-%d %H:%M}"
        raise errors.RequestHasLapsed(request=held, until=until)
    if held.state != RequestState.ASKED:
        raise errors.AlreadyAnswered(request=held, state=held.get_state_display())
    held.state = RequestState.ACCEPTED if accept else RequestState.DECLINED
    held.on_behalf = not is_party
    held.note = note[:300] or held.note
    held.save(update_fields=["state", "on_behalf", "note"])
    verb = "meeting.request_accepted" if accept else "meeting.request_declined"
    logbook.record(verb, by=by, on=held, desk=held.day.desk_id, on_behalf=held.on_behalf)
    return held


@transaction.atomic
def lapse_requests(at: datetime) -> int:
    """Let every unanswered request past its deadline go; returns how many. Safe to run as often as one likes."""
    overdue = list(MeetingRequest.objects.overdue(at).select_related("day"))
    MeetingRequest.objects.filter(pk__in=[r.pk for r in overdue], state=RequestState.ASKED).update(
        state=RequestState.LAPSED
    )
    for day_id, desk_id in sorted({(request.day_id, request.day.desk_id) for request in overdue}):
        count = sum(request.day_id == day_id for request in overdue)
        logbook.record("meeting.requests_lapsed", by=None, desk=desk_id, day=day_id, requests=count)
    return len(overdue)
