"""What companies make of it: leads, pulses, barriers, and results that are not goods."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Account
from greendesk.desks.sharing import DeskOwned, Part
from greendesk.kit.facts import PartialDateField
from greendesk.kit.texts import TextsField

from .queries import LeadQuerySet, PulseQuerySet


class Stage(models.TextChoices):
    """Worded as what the buyer has committed to."""

    STATED = "stated", _("interest stated")
    PAPERS = "papers", _("papers exchanged")
    SECOND = "second", _("second meeting")
    TEST = "test", _("test or offer asked for")
    NEGOTIATING = "negotiating", _("negotiating")
    SIGNED = "signed", _("signed")
    DELIVERED = "delivered", _("delivered")
    LOST = "lost", _("lost")


class Barrier(models.TextChoices):
    UNKNOWN_MARKET = "unknown_market", _("the market is unknown and hard to enter")
    NO_PARTNER = "no_partner", _("no local partner")
    PRICE = "price", _("price")
    CERTIFICATE = "certificate", _("certificate or standard")
    IP = "ip", _("protection of knowledge")
    FINANCE = "finance", _("financing")
    TRUST = "trust", _("trust and culture")
    LANGUAGE = "language", _("language")
    CAPACITY = "capacity", _("own capacity")
    POLITICS = "politics", _("politics")
    OTHER = "other", _("other")


ORIGINS = ("meeting", "stop", "registration", "introduction", "panel_slot", "referral")


class Lead(DeskOwned):
    """A possible deal, owned by a company. It knows where it began: one origin, or a note from outside."""

    existence: ClassVar = ()
    summary: ClassVar = ()

    title = TextsField(_("what it is about"))
    owner = models.ForeignKey(
        "catalogue.Company", models.PROTECT, related_name="leads", verbose_name=_("company that owns it")
    )
    counterpart = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads_with",
        verbose_name=_("counterpart"),
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("place")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.STATED)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    barrier = models.CharField(_("barrier"), max_length=16, choices=Barrier.choices, blank=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="leads")
    stop = models.ForeignKey("visits.Stop", models.PROTECT, null=True, blank=True, related_name="leads")
    registration = models.ForeignKey("events.Registration", models.PROTECT, null=True, blank=True, related_name="leads")
    introduction = models.ForeignKey(
        "matchmaking.Introduction", models.PROTECT, null=True, blank=True, related_name="leads"
    )
    panel_slot = models.ForeignKey("events.PanelSlot", models.PROTECT, null=True, blank=True, related_name="leads")
    referral = models.ForeignKey("matchmaking.Referral", models.PROTECT, null=True, blank=True, related_name="leads")
    origin_note = models.CharField(_("where it began, when outside"), max_length=300, blank=True)
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="leads", verbose_name=_("agreements")
    )
    opened_on = models.DateField(_("opened"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "-pk"]
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            CheckConstraint(
                condition=Q.__or__(
                    Q(**{f"{name}__isnull": True for name in ORIGINS}),
                    Q(*[
                        Q(*[Q(**{f"{name}__isnull": name != kept}) for name in ORIGINS])
                        for kept in ORIGINS
                    ], _connector=Q.OR),
                ),
                name="lead_has_at_most_one_origin",
                violation_error_message=_("A lead begins in one place only."),
            ),
            CheckConstraint(
                condition=Q(*[Q(**{f"{name}__isnull": False}) for name in ORIGINS], _connector=Q.OR) | ~Q(origin_note=""),
                name="lead_knows_where_it_began",
                violation_error_message=_("Say where it began: choose a record or write a note."),
            ),
            CheckConstraint(condition=~Q(stage="lost") | ~Q(barrier=""), name="a_lost_lead_names_its_barrier", violation_error_message=_("Name the barrier when a lead is lost.")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(owner__organisation__in=account.representations.values("organisation"))

    @property
    def origin(self) -> models.Model | None:
        return next((getattr(self, name) for name in ORIGINS if getattr(self, f"{name}_id")), None)


class LeadStep(Part):
    """One step of a lead, in the order in which they were taken."""

    whole: ClassVar = "lead"

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    on = models.DateField(_("date"))
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.on}"


class Pulse(Part):
    """A question to the company, 3 to 48 months later, answered with one click; silence stays silence."""

    whole: ClassVar = "lead"

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="pulses")
    months = models.PositiveSmallIntegerField(_("months after"))
    due_on = models.DateField(_("due"))
    asked_on = models.DateField(_("asked"), null=True, blank=True)
    link = models.OneToOneField("desks.GuestLink", models.SET_NULL, null=True, blank=True, related_name="pulse")
    answered_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(_("where it stands"), max_length=12, choices=Stage.choices, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=8, default="desk",
        choices=[("desk", _("the desk")), ("funder", _("the desk and its funder")), ("public", _("everybody"))],
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True)

    objects = PulseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["lead", "months"], name="one_pulse_per_lead_and_month")]

    def __str__(self) -> str:
        return f"{self.lead} +{self.months}"


class ExchangeKind(models.TextChoices):
    SCHOOL = "school", _("school or teaching")
    CULTURE = "culture", _("culture")
    SCIENCE = "science", _("research")
    DESIGN = "design", _("architecture or town planning")
    OTHER = "other", _("other")


class Exchange(DeskOwned):
    """A result that is not goods: teachers taught, a science park built, a town part designed."""

    existence: ClassVar = ("place", "kind", "when")
    summary: ClassVar = ("title", "agreements", "organisation")

    title = TextsField(_("what"))
    kind = models.CharField(_("kind"), max_length=8, choices=ExchangeKind.choices)
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name=_("by whom"),
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where")
    )
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="exchanges", verbose_name=_("agreements")
    )
    when = PartialDateField(_("when"), blank=True, default="")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")

    def __str__(self) -> str:
        return str(self.title)
