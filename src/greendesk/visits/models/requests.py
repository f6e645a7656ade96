"""The question: may we come?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import LANGUAGE_CHOICES
from greendesk.desks.sharing import DeskOwned
from greendesk.kit.facts import QuantityField
from greendesk.kit.texts import TextsField

from ..queries import VisitRequestQuerySet


class VisitRequestState(models.TextChoices):
    RECEIVED = "received", _("received")
    TRIAGE = "triage", _("being considered")
    CLARIFY = "clarify", _("asked back")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class VisitRequest(DeskOwned):
    """A delegation asks to come."""

    existence: ClassVar = ("place", "themes", "starts_on", "ends_on")
    summary: ClassVar = ("organisation_name", "size")

    organisation_name = models.CharField(_("organisation"), max_length=200)
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where you come from")
    )
    leader_name = models.CharField(_("leader of the delegation"), max_length=120)
    leader_title = models.CharField(_("title of the leader"), max_length=160, blank=True)
    leader_rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    size = models.PositiveSmallIntegerField(_("number of guests"))
    members_text = models.TextField(_("list of members"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES, default="zh-hans")
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="+", verbose_name=_("what interests you"))
    problem = TextsField(_("your own problem"), blank=True)
    scale = QuantityField(_("size of the problem"), blank=True, default="")
    scale_unit = models.CharField(_("unit"), max_length=40, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    needs_interpreter = models.BooleanField(_("an interpreter is needed"), default=True)
    diet = models.CharField(_("diet"), max_length=200, blank=True)
    other_hosts = models.CharField(_("who else was asked"), max_length=300, blank=True)
    referral = models.ForeignKey(
        "matchmaking.Referral",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visit_requests",
        verbose_name=_("referred by"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=VisitRequestState.choices, default=VisitRequestState.RECEIVED
    )
    triage = models.JSONField(_("criteria"), default=dict, blank=True)
    notice = models.CharField(_("notice that was shown"), max_length=40, blank=True)
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    card_number = models.CharField(max_length=12, unique=True, null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    failed_tries = models.PositiveSmallIntegerField(default=0)

    objects = VisitRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("visit request")
        verbose_name_plural = _("visit requests")
        constraints = [
            CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="visit_request_ends_after_it_starts",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            CheckConstraint(condition=Q(size__gte=1), name="visit_request_has_a_guest"),
        ]

    def __str__(self) -> str:
        return self.organisation_name
