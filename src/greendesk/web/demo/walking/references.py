"""S1: reference sites at home instead of travelling delegations, what that takes, and a report that says so."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from greendesk.desks.files import open_stored
from greendesk.effects import services as effects
from greendesk.effects.models import EffectReport, Effort, Indicator
from greendesk.effects.queries import Ledger, ledger_of, series_of
from greendesk.effects.snapshots import freeze
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.visits import services as visits
from greendesk.visits.models import Delegation, Stop, StopKind
from greendesk.visits.sites import sites_for_themes

from .walk import SOURCE, NotManaged, Step, Walk, counted, listed

GUESTS = ("gbg-waste-guests", "gbg-water-guests")
STARTS = (time(9, 30), time(13, 0), time(15, 0))
LANGUAGE = "en"
REPORT = "Receiving guests beside travelling, and what came of it"
ROLE = "Project officer, visit report (invented)"
OWN = {
    "en": "Leads from guests received (invented guests)",
    "sv": "Affärsmöjligheter från mottagna besök (påhittade gäster)",
}
OWN_DEFINITION = {
    "en": "Leads that began at a stop of a delegation which this desk received, counted from its own records.",
    "sv": "Affärsmöjligheter som började vid ett besöksmål för en delegation som vi tog emot, räknat ur egna poster.",
}


def _guests(walk: Walk) -> list[Delegation]:
    return [walk.row("delegations", key) for key in GUESTS]


def _sites(delegation: Delegation) -> list[Any]:
    themes = [row.theme for row in delegation.interests.select_related("theme").order_by("-weight", "pk")]
    return sites_for_themes(delegation.desk, themes)[: len(STARTS)] if themes else []


def choose_sites(walk: Walk) -> str:
    said = []
    for guests in _guests(walk):
        sites = _sites(guests)
        said.append(
            f"{guests} asks for {listed(row.theme for row in guests.interests.all())}: {listed(sites) or 'none'}"
        )
    return "; ".join(said)


def _stops(delegation: Delegation) -> list[Stop]:
    newest = delegation.programmes.first()
    return list(newest.stops.standing().select_related("site", "host").order_by("starts_at")) if newest else []


def show_them(walk: Walk) -> str:
    officer, refused = walk.officer("officer-goteborg"), []
    for guests in _guests(walk):
        if guests.programmes.exists() or guests.starts_on is None:
            continue
        before = datetime.combine(guests.starts_on, time(9), ZoneInfo(guests.time_zone)) - timedelta(days=14)
        for site, clock in zip(_sites(guests), STARTS, strict=False):
            at = datetime.combine(guests.starts_on, clock, ZoneInfo(guests.time_zone))
            stop = visits.add_stop(
                guests, kind=StopKind.SITE, site=site, starts_at=at, by=officer, today=before.date(), now=before
            ).stop
            if site.host is None:
                refused.append(str(site))
                continue
            visits.answer_by_phone(stop, answer="yes", by=officer, at=before)
    stops = [stop for guests in _guests(walk) for stop in _stops(guests)]
    rest = f"; no host is named for {listed(refused)}" if refused else ""
    return f"{counted(len(stops), 'visit', 'visits')} to investments already made: {listed(stops)}{rest}"


def report_visits(walk: Walk) -> str:
    officer, said = walk.officer("officer-goteborg"), []
    for guests in _guests(walk):
        shown = [(stop, firm) for stop in _stops(guests) for firm in stop.site.suppliers.filter(is_invented=True)]
        if not shown:
            said.append(f"{guests}: no company stands behind what they saw")
            continue
        stop, company = shown[0]
        if guests.reported_at is None:
            _report(walk, guests, stop, company)
        leads = Lead.objects.filter(stop__programme__delegation=guests)
        said.append(f"{guests}: {company} goes on, {counted(leads.count(), 'lead', 'leads')}")
        if not Effort.objects.filter(delegation=guests, role=ROLE).exists():
            effects.record_effort(
                desk=guests.desk, activity="inbound", role=ROLE, by=officer, minutes=45, currency="SEK",
                on=guests.ends_on, delegation=guests, source=SOURCE, is_invented=True,
            )  # fmt: skip
    return "; ".join(said)


def _report(walk: Walk, guests: Delegation, stop: Stop, company: Any) -> None:
    officer = walk.officer("officer-goteborg")
    for one in _stops(guests):
        visits.record_feedback(one, by=officer, interest=3 if one == stop else 2, wear=1)
    assert guests.ends_on is not None
    visits.report_visit(
        guests, at=datetime.combine(guests.ends_on, time(17), ZoneInfo(guests.time_zone)), by=officer,
        interest=Texts.of("en", f"Asked most at {stop} (invented)."), next_owner=company, stop=stop,
        next_step="Skicka referenssiffror",
    )  # fmt: skip


def _ledger(walk: Walk) -> Ledger:
    return ledger_of(walk.officer("officer-goteborg"), desks=[walk.row("desks", "goteborg").pk])


def weigh_costs(walk: Walk) -> str:
    ledger = _ledger(walk)
    said = []
    for side in ledger.sides:
        money = listed(f"{amount:.0f} {currency or '?'}" for currency, amount in side.money.items()) or "no money"
        leads = next(one for one in side.outcomes if one.key == "leads")
        said.append(f"{side.key} {side.minutes} min and {money}, {counted(leads.count, 'lead', 'leads')}")
    verdict = ledger.comparison("leads")
    words = {"unclear": "too little to tell them apart", "none": "nothing to compare"}
    return f"{'; '.join(said)}: {words.get(verdict, f'{verdict} takes fewer minutes for a lead')}"


def observe_indicator(walk: Walk) -> str:
    """The desk's own count, with its definition, beside the official series that nobody here caused."""
    officer, desk = walk.officer("officer-goteborg"), walk.row("desks", "goteborg")
    own = next((row for row in Indicator.objects.filter(desk=desk) if str(row.name.text("en")) == OWN["en"]), None)
    if own is None:
        own = effects.define_indicator(
            desk=desk, name=Texts.from_plain(OWN), definition=Texts.from_plain(OWN_DEFINITION), unit="leads", by=officer,
            is_own_effect=True, source=SOURCE, is_invented=True,
        )  # fmt: skip
    year = str(_guests(walk)[0].starts_on.year)  # type: ignore[union-attr]
    if not own.observations.exists():
        count = next(one.count for one in _ledger(walk).inbound.outcomes if one.key == "leads")
        effects.observe(
            own, period=year, value=str(count), source="own records", by=officer, vintage="leads with a stop as origin"
        )
    said = []
    for row in Indicator.objects.filter(desk=desk).prefetch_related("observations__place").order_by("pk"):
        series = series_of(row.observations.all())
        breaks = f", broken at {listed(value.period for _place, value in series.breaks)}" if series.breaks else ""
        said.append(f"{row} ({counted(len(row.observations.all()), 'value', 'values')}{breaks})")
    return "; ".join(said)


def _report_now(walk: Walk) -> EffectReport:
    """The newest report if the records still say what it froze; else a new one."""
    desk, officer = walk.row("desks", "goteborg"), walk.officer("officer-goteborg")
    last = EffectReport.objects.filter(desk=desk, name=REPORT).first()
    if last is not None:
        made = datetime.fromisoformat(last.snapshot["made_at"])
        now = freeze(desk, name=REPORT, by=officer, at=made, first=None, last=None, language=LANGUAGE)
        if _plain(now) == _plain(last.snapshot):
            return last
    return effects.write_report(desk=desk, name=REPORT, at=walk.at, by=officer, language=LANGUAGE)


def _plain(snapshot: Any) -> Any:
    """As the database gives it back: JSON has no tuples."""
    if isinstance(snapshot, dict):
        return {str(key): _plain(value) for key, value in snapshot.items()}
    return [_plain(value) for value in snapshot] if isinstance(snapshot, (list, tuple)) else snapshot


def write_report(walk: Walk) -> str:
    report = _report_now(walk)
    if report.pdf is None or report.xlsx is None:
        report = effects.print_report(report)
    assert report.pdf is not None and report.xlsx is not None
    for stored, ending in ((report.pdf, "pdf"), (report.xlsx, "xlsx")):
        with open_stored(stored) as file:
            walk.write(f"effect-report.{ending}", file.read())
    return f"{report}, frozen {report.snapshot['made_at'][:10]}, as PDF and workbook"


def check_predecessor(walk: Walk) -> str:
    project = walk.row("projects", "green-gothenburg")
    if project.predecessor is None:
        raise NotManaged(f"{project} names no predecessor")
    lessons = project.predecessor.lessons.count()
    return f"{project} follows {project.predecessor} and takes over {counted(lessons, 'lesson', 'lessons')}"


STEPS: tuple[tuple[str, Step], ...] = (
    ("project", check_predecessor),
    ("reference sites", choose_sites),
    ("visits", show_them),
    ("reports", report_visits),
    ("cost", weigh_costs),
    ("indicators", observe_indicator),
    ("effect report", write_report),
)
