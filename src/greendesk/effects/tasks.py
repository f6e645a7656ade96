"""Jobs of this room: thin, and safe to run twice."""

from django_tasks import task

from greendesk.kit import jobs

from . import services
from .models import EffectReport


@task
def print_report(report_id: int) -> int:
    """Make the files of a frozen report."""
    services.print_report(EffectReport.objects.get(pk=report_id))
    jobs.progress(1, 1)
    return report_id
