"""How often one address may submit or guess. Counted in the cache by a hash of the address, forgotten after the window."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class TooOften(DomainError):
    code = "web.too_often"
    status = 429
    message = _(
        "That was too often in a short time. Please wait %(minutes)s minutes; what you typed is kept on this page."
    )


def count(request: HttpRequest, what: str, *, limit: int, minutes: int) -> None:
    """Raises TooOften from the try after the last allowed one."""
    address = salted_hmac("greendesk.limit", address_of(request), algorithm="sha256").hexdigest()[:20]
    key = f"limit:{what}:{address}"
    if not cache.add(key, 1, timeout=minutes * 60):
        try:
            tries = cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, timeout=minutes * 60)
            tries = 1
        if tries > limit:
            raise TooOften(minutes=minutes)


def address_of(request: HttpRequest) -> str:
    """Who asks: the connection itself, or what the configured proxy wrote down last (earlier hops may be made up).

    Without `GREENDESK_PROXY_HEADER` no header is believed: anybody may write one.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get(settings.PROXY_HEADER, "") if settings.PROXY_HEADER else ""
    return told.split(",")[-1].strip() or direct
