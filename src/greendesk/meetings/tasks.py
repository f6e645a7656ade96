"""Jobs of the meetings room."""

from django.utils import timezone
from django_tasks import task

from greendesk.kit import jobs

from .models import TimetableVersion


@task
def plan_versions(version_ids: list[int]) -> list[int]:
    """Fill one draft, or three re-planned ones. Running it again writes the same rows anew."""
    from .services.planning import fill_answers, fill_version  # they put this task into the queue

    versions = list(TimetableVersion.objects.filter(pk__in=version_ids).select_related("day").order_by("number"))
    if not versions:
        return []
    if "answer" in versions[0].facts:
        fill_answers(versions, at=timezone.now())
    else:
        fill_version(versions[0], at=timezone.now())
    jobs.progress(2, 2)
    return version_ids


@task
def lapse_requests() -> int:
    """Let the requests go that nobody answered in time."""
    from . import services

    return services.lapse_requests(timezone.now())
