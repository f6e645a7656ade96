"""Funded programmes: who pays for what, with whom, and what was learnt."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Level
from greendesk.desks.sharing import DeskOwned, OwnedQuerySet, Part
from greendesk.directory.models import Sponsorship
from greendesk.kit.facts import CURRENCIES, PartialDateField
from greendesk.kit.texts import TextsField


class Project(DeskOwned):
    """A programme with a period and a budget; its currency stays empty where the source names none."""

    existence: ClassVar = ("place", "themes", "period")
    summary: ClassVar = ("name", "objectives", "owner", "funder", "predecessor", "agreements")

    name = TextsField(_("name"))
    objectives = TextsField(_("objectives"), blank=True)
    owner = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_owned",
        verbose_name=_("owner"),
    )
    funder = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_funded",
        verbose_name=_("funder"),
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="projects", verbose_name=_("themes"))
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="projects", verbose_name=_("agreements")
    )
    period = PartialDateField(_("period"), blank=True, default="")
    budget = models.DecimalField(_("budget"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, choices=CURRENCIES)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("follows")
    )
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            CheckConstraint(
                condition=Q(predecessor=None) | ~Q(predecessor=F("pk")), name="project_does_not_follow_itself"
            ),
            CheckConstraint(condition=Q(budget=None) | Q(budget__gte=0), name="project_budget_is_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Partner(Part):
    whole: ClassVar = "project"
    seen_at: ClassVar = Level.SUMMARY

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="partner_in", verbose_name=_("organisation")
    )
    role = TextsField(_("role"), blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["project", "organisation"], name="partner_once_per_project")]

    def __str__(self) -> str:
        return str(self.organisation)


class Goal(Part):
    """One objective of a project, worded alone so that it can be measured."""

    whole: ClassVar = "project"
    seen_at: ClassVar = Level.SUMMARY

    project = models.ForeignKey(Project, models.CASCADE, related_name="goals", verbose_name=_("project"))
    text = TextsField(_("objective"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    def __str__(self) -> str:
        return str(self.text)


class ProjectSponsor(Sponsorship):
    whole: ClassVar = "project"

    project = models.ForeignKey(Project, models.CASCADE, related_name="sponsors", verbose_name=_("project"))

    class Meta(Sponsorship.Meta):
        constraints = [UniqueConstraint(fields=["project", "person", "period"], name="project_sponsor_once_and_when")]


class AccessPoint(DeskOwned):
    """A door that an agreement, a project or a network opens: to an organisation, a person, an office."""

    existence: ClassVar = ("place", "themes")
    summary: ClassVar = ("name", "text", "since")

    name = TextsField(_("to whom or what it leads"))
    text = TextsField(_("how the door opens"), blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="access_points",
        verbose_name=_("organisation"),
    )  # fmt: skip
    person = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    agreement = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, null=True, blank=True, related_name="access_points",
        verbose_name=_("agreement"),
    )  # fmt: skip
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="access_points", verbose_name=_("project")
    )
    network = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="doors", verbose_name=_("network")
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="+", verbose_name=_("themes"))
    since = PartialDateField(_("open since"), blank=True, default="")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("access point")
        verbose_name_plural = _("access points")
        constraints = [
            CheckConstraint(
                condition=Q(agreement__isnull=False) | Q(project__isnull=False) | Q(network__isnull=False),
                name="somebody_opens_an_access_point",
            ),
            CheckConstraint(condition=~Q(source=""), name="access_point_has_a_source"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Gain(Part):
    """What going through the door brought: a contact, a hearing, an order."""

    whole: ClassVar = "access_point"

    access_point = models.ForeignKey(AccessPoint, models.CASCADE, related_name="gains")
    on = PartialDateField(_("date"), blank=True, default="")
    text = TextsField(_("what was gained"))
    contact = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("contact gained"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("gain")
        verbose_name_plural = _("gains")

    def __str__(self) -> str:
        return str(self.text)


class Lesson(Part):
    """What a project learnt, in the desk's own words, for the next one."""

    whole: ClassVar = "project"
    seen_at: ClassVar = Level.SUMMARY

    project = models.ForeignKey(Project, models.CASCADE, related_name="lessons")
    text = TextsField(_("lesson"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.text)


class ProjectReport(Part):
    whole: ClassVar = "project"

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports")
    name = models.CharField(_("file name"), max_length=160)
    file = models.ForeignKey("desks.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    delivered = PartialDateField(_("delivered"), blank=True, default="")

    def __str__(self) -> str:
        return self.name
