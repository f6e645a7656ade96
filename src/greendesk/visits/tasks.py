"""Work of this room that outlives a request. Each may run twice: what it writes is keyed by its arguments."""

from django.utils import timezone
from django_tasks import task

from greendesk.desks.models import Account

from .models import Repair


@task()
def work_out_drafts(numbers: dict[str, int], account_id: int) -> list[int]:
    """Primary keys of the versions written."""
    from .services import programmes  # the verbs enqueue this task

    by = Account.objects.get(pk=account_id)
    now = timezone.now()
    made = programmes.work_out({int(pk): n for pk, n in numbers.items()}, by=by, today=timezone.localdate(), now=now)
    return [one.pk for one in made]


@task()
def work_out_repair(repair_id: int) -> int:
    """The repair whose answers were written."""
    from .services import repairs  # the verbs enqueue this task

    repairs.work_out(Repair.objects.get(pk=repair_id), today=timezone.localdate(), now=timezone.now())
    return repair_id
