"""Guest links: made, turned into addresses, opened, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError

from .models import Desk, GuestLink


class LinkClosed(DomainError):
    code = "desks.link_closed"
    status = 410
    message = _("This link is no longer valid. Ask the desk that sent it for a new one.")


def token_of(link: GuestLink) -> str:
    return salted_hmac("greendesk.guest", f"{link.purpose}:{link.nonce}", algorithm="sha256").hexdigest()[:40]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    desk: Desk, purpose: str, *, days: int = 60, language: str = "en", now: datetime | None = None
) -> GuestLink:
    link = GuestLink(
        desk=desk,
        purpose=purpose,
        nonce=secrets.token_urlsafe(18),
        language=language,
        expires_at=(now or timezone.now()) + timedelta(days=days),
    )
    link.token_hash = _hash(token_of(link))
    link.save()
    return link


def address_of(link: GuestLink) -> str:
    """The full address to send; it opens a page and changes nothing until that page is submitted."""
    return f"{settings.PUBLIC_URL}/g/{token_of(link)}/"


def open_link(token: str, *, now: datetime, purpose: str = "") -> GuestLink:
    """The link behind a token. Raises LinkClosed if it is unknown, expired, revoked or meant for something else."""
    link = GuestLink.objects.open_at(now).filter(token_hash=_hash(token)).select_related("desk").first()
    if link is None or (purpose and link.purpose != purpose):
        raise LinkClosed
    return link
