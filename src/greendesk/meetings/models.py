"""Meeting days: who asked to meet whom, when and where they sit, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.calendars.zones import zone_choices
from greendesk.desks.sharing import DeskOwned, OwnedQuerySet, Part
from greendesk.kit.texts import TextsField

from .queries import MeetingQuerySet, RequestQuerySet


class MeetingDay(DeskOwned):
    """Days of short meetings at tables, cut into slots of equal length. All moments are UTC; the zone is named."""

    existence: ClassVar = ("place", "themes", "starts_on", "ends_on")
    summary: ClassVar = ("name", "agreements")

    name = TextsField(_("name"))
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="+", verbose_name=_("themes"))
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="meeting_days", verbose_name=_("agreements")
    )
    project = models.ForeignKey(
        "projects.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_days",
        verbose_name=_("project"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(_("time zone"), max_length=40, choices=zone_choices, default="Asia/Shanghai")
    slot_min = models.PositiveSmallIntegerField(_("minutes of a meeting"), default=25)
    pause_min = models.PositiveSmallIntegerField(_("minutes between meetings"), default=5)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    tables = models.PositiveSmallIntegerField(_("tables"), default=10)
    hold_days = models.PositiveSmallIntegerField(_("days until an unanswered request lapses"), default=5)
    is_self_booking = models.BooleanField(_("parties choose their slots themselves"), default=False)
    interpreters = models.ManyToManyField(
        "calendars.Resource", blank=True, related_name="meeting_days", verbose_name=_("interpreters")
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("meeting day")
        verbose_name_plural = _("meeting days")
        constraints = [
            CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="meeting_day_ends_after_it_starts",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            CheckConstraint(condition=Q(tables__gte=1), name="meeting_day_has_a_table"),
            CheckConstraint(condition=Q(slot_min__gte=5), name="meeting_lasts_five_minutes_or_more"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Session(Part):
    """A stretch of slots without a pause: a morning, an afternoon."""

    whole: ClassVar = "day"

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    slots = models.PositiveSmallIntegerField(_("slots"))

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            UniqueConstraint(fields=["day", "starts_at"], name="session_starts_once"),
            CheckConstraint(condition=Q(slots__gte=1), name="session_has_a_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Attendance(Part):
    """An organisation that takes part, with its people, languages and the slots it cannot come to."""

    whole: ClassVar = "day"

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="attendances", verbose_name=_("organisation")
    )
    people = models.ManyToManyField(
        "directory.Person", blank=True, related_name="attendances", verbose_name=_("people")
    )
    is_host_side = models.BooleanField(_("on the hosts' side"), default=False)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    absent_slots = models.JSONField(_("cannot come to slots"), default=list, blank=True)
    travel_min = models.PositiveSmallIntegerField(
        _("minutes from the venue to their own place"), default=30, help_text=_("For meetings at the host's own place.")
    )
    goal = TextsField(_("goal"), blank=True)
    pitch = TextsField(_("pitch"), blank=True)

    class Meta:
        ordering = ["is_host_side", "organisation__name", "pk"]
        constraints = [UniqueConstraint(fields=["day", "organisation"], name="attends_a_day_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class RequestState(models.TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted by both")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("lapsed")


class RequestClass(models.TextChoices):
    MUST = "must", _("must")
    WISH = "wish", _("wish")
    RESERVE = "reserve", _("waiting list")


class MeetingRequest(Part):
    """One party's wish to meet another. Unanswered, it holds nothing back after its deadline."""

    whole: ClassVar = "day"

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="requests")
    guest = models.ForeignKey(Attendance, models.CASCADE, related_name="requests_as_guest", verbose_name=_("guest"))
    host = models.ForeignKey(Attendance, models.CASCADE, related_name="requests_as_host", verbose_name=_("host"))
    suggestion = models.ForeignKey(
        "matchmaking.Suggestion", models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    klass = models.CharField(_("weight"), max_length=8, choices=RequestClass.choices, default=RequestClass.WISH)
    value = models.PositiveSmallIntegerField(_("value"), default=50)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    holds_until = models.DateTimeField(_("answer wanted until"))
    on_behalf = models.BooleanField(_("the desk answered for them"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    others = models.ManyToManyField(
        Attendance, blank=True, related_name="requests_as_other", verbose_name=_("others at the table")
    )
    at_host = models.BooleanField(_("at the host's own place"), default=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("wished meeting")
        verbose_name_plural = _("wished meetings")
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(fields=["day", "guest", "host"], name="two_parties_ask_once_a_day"),
            CheckConstraint(condition=~Q(guest=F("host")), name="nobody_meets_themselves"),
            CheckConstraint(condition=Q(value__range=(1, 100)), name="request_value_from_1_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.guest} ↔ {self.host}"


class TimetableVersion(Part):
    """One draft or published timetable of a day; the newest published one is what people carry."""

    whole: ClassVar = "day"

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12)
    facts = models.JSONField(
        default=dict, help_text=_("Unplaced, breaks, idle, bound and reasons as the engine gave them.")
    )
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [UniqueConstraint(fields=["day", "number"], name="timetable_version_once")]

    def __str__(self) -> str:
        return f"{self.day} v{self.number}"


class Placement(Part):
    """Where a draft would seat a request. Drafts stand side by side; only a published one becomes meetings."""

    whole: ClassVar = "version__day"

    version = models.ForeignKey(TimetableVersion, models.CASCADE, related_name="placements")
    request = models.ForeignKey(MeetingRequest, models.CASCADE, related_name="placements")
    slot = models.PositiveSmallIntegerField(_("slot"))
    table = models.PositiveSmallIntegerField(_("table"))
    interpreter = models.ForeignKey(
        "calendars.Resource", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("interpreter")
    )

    class Meta:
        ordering = ["slot", "table", "pk"]
        constraints = [
            UniqueConstraint(fields=["version", "request"], name="a_draft_places_a_request_once"),
            UniqueConstraint(
                fields=["version", "slot", "table"], condition=Q(table__gt=0), name="a_draft_seats_one_meeting_a_table"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.slot}/{self.table}"


class MeetingState(models.TextChoices):
    PLACED = "placed", _("placed")
    PUBLISHED = "published", _("published")
    HELD = "held", _("held")
    NO_SHOW = "no_show", _("somebody did not come")
    REPLACED = "replaced", _("replaced")
    CANCELLED = "cancelled", _("cancelled")


class Meeting(Part):
    """Two parties (and others) at one table in one slot, or, at table 0, at the host's own place."""

    whole: ClassVar = "day"

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="meetings")
    request = models.OneToOneField(MeetingRequest, models.CASCADE, related_name="meeting")
    version = models.ForeignKey(TimetableVersion, models.CASCADE, related_name="meetings")
    slot = models.PositiveSmallIntegerField(_("slot"))
    table = models.PositiveSmallIntegerField(_("table"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    interpreter = models.ForeignKey(
        "calendars.Resource",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interpreted",
        verbose_name=_("interpreter"),
    )
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLACED)
    sequence = models.PositiveIntegerField(default=0, help_text="SEQUENCE of the calendar entry (RFC 5545)")
    guest_interest = models.PositiveSmallIntegerField(_("interest of the guest, 0–3"), null=True, blank=True)
    host_interest = models.PositiveSmallIntegerField(_("interest of the host, 0–3"), null=True, blank=True)
    note = TextsField(_("what was said"), blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    is_second = models.BooleanField(_("a second meeting came of it"), default=False)
    bookings = models.ManyToManyField("calendars.Booking", blank=True, related_name="meetings")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "table", "pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            UniqueConstraint(
                fields=["day", "slot", "table"],
                condition=Q(table__gt=0) & ~Q(state__in=["cancelled", "replaced"]),
                name="a_table_seats_one_meeting_a_slot",
            ),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            CheckConstraint(condition=Q(guest_interest=None) | Q(guest_interest__lte=3), name="guest_interest_up_to_3"),
            CheckConstraint(condition=Q(host_interest=None) | Q(host_interest__lte=3), name="host_interest_up_to_3"),
        ]

    def __str__(self) -> str:
        return str(self.request)


class Seat(models.Model):
    """A party in a slot. The constraint is why nobody sits at two tables at once."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="seats")
    slot = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["attendance", "slot"], name="nobody_sits_at_two_tables_in_one_slot")]

    def __str__(self) -> str:
        return f"{self.attendance} {self.slot}"
