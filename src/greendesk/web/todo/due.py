"""What is due: steps, actions, tasks, claims, pulses, reports, risk notes and holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.agreements.models import Action, Agreement, RiskNote
from greendesk.desks.models import Account, LogEntry
from greendesk.effects.models import EffectClaim, Grade
from greendesk.followups.models import Lead, Pulse
from greendesk.meetings.models import MeetingDay, MeetingRequest
from greendesk.missions.models import Mission, Task
from greendesk.visits.models import Delegation

from ..addresses import address_of, page_at
from .lines import BODY, NAME, OWNER, Found, Todo, body_of, day_of, first_pulses, of, way


def due_now(account: Account, on: date, limit: int) -> list[Found]:
    return [
        *_leads(account, on, limit), *_actions(account, on, limit), *_tasks(account, on, limit), *_claims(account, on, limit),
        *_pulses(account, on, limit), *_reports(account, on, limit), *_risks(account, on, limit),
        *_holds(account, on, limit),
    ]  # fmt: skip


def _leads(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        body, here = body_of(row), page_at("followups.lead", row.pk)
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
        .only("text", "due_on", "done_on", "mission__name", "mission__is_invented", "account__name", "person__phone", *of("person", NAME))
    )  # fmt: skip
    return [Found(str(row), row.due_on, row, say) for row in rows[:limit]]


def _claims(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        why = _("an evaluator asks for the evidence") if row.is_asked else _("announced; see what became of it")
        body, here = body_of(row) if row.company else None, page_at("effects.effectclaim", row.pk)
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
        .values_list("title", "check_on", "pk", "is_asked", "is_invented", "company", *of("company__organisation", BODY), named=True)
    )  # fmt: skip
    return [Found(str(row.title), row.check_on or on, row, say) for row in rows[:limit]]


def _pulses(account: Account, on: date, limit: int) -> Iterable[Found]:
    def say(row: Any, what: str, due: date) -> Todo:
        body = body_of(row)
        return Todo(
            what, _("%(company)s: how does it stand after %(months)d months?") % {"company": body, "months": row.months},
            page_at("followups.lead", row.lead), _("Ask by one click"), way("pulse-send", row.pk), is_post=True, on=due,
            who=str(body), phone=body.phone, is_invented=row.lead__is_invented, is_late=due < on,
        )  # fmt: skip

    rows = first_pulses(Pulse.objects.due_by(on), "due_on", account, limit)
    return [Found(str(row.lead__title), row.due_on, row, say) for row in rows]


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
        MeetingRequest.objects.overdue(until).filter(day__in=MeetingDay.objects.ours(account).values("pk"), day__ends_on__gte=on)
        .select_related("day", "guest__organisation", "host__organisation").order_by("holds_until")
        .only("holds_until", "day__name", "day__is_invented", *of("guest__organisation", BODY), *of("host__organisation", BODY))
    )  # fmt: skip
    return [Found(str(row), day_of(row.holds_until), row, say) for row in rows[:limit]]
