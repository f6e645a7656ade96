"""Messages and letters, and what became of them. Everything is a draft first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import LANGUAGE_CHOICES, Level
from greendesk.desks.sharing import DeskOwned, Part

from .queries import MessageQuerySet


class MessageState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PREVIEWED = "previewed", _("looked at")
    SENT = "sent", _("sent by mail")
    PRINTED = "printed", _("printed")
    COPIED = "copied", _("copied for a messenger")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("not sent")


class Template(DeskOwned):
    """A letter that a desk has made its own; the built-in wording is used where there is none."""

    existence: ClassVar = ()

    key = models.SlugField(_("kind of letter"), max_length=40)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(
        _("text"), help_text=_("{name}, {programme} and the like are filled in; leave them as they are.")
    )
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES)

    class Meta:
        verbose_name = _("letter of the desk")
        verbose_name_plural = _("letters of the desk")
        constraints = [
            models.UniqueConstraint(fields=["desk", "key", "language"], name="letter_template_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


class Message(DeskOwned):
    """One message to one reader. `{link}` in the text is the guest link, filled in when it is shown."""

    may_be_co_owned: ClassVar = False
    existence: ClassVar = ()

    to_name = models.CharField(_("to"), max_length=200)
    to_email = models.EmailField(_("e-mail"), blank=True)
    to_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    to_wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    person = models.ForeignKey("directory.Person", models.SET_NULL, null=True, blank=True, related_name="messages")
    organisation = models.ForeignKey(
        "directory.Organisation", models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    template = models.SlugField(_("kind of letter"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGE_CHOICES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    link = models.ForeignKey("desks.GuestLink", models.SET_NULL, null=True, blank=True, related_name="messages")
    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.DRAFT)
    about = models.CharField(_("about"), max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return self.subject


class Attachment(Part):
    whole: ClassVar = "message"

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.ForeignKey("desks.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=160)

    def __str__(self) -> str:
        return self.name


class Fate(Part):
    """One step in a message's life, never changed afterwards."""

    whole: ClassVar = "message"
    seen_at: ClassVar = Level.FULL

    message = models.ForeignKey(Message, models.CASCADE, related_name="fates")
    state = models.CharField(max_length=10, choices=MessageState.choices)
    by = models.ForeignKey("desks.Account", models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_state_display()
