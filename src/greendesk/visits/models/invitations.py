"""Companies asked to be there: relevant by the desk's judgement, interested by their own word, invited one by one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.sharing import Part

from .delegations import Delegation


class CompanyInvitation(Part):
    """One company asked to meet the guests: what it answered, and whether somebody came."""

    whole: ClassVar = "delegation"

    class Answer(models.TextChoices):
        YES = "yes", _("we come")
        NO = "no", _("we cannot come")

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="invitations")
    company = models.ForeignKey(
        "catalogue.Company", models.CASCADE, related_name="visit_invitations", verbose_name=_("company")
    )
    link = models.OneToOneField(
        "desks.GuestLink", models.SET_NULL, null=True, blank=True, related_name="visit_invitation"
    )
    place_in_order = models.PositiveSmallIntegerField(_("place in the order when invited"), null=True, blank=True)
    grounds = models.JSONField(_("why it was invited"), default=dict, blank=True)  # companies.Grounds
    asked_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices, blank=True)
    who = models.CharField(_("who comes"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by_phone = models.BooleanField(_("entered after a call"), default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    has_come = models.BooleanField(_("came"), null=True, blank=True)

    class Meta:
        ordering = ["place_in_order", "pk"]
        verbose_name = _("invitation of a company")
        constraints = [
            UniqueConstraint(fields=["delegation", "company"], name="company_invited_once_per_delegation"),
            CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="an_answer_to_an_invitation_has_its_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.delegation}"
