"""What comes round in this room."""

import logging

from django.utils import timezone
from django_tasks import task

from greendesk.kit.errors import DomainError

from . import services
from .models import Pulse

logger = logging.getLogger(__name__)


@task
def draft_due_pulses() -> int:
    """Draft the questions that came due lately; how many. The verb marks each as asked, so that none is asked twice."""
    drafted = 0
    for pulse in Pulse.objects.lately_due(timezone.localdate()).select_related("lead__desk").order_by("pk"):
        try:
            services.send_pulse(pulse, by=None, at=timezone.now())
            drafted += 1
        except DomainError as refusal:  # answered or handed over meanwhile; the others are asked all the same
            logger.info("pulse.not_drafted %s", refusal.code, extra={"pulse": pulse.pk})
    return drafted
