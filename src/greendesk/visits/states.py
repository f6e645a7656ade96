"""Where a delegation stands: derived from its dated facts, never stored beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from .models import Delegation, Programme, Stop, StopState
from .queries import DelegationQuerySet

REPORT_DUE = timedelta(days=5)
ASKABLE = (StopState.PLANNED, StopState.ASKED, StopState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class DelegationState:
    """One of cancelled, announced, planning, programme, confirmed, running, over, reported, closed."""

    code: str
    label: str
    tone: str
    version: int = 0
    confirmed: int = 0
    hosts: int = 0
    report_due_on: date | None = None


def with_programmes(rows: DelegationQuerySet) -> DelegationQuerySet:
    """With everything `state_on` reads; two more queries, however many rows."""
    return rows.prefetch_related(
        Prefetch("programmes", Programme.objects.order_by("-number").only("delegation", "number")),
        Prefetch("programmes__stops", Stop.objects.order_by().only("programme", "host", "state")),
    )


def state_on(delegation: Delegation, on: date) -> DelegationState:
    """The state on a day. Reads `programmes` and their stops; prefetch them for lists."""
    programmes = sorted(delegation.programmes.all(), key=lambda one: -one.number)
    newest = programmes[0] if programmes else None
    stops = [stop for stop in newest.stops.all() if stop.host_id and stop.state in ASKABLE] if newest else []
    version, hosts = (newest.number if newest else 0), len(stops)
    yes = sum(stop.state == StopState.CONFIRMED for stop in stops)
    due = delegation.ends_on + REPORT_DUE if delegation.ends_on and delegation.direction == "in" else None

    def state(code: str, label: str, tone: str) -> DelegationState:
        return DelegationState(code, label, tone, version, yes, hosts, due)

    if delegation.cancelled_at:
        return state("cancelled", _("cancelled"), "neutral")
    if delegation.reported_at:
        closed = delegation.ends_on is None or on > delegation.ends_on + timedelta(days=30)
        return state("closed", _("closed"), "neutral") if closed else state("reported", _("reported"), "good")
    if delegation.starts_on is None or delegation.ends_on is None:
        return state("announced", _("announced"), "neutral")
    if on > delegation.ends_on:
        late = due is not None and on > due
        return state("over", _("report overdue") if late else _("report due"), "danger" if late else "amber")
    if on >= delegation.starts_on and newest:
        return state("running", _("running, programme v%(number)d") % {"number": version}, "good")
    if newest is None:
        return state("planning", _("planning"), "info")
    if hosts and yes == hosts:
        return state("confirmed", _("programme v%(number)d, hosts confirmed") % {"number": version}, "good")
    return state("programme", _("programme v%(number)d") % {"number": version}, "info")


@dataclass(frozen=True, slots=True)
class Standing:
    delegation: Delegation
    state: DelegationState


def standings(rows: Iterable[Delegation], on: date) -> list[Standing]:
    return [Standing(row, state_on(row, on)) for row in rows]
