"""The frozen data of a report: everything its files are made from, in words of one language and plain numbers.

Once frozen, PDF and workbook are functions of the snapshot alone: made again they are the same bytes, whatever
has happened to the records since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from greendesk.desks.models import Account, Desk, Level
from greendesk.followups.models import Barrier, Lead, Pulse, Stage
from greendesk.followups.queries import count_by, responses
from greendesk.kit.facts import display_money

from .charts import grades_chart, prices_chart, series_chart
from .models import EffectClaim, Grade, Indicator
from .queries import Ledger, Price, Side, ledger_of, series_of, sums_by_grade
from .uncertainty import share_interval

VERSION = 1


def labels() -> dict[str, str]:
    """Words for the ledger's columns and rows, in the reader's language."""
    return {
        "inbound": _("receiving guests"), "outbound": _("travelling abroad"),
        "meetings": _("accepted meeting"), "second": _("second meeting"), "leads": _("lead"),
        "results": _("documented result"),
    }  # fmt: skip


def method() -> list[str]:
    """How the ledger counts, for the foot of every table."""
    return [
        _("Effort is every minute and amount entered for the kind of activity in the period; currencies are never converted or added."),
        _("Outcomes are counted over all activities that ended in the period, even where the outcome came later."),
        _("Accepted meetings: stops that a host confirmed, or meetings of a mission’s meeting days that were not cancelled. Documented results: effects of the leads that began there, documented or found in a registry."),
        _("The interval is the exact 95 % interval of a count (Poisson), the effort taken as known. Below five outcomes a price is too small to compare."),
    ]  # fmt: skip


def freeze(
    desk: Desk, *, name: str, by: Account, at: datetime, first: date | None, last: date | None, language: str
) -> dict[str, Any]:
    """Everything the report says, in the active language."""
    ledger = ledger_of(by, desks=[desk.pk], first=first, last=last)
    claims = list(
        EffectClaim.objects.ours(by).filter(desk=desk)
        .select_related("lead", "company__organisation", "place").order_by("pk")
    )  # fmt: skip
    indicators = Indicator.objects.ours(by).filter(desk=desk).prefetch_related("observations__place").order_by("pk")
    leads = Lead.objects.ours(by).filter(desk=desk)
    return {
        "version": VERSION, "name": name, "desk": desk.name, "language": language, "made_at": at.isoformat(),
        "period": [day.isoformat() if day else "" for day in (first, last)],
        "words": words(),
        "indicators": [_indicator(row) for row in indicators],
        "claims": [_claim(row) for row in claims],
        "grades": [_grade(row) for row in sums_by_grade(claims)],
        "ledger": frozen_ledger(ledger),
        "prices": prices_chart(ledger, labels()),
        "grade_chart": grades_chart([(r.grade, str(Grade(r.grade).label), r.count) for r in sums_by_grade(claims)]),
        "method": method(),
        "stages": [[str(Stage(code).label), count] for code, count in _ordered(count_by(leads, "stage"), Stage.values)],
        "barriers": [[str(Barrier(code).label), count] for code, count in sorted(count_by(leads, "barrier").items(), key=lambda pair: (-pair[1], pair[0]))],
        "responses": _responses(desk, by),
    }  # fmt: skip


def words() -> dict[str, str]:
    return {
        "period": _("Period"), "made": _("Data frozen on"), "indicators": _("Indicators"), "definition": _("Definition"),
        "target": _("Target"), "when": _("When"), "value": _("Value"), "place": _("Place"), "vintage": _("Definition used"),
        "source": _("Source"), "mind": _("Mind"), "break": _("scope changed"), "official": _("Official statistics: no project caused them."),
        "claims": _("What came of it"), "evidence": _("Evidence"), "grade": _("Grade"), "count": _("Number"),
        "without": _("without an amount"), "amount": _("Amount"), "company": _("Company"), "lead": _("Lead"), "what": _("What"),
        "ledger": _("Receiving guests beside travelling abroad"), "activities": _("Activities"),
        "with_effort": _("of them with effort entered"), "loose": _("entries for no single activity"),
        "minutes": _("Minutes"), "hours": _("Hours"), "money": _("Money"), "travel": _("Travel emissions, kg CO2e"),
        "each": _("for one"), "interval": _("95 % interval"), "few": _("too few to compare"), "stages": _("Leads by stage"),
        "barriers": _("What stood in the way"), "responses": _("Answers to pulses"), "months": _("Months after"),
        "asked": _("Asked"), "answered": _("Answered"), "share": _("Share"), "nothing": _("Nothing so far."),
        "never_added": _("Grades and currencies are never added up."), "invented": _("invented"), "method": _("Method"),
    }  # fmt: skip


def _ordered(counts: dict[str, int], order: list[str]) -> list[tuple[str, int]]:
    return [(code, counts[code]) for code in order if code in counts]


def _indicator(row: Indicator) -> dict[str, Any]:
    observations = list(row.observations.all())
    return {
        "name": str(row.name), "definition": str(row.definition), "unit": row.unit, "is_own": row.is_own_effect,
        "target": str(row.target or ""), "source": row.source, "invented": row.is_invented,
        "chart": series_chart(series_of(observations), row.unit),
        "observations": [
            {
                "when": str(o.period or ""), "value": str(o.value or ""), "statement": str(o.statement), "place": str(o.place or ""),
                "vintage": o.vintage, "source": o.source, "mind": str(o.trap), "is_break": o.is_break,
            }
            for o in observations
        ],
    }  # fmt: skip


def _claim(row: EffectClaim) -> dict[str, Any]:
    return {
        "title": str(row.title), "kind": row.get_kind_display(), "grade": row.get_grade_display(), "code": row.grade,
        "company": str(row.company or ""), "lead": str(row.lead or ""), "place": str(row.place or ""),
        "amount": str(row.amount) if row.amount is not None else "", "currency": row.currency,
        "money": display_money(row.amount, row.currency), "when": str(row.when or ""),
        "evidence": row.evidence_name, "source": row.source, "invented": row.is_invented,
    }  # fmt: skip


def _grade(row: Any) -> dict[str, Any]:
    return {
        "grade": str(Grade(row.grade).label), "count": row.count, "without_amount": row.without_amount,
        "amounts": [[currency, str(amount), display_money(amount, currency)] for currency, amount in row.amounts.items()],
    }  # fmt: skip


def frozen_ledger(ledger: Ledger) -> list[dict[str, Any]]:
    return [_side(side, ledger) for side in ledger.sides]


def _side(side: Side, ledger: Ledger) -> dict[str, Any]:
    names = labels()
    return {
        "key": side.key, "name": names[side.key], "activities": side.activities, "with_effort": side.with_effort,
        "loose": side.loose_entries, "minutes": side.minutes, "travel_kg": side.travel_kg,
        "money": [[currency, str(amount), display_money(amount, currency)] for currency, amount in side.money.items()],
        "outcomes": [
            {
                "key": outcome.key, "name": names[outcome.key], "count": outcome.count,
                "minutes": _price(outcome.minutes), "money": {c: _price(p) for c, p in outcome.money.items()},
                "travel_kg": _price(outcome.travel_kg) if outcome.travel_kg else None,
                "comparison": ledger.comparison(outcome.key),
            }
            for outcome in side.outcomes
        ],
    }  # fmt: skip


def _price(price: Price) -> dict[str, Any]:
    high = price.interval.high
    return {
        "each": round(price.each, 1) if price.each is not None else None,
        "low": round(price.interval.low, 1), "high": round(high, 1) if high is not None else None, "few": price.is_few,
    }  # fmt: skip


def _responses(desk: Desk, by: Account) -> list[dict[str, Any]]:
    pulses = Pulse.objects.visible_to(by, Level.FULL).filter(lead__desk=desk)
    rows = []
    for row in responses(pulses):
        interval = share_interval(row.answered, row.asked)
        rows.append({
            "months": row.months, "asked": row.asked, "answered": row.answered, "share": row.rate,
            "low": interval.low if interval else None, "high": interval.high if interval else None,
        })  # fmt: skip
    return rows
