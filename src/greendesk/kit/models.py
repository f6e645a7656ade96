"""What workers leave for each other and for the people who wait: that they live, and how far they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerBeat(models.Model):
    """A sign of life of one worker process; too old a sign means that its job must be given back."""

    worker_id = models.CharField(_("worker"), max_length=64, unique=True)
    beat_at = models.DateTimeField(_("last sign of life"))
    host = models.CharField(_("machine"), max_length=255)
    pid = models.PositiveIntegerField(_("process"))

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class JobProgress(models.Model):
    """How far one job is, in words for the person who asked for it.

    The job itself is a row of django-tasks; this one may outlive it, so it refers to it by id only.
    `account_id` is a number and not a relation because accounts live on a higher floor.
    """

    task_result_id = models.UUIDField(_("job"), unique=True)
    label = models.CharField(_("what it does"), max_length=200)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("where it is"), max_length=500, blank=True, default="")
    failed_because = models.TextField(_("why it failed"), blank=True, default="")
    language = models.CharField(_("language of the person who asked"), max_length=16, blank=True, default="")
    account_id = models.BigIntegerField(_("asked for by"), null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last news at"), auto_now=True)

    def __str__(self) -> str:
        return self.label


class RotaEntry(models.Model):
    """When one piece of work comes round again; the row decides which of several workers asks for it."""

    name = models.CharField(_("what comes round"), max_length=100, unique=True)
    due_at = models.DateTimeField(_("due at"))

    def __str__(self) -> str:
        return self.name


class TryCount(models.Model):
    """How often one thing was tried in a window that began with the first try. The key is a hash: it names nobody."""

    key = models.CharField(_("what was tried, by whom"), max_length=80, unique=True)
    tries = models.PositiveIntegerField(_("tries"), default=1)
    ends_at = models.DateTimeField(_("forgotten after"), db_index=True)

    def __str__(self) -> str:
        return self.key
