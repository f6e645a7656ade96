"""Papers of an expert panel: the cases that its members read beforehand, and the verdict that a company takes home."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.kit.facts import babel_locale
from greendesk.kit.papers import qr_svg
from greendesk.matchmaking.readiness import said_in

from .models import Panel, PanelSlot, Verdict


def case_pack_sheet(panel: Panel, *, lang: str) -> dict[str, Any]:
    """For `events/cases`: one page a booked case, room to mark; nobody's verdict stands in it. Confidential."""
    rows = panel.slots.exclude(company=None).select_related(
        "company__organisation", "company__place", "readiness", "panel__event"
    )
    with override(lang):
        cases = [_case(row, lang) for row in rows.order_by("number")]
        return {**_head(panel, lang, f"/events/{panel.event_id}/"), "paper": _("Cases for the panel"), "cases": cases}


def verdict_sheet(verdict: Verdict, *, lang: str) -> dict[str, Any]:
    """For `events/verdict`: the marks, the advice and the next step. Only the company and the panel's desk get it."""
    slot = verdict.slot
    with override(lang):
        return {
            **_head(slot.panel, lang, f"/panel-slots/{slot.pk}/"),
            "paper": _("Verdict of the panel"),
            "case": _case(slot, lang),
            "marks": [[str(Verdict._meta.get_field(n).verbose_name), getattr(verdict, n)] for n in Verdict.CRITERIA],  # type: ignore[union-attr]
            "advice": verdict.advice.text(lang),
            "next_step": verdict.next_step,
            "given_on": format_date(verdict.given_on, "long", babel_locale(lang)),
        }


def _head(panel: Panel, lang: str, path: str) -> dict[str, Any]:
    event = panel.event
    members = panel.panelists.select_related("person").prefetch_related("conflicts__organisation")
    return {
        "language": lang,
        "panel": panel.name.text(lang),
        "event": str(event),
        "desk": event.desk.name,
        "phone": event.desk.phone,
        "is_invented": event.is_invented,
        "version": _("version %(number)s") % {"number": event.revision},
        "qr": qr_svg(f"{settings.PUBLIC_URL}{path}"),
        "panelists": [
            {"name": one.person.person_name.both(lang), "apart": [firm.organisation.name for firm in one.conflicts.all()]}
            for one in members
        ],
        "words": {
            "confidential": _("confidential"), "question": _("Question to the panel"), "offers": _("What it offers"),
            "readiness": _("How ready it is"), "profile": _("Who they are"), "panelists": _("Members of the panel"),
            "apart": _("does not judge"), "notes": _("Notes"), "advice": _("Advice"), "next_step": _("Next step"), "given": _("Given on"),
            "nothing": _("Nothing so far."),
        },
        "criteria": [str(Verdict._meta.get_field(name).verbose_name) for name in Verdict.CRITERIA],  # type: ignore[union-attr]
    }  # fmt: skip


def _case(slot: PanelSlot, lang: str) -> dict[str, Any]:
    company, check = slot.company, slot.readiness
    assert company is not None
    at = slot.starts_at.astimezone(ZoneInfo(slot.panel.event.time_zone)) if slot.starts_at else None
    return {
        "number": slot.number,
        "when": format_datetime(at, "d MMMM HH:mm", locale=babel_locale(lang)) if at else "",
        "company": str(company),
        "company_id": company.pk,
        "place": company.place.name(lang) if company.place else "",
        "profile": company.profile.text(lang),
        "question": slot.question.text(lang),
        "offers": [f"{one.name.text(lang)}: {one.text.text(lang)}".rstrip(": ") for one in company.solutions.all()],
        "readiness": [
            [str(one.question), str(one.label or one.answer or "–")] for one in said_in(check.answers, check.version)
        ]
        if check
        else [],
    }
