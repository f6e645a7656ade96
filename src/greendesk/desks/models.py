"""Desks, the accounts that work at them, and what every desk-owned record carries."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from greendesk.kit.langs import LANGS

from .queries import CoInvitationQuerySet, GuestLinkQuerySet, LogEntryQuerySet, SearchQuerySet

LANGUAGE_CHOICES = [(lang, lang) for lang in LANGS]


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **extra: object) -> Account:
        account = self.model(email=email.strip().casefold(), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who may sign in. Not the same as a person in the directory."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES, default="en")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(_("operates the installation"), default=False)
    demo_role = models.SlugField(_("role in the demonstration"), blank=True, max_length=30)
    created_at = models.DateTimeField(auto_now_add=True)
    password_asked_at = models.DateTimeField(_("asked for a new password"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> dict[int, str]:
        """Role by desk."""
        return dict(self.memberships.values_list("desk_id", "role"))

    @property
    def desk_ids(self) -> list[int]:
        return list(self.roles)

    @property
    def editing_desk_ids(self) -> list[int]:
        return [desk for desk, role in self.roles.items() if role in Role.editing()]

    @cached_property
    def desk(self) -> Desk | None:
        """The desk this account works at; the first one where there are several."""
        return Desk.objects.filter(memberships__account=self).order_by("memberships__pk").first()


class Desk(models.Model):
    """A region's, city's or cluster's export desk: it owns records and decides who sees them."""

    key = models.SlugField(_("short name for addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    place = models.ForeignKey(
        "atlas.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Copenhagen")
    dormant_after_months = models.PositiveSmallIntegerField(
        _("an agreement is dormant after … months without activity"), default=18
    )
    gift_limit_eur = models.PositiveIntegerField(_("highest value of a gift in euro"), default=100)
    sends_by_itself = models.BooleanField(_("reminders may be mailed without a person looking at them"), default=False)
    is_invented = models.BooleanField(_("invented for the demonstration"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OFFICER = "officer", _("desk officer")
    MUNICIPAL = "municipal", _("municipal officer")
    ADVISER = "adviser", _("adviser at home")
    PARTNER = "partner", _("matcher at the partner's side")
    EVALUATOR = "evaluator", _("evaluator")
    FUNDER = "funder", _("funder")

    @classmethod
    def editing(cls) -> frozenset[str]:
        return frozenset({cls.OFFICER, cls.MUNICIPAL, cls.ADVISER})

    @classmethod
    def confidential(cls) -> frozenset[str]:
        """Who reads what is restricted: risk notes, contact details, people."""
        return frozenset({cls.OFFICER, cls.MUNICIPAL})


class Membership(models.Model):
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    class Meta:
        constraints = [UniqueConstraint(fields=["account", "desk"], name="account_has_one_role_at_a_desk")]

    def __str__(self) -> str:
        return f"{self.account} · {self.desk}"


class Level(models.IntegerChoices):
    """How much of a record other desks may see."""

    PRIVATE = 0, _("only us")
    EXISTENCE = 10, _("that it exists")
    SUMMARY = 20, _("a summary")
    FULL = 30, _("everything")


class LogEntry(models.Model):
    """Who did what, when: for people and audits. Facts are keys and codes, never personal data."""

    desk = models.ForeignKey(Desk, models.CASCADE, null=True, related_name="+")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    record = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "record"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class GuestLink(models.Model):
    """A signed way in for one purpose, without an account. Only the hash of its token is kept.

    The token is derived from the installation's secret and `nonce`, so a message can be shown again
    while a stolen database opens nothing.
    """

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+")
    purpose = models.SlugField(max_length=40)
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES, default="en")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GuestLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class PasswordLink(models.Model):
    """The guest link by which an account sets its password, once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="password_links")
    link = models.OneToOneField(GuestLink, models.CASCADE, related_name="password_link")

    def __str__(self) -> str:
        return str(self.account)


class CoInvitation(models.Model):
    """That the desk that owns a record asks another to own it too. The other sees its title and may say yes or no."""

    kind = models.CharField(max_length=60)
    record = models.BigIntegerField()
    title = models.CharField(_("what it is about"), max_length=300)
    host = models.ForeignKey(Desk, models.CASCADE, related_name="+", verbose_name=_("desk that asks"))
    guest = models.ForeignKey(Desk, models.CASCADE, related_name="co_invitations", verbose_name=_("desk that is asked"))
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(default=False)

    objects = CoInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["kind", "record", "guest"], condition=Q(answered_at=None), name="one_open_invitation_per_desk"
            ),
            CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(is_accepted=False), name="accepted_when_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StoredFile(models.Model):
    """A file kept by its content: the same bytes are stored once."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content")
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def path(self) -> str:
        return f"{self.digest[:2]}/{self.digest}"


class SearchEntry(models.Model):
    """What can be found of a record: its whole text begins with what others see of it, level by level, and keeps how
    much of it that is. Derived; made anew as the record is saved."""

    desk = models.ForeignKey(Desk, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    record = models.BigIntegerField()
    text = models.TextField()
    at_existence = models.PositiveIntegerField()
    at_summary = models.PositiveIntegerField()

    objects = SearchQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "record"], name="search_entry_once"),
            CheckConstraint(
                condition=Q(at_existence__lte=F("at_summary"), at_summary__lte=Length("text")),
                name="search_entry_lower_levels_show_less",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class TextGap(models.Model):
    """A version of a text that somebody should write or look at. Derived; made anew as the record is saved."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    record = models.BigIntegerField()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8)

    class Meta:
        constraints = [UniqueConstraint(fields=["kind", "record", "field", "language"], name="text_gap_once")]
        indexes = [models.Index(fields=["desk", "language", "state"]), models.Index(fields=["desk", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.field} {self.language}"


class Trash(models.Model):
    """What a destructive verb took away, so that it can be put back."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    payload = models.JSONField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            CheckConstraint(condition=Q(undone_at=None) | Q(undone_at__gte=F("at")), name="undone_after_done")
        ]

    def __str__(self) -> str:
        return self.title


class ApiToken(models.Model):
    """A key by which a program acts as an account. Only its hash is kept; it is shown once, when it is made."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ListImport(models.Model):
    """A list that somebody uploaded: what it holds, what reading it found, and the mark that it has been entered.

    Seen by the account that uploaded it and by nobody else; the mark is written in the same transaction as the rows.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="list_imports")
    into = models.ForeignKey(Desk, models.CASCADE, related_name="+", verbose_name=_("desk that the rows go to"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=160)
    language = models.CharField(_("language of the list"), max_length=8, default="en")
    plan = models.JSONField(_("which column is which"), default=dict)
    report = models.JSONField(_("what reading it found"), default=dict)
    only_good = models.BooleanField(_("enter the good rows and leave the others"), default=False)
    job = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
