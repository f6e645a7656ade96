"""Which reference sites a desk can show, when, and how far each has been used lately."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.atlas.models import Theme
from greendesk.calendars.holidays import holidays_on
from greendesk.calendars.models import CELL_MIN, Booking, Resource
from greendesk.calendars.queries import busy_between
from greendesk.catalogue.models import ReferenceSite
from greendesk.desks.models import Desk

from .models import Delegation, Direction, Stop, StopState

OFFICE_HOURS: tuple[tuple[int, int], ...] = ((9 * 60, 16 * 60),)


def sites_of(desks: Iterable[Desk | int], *, abroad: bool = False) -> Any:
    """Sites that these desks own or co-own, whatever their sharing: those at home, or those that stand abroad."""
    ids = [desk if isinstance(desk, int) else desk.pk for desk in desks]
    rows = ReferenceSite.objects.filter(Q(desk__in=ids) | Q(co_desks__in=ids), is_abroad=abroad).distinct()
    return rows.select_related("operator", "host", "place", "desk").prefetch_related(
        "themes", "suppliers__organisation"
    )


def sites_open_to(delegation: Delegation, desks: Iterable[Desk | int] = ()) -> Any:
    """What can stand in a delegation's programme: our sites for guests; for our own group abroad, plants and customers
    of ours in the country it travels to."""
    desks = list(desks) or [delegation.desk_id]
    if delegation.direction != Direction.OUTBOUND:
        return sites_of(desks)
    rows = sites_of(desks, abroad=True)
    return rows.filter(place__country_code=delegation.place.country_code) if delegation.place else rows


def sites_for_themes(desk: Desk, themes: Sequence[Theme]) -> list[ReferenceSite]:
    """Sites that show one of the themes or something narrower; all of the desk's where none is asked for."""
    rows: list[ReferenceSite] = list(sites_of([desk]))
    if not themes:
        return rows
    wanted = Theme.objects.nearest_of(themes)
    return [site for site in rows if any(theme.pk in wanted for theme in site.themes.all())]


@dataclass(frozen=True, slots=True)
class Opening:
    """When a site can be visited: windows a day in minutes since local midnight, and why other days are closed."""

    windows: dict[date, tuple[tuple[int, int], ...]]
    closed: dict[date, str]
    is_assumed: bool = False


@dataclass(slots=True)
class Week:
    """What the calendars say about the days of a stay, read once for all sites."""

    days: tuple[date, ...]
    zone: ZoneInfo
    today: date
    announced: set[tuple[int, date]] = field(default_factory=set)  # (site, day) that stand in the programme already
    declined: set[tuple[int, date]] = field(default_factory=set)  # (site, day) to which the host said no
    holidays: dict[str, dict[date, str]] = field(default_factory=dict)
    visits: dict[int, list[tuple[date, int, int, int]]] = field(
        default_factory=dict
    )  # site -> (day, from, to, delegation)
    busy: dict[str, list[tuple[date, int, int]]] = field(default_factory=dict)  # "site:1" or "person:1" -> stretches


def minutes_of(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def week_of(
    delegations: Sequence[Delegation], sites: Sequence[ReferenceSite], *, today: date, now: datetime, around: int = 0
) -> Week:
    """The days of these delegations and who is taken on them; their own stops do not count as busy.

    around: also so many days before and after.
    """
    zone = ZoneInfo(delegations[0].time_zone)
    stay = sorted({day for one in delegations for day in days_of(one)})
    days = tuple(stay)
    if around:
        first = max(stay[0] - timedelta(days=around), today)
        days = tuple(first + timedelta(days=n) for n in range((stay[-1] - first).days + around + 1))
    week = Week(days, zone, today)
    countries = {site.place.country_code for site in sites if site.place}
    week.holidays = holidays_on(countries, days)
    own = Stop.objects.filter(programme__delegation__in=[one.pk for one in delegations], site__isnull=False)
    for site, starts, state in own.values_list("site_id", "starts_at", "state"):
        key = (site, starts.astimezone(zone).date())
        if state == StopState.DECLINED:
            week.declined.add(key)
        elif state != StopState.CANCELLED:
            week.announced.add(key)
    _read_visits(week, delegations, sites)
    _read_bookings(week, delegations, sites, now)
    return week


def other_days(
    delegation: Delegation, sites: Sequence[ReferenceSite], *, today: date, now: datetime
) -> list[tuple[date, date, int]]:
    """(first day, last day, sites open on one of them): the nearest stays of the same length on which most are open."""
    length = len(days_of(delegation))
    if not length or not sites:
        return []
    week = week_of([delegation], sites, today=today, now=now, around=21)
    openings = [opening_of(site, week) for site in sites]
    stays = [week.days[n : n + length] for n in range(len(week.days) - length + 1)]
    counted = [(stay[0], stay[-1], sum(any(day in one.windows for day in stay) for one in openings)) for stay in stays]
    asked = days_of(delegation)[0]
    best = sorted((row for row in counted if row[2]), key=lambda row: (-row[2], abs((row[0] - asked).days), row[0]))
    before = [row for row in best if row[1] < asked][:1]
    after = [row for row in best if row[0] > asked][:1]
    return [*before, *after]


def days_of(delegation: Delegation) -> list[date]:
    if delegation.starts_on is None or delegation.ends_on is None:
        return []
    return [
        delegation.starts_on + timedelta(days=n) for n in range((delegation.ends_on - delegation.starts_on).days + 1)
    ]


def _read_visits(week: Week, delegations: Sequence[Delegation], sites: Sequence[ReferenceSite]) -> None:
    widest = max((site.rest_days for site in sites), default=0) + 1
    if any(site.visits_a_month for site in sites):
        widest = max(widest, 31)
    rows = (
        Stop.objects.current()
        .standing()
        .filter(site__in=[site.pk for site in sites])
        .filter(
            starts_at__date__gte=week.days[0] - timedelta(days=widest),
            starts_at__date__lte=week.days[-1] + timedelta(days=widest),
        )
        .exclude(programme__delegation__in=[one.pk for one in delegations])
        .values_list("site_id", "starts_at", "ends_at", "programme__delegation_id", "host_id")
    )
    for site, starts, ends, delegation, host in rows:
        day, begin, end = (
            starts.astimezone(week.zone).date(),
            minutes_of(starts, week.zone),
            minutes_of(ends, week.zone),
        )
        week.visits.setdefault(site, []).append((day, begin, end, delegation))
        begin, end = begin // CELL_MIN * CELL_MIN, -(-end // CELL_MIN) * CELL_MIN  # as the calendar will take it
        week.busy.setdefault(f"site:{site}", []).append((day, begin, end))
        if host:
            week.busy.setdefault(f"person:{host}", []).append((day, begin, end))


def _read_bookings(
    week: Week, delegations: Sequence[Delegation], sites: Sequence[ReferenceSite], now: datetime
) -> None:
    """Calendars of sites and hosts, without what these delegations have booked themselves."""
    people = [site.host_id for site in sites if site.host_id]
    helpers = {row.pk for one in delegations for row in one.helpers.all()}
    resources = Resource.objects.filter(
        Q(site__in=[site.pk for site in sites]) | Q(person__in=people) | Q(pk__in=helpers)
    )
    keys = {row.pk: _calendar_key(row, helpers) for row in resources}
    if not keys:
        return
    begin = datetime.combine(week.days[0], datetime.min.time(), week.zone)
    end = datetime.combine(week.days[-1] + timedelta(days=1), datetime.min.time(), week.zone)
    own = Stop.objects.filter(programme__delegation__in=[one.pk for one in delegations])
    mine = set(own.filter(booking__isnull=False).values_list("booking_id", flat=True))
    uids = {str(uid) for uid in own.values_list("uid", flat=True)}
    reasons = dict(Booking.objects.filter(resource__in=helpers).values_list("pk", "reason")) if helpers else {}
    for taken in busy_between(keys, begin, end, at=now):
        if taken.booking_id in mine or reasons.get(taken.booking_id, "").rsplit(" ", 1)[-1] in uids:
            continue
        for day in week.days:
            stretch = _on_day(taken.starts_at, taken.ends_at, day, week.zone)
            if stretch:
                week.busy.setdefault(keys[taken.resource_id], []).append((day, *stretch))


def _calendar_key(row: Resource, helpers: set[int]) -> str:
    if row.pk in helpers:
        return f"resource:{row.pk}"
    return f"site:{row.site_id}" if row.site_id else f"person:{row.person_id}"


def _on_day(starts: datetime, ends: datetime, day: date, zone: ZoneInfo) -> tuple[int, int] | None:
    midnight = datetime.combine(day, datetime.min.time(), zone)
    begin = max(0, int((starts - midnight).total_seconds() // 60))
    end = min(24 * 60, -int(-(ends - midnight).total_seconds() // 60))
    return (begin, end) if begin < end else None


def opening_of(site: ReferenceSite, week: Week) -> Opening:
    """Windows and closed days of one site, each closed day with its cause in the reader's language."""
    windows: dict[date, tuple[tuple[int, int], ...]] = {}
    closed: dict[date, str] = {}
    country = site.place.country_code if site.place else ""
    for day in week.days:
        why = _why_closed(site, day, week, country)
        hours = _hours(site, day)
        if why or not hours:
            closed[day] = why or _("closed on this weekday")
        else:
            windows[day] = hours
    return Opening(windows, closed, is_assumed=not site.opening)


def _hours(site: ReferenceSite, day: date) -> tuple[tuple[int, int], ...]:
    if not site.opening:
        return OFFICE_HOURS if day.weekday() < 5 else ()
    spans = site.opening.get(str(day.weekday()), [])
    return tuple((int(a), int(b)) for a, b in spans)


def _why_closed(site: ReferenceSite, day: date, week: Week, country: str) -> str:
    if day.isoformat() in site.closed_on:
        return _("closed on this day")
    holiday = week.holidays.get(country, {}).get(day)
    if holiday:
        return _("public holiday (%(name)s)") % {"name": holiday}
    if (site.pk, day) in week.declined:
        return _("the host has said no to this day")
    if (day - week.today).days < site.notice_days and (site.pk, day) not in week.announced:
        return _("needs %(days)d days of notice") % {"days": site.notice_days}
    used = visits_in_month(site, day, week)
    if site.visits_a_month and used >= site.visits_a_month:
        return _("receives %(most)d delegations a month and has had them") % {"most": site.visits_a_month}
    for other, _begin, _end, _who in week.visits.get(site.pk, ()):
        if other != day and abs((other - day).days) <= site.rest_days:
            return _("rests %(days)d days between visits; the next or last one is on %(day)s") % {
                "days": site.rest_days,
                "day": other,
            }
    return ""


def visits_in_month(site: ReferenceSite, day: date, week: Week) -> int:
    """Visits of other delegations to the site in the calendar month of that day."""
    return sum((other.year, other.month) == (day.year, day.month) for other, *_more in week.visits.get(site.pk, ()))


def places_left(site: ReferenceSite, week: Week) -> int | None:
    """How many delegations the site still receives in the fullest month of these days; None without a limit."""
    if not site.visits_a_month:
        return None
    return max(0, min(site.visits_a_month - visits_in_month(site, day, week) for day in week.days))


def midnight(day: date) -> datetime:
    """The first moment of a day here; comparing moments is cheaper than asking each row for its day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def wear_of(sites: Iterable[ReferenceSite], *, on: date) -> dict[int, dict[str, int]]:
    """{site: {"2026-03": visits}} of the twelve months up to `on`; two queries would be too many."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    begin = on - timedelta(days=364)
    months = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(begin.year * 12 + begin.month - 1, on.year * 12 + on.month)]
    firsts = [midnight(date.fromisoformat(f"{month}-01")).astimezone(UTC) for month in months]
    rows = (
        Stop.objects.current()
        .standing()
        .filter(
            site__in=[site.pk for site in sites],
            starts_at__gte=midnight(begin),
            starts_at__lt=midnight(on + timedelta(days=1)),
        )
        .values_list("site_id", "starts_at")
        .order_by()
    )
    for site, starts in rows:
        month = months[bisect(firsts, starts) - 1]
        counts[site][month] = counts[site].get(month, 0) + 1
    return counts


def exposure_of(desks: Iterable[int], *, on: date, but: Iterable[int] = ()) -> dict[int, int]:
    """{company: visits to sites it stands behind within a year of `on`}: what fairness carries over.

    `but` leaves out delegations: those being planned, whose own earlier draft must not speak against itself.
    """
    rows = (
        Stop.objects.current()
        .standing()
        .exclude(programme__delegation__in=list(but))
        .filter(programme__delegation__desk__in=list(desks), site__suppliers__isnull=False)
        .filter(starts_at__gte=midnight(on - timedelta(days=364)), starts_at__lt=midnight(on + timedelta(days=366)))
        .values_list("site__suppliers")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return dict(rows)
