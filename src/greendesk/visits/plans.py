"""From delegations and sites to the engine's case, and from its plan back to stops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from greendesk.adapters.travel import travel_between
from greendesk.atlas.models import Theme
from greendesk.calendars.models import Resource, ResourceKind
from greendesk.catalogue.models import ReferenceSite
from greendesk.engines import programme as engine
from greendesk.kit.texts import Texts

from . import errors
from .lunches import lunch_at, lunch_near
from .models import Delegation, Direction, Programme, Stop, StopKind, StopState
from .sites import (
    Opening,
    Week,
    days_of,
    exposure_of,
    minutes_of,
    opening_of,
    places_left,
    sites_open_to,
    week_of,
)

LUNCH = engine.Lunch(earliest=11 * 60 + 15, latest=13 * 60, dur=60)
MOST_LUNCHES = 6
BRIDGING = (ResourceKind.INTERPRETER, ResourceKind.GUIDE)
KEPT = (StopState.ASKED, StopState.CONFIRMED, StopState.DONE)


def is_lunch(stop: Stop) -> bool:
    """A meal that begins when a lunch may; other meals are fixed like receptions."""
    start = minutes_of(stop.starts_at, _zone(stop.programme.delegation))
    return stop.kind == StopKind.MEAL and LUNCH.earliest <= start <= LUNCH.latest


def is_fixed(stop: Stop) -> bool:
    """A stop whose minute the solver does not choose."""
    return stop.kind != StopKind.SITE and not is_lunch(stop)


def helper_key(pk: int) -> str:
    return f"resource:{pk}"


def site_key(pk: int | None) -> str:
    return f"site:{pk}"


def who_key(delegation: Delegation) -> str:
    return f"delegation:{delegation.pk}"


def stop_key(stop: Stop) -> str:
    """The id of a stop in the engine's case: its site where it has one, else its own."""
    if is_lunch(stop):
        return f"lunch:{stop.uid}"
    return site_key(stop.site_id) if stop.site_id else f"stop:{stop.uid}"


@dataclass(slots=True)
class Planned:
    """A case with what is needed to read its plan back. `outside` are sites that cannot enter it, with the reason."""

    case: engine.Case
    delegations: dict[str, Delegation]
    sites: dict[str, ReferenceSite]
    openings: dict[str, Opening]
    week: Week
    lunches: dict[str, Texts]  # id -> title
    fixed: dict[str, Stop]  # protocol and lunch ids -> the stop they come from
    outside: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)  # a standing lunch -> the lunch place where it is

    def item(self, stop: Stop) -> str:
        """What a stop is called in the case."""
        return self.tables.get(stop_key(stop), stop_key(stop))

    def name(self, key: str) -> str:
        if key in self.sites:
            return str(self.sites[key])
        if key in self.fixed:
            return str(self.fixed[key])
        return str(self.lunches.get(key, key))


def has_stay(one: Delegation) -> bool:
    """Days and a hotel: without them nothing can be planned."""
    return bool(days_of(one)) and one.hotel_lat is not None and one.hotel_lon is not None


def planned_case(delegations: Sequence[Delegation], *, today: date, now: datetime, check: bool = False) -> Planned:
    """One case for delegations that are planned together, in one time zone.

    Receptions, meetings and other stops with a place are protocol; locked, asked and confirmed visits stay. `check`:
    only to look at what stands, so nothing is kept in place and only sites that stand there or must be seen are read.
    Raises NoDays, NoHotel, NoSites.
    """
    desks = {one.desk_id for one in delegations} | {
        pk for one in delegations for pk in one.co_desks.values_list("pk", flat=True)
    }
    every = [sites_open_to(one, desks).prefetch_related(None) for one in delegations]
    spots = {
        pk: (lat, lon)
        for sites in every
        for pk, lat, lon in sites.values_list("pk", "lat", "lon")
        if lat is not None and lon is not None
    }
    if not spots and any(one.direction == Direction.INBOUND for one in delegations):
        raise errors.NoSites
    for one in delegations:
        if not days_of(one):
            raise errors.NoDays(field="starts_on")
        if one.hotel_lat is None or one.hotel_lon is None:
            raise errors.NoHotel(field="hotel")
    stops = {who_key(one): _standing_stops(one) for one in delegations}
    near = _lunch_sites(delegations, spots)
    if check:
        every = [sites.filter(_looked_at(delegations) | Q(pk__in=near)) for sites in every]
    rows = list({site.pk: site for sites in every for site in sites.prefetch_related("themes", "suppliers")}.values())
    placed = [site for site in rows if site.pk in spots]
    week = week_of(delegations, placed, today=today, now=now)
    openings = {site_key(site.pk): opening_of(site, week) for site in placed}
    sites = {site_key(site.pk): site for site in placed}
    lunches, fixed, tables = _lunch_places(delegations, [site for site in placed if site.pk in near], stops)
    for mine in stops.values():
        fixed.update({stop_key(stop): stop for stop in mine if is_fixed(stop)})
    pool = [row for row in Resource.objects.filter(desk__in=desks, kind__in=BRIDGING) if row.languages]
    carried = {} if check else exposure_of(desks, on=today, but=[one.pk for one in delegations])
    case = engine.Case(
        sites=tuple(_site(sites[key], openings[key], places_left(sites[key], week)) for key in sites),
        delegations=tuple(_delegation(one, placed, stops[who_key(one)], pool) for one in delegations),
        lunches=tuple(engine.LunchPlace(key, pos) for key, (_title, pos) in lunches.items()),
        busy=_busy(week, sites),
        travel=_travel(delegations, list(spots.values()), stops, lunches),
        exposure={f"company:{pk}": n for pk, n in carried.items()},
        locked=tuple(() if check else _locks(delegations, stops, sites, tables)),
    )
    outside = {site_key(site.pk): _("its position is not known") for site in rows if site.pk not in spots}
    return Planned(
        case, {who_key(one): one for one in delegations}, {**sites, **{site_key(s.pk): s for s in rows}}, openings, week,
        {key: title for key, (title, _pos) in lunches.items()}, fixed, outside, tables,
    )  # fmt: skip


def _looked_at(delegations: Sequence[Delegation]) -> Q:
    """Sites that stand in a programme or must."""
    standing = Stop.objects.filter(programme__delegation__in=[one.pk for one in delegations]).order_by()
    musts = [wish.site_id for one in delegations for wish in one.site_wishes.all() if wish.is_must]
    return Q(pk__in=standing.values("site")) | Q(pk__in=musts)


def _standing_stops(delegation: Delegation) -> list[Stop]:
    newest = delegation.programmes.order_by("-number").first()
    return (
        list(newest.stops.standing().select_related("site", "organisation", "programme__delegation")) if newest else []
    )


def _site(site: ReferenceSite, opening: Opening, left: int | None) -> engine.Site:
    suppliers = sorted(company.pk for company in site.suppliers.all())
    assert site.lat is not None and site.lon is not None
    return engine.Site(
        id=site_key(site.pk), pos=(site.lat, site.lon), themes=tuple(f"theme:{theme.pk}" for theme in site.themes.all()),
        dur=-(-site.visit_min // 5) * 5, win={day.isoformat(): spans for day, spans in opening.windows.items()}, cap=site.max_group,
        host=f"person:{site.host_id}" if site.host_id else None, company=f"company:{suppliers[0]}" if suppliers else None,
        walk=site.walk_min, closed={day.isoformat(): why for day, why in opening.closed.items()}, rest=site.rest_days,
        most=engine.NO_LIMIT if left is None else left, speaks=tongues(site.languages),
    )  # fmt: skip


def tongues(tags: Iterable[str]) -> tuple[str, ...]:
    """Languages without their scripts and countries: zh-hans and zh-CN are both spoken as zh."""
    return tuple(sorted({str(tag).lower().replace("_", "-").split("-")[0] for tag in tags if tag}))


def _delegation(
    one: Delegation, sites: Sequence[ReferenceSite], stops: Sequence[Stop], pool: Sequence[Resource]
) -> engine.Delegation:
    """Languages count once an interpreter or guide with languages is known: those who come along, else the desk's."""
    helpers = list(one.helpers.all())
    along = [row for row in helpers if row.kind in BRIDGING and row.languages]
    days = tuple(day.isoformat() for day in days_of(one))
    hotel = (one.hotel_lat or 0.0, one.hotel_lon or 0.0)
    interests = list(one.interests.select_related("theme"))
    weights = {row.theme_id: row.weight for row in interests}
    family = Theme.objects.nearest_of(row.theme for row in interests)
    protocol = [_protocol(one, stop) for stop in stops if is_fixed(stop) and stop.lat is not None]
    wishes = list(one.site_wishes.all())
    matched = {pk for site in sites for pk in _companies_for(site, family)}
    return engine.Delegation(
        id=who_key(one), days=days, hotels={day: (hotel, hotel) for day in days}, size=head_count(one),
        interests={f"theme:{theme}": weights[asked] for theme, asked in family.items()},
        daylen=(_minutes(one.day_from), _minutes(one.day_until)), walkmax=one.walk_max_min, lunch=LUNCH,
        must=tuple(site_key(wish.site_id) for wish in wishes if wish.is_must),
        never=tuple(site_key(wish.site_id) for wish in wishes if not wish.is_must),
        protocol=tuple(protocol), matched=tuple(f"company:{pk}" for pk in sorted(matched)),
        away=tuple(_away(one, stop) for stop in stops if is_fixed(stop) and stop.lat is None),
        uses=tuple(helper_key(row.pk) for row in helpers),
        begins={days[0]: _minutes(one.first_from)} if one.first_from else {},
        ends={days[-1]: _minutes(one.last_until)} if one.last_until else {},
        speaks=tongues([one.language]) if along or pool else (),
        bridges=tuple(tongues(row.languages) for row in along or pool),
        turns={site_key(wish.site_id): wish.turns for wish in wishes if wish.is_must and wish.turns > 1},
    )  # fmt: skip


def _companies_for(site: ReferenceSite, family: Mapping[int, int]) -> set[int]:
    """Companies behind a site that shows a wanted theme: those whose work answers the guests' interests."""
    if not any(theme.pk in family for theme in site.themes.all()):
        return set()
    return {company.pk for company in site.suppliers.all()}


def head_count(one: Delegation) -> int:
    """Guests to count with: the upper end of what is known, at least the members named."""
    named = one.members.count()
    return max(named, int(one.size.high) if one.size else 0, 1)


def _protocol(one: Delegation, stop: Stop) -> engine.Protocol:
    zone = _zone(one)
    start = minutes_of(stop.starts_at, zone)
    assert stop.lat is not None and stop.lon is not None
    return engine.Protocol(
        stop_key(stop), stop.starts_at.astimezone(zone).date().isoformat(), start,
        int((stop.ends_at - stop.starts_at).total_seconds() // 60), (stop.lat, stop.lon),
    )  # fmt: skip


def _away(one: Delegation, stop: Stop) -> tuple[str, int, int]:
    zone = _zone(one)
    start = minutes_of(stop.starts_at, zone)
    length = int((stop.ends_at - stop.starts_at).total_seconds() // 60)
    return stop.starts_at.astimezone(zone).date().isoformat(), start, start + length


def _zone(one: Delegation) -> Any:
    from .services._common import zone_of  # the verbs import this module

    return zone_of(one)


def _lunch_sites(delegations: Sequence[Delegation], spots: Mapping[int, engine.Position]) -> list[int]:
    """The first sites that lie apart from the hotels and from one another."""
    taken = [(one.hotel_lat or 0.0, one.hotel_lon or 0.0) for one in delegations]
    near: list[int] = []
    for pk, pos in spots.items():
        if len(taken) >= MOST_LUNCHES:
            break
        here = engine.Place("", pos)
        if all(engine.GreatCircle().minutes(here, engine.Place("", other))[0] > 12 for other in taken):
            near.append(pk)
            taken.append(pos)
    return near


def _lunch_places(
    delegations: Sequence[Delegation], near: Sequence[ReferenceSite], stops: Mapping[str, Sequence[Stop]]
) -> tuple[dict[str, tuple[Texts, tuple[float, float]]], dict[str, Stop], dict[str, str]]:
    """Where a lunch can be: at each hotel, `near` a few sites that lie apart, and where a meal stands elsewhere already.

    The third answer is the place of every standing lunch. One at a place that is known anyway adds nothing, so that
    drafting again asks the very same question.
    """
    places: dict[str, tuple[Texts, tuple[float, float]]] = {}
    fixed: dict[str, Stop] = {}
    for one in delegations:
        places[f"lunch:hotel:{one.pk}"] = (
            lunch_at(one), (one.hotel_lat or 0.0, one.hotel_lon or 0.0)
        )  # fmt: skip
    for site in near:
        assert site.lat is not None and site.lon is not None
        places[f"lunch:{site_key(site.pk)}"] = (lunch_near(site), (site.lat, site.lon))
    at = {pos: key for key, (_title, pos) in places.items()}
    tables: dict[str, str] = {}
    for mine in stops.values():
        for stop in mine:
            if is_lunch(stop) and stop.lat is not None and stop.lon is not None:
                key = tables[stop_key(stop)] = at.setdefault((stop.lat, stop.lon), stop_key(stop))
                if key == stop_key(stop):
                    places[key] = (stop.title or Texts.of("en", str(stop)), (stop.lat, stop.lon))
                    fixed[key] = stop
    return places, fixed, tables


def _busy(week: Week, sites: Mapping[str, ReferenceSite]) -> dict[str, tuple[tuple[str, int, int], ...]]:
    return {
        key: tuple((day.isoformat(), begin, end) for day, begin, end in rows if day in week.days)
        for key, rows in week.busy.items()
    }


def _travel(
    delegations: Sequence[Delegation],
    sites: Sequence[engine.Position],
    stops: Mapping[str, Sequence[Stop]],
    lunches: Mapping[str, tuple[Texts, engine.Position]],
) -> engine.Travel:
    """The installation's provider, the desk's own word on single legs above it."""
    known: dict[tuple[str, str], int] = {}
    for one in delegations:
        for leg in one.leg_minutes.all():
            known[leg.origin, leg.target] = known[leg.target, leg.origin] = leg.minutes
    places = [*sites, *(pos for _title, pos in lunches.values())]
    places += [(one.hotel_lat or 0.0, one.hotel_lon or 0.0) for one in delegations]
    places += [(stop.lat, stop.lon) for mine in stops.values() for stop in mine if stop.lat is not None and stop.lon]
    base = ToTheFive(travel_between(places))
    names = [(f"hotel:{who_key(one)}", one) for one in delegations]
    hotels = {name: engine.Place(name, (one.hotel_lat or 0.0, one.hotel_lon or 0.0)) for name, one in names}
    return ByWord(engine.Table(known, source="override", otherwise=base), known, hotels) if known else base


@dataclass(frozen=True, slots=True)
class ByWord:
    """Where no way is known but the desk has said how long the one from the hotel takes, others go by the hotel: a ferry."""

    base: engine.Travel
    known: Mapping[tuple[str, str], int]
    hotels: Mapping[str, engine.Place]

    def minutes(self, origin: engine.Place, target: engine.Place) -> tuple[int, str]:
        minutes, source = self.base.minutes(origin, target)
        if minutes < engine.UNREACHABLE:
            return minutes, source
        ways = [
            way + self.base.minutes(self.hotels[hotel], other)[0]
            for (hotel, end), way in self.known.items()
            for near, other in ((target, origin), (origin, target))
            if hotel in self.hotels and end == near.id
        ]
        return (min(ways), "override") if ways else (minutes, source)


@dataclass(frozen=True, slots=True)
class ToTheFive:
    """Travel rounded up to five minutes, so that a programme reads 14:05 and not 14:01, and keeps a little slack."""

    exact: engine.Travel

    def minutes(self, origin: engine.Place, target: engine.Place) -> tuple[int, str]:
        minutes, source = self.exact.minutes(origin, target)
        return -(-minutes // 5) * 5, source


DAY_SHARES = (0.6, 0.75, 0.88)


def solve_evenly(case: engine.Case, *, seconds: float, moves: int | None = None) -> engine.Plan:
    """The engine's plan, its days shortened as far as nothing is lost by it.

    The engine fills the first day before it begins the second; guests would rather see as much in two even days.
    Shorter days are tried first; what fits them and sees the same companies with the same interest is taken.
    """
    if not any(len(one.days) > 1 for one in case.delegations):
        return engine.solve(case, seconds=seconds, moves=moves)
    share_s = seconds / (1 + len(DAY_SHARES))
    plan = engine.solve(case, seconds=share_s, moves=moves)
    if plan.status == "infeasible":
        return plan
    for share in DAY_SHARES:
        shorter = replace(case, delegations=tuple(_with_short_days(one, share) for one in case.delegations))
        even = engine.solve(shorter, seconds=share_s, moves=moves)
        if even.status != "infeasible" and _is_as_good(even, plan):
            shown = {(stop.item, who) for who, days in even.plans.items() for stops in days.values() for stop in stops}
            return replace(even, left_out=tuple(o for o in plan.left_out if (o.site, o.delegation) not in shown))
    return plan


def _with_short_days(one: engine.Delegation, share: float) -> engine.Delegation:
    length = one.daylen[1] - one.daylen[0]
    return replace(one, maxday=min(one.maxday, int(length * share)))


def _is_as_good(even: engine.Plan, plan: engine.Plan) -> bool:
    return all(even.companies_seen[who] >= seen for who, seen in plan.companies_seen.items()) and all(
        even.interest[who] >= interest for who, interest in plan.interest.items()
    )


def _locks(
    delegations: Sequence[Delegation],
    stops: Mapping[str, Sequence[Stop]],
    sites: Mapping[str, Any],
    tables: Mapping[str, str],
) -> list[engine.Lock]:
    locks = []
    for one in delegations:
        zone = _zone(one)
        for stop in stops[who_key(one)]:
            is_visit = stop.kind == StopKind.SITE and stop_key(stop) in sites
            if (is_visit or is_lunch(stop)) and (stop.is_locked or stop.state in KEPT):
                local = stop.starts_at.astimezone(zone)
                key = tables.get(stop_key(stop), stop_key(stop))
                locks.append(engine.Lock(who_key(one), local.date().isoformat(), key, local.hour * 60 + local.minute))
    return locks


def _minutes(at: time | str) -> int:
    value = time.fromisoformat(at) if isinstance(at, str) else at
    return value.hour * 60 + value.minute


# -- back ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewStop:
    """A stop as the engine wants it, before it becomes a row. `was` is the stop it continues."""

    kind: str
    key: str
    title: Texts
    site_id: int | None
    host_id: int | None
    starts_at: datetime
    ends_at: datetime
    lat: float | None
    lon: float | None
    address: str
    travel_min: int | None
    travel_source: str
    was: Stop | None


def stops_from(planned: Planned, plan: engine.Plan, delegation: Delegation) -> list[NewStop]:
    """The plan of one delegation as stops, in the order of time, each with the minutes of the way there."""
    who = who_key(delegation)
    before = {stop_key(stop): stop for stop in _standing_stops(delegation)}
    legs = {
        (leg.day, leg.target, leg.departs): leg for leg in engine.legs_of(planned.case, plan) if leg.delegation == who
    }
    way = {(leg.day, leg.target): leg for leg in legs.values() if not leg.target.startswith("hotel")}
    found = []
    zone = _zone(delegation)
    for day, stops in plan.plans.get(who, {}).items():
        for stop in stops:
            leg = way.get((day, stop.item))
            found.append(
                _new_stop(
                    planned,
                    delegation,
                    day,
                    stop,
                    leg,
                    before.get(stop.item) or _same_meal(planned, before, day, stop, zone),
                )
            )
    placed = {one.key for one in found}
    found += [
        _as_it_is(stop) for key, stop in before.items() if is_fixed(stop) and stop.lat is None and key not in placed
    ]
    return sorted(found, key=lambda one: one.starts_at)


def _same_meal(planned: Planned, before: Mapping[str, Stop], day: str, stop: engine.Stop, zone: Any) -> Stop | None:
    """The lunch that stood on this day at this very place: two names of one table are one stop."""
    place = next((lunch for lunch in planned.case.lunches if lunch.id == stop.item), None)
    if place is None:
        return None
    meals = (was for key, was in before.items() if key.startswith("lunch:"))
    return next(
        (
            was
            for was in meals
            if was.starts_at.astimezone(zone).date().isoformat() == day and (was.lat, was.lon) == place.pos
        ),
        None,
    )


def _new_stop(
    planned: Planned, one: Delegation, day: str, stop: engine.Stop, leg: engine.Leg | None, was: Stop | None
) -> NewStop:
    zone = _zone(one)
    starts = datetime.combine(date.fromisoformat(day), time(stop.start // 60, stop.start % 60), zone)
    site = planned.sites.get(stop.item)
    way = (leg.minutes, leg.source) if leg else (None, "")
    if site is not None:
        groups = max(1, planned.case.delegation(who_key(one)).groups_at(planned.case.site(stop.item)))
        ends = starts + timedelta(minutes=site.visit_min * groups)
        return NewStop(
            StopKind.SITE,
            stop.item,
            "",
            site.pk,
            site.host_id,
            starts,
            ends,
            site.lat,
            site.lon,
            site.address,
            *way,
            was,
        )
    known = planned.fixed.get(stop.item) or was
    if known is not None:
        ends = starts + (known.ends_at - known.starts_at)
        return NewStop(
            known.kind, stop.item, known.title, known.site_id, known.host_id, starts, ends, known.lat, known.lon,
            known.address, *way, known,
        )  # fmt: skip
    place = next(lunch for lunch in planned.case.lunches if lunch.id == stop.item)
    ends = starts + timedelta(minutes=LUNCH.dur)
    return NewStop(
        StopKind.MEAL, stop.item, planned.lunches[stop.item], None, None, starts, ends, *place.pos, "", *way, None
    )


def _as_it_is(stop: Stop) -> NewStop:
    return NewStop(
        stop.kind, stop_key(stop), stop.title, stop.site_id, stop.host_id, stop.starts_at, stop.ends_at, stop.lat, stop.lon,
        stop.address, None, "", stop,
    )  # fmt: skip


def plan_of_stops(planned: Planned, programmes: Mapping[str, Programme | None]) -> engine.Plan:
    """A programme as it stands, as the engine's plan: for checking a change by hand, and for repair."""
    plans: dict[str, dict[str, tuple[engine.Stop, ...]]] = {}
    for who, one in planned.delegations.items():
        days: dict[str, list[engine.Stop]] = {day.isoformat(): [] for day in days_of(one)}
        zone = _zone(one)
        newest = programmes.get(who)
        for stop in (
            newest.stops.standing().select_related("programme__delegation").order_by("starts_at") if newest else ()
        ):
            local = stop.starts_at.astimezone(zone)
            if stop.lat is not None and local.date().isoformat() in days and _known(planned, planned.item(stop)):
                days[local.date().isoformat()].append(engine.Stop(planned.item(stop), local.hour * 60 + local.minute))
        plans[who] = {day: tuple(stops) for day, stops in days.items()}
    return tally(planned.case, plans)


def _known(planned: Planned, key: str) -> bool:
    case = planned.case
    return key in planned.fixed or key in planned.lunches or any(site.id == key for site in case.sites)


def tally(case: engine.Case, plans: Mapping[str, Mapping[str, tuple[engine.Stop, ...]]]) -> engine.Plan:
    from greendesk.engines.programme.tally import plan_of

    return plan_of(case, plans, status="feasible")
