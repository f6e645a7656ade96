"""What happens to projects: they are started, learn, are reported, handed over and closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from greendesk.agreements.models import Action, Agreement
from greendesk.atlas.models import Theme
from greendesk.catalogue.editing import hold, must_edit_at, write
from greendesk.desks import files, logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Organisation
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from . import errors
from .models import Goal, Lesson, Partner, Project, ProjectReport

COLUMNS = ("name", "objectives", "owner", "funder", "place", "period", "budget", "currency", "themes", "agreements")


@transaction.atomic
def start_project(
    *,
    desk: Desk,
    name: Texts,
    by: Account | None,
    themes: Iterable[Theme] = (),
    agreements: Iterable[Agreement] = (),
    partners: Iterable[Organisation] = (),
    co_desks: Iterable[Desk] = (),
    sharing: int = Level.SUMMARY,
    **facts: Any,
) -> Project:
    """Begin a funded programme; its currency stays empty where nobody has named one. Raises NeedsName, NotYours."""
    must_edit_at(desk, by)
    if not str(name).strip():
        raise errors.NeedsName(field="name")
    project = Project.objects.create(desk=desk, name=name, sharing=sharing, **facts)
    project.themes.set(themes)
    project.agreements.set(agreements)
    project.co_desks.set(co_desks)
    for organisation in partners:
        Partner.objects.create(project=project, organisation=organisation)
    logbook.record("project.started", by=by, on=project)
    return project


@transaction.atomic
def change_project(project: Project, *, by: Account, revision: int, **facts: Any) -> Project:
    """Write changed columns. Raises ChangedMeanwhile, NeedsName, NotYours."""
    row = hold(project, by, revision=revision)
    if "name" in facts and not str(facts["name"]).strip():
        raise errors.NeedsName(field="name")
    row = write(row, facts, COLUMNS)
    logbook.record("project.changed", by=by, on=row, fields=sorted(facts))
    return row


@transaction.atomic
def add_partner(
    project: Project, *, organisation: Organisation, by: Account | None, role: Texts | None = None
) -> Partner:
    row = hold(project, by)
    partner, _made = Partner.objects.update_or_create(
        project=row, organisation=organisation, defaults={"role": role or Texts()}
    )
    logbook.record("project.partner_added", by=by, on=row, organisation=organisation.pk)
    return partner


@transaction.atomic
def set_goal(project: Project, *, text: Texts, by: Account | None) -> Goal:
    """Word one objective, so that indicators can be tied to it. Raises NeedsGoal, NotYours."""
    row = hold(project, by)
    if not str(text).strip():
        raise errors.NeedsGoal(field="text")
    goal = Goal.objects.create(project=row, text=text)
    logbook.record("project.goal_set", by=by, on=row, goal=goal.pk)
    return goal


@transaction.atomic
def reword_goal(goal: Goal, *, text: Texts, by: Account | None) -> Goal:
    """Raises NeedsGoal, NotYours."""
    row = hold(goal.project, by)
    if not str(text).strip():
        raise errors.NeedsGoal(field="text")
    goal.text = text
    goal.save(update_fields=["text"])
    logbook.record("project.goal_reworded", by=by, on=row, goal=goal.pk)
    return goal


@transaction.atomic
def drop_goal(goal: Goal, *, by: Account | None) -> None:
    """The project no longer aims at it; indicators stay, their ties go."""
    row = hold(goal.project, by)
    logbook.record("project.goal_dropped", by=by, on=row, goal=goal.pk)
    goal.delete()


@transaction.atomic
def learn_lesson(project: Project, *, text: Texts, by: Account | None, source: str = "") -> Lesson:
    """Write down what the next project should know. Closed projects still learn. Raises NeedsLesson, NotYours."""
    row = hold(project, by)
    if not str(text).strip():
        raise errors.NeedsLesson(field="text")
    lesson = Lesson.objects.create(project=row, text=text, source=source.strip()[:300])
    logbook.record("project.lesson_learnt", by=by, on=row, lesson=lesson.pk)
    return lesson


@transaction.atomic
def deliver_report(
    project: Project,
    *,
    name: str,
    by: Account | None,
    content: bytes | None = None,
    media_type: str = "application/octet-stream",
    delivered: PartialDate | str | None = "",
) -> ProjectReport:
    """Keep a report that was handed in; without a file it is only known to exist."""
    row = hold(project, by)
    stored = files.keep_bytes(content, media_type) if content is not None else None
    report = ProjectReport.objects.create(project=row, name=name[-160:], file=stored, delivered=delivered or "")
    logbook.record("project.report_delivered", by=by, on=row, report=report.pk)
    return report


@dataclass(frozen=True, slots=True)
class Handover:
    """What the successor got: lessons copied, agreements taken over, and the promises still open under them."""

    lessons: list[Lesson]
    agreements: list[Agreement]
    promises: list[Action]


@transaction.atomic
def hand_over_project(project: Project, *, successor: Project, by: Account | None) -> Handover:
    """Give lessons, agreements and open promises to the project that follows. Doing it again adds only what is new.

    Promises stay actions of their agreements, so nobody's due day is lost; the successor now sees them as its own.
    Raises WouldCircle, NotYours (both projects must be the account's to change).
    """
    old, new = hold(project, by), hold(successor, by)
    above: Project | None = old
    while above is not None:
        if above.pk == new.pk:
            raise errors.WouldCircle(name=str(new), field="successor")
        above = above.predecessor
    new.predecessor = old
    new.revision += 1
    new.save()
    known = {lesson.text.text() for lesson in new.lessons.all()}
    lessons = [
        Lesson.objects.create(project=new, text=lesson.text, source=f"{old}: {lesson.source}".strip(": ")[:300])
        for lesson in old.lessons.all()
        if lesson.text.text() not in known
    ]
    missing = list(old.agreements.exclude(pk__in=new.agreements.values("pk")))
    new.agreements.add(*missing)
    logbook.record("project.handed_over", by=by, on=old, successor=new.pk, lessons=len(lessons))
    return Handover(lessons, missing, open_promises(old))


def open_promises(project: Project) -> list[Action]:
    """Actions not done yet of the agreements that the project works under, soonest first."""
    return list(Action.objects.undone().filter(agreement__in=project.agreements.all()).select_related("agreement"))


@transaction.atomic
def close_project(project: Project, *, on: date, by: Account | None) -> Project:
    row = hold(project, by)
    if row.closed_on:
        raise errors.AlreadyClosed(name=str(row), on=row.closed_on.isoformat())
    row.closed_on = on
    row.revision += 1
    row.save()
    logbook.record("project.closed", by=by, on=row)
    return row


@transaction.atomic
def reopen_project(project: Project, *, by: Account | None) -> Project:
    """Undo the closing."""
    row = hold(project, by)
    if not row.closed_on:
        raise errors.NotClosed(name=str(row))
    row.closed_on = None
    row.revision += 1
    row.save()
    logbook.record("project.reopened", by=by, on=row)
    return row
