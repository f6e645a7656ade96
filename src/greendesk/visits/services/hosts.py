"""Those who receive: asked by letter and link, answering with one tap or by telephone, told of every change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.calendars import services as calendars
from greendesk.calendars.models import Booking
from greendesk.desks import links, logbook
from greendesk.desks.models import Account, GuestLink
from greendesk.outbox import services as outbox
from greendesk.outbox.models import Message

from .. import errors, signals
from ..models import Delegation, DelegationLink, HostAnswer, Programme, Stop, StopState
from ..plans import head_count
from ._common import days_in, latest, moment_in, own_delegation, zone_of

PURPOSE = "host"
PROGRAMME_PURPOSE = "programme"
HOLD = timedelta(days=7)
Outcome = Literal["confirmed", "declined", "other_time", "time_changed", "gone"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a host's answer, and the stop as it stands now (None if it is gone)."""

    answer: HostAnswer
    outcome: Outcome
    stop: Stop | None


@transaction.atomic
def ask_host(stop: Stop, *, by: Account, at: datetime) -> HostAnswer:
    """Ask whoever receives: a link, a draft letter, and a soft hold on the site's (or host's) calendar.

    Raises NoHost, and AlreadyTaken when the calendar says that somebody else is there.
    """
    delegation = own_delegation(stop.programme.delegation, by)
    row = Stop.objects.select_for_update().get(pk=stop.pk)
    _only_latest(row)
    if row.host is None:
        raise errors.NoHost(field="host")
    if row.booking_id is None:
        row.booking = _hold(row, delegation, by=by, at=at)
    language = _language_of_host(row, delegation)
    link = links.make_link(delegation.desk, PURPOSE, language=language, days=_link_days(row, at), now=at)
    answer = HostAnswer.objects.create(stop=row, link=link)
    if row.state != StopState.CONFIRMED:
        row.state = StopState.ASKED
    row.save()
    zone = zone_of(delegation)
    facts = {
        "guests": delegation.name.text(language), "site": _name_in(row, language), "when": moment_in(row.starts_at, zone, language),
        "minutes": str(int((row.ends_at - row.starts_at).total_seconds() // 60)), "size": str(head_count(delegation)),
    }  # fmt: skip
    outbox.draft_letter(
        desk=delegation.desk, letter="host-asked", facts=facts, to_name=row.host.person_name.display(language), language=language,
        by=by, person=row.host, link=link, about=str(delegation), is_invented=delegation.is_invented,
    )  # fmt: skip
    logbook.record("host.asked", by=by, on=row, desk=delegation.desk)
    return answer


def _only_latest(stop: Stop) -> None:
    newest = latest(stop.programme.delegation)
    assert newest is not None
    if newest.pk != stop.programme_id:
        raise errors.NotTheLatest(number=stop.programme.number, latest=newest.number)


def _link_days(stop: Stop, at: datetime) -> int:
    return max(14, (stop.starts_at - at).days + 14)


def _hold(stop: Stop, delegation: Delegation, *, by: Account, at: datetime) -> Booking | None:
    owner = stop.site or stop.host
    if owner is None:
        return None
    return calendars.book(
        calendars.resource_for(owner), starts_at=stop.starts_at, ends_at=stop.ends_at, reason=str(delegation), by=by,
        hold_until=at + HOLD, at=at,
    )  # fmt: skip


def _language_of_host(stop: Stop, delegation: Delegation) -> str:
    from greendesk.kit.langs import LANGS, as_lang

    spoken = [as_lang(tag) for tag in stop.host.languages] if stop.host else []
    own = delegation.desk.language
    return own if own in spoken or not spoken else next((lang for lang in spoken if lang in LANGS), own)


def _name_in(stop: Stop, language: str) -> str:
    if stop.title:
        return stop.title.text(language)
    return stop.site.name.text(language) if stop.site else str(stop)


def current_stop(stop: Stop) -> Stop | None:
    """The same stop in the newest version, if it still stands there."""
    return (
        Stop.objects.current()
        .standing()
        .filter(uid=stop.uid, programme__delegation=stop.programme.delegation_id)
        .first()
    )


@transaction.atomic
def answer_as_host(
    asked: HostAnswer, *, answer: str, at: datetime, proposed_at: datetime | None = None, note: str = "", by: Account | None = None,
    seen: datetime | None = None,
) -> Answered:  # fmt: skip
    """Yes, no, or another time; by link, or (`by`) written down after a telephone call.

    `seen` is the time the host had before their eyes: a yes to a time that has changed since is kept but does not
    confirm. The last answer counts.
    """
    row = HostAnswer.objects.select_for_update().select_related("stop__programme__delegation__desk").get(pk=asked.pk)
    delegation = row.stop.programme.delegation
    if by is not None:
        own_delegation(delegation, by)
    if answer not in HostAnswer.Answer.values or (answer == HostAnswer.Answer.OTHER_TIME and proposed_at is None):
        raise errors.AnswerUnclear(field="proposed_at" if answer == HostAnswer.Answer.OTHER_TIME else "answer")
    row.answer, row.note, row.proposed_at = (
        answer,
        note[:300],
        proposed_at if answer == HostAnswer.Answer.OTHER_TIME else None,
    )
    row.answered_at, row.by_phone = at, by is not None
    row.save()
    if row.link_id:
        GuestLink.objects.filter(pk=row.link_id).update(answered_at=at)
    stop = current_stop(row.stop)
    outcome = _take(stop, answer, seen, by=by, at=at)
    logbook.record("host.answered", by=by, on=row.stop, desk=delegation.desk, answer=answer, outcome=outcome)
    transaction.on_commit(lambda: signals.host_answered.send(HostAnswer, answer=row))
    return Answered(row, outcome, stop)


def _take(stop: Stop | None, answer: str, seen: datetime | None, *, by: Account | None, at: datetime) -> Outcome:
    if stop is None:
        return "gone"
    if answer == HostAnswer.Answer.NO:
        if stop.booking:
            calendars.release([stop.booking], by=by)
        Stop.objects.filter(pk=stop.pk).update(state=StopState.DECLINED, booking=None)
        stop.state = StopState.DECLINED
        return "declined"
    if answer == HostAnswer.Answer.OTHER_TIME:
        return "other_time"
    if seen is not None and seen != stop.starts_at:
        return "time_changed"
    delegation = stop.programme.delegation
    if stop.booking is not None and stop.booking.is_hold and not _lapsed(stop.booking, at):
        calendars.confirm_hold(stop.booking, by=by, at=at)
    elif stop.booking is None or stop.booking.is_hold:
        owner = stop.site or stop.host
        if owner is not None:
            stop.booking = calendars.book(
                calendars.resource_for(owner),
                starts_at=stop.starts_at,
                ends_at=stop.ends_at,
                reason=str(delegation),
                by=by,
                at=at,
            )
    stop.state = StopState.CONFIRMED
    stop.save(update_fields=["state", "booking"])
    return "confirmed"


def _lapsed(booking: Booking, at: datetime) -> bool:
    return booking.holds_until is not None and booking.holds_until <= at


@transaction.atomic
def answer_by_phone(
    stop: Stop, *, answer: str, by: Account, at: datetime, proposed_at: datetime | None = None, note: str = ""
) -> Answered:
    """Write down what a host said on the telephone, asked before or not."""
    own_delegation(stop.programme.delegation, by)
    asked = HostAnswer.objects.filter(stop__uid=stop.uid, answered_at=None).order_by("-pk").first()
    asked = asked or HostAnswer.objects.create(stop=stop)
    return answer_as_host(asked, answer=answer, at=at, proposed_at=proposed_at, note=note, by=by)


# -- sending -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A version that counts from now on, the drafts that tell people of it, and what changed since the last one."""

    programme: Programme
    messages: list[Message]
    changed: list[Stop]
    gone: list[Stop]


def programme_link(delegation: Delegation, *, at: datetime) -> GuestLink:
    """The one address under which this delegation's newest programme is read; made when first needed."""
    there = DelegationLink.objects.filter(delegation=delegation).select_related("link").first()
    if there is not None and there.link.expires_at > at and there.link.revoked_at is None:
        return there.link
    days = max(60, (delegation.ends_on - at.date()).days + 90) if delegation.ends_on else 180
    link = links.make_link(delegation.desk, PROGRAMME_PURPOSE, language=delegation.language, days=days, now=at)
    DelegationLink.objects.update_or_create(delegation=delegation, defaults={"link": link})
    return link


@transaction.atomic
def send_programme(programme: Programme, *, by: Account, at: datetime) -> Sent:
    """Make a version the one to trust. Guests get a draft with the link; hosts a draft where their visit changed or fell out."""
    delegation = own_delegation(programme.delegation, by)
    version = Programme.objects.select_for_update().get(pk=programme.pk)
    newest = latest(delegation)
    assert newest is not None
    if newest.pk != version.pk:
        raise errors.NotTheLatest(number=version.number, latest=newest.number)
    before = delegation.programmes.sent().exclude(pk=version.pk).first()
    changed, gone = differences(before, version)
    if version.sent_at is None:
        version.sent_at = at
        version.save(update_fields=["sent_at"])
    messages = [_tell_guests(delegation, version, by=by, at=at)]
    messages += [
        _tell_host(stop, "changed", by=by, at=at) for stop in changed if before and stop.host_id and _was_told(stop)
    ]
    messages += [_tell_host(stop, "gone", by=by, at=at) for stop in gone if stop.host_id and _was_told(stop)]
    logbook.record("programme.sent", by=by, on=version, desk=delegation.desk, number=version.number)
    transaction.on_commit(lambda: signals.programme_sent.send(Programme, programme=version))
    return Sent(version, messages, changed, gone)


def differences(before: Programme | None, now: Programme) -> tuple[list[Stop], list[Stop]]:
    """(stops of `now` that are new or at another time or place, stops of `before` that are gone)."""
    old = {stop.uid: stop for stop in before.stops.standing()} if before else {}
    new = {stop.uid: stop for stop in now.stops.standing()}
    changed = [
        stop for uid, stop in new.items()
        if uid not in old or (old[uid].starts_at, old[uid].ends_at, old[uid].site_id) != (stop.starts_at, stop.ends_at, stop.site_id)
    ]  # fmt: skip
    return changed, [stop for uid, stop in old.items() if uid not in new]


def _was_told(stop: Stop) -> bool:
    return HostAnswer.objects.filter(stop__uid=stop.uid).exists()


def _tell_guests(delegation: Delegation, version: Programme, *, by: Account, at: datetime) -> Message:
    lang = delegation.language
    request = delegation.request
    with override(lang):
        facts = {
            "number": version.number, "guests": delegation.name.text(lang),
            "when": days_in(delegation.starts_on, delegation.ends_on, lang) if delegation.starts_on and delegation.ends_on else "",
            "desk": delegation.desk.name, "to": _guest_name(delegation, lang),
        }  # fmt: skip
        subject = _("Programme of your visit, version %(number)d") % facts
        body = (
            _(
                "Dear %(to)s,\n\nhere is the programme for %(guests)s, %(when)s, version %(number)d:\n{link}\n\n"
                "The page always shows whether a paper in your hand is the latest version.\n\nKind regards\n%(desk)s"
            )
            % facts
        )
    return outbox.draft_message(
        desk=delegation.desk, to_name=facts["to"], language=lang, subject=subject, body=body, by=by,
        link=programme_link(delegation, at=at), person=delegation.leader, organisation=delegation.organisation,
        to_email=request.contact_email if request else "", to_phone=request.contact_phone if request else "",
        to_wechat=request.contact_wechat if request else "", about=str(delegation), is_invented=delegation.is_invented,
        template="programme-sent",
    )  # fmt: skip


def _guest_name(delegation: Delegation, lang: str) -> str:
    if delegation.request and delegation.request.contact_name:
        return delegation.request.contact_name
    return delegation.leader.person_name.display(lang) if delegation.leader else delegation.name.text(lang)


def _tell_host(stop: Stop, what: Literal["changed", "gone"], *, by: Account, at: datetime) -> Message:
    delegation = stop.programme.delegation
    assert stop.host is not None
    lang = _language_of_host(stop, delegation)
    facts = {
        "to": stop.host.person_name.display(lang), "guests": delegation.name.text(lang), "site": _name_in(stop, lang),
        "when": moment_in(stop.starts_at, zone_of(delegation), lang), "desk": delegation.desk.name,
    }  # fmt: skip
    link = None
    with override(lang):
        if what == "gone":
            subject = _("%(site)s: the visit of %(guests)s does not take place") % facts
            body = (
                _(
                    "Dear %(to)s,\n\nthe visit of %(guests)s to %(site)s (%(when)s) is no longer part of the programme. "
                    "Nothing more is expected of you; thank you for your readiness.\n\nKind regards\n%(desk)s"
                )
                % facts
            )
        else:
            link = links.make_link(delegation.desk, PURPOSE, language=lang, days=_link_days(stop, at), now=at)
            HostAnswer.objects.create(stop=stop, link=link)
            if stop.state == StopState.PLANNED:
                Stop.objects.filter(pk=stop.pk).update(state=StopState.ASKED)
            subject = _("%(site)s: new time for the visit of %(guests)s") % facts
            body = (
                _(
                    "Dear %(to)s,\n\nthe visit of %(guests)s to %(site)s is now planned for %(when)s. "
                    "Please say yes, no, or offer another time here:\n{link}\n\nKind regards\n%(desk)s"
                )
                % facts
            )
    return outbox.draft_message(
        desk=delegation.desk, to_name=facts["to"], language=lang, subject=subject, body=body, by=by, link=link, person=stop.host,
        about=str(delegation), is_invented=delegation.is_invented, template=f"host-{what}",
    )  # fmt: skip
