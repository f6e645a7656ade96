"""How often one address may submit or guess. Counted by a hash of the address, forgotten after the window."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError
from greendesk.kit.tries import key_of, try_once


class TooOften(DomainError):
    code = "web.too_often"
    status = 429
    message = _(
        "That was too often in a short time. Please wait %(minutes)s minutes; what you typed is kept on this page."
    )


def count(request: HttpRequest, what: str, *, limit: int, minutes: int) -> None:
    """Raises TooOften from the try after the last allowed one, whichever web process the earlier ones came to."""
    key = key_of(what, address_of(request))
    if not try_once(key, limit=limit, window=timedelta(minutes=minutes), now=timezone.now()):
        raise TooOften(minutes=minutes)


def address_of(request: HttpRequest) -> str:
    """Who asks: the connection itself, or what the configured proxy wrote down last (earlier hops may be made up).

    Without `GREENDESK_PROXY_HEADER` no header is believed: anybody may write one.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get(settings.PROXY_HEADER, "") if settings.PROXY_HEADER else ""
    return told.split(",")[-1].strip() or direct
