"""Leads: possible deals that a company owns. The desk sees the stage; the company moves it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place
from greendesk.catalogue.editing import hold, is_officer, must_edit_at
from greendesk.catalogue.models import Company
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Organisation
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts

from .. import errors, signals
from ..models import ORIGINS, Barrier, Lead, LeadStep, Stage
from .pulses import plan_pulses

ENDS = frozenset({Stage.DELIVERED, Stage.LOST})
AGREEMENTS_OF = {
    "meeting": "day__agreements",
    "stop": "programme__delegation__agreements",
    "registration": "event__agreements",
    "introduction": "suggestion__challenge__agreements",
    "panel_slot": "panel__event__agreements",
    "referral": "agreements",
}


@transaction.atomic
def open_lead(
    *,
    desk: Desk,
    title: Texts,
    owner: Company,
    on: date,
    by: Account | None,
    origin: models.Model | None = None,
    origin_note: str = "",
    counterpart: Organisation | None = None,
    place: Place | None = None,
    next_step: str = "",
    due_on: date | None = None,
    agreements: Iterable[Agreement] = (),
    source: str = "",
    is_invented: bool = False,
) -> Lead:
    """Begin a lead at one record, or at a note where it began outside. Its pulses are planned with it.

    Agreements are those of the origin where none are named. Officers of the desk and those who speak for the
    company may open one. Raises NeedsTitle, NeedsOrigin, OneOriginOnly, NotAnOrigin, NotYours.
    """
    _may_open(desk, owner, by)
    if not str(title).strip():
        raise errors.NeedsTitle(field="title")
    if origin is None and not origin_note.strip():
        raise errors.NeedsOrigin(field="origin_note")
    if origin is not None and origin_note.strip():
        raise errors.OneOriginOnly(field="origin_note")
    kept = {_origin_name(origin): _seen(origin, by)} if origin is not None else {}
    lead = Lead.objects.create(
        desk=desk, sharing=Level.PRIVATE, title=title, owner=owner, opened_on=on, origin_note=origin_note.strip(),
        counterpart=counterpart, place=place, next_step=next_step.strip(), due_on=due_on, source=source,
        is_invented=is_invented, **kept,
    )  # fmt: skip
    lead.agreements.set(list(agreements) or _agreements_of(lead, desk))
    LeadStep.objects.create(lead=lead, stage=Stage.STATED, on=on, by=by)
    plan_pulses(lead, by=by)
    logbook.record("lead.opened", by=by, on=lead, owner=owner.pk)
    return lead


@transaction.atomic
def take_next_step(
    lead: Lead,
    *,
    stage: str,
    on: date,
    by: Account | None,
    note: str = "",
    next_step: str = "",
    due_on: date | None = None,
) -> LeadStep:
    """Write down what the buyer has committed to now, and what comes next. Raises LeadClosed, NeedsBarrier."""
    row = _held(lead, by)
    if row.stage in ENDS:
        raise errors.LeadClosed(title=str(row), stage=row.get_stage_display())
    if stage == Stage.LOST:
        raise errors.NeedsBarrier(field="barrier")
    row.next_step, row.due_on = next_step.strip(), due_on
    return move(row, stage=stage, on=on, by=by, note=note)


@transaction.atomic
def lose_lead(lead: Lead, *, barrier: str, on: date, by: Account | None, note: str = "") -> LeadStep:
    """Close a lead and say what stood in the way. Raises LeadClosed, NeedsBarrier."""
    row = _held(lead, by)
    if row.stage in ENDS:
        raise errors.LeadClosed(title=str(row), stage=row.get_stage_display())
    if barrier not in Barrier.values:
        raise errors.NeedsBarrier(field="barrier")
    row.barrier = barrier
    return move(row, stage=Stage.LOST, on=on, by=by, note=note)


@transaction.atomic
def reopen_lead(lead: Lead, *, on: date, by: Account | None) -> LeadStep:
    """Undo the end of a lead: it stands again where it stood before. Raises NotClosed."""
    row = _held(lead, by)
    if row.stage not in ENDS:
        raise errors.NotClosed(title=str(row))
    before = row.steps.exclude(stage__in=ENDS).order_by("-on", "-pk").first()
    return move(row, stage=before.stage if before else Stage.STATED, on=on, by=by)


@transaction.atomic
def edit_lead(lead: Lead, *, by: Account, revision: int, agreements: Iterable[Agreement] = (), **facts: Any) -> Lead:
    """Change title, counterpart, place, next step or due day. Raises ChangedMeanwhile, NotYours."""
    allowed = {"title", "counterpart", "place", "next_step", "due_on"}
    if unknown := set(facts) - allowed:
        raise TypeError(f"a lead takes no {', '.join(sorted(unknown))}")
    row = hold(lead, by, revision=revision)
    for name, value in facts.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    row.agreements.set(agreements)
    logbook.record("lead.changed", by=by, on=row, fields=sorted(facts))
    return row


def move(lead: Lead, *, stage: str, on: date, by: Account | None, note: str = "") -> LeadStep:
    """Put a held lead on a stage and remember the step; the barrier belongs to a lost lead only."""
    before, lead.stage = lead.stage, stage
    lead.closed_on = on if stage in ENDS else None
    if stage != Stage.LOST:
        lead.barrier = ""
    lead.revision += 1
    lead.save()
    step = LeadStep.objects.create(lead=lead, stage=stage, note=note.strip()[:300], on=on, by=by)
    logbook.record("lead.moved", by=by, on=lead, stage=stage, before=before)
    if stage != before:
        transaction.on_commit(lambda: signals.lead_moved.send(Lead, lead=lead, before=before))
    return step


def speaks_for(by: Account, company: Company) -> bool:
    return by.representations.filter(organisation=company.organisation_id, role="export").exists()


def _held(lead: Lead, by: Account | None) -> Lead:
    """The lead, locked: an officer's or the company's own."""
    owned = by is None or not speaks_for(by, lead.owner)
    return hold(lead, by, owned=owned)


def _may_open(desk: Desk, owner: Company, by: Account | None) -> None:
    if by is None or is_officer(by, desk):
        return
    if owner.desk_id == desk.pk and speaks_for(by, owner):
        return
    must_edit_at(desk, by)


def _origin_name(origin: models.Model) -> str:
    for name in ORIGINS:
        if Lead._meta.get_field(name).related_model is type(origin):
            return name
    raise errors.NotAnOrigin(kind=str(origin._meta.verbose_name))


def _seen(origin: models.Model, by: Account | None) -> models.Model:
    rows: Any = type(origin)._default_manager
    if by is not None and not rows.visible_to(by, Level.FULL).filter(pk=origin.pk).exists():
        raise NotYours
    return origin


def _agreements_of(lead: Lead, desk: Desk) -> list[Agreement]:
    """The agreements of the place where a lead began, as far as the desk itself may see their title."""
    origin = lead.origin
    if origin is None:
        return []
    name = next(name for name in ORIGINS if getattr(lead, f"{name}_id"))
    ids = type(origin)._default_manager.filter(pk=origin.pk).values(AGREEMENTS_OF[name])
    return list(Agreement.objects.filter(pk__in=ids))
