"""What a desk has before it today: due, coming, gone quiet, waiting. Each line ends in the one verb that moves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from greendesk.agreements.models import Action, Agreement, RiskNote
from greendesk.desks.models import Account, CoInvitation, Desk, LogEntry, Role
from greendesk.desks.sharing import Shown
from greendesk.directory.models import Person
from greendesk.effects.models import EffectClaim, Grade
from greendesk.followups.models import Lead, Pulse
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import MeetingRequest
from greendesk.missions.models import MatchProposal, Mission, Task
from greendesk.outbox.models import Message
from greendesk.visits.models import Delegation, VisitRequest

from .activity import activity_of
from .addresses import address_at, address_of

SHOWN = 12
PRINTED = 50
EVERYTHING = 500
AHEAD_DAYS = 30
PATIENCE = timedelta(days=7)
BODY = ("name", "names", "phone")


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of Today. `is_post` says that the verb is a button, not a way to a form."""

    what: str
    why: str
    url: str
    verb: str
    verb_url: str
    is_post: bool = False
    on: date | None = None
    who: str = ""
    phone: str = ""
    is_invented: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """At most as many lines as were asked for; `more` is 0 where that is all of them."""

    key: str
    title: str
    empty: str
    lines: list[Todo]
    more: int


def today_lists(account: Account, on: date, *, most: int = SHOWN) -> list[List]:
    """The four lists, each cut after `most` lines. A constant number of queries."""
    limit = most + 1
    found = (
        ("due", _("Due now"), _("Nothing is due. Plan the next step of an agreement or a lead and it will be here on its day."), due_now(account, on, limit)),
        ("coming", _("Who is coming"), _("Nobody in the next 30 days. A delegation with days appears here."), who_is_coming(account, on, limit)),
        ("quiet", _("Gone quiet"), _("Every agreement in force shows signs of life."), gone_quiet(account, on)),
        ("waiting", _("Waiting for an answer"), _("Nobody waits for you, and you wait for nobody."), waiting(account, on, limit)),
    )  # fmt: skip
    return [_cut(key, title, empty, lines, most) for key, title, empty, lines in found]


def _cut(key: str, title: str, empty: str, lines: list[Todo], most: int) -> List:
    lines.sort(key=lambda line: (line.on or date.max, line.what))
    kept = lines[:most]
    return List(key, title, empty, kept, len(lines) - len(kept))


def way(name: str, *args: object) -> str:
    try:
        return address_at(f"web:{name}", [*args])
    except NoReverseMatch:
        return ""


def _of(relation: str, names: Iterable[str]) -> list[str]:
    return [f"{relation}__{name}" for name in names]


REQUEST = ("organisation_name", "place", "received_at", "contact_name", "leader_name", "contact_phone", "is_invented")
MESSAGE = ("subject", "to_name", "to_phone", "is_invented")
PULSE = ("months", "lead__title", "lead__is_invented", *_of("lead__owner__organisation", BODY))


def due_now(account: Account, on: date, limit: int) -> list[Todo]:
    return [
        *_leads(account, on, limit), *_actions(account, on, limit), *_tasks(account, on, limit), *_claims(account, on, limit),
        *_pulses(account, on, limit), *_reports(account, on, limit), *_risks(account, on, limit),
        *_holds(account, on, limit),
    ]  # fmt: skip


def _leads(account: Account, on: date, limit: int) -> Iterable[Todo]:
    rows = Lead.objects.ours(account).due_by(on).select_related("owner__organisation")
    for row in rows.only("title", "next_step", "due_on", "is_invented", *_of("owner__organisation", BODY))[:limit]:
        body = row.owner.organisation
        yield Todo(
            str(row), f"{body}: {row.next_step or _('no next step')}", address_of(row), _("Take the next step"),
            address_of(row) + "#step", on=row.due_on, who=str(body), phone=body.phone, is_invented=row.is_invented,
            is_late=row.due_on < on,
        )  # fmt: skip


def _actions(account: Account, on: date, limit: int) -> Iterable[Todo]:
    rows = (
        Action.objects.due_by(on).filter(agreement__in=Agreement.objects.ours(account).values("pk"))
        .select_related("agreement").only("text", "owner", "due_on", "agreement__title", "agreement__is_invented")[:limit]
    )  # fmt: skip
    for row in rows:
        yield Todo(
            str(row), f"{row.agreement} · {row.owner}", address_of(row.agreement), _("Done"), way("action-tick", row.pk),
            is_post=True, on=row.due_on, who=row.owner, is_invented=row.agreement.is_invented, is_late=row.due_on < on,
        )  # fmt: skip


def _tasks(account: Account, on: date, limit: int) -> Iterable[Todo]:
    ours = Mission.objects.ours(account).filter(closed_at=None)
    rows = Task.objects.due_by(on).filter(mission__in=ours.values("pk")).select_related("mission", "account", "person")
    for row in rows[:limit]:
        yield Todo(
            str(row), f"{row.mission} · {row.owner}", address_of(row.mission) + "#tasks", _("Done"),
            way("task-tick", row.pk), is_post=True, on=row.due_on, who=row.owner,
            phone=row.person.phone if row.person else "", is_invented=row.mission.is_invented, is_late=row.is_late(on),
        )  # fmt: skip


def _claims(account: Account, on: date, limit: int) -> Iterable[Todo]:
    asked = LogEntry.objects.filter(kind="effects.effectclaim", record=OuterRef("pk"), verb="effect.proof_asked")
    graded = LogEntry.objects.filter(
        kind="effects.effectclaim", record=OuterRef("record"), verb="effect.graded", at__gt=OuterRef("at")
    )
    rows = (
        EffectClaim.objects.ours(account)
        .annotate(is_asked=Exists(asked.filter(~Exists(graded))))
        .filter(Q(grade=Grade.ANNOUNCED, check_on__lte=on) | Q(is_asked=True))
        .select_related("company__organisation").order_by("check_on", "pk")
        .only("title", "check_on", "is_invented", *_of("company__organisation", BODY))[:limit]
    )  # fmt: skip
    for row in rows:
        why = _("an evaluator asks for the evidence") if row.is_asked else _("announced; see what became of it")
        yield Todo(
            str(row), why, address_of(row), _("Grade it"), address_of(row) + "#grade", on=row.check_on or on,
            who=str(row.company or ""), phone=row.company.organisation.phone if row.company else "",
            is_invented=row.is_invented, is_late=bool(row.check_on and row.check_on < on),
        )  # fmt: skip


def _pulses(account: Account, on: date, limit: int) -> Iterable[Todo]:
    rows = (
        Pulse.objects.due_by(on).filter(lead__in=Lead.objects.ours(account).values("pk"))
        .select_related("lead__owner__organisation").order_by("due_on", "pk").only(*PULSE, "due_on")[:limit]
    )  # fmt: skip
    for row in rows:
        body = row.lead.owner.organisation
        yield Todo(
            str(row.lead), _("%(company)s: how does it stand after %(months)d months?") % {"company": body, "months": row.months},
            address_of(row.lead), _("Ask by one click"), way("pulse-send", row.pk), is_post=True, on=row.due_on,
            who=str(body), phone=body.phone, is_invented=row.lead.is_invented, is_late=row.due_on < on,
        )  # fmt: skip


def _reports(account: Account, on: date, limit: int) -> Iterable[Todo]:
    rows = (
        Delegation.objects.ours(account)
        .inbound()
        .unreported(on)
        .order_by("ends_on")
        .only("name", "ends_on", "is_invented")[:limit]
    )
    for row in rows:
        due = row.ends_on + timedelta(days=5)
        yield Todo(
            str(row), _("the visit is over; ten lines are due"), address_of(row), _("Write the report"),
            way("delegation-report", row.pk) or address_of(row), on=due, is_invented=row.is_invented, is_late=due < on,
        )  # fmt: skip


def _risks(account: Account, on: date, limit: int) -> Iterable[Todo]:
    rows = RiskNote.objects.visible_to(account).filter(review_on__lte=on).select_related("agreement")
    for row in rows.only("review_on", "agreement__title", "agreement__is_invented")[:limit]:
        yield Todo(
            str(row.agreement), _("the risk note is to be looked at again"), address_of(row.agreement),
            _("Review it"), way("agreement-risk", row.agreement_id), on=row.review_on,
            is_invented=row.agreement.is_invented, is_late=row.review_on < on,
        )  # fmt: skip


def _holds(account: Account, on: date, limit: int) -> Iterable[Todo]:
    """Meeting requests whose soft hold lapses within two days, or has lapsed unanswered."""
    until = timezone.now() + timedelta(days=2)
    rows = (
        MeetingRequest.objects.overdue(until).filter(day__in=_our_days(account), day__ends_on__gte=on)
        .select_related("day", "guest__organisation", "host__organisation").order_by("holds_until")[:limit]
    )  # fmt: skip
    for row in rows:
        body = row.host.organisation
        yield Todo(
            str(row), _("%(day)s: the hold lapses") % {"day": row.day}, address_of(row.day), _("Answer for them"),
            address_of(row.day), on=_day(row.holds_until), who=str(body), phone=body.phone if body else "",
            is_invented=row.day.is_invented,
        )  # fmt: skip


def _our_days(account: Account) -> Any:
    return MeetingRequest._meta.get_field("day").related_model.objects.ours(account).values("pk")


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def who_is_coming(account: Account, on: date, limit: int) -> list[Todo]:
    """Delegations of all desks as far as they are shared, and our own missions that leave."""
    lines = []
    guests = (
        Delegation.objects.visible_to(account).coming(on, days=AHEAD_DAYS).select_related("desk", "place", "leader")
        .order_by("starts_on", "pk")[:limit]
    )  # fmt: skip
    for row in guests:
        shown = Shown(row)
        leader = row.leader if shown.is_full else None
        lines.append(
            Todo(
                str(shown), " · ".join(filter(None, [row.place.both if row.place else "", "" if shown.is_full else row.desk.name, leader.both if leader else ""])),
                address_of(row), _("Open the programme") if shown.is_full else _("Talk to them"), address_of(row), on=row.starts_on,
                who=str(leader or ""), phone=leader.phone if leader else row.desk.phone, is_invented=row.is_invented,
            )
        )  # fmt: skip
    leaving = Mission.objects.ours(account).filter(
        starts_on__range=(on, on + timedelta(days=AHEAD_DAYS)), closed_at=None
    )
    for mission in leaving.select_related("place").order_by("starts_on")[:limit]:
        lines.append(
            Todo(
                str(mission), _("we travel"), address_of(mission), _("Open the mission"), address_of(mission),
                on=mission.starts_on, is_invented=mission.is_invented,
            )
        )  # fmt: skip
    return lines


def gone_quiet(account: Account, on: date) -> list[Todo]:
    rows = list(Agreement.objects.ours(account).in_force(on).select_related("place", "desk"))
    activity = activity_of(rows, account, on)
    lines = []
    for row in rows:
        signs = activity[row.pk]
        if signs.is_dormant(on, row.desk.dormant_after_months):
            lines.append(
                Todo(
                    str(row), row.place.both if row.place else "", address_of(row), _("Record a sign of life"),
                    address_of(row) + "#event", on=signs.last, is_invented=row.is_invented,
                )
            )  # fmt: skip
    return lines


def waiting(account: Account, on: date, limit: int) -> list[Todo]:
    return [
        *_asked_to_come(account, limit), *_needs(account, limit), *_proposed(account, limit), *_drafts(account, limit),
        *_silent(account, on, limit), *_pulses_out(account, limit), *_co_owning(account, limit), *_locked_out(account, limit),
        *_to_forget(account, on, limit),
    ]  # fmt: skip


def _asked_to_come(account: Account, limit: int) -> Iterable[Todo]:
    rows = (
        VisitRequest.objects.ours(account).unanswered().filter(state__in=["received", "triage"])
        .select_related("place").order_by("received_at").only(*REQUEST)[:limit]
    )  # fmt: skip
    for row in rows:
        yield Todo(
            str(row), _("asks to come; %(place)s") % {"place": row.place.both if row.place else "?"}, address_of(row),
            _("Answer"), address_of(row), on=_day(row.received_at), who=row.contact_name or row.leader_name,
            phone=row.contact_phone, is_invented=row.is_invented,
        )  # fmt: skip


def _needs(account: Account, limit: int) -> Iterable[Todo]:
    rows = (
        Challenge.objects.ours(account).filter(state__in=["sent", "clarify"])
        .select_related("place", "contact", "owner").order_by("sent_at", "pk")[:limit]
    )  # fmt: skip
    for row in rows:
        asked = row.state == "clarify"
        contact = row.contact
        yield Todo(
            str(row), _("asked back; the owner’s answer is missing") if asked else _("a need that nobody has looked at"),
            address_of(row), _("Ask again") if asked else _("Look at it"), address_of(row), on=_day(row.sent_at),
            who=str(contact or row.owner or ""), phone=(contact.phone if contact else "") or (row.owner.phone if row.owner else ""),
            is_invented=row.is_invented,
        )  # fmt: skip


def _proposed(account: Account, limit: int) -> Iterable[Todo]:
    rows = (
        MatchProposal.objects.waiting().filter(mission__in=Mission.objects.editable_by(account).values("pk"))
        .select_related("mission", "challenge", "company__organisation", "by").order_by("at")
        .only("at", "mission__name", "mission__is_invented", "challenge__title", *_of("company__organisation", BODY), "by__name")[:limit]
    )  # fmt: skip
    for row in rows:
        yield Todo(
            str(row), _("%(name)s proposes this match") % {"name": row.by or row.mission}, address_of(row.mission) + "#proposals",
            _("Accept or decline"), address_of(row.mission) + "#proposals", on=_day(row.at), who=str(row.by or ""),
            is_invented=row.mission.is_invented,
        )  # fmt: skip


def _drafts(account: Account, limit: int) -> Iterable[Todo]:
    for row in Message.objects.ours(account).waiting().order_by("pk").only(*MESSAGE, "created_at")[:limit]:
        yield Todo(
            str(row), _("draft to %(name)s") % {"name": row.to_name}, address_of(row), _("Look and send"),
            address_of(row), on=_day(row.created_at), who=row.to_name, phone=row.to_phone, is_invented=row.is_invented,
        )  # fmt: skip


def _run_by(account: Account) -> list[int]:
    """Desks whose officers decide such things, of which this account is one."""
    return [desk for desk, role in account.roles.items() if role == Role.OFFICER]


def _co_owning(account: Account, limit: int) -> Iterable[Todo]:
    for row in CoInvitation.objects.open().filter(guest__in=_run_by(account)).select_related("host")[:limit]:
        yield Todo(
            row.title, _("%(desk)s asks to own this together") % {"desk": row.host}, way("invitations"), _("Answer"),
            way("invitations"), on=_day(row.asked_at), who=str(row.host), phone=row.host.phone,
            is_invented=row.host.is_invented,
        )  # fmt: skip


def _locked_out(account: Account, limit: int) -> Iterable[Todo]:
    rows = Account.objects.filter(memberships__desk__in=_run_by(account), password_asked_at__isnull=False).distinct()
    for row in rows[:limit]:
        yield Todo(
            row.name, _("has forgotten the password"), "", _("Give a way in"), way("settings"),
            on=_day(row.password_asked_at), who=row.name,
        )  # fmt: skip


def _to_forget(account: Account, on: date, limit: int) -> Iterable[Todo]:
    """People whose time of keeping ends: somebody decides, or the rota erases them on the day."""
    desks = [desk for desk, role in account.roles.items() if role in Role.confidential()]
    rows = Person.objects.filter(desk__in=desks).marked()[:limit]
    first = next(iter(rows), None)
    if first is not None:
        yield Todo(
            ngettext("%(n)d person is to be forgotten", "%(n)d people are to be forgotten", len(rows)) % {"n": len(rows)},
            _("keep them for a reason, or let them go"), way("people-due"), _("Decide"), way("people-due"), on=first.erase_on,
        )  # fmt: skip


def _silent(account: Account, on: date, limit: int) -> Iterable[Todo]:
    """Messages with a link that left a week ago and were not answered."""
    before = timezone.now() - PATIENCE
    rows = (
        Message.objects.ours(account).unanswered()
        .filter(link__isnull=False, link__answered_at=None, link__expires_at__gt=timezone.now(), updated_at__lt=before)
        .exclude(template="pulse").order_by("updated_at").only(*MESSAGE, "updated_at")[:limit]
    )  # fmt: skip
    for row in rows:
        yield Todo(
            str(row), _("%(name)s has not answered") % {"name": row.to_name}, address_of(row), _("Call"), address_of(row),
            on=_day(row.updated_at), who=row.to_name, phone=row.to_phone, is_invented=row.is_invented,
        )  # fmt: skip


def _pulses_out(account: Account, limit: int) -> Iterable[Todo]:
    rows = (
        Pulse.objects.waiting().exclude(link__messages__state__in=["draft", "previewed"]).filter(lead__in=Lead.objects.ours(account).values("pk"))
        .select_related("lead__owner__organisation").order_by(F("asked_on").asc()).only(*PULSE, "asked_on")[:limit]
    )  # fmt: skip
    for row in rows:
        body = row.lead.owner.organisation
        yield Todo(
            str(row.lead), _("%(company)s has not said how it stands") % {"company": body}, address_of(row.lead),
            _("Call and enter it"), way("pulse-answer", row.pk), on=row.asked_on, who=str(body), phone=body.phone,
            is_invented=row.lead.is_invented,
        )  # fmt: skip


def our_desks(account: Account) -> list[Desk]:
    return list(Desk.objects.filter(pk__in=account.desk_ids).order_by("name"))
