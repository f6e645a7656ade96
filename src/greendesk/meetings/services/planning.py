"""Make drafts of a timetable: from nothing, or from what people already carry.

The solver runs outside any transaction; what it found is written in one short one, replacing what an earlier
run of the same version wrote, so that a job may run twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.engines.timetable import Timetable, replan, solve
from greendesk.kit import jobs

from .. import errors
from ..models import Meeting, MeetingDay, Placement, TimetableVersion
from ..plans import DayPlan, facts_of, plan_of, seat_tables, violations_of
from .days import locked_day

MOVES = 400_000
SECONDS = 30.0
PLANNING = "planning"
ANSWERS = ("stable", "balanced", "free")


@dataclass(frozen=True, slots=True)
class Carried:
    """What people carry now: {request id: slot}, its tables and interpreters."""

    slots: dict[int, int]
    tables: dict[int, tuple[int, int]]
    interpreters: dict[int, int | None]


def plan_meeting_day(
    day: MeetingDay,
    *,
    by: Account,
    at: datetime | None = None,
    seed: int = 1,
    moves: int | None = MOVES,
    seconds: float = SECONDS,
) -> TimetableVersion:
    """A draft of the whole day, here and now. The same seed and moves give the same draft."""
    moment = at or timezone.now()
    (version,) = _begin(day, by=by, at=moment)
    return fill_version(version, at=moment, seed=seed, moves=moves, seconds=seconds)


def replan_timetable(
    day: MeetingDay,
    *,
    by: Account,
    at: datetime | None = None,
    seed: int = 1,
    moves: int | None = MOVES,
    seconds: float = SECONDS,
) -> list[TimetableVersion]:
    """Three drafts after something changed: stable, balanced, free, each with what it costs. One is published."""
    moment = at or timezone.now()
    versions = _begin(day, by=by, at=moment, answers=ANSWERS)
    return fill_answers(versions, at=moment, seed=seed, moves=moves, seconds=seconds)


def begin_planning(day: MeetingDay, *, by: Account, again: bool = False) -> UUID:
    """Ask a worker for a draft, or with `again` for three re-planned ones; returns the job."""
    from ..tasks import plan_versions  # the task calls this module

    with transaction.atomic():
        versions = _begin(day, by=by, at=timezone.now(), answers=ANSWERS if again else ("",))
        label = _("Timetable of %(day)s") % {"day": day}
        job = jobs.enqueue(plan_versions, [version.pk for version in versions], label=label, account_id=by.pk)
        for version in versions:
            TimetableVersion.objects.filter(pk=version.pk, status=PLANNING).update(
                facts=version.facts | {"job": str(job)}
            )
    return job


@transaction.atomic
def _begin(day: MeetingDay, *, by: Account, at: datetime, answers: Sequence[str] = ("",)) -> list[TimetableVersion]:
    held = locked_day(day, by)
    if not held.sessions.exists() or not held.requests.standing(at).exists():
        raise errors.NothingToPlan
    if answers != ("",) and not held.versions.filter(published_at__isnull=False).exists():
        raise errors.NothingPublished
    last = held.versions.aggregate(last=Max("number"))["last"] or 0
    rows = [
        TimetableVersion.objects.create(
            day=held, number=last + i, status=PLANNING, by=by, facts={"answer": answer} if answer else {}
        )
        for i, answer in enumerate(answers, start=1)
    ]
    logbook.record("timetable.planned", by=by, on=held, versions=[version.number for version in rows])
    return rows


def fill_version(
    version: TimetableVersion,
    *,
    at: datetime,
    seed: int = 1,
    moves: int | None = MOVES,
    seconds: float = SECONDS,
) -> TimetableVersion:
    """Solve the day and write the draft. Long: never call it inside a transaction."""
    plan = plan_of(version.day, at=at)
    jobs.progress(0, 2, _("%(meetings)d meetings, %(slots)d slots") % _sizes(plan))
    timetable = solve(plan.problem, seconds=seconds, seed=seed, moves=moves)
    jobs.progress(1, 2)
    return write_draft(version, plan, timetable, carried_by(version.day))


def fill_answers(
    versions: Sequence[TimetableVersion],
    *,
    at: datetime,
    seed: int = 1,
    moves: int | None = MOVES,
    seconds: float = SECONDS,
) -> list[TimetableVersion]:
    """Re-plan and write the three drafts. Long: never call it inside a transaction."""
    day = versions[0].day
    plan, carried = plan_of(day, at=at), carried_by(day)
    jobs.progress(0, 2, _("%(meetings)d meetings, %(slots)d slots") % _sizes(plan))
    answers = replan(
        plan.problem,
        plan.slots_of(carried.slots),
        old_interpreters=[carried.interpreters.get(request.pk) for request in plan.requests],
        seconds=seconds,
        seed=seed,
        moves=moves,
    )
    jobs.progress(1, 2)
    by_name = {answer.name: answer.timetable for answer in answers}
    return [write_draft(version, plan, by_name[version.facts["answer"]], carried) for version in versions]


def _sizes(plan: DayPlan) -> dict[str, int]:
    return {"meetings": len(plan.requests), "slots": len(plan.moments)}


def carried_by(day: MeetingDay) -> Carried:
    rows = list(Meeting.objects.filter(day=day).on_paper())
    return Carried(
        {m.request_id: m.slot for m in rows},
        {m.request_id: (m.slot, m.table) for m in rows},
        {m.request_id: m.interpreter_id for m in rows},
    )


@transaction.atomic
def write_draft(version: TimetableVersion, plan: DayPlan, timetable: Timetable, carried: Carried) -> TimetableVersion:
    """Put what the engine found into the version. A version that was published meanwhile stays as it is."""
    held = TimetableVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if held.published_at is not None:
        return held
    tables = seat_tables(plan, timetable.slots, carried.tables)
    held.placements.all().delete()
    Placement.objects.bulk_create(
        Placement(version=held, request=request, slot=slot, table=tables[request.pk], interpreter_id=helper)
        for request, slot, helper in zip(plan.requests, timetable.slots, timetable.interpreters, strict=True)
        if slot is not None
    )
    held.status = str(timetable.status)
    held.facts = {
        **{key: held.facts[key] for key in ("answer", "job") if key in held.facts},
        **facts_of(plan, timetable, violations_of(plan, timetable)),
        **changes(plan, timetable, carried),
    }
    held.save(update_fields=["status", "facts"])
    return held


def changes(plan: DayPlan, timetable: Timetable, carried: Carried) -> dict[str, Any]:
    """Against what people carry: meetings moved, lost and new, and how many parties must be told."""
    if not carried.slots:
        return {}
    now = {r.pk: slot for r, slot in zip(plan.requests, timetable.slots, strict=True) if slot is not None}
    changed = {pk for pk in carried.slots.keys() | now.keys() if carried.slots.get(pk) != now.get(pk)}
    told: set[int] = set()
    for request in plan.day.requests.filter(pk__in=changed).prefetch_related("others"):
        told |= {request.guest_id, request.host_id, *(other.pk for other in request.others.all())}
    return {
        "moved": sum(pk in carried.slots and pk in now for pk in changed),
        "lost": sum(pk not in now for pk in changed),
        "new": sum(pk not in carried.slots for pk in changed),
        "told": len(told),
    }
