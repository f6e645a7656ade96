"""Solutions, and the sites where they can be seen running."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.kit.errors import NotYours

from .. import errors, rules, signals
from ..editing import hold, must_edit_at, write
from ..models import Company, ReferenceSite, Solution
from .companies import ABOUT

SOLUTION_FACTS = ("name", "text", "companies", "themes", "hs_code", "cpv_code", "is_public", *ABOUT)
SITE_FACTS = (
    "name", "text", "operator", "suppliers", "solutions", "themes", "place", "lat", "lon", "address", "is_abroad",
    "scale", "scale_unit", "conditions", "visit_min", "max_group", "walk_min", "opening", "closed_on", "notice_days",
    "rest_days", "visits_a_month", "host", "languages", "safety", "photo_rules", "step_free", "fee_eur", "is_public", *ABOUT,
)  # fmt: skip
HOST_FACTS = ("text", "opening", "closed_on", "notice_days", "rest_days", "visits_a_month", "max_group", "visit_min",
              "walk_min", "safety", "photo_rules", "languages", "step_free")  # fmt: skip
DAY_MIN = 24 * 60
_SPAN = re.compile(r"^\s*(\d{1,2})[:.](\d{2})\s*[-–—]\s*(\d{1,2})[:.](\d{2})\s*$")

Opening = dict[str, list[list[int]]]


@transaction.atomic
def add_solution(*, desk: Desk, by: Account | None, companies: Iterable[Company], **facts: Any) -> Solution:
    """Enter what companies can deliver. Raises NeedsCompany or NeedsName."""
    must_edit_at(desk, by)
    companies = list(companies)
    _check_companies(companies, desk)
    _check_name(facts)
    solution = write(Solution(desk=desk), {"sharing": Level.SUMMARY} | facts | {"companies": companies}, SOLUTION_FACTS)
    logbook.record("solution.added", by=by, on=solution, companies=[c.pk for c in companies])
    transaction.on_commit(lambda: signals.offer_changed.send(Solution, row=solution))
    return solution


@transaction.atomic
def update_solution(solution: Solution, *, by: Account, revision: int | None = None, **facts: Any) -> Solution:
    held = hold(solution, by, revision=revision)
    if "companies" in facts:
        facts["companies"] = list(facts["companies"])
        _check_companies(facts["companies"], held.desk)
    if "name" in facts:
        _check_name(facts)
    write(held, facts, SOLUTION_FACTS)
    logbook.record("solution.updated", by=by, on=held, fields=sorted(facts))
    transaction.on_commit(lambda: signals.offer_changed.send(Solution, row=held))
    return held


def _check_companies(companies: Sequence[Company], desk: Desk) -> None:
    if not companies:
        raise errors.NeedsCompany(field="companies")
    if any(company.desk_id != desk.pk for company in companies):
        raise NotYours


def _check_name(facts: Mapping[str, Any]) -> None:
    if not str(facts.get("name") or "").strip():
        raise errors.NeedsName(field="name")


@transaction.atomic
def add_site(*, desk: Desk, by: Account | None, **facts: Any) -> ReferenceSite:
    """Enter a site. Raises NeedsName, BadOpening, BadDay, NeedsBothCoordinates or OffTheEarth."""
    must_edit_at(desk, by)
    _check_name(facts)
    site = write(ReferenceSite(desk=desk), {"sharing": Level.SUMMARY} | _checked(facts), SITE_FACTS)
    logbook.record("site.added", by=by, on=site)
    transaction.on_commit(lambda: signals.offer_changed.send(ReferenceSite, row=site))
    return site


@transaction.atomic
def update_site(site: ReferenceSite, *, by: Account, revision: int | None = None, **facts: Any) -> ReferenceSite:
    held = hold(site, by, revision=revision)
    if "name" in facts:
        _check_name(facts)
    write(held, _checked(facts), SITE_FACTS)
    logbook.record("site.updated", by=by, on=held, fields=sorted(facts))
    transaction.on_commit(lambda: signals.offer_changed.send(ReferenceSite, row=held))
    return held


@transaction.atomic
def update_own_site(site: ReferenceSite, *, by: Account, revision: int | None = None, **facts: Any) -> ReferenceSite:
    """A host who signs in changes hours, rules and limits of the site; the rest stays the desk's."""
    if not rules.may_host_at(by, site):
        raise NotYours
    held = hold(site, by, revision=revision, owned=False)
    write(held, _checked(facts), HOST_FACTS)
    logbook.record("site.told", by=by, on=held, fields=sorted(facts))
    transaction.on_commit(lambda: signals.offer_changed.send(ReferenceSite, row=held))
    return held


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with opening hours and closed days in the form in which they are kept."""
    checked = dict(facts)
    if "opening" in facts:
        checked["opening"] = read_opening(facts["opening"] or {})
    if "closed_on" in facts:
        checked["closed_on"] = read_days(facts["closed_on"] or [])
    lat, lon = facts.get("lat"), facts.get("lon")
    if (lat is None) != (lon is None):
        raise errors.NeedsBothCoordinates(field="lon" if lon is None else "lat")
    if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise errors.OffTheEarth(field="lat")
    return checked


def read_opening(given: Mapping[Any, Any]) -> Opening:
    """{"0": [[540, 960]]}: per weekday (Monday 0) spans in minutes since midnight, in order and apart.

    A day may be given as text, 09:00-12:00, 13:00-16:00. Raises BadOpening.
    """
    week: Opening = {}
    for day, spans in given.items():
        if str(day) not in "0123456" or len(str(day)) != 1:
            raise errors.BadOpening(text=day, field="opening")
        listed = [_span(part) for part in spans.split(",") if part.strip()] if isinstance(spans, str) else spans
        read = sorted([int(start), int(end)] for start, end in listed)
        for place, (start, end) in enumerate(read):
            if not 0 <= start < end <= DAY_MIN or (place and start < read[place - 1][1]):
                raise errors.BadOpening(text=spans if isinstance(spans, str) else f"{start}-{end}", field="opening")
        if read:
            week[str(day)] = read
    return dict(sorted(week.items()))


def _span(text: str) -> list[int]:
    found = _SPAN.match(text)
    if not found:
        raise errors.BadOpening(text=text.strip(), field="opening")
    from_h, from_m, to_h, to_m = map(int, found.groups())
    if from_m > 59 or to_m > 59:
        raise errors.BadOpening(text=text.strip(), field="opening")
    return [from_h * 60 + from_m, to_h * 60 + to_m]


def read_days(given: Iterable[Any]) -> list[str]:
    """Days as they are kept, 2026-12-24, once each and in order. Raises BadDay."""
    days = set()
    for each in given:
        try:
            days.add((each if isinstance(each, date) else date.fromisoformat(str(each).strip())).isoformat())
        except ValueError as problem:
            raise errors.BadDay(text=each, field="closed_on") from problem
    return sorted(days)
