"""What comes round in this room: the forgetting that was promised when the data was taken."""

from django.utils import timezone
from django_tasks import task

from . import services


@task
def forget_due() -> dict[str, int]:
    """Mark people whose time of keeping ends, erase those whose day has come, delete papers of visits that are over."""
    today = timezone.localdate()
    return {
        "marked": len(services.mark_due(on=today)),
        "passports": services.delete_due_passports(on=today),
        "people": len(services.erase_due(on=today)),
        "merges": services.forget_old_merges(at=timezone.now()),
    }
