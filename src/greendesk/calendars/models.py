"""Who and what is busy when: one calendar below meetings and visits, so that nobody is in two places."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.sharing import DeskOwned, Part

from .queries import BookingQuerySet

CELL_MIN = 5


class ResourceKind(models.TextChoices):
    PERSON = "person", _("person")
    INTERPRETER = "interpreter", _("interpreter")
    GUIDE = "guide", _("guide")
    BUS = "bus", _("bus")
    TABLE = "table", _("table")
    SITE = "site", _("site")
    ROOM = "room", _("room")
    ORGANISATION = "organisation", _("organisation")


class Resource(DeskOwned):
    """Somebody or something that can be in one place at a time."""

    existence: ClassVar = ()

    kind = models.CharField(_("kind"), max_length=12, choices=ResourceKind.choices)
    name = models.CharField(_("name"), max_length=120)
    person = models.OneToOneField("directory.Person", models.CASCADE, null=True, blank=True, related_name="resource")
    organisation = models.OneToOneField(
        "directory.Organisation", models.CASCADE, null=True, blank=True, related_name="resource"
    )
    site = models.OneToOneField(
        "catalogue.ReferenceSite", models.CASCADE, null=True, blank=True, related_name="resource"
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    fields = models.JSONField(_("fields of knowledge"), default=list, blank=True)
    fee_eur = models.DecimalField(_("fee in euro an hour"), max_digits=8, decimal_places=2, null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["kind", "name", "pk"]
        constraints = [CheckConstraint(condition=~Q(name=""), name="resource_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Booking(Part):
    """A resource is taken from one moment to another, for a reason that its room knows."""

    whole: ClassVar = "resource"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    is_hold = models.BooleanField(_("only held"), default=False)
    holds_until = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            CheckConstraint(condition=Q(is_hold=True) | Q(holds_until=None), name="only_a_hold_lapses"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.starts_at:%Y-%m-%d %H:%M}"


class BusyCell(models.Model):
    """Five minutes of a resource. The constraint is what keeps everybody in one place, whoever books."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="cells")
    cell = models.BigIntegerField(help_text=_("Minutes since 1970 UTC, divided by five."))
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="cells")

    class Meta:
        constraints = [UniqueConstraint(fields=["resource", "cell"], name="nobody_is_in_two_places")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.cell}"


class Holiday(models.Model):
    """A day on which offices of a country are closed, with its source."""

    country_code = models.CharField(max_length=2)
    on = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [UniqueConstraint(fields=["country_code", "on"], name="holiday_once_per_country")]

    def __str__(self) -> str:
        return f"{self.country_code} {self.on} {self.name}"
