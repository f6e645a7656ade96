"""Sector events and expert panels."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.calendars.zones import zone_choices
from greendesk.desks.models import Level
from greendesk.desks.sharing import DeskOwned, OwnedQuerySet, Part
from greendesk.kit.facts import PartialDateField
from greendesk.kit.texts import TextsField

from .queries import PanelSlotQuerySet, VerdictQuerySet


class Event(DeskOwned):
    existence: ClassVar = ("place", "themes", "when", "starts_on")
    summary: ClassVar = ("name", "text", "agreements", "project")

    name = TextsField(_("name"))
    text = TextsField(_("what it is about"), blank=True)
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="events", verbose_name=_("themes"))
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="produced_events", verbose_name=_("agreements")
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("project")
    )
    when = PartialDateField(_("when, as the source says"), blank=True, default="")
    starts_on = models.DateField(_("day"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, choices=zone_choices, default="Europe/Brussels")
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return str(self.name)


class EventSession(Part):
    whole: ClassVar = "event"
    seen_at: ClassVar = Level.SUMMARY

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    name = TextsField(_("name"))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    experience = models.ForeignKey(
        "catalogue.Experience",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("experience shared"),
    )

    class Meta:
        ordering = [F("starts_at").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.name)


class Registration(Part):
    whole: ClassVar = "event"

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    company = models.ForeignKey(
        "catalogue.Company", models.PROTECT, related_name="registrations", verbose_name=_("company")
    )
    interest = models.PositiveSmallIntegerField(_("interest, 0–3"), default=1)
    came = models.BooleanField(_("came"), null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["company__organisation__name", "pk"]
        constraints = [
            UniqueConstraint(fields=["event", "company"], name="company_registers_once_per_event"),
            CheckConstraint(condition=Q(interest__lte=3), name="registration_interest_up_to_3"),
        ]

    def __str__(self) -> str:
        return str(self.company)


class Panel(Part):
    """Experts who test a company's plan against the market."""

    whole: ClassVar = "event"

    event = models.ForeignKey(Event, models.CASCADE, related_name="panels")
    name = TextsField(_("name"))
    slot_min = models.PositiveSmallIntegerField(_("minutes of a talk"), default=20)

    def __str__(self) -> str:
        return str(self.name)


class Panelist(Part):
    whole: ClassVar = "panel__event"

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="panelists")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="panels")
    conflicts = models.ManyToManyField(
        "catalogue.Company", blank=True, related_name="+", verbose_name=_("conflicts of interest")
    )

    class Meta:
        constraints = [UniqueConstraint(fields=["panel", "person"], name="panelist_once_per_panel")]

    def __str__(self) -> str:
        return str(self.person)


class PanelSlot(Part):
    """Twenty minutes with the panel: free, booked, seen, judged."""

    whole: ClassVar = "panel__event"
    objects = PanelSlotQuerySet.as_manager()

    class State(models.TextChoices):
        FREE = "free", _("free")
        BOOKED = "booked", _("booked")
        SEEN = "seen", _("seen")
        JUDGED = "judged", _("judged")

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField(_("slot"))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    company = models.ForeignKey(
        "catalogue.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="panel_slots",
        verbose_name=_("company"),
    )
    question = TextsField(_("question to the panel"), blank=True)
    readiness = models.ForeignKey(
        "matchmaking.ReadinessCheck", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.FREE)

    class Meta:
        verbose_name = _("panel slot")
        verbose_name_plural = _("panel slots")
        ordering = ["number"]
        constraints = [
            UniqueConstraint(fields=["panel", "number"], name="panel_slot_once"),
            UniqueConstraint(
                fields=["panel", "company"], condition=Q(company__isnull=False), name="company_sits_once_before_a_panel"
            ),
            CheckConstraint(
                condition=Q(state="free", company=None) | (~Q(state="free") & Q(company__isnull=False)),
                name="only_a_free_slot_has_no_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.number}"


class Verdict(Part):
    """Five criteria 0–5, advice and a next step; only the company and the panel's desk read it."""

    whole: ClassVar = "slot__panel__event"
    CRITERIA: ClassVar = ("market", "product", "price", "partner", "capacity")
    objects = VerdictQuerySet.as_manager()

    slot = models.OneToOneField(PanelSlot, models.CASCADE, related_name="verdict")
    market = models.PositiveSmallIntegerField(_("demand in the market"))
    product = models.PositiveSmallIntegerField(_("fit of the product"))
    price = models.PositiveSmallIntegerField(_("price and protection"))
    partner = models.PositiveSmallIntegerField(_("partner and channel"))
    capacity = models.PositiveSmallIntegerField(_("capacity of the company"))
    advice = TextsField(_("advice"))
    next_step = models.CharField(_("next step"), max_length=300)
    barriers = models.JSONField(_("barriers"), default=list, blank=True)
    given_on = models.DateField(_("given on"))

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(market__lte=5, product__lte=5, price__lte=5, partner__lte=5, capacity__lte=5),
                name="verdict_criteria_up_to_5",
                violation_error_message=_("Each criterion is judged from 0 to 5."),
            )
        ]

    def __str__(self) -> str:
        return str(self.slot)
