"""Needs and who can answer them: challenges, interest and fit, suggestions and decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import LANGUAGE_CHOICES, Account
from greendesk.desks.sharing import DeskOwned, Part
from greendesk.kit.facts import QuantityField
from greendesk.kit.texts import TextsField

from .queries import ChallengeQuerySet, InterestQuerySet, SuggestionQuerySet


class ChallengeState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("received")
    CLARIFY = "clarify", _("being clarified")
    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    IMPLEMENTED = "implemented", _("implemented")
    CLOSED = "closed", _("closed")


class CloseReason(models.TextChoices):
    EXPIRED = "expired", _("its end date has passed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OUT_OF_SCOPE = "out_of_scope", _("outside what we can help with")


class BudgetClass(models.TextChoices):
    SMALL = "small", _("under 100,000 euro")
    MEDIUM = "medium", _("100,000 to 1 million euro")
    LARGE = "large", _("1 to 10 million euro")
    HUGE = "huge", _("over 10 million euro")


class Challenge(DeskOwned):
    """A problem owner's need, in their own language, with a day on which it ends."""

    existence: ClassVar = ("place", "themes", "ends_on", "state")
    summary: ClassVar = ("title", "text", "scale", "scale_unit", "budget_class", "language", "is_public")

    title = TextsField(_("the need in one line"))
    text = TextsField(_("the need"))
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES, default="zh-hans")
    owner = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
        verbose_name=_("problem owner"),
    )
    contact = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="challenges", verbose_name=_("contact")
    )
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="challenges", verbose_name=_("place")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="challenges", verbose_name=_("themes"))
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="challenges", verbose_name=_("agreements")
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="challenges", verbose_name=_("project")
    )
    scale = QuantityField(_("size of the problem"), blank=True, default="")
    scale_unit = models.CharField(_("unit"), max_length=40, blank=True)
    budget_class = models.CharField(_("budget"), max_length=8, choices=BudgetClass.choices, blank=True)
    ends_on = models.DateField(_("open until"))
    state = models.CharField(_("state"), max_length=12, choices=ChallengeState.choices, default=ChallengeState.DRAFT)
    close_reason = models.CharField(_("why it was closed"), max_length=14, choices=CloseReason.choices, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(_("on the public page"), default=False)
    matched_at = models.DateTimeField(_("answers last looked for"), null=True, blank=True, editable=False)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [
            CheckConstraint(
                condition=(Q(state="closed") & ~Q(close_reason="")) | (~Q(state="closed") & Q(close_reason="")),
                name="only_a_closed_challenge_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(owner__in=account.representations.values("organisation"))


class Card(Part):
    """The number and code by which somebody without an account comes back to a challenge or a visit request."""

    whole: ClassVar = "challenge"

    challenge = models.OneToOneField(Challenge, models.CASCADE, related_name="card")
    number = models.CharField(max_length=12, unique=True)
    code_hash = models.CharField(max_length=64)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    failed_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.number


class DialogueEntry(Part):
    """One question or answer about a challenge, in the language of whoever wrote it."""

    whole: ClassVar = "challenge"

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="dialogue")
    from_owner = models.BooleanField(default=False)
    text = TextsField(_("message"))
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.text)


class InterestAnswer(models.TextChoices):
    NOW = "now", _("interested now")
    MAYBE = "maybe", _("perhaps later")
    NO = "no", _("not interested")


class Interest(DeskOwned):
    """What a company wants, said by the company, on a day, until it is stale."""

    existence: ClassVar = ("themes",)
    summary: ClassVar = ("company", "answer", "stated_on", "stale_on", "wanted_places", "partner_type")

    company = models.ForeignKey(
        "catalogue.Company", models.CASCADE, related_name="interests", verbose_name=_("company")
    )
    answer = models.CharField(_("interest"), max_length=6, choices=InterestAnswer.choices)
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="+", verbose_name=_("themes wanted"))
    unwanted_themes = models.ManyToManyField(
        "atlas.Theme", blank=True, related_name="+", verbose_name=_("themes not wanted")
    )
    wanted_places = models.ManyToManyField("atlas.Place", blank=True, related_name="+", verbose_name=_("places wanted"))
    partner_type = models.CharField(_("kind of partner"), max_length=120, blank=True)
    no_go = models.TextField(_("partners not wanted"), blank=True)
    note = TextsField(_("in own words"), blank=True)
    stated_on = models.DateField(_("said on"))
    stale_on = models.DateField(_("to be asked again on"))

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-stated_on", "-pk"]
        verbose_name = _("interest")
        constraints = [
            CheckConstraint(
                condition=Q(stale_on__gt=models.F("stated_on")), name="interest_turns_stale_after_it_was_said"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.get_answer_display()}"

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(company__organisation__in=account.representations.values("organisation"))


class Fit(DeskOwned):
    """The desk's view: whether a company is relevant to a theme, and why."""

    existence: ClassVar = ()
    summary: ClassVar = ()

    company = models.ForeignKey("catalogue.Company", models.CASCADE, related_name="fits", verbose_name=_("company"))
    theme = models.ForeignKey("atlas.Theme", models.PROTECT, related_name="+", verbose_name=_("theme"))
    score = models.PositiveSmallIntegerField(
        _("fit"),
        choices=[(0, _("not relevant")), (1, _("somewhat relevant")), (2, _("relevant")), (3, _("very relevant"))],
    )
    reason = models.TextField(_("reason"), blank=True)
    judged_on = models.DateField(_("judged on"))
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["desk", "company", "theme"], name="one_fit_per_company_and_theme")]
        verbose_name = _("fit")

    def __str__(self) -> str:
        return f"{self.company} · {self.theme}"


class ReadinessCheck(DeskOwned):
    """A company's answers about its readiness for a market, at one version of the questions."""

    existence: ClassVar = ()

    company = models.ForeignKey("catalogue.Company", models.CASCADE, related_name="readiness")
    version = models.PositiveSmallIntegerField(_("version of the questions"), default=1)
    answers = models.JSONField(_("answers"), default=dict)
    goal = TextsField(_("goal"), blank=True)
    checked_on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("readiness check")
        verbose_name_plural = _("readiness checks")
        ordering = ["-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.company} {self.checked_on}"

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(company__organisation__in=account.representations.values("organisation"))


class SuggestionState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    PINNED = "pinned", _("pinned by the desk")
    VETOED = "vetoed", _("set aside by the desk")


class Suggestion(DeskOwned):
    """That an offer may answer a challenge, with the reasons as they were given at the time."""

    existence: ClassVar = ()

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="suggestions")
    company = models.ForeignKey("catalogue.Company", models.CASCADE, null=True, blank=True, related_name="suggestions")
    solution = models.ForeignKey(
        "catalogue.Solution", models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    site = models.ForeignKey(
        "catalogue.ReferenceSite", models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    state = models.CharField(max_length=10, choices=SuggestionState.choices, default=SuggestionState.PROPOSED)
    score = models.FloatField(_("score"))
    need_fit = models.FloatField(default=0)
    interest_fit = models.FloatField(null=True, blank=True)
    band = models.CharField(max_length=10)
    rank = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    signals = models.JSONField(
        default=dict, editable=False, help_text=_("What the engine measured, by name, and on which basis.")
    )
    model_version = models.CharField(max_length=80)
    override_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("suggestion")
        constraints = [
            UniqueConstraint(
                "desk",
                "challenge",
                Coalesce("company", 0),
                Coalesce("solution", 0),
                Coalesce("site", 0),
                name="suggestion_once",
            ),
            CheckConstraint(
                condition=Q(company__isnull=False) | Q(site__isnull=False), name="suggestion_names_a_company_or_a_site"
            ),
            CheckConstraint(condition=Q(score__range=(0, 1)), name="suggestion_score_is_a_probability"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} ↔ {self.solution or self.company or self.site}"

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(company__organisation__in=account.representations.values("organisation"))


class Side(models.TextChoices):
    COMPANY = "company", _("company")
    OWNER = "owner", _("problem owner")


class Answer(models.TextChoices):
    INTERESTED = "interested", _("interested")
    LATER = "later", _("not now")
    NEVER = "never", _("never")


class DecisionReason(models.TextChoices):
    NONE = "", _("no reason given")
    OFF_TOPIC = "off_topic", _("not what we do")
    TOO_SMALL = "too_small", _("too small")
    TOO_LARGE = "too_large", _("too large")
    PLACE = "place", _("wrong place")
    TIMING = "timing", _("wrong time")
    PARTNER = "partner", _("wrong partner")
    PRICE = "price", _("price")


class Decision(Part):
    """What one side said to a suggestion; the newest counts, the earlier ones stay."""

    whole: ClassVar = "suggestion"

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="decisions")
    side = models.CharField(max_length=8, choices=Side.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.CharField(max_length=10, choices=DecisionReason.choices, blank=True)
    on_behalf = models.BooleanField(_("the desk answered for them"), default=False)
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")
    rank_shown = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.get_answer_display()}"


class AdjustmentState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ADOPTED = "adopted", _("in force")
    REFUSED = "refused", _("not usable")
    DISMISSED = "dismissed", _("not wanted")
    REPLACED = "replaced", _("replaced by a newer one")
    REVERSED = "reversed", _("taken back")


class WhyRefused(models.TextChoices):
    NO_GAIN = "no_gain", _("it would not foresee your decisions better than before")
    GUARD = "guard", _("it would answer the project's own test set worse than before")


class Adjustment(DeskOwned):
    """What a desk's decisions taught: other weights of the signals. A job proposes it, a person adopts it."""

    existence: ClassVar = ()
    summary: ClassVar = ()

    basis = models.CharField(_("model and lexicon"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=AdjustmentState.choices)
    refused_because = models.CharField(_("why not"), max_length=10, choices=WhyRefused.choices, blank=True)
    before = models.JSONField(_("weights before"), default=dict)
    after = models.JSONField(_("weights after"), default=dict)
    figures = models.JSONField(_("figures"), default=dict)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            UniqueConstraint(
                fields=["desk"], condition=Q(state="adopted"), name="one_adjustment_of_a_desk_is_in_force"
            ),
            CheckConstraint(
                condition=(Q(state="refused") & ~Q(refused_because="")) | (~Q(state="refused") & Q(refused_because="")),
                name="only_a_refused_adjustment_has_a_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.get_state_display()} {self.created_at:%Y-%m-%d}"


class Introduction(DeskOwned):
    """Both sides were interested, and were told of each other."""

    existence: ClassVar = ()

    suggestion = models.OneToOneField(Suggestion, models.PROTECT, related_name="introduction")
    made_on = models.DateField(_("made on"))

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return str(self.suggestion)

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(suggestion__company__organisation__in=account.representations.values("organisation"))


class Referral(DeskOwned):
    """A beginning that came from outside: an embassy, a ministry, a telephone call."""

    existence: ClassVar = ()
    summary: ClassVar = ()

    referrer = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("who referred"),
    )
    text = TextsField(_("what about"))
    on = models.DateField(_("date"))
    agreements = models.ManyToManyField(
        "agreements.Agreement", blank=True, related_name="referrals", verbose_name=_("agreements")
    )
    thanked_on = models.DateField(_("thanked and told the result on"), null=True, blank=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return str(self.text)


class OfferVector(models.Model):
    """What the matching engine made of a text: derived, keyed by the model that made it, remade when either changes."""

    kind = models.CharField(max_length=60)
    record = models.BigIntegerField()
    text_hash = models.CharField(max_length=64)
    model = models.CharField(max_length=80)
    payload = models.BinaryField()

    class Meta:
        constraints = [UniqueConstraint(fields=["kind", "record", "model"], name="one_vector_per_record_and_model")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
