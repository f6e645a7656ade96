"""Companies, what they offer, and where it can be seen running."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import DeskOwned, Part
from greendesk.kit.facts import PartialDateField, QuantityField
from greendesk.kit.texts import TextsField

from .queries import CompanyQuerySet, OfferQuerySet, StandbyQuerySet


class Company(DeskOwned):
    """The profile of a company: an organisation of the desk's, seen as somebody who has something to offer."""

    existence: ClassVar = ("place", "themes", "size_class")
    summary: ClassVar = ("organisation", "profile", "founded", "is_public")

    organisation = models.OneToOneField(
        "directory.Organisation", models.PROTECT, related_name="company", verbose_name=_("organisation")
    )
    profile = TextsField(_("in three lines"), blank=True)
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="companies", verbose_name=_("themes"))
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="companies", verbose_name=_("place")
    )
    founded = PartialDateField(_("founded"), blank=True, default="")
    employees = QuantityField(_("employees"), blank=True, default="")
    size_class = models.CharField(
        _("size"), max_length=8, blank=True,
        choices=[("micro", _("micro (under 10)")), ("small", _("small (under 50)")), ("medium", _("medium (under 250)")), ("large", _("large"))],
    )  # fmt: skip
    nace = models.CharField(_("NACE code"), max_length=10, blank=True)
    nace_revision = models.CharField(_("NACE revision"), max_length=4, blank=True, choices=[("2", "2"), ("2.1", "2.1")])
    export_experience = TextsField(_("experience abroad"), blank=True)
    is_public = models.BooleanField(_("in the public catalogue"), default=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return str(self.organisation)

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(organisation__in=account.representations.values("organisation"))


class Solution(DeskOwned):
    """Something a company can deliver."""

    existence: ClassVar = ("themes",)
    summary: ClassVar = ("name", "text", "companies", "is_public")

    name = TextsField(_("name"))
    text = TextsField(_("what it does"), blank=True)
    companies = models.ManyToManyField(Company, related_name="solutions", verbose_name=_("companies"))
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="solutions", verbose_name=_("themes"))
    hs_code = models.CharField(_("HS code"), max_length=12, blank=True)
    cpv_code = models.CharField(_("CPV code"), max_length=12, blank=True)
    is_public = models.BooleanField(_("in the public catalogue"), default=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(
            pk__in=Solution.companies.through.objects.filter(
                company__organisation__representations__account=account
            ).values("solution_id")
        )


class ReferenceSite(DeskOwned):
    """A place, at home or abroad, where solutions can be seen running, with the rules of its host."""

    existence: ClassVar = ("place", "themes")
    summary: ClassVar = (
        "name",
        "text",
        "operator",
        "solutions",
        "lat",
        "lon",
        "scale",
        "scale_unit",
        "conditions",
        "max_group",
        "is_abroad",
        "is_public",
    )

    name = TextsField(_("name"))
    text = TextsField(_("what is to be seen"), blank=True)
    operator = models.ForeignKey(
        "directory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name=_("operator"),
    )
    suppliers = models.ManyToManyField(Company, blank=True, related_name="sites", verbose_name=_("companies behind it"))
    solutions = models.ManyToManyField(
        Solution, blank=True, related_name="sites", verbose_name=_("solutions to be seen")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="sites", verbose_name=_("themes"))
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="sites", verbose_name=_("place")
    )
    lat = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    lon = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_abroad = models.BooleanField(_("exported: it stands abroad"), default=False)
    scale = QuantityField(
        _("scale"),
        blank=True,
        default="",
        help_text=_("How large it is, to compare with the guest's own: people served, tonnes, megawatts."),
    )
    scale_unit = models.CharField(_("unit of the scale"), max_length=40, blank=True)
    conditions = TextsField(_("conditions"), blank=True, help_text=_("Climate, fuel or water quality, cost class."))
    visit_min = models.PositiveSmallIntegerField(_("minutes of a visit"), default=60)
    max_group = models.PositiveSmallIntegerField(_("largest group"), default=20)
    walk_min = models.PositiveSmallIntegerField(_("minutes on foot"), default=10)
    opening = models.JSONField(
        _("opening hours"),
        default=dict,
        blank=True,
        help_text=_("By weekday 0–6 (Monday first), a list of [from, to] in minutes since midnight."),
    )
    closed_on = models.JSONField(_("closed on"), default=list, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=3)
    rest_days = models.PositiveSmallIntegerField(_("days of rest between visits"), default=0)
    visits_a_month = models.PositiveSmallIntegerField(_("delegations a month, at most"), null=True, blank=True)
    host = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="hosted_sites", verbose_name=_("host")
    )
    languages = models.JSONField(_("languages of the host"), default=list, blank=True)
    safety = TextsField(_("safety rules"), blank=True)
    photo_rules = TextsField(_("photo rules"), blank=True)
    step_free = models.BooleanField(_("step-free access"), default=False)
    fee_eur = models.DecimalField(_("fee in euro"), max_digits=8, decimal_places=2, null=True, blank=True)
    is_public = models.BooleanField(_("in the public catalogue"), default=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reference site")
        verbose_name_plural = _("reference sites")
        constraints = [
            CheckConstraint(condition=Q(lat=None) | Q(lat__range=(-90, 90)), name="site_latitude_on_earth"),
            CheckConstraint(condition=Q(lon=None) | Q(lon__range=(-180, 180)), name="site_longitude_on_earth"),
            CheckConstraint(condition=Q(max_group__gte=1), name="site_takes_at_least_one_guest"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(operator__in=account.representations.values("organisation"))


class Standby(Part):
    """A host of a site who receives guests at short notice: always, or between two days."""

    whole: ClassVar = "site"

    site = models.ForeignKey(ReferenceSite, models.CASCADE, related_name="standbys")
    host = models.ForeignKey(
        "directory.Person", models.CASCADE, related_name="standbys", verbose_name=_("host on standby")
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    starts_on = models.DateField(_("stands by from"), null=True, blank=True)
    ends_on = models.DateField(_("stands by until"), null=True, blank=True)

    objects = StandbyQuerySet.as_manager()

    class Meta:
        ordering = ["notice_days", "pk"]
        verbose_name = _("host on standby")
        verbose_name_plural = _("hosts on standby")
        constraints = [
            UniqueConstraint(fields=["site", "host"], name="host_stands_by_once_at_a_site"),
            CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="standby_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host} · {self.site}"


class Picture(DeskOwned):
    """A photograph with the person to name under it and the licence under which it may be shown."""

    class Licence(models.TextChoices):
        OWN = "own", _("our own, may be used with the credit")
        GIVEN = "given", _("given to us for this use")
        CC_BY = "CC BY 4.0", _("CC BY 4.0")
        CC_BY_SA = "CC BY-SA 4.0", _("CC BY-SA 4.0")
        CC0 = "CC0", _("CC0, no rights kept")
        PUBLIC_DOMAIN = "public domain", _("public domain")

    existence: ClassVar = ()
    summary: ClassVar = ("caption", "credit", "licence", "site")

    file = models.ForeignKey("desks.StoredFile", models.PROTECT, related_name="+")
    site = models.ForeignKey(
        ReferenceSite, models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name=_("site")
    )
    caption = TextsField(_("what is to be seen"), blank=True)
    credit = models.CharField(
        _("credit line"), max_length=160, help_text=_("Who took it: it stands under the picture.")
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices)
    is_public = models.BooleanField(_("on public pages"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            CheckConstraint(condition=~Q(credit=""), name="a_picture_names_who_took_it"),
        ]

    def __str__(self) -> str:
        return f"{self.caption or self.site or ''} ({self.credit})".strip()

    @property
    def ending(self) -> str:
        return "png" if self.file.media_type == "image/png" else "jpg"


class Credential(DeskOwned):
    """A fact a desk is proud of, with its date: a prize, a vision decided, a first."""

    existence: ClassVar = ("place",)
    summary: ClassVar = ("text", "on")

    text = TextsField(_("credential"))
    on = PartialDateField(_("date"), blank=True, default="")
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return str(self.text)


class Experience(DeskOwned):
    """What a company learnt somewhere, told so that others may find it."""

    existence: ClassVar = ("place", "themes")
    summary: ClassVar = ("text", "is_mentor", "company")

    company = models.ForeignKey(Company, models.CASCADE, related_name="experiences", verbose_name=_("company"))
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where")
    )
    themes = models.ManyToManyField("atlas.Theme", blank=True, related_name="+", verbose_name=_("themes"))
    text = TextsField(_("what was learnt"))
    period = PartialDateField(_("when"), blank=True, default="")
    is_mentor = models.BooleanField(_("may be asked by others"), default=False)
    consented_at = models.DateTimeField(_("consent to share"), null=True, blank=True)

    class Meta:
        verbose_name = _("experience")
        verbose_name_plural = _("experiences")
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(sharing__lt=Level.SUMMARY) | Q(consented_at__isnull=False),
                name="experience_is_shared_with_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.text}"


class ClientRelation(Part):
    """That somebody is a client of a company: who opens doors to whom."""

    whole: ClassVar = "company"
    seen_at: ClassVar = Level.FULL

    company = models.ForeignKey(Company, models.CASCADE, related_name="clients")
    client = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="client_of")
    note = TextsField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["company", "client"], name="client_once_per_company"),
        ]

    def __str__(self) -> str:
        return f"{self.company} → {self.client}"


class CompanyLink(Part):
    """The guest link by which a company looks after its own profile, interest and chances."""

    whole: ClassVar = "company"

    company = models.ForeignKey(Company, models.CASCADE, related_name="links")
    link = models.OneToOneField("desks.GuestLink", models.CASCADE, related_name="company_link")

    def __str__(self) -> str:
        return str(self.company)


LABEL_LANGS = [(lang, lang) for lang in ("en", "sv", "da", "nl", "zh", "de", "no", "fi")]


class OwnConcept(DeskOwned):
    """A theme that a desk has added under one of the shipped ones. Its labels stand on the theme."""

    existence: ClassVar = ()
    summary: ClassVar = ()

    theme = models.ForeignKey("atlas.Theme", models.PROTECT, related_name="own_concepts", verbose_name=_("theme"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ["theme__key", "pk"]
        verbose_name = _("own concept")
        constraints = [UniqueConstraint(fields=["desk", "theme"], name="desk_adds_a_concept_once")]

    def __str__(self) -> str:
        return str(self.theme)


class LabelChange(DeskOwned):
    """One desk's word on a concept: a label of its own, one that it does not want, or the one that it puts first."""

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        HIDDEN = "hidden", _("hidden")
        FIRST = "first", _("put first")

    existence: ClassVar = ()
    summary: ClassVar = ()

    theme = models.ForeignKey("atlas.Theme", models.PROTECT, related_name="label_changes", verbose_name=_("theme"))
    lang = models.CharField(_("language"), max_length=8, choices=LABEL_LANGS)
    label = models.CharField(_("label"), max_length=120)
    kind = models.CharField(_("change"), max_length=8, choices=Kind.choices, default=Kind.ADDED)

    class Meta:
        ordering = ["theme__key", "lang", "pk"]
        verbose_name = _("own label")
        constraints = [UniqueConstraint(fields=["desk", "theme", "lang", "label"], name="desk_changes_a_label_once")]

    def __str__(self) -> str:
        return self.label
