"""What measures an objective of a project."""

from __future__ import annotations

from django.db import transaction

from greendesk.catalogue.editing import hold
from greendesk.desks import logbook
from greendesk.desks.models import Account, Level
from greendesk.kit.errors import NotYours
from greendesk.projects.models import Goal

from ..models import Indicator, Measure


@transaction.atomic
def tie_indicator(goal: Goal, *, indicator: Indicator, by: Account) -> Measure:
    """Say that an indicator measures an objective; another desk's will do where its definition may be read.

    Said twice, it is one. Raises NotYours.
    """
    project = hold(goal.project, by)
    if not Indicator.objects.visible_to(by, Level.SUMMARY).filter(pk=indicator.pk).exists():
        raise NotYours
    measure, is_new = Measure.objects.get_or_create(goal=goal, indicator=indicator)
    if is_new:
        logbook.record("project.goal_measured", by=by, on=project, goal=goal.pk, indicator=indicator.pk)
    return measure


@transaction.atomic
def untie_indicator(measure: Measure, *, by: Account) -> None:
    project = hold(measure.goal.project, by)
    logbook.record("project.goal_unmeasured", by=by, on=project, goal=measure.goal_id, indicator=measure.indicator_id)
    measure.delete()
