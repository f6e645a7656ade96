"""Organisations and people: who is who, in both scripts, with what a desk knows of them and why it may."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import ConfidentialQuerySet, DeskOwned, Part
from greendesk.kit.facts import PartialDateField
from greendesk.kit.names import PersonName, reading_of
from greendesk.kit.texts import TextsField

from .queries import NetworkMembershipQuerySet, OrganisationQuerySet, PersonQuerySet, SponsorshipQuerySet


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("company")
    AUTHORITY = "authority", _("authority")
    MUNICIPALITY = "municipality", _("municipality or region")
    CLUSTER = "cluster", _("cluster or network")
    BUREAU = "bureau", _("bureau or commission")
    SCHOOL = "school", _("school or university")
    OPERATOR = "operator", _("plant operator")
    FUNDER = "funder", _("funder")
    AGENCY = "agency", _("agency or embassy")
    OTHER = "other", _("other")


class Organisation(DeskOwned):
    """A body that a desk knows. Other desks may know the same one; `same_as` says so without merging the two."""

    existence: ClassVar = ("kind", "place")
    summary: ClassVar = ("name", "names", "aliases", "website", "parent")
    search_also: ClassVar = ("numbers",)

    kind = models.CharField(
        _("kind"), max_length=12, choices=OrganisationKind.choices, default=OrganisationKind.COMPANY
    )
    name = models.CharField(_("name"), max_length=200)
    names = TextsField(_("name in other languages"), blank=True)
    aliases = models.JSONField(_("also known as"), default=list, blank=True)
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    address = models.TextField(_("address"), blank=True)
    note = models.TextField(_("note"), blank=True)
    same_as = models.ManyToManyField("self", blank=True, verbose_name=_("the same as, at other desks"))

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="organisation_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.names.text() or self.name if self.names else self.name

    @classmethod
    def concerns(cls, account: Account) -> Q:
        return Q(pk__in=account.representations.values("organisation"))

    @property
    def both(self) -> str:
        """The name as registered and, where there is one, in the reader's language."""
        local = str(self)
        return f"{local} · {self.name}" if local != self.name else self.name


class RegistryNumber(Part):
    """A number in a public register, its check digits verified."""

    whole: ClassVar = "organisation"
    seen_at: ClassVar = Level.SUMMARY

    class Kind(models.TextChoices):
        SE_ORGNR = "se.orgnr", _("Swedish organisation number")
        DK_CVR = "dk.cvr", _("Danish CVR number")
        BE_KBO = "be.vat", _("Belgian enterprise number")
        NL_KVK = "nl.kvk", _("Dutch KvK number")
        EU_VAT = "eu.vat", _("EU VAT number")
        CN_USCC = "cn.uscc", _("Chinese Unified Social Credit Code")
        LEI = "lei", _("LEI")
        OTHER = "other", _("other number")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="numbers")
    kind = models.CharField(_("register"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=40)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["organisation", "kind", "number"], name="registry_number_once_per_organisation")
        ]

    def __str__(self) -> str:
        return self.number


class NetworkMembership(Part):
    """That an organisation belongs to a network, cluster or association of members, from when until when, as what."""

    whole: ClassVar = "network"
    seen_at: ClassVar = Level.SUMMARY

    network = models.ForeignKey(Organisation, models.CASCADE, related_name="network_members", verbose_name=_("network"))
    member = models.ForeignKey(Organisation, models.CASCADE, related_name="networks", verbose_name=_("member"))
    level = TextsField(_("level of membership"), blank=True)
    entitles_to = TextsField(_("what it entitles to"), blank=True)
    begins = PartialDateField(_("from"), blank=True, default="")
    ends = PartialDateField(_("until"), blank=True, default="")
    begins_on = models.DateField(null=True, editable=False)
    ends_on = models.DateField(null=True, editable=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = NetworkMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["member__name", "pk"]
        verbose_name = _("membership of a network")
        verbose_name_plural = _("memberships of networks")
        constraints = [
            CheckConstraint(condition=~Q(network=F("member")), name="network_is_not_its_own_member"),
            CheckConstraint(
                condition=Q(ends_on=None) | Q(begins_on=None) | Q(ends_on__gte=F("begins_on")),
                name="membership_ends_after_it_begins",
            ),
            UniqueConstraint(
                fields=["network", "member"], condition=Q(ends_on=None), name="one_open_membership_per_network"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.network}"

    def save(self, *args: object, **kwargs: object) -> None:
        for name in ("begins", "ends"):
            setattr(self, name, self._meta.get_field(name).to_python(getattr(self, name)))
        self.begins_on = self.begins.earliest if self.begins else None
        self.ends_on = self.ends.latest if self.ends else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Representation(models.Model):
    """An account that speaks for an organisation: an export manager, a problem owner, a host."""

    class Role(models.TextChoices):
        EXPORT = "export", _("export manager")
        OWNER = "owner", _("problem owner")
        HOST = "host", _("host")

    account = models.ForeignKey("desks.Account", models.CASCADE, related_name="representations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="representations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    class Meta:
        constraints = [UniqueConstraint(fields=["account", "organisation", "role"], name="representation_once")]

    def __str__(self) -> str:
        return f"{self.account} · {self.organisation}"


class LegalBasis(models.TextChoices):
    CONSENT = "consent", _("consent")
    CONTRACT = "contract", _("contract")
    PUBLIC_TASK = "public_task", _("public task")
    INTEREST = "interest", _("legitimate interest")


class Person(DeskOwned):
    """Somebody the desk knows. Not an account: most people here never sign in."""

    may_be_co_owned: ClassVar = False
    existence: ClassVar = ()
    summary: ClassVar = ("given", "family", "han", "organisation")

    given = models.CharField(_("given name"), max_length=80, blank=True)
    family = models.CharField(_("family name"), max_length=80, blank=True)
    han = models.CharField(_("name in Chinese characters"), max_length=40, blank=True)
    reading = models.CharField(
        _("reading"), max_length=80, blank=True, help_text=_("Pinyin with tones; suggested from the characters.")
    )
    family_first = models.BooleanField(_("family name first"), default=False)
    salutation = models.CharField(_("salutation"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    diet = models.CharField(_("diet"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    purpose = models.CharField(_("purpose of keeping this"), max_length=200, blank=True)
    legal_basis = models.CharField(
        _("legal basis"), max_length=12, choices=LegalBasis.choices, default=LegalBasis.PUBLIC_TASK
    )
    keep_until = models.DateField(_("keep until"), null=True, blank=True)
    erase_on = models.DateField(_("is erased on"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    sort_key = models.CharField(max_length=160, editable=False, default="")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            CheckConstraint(
                condition=~Q(given="", family="", han="") | Q(erased_at__isnull=False),
                name="person_has_a_name",
                violation_error_message=_("A person needs a name in at least one script."),
            )
        ]

    def __str__(self) -> str:
        return self.person_name.display() or str(_("erased person"))

    @property
    def person_name(self) -> PersonName:
        return PersonName(self.given, self.family, self.han, self.reading, self.family_first)

    @property
    def both(self) -> str:
        return self.person_name.both() or str(_("erased person"))

    def save(self, *args: object, **kwargs: object) -> None:
        if self.han and not self.reading:
            self.reading = reading_of(self.han)
        self.sort_key = self.person_name.sort_key()[:160]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Position(Part):
    """An office somebody holds or held: it gives them their rank."""

    whole: ClassVar = "person"
    seen_at: ClassVar = Level.SUMMARY

    person = models.ForeignKey(Person, models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("organisation")
    )
    title = TextsField(_("title"))
    rank = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, help_text=_("Lower numbers rank higher; see the ladder of the country.")
    )
    period = PartialDateField(_("period"), blank=True, default="")

    class Meta:
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return str(self.title)


class Sponsorship(Part):
    """Who answers politically for a record, in which role and when: base of what the rooms above keep.

    Such a record has its sponsors in `sponsors`; the verbs are the directory's.
    """

    seen_at: ClassVar = Level.SUMMARY

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("political sponsor"))
    role = TextsField(_("role"), blank=True)
    period = PartialDateField(_("years"), blank=True, default="")
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        verbose_name = _("political sponsor")
        verbose_name_plural = _("political sponsors")

    def __str__(self) -> str:
        return f"{self.person} · {getattr(self, self.whole)}"


class ContactNote(Part):
    """What passed between the desk and a person or organisation: the relation's memory."""

    whole: ClassVar = "organisation"
    objects = ConfidentialQuerySet.as_manager()

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contact_notes")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="contact_notes")
    on = PartialDateField(_("date"))
    text = models.TextField(_("what passed"))
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Consent(Part):
    """What a person agreed to, when, and how it was taken; withdrawn, not deleted."""

    whole: ClassVar = "person"
    objects = ConfidentialQuerySet.as_manager()

    class Scope(models.TextChoices):
        KEEP = "keep", _("keep my details")
        SHARE = "share", _("share my details with firms")
        ABROAD = "abroad", _("send my details abroad")
        QUOTE = "quote", _("quote me or show my picture")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    scope = models.CharField(max_length=8, choices=Scope.choices)
    notice = models.CharField(_("notice that was shown"), max_length=40)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_is_given",
            )
        ]

    def __str__(self) -> str:
        return self.get_scope_display()


class Passport(Part):
    """Travel papers for one visit or mission: encrypted, and deleted when it is over."""

    whole: ClassVar = "person"
    objects = ConfidentialQuerySet.as_manager()

    person = models.ForeignKey(Person, models.CASCADE, related_name="passports")
    sealed = models.BinaryField(_("number and dates, encrypted"))
    delete_on = models.DateField(_("delete on"))

    def __str__(self) -> str:
        return f"{self.delete_on}"
