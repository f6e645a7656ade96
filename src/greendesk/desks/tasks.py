"""What comes round in this room."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task

from greendesk.kit import tries

TRIES_KEPT_DAYS = 30


@task
def tidy() -> dict[str, int]:
    """Drop sessions that have run out, counts of tries and old failed sign-ins: they hold where somebody asked from."""
    from axes.models import AccessAttempt, AccessFailureLog, AccessLog  # models of an app that loads after this one

    now = timezone.now()
    gone = {"sessions": Session.objects.filter(expire_date__lt=now).delete()[0], "tries": tries.forget_over(now)}
    before = now - timedelta(days=TRIES_KEPT_DAYS)
    for kind in (AccessAttempt, AccessFailureLog, AccessLog):
        gone[kind._meta.model_name or ""] = kind.objects.filter(attempt_time__lt=before).delete()[0]
    return gone
