"""Agreements between places and bodies, their dated events, plans and papers."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Level
from greendesk.desks.sharing import ConfidentialQuerySet, DeskOwned, Part
from greendesk.desks.steps import Step
from greendesk.directory.models import Sponsorship
from greendesk.kit.facts import PartialDateField
from greendesk.kit.texts import TextsField

from .queries import AgreementQuerySet


class AgreementKind(models.TextChoices):
    SISTER = "sister", _("sister city or region")
    FRIENDSHIP = "friendship", _("friendship agreement")
    MOU = "mou", _("memorandum of understanding")
    COOPERATION = "cooperation", _("cooperation agreement")
    UMBRELLA = "umbrella", _("umbrella programme")
    SCHOOL = "school", _("school or culture partnership")
    LETTER = "letter", _("letter of intent")
    OTHER = "other", _("other")


class Agreement(DeskOwned):
    """What two or more parties agreed. Its state follows from its dated events; it is stored nowhere else."""

    existence: ClassVar = ("kind", "place", "home_place", "themes", "since", "has_business")
    summary: ClassVar = ("title", "aim", "parent", "state", "parties", "quality_label")

    title = TextsField(_("title"))
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind.choices, default=AgreementKind.COOPERATION)
    home_place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, related_name="agreements_at_home", verbose_name=_("our side")
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, related_name="agreements", verbose_name=_("partner's place")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="agreements", verbose_name=_("themes"))
    aim = TextsField(_("aim"), blank=True)
    has_business = models.BooleanField(_("has a business element"), default=False)
    since = PartialDateField(_("since"), blank=True, default="")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("follows")
    )
    quality_label = models.CharField(_("distinction"), max_length=200, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="agreement_is_not_its_own_parent"),
            CheckConstraint(
                condition=Q(predecessor=None) | ~Q(predecessor=F("pk")), name="agreement_does_not_follow_itself"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def state(self) -> str:
        """The state today as one of State, from events already loaded where `with_state` put it."""
        from .queries import state_on  # the reading function knows the model

        return getattr(self, "state_code", None) or state_on(self, date.today())


class State(models.TextChoices):
    IDEA = "idea", _("idea")
    INTENT = "intent", _("intent declared")
    IN_FORCE = "in_force", _("in force")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class Party(Part):
    """An organisation or place on one side of an agreement."""

    whole: ClassVar = "agreement"
    seen_at: ClassVar = Level.SUMMARY

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="party_in",
        verbose_name=_("organisation"),
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    is_ours = models.BooleanField(_("on our side"), default=False)

    class Meta:
        ordering = ["-is_ours", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(place__isnull=False),
                name="party_is_an_organisation_or_a_place",
                violation_error_message=_("A party is an organisation, a place, or both."),
            ),
            UniqueConstraint(
                "agreement", Coalesce("organisation", 0), Coalesce("place", 0), name="party_once_per_agreement"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.place)


class EventKind(models.TextChoices):
    CONTACT = "contact", _("first contact")
    INTENT = "intent", _("intent declared")
    SIGNED = "signed", _("signed")
    CEREMONY = "ceremony", _("ceremony")
    RENEWED = "renewed", _("renewed")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    ENDED = "ended", _("ended")
    REVIEW = "review", _("review")
    VISIT = "visit", _("high-level visit")
    OTHER = "other", _("other")


class EndReason(models.TextChoices):
    INACTIVE = "inactive", _("lack of activity")
    POLITICS = "politics", _("politics")
    CONDUCT = "conduct", _("conduct of the partner")
    MONEY = "money", _("no funding")
    FULFILLED = "fulfilled", _("purpose fulfilled")
    SUCCEEDED = "succeeded", _("followed by another agreement")


class AgreementEvent(Part):
    """Something dated in an agreement's life. Sources may disagree: all are kept, one is shown."""

    whole: ClassVar = "agreement"
    seen_at: ClassVar = Level.SUMMARY

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=10, choices=EventKind.choices)
    when = PartialDateField(_("date"), blank=True, default="")
    sort_on = models.DateField(null=True, editable=False)
    text = TextsField(_("note"), blank=True)
    end_reason = models.CharField(_("reason"), max_length=10, choices=EndReason.choices, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    is_shown = models.BooleanField(_("the date we show"), default=True)

    class Meta:
        ordering = [F("sort_on").asc(nulls_first=True), "pk"]
        constraints = [
            CheckConstraint(condition=~Q(source=""), name="agreement_event_has_a_source"),
            CheckConstraint(condition=Q(kind="ended") | Q(end_reason=""), name="only_an_end_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when or ''}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        self.when = self._meta.get_field("when").to_python(self.when)
        self.sort_on = (self.when.earliest or self.when.latest) if self.when else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Action(Step):
    """A step of an agreement's action plan: somebody's, by a day."""

    whole: ClassVar = "agreement"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="actions")
    owner = models.CharField(_("who sees to it"), max_length=120)

    class Meta(Step.Meta):
        constraints = [CheckConstraint(condition=~Q(owner=""), name="action_has_an_owner")]


class Document(Part):
    whole: ClassVar = "agreement"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents")
    file = models.ForeignKey("desks.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=160)
    language = models.CharField(_("language"), max_length=8, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class RiskNote(Part):
    """What only officers of the owning desks read, with the day on which it is looked at again."""

    whole: ClassVar = "agreement"
    objects = ConfidentialQuerySet.as_manager()

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="risk_note")
    text = models.TextField(_("risks and due diligence"))
    review_on = models.DateField(_("look at it again on"))
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(_("risk note"))


class AgreementSponsor(Sponsorship):
    whole: ClassVar = "agreement"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="sponsors", verbose_name=_("agreement"))

    class Meta(Sponsorship.Meta):
        constraints = [
            UniqueConstraint(fields=["agreement", "person", "period"], name="agreement_sponsor_once_and_when")
        ]


class PolicyReference(Part):
    """A policy of the partner that an agreement rides on, with the time it holds."""

    whole: ClassVar = "agreement"
    seen_at: ClassVar = Level.SUMMARY

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="policies")
    name = TextsField(_("policy"))
    validity = PartialDateField(_("holds"), blank=True, default="")
    source = models.CharField(_("source"), max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.name)
