"""The programme: versions, stops, what hosts answered, and how it was repaired."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.sharing import Part
from greendesk.kit.texts import TextsField

from ..changes import told
from ..queries import ProgrammeQuerySet, StopQuerySet
from .delegations import Delegation


class Programme(Part):
    """One version of a delegation's programme. The newest sent one is the one to trust."""

    whole: ClassVar = "delegation"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="programmes")
    number = models.PositiveSmallIntegerField(_("version"))
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("why a new version"), max_length=200, blank=True)
    left_out = models.JSONField(default=list, help_text=_("Sites left out, each with the reason the engine gave."))
    conflicts = models.JSONField(default=list)
    alternatives = models.JSONField(
        default=list, help_text="really different first drafts: name, plan, sums, left_out, is_chosen"
    )
    undo = models.JSONField(default=list, help_text="changes by hand, the latest last: what was done, stops before it")
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [UniqueConstraint(fields=["delegation", "number"], name="programme_version_once")]

    def __str__(self) -> str:
        return f"{self.delegation} v{self.number}"

    @property
    def why_told(self) -> str:
        """Why there is a new version, in the reader's language."""
        return told(self.why)


class StopKind(models.TextChoices):
    SITE = "site", _("site visit")
    CALL = "call", _("call on a company")
    RECEPTION = "reception", _("reception")
    MEETING = "meeting", _("meeting")
    MEAL = "meal", _("meal")
    TRANSFER = "transfer", _("transfer")
    SCHOOL = "school", _("school or culture")
    FAIR = "fair", _("fair or exhibition")


class StopState(models.TextChoices):
    PLANNED = "planned", _("planned")
    ASKED = "asked", _("host asked")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    DONE = "done", _("visited")
    CANCELLED = "cancelled", _("cancelled")


class Stop(Part):
    """One visit of a programme: where, when, who receives, and how long the way there takes."""

    whole: ClassVar = "programme__delegation"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="stops")
    uid = models.UUIDField(
        default=uuid4, editable=False, help_text="UID of the calendar entry (RFC 5545); the same in every version"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=StopKind.choices)
    site = models.ForeignKey(
        "catalogue.ReferenceSite", models.PROTECT, null=True, blank=True, related_name="stops", verbose_name=_("site")
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("organisation"),
    )
    title = TextsField(_("title"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    travel_min = models.PositiveSmallIntegerField(_("minutes to get there"), null=True, blank=True)
    travel_source = models.CharField(_("where the minutes come from"), max_length=80, blank=True)
    host = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="hosted_stops", verbose_name=_("host")
    )
    interpreter = models.ForeignKey(
        "calendars.Resource",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interpreted_stops",
        verbose_name=_("interpreter"),
    )
    guide = models.ForeignKey(
        "calendars.Resource",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="guided_stops",
        verbose_name=_("guide"),
    )
    is_locked = models.BooleanField(_("locked"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=StopState.choices, default=StopState.PLANNED)
    sequence = models.PositiveIntegerField(default=0, help_text="SEQUENCE of the calendar entry (RFC 5545)")
    booking = models.ForeignKey("calendars.Booking", models.SET_NULL, null=True, blank=True, related_name="stops")

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        constraints = [
            CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="stop_ends_after_it_starts",
                violation_error_message=_("A stop must end after it starts."),
            ),
            UniqueConstraint(
                fields=["programme", "starts_at"],
                condition=~Q(state__in=["declined", "cancelled"]),
                name="one_stop_at_a_time_begins",
            ),
            UniqueConstraint(fields=["programme", "uid"], name="stop_once_per_version"),
            CheckConstraint(condition=~Q(kind="site") | Q(site__isnull=False), name="site_visit_names_its_site"),
        ]

    @property
    def way(self) -> str:
        """Where the minutes to get there come from, for a reader."""
        source, _colon, named = self.travel_source.partition(": ")
        said = {
            "great circle": _("estimated over ground"),
            "override": _("said by hand"),
            "matrix": _("from a table"),
            "road service": _("measured by road"),
            "same place": _("same place"),
            "barrier": _("around %(name)s") % {"name": named},
        }
        return str(said.get(source, self.travel_source))

    def __str__(self) -> str:
        return str(self.title) or str(self.site or self.organisation or self.get_kind_display())


class HostAnswer(Part):
    """What a host said to being asked: yes, no, or another time; by link, or entered by the desk after a call."""

    whole: ClassVar = "stop__programme__delegation"

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        OTHER_TIME = "other_time", _("another time")

    stop = models.ForeignKey(Stop, models.CASCADE, related_name="answers")
    link = models.OneToOneField("desks.GuestLink", models.SET_NULL, null=True, blank=True, related_name="host_answer")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by_phone = models.BooleanField(_("entered after a call"), default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=~Q(answer="other_time") | Q(proposed_at__isnull=False), name="another_time_is_named"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stop} {self.answer}"


class Feedback(Part):
    """What the host noticed: questions, interest, wear."""

    whole: ClassVar = "stop__programme__delegation"

    stop = models.OneToOneField(Stop, models.CASCADE, related_name="feedback")
    questions = models.TextField(_("what they asked"), blank=True)
    interest = models.PositiveSmallIntegerField(_("interest, 0–3"), null=True, blank=True)
    follow_up = models.CharField(_("follow-up wanted"), max_length=300, blank=True)
    wear = models.PositiveSmallIntegerField(_("strain on us, 0–3"), null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(interest=None) | Q(interest__lte=3), name="feedback_interest_up_to_3"),
            CheckConstraint(condition=Q(wear=None) | Q(wear__lte=3), name="feedback_wear_up_to_3"),
        ]

    def __str__(self) -> str:
        return str(self.stop)


class Repair(Part):
    """Something went wrong with a programme: the ways to go on, side by side, until one is chosen."""

    whole: ClassVar = "programme__delegation"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="repairs")
    event = models.JSONField(help_text="kind, day, site, minutes, size as in the engine's Event")
    answers = models.JSONField(default=list, help_text="name, stops, dropped, added, moved and the price of each")
    made_at = models.DateTimeField(auto_now_add=True)
    chosen = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme}: {self.event.get('kind', '')}"
