"""What a desk has before it today: due, coming, gone quiet, waiting. Each line ends in the one verb that moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from greendesk.agreements.models import Action, Agreement, RiskNote
from greendesk.atlas.models import Place
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Account, CoInvitation, LogEntry, Role
from greendesk.desks.sharing import Shown
from greendesk.directory.models import Organisation, Person
from greendesk.effects.models import EffectClaim, Grade
from greendesk.followups.models import Lead, Pulse
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import MeetingRequest
from greendesk.missions.models import MatchProposal, Mission, Task
from greendesk.outbox.models import Message
from greendesk.visits.models import Delegation, VisitRequest

from .activity import activity_of
from .addresses import address_at, address_of, page_at

SHOWN = 12
PRINTED = 50
EVERYTHING = 500
AHEAD_DAYS = 30
PATIENCE = timedelta(days=7)
BODY = ("name", "names", "phone")
NAME = ("given", "family", "han", "reading", "family_first")
REQUEST = ("pk", "place", "contact_name", "leader_name", "contact_phone", "is_invented")


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


class Found(NamedTuple):
    """What may become a line: hundreds are found, a few dozen are said, and what is not costs no sentence."""

    what: str
    on: date | None
    row: Any
    say: Callable[[Any, str, Any], Todo]


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
    return [_cut(key, title, empty, rows, most) for key, title, empty, rows in found]


def _cut(key: str, title: str, empty: str, found: list[Found], most: int) -> List:
    found.sort(key=lambda each: (each.on or date.max, each.what))
    kept = [each.say(each.row, each.what, each.on) for each in found[:most]]
    return List(key, title, empty, kept, len(found) - len(kept))


def way(name: str, *args: object) -> str:
    try:
        return address_at(f"web:{name}", [*args])
    except NoReverseMatch:
        return ""


def _of(relation: str, names: Iterable[str]) -> list[str]:
    return [f"{relation}__{name}" for name in names]


OWNER = _of("owner__organisation", BODY)
MESSAGE = ("pk", "to_name", "to_phone", "is_invented")
PULSE = ("pk", "months", "lead", "lead__is_invented", *_of("lead", OWNER))


def _body(row: Any) -> Organisation:
    """The organisation whose columns stand last in a row."""
    return Organisation(**dict(zip(BODY, row[-len(BODY) :], strict=True)))


def due_now(account: Account, on: date, limit: int) -> list[Found]:
    return [
        *_leads(account, on, limit), *_actions(account, on, limit), *_tasks(account, on, limit), *_claims(account, on, limit),
        *_pulses(account, on, limit), *_reports(account, on, limit), *_risks(account, on, limit),
        *_holds(account, on, limit),
    ]  # fmt: skip


def _leads(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        body, here = _body(row), page_at("followups.lead", row.pk)
        return Todo(
            what, f"{body}: {row.next_step or _('no next step')}", here, _("Take the next step"), here + "#step", on=due,
            who=str(body), phone=body.phone, is_invented=row.is_invented, is_late=due < on,
        )  # fmt: skip

    rows = Lead.objects.ours(account).due_by(on)
    rows = rows.values_list("title", "due_on", "pk", "next_step", "is_invented", *OWNER, named=True)
    return [Found(str(row.title), row.due_on, row, say) for row in rows[:limit]]


def _actions(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        return Todo(
            what, f"{row.agreement__title} · {row.owner}", page_at("agreements.agreement", row.agreement), _("Done"),
            way("action-tick", row.pk), is_post=True, on=due, who=row.owner, is_invented=row.agreement__is_invented,
            is_late=due < on,
        )  # fmt: skip

    rows = Action.objects.due_by(on).filter(agreement__in=Agreement.objects.ours(account).values("pk"))
    rows = rows.values_list("text", "due_on", "pk", "owner", "agreement", "agreement__title", "agreement__is_invented", named=True)  # fmt: skip
    return [Found(str(row.text), row.due_on, row, say) for row in rows[:limit]]


def _tasks(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Task, what: str, due: date) -> Todo:
        return Todo(
            what, f"{row.mission} · {row.owner}", address_of(row.mission) + "#tasks", _("Done"), way("task-tick", row.pk),
            is_post=True, on=due, who=row.owner, phone=row.person.phone if row.person else "",
            is_invented=row.mission.is_invented, is_late=row.is_late(on),
        )  # fmt: skip

    ours = Mission.objects.ours(account).filter(closed_at=None)
    rows = (
        Task.objects.due_by(on).filter(mission__in=ours.values("pk")).select_related("mission", "account", "person")
        .only("text", "due_on", "done_on", "mission__name", "mission__is_invented", "account__name", "person__phone", *_of("person", NAME))
    )  # fmt: skip
    return [Found(str(row), row.due_on, row, say) for row in rows[:limit]]


def _claims(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        why = _("an evaluator asks for the evidence") if row.is_asked else _("announced; see what became of it")
        body, here = _body(row) if row.company else None, page_at("effects.effectclaim", row.pk)
        return Todo(
            what, why, here, _("Grade it"), here + "#grade", on=due, who=str(body or ""), phone=body.phone if body else "",
            is_invented=row.is_invented, is_late=due < on,
        )  # fmt: skip

    asked = LogEntry.objects.filter(kind="effects.effectclaim", record=OuterRef("pk"), verb="effect.proof_asked")
    graded = LogEntry.objects.filter(
        kind="effects.effectclaim", record=OuterRef("record"), verb="effect.graded", at__gt=OuterRef("at")
    )
    rows = (
        EffectClaim.objects.ours(account)
        .annotate(is_asked=Exists(asked.filter(~Exists(graded))))
        .filter(Q(grade=Grade.ANNOUNCED, check_on__lte=on) | Q(is_asked=True))
        .order_by("check_on", "pk")
        .values_list("title", "check_on", "pk", "is_asked", "is_invented", "company", *_of("company__organisation", BODY), named=True)
    )  # fmt: skip
    return [Found(str(row.title), row.check_on or on, row, say) for row in rows[:limit]]


def _pulses(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        body = _body(row)
        return Todo(
            what, _("%(company)s: how does it stand after %(months)d months?") % {"company": body, "months": row.months},
            page_at("followups.lead", row.lead), _("Ask by one click"), way("pulse-send", row.pk), is_post=True, on=due,
            who=str(body), phone=body.phone, is_invented=row.lead__is_invented, is_late=due < on,
        )  # fmt: skip

    rows = _first_pulses(Pulse.objects.due_by(on), "due_on", account, limit)
    return [Found(str(row.lead__title), row.due_on, row, say) for row in rows]


def _first_pulses(pulses: Any, day: str, account: Account, limit: int) -> Any:
    """Those of our leads, found before their leads and companies are joined: there are thousands."""
    ours = pulses.filter(lead__in=Lead.objects.ours(account).values("pk")).order_by(day, "pk")
    rows = Pulse.objects.filter(pk__in=ours.values("pk")[:limit]).order_by(day, "pk")
    return rows.values_list("lead__title", day, *PULSE, named=True)


def _reports(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        here = page_at("visits.delegation", row.pk)
        return Todo(
            what, _("the visit is over; ten lines are due"), here, _("Write the report"),
            way("delegation-report", row.pk) or here, on=due, is_invented=row.is_invented, is_late=due < on,
        )  # fmt: skip

    rows = Delegation.objects.ours(account).inbound().unreported(on).order_by("ends_on")
    rows = rows.values_list("name", "ends_on", "pk", "is_invented", named=True)
    return [Found(str(row.name), row.ends_on + timedelta(days=5), row, say) for row in rows[:limit]]


def _risks(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        return Todo(
            what, _("the risk note is to be looked at again"), page_at("agreements.agreement", row.agreement),
            _("Review it"), way("agreement-risk", row.agreement), on=due, is_invented=row.agreement__is_invented,
            is_late=due < on,
        )  # fmt: skip

    rows = RiskNote.objects.visible_to(account).filter(review_on__lte=on)
    rows = rows.values_list("agreement__title", "review_on", "agreement", "agreement__is_invented", named=True)
    return [Found(str(row.agreement__title), row.review_on, row, say) for row in rows[:limit]]


def _holds(account: Account, on: date, limit: int) -> Iterable[Found]:
    """Meeting requests whose soft hold lapses within two days, or has lapsed unanswered."""

    def say(row: MeetingRequest, what: str, until: date) -> Todo:
        body, here = row.host.organisation, address_of(row.day)
        return Todo(
            what, _("%(day)s: the hold lapses") % {"day": row.day}, here, _("Answer for them"), here, on=until,
            who=str(body), phone=body.phone, is_invented=row.day.is_invented,
        )  # fmt: skip

    until = timezone.now() + timedelta(days=2)
    rows = (
        MeetingRequest.objects.overdue(until).filter(day__in=_our_days(account), day__ends_on__gte=on)
        .select_related("day", "guest__organisation", "host__organisation").order_by("holds_until")
        .only("holds_until", "day__name", "day__is_invented", *_of("guest__organisation", BODY), *_of("host__organisation", BODY))
    )  # fmt: skip
    return [Found(str(row), _day(row.holds_until), row, say) for row in rows[:limit]]


def _our_days(account: Account) -> Any:
    return MeetingRequest._meta.get_field("day").related_model.objects.ours(account).values("pk")


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def who_is_coming(account: Account, on: date, limit: int) -> list[Found]:
    """Delegations of all desks as far as they are shared, and our own missions that leave."""

    def coming(shown: Shown, what: str, day: date) -> Todo:
        leader, here = shown.leader if shown.is_full else None, address_of(shown)
        about = [
            shown.place.both if shown.place else "",
            "" if shown.is_full else shown.desk.name,
            leader.both if leader else "",
        ]
        return Todo(
            what, " · ".join(filter(None, about)), here, _("Open the programme") if shown.is_full else _("Talk to them"), here,
            on=day, who=str(leader or ""), phone=leader.phone if leader else shown.desk.phone, is_invented=shown.is_invented,
        )  # fmt: skip

    def leaving(row: Any, what: str, day: date) -> Todo:
        here = page_at("missions.mission", row.pk)
        return Todo(what, _("we travel"), here, _("Open the mission"), here, on=day, is_invented=row.is_invented)

    guests = (
        Delegation.objects.visible_to(account).coming(on, days=AHEAD_DAYS).select_related("desk", "place", "leader")
        .only("name", "starts_on", "is_invented", "desk__name", "desk__phone", "leader__phone", *_of("leader", NAME), *_of("place", CALLED_BY))
        .order_by("starts_on", "pk")
    )  # fmt: skip
    missions = (
        Mission.objects.ours(account)
        .filter(starts_on__range=(on, on + timedelta(days=AHEAD_DAYS)), closed_at=None)
        .values_list("name", "starts_on", "pk", "is_invented", named=True)
        .order_by("starts_on")
    )
    return [
        *(Found(str(each), each.starts_on, each, coming) for each in map(Shown, guests[:limit])),
        *(Found(str(row.name), row.starts_on, row, leaving) for row in missions[:limit]),
    ]


def gone_quiet(account: Account, on: date) -> list[Found]:
    def say(row: Agreement, what: str, last: date | None) -> Todo:
        here = address_of(row)
        return Todo(
            what, row.place.both if row.place else "", here, _("Record a sign of life"), here + "#event", on=last,
            is_invented=row.is_invented,
        )  # fmt: skip

    rows = (
        Agreement.objects.ours(account).in_force(on).select_related("place", "desk")
        .only("title", "is_invented", "desk__dormant_after_months", *_of("place", CALLED_BY))
    )  # fmt: skip
    activity = activity_of(rows, account, on)
    return [
        Found(str(row), activity[row.pk].last, row, say)
        for row in rows
        if activity[row.pk].is_dormant(on, row.desk.dormant_after_months)
    ]


def waiting(account: Account, on: date, limit: int) -> list[Found]:
    return [
        *_asked_to_come(account, limit), *_needs(account, limit), *_proposed(account, limit), *_drafts(account, limit),
        *_silent(account, on, limit), *_pulses_out(account, limit), *_co_owning(account, limit), *_locked_out(account, limit),
        *_to_forget(account, on, limit),
    ]  # fmt: skip


def _asked_to_come(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        here = page_at("visits.visitrequest", row.pk)
        place = Place(**dict(zip(CALLED_BY, row[-len(CALLED_BY) :], strict=True))).both if row.place else "?"
        return Todo(
            what, _("asks to come; %(place)s") % {"place": place}, here, _("Answer"), here, on=day,
            who=row.contact_name or row.leader_name, phone=row.contact_phone, is_invented=row.is_invented,
        )  # fmt: skip

    rows = VisitRequest.objects.ours(account).unanswered().filter(state__in=["received", "triage"])
    rows = rows.order_by("received_at").values_list("organisation_name", "received_at", *REQUEST, *_of("place", CALLED_BY), named=True)  # fmt: skip
    return [Found(row.organisation_name, _day(row.received_at), row, say) for row in rows[:limit]]


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
        .only("title", "state", "sent_at", "is_invented", "contact__phone", *_of("contact", NAME), *_of("owner", BODY))
        .order_by("sent_at", "pk")
    )  # fmt: skip
    return [Found(str(row), _day(row.sent_at), row, say) for row in rows[:limit]]


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
        .only("at", "mission__name", "mission__is_invented", "challenge__title", *_of("company__organisation", BODY), "by__name")
    )  # fmt: skip
    return [Found(str(row), _day(row.at), row, say) for row in rows[:limit]]


def _drafts(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        return _message(row, what, day, _("draft to %(name)s"), _("Look and send"))

    rows = (
        Message.objects.ours(account)
        .waiting()
        .order_by("pk")
        .values_list("subject", "created_at", *MESSAGE, named=True)
    )
    return [Found(row.subject, _day(row.created_at), row, say) for row in rows[:limit]]


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
    return [Found(row.title, _day(row.asked_at), row, say) for row in rows[:limit]]


def _locked_out(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        return Todo(what, _("has forgotten the password"), "", _("Give a way in"), way("settings"), on=day, who=what)

    rows = Account.objects.filter(memberships__desk__in=_run_by(account), password_asked_at__isnull=False).distinct()
    rows = rows.values_list("name", "password_asked_at", "pk", named=True)
    return [Found(row.name, _day(row.password_asked_at), row, say) for row in rows[:limit]]


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
    return [Found(row.subject, _day(row.updated_at), row, say) for row in rows[:limit]]


def _pulses_out(account: Account, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, day: date) -> Todo:
        body = _body(row)
        return Todo(
            what, _("%(company)s has not said how it stands") % {"company": body}, page_at("followups.lead", row.lead),
            _("Call and enter it"), way("pulse-answer", row.pk), on=day, who=str(body), phone=body.phone,
            is_invented=row.lead__is_invented,
        )  # fmt: skip

    pulses = Pulse.objects.waiting().exclude(link__messages__state__in=["draft", "previewed"])
    rows = _first_pulses(pulses, "asked_on", account, limit)
    return [Found(str(row.lead__title), row.asked_on, row, say) for row in rows]
