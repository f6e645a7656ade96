"""Outbound missions: the call, who goes and why, and the days abroad."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Account, Membership, Role
from greendesk.desks.sharing import ConfidentialQuerySet, DeskOwned, OwnedQuerySet, Part
from greendesk.desks.steps import Step
from greendesk.kit.facts import PartialDateField, QuantityField
from greendesk.kit.texts import TextsField

from .queries import ApplicationQuerySet, ProposalQuerySet, SlidesQuerySet


class Mission(DeskOwned):
    """Companies travel together. The period stays as the source gives it; planned days are separate."""

    existence: ClassVar = ("place", "themes", "period", "starts_on", "ends_on")
    summary: ClassVar = ("name", "aim", "agreements", "cohort_size", "story", "story_on")

    name = TextsField(_("name"))
    aim = TextsField(_("aim"), blank=True)
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="missions", verbose_name=_("destination")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="missions", verbose_name=_("themes"))
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="missions", verbose_name=_("agreements")
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="missions", verbose_name=_("project")
    )
    period = PartialDateField(_("when, as the source says"), blank=True, default="")
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    cohort_size = QuantityField(_("companies"), blank=True, default="")
    call_opens_on = models.DateField(_("call opens"), null=True, blank=True)
    call_closes_on = models.DateField(_("call closes"), null=True, blank=True)
    criteria = models.JSONField(
        _("criteria"), default=list, blank=True, help_text=_("Names of what applications are scored on, 0–5 each.")
    )
    partners = models.ManyToManyField(
        "directory.Organisation", blank=True, related_name="missions", verbose_name=_("matchers and partners")
    )
    meeting_days = models.ManyToManyField(
        "meetings.MeetingDay", blank=True, related_name="missions", verbose_name=_("meeting days")
    )
    delegation = models.OneToOneField(
        "visits.Delegation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mission",
        verbose_name=_("programme abroad"),
    )
    cohort_fixed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    pictures = models.ManyToManyField(
        "catalogue.Picture", blank=True, related_name="missions", verbose_name=_("pictures")
    )
    story = TextsField(_("public story"), blank=True)
    quoted = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who is quoted")
    )
    story_on = models.DateField(_("story published on"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "-pk"]
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        constraints = [
            CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mission_ends_after_it_starts",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            CheckConstraint(
                condition=Q(call_closes_on=None) | Q(call_opens_on=None) | Q(call_closes_on__gte=F("call_opens_on")),
                name="call_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def workers(self) -> models.QuerySet[Account]:
        """Who works at one of its desks and may be given a task."""
        desks = [self.desk_id, *self.co_desks.values_list("pk", flat=True)]
        at_work = Membership.objects.filter(desk__in=desks, role__in=Role.editing())
        return Account.objects.filter(is_active=True, pk__in=at_work.values("account"))

    def phase(self, on: date) -> str:
        """Where the mission stands on a day, from its dated facts; a key of PHASES."""
        if self.closed_at:
            return "closed"
        if self.starts_on and self.ends_on and self.starts_on <= on <= self.ends_on:
            return "travelling"
        if self.ends_on and on > self.ends_on:
            return "debrief"
        if self.cohort_fixed_at:
            return "fixed"
        if self.call_closes_on and on > self.call_closes_on:
            return "selection"
        return "call" if self.call_opens_on and on >= self.call_opens_on else "draft"


PHASES = {
    "draft": _("draft"),
    "call": _("call open"),
    "selection": _("selection"),
    "fixed": _("cohort fixed"),
    "travelling": _("travelling"),
    "debrief": _("debrief"),
    "closed": _("closed"),
}


class ApplicationState(models.TextChoices):
    SENT = "sent", _("received")
    SHORTLISTED = "shortlisted", _("on the short list")
    ACCEPTED = "accepted", _("accepted")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("declined")


class Application(Part):
    """A company applies to travel: its goal now is what the result is compared with later."""

    whole: ClassVar = "mission"

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="applications")
    company = models.ForeignKey(
        "catalogue.Company", models.PROTECT, related_name="applications", verbose_name=_("company")
    )
    traveller = models.ForeignKey(
        "directory.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("who travels"),
    )
    goal = TextsField(_("goal"))
    pitch = TextsField(_("pitch"), blank=True)
    readiness = TextsField(_("how well prepared"), blank=True)
    state_aid_eur = models.DecimalField(
        _("state aid in three years, in euro"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    scores = models.JSONField(_("scores"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ApplicationState.choices, default=ApplicationState.SENT)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(_("reason"), max_length=300, blank=True)
    letter = models.ForeignKey("outbox.Message", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["company__organisation__name", "pk"]
        constraints = [UniqueConstraint(fields=["mission", "company"], name="company_applies_once_per_mission")]

    def __str__(self) -> str:
        return f"{self.company} → {self.mission}"

    @property
    def points(self) -> int:
        """The sum of its scores; nothing where nobody has scored it."""
        return sum(self.scores.values())


class Task(Step):
    """What the organiser sees to for a mission: somebody of the desk's, or a person's whom it knows, by a day."""

    whole: ClassVar = "mission"

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="tasks")
    account = models.ForeignKey(
        "desks.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who at the desk")
    )
    person = models.ForeignKey(
        "directory.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who else")
    )

    class Meta(Step.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            CheckConstraint(
                condition=Q(account=None, person__isnull=False) | Q(account__isnull=False, person=None),
                name="task_has_one_owner",
            )
        ]

    @property
    def owner(self) -> str:
        return self.person.both if self.person else str(self.account)


class Slides(Part):
    """A file shown with a pitch: as it was handed in, in one language."""

    whole: ClassVar = "application__mission"

    application = models.ForeignKey(Application, models.CASCADE, related_name="slides")
    file = models.ForeignKey("desks.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=160)
    language = models.CharField(_("language"), max_length=8, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = SlidesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("slides")
        verbose_name_plural = _("slides")

    def __str__(self) -> str:
        return self.name


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("waits for the desk")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class MatchProposal(Part):
    """A person at the partner's side thinks that a company answers a need; the desk accepts or declines."""

    whole: ClassVar = "mission"

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="proposals")
    challenge = models.ForeignKey(
        "matchmaking.Challenge", models.CASCADE, related_name="proposals", verbose_name=_("need")
    )
    company = models.ForeignKey(
        "catalogue.Company", models.CASCADE, related_name="proposals", verbose_name=_("company")
    )
    solution = models.ForeignKey(
        "catalogue.Solution", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("solution")
    )
    reason = models.CharField(_("why they fit"), max_length=500)
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    answered_by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField(_("why not"), max_length=300, blank=True)
    suggestion = models.ForeignKey(
        "matchmaking.Suggestion", models.SET_NULL, null=True, blank=True, related_name="proposals"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("proposed match")
        verbose_name_plural = _("proposed matches")
        constraints = [
            CheckConstraint(condition=~Q(reason=""), name="proposal_says_why"),
            UniqueConstraint(
                fields=["mission", "challenge", "company"],
                condition=Q(state="waiting"),
                name="proposed_once_until_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} ↔ {self.challenge}"


class VettingVisit(Part):
    """Somebody from the partner's side saw the company at home before the journey."""

    whole: ClassVar = "application__mission"
    objects = ConfidentialQuerySet.as_manager()

    application = models.ForeignKey(Application, models.CASCADE, related_name="vetting_visits")
    visitor = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who came")
    )
    on = PartialDateField(_("date"), blank=True, default="")
    note = models.TextField(_("what was seen"))

    def __str__(self) -> str:
        return str(self.application)
