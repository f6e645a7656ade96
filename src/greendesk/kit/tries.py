"""How often something was tried lately, counted in the database: every web process counts the same tries.

A try is one conditional update, so two that come at once never share the last free one; a key that is used up is only
read, so that whoever floods us writes nothing. Rows of windows that are over go when the next window begins.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import TryCount


def key_of(what: str, who: str) -> str:
    """What is tried and by whom, as a key that names nobody."""
    return f"limit:{what}:{salted_hmac('greendesk.limit', who, algorithm='sha256').hexdigest()[:20]}"


def try_once(key: str, *, limit: int, window: timedelta, now: datetime) -> bool:
    """Count one more try of `key`; False, and not counted, from the try after the last allowed one.

    The window begins with the first try and does not move with the later ones.
    """
    standing = TryCount.objects.filter(key=key, ends_at__gt=now)
    if standing.filter(tries__gte=limit).exists():
        return False
    if standing.filter(tries__lt=limit).update(tries=F("tries") + 1):
        return True
    forget_over(now)
    try:
        with transaction.atomic():
            TryCount.objects.create(key=key, ends_at=now + window)
    except IntegrityError:  # another process began the window between our look and now
        return bool(standing.filter(tries__lt=limit).update(tries=F("tries") + 1))
    return True


def forget_over(now: datetime) -> int:
    """Drop the counts of windows that are over; how many."""
    return TryCount.objects.filter(ends_at__lte=now).delete()[0]
