"""What is to be done by a day: the shape that the plan of an agreement and the tasks of a mission share."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from greendesk.kit.texts import TextsField

from .sharing import Part, PartQuerySet


class StepQuerySet(PartQuerySet):
    def undone(self) -> StepQuerySet:
        return self.filter(done_on=None)

    def due_by(self, on: date) -> StepQuerySet:
        return self.undone().filter(due_on__lte=on).order_by("due_on", "pk")


class Step(Part):
    """Base of what somebody sees to. What is open stands before what is done, the nearest day first."""

    text = TextsField(_("what is to be done"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = [F("done_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.text)

    def is_late(self, on: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < on
