"""S4: the delegation from Baoding, from its request to the business noted later."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from greendesk.catalogue.models import ReferenceSite
from greendesk.effects import services as effects
from greendesk.effects.models import EffectClaim
from greendesk.followups import services as followups
from greendesk.followups.models import Exchange, Lead
from greendesk.kit import papers
from greendesk.kit.errors import DomainError
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from greendesk.visits import feeds, services, sheets
from greendesk.visits.companies import candidates_for, turnout_of
from greendesk.visits.criteria import LABELS, criteria_of
from greendesk.visits.errors import NoReport
from greendesk.visits.models import Delegation, Programme, Stop, StopKind, StopState, VisitRequest
from greendesk.visits.services.programmes import next_number, work_out
from greendesk.visits.sheets.docx import programme_docx

from ...briefing import paper_for_the_mayor
from ...forwarding import forwarded
from .walk import SOURCE, NotManaged, Step, Walk, counted, listed

LANGS = ("zh-hans", "en")
READS = {"briefing-for-the-mayor": ("en", "zh-hans"), "visit-report": ("en", "zh-hans")}
INVITED = 3
NAME = {
    "zh-hans": "保定清洁供热考察团（虚构）",
    "en": "Baoding clean heating delegation (invented)",
    "da": "Baodings delegation om ren varme (opdigtet)",
}
HOTEL = {"hotel": "Hotel Opdigt 虚构酒店 (invented)", "hotel_lat": 54.9108, "hotel_lon": 9.7862}
TOWN_HALL = {"lat": 54.9094, "lon": 9.7893, "address": "Rådhustorvet 10, Sønderborg"}
RECEPTION = {
    "zh-hans": "市长欢迎会（虚构）", "en": "The mayor's reception (invented)", "da": "Borgmesterens modtagelse (opdigtet)",
}  # fmt: skip
RECEPTION_AT, RECEPTION_MIN = time(16, 15), 60
MOVES = 600
LUNCH = {"zh-hans": "午餐", "en": "Lunch", "da": "Frokost"}
EXCHANGE = {
    "en": "Pupils of two schools exchange drawings of how their homes are heated (invented)",
    "da": "Elever fra to skoler bytter tegninger af, hvordan deres hjem varmes op (opdigtet)",
    "zh-hans": "两地学生交换“我家如何取暖”图画（虚构）",
}
STAGES = (
    ("papers", 14, "Drawings of a low-temperature substation sent"),
    ("second", 60, "Engineers met by video"),
    ("test", 120, "A trial in two buildings asked for"),
    ("negotiating", 200, "Contract for the trial on the table"),
    ("signed", 300, "Trial in two buildings agreed"),
)
PAPERS: tuple[tuple[str, str, Any], ...] = (
    ("programme", "visits/programme", sheets.programme_sheet),
    ("pocket-card", "visits/pocket", sheets.pocket_sheet),
    ("briefing-for-the-mayor", "visits/briefing", sheets.briefing_sheet),
    ("door-list", "visits/doors", sheets.doors_sheet),
    ("seat-plan", "visits/seats", sheets.seats_sheet),
    ("name-cards", "visits/name_cards", sheets.cards_sheet),
    ("table-signs", "visits/table_signs", sheets.cards_sheet),
    ("safety", "visits/safety", sheets.safety_sheet),
    ("delegation-book", "visits/book", sheets.book_sheet),
    ("visit-report", "visits/report", sheets.report_sheet),
)
LETTERS: tuple[tuple[str, Any], ...] = (
    ("invitation", sheets.invitation_sheet),
    ("thanks", sheets.thanks_sheet),
)


def _request(walk: Walk) -> VisitRequest:
    request: VisitRequest = walk.row("visit_requests", "baoding-heat-visit")
    return request


def _delegation(walk: Walk) -> Delegation:
    found = Delegation.objects.filter(request=_request(walk)).select_related("desk").first()
    if found is None:
        raise NotManaged("the request has not been accepted")
    return found


def _programme(walk: Walk) -> Programme:
    newest = _delegation(walk).programmes.first()
    if newest is None:
        raise NotManaged("there is no programme")
    return newest


def _stops(walk: Walk) -> list[Stop]:
    rows = _programme(walk).stops.standing().select_related("programme__delegation", "site", "host", "organisation")
    return list(rows.order_by("starts_at"))


def _at(delegation: Delegation, day: date | None, clock: time) -> datetime:
    if day is None:
        raise NotManaged("the visit has no days")
    return datetime.combine(day, clock, ZoneInfo(delegation.time_zone))


def accept_the_request(walk: Walk) -> str:
    request, officer = _request(walk), walk.officer("municipal")
    if not Delegation.objects.filter(request=request).exists():
        facts = criteria_of(request, officer, on=walk.today)
        judged = {one.key: {"judgement": one.suggests, "note": one.facts[0][:200]} for one in facts}
        services.triage_visit(request, verdict="accept", by=officer, at=walk.at, criteria=judged)
        request.refresh_from_db()
    delegation = _delegation(walk)
    sources = listed(delegation.agreements.all())
    unclear = [str(LABELS[key]) for key, told in request.triage.items() if told["judgement"] == "unclear"]
    rest = f"; unclear on the records: {listed(unclear)}" if unclear else ""
    return f"{request.organisation_name}, {delegation.members.count()} members, under {sources or 'no agreement'}{rest}"


def prepare(walk: Walk) -> str:
    """Name, hotel and whoever receives: what the engine and the papers need before a programme can be drafted."""
    delegation = _delegation(walk)
    if not delegation.hotel:
        mayor = walk.row("people", "mayor-invented")
        services.edit_delegation(
            delegation, by=walk.officer("municipal"), name=Texts.from_plain(NAME), greeter=mayor,
            home_side=[mayor, walk.row("people", "host-varme")], place=_request(walk).place, **HOTEL,
        )  # fmt: skip
    delegation = _delegation(walk)
    return f"{delegation} stays at {delegation.hotel}; received by {delegation.greeter or 'nobody named'}"


def plan_two_days(walk: Walk) -> str:
    delegation, officer = _delegation(walk), walk.officer("municipal")
    if not delegation.programmes.exists():
        services.add_stop(
            delegation, kind=StopKind.RECEPTION, starts_at=_at(delegation, delegation.starts_on, RECEPTION_AT), by=officer,
            today=walk.today, now=walk.at, minutes=RECEPTION_MIN, title=Texts.from_plain(RECEPTION),
            organisation=walk.row("organisations", "sonderborg"), host=delegation.greeter, **TOWN_HALL,
        )  # fmt: skip
        with translation.override(delegation.desk.language):
            work_out({delegation.pk: next_number(delegation)}, by=officer, today=walk.today, now=walk.at, moves=MOVES)
        _name_the_meals(walk)
    stops = _stops(walk)
    road = sum(stop.travel_min or 0 for stop in stops)
    names = listed(f"{_clock(stop)} {stop}" for stop in stops)
    return f"{counted(len(stops), 'stop', 'stops')}, {road} min on the road: {names}{_left_out(walk)}"


def _name_the_meals(walk: Walk) -> None:
    """The engine's lunches are named in the desk's language only; the guests read theirs."""
    stops = _stops(walk)
    for stop in stops:
        if stop.kind != StopKind.MEAL:
            continue
        site = next((one.site for one in stops if one.site and (one.lat, one.lon) == (stop.lat, stop.lon)), None)
        hotel = (stop.lat, stop.lon) == (HOTEL["hotel_lat"], HOTEL["hotel_lon"])
        near = {lang: site.name.text(lang) if site else str(HOTEL["hotel"]) if hotel else "" for lang in LUNCH}
        titles = {lang: f"{word} · {near[lang]}" if near[lang] else word for lang, word in LUNCH.items()}
        services.describe_stop(stop, by=walk.officer("municipal"), title=Texts.from_plain(titles))


def _clock(stop: Stop) -> str:
    return f"{stop.starts_at.astimezone(ZoneInfo(stop.programme.delegation.time_zone)):%a %H:%M}"


def _left_out(walk: Walk) -> str:
    rows = _programme(walk).left_out
    names = ReferenceSite.objects.in_bulk([row["site"] for row in rows])
    said = [f"{names[row['site']]} ({row['rule']})" for row in rows if row["site"] in names]
    return f"; left out: {listed(said)}" if said else ""


def ask_the_hosts(walk: Walk) -> str:
    """Ask whoever receives, write down their yes as said on the telephone; who has no host on record is told."""
    officer, alone = walk.officer("municipal"), []
    for stop in _stops(walk):
        if stop.state == StopState.PLANNED and stop.kind != StopKind.MEAL:
            if stop.host is None:
                alone.append(str(stop))
                continue
            services.ask_host(stop, by=officer, at=walk.at)
            services.answer_by_phone(stop, answer="yes", by=officer, at=walk.at)
    stops = _stops(walk)
    confirmed = [stop for stop in stops if stop.state in (StopState.CONFIRMED, StopState.DONE)]
    rest = f"; no host is named for {listed(alone)}" if alone else ""
    return f"{counted(len(confirmed), 'host has', 'hosts have')} said yes by telephone{rest}"


def send(walk: Walk) -> str:
    programme = _programme(walk)
    if programme.sent_at is None:
        services.send_programme(programme, by=walk.officer("municipal"), at=walk.at)
    return f"version {_programme(walk).number} counts; its letter waits in the outbox for a person to send it"


def invite_companies(walk: Walk) -> str:
    """The first of the fair order are asked; one says yes on the telephone, one no, the others have not answered."""
    delegation, officer = _delegation(walk), walk.officer("municipal")
    if not delegation.invitations.exists():
        chosen = [one for one in candidates_for(delegation, on=walk.today) if one.company.is_invented][:INVITED]
        grounds = {one.company.pk: one.grounds for one in chosen}
        made = services.invite_companies(
            delegation, [one.company for one in chosen], by=officer, at=walk.at, grounds=grounds
        )
        for one, answer in zip(made, ("yes", "no"), strict=False):
            services.answer_invitation(one, answer=answer, at=walk.at, by=officer)
    rows = list(delegation.invitations.select_related("company__organisation"))
    if not rows:
        raise NotManaged("no company of the demonstration is relevant to these guests")
    told = turnout_of(rows)
    return f"{listed(row.company for row in rows)} asked, {told.coming} comes, {told.declined} said no"


def print_papers(walk: Walk) -> str:
    delegation = _delegation(walk)
    days = {"invitation": walk.today, "thanks": max(walk.today, delegation.ends_on or walk.today)}
    makers = [(name, template, partial(make, langs=READS.get(name, LANGS))) for name, template, make in PAPERS]
    makers += [(name, "visits/letter", partial(make, langs=LANGS, on=days[name])) for name, make in LETTERS]
    refused = []
    for name, template, make in makers:
        try:
            walk.paper(template, make(delegation), name)
        except DomainError as refusal:
            refused.append(f"{name} ({refusal})")
    sheet = sheets.programme_sheet(delegation, langs=LANGS)
    for name, make in (("programme", sheets.programme_sheet), ("report", sheets.report_sheet)):
        with suppress(NoReport):
            walk.write(f"{name}.html", forwarded(name, make(delegation, langs=LANGS)).encode())
    for row in delegation.invitations.exclude(answer="no").select_related("company__organisation", "company__desk"):
        key = walk.key_of("companies", row.company)
        brief = sheets.company_brief_sheet(delegation, row.company, langs=("en", "zh-hans"))
        walk.paper("visits/company_brief", brief, f"company-briefs/{key}")
    walk.write("programme.docx", programme_docx(sheet))
    walk.write("programme.png", papers.render("visits/programme", sheet, format="png"))
    walk.write("programme.ics", feeds.calendar_of(delegation, lang="zh-hans"))
    place = _request(walk).place
    if place is not None:
        content = paper_for_the_mayor(place, walk.officer("municipal"), walk.today, languages=("en", "zh-hans"))
        walk.write("what-we-have-with-baoding.pdf", content)
    rest = f"; not printed: {listed(refused)}" if refused else ""
    return f"programme in Chinese and English (PDF, DOCX, HTML, PNG, .ics), {len(makers) - 1 - len(refused)} more papers{rest}"


def _seen(walk: Walk) -> list[Stop]:
    """Visits that a host of the demonstration's own invention confirmed."""
    return [
        stop for stop in _stops(walk) if stop.site and stop.site.is_invented and stop.state in ("confirmed", "done")
    ]


def report(walk: Walk) -> str:
    """What hosts noticed, the ten lines of the desk, and an invented company named as the one that goes on."""
    delegation, officer = _delegation(walk), walk.officer("municipal")
    shown = [(stop, firm) for stop in _seen(walk) for firm in stop.site.suppliers.filter(is_invented=True)]
    if not shown:
        raise NotManaged("no visit to an invented company's site was confirmed, so nobody goes on")
    stop, company = shown[0]
    if delegation.reported_at is None:
        for one in _seen(walk):
            services.record_feedback(one, by=officer, interest=3 if one == stop else 2, wear=1)
        services.report_visit(
            delegation, at=_at(delegation, delegation.ends_on, time(18)), by=officer, next_owner=company, stop=stop,
            interest=_told(
                f"Stayed longest at {stop} and asked for figures of a whole winter (invented).",
                f"在{stop.site.name.text('zh-hans')}停留最久，并索要整个冬季的数据（虚构）。",
            ),
            promises=_told("We send the figures of one winter in Chinese (invented).", "我们将寄送一个冬季的中文数据（虚构）。"),
            potential=_told("A trial in two buildings (invented).", "在两栋楼试点（虚构）。"),
            next_step="Send figures of one winter",
        )  # fmt: skip
    ahead = f", dated ahead to {delegation.ends_on}" if delegation.ends_on and delegation.ends_on > walk.today else ""
    return f"{company} goes on from {stop}{ahead}"


def _told(english: str, chinese: str) -> Texts:
    return Texts.from_plain({"en": english, "zh-hans": chinese})


def _lead(walk: Walk) -> Lead:
    lead = Lead.objects.filter(stop__programme__delegation=_delegation(walk)).order_by("pk").first()
    if lead is None:
        raise NotManaged("the visit opened no lead")
    return lead


def follow_the_lead(walk: Walk) -> str:
    lead, officer = _lead(walk), walk.officer("municipal")
    if lead.steps.count() == 1:
        for stage, days, note in STAGES:
            followups.take_next_step(lead, stage=stage, on=lead.opened_on + timedelta(days=days), by=officer, note=note)
    lead = _lead(walk)
    steps = list(lead.steps.all())
    return f"{lead}: {steps[0].on} {steps[0].get_stage_display()} to {steps[-1].on} {steps[-1].get_stage_display()}"


def note_the_business(walk: Walk) -> str:
    lead = _lead(walk)
    real = walk.row("claims", "danfoss-baoding")
    if not EffectClaim.objects.filter(lead=lead).exists():
        signed = lead.opened_on + timedelta(days=STAGES[-1][1])
        effects.claim_effect(
            desk=lead.desk, title=lead.title, kind="sale", on=signed, when=PartialDate.of(signed),
            by=walk.officer("municipal"), lead=lead, source=SOURCE, is_invented=True,
        )  # fmt: skip
    claim = EffectClaim.objects.filter(lead=lead).first()
    assert claim is not None
    agreements = listed(claim.agreements.all())
    return f"{claim}, {claim.get_grade_display()}, no amount known, under {agreements}; beside it stands the real one, {real}"


def note_the_exchange(walk: Walk) -> str:
    agreement = walk.row("agreements", "sonderborg-baoding")
    if not Exchange.objects.filter(agreements=agreement, is_invented=True).exists():
        followups.record_exchange(
            desk=agreement.desk, title=Texts.from_plain(EXCHANGE), kind="school", by=walk.officer("municipal"),
            when=PartialDate.of(_delegation(walk).ends_on), place=agreement.place, agreements=[agreement], source=SOURCE,
            is_invented=True,
        )  # fmt: skip
    return listed(Exchange.objects.filter(agreements=agreement))


STEPS: tuple[tuple[str, Step], ...] = (
    ("request", accept_the_request),
    ("preparation", prepare),
    ("programme", plan_two_days),
    ("hosts", ask_the_hosts),
    ("companies", invite_companies),
    ("sending", send),
    ("report", report),
    ("lead", follow_the_lead),
    ("business", note_the_business),
    ("exchange", note_the_exchange),
    ("papers", print_papers),
)
