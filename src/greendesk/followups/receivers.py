"""What this room does when a floor below announces a change: a visit report that names who goes on opens a lead."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.desks.models import Account
from greendesk.kit.texts import Texts
from greendesk.visits.models import Delegation, Stop, VisitReport
from greendesk.visits.signals import visit_reported

from .models import Lead
from .services import open_lead


def on_visit_reported(
    sender: type, report: VisitReport, stop: Stop | None = None, by: Account | None = None, **rest: Any
) -> None:
    """One lead per report and company, however often the report is saved."""
    company, delegation = report.next_owner, report.delegation
    if company is None or _has_lead(report, stop):
        return
    with override(delegation.desk.language):
        note = "" if stop else _("Visit of %(guests)s") % {"guests": delegation}
    open_lead(
        desk=delegation.desk, title=_title(delegation, str(company)), owner=company,
        on=delegation.ends_on or timezone.localdate(), by=by,
        origin=stop, origin_note=note, counterpart=delegation.organisation, place=delegation.place,
        next_step=report.next_step, agreements=list(delegation.agreements.all()),
        is_invented=delegation.is_invented,
    )  # fmt: skip


def _has_lead(report: VisitReport, stop: Stop | None) -> bool:
    delegation = report.delegation
    leads = Lead.objects.filter(owner=report.next_owner)
    if stop is not None:
        return leads.filter(stop__programme__delegation=delegation).exists()
    return leads.filter(
        desk=delegation.desk, counterpart=delegation.organisation, opened_on=delegation.ends_on
    ).exists()


def _title(delegation: Delegation, company: str) -> Texts:
    names = delegation.name.plain() or {delegation.desk.language: str(delegation)}
    return Texts.from_plain({lang: f"{company} · {name}" for lang, name in names.items()})


def listen() -> None:
    visit_reported.connect(on_visit_reported, dispatch_uid="followups:visit")
