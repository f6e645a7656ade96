"""S3: the sector event, a company before the panel, its verdict, and an experience shared."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from greendesk.catalogue import services as catalogue
from greendesk.catalogue.models import Company, Experience
from greendesk.desks.models import Level
from greendesk.events import services as events
from greendesk.events.models import Event, PanelSlot, Registration, Verdict
from greendesk.followups import services as followups
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import ReadinessCheck

from ...lists.exporting import Table, workbook_of
from .walk import SOURCE, NotManaged, Step, Walk, counted, listed

KEEN = 2
VERDICTS = 2
QUESTION = {
    "nl": "Past ons plan bij de markt in Sichuan? (verzonnen)",
    "en": "Does our plan fit the market in Sichuan? (invented)",
}
ADVICE = {
    "nl": "Begin met het certificaat, zoek dan een partner die de keuring betaalt. (verzonnen)",
    "en": "Begin with the certificate, then find a partner who pays for the approval. (invented)",
}
SCORES = {"market": 4, "product": 4, "price": 2, "partner": 2, "capacity": 3}
LEARNT = {
    "nl": "Het panel vroeg naar het certificaat voordat het naar de prijs vroeg; neem het mee. (verzonnen)",
    "en": "The panel asked for the certificate before it asked for the price; bring it. (invented)",
}


def _event(walk: Walk) -> Event:
    event: Event = walk.row("events", "sector-event-next")
    return event


def _keen(walk: Walk) -> list[Registration]:
    rows = _event(walk).registrations.filter(interest__gte=KEEN, company__is_invented=True)
    return list(rows.select_related("company__organisation").order_by("-interest", "pk"))


def _slots(walk: Walk) -> list[PanelSlot]:
    rows = PanelSlot.objects.filter(panel__event=_event(walk)).select_related("company__organisation", "panel")
    return list(rows.order_by("panel", "number"))


def announce(walk: Walk) -> str:
    event = _event(walk)
    signed = [
        f"{agreement}, {first.when}" for agreement in event.agreements.all()
        if (first := agreement.events.filter(kind="signed", is_shown=True).first())
    ]  # fmt: skip
    came = event.registrations.count()
    owners = f"project {event.project}" if event.project else "no project"
    return f"{event} on {event.starts_on}: {owners}, {listed(signed) or 'no signed agreement'}; {came} firms registered"


def book_slots(walk: Walk) -> str:
    """Whoever registered with real interest sits before the panel, the keenest first."""
    officer = walk.officer("officer-vlaams-brabant")
    seated = {slot.company_id for slot in _slots(walk) if slot.company_id}
    free = [slot for slot in _slots(walk) if slot.state == PanelSlot.State.FREE]
    waiting = []
    for registration in _keen(walk):
        company = registration.company
        if company.pk in seated:
            continue
        if not free:
            waiting.append(str(company))
            continue
        check = ReadinessCheck.objects.filter(company=company).order_by("-checked_on").first()
        events.book_panel_slot(
            free.pop(0), company=company, by=officer, question=Texts.from_plain(QUESTION), readiness=check
        )
    taken = [slot for slot in _slots(walk) if slot.company_id]
    rest = f"; no slot left for {listed(waiting)}" if waiting else ""
    if not taken:
        raise NotManaged("no company asked for a slot")
    return f"{len(taken)} of {len(_slots(walk))} slots booked: {listed(slot.company for slot in taken)}{rest}"


def hear_the_panel(walk: Walk) -> str:
    event, officer = _event(walk), walk.officer("officer-vlaams-brabant")
    if event.starts_on is None:
        raise NotManaged("the event has no day")
    taken = [slot for slot in _slots(walk) if slot.company_id][:VERDICTS]
    for slot in taken:
        if slot.state == PanelSlot.State.BOOKED:
            events.give_verdict(
                slot, scores=SCORES, advice=Texts.from_plain(ADVICE), next_step="Apply for the certificate",
                on=event.starts_on, by=officer, barriers=["certificate", "no_partner"],
            )  # fmt: skip
    for registration in event.registrations.filter(company__in=[slot.company_id for slot in taken], came=None):
        events.check_in(registration, by=officer)
    ahead = f", dated ahead to {event.starts_on}" if event.starts_on > walk.today else ""
    names = listed(slot.company for slot in taken)
    return f"{counted(len(taken), 'verdict', 'verdicts')} for {names}{ahead}; only these firms and the panel's desk read them"


def _verdicts(walk: Walk) -> list[Verdict]:
    rows = Verdict.objects.visible_to(walk.officer("officer-vlaams-brabant")).filter(slot__panel__event=_event(walk))
    return list(rows.select_related("slot__company__organisation").order_by("slot__number"))


def open_lead(walk: Walk) -> str:
    verdicts = _verdicts(walk)
    if not verdicts:
        raise NotManaged("no verdict was given")
    slot, company = verdicts[0].slot, verdicts[0].slot.company
    assert company is not None
    if not Lead.objects.filter(panel_slot=slot).exists():
        followups.open_lead(
            desk=_event(walk).desk, title=Texts.from_plain({"en": f"{company} · a partner in Sichuan (invented)"}),
            owner=company, on=verdicts[0].given_on, by=walk.officer("officer-vlaams-brabant"), origin=slot,
            next_step=verdicts[0].next_step, source=SOURCE, is_invented=True,
        )  # fmt: skip
    return listed(Lead.objects.filter(panel_slot__panel__event=_event(walk)))


def share(walk: Walk) -> str:
    """A company that sat before the panel tells what it learnt, with its consent, so that others find it."""
    event, officer = _event(walk), walk.officer("officer-vlaams-brabant")
    verdicts = _verdicts(walk)
    if not verdicts:
        raise NotManaged("no company came back from the panel")
    company = verdicts[0].slot.company
    assert company is not None
    if _shared(company) is None:
        zone = ZoneInfo(event.time_zone)
        experience = catalogue.share_experience(
            company, by=officer, text=Texts.from_plain(LEARNT), at=datetime.combine(verdicts[0].given_on, time(17), zone),
            themes=list(event.themes.all()), place=event.place, is_mentor=True, consented=True, sharing=Level.SUMMARY,
            source=SOURCE, is_invented=True,
        )  # fmt: skip
        events.add_session(event, name=Texts.from_plain(LEARNT), by=officer, experience=experience)
    others = Experience.objects.filter(desk=event.desk, sharing__gte=Level.SUMMARY).count()
    return f"{company} shares what it learnt; {counted(others, 'experience', 'experiences')} can be read by other desks"


def _shared(company: Company) -> Experience | None:
    rows = Experience.objects.filter(company=company, is_invented=True)
    return next((row for row in rows if row.text.text("nl") == LEARNT["nl"]), None)


def print_papers(walk: Walk) -> str:
    """The panel's own list (confidential) and the experiences that others may read."""
    zone = ZoneInfo(_event(walk).time_zone)
    verdicts = {row.slot_id: row for row in _verdicts(walk)}
    slots = [_slot_row(slot, verdicts.get(slot.pk), zone) for slot in _slots(walk)]
    heads = ["Slot", "Begins", "Company", "State", *Verdict.CRITERIA, "Advice", "Next step", "Barriers"]
    walk.write("panel-confidential.xlsx", workbook_of([Table("panel", "Panel", heads, slots)]))
    reader = walk.officer("officer-clean")
    rows = Experience.objects.visible_to(reader, Level.SUMMARY).select_related("company__organisation", "place", "desk")
    told = [
        [str(row.company), str(row.place or ""), listed(row.themes.all()), str(row.text), "yes" if row.is_mentor else "no", str(row.desk)]
        for row in rows.order_by("pk")
    ]  # fmt: skip
    heads = ["Company", "Where", "Themes", "What was learnt", "May be asked", "Desk"]
    walk.write("experiences.xlsx", workbook_of([Table("experiences", "Experiences", heads, told)]))
    return f"{len(slots)} slots, {len(verdicts)} verdicts, {len(told)} experiences as another desk reads them"


def _slot_row(slot: PanelSlot, verdict: Verdict | None, zone: ZoneInfo) -> list[Any]:
    begins = f"{slot.starts_at.astimezone(zone):%Y-%m-%d %H:%M}" if slot.starts_at else ""
    head = [slot.number, begins, str(slot.company or ""), slot.get_state_display()]
    if verdict is None:
        return head
    scores = [getattr(verdict, name) for name in Verdict.CRITERIA]
    return [*head, *scores, str(verdict.advice), verdict.next_step, listed(verdict.barriers)]


STEPS: tuple[tuple[str, Step], ...] = (
    ("event", announce),
    ("panel slots", book_slots),
    ("verdicts", hear_the_panel),
    ("lead", open_lead),
    ("experience", share),
    ("papers", print_papers),
)
