"""A message as a letter on paper: the words its reader would get by mail, with the link as a QR code."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.desks import links
from greendesk.kit import papers
from greendesk.kit.facts import babel_locale

from .models import Message
from .services import text_of


def letter_of(message: Message, *, on: date) -> bytes:
    """A4 as PDF, in the message's language. Raises papers.MissingGlyph."""
    desk, address = message.desk, links.address_of(message.link) if message.link else ""
    organisation = message.organisation
    paragraphs = [block.split("\n") for block in text_of(message).replace("\r\n", "\n").split("\n\n") if block.strip()]
    with override(message.language):
        enclosed = _("Enclosed")
    return papers.render(
        "outbox/letter",
        {
            "language": message.language, "subject": message.subject, "to": message.to_name, "on": on.isoformat(),
            "address": organisation.address.splitlines() if organisation else [],
            "day": format_date(on, "long", babel_locale(message.language)), "paragraphs": paragraphs,
            "qr": papers.qr_svg(address) if address else None, "invented": message.is_invented,
            "attachments": [one.name for one in message.attachments.all()], "enclosed": enclosed,
            "desk": {
                "name": desk.name, "address": desk.address.splitlines(), "phone": desk.phone, "email": desk.email,
            },
        },
    )  # fmt: skip
