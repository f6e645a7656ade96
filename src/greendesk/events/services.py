"""Verbs of the events room: a sector event, who comes, and what the panel says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place, Theme
from greendesk.calendars.zones import known_zones
from greendesk.catalogue.models import Company, Experience
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Person
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import ReadinessCheck
from greendesk.projects.models import Project

from . import errors
from .models import Event, EventSession, Panel, Panelist, PanelSlot, Registration, Verdict


@transaction.atomic
def create_event(
    *,
    desk: Desk,
    name: Texts,
    by: Account,
    text: Texts | None = None,
    place: Place | None = None,
    themes: Iterable[Theme] = (),
    agreements: Iterable[Agreement] = (),
    project: Project | None = None,
    when: PartialDate | str = "",
    starts_on: date | None = None,
    time_zone: str = "Europe/Brussels",
    seats: int | None = None,
    sharing: int = Level.EXISTENCE,
    **source: Any,
) -> Event:
    """Announce an event. `when` keeps what the source says; `starts_on` is the planned day."""
    if desk.pk not in by.editing_desk_ids:
        raise NotYours
    if (time_zone, time_zone) not in known_zones():
        raise errors.UnknownZone(field="time_zone", zone=time_zone)
    event = Event.objects.create(
        desk=desk,
        name=name,
        text=text or Texts(),
        place=place,
        project=project,
        when=when,
        starts_on=starts_on,
        time_zone=time_zone,
        seats=seats,
        sharing=sharing,
        **source,
    )
    event.themes.set(themes)
    event.agreements.set(agreements)
    logbook.record("event.created", by=by, on=event)
    return event


def _locked(event: Event, by: Account) -> Event:
    held = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not Event.objects.editable_by(by).filter(pk=held.pk).exists():
        raise NotYours
    return held


@transaction.atomic
def add_session(
    event: Event,
    *,
    name: Texts,
    by: Account,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    experience: Experience | None = None,
) -> EventSession:
    """A part of the event; an experience that is shared there is linked, so that it can be found afterwards."""
    held = _locked(event, by)
    if starts_at and ends_at and ends_at <= starts_at:
        raise errors.SessionEndsBeforeItStarts(field="ends_at")
    session = EventSession.objects.create(
        event=held, name=name, starts_at=starts_at, ends_at=ends_at, experience=experience
    )
    logbook.record("event.session_added", by=by, on=held, session=session.pk)
    return session


@transaction.atomic
def register_company(event: Event, *, company: Company, by: Account, interest: int = 1) -> Registration:
    """A company comes; registering again changes its interest. The company itself or the desk may do so."""
    held = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    is_desk = Event.objects.editable_by(by).filter(pk=held.pk).exists()
    if not is_desk and not by.representations.filter(organisation=company.organisation_id).exists():
        raise NotYours
    taken = held.registrations.exclude(company=company).count()
    if held.seats is not None and taken >= held.seats:
        raise errors.EventIsFull(seats=held.seats, event=held)
    registration, _made = Registration.objects.update_or_create(
        event=held, company=company, defaults={"interest": min(3, max(0, interest))}
    )
    logbook.record("event.registered", by=by, on=registration, desk=held.desk_id, event=held.pk)
    return registration


@transaction.atomic
def check_in(registration: Registration, *, by: Account, came: bool = True) -> Registration:
    """Whether the company came. Saying so twice changes nothing."""
    _locked(registration.event, by)
    registration.came = came
    registration.save(update_fields=["came"])
    logbook.record("event.checked_in", by=by, on=registration, desk=registration.event.desk_id, came=came)
    return registration


@transaction.atomic
def set_up_panel(
    event: Event,
    *,
    name: Texts,
    slots: int,
    by: Account,
    panelists: Iterable[Person] = (),
    conflicts: Mapping[int, Sequence[Company]] | None = None,
    starts_at: datetime | None = None,
    slot_min: int = 20,
) -> Panel:
    """A panel with its free slots. `conflicts` is {person id: companies that person cannot judge}."""
    held = _locked(event, by)
    panel = Panel.objects.create(event=held, name=name, slot_min=slot_min)
    for person in panelists:
        sits = Panelist.objects.create(panel=panel, person=person)
        sits.conflicts.set((conflicts or {}).get(person.pk, ()))
    PanelSlot.objects.bulk_create(
        PanelSlot(
            panel=panel, number=n + 1, starts_at=starts_at + timedelta(minutes=n * slot_min) if starts_at else None
        )
        for n in range(slots)
    )
    logbook.record("panel.set_up", by=by, on=held, panel=panel.pk, slots=slots)
    return panel


@transaction.atomic
def declare_conflict(panelist: Panelist, *, company: Company, by: Account) -> None:
    """A panelist cannot judge a company; a slot it has already booked is freed."""
    event = _locked(panelist.panel.event, by)
    panelist.conflicts.add(company)
    PanelSlot.objects.filter(panel=panelist.panel, company=company, state=PanelSlot.State.BOOKED).update(
        company=None, state=PanelSlot.State.FREE, question=Texts(), readiness=None
    )
    logbook.record("panel.conflict_declared", by=by, on=event, panelist=panelist.pk, company=company.pk)


@transaction.atomic
def book_panel_slot(
    slot: PanelSlot,
    *,
    company: Company,
    by: Account,
    question: Texts | None = None,
    readiness: ReadinessCheck | None = None,
) -> PanelSlot:
    """A company brings its plan before the panel. Refused where anybody on the panel has a conflict of interest."""
    held = PanelSlot.objects.select_for_update(of=("self",)).select_related("panel__event").get(pk=slot.pk)
    is_desk = Event.objects.editable_by(by).filter(pk=held.panel.event_id).exists()
    if not is_desk and not by.representations.filter(organisation=company.organisation_id).exists():
        raise NotYours
    if held.state != PanelSlot.State.FREE:
        raise errors.SlotIsTaken(field="slot", slot=held.number)
    panelists = list(held.panel.panelists.select_related("person").prefetch_related("conflicts"))
    if not panelists:
        raise errors.NoPanelist(field="slot")
    torn = [str(sits.person) for sits in panelists if company in sits.conflicts.all()]
    if torn:
        raise errors.ConflictOfInterest(field="company", who=", ".join(torn), company=company)
    held.company, held.state = company, PanelSlot.State.BOOKED
    held.question, held.readiness = question or Texts(), readiness
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as twice:
        raise errors.SitsAlready(field="company", company=company) from twice
    logbook.record("panel.slot_booked", by=by, on=held, desk=held.panel.event.desk_id, slot=held.number)
    return held


@transaction.atomic
def free_panel_slot(slot: PanelSlot, *, by: Account) -> PanelSlot:
    """The company does not come: the slot is open to others."""
    held = PanelSlot.objects.select_for_update(of=("self",)).select_related("panel__event").get(pk=slot.pk)
    _locked(held.panel.event, by)
    if held.state not in (PanelSlot.State.BOOKED, PanelSlot.State.FREE):
        raise errors.SlotIsTaken(field="slot", slot=held.number)
    held.company, held.state, held.question, held.readiness = None, PanelSlot.State.FREE, Texts(), None
    held.save()
    logbook.record("panel.slot_freed", by=by, on=held, desk=held.panel.event.desk_id)
    return held


@transaction.atomic
def give_verdict(
    slot: PanelSlot,
    *,
    scores: Mapping[str, int],
    advice: Texts,
    next_step: str,
    on: date,
    by: Account,
    barriers: Sequence[str] = (),
) -> Verdict:
    """Five criteria 0–5, advice and a next step, readable by the panel's desk and the company alone."""
    held = PanelSlot.objects.select_for_update(of=("self",)).select_related("panel__event").get(pk=slot.pk)
    _locked(held.panel.event, by)
    if held.state == PanelSlot.State.FREE:
        raise errors.NothingToJudge
    if held.state == PanelSlot.State.JUDGED:
        raise errors.AlreadyJudged(given_on=held.verdict.given_on)
    for criterion in Verdict.CRITERIA:
        if not 0 <= scores.get(criterion, -1) <= 5:
            raise errors.CriterionFromZeroToFive(field=criterion)
    verdict = Verdict.objects.create(
        slot=held,
        **{criterion: scores[criterion] for criterion in Verdict.CRITERIA},
        advice=advice,
        next_step=next_step,
        barriers=list(barriers),
        given_on=on,
    )
    held.state = PanelSlot.State.JUDGED
    held.save(update_fields=["state"])
    logbook.record("panel.verdict_given", by=by, on=held, desk=held.panel.event.desk_id)
    return verdict


@transaction.atomic
def add_panel_slots(panel: Panel, *, count: int, by: Account) -> list[PanelSlot]:
    """More slots at the end of a panel."""
    _locked(panel.event, by)
    last = panel.slots.aggregate(number=Max("number"), at=Max("starts_at"))
    step = timedelta(minutes=panel.slot_min)
    rows = [
        PanelSlot(
            panel=panel, number=(last["number"] or 0) + n, starts_at=last["at"] + n * step if last["at"] else None
        )
        for n in range(1, count + 1)
    ]
    made = PanelSlot.objects.bulk_create(rows)
    logbook.record("panel.slots_added", by=by, on=panel.event, panel=panel.pk, slots=count)
    return made
