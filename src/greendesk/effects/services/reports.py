"""Reports: data frozen first, files made from what was frozen."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from greendesk.catalogue.editing import must_edit_at
from greendesk.desks import files, logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.kit.langs import active_lang

from .. import errors, printing
from ..models import EffectReport
from ..snapshots import freeze

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def write_report(
    *,
    desk: Desk,
    name: str,
    at: datetime,
    by: Account,
    first: date | None = None,
    last: date | None = None,
    language: str = "",
) -> EffectReport:
    """Freeze what the desk's records say now about a period; `print_report` makes the files, as a job or at once.

    Raises NeedsName, PeriodBackwards, NotYours.
    """
    must_edit_at(desk, by)
    if not name.strip():
        raise errors.NeedsName(field="name")
    if first and last and last < first:
        raise errors.PeriodBackwards(field="last")
    language = language or active_lang()
    with override(language):
        snapshot = freeze(desk, name=name.strip(), by=by, at=at, first=first, last=last, language=language)
    report = EffectReport.objects.create(desk=desk, name=name.strip()[:160], snapshot=snapshot, sharing=Level.PRIVATE)
    logbook.record("report.written", by=by, on=report)
    return report


def print_report(report: EffectReport) -> EffectReport:
    """Make PDF and workbook from the frozen data alone. Safe to run again: the same snapshot gives the same files."""
    pdf = printing.pdf_of(report.snapshot, address=f"{settings.PUBLIC_URL}/reports/{report.pk}/report.pdf")
    workbook = printing.xlsx_of(report.snapshot)
    with transaction.atomic():
        report.pdf = files.keep_bytes(pdf, PDF)
        report.xlsx = files.keep_bytes(workbook, XLSX)
        report.save(update_fields=["pdf", "xlsx", "updated_at"])
    return report
