"""The guests: who travels, in which order they are named, what they want and get."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import LANGUAGE_CHOICES
from greendesk.desks.sharing import ConfidentialQuerySet, DeskOwned, Part
from greendesk.kit.facts import QuantityField
from greendesk.kit.texts import TextsField

from ..queries import DelegationQuerySet
from .requests import VisitRequest


class Direction(models.TextChoices):
    INBOUND = "in", _("to us")
    OUTBOUND = "out", _("abroad")


class Delegation(DeskOwned):
    """A group that travels, with its dates, leader and interests. Its state follows from its programme and days."""

    existence: ClassVar = ("place", "themes", "starts_on", "ends_on", "direction", "period")
    summary: ClassVar = ("name", "organisation", "size", "agreements")

    name = TextsField(_("name"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, default=Direction.INBOUND)
    request = models.OneToOneField(VisitRequest, models.PROTECT, null=True, blank=True, related_name="delegation")
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("organisation"),
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("comes from")
    )
    leader = models.ForeignKey(
        "directory.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_delegations",
        verbose_name=_("leader"),
    )
    greeter = models.ForeignKey(
        "directory.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="greeted_delegations",
        verbose_name=_("who greets"),
    )
    home_side = models.ManyToManyField(
        "directory.Person", blank=True, related_name="+", verbose_name=_("who sits on our side")
    )
    size = QuantityField(_("number of guests"), blank=True, default="")
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    period = models.CharField(_("when, as the source says"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES, default="zh-hans")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Copenhagen")
    themes = models.ManyToManyField(
        "atlas.Theme", through="DelegationInterest", related_name="delegations", verbose_name=_("interests")
    )
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="delegations", verbose_name=_("agreements")
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("project")
    )
    hotel = models.CharField(_("hotel"), max_length=160, blank=True)
    hotel_lat = models.FloatField(_("latitude of the hotel"), null=True, blank=True)
    hotel_lon = models.FloatField(_("longitude of the hotel"), null=True, blank=True)
    day_from = models.TimeField(_("earliest start of a day"), default="08:30")
    day_until = models.TimeField(_("latest end of a day"), default="18:00")
    walk_max_min = models.PositiveSmallIntegerField(_("minutes on foot a day, at most"), default=90)
    first_from = models.TimeField(
        _("here on the first day from"), null=True, blank=True, help_text=_("When they are off the train or plane.")
    )
    last_until = models.TimeField(
        _("leaves on the last day at"), null=True, blank=True, help_text=_("When they have to be back at the hotel.")
    )
    helpers = models.ManyToManyField(
        "calendars.Resource",
        blank=True,
        related_name="delegations",
        verbose_name=_("who and what comes along"),
        help_text=_("Interpreter, guide and bus that stay with these guests."),
    )
    pictures = models.ManyToManyField(
        "catalogue.Picture", blank=True, related_name="delegations", verbose_name=_("pictures")
    )
    has_walked_in = models.BooleanField(_("only announced in the source"), default=False)
    reported_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "-pk"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="delegation_ends_after_it_starts",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="delegation_has_both_days_or_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class DelegationInterest(models.Model):
    """How much a delegation wants to see of a theme, 1 to 5."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="interests")
    theme = models.ForeignKey("atlas.Theme", models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["delegation", "theme"], name="delegation_interest_once_per_theme"),
            CheckConstraint(condition=Q(weight__range=(1, 5)), name="delegation_interest_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.theme} {self.weight}"


class SiteWish(Part):
    """A site that the guests must see, or must not."""

    whole: ClassVar = "delegation"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="site_wishes")
    site = models.ForeignKey("catalogue.ReferenceSite", models.CASCADE, related_name="+")
    is_must = models.BooleanField(_("must be seen"), default=True)
    turns = models.PositiveSmallIntegerField(_("groups, one after the other"), default=1)

    class Meta:
        constraints = [UniqueConstraint(fields=["delegation", "site"], name="one_wish_per_site")]

    def __str__(self) -> str:
        return str(self.site)


class LegMinutes(Part):
    """The desk's own word on how long a way takes: it wins over computed minutes, in both directions."""

    whole: ClassVar = "delegation"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="leg_minutes")
    origin = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["delegation", "origin", "target"], name="one_word_per_leg")]

    def __str__(self) -> str:
        return f"{self.origin} → {self.target}: {self.minutes}"


class DelegationLink(Part):
    """The guest link under which a delegation's programme is read, always the newest sent version first."""

    whole: ClassVar = "delegation"

    delegation = models.OneToOneField(Delegation, models.CASCADE, related_name="programme_link")
    link = models.OneToOneField("desks.GuestLink", models.CASCADE, related_name="delegation_link")

    def __str__(self) -> str:
        return str(self.delegation)


class Member(Part):
    """A guest, in the order in which guests are named."""

    whole: ClassVar = "delegation"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="members")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="delegations")
    title = TextsField(_("title"), blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [UniqueConstraint(fields=["delegation", "person"], name="member_once_per_delegation")]

    def __str__(self) -> str:
        return str(self.person)


class Gift(Part):
    whole: ClassVar = "delegation"
    objects = ConfidentialQuerySet.as_manager()

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="gifts")
    is_received = models.BooleanField(_("received"), default=False)
    what = models.CharField(_("what"), max_length=160)
    person = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="gifts", verbose_name=_("to or from")
    )
    value_eur = models.DecimalField(_("value in euro"), max_digits=8, decimal_places=2, null=True, blank=True)

    def __str__(self) -> str:
        return self.what


class VisitReport(Part):
    """Ten lines after the visit, due within five days: what they wanted, what was promised, who goes on."""

    whole: ClassVar = "delegation"

    delegation = models.OneToOneField(Delegation, models.CASCADE, related_name="report")
    interest = TextsField(_("what interested them"))
    promises = TextsField(_("what was promised, by whom"), blank=True)
    potential = TextsField(_("business potential"), blank=True)
    next_owner = models.ForeignKey(
        "catalogue.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("company that goes on"),
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.delegation)
