"""What comes round in this room."""

from django.utils import timezone
from django_tasks import task

from . import services


@task
def lapse_holds() -> int:
    """Release the holds whose deadline has passed."""
    return services.lapse_holds(timezone.now())
