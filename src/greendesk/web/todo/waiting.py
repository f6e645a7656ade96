"""Who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from greendesk.atlas.models import Place
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Account, CoInvitation, Role
from greendesk.directory.models import Person
from greendesk.followups.models import Pulse
from greendesk.matchmaking.models import Challenge
from greendesk.missions.models import MatchProposal, Mission
from greendesk.outbox.models import Message
from greendesk.visits.models import VisitRequest

from ..addresses import address_of, page_at
from .lines import BODY, NAME, Found, Todo, body_of, day_of, first_pulses, last_of, of, way

PATIENCE = timedelta(days=7)
REQUEST = ("pk", "place", "contact_name", "leader_name", "contact_phone", "is_invented")
MESSAGE = ("pk", "to_name", "to_phone", "is_invented")


def waiting(account: Account, on: date, limit: int) -> list[Found]:
    return [
        *_asked_to_come(account, limit), *_needs(account, limit), *_proposed(account, limit), *_drafts(account, limit),
        *_silent(account, on, limit), *_pulses_out(account, limit), *_co_owning(account, limit), *_locked_out(account, limit),
        *_to_forget(account, on, limit),
    ]  # fmt: skip


def _asked_to_come(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        here = page_at("visits.visitrequest", row.pk)
        place = Place(**last_of(row, CALLED_BY)).both if row.place else "?"
        return Todo(
            what, _("asks to come; %(place)s") % {"place": place}, here, _("Answer"), here, on=day,
            who=row.contact_name or row.leader_name, phone=row.contact_phone, is_invented=row.is_invented,
        )  # fmt: skip

    rows = VisitRequest.objects.ours(account).unanswered().filter(state__in=["received", "triage"])
    rows = rows.order_by("received_at").values_list("organisation_name", "received_at", *REQUEST, *of("place", CALLED_BY), named=True)  # fmt: skip
    return [Found(row.organisation_name, day_of(row.received_at), row, say) for row in rows[:limit]]


def _needs(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Challenge, what: str, day: date | None) -> Todo:
        asked, contact, here = row.state == "clarify", row.contact, address_of(row)
        return Todo(
            what, _("asked back; the owner’s answer is missing") if asked else _("a need that nobody has looked at"),
            here, _("Ask again") if asked else _("Look at it"), here, on=day,
            who=str(contact or row.owner or ""), phone=(contact.phone if contact else "") or (row.owner.phone if row.owner else ""),
            is_invented=row.is_invented,
        )  # fmt: skip

    rows = (
        Challenge.objects.ours(account).filter(state__in=["sent", "clarify"]).select_related("contact", "owner")
        .only("title", "state", "sent_at", "is_invented", "contact__phone", *of("contact", NAME), *of("owner", BODY))
        .order_by("sent_at", "pk")
    )  # fmt: skip
    return [Found(str(row), day_of(row.sent_at), row, say) for row in rows[:limit]]


def _proposed(account: Account, limit: int) -> Iterable[Found]:
    def say(row: MatchProposal, what: str, day: date) -> Todo:
        here = address_of(row.mission) + "#proposals"
        return Todo(
            what, _("%(name)s proposes this match") % {"name": row.by or row.mission}, here, _("Accept or decline"), here,
            on=day, who=str(row.by or ""), is_invented=row.mission.is_invented,
        )  # fmt: skip

    rows = (
        MatchProposal.objects.waiting().filter(mission__in=Mission.objects.editable_by(account).values("pk"))
        .select_related("mission", "challenge", "company__organisation", "by").order_by("at")
        .only("at", "mission__name", "mission__is_invented", "challenge__title", *of("company__organisation", BODY), "by__name")
    )  # fmt: skip
    return [Found(str(row), day_of(row.at), row, say) for row in rows[:limit]]


def _drafts(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        return _message(row, what, day, _("draft to %(name)s"), _("Look and send"))

    rows = (
        Message.objects.ours(account)
        .waiting()
        .order_by("pk")
        .values_list("subject", "created_at", *MESSAGE, named=True)
    )
    return [Found(row.subject, day_of(row.created_at), row, say) for row in rows[:limit]]


def _message(row: Any, what: str, day: date, why: str, verb: str) -> Todo:
    here = page_at("outbox.message", row.pk)
    return Todo(
        what, why % {"name": row.to_name}, here, verb, here, on=day, who=row.to_name, phone=row.to_phone,
        is_invented=row.is_invented,
    )  # fmt: skip


def _run_by(account: Account) -> list[int]:
    """Desks whose officers decide such things, of which this account is one."""
    return [desk for desk, role in account.roles.items() if role == Role.OFFICER]


def _co_owning(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        return Todo(
            what, _("%(desk)s asks to own this together") % {"desk": row.host__name}, way("invitations"), _("Answer"),
            way("invitations"), on=day, who=row.host__name, phone=row.host__phone, is_invented=row.host__is_invented,
        )  # fmt: skip

    rows = CoInvitation.objects.open().filter(guest__in=_run_by(account))
    rows = rows.values_list("title", "asked_at", "host__name", "host__phone", "host__is_invented", named=True)
    return [Found(row.title, day_of(row.asked_at), row, say) for row in rows[:limit]]


def _locked_out(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        return Todo(what, _("has forgotten the password"), "", _("Give a way in"), way("settings"), on=day, who=what)

    rows = Account.objects.filter(memberships__desk__in=_run_by(account), password_asked_at__isnull=False).distinct()
    rows = rows.values_list("name", "password_asked_at", "pk", named=True)
    return [Found(row.name, day_of(row.password_asked_at), row, say) for row in rows[:limit]]


def _to_forget(account: Account, on: date, limit: int) -> Iterable[Found]:
    """People whose time of keeping ends: somebody decides, or the rota erases them on the day."""

    def say(_row: None, what: str, day: date) -> Todo:
        here = way("people-due")
        return Todo(what, _("keep them for a reason, or let them go"), here, _("Decide"), here, on=day)

    desks = [desk for desk, role in account.roles.items() if role in Role.confidential()]
    days = list(Person.objects.filter(desk__in=desks).marked().values_list("erase_on", flat=True)[:limit])
    n = len(days)
    what = ngettext("%(n)d person is to be forgotten", "%(n)d people are to be forgotten", n) % {"n": n}
    return [Found(what, days[0], None, say)] if days else []


def _silent(account: Account, on: date, limit: int) -> Iterable[Found]:
    """Messages with a link that left a week ago and were not answered."""

    def say(row: Any, what: str, day: date) -> Todo:
        return _message(row, what, day, _("%(name)s has not answered"), _("Call"))

    before = timezone.now() - PATIENCE
    rows = (
        Message.objects.ours(account).unanswered()
        .filter(link__isnull=False, link__answered_at=None, link__expires_at__gt=timezone.now(), updated_at__lt=before)
        .exclude(template="pulse").order_by("updated_at").values_list("subject", "updated_at", *MESSAGE, named=True)
    )  # fmt: skip
    return [Found(row.subject, day_of(row.updated_at), row, say) for row in rows[:limit]]


def _pulses_out(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        body = body_of(row)
        return Todo(
            what, _("%(company)s has not said how it stands") % {"company": body}, page_at("followups.lead", row.lead),
            _("Call and enter it"), way("pulse-answer", row.pk), on=day, who=str(body), phone=body.phone,
            is_invented=row.lead__is_invented,
        )  # fmt: skip

    pulses = Pulse.objects.waiting().exclude(link__messages__state__in=["draft", "previewed"])
    rows = first_pulses(pulses, "asked_on", account, limit)
    return [Found(str(row.lead__title), row.asked_on, row, say) for row in rows]
