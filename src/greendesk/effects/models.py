"""What came of it: indicators with their definitions, claims with their evidence, effort and cost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Level
from greendesk.desks.sharing import DeskOwned, Part
from greendesk.kit.facts import CURRENCIES, PartialDateField, QuantityField
from greendesk.kit.texts import TextsField

from .queries import ClaimQuerySet, EffortQuerySet, MeasureQuerySet


class Indicator(DeskOwned):
    """What is counted, and how it is defined. Observations of other definitions are never joined to it unseen."""

    existence: ClassVar = ("themes",)
    summary: ClassVar = ("name", "definition", "unit", "is_own_effect")

    name = TextsField(_("name"))
    definition = TextsField(_("definition"))
    unit = models.CharField(_("unit"), max_length=40)
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="+", verbose_name=_("themes"))
    is_own_effect = models.BooleanField(
        _("measures our own effect"),
        default=False,
        help_text=_("Off for official statistics, which no project caused."),
    )
    target = QuantityField(_("target"), blank=True, default="")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return str(self.name)


class Measure(Part):
    """That an indicator says how far an objective of a project is reached."""

    whole: ClassVar = "goal__project"
    seen_at: ClassVar = Level.SUMMARY

    goal = models.ForeignKey("projects.Goal", models.CASCADE, related_name="measures", verbose_name=_("objective"))
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measures", verbose_name=_("indicator"))

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("measure of an objective")
        verbose_name_plural = _("measures of objectives")
        constraints = [UniqueConstraint(fields=["goal", "indicator"], name="indicator_measures_an_objective_once")]

    def __str__(self) -> str:
        return f"{self.goal} · {self.indicator}"


class Observation(Part):
    """One value with its period, source and the vintage of the definition. A break in scope is marked, not smoothed."""

    whole: ClassVar = "indicator"
    seen_at: ClassVar = Level.SUMMARY

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="observations")
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    period = PartialDateField(_("period"))
    sort_on = models.DateField(null=True, editable=False)
    value = QuantityField(_("value"), blank=True, default="")
    statement = TextsField(_("statement whose scope is unclear"), blank=True)
    vintage = models.CharField(_("definition used"), max_length=160, blank=True)
    is_break = models.BooleanField(_("the scope changed here"), default=False)
    trap = TextsField(_("mind"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        ordering = [F("sort_on").asc(nulls_last=True), "pk"]
        constraints = [
            CheckConstraint(condition=~Q(source=""), name="observation_has_a_source"),
            CheckConstraint(condition=~Q(value="") | ~Q(statement={}), name="observation_is_a_value_or_a_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.period = self._meta.get_field("period").to_python(self.period)
        self.sort_on = self.period.earliest if self.period else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Grade(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    DOCUMENTED = "documented", _("documented")
    REGISTRY = "registry", _("found in a registry")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ClaimKind(models.TextChoices):
    SALE = "sale", _("sale")
    DISTRIBUTION = "distribution", _("distribution agreement")
    LICENCE = "licence", _("licence agreement")
    JOINT_VENTURE = "joint_venture", _("joint venture")
    PROJECT = "project", _("joint project")
    INVESTMENT = "investment", _("investment")
    JOBS = "jobs", _("jobs")
    OTHER = "other", _("other")


class EffectClaim(DeskOwned):
    """That something came of it, with the grade of the evidence and a day on which to look again."""

    existence: ClassVar = ("place", "kind")
    summary: ClassVar = ("title", "grade", "agreements")

    title = TextsField(_("what came of it"))
    kind = models.CharField(_("kind"), max_length=14, choices=ClaimKind.choices, default=ClaimKind.SALE)
    lead = models.ForeignKey(
        "followups.Lead", models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("lead")
    )
    company = models.ForeignKey(
        "catalogue.Company", models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("company")
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="effects", verbose_name=_("agreements")
    )
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, choices=CURRENCIES)
    grade = models.CharField(_("evidence"), max_length=10, choices=Grade.choices, default=Grade.ANNOUNCED)
    when = PartialDateField(_("when"), blank=True, default="")
    check_on = models.DateField(_("see what became of it on"), null=True, blank=True)
    evidence = models.ForeignKey("desks.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    evidence_name = models.CharField(_("evidence"), max_length=200, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        constraints = [
            CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="effect_amount_is_not_negative"),
            CheckConstraint(
                condition=~Q(grade__in=["documented", "registry"])
                | ~Q(evidence_name="")
                | Q(evidence__isnull=False)
                | ~Q(source=""),
                name="a_documented_effect_names_its_evidence",
                violation_error_message=_("Name the evidence, or leave the effect as announced."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Effort(DeskOwned):
    """Minutes and money that an activity took: the ledger of inbound against outbound."""

    existence: ClassVar = ()

    class Activity(models.TextChoices):
        OUTBOUND = "outbound", _("travelling abroad")
        INBOUND = "inbound", _("receiving guests")
        EVENT = "event", _("event")
        OTHER = "other", _("other")

    activity = models.CharField(_("kind of activity"), max_length=8, choices=Activity.choices)
    mission = models.ForeignKey("missions.Mission", models.CASCADE, null=True, blank=True, related_name="efforts")
    delegation = models.ForeignKey("visits.Delegation", models.CASCADE, null=True, blank=True, related_name="efforts")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, blank=True, related_name="efforts")
    role = models.CharField(_("whose time"), max_length=120)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, blank=True, default="EUR")
    travel_kg = models.PositiveIntegerField(_("travel emissions, kg CO₂e"), null=True, blank=True)
    on = models.DateField(_("date"), null=True, blank=True)

    objects = EffortQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours and costs")
        verbose_name_plural = _("hours and costs")
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(mission=None, delegation=None)
                | Q(mission=None, event=None)
                | Q(delegation=None, event=None),
                name="effort_is_for_one_activity",
            ),
            CheckConstraint(condition=Q(cost__gte=0), name="effort_cost_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.minutes} min"


class EffectReport(DeskOwned):
    """A report as it was made: the frozen data, and the files made from it."""

    existence: ClassVar = ()

    name = models.CharField(_("name"), max_length=160)
    snapshot = models.JSONField(_("frozen data"))
    pdf = models.ForeignKey("desks.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    xlsx = models.ForeignKey("desks.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("effect report")
        verbose_name_plural = _("effect reports")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name
