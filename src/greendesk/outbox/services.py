"""Messages: drafted, looked at, sent by mail, printed or copied, answered. Nothing leaves without a person."""

from __future__ import annotations

import logging
import smtplib
import string
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from greendesk.desks import files, links, logbook
from greendesk.desks.models import Account, Desk, GuestLink, StoredFile
from greendesk.directory.editing import hold, write
from greendesk.directory.models import Organisation, Person
from greendesk.kit.errors import NotYours

from . import errors
from .letters import LETTERS
from .models import Attachment, Fate, Message, MessageState, Template

logger = logging.getLogger(__name__)
GONE = frozenset({MessageState.SENT, MessageState.PRINTED, MessageState.COPIED, MessageState.ANSWERED})


@transaction.atomic
def draft_message(
    *,
    desk: Desk,
    to_name: str,
    language: str,
    subject: str,
    body: str,
    by: Account | None,
    link: GuestLink | None = None,
    person: Person | None = None,
    organisation: Organisation | None = None,
    to_email: str = "",
    to_phone: str = "",
    to_wechat: str = "",
    template: str = "",
    about: str = "",
    attachments: Iterable[tuple[str, StoredFile]] = (),
    is_invented: bool = False,
) -> Message:
    """Put a message into the outbox as a draft. `{link}` in the body is filled in whenever it is shown or sent."""
    message = Message.objects.create(
        desk=desk, sharing=0, to_name=to_name, language=language, subject=subject[:200], body=body, link=link,
        person=person, organisation=organisation, template=template, about=about[:200], is_invented=is_invented,
        to_email=to_email or (person.email if person else "") or (organisation.email if organisation else ""),
        to_phone=to_phone or (person.phone if person else "") or (organisation.phone if organisation else ""),
        to_wechat=to_wechat or (person.wechat if person else "") or (organisation.wechat if organisation else ""),
    )  # fmt: skip
    for name, stored in attachments:
        Attachment.objects.create(message=message, file=stored, name=name)
    _tell(message, MessageState.DRAFT, by)
    return message


def draft_letter(
    *,
    desk: Desk,
    letter: str,
    facts: Mapping[str, str],
    to_name: str,
    language: str,
    by: Account | None,
    **rest: object,
) -> Message:
    """A draft from one of the desk's letters (or the built-in wording), its fields filled in. Raises UnknownField."""
    subject, body = wording(desk, letter, language)
    filled = {**facts, "desk": desk.name, "to": to_name}
    return draft_message(
        desk=desk, to_name=to_name, language=language, subject=fill(subject, filled), body=fill(body, filled),
        by=by, template=letter, **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def wording(desk: Desk, letter: str, language: str) -> tuple[str, str]:
    """(subject, body) as the desk words it, else as we do; English where a letter lacks the language."""
    own = Template.objects.filter(desk=desk, key=letter, language=language).first()
    if own is not None:
        return own.subject, own.body
    versions = LETTERS[letter]
    return versions.get(language) or versions["en"]


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Fill {name} fields; {link} stays for later. Raises UnknownField for a field that no fact answers."""
    known = {**facts, "link": "{link}"}
    for _literal, field, _spec, _conversion in string.Formatter().parse(text):
        if field is not None and field not in known:
            raise errors.UnknownField(name=field, known=", ".join(sorted(facts)))
    return string.Formatter().vformat(text, (), known)


def text_of(message: Message) -> str:
    """The text as its reader gets it, the guest link filled in."""
    return message.body.replace("{link}", links.address_of(message.link) if message.link else "")


@transaction.atomic
def edit_message(message: Message, *, subject: str, body: str, by: Account, revision: int) -> Message:
    """Word it anew; whoever looked at the old wording looks again. Raises AlreadyGone, ChangedMeanwhile, NotYours."""
    row = hold(message, by, revision=revision)
    if row.state in GONE:
        raise errors.AlreadyGone
    write(row, {"subject": subject, "body": body, "state": MessageState.DRAFT}, ("subject", "body", "state"))
    logbook.record("message.edited", by=by, on=row)
    return row


@transaction.atomic
def preview_message(message: Message, *, by: Account) -> Message:
    """A person has looked at it as its reader will get it; only then may it leave."""
    row = _own(message, by)
    if row.state == MessageState.DRAFT:
        _move(row, MessageState.PREVIEWED, by)
    return row


def send_message(message: Message, *, by: Account | None) -> Message:
    """By mail. Raises NoAddress, NotPreviewed, AlreadyGone, MailFailed; a failure is kept as the message's fate."""
    with transaction.atomic():
        row = _ready(message, by)
        if not row.to_email:
            raise errors.NoAddress(name=row.to_name)
    mail = EmailMessage(
        row.subject,
        text_of(row),
        settings.DEFAULT_FROM_EMAIL,
        [row.to_email],
        reply_to=[row.desk.email] if row.desk.email else None,
    )
    for attachment in row.attachments.select_related("file"):
        with files.open_stored(attachment.file) as content:
            mail.attach(attachment.name, content.read(), attachment.file.media_type)
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as failure:
        logger.warning("message.failed", extra={"message_id": row.pk, "failure": type(failure).__name__})
        with transaction.atomic():
            _move(row, MessageState.FAILED, by, note=type(failure).__name__)
        raise errors.MailFailed from failure
    with transaction.atomic():
        _move(row, MessageState.SENT, by)
    return row


@transaction.atomic
def print_message(message: Message, *, by: Account) -> Message:
    row = _ready(message, by)
    _move(row, MessageState.PRINTED, by)
    return row


@transaction.atomic
def copy_message(message: Message, *, by: Account) -> Message:
    """Copied as text or QR into a messenger: a way of leaving like any other."""
    row = _ready(message, by)
    _move(row, MessageState.COPIED, by)
    return row


@transaction.atomic
def note_answer(message: Message, *, by: Account | None, note: str = "") -> Message:
    row = _own(message, by)
    _move(row, MessageState.ANSWERED, by, note=note)
    return row


@transaction.atomic
def drop_message(message: Message, *, by: Account) -> Message:
    """Decide not to send it. It stays in the outbox and can be taken up again by editing it."""
    row = _own(message, by)
    if row.state in GONE:
        raise errors.AlreadyGone
    _move(row, MessageState.DROPPED, by)
    return row


@transaction.atomic
def adopt_wording(*, desk: Desk, letter: str, language: str, subject: str, body: str, by: Account) -> Template:
    """Make a letter the desk's own. The fields it uses are checked when it is filled in."""
    if desk.pk not in by.editing_desk_ids:
        raise NotYours
    template, _made = Template.objects.update_or_create(
        desk=desk, key=letter, language=language, defaults={"subject": subject, "body": body, "sharing": 0}
    )
    logbook.record("letter.worded", by=by, on=template)
    return template


def _own(message: Message, by: Account | None) -> Message:
    rows = Message.objects.editable_by(by) if by else Message.objects.filter(desk__sends_by_itself=True)
    row = rows.filter(pk=message.pk).select_for_update(of=("self",)).select_related("desk", "link").first()
    if row is None:
        raise NotYours
    assert isinstance(row, Message)
    return row


def _ready(message: Message, by: Account | None) -> Message:
    row = _own(message, by)
    if row.state in (MessageState.SENT, MessageState.ANSWERED):
        raise errors.AlreadyGone
    if row.state == MessageState.DRAFT and by is not None:
        raise errors.NotPreviewed
    return row


def _move(message: Message, state: MessageState, by: Account | None, *, note: str = "") -> None:
    message.state = state
    message.save(update_fields=["state", "updated_at"])
    _tell(message, state, by, note)


def _tell(message: Message, state: MessageState, by: Account | None, note: str = "") -> None:
    Fate.objects.create(message=message, state=state, by=by, note=note)
    logbook.record(f"message.{state}", by=by, on=message)


@transaction.atomic
def note_link_answered(link: GuestLink, *, by: Account | None = None) -> int:
    """Whoever got a link has answered through it: every message that carried it is answered. Returns how many."""
    rows = Message.objects.select_for_update(of=("self",)).filter(link=link, state__in=GONE - {MessageState.ANSWERED})
    for row in rows:
        _move(row, MessageState.ANSWERED, by)
    return len(rows)


@transaction.atomic
def forget_wording(template: Template, *, by: Account) -> None:
    """Use the built-in wording of a letter again."""
    if not Template.objects.editable_by(by).filter(pk=template.pk).exists():
        raise NotYours
    logbook.record("letter.unworded", by=by, desk=template.desk_id, key=template.key, language=template.language)
    template.delete()
