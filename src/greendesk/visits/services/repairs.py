"""Something went wrong: two or three ways to go on, side by side, each with its price; one is chosen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from greendesk.catalogue.models import ReferenceSite
from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.engines import programme as engine
from greendesk.engines.programme.replan import replan
from greendesk.kit import jobs
from greendesk.kit.facts import Quantity

from .. import errors
from ..models import Delegation, Programme, Repair, Stop, StopState
from ..plans import Planned, plan_of_stops, planned_case, site_key, stop_key, stops_from, tally, who_key
from ..sites import minutes_of
from ._common import latest, own_delegation, zone_of
from .alternatives import plan_from_rows
from .programmes import open_version, write_stops

SECONDS = 3.0
KINDS = ("host_cancels", "site_closed", "late", "resized", "new_must")


@transaction.atomic
def repair_programme(
    delegation: Delegation, *, kind: str, by: Account, at: datetime, stop: Stop | None = None, day: date | None = None,
    minutes: int = 0, size: int = 0, site: ReferenceSite | None = None,
) -> Repair:  # fmt: skip
    """Say what happened and ask for ways to go on; a job works them out into the returned Repair.

    `stop` for a host who cancels or a site that closes, `minutes` for a delay known `at` that moment, `size` for a
    changed number of guests, `site` for a new must.
    """
    from ..tasks import work_out_repair  # the task calls this module

    row = own_delegation(delegation, by)
    newest = latest(row)
    if newest is None:
        raise errors.NoProgramme
    event = _event(row, newest, kind, at, stop, day, minutes, size, site)
    if kind in ("host_cancels", "site_closed") and stop is not None:
        newest.stops.filter(uid=stop.uid).update(state=StopState.DECLINED)
    repair = Repair.objects.create(programme=newest, event=event, by=by)
    logbook.record("programme.repair_asked", by=by, on=newest, desk=row.desk, kind=kind)
    jobs.enqueue(
        work_out_repair, repair.pk, label=_("Ways to go on for %(guests)s") % {"guests": row}, account_id=by.pk
    )
    repair.refresh_from_db()
    return repair


def _event(
    row: Delegation, newest: Programme, kind: str, at: datetime, stop: Stop | None, day: date | None, minutes: int, size: int,
    site: ReferenceSite | None,
) -> dict[str, Any]:  # fmt: skip
    zone = zone_of(row)
    local = at.astimezone(zone)
    on = stop.starts_at.astimezone(zone).date() if stop else day
    if kind == "late" and on is None:
        on = local.date()
    if kind not in KINDS or (kind in ("host_cancels", "site_closed") and stop is None):
        raise errors.VisitRefusal(field="kind")
    if kind == "late" and minutes <= 0:
        raise errors.VisitRefusal(field="minutes")
    if kind == "resized" and size < 1:
        raise errors.NoGuests(field="size")
    if kind == "new_must" and site is None:
        raise errors.SiteUnknown(field="site", why=_("choose which site it is."))
    if kind == "new_must" and row.site_wishes.filter(site=site, is_must=False).exists():
        raise errors.MustIsNever(field="site", site=site)
    return {
        "kind": kind, "day": on.isoformat() if on else None, "minutes": minutes, "size": size,
        "site": stop.site_id if stop else site.pk if site else None, "host": stop.host_id if stop else None,
        "uid": str(stop.uid) if stop else "", "title": str(stop or site or ""),
        "at": minutes_of(at, zone) if on == local.date() else None,
    }  # fmt: skip


def work_out(
    repair: Repair, *, today: date, now: datetime, seconds: float | None = None, moves: int | None = None
) -> None:
    """Solve outside any transaction and write the answers; running it again gives the same rows."""
    delegation = repair.programme.delegation
    planned, old = world_before(repair, today=today, now=now)
    event = engine_event(repair, delegation)
    answers = replan(planned.case, old, event, seconds=seconds or SECONDS, moves=moves)
    Repair.objects.filter(pk=repair.pk).update(
        answers=_distinct([_answer_row(planned, one, delegation) for one in answers])
    )


def world_before(repair: Repair, *, today: date, now: datetime) -> tuple[Planned, engine.Plan]:
    """The case and the programme as they were just before the event: the stop that fell out stands there still."""
    delegation = repair.programme.delegation
    fallen = (
        repair.programme.stops.filter(uid=repair.event["uid"], state=StopState.DECLINED).first()
        if repair.event["uid"]
        else None
    )
    planned = planned_case([delegation], today=today, now=now)
    if fallen is not None:
        planned = _reopened(planned, fallen, delegation)
    plan = plan_of_stops(planned, {who_key(delegation): repair.programme})
    if fallen is not None and fallen.site_id is not None:
        plan = _with(planned, plan, fallen, delegation)
    return planned, plan


def _reopened(planned: Planned, fallen: Stop, delegation: Delegation) -> Planned:
    """The site of a stop that fell out is closed in the calendars already; open it as far as that stop reaches."""
    from dataclasses import replace

    local = fallen.starts_at.astimezone(zone_of(delegation))
    day, start = local.date().isoformat(), local.hour * 60 + local.minute
    length = int((fallen.ends_at - fallen.starts_at).total_seconds() // 60)
    sites = tuple(
        replace(site, win={**site.win, day: ((start, start + max(length, site.dur)),)})
        if site.id == site_key(fallen.site_id)
        else site
        for site in planned.case.sites
    )
    planned.case = replace(planned.case, sites=sites)
    return planned


def _with(planned: Planned, plan: engine.Plan, fallen: Stop, delegation: Delegation) -> engine.Plan:
    local = fallen.starts_at.astimezone(zone_of(delegation))
    who, day = who_key(delegation), local.date().isoformat()
    stops = [*plan.plans[who][day], engine.Stop(stop_key(fallen), local.hour * 60 + local.minute)]
    days = {**plan.plans[who], day: tuple(sorted(stops, key=lambda one: one.start))}
    return tally(planned.case, {**plan.plans, who: days})


def engine_event(repair: Repair, delegation: Delegation) -> engine.Event:
    """A cancelled stop is a closed site for this day: the host may still receive elsewhere, the site is out."""
    said = repair.event
    who = who_key(delegation)
    confirmed = repair.programme.stops.filter(state=StopState.CONFIRMED, site__isnull=False)
    kind: Any = "site_closed" if said["kind"] == "host_cancels" else said["kind"]
    return engine.Event(
        kind=kind, day=said["day"], site=site_key(said["site"]) if said["site"] else None,
        delegation=who, minutes=said["minutes"], size=said["size"], at=said["at"],
        confirmed=tuple((who, site_key(stop.site_id)) for stop in confirmed),
    )  # fmt: skip


def _answer_row(planned: Planned, one: engine.Answer, delegation: Delegation) -> dict[str, Any]:
    who = who_key(delegation)

    def sites(pairs: tuple[tuple[str, str], ...]) -> list[int]:
        return [int(site.split(":")[1]) for owner, site in pairs if owner == who]

    return {
        "name": one.name, "dropped": sites(one.dropped), "added": sites(one.added), "moved": sites(one.moved),
        "plan": {day: [[stop.item, stop.start] for stop in stops] for day, stops in one.plan.plans[who].items()},
        "price": {
            "musts": one.musts_lost, "companies": one.companies_lost, "interest": one.interest_lost, "travel": one.travel_added,
            "hosts": len(one.added) + len(one.moved),
        },
    }  # fmt: skip


def _distinct(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two answers with the same stops are one."""
    kept: list[dict[str, Any]] = []
    for one in answers:
        if all(one["plan"] != other["plan"] for other in kept):
            kept.append(one)
    return kept


@transaction.atomic
def choose_repair(repair: Repair, *, name: str, by: Account, today: date, now: datetime) -> Programme:
    """Go on this way: a version with the changed stops, their SEQUENCE one higher. Hosts are told when it is sent.

    Raises RepairGone if the programme has changed since the answers were worked out.
    """
    delegation = own_delegation(repair.programme.delegation, by)
    row = Repair.objects.select_for_update().get(pk=repair.pk)
    answer = next((one for one in row.answers if one["name"] == name), None)
    newest = latest(delegation)
    if answer is None or newest is None or newest.pk != row.programme_id or row.chosen:
        raise errors.RepairGone
    planned, _old = world_before(row, today=today, now=now)
    planned.fixed.update({stop_key(stop): stop for stop in newest.stops.standing()})
    if row.event["kind"] == "resized":
        size = row.event["size"]
        Delegation.objects.filter(pk=delegation.pk).update(size=Quantity.parse(str(size)))
    plan = plan_from_rows(planned, delegation, answer["plan"])
    if plan is None:
        raise errors.RepairGone
    version = open_version(delegation, by=by, why=reason(row))
    write_stops(version, stops_from(planned, plan, delegation), by=by)
    row.chosen = name
    row.save(update_fields=["chosen"])
    logbook.record("programme.repaired", by=by, on=version, desk=delegation.desk, answer=name)
    return version


def reason(repair: Repair) -> str:
    said = repair.event
    return {
        "host_cancels": _("The host of %(title)s cannot receive."),
        "site_closed": _("%(title)s is closed."),
        "late": _("The guests are %(minutes)d minutes late."),
        "resized": _("The guests are %(size)d now."),
        "new_must": _("%(title)s must be seen."),
    }[said["kind"]] % said  # fmt: skip
