"""Long lists, in a worker. Each may run twice: the mark of the upload decides."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from greendesk.desks.models import Account, ListImport

from . import exporting, working


@task()
def check_uploaded(upload_id: int) -> int:
    upload = ListImport.objects.select_related("account", "into", "file").get(pk=upload_id)
    return sum(report.rows for report in working.check_list(upload, today=timezone.localdate()))


@task()
def enter_uploaded(upload_id: int) -> int:
    upload = ListImport.objects.get(pk=upload_id)
    return sum(report.fresh for report in working.enter_list(upload, at=timezone.now(), today=timezone.localdate()))


@task()
def export_everything(account_id: int, form: str) -> str:
    """The digest of the stored file."""
    return exporting.keep_export(Account.objects.get(pk=account_id), form=form, at=timezone.now()).digest
