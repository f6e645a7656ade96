"""One face to a country: what all desks let be seen of their work there, by province and theme, as a paper.

Every record is cut to what its desk lets every other desk see, whoever asks: the paper of one desk is that of all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.agreements.models import Agreement, State
from greendesk.agreements.queries import MOVES
from greendesk.atlas.models import Place, Theme
from greendesk.desks.models import Account, Desk, Level
from greendesk.desks.sharing import Shown
from greendesk.events.models import Event
from greendesk.kit import papers
from greendesk.kit.facts import babel_locale, in_words
from greendesk.kit.maps import MapPoint, route_svg
from greendesk.matchmaking.models import Challenge
from greendesk.missions.models import Mission
from greendesk.projects.models import Project
from greendesk.visits.models import Delegation

from .alerts import province_of
from .desk.followups import country_name

AHEAD_DAYS, COMING = 365, 40
COLUMNS = ("agreements", "visits", "projects", "needs")
KINDS: tuple[tuple[str, Any], ...] = (
    ("agreements", Agreement), ("visits", Delegation), ("visits", Mission), ("visits", Event), ("projects", Project),
    ("needs", Challenge),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """One record, cut to what its desk lets be seen; `title` is empty where it shows only that it exists."""

    column: str
    kind: str
    title: str
    state: str
    desk: Desk
    place: Place
    province: Place | None
    themes: tuple[Theme, ...]
    first: date | None
    last: date | None
    is_invented: bool


@dataclass(frozen=True, slots=True)
class Row:
    """All things of one province or theme: whose they are, where, and how many of each column."""

    of: Place | Theme | None
    desks: tuple[str, ...]
    provinces: tuple[Place, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Face:
    """What a country sees of all desks together, on a day."""

    country: str
    on: date
    desks: tuple[Desk, ...]
    provinces: tuple[Row, ...]
    themes: tuple[Row, ...]
    agreements: tuple[Thing, ...]
    coming: tuple[Thing, ...]
    has_invented: bool


def countries_in(agreements: Iterable[Any]) -> list[str]:
    """Codes of the countries with which these agreements are, the most frequent first."""
    counts = Counter(row.place.country_code for row in agreements if row.place is not None and row.place.country_code)
    return [code for code, _n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def face_of(country: str, account: Account, on: date) -> Face:
    """Collected from what every desk shares; two queries for each kind of record, however many there are."""
    things = [thing for column, model in KINDS for thing in _things(column, model, country, account, on)]
    until = on + timedelta(days=AHEAD_DAYS)
    coming = [t for t in things if t.column == "visits" and t.first and t.last and t.first <= until and t.last >= on]
    by_province: dict[Place | None, list[Thing]] = defaultdict(list)
    by_theme: dict[Theme, list[Thing]] = defaultdict(list)
    for thing in things:
        by_province[thing.province].append(thing)
        for theme in thing.themes:
            by_theme[theme].append(thing)
    return Face(
        country, on, tuple(sorted({thing.desk for thing in things}, key=lambda desk: (desk.name, desk.pk))),
        _rows(by_province), _rows(by_theme), tuple(t for t in things if t.column == "agreements" and t.title),
        tuple(sorted(coming, key=lambda t: (t.first, t.last, t.desk.name, t.kind))),
        any(thing.is_invented for thing in things),
    )  # fmt: skip


def _things(column: str, model: Any, country: str, account: Account, on: date) -> Iterable[Thing]:
    rows = model.objects.visible_to(account).filter(sharing__gte=Level.EXISTENCE, place__country_code=country)
    if model is Agreement:
        rows = rows.with_state(on)
    elif model is Delegation:
        rows = rows.filter(cancelled_at=None)
    elif model is Challenge:
        rows = rows.filter(state="open", ends_on__gte=on)
    for row in rows.select_related("desk__place", "place__parent__parent").prefetch_related("themes").order_by("pk"):
        yield _thing(column, row)


def _thing(column: str, row: Any) -> Thing:
    row.shown_level = row.sharing
    shown = Shown(row)
    first = getattr(row, "starts_on", None)
    named = shown.is_summary
    return Thing(
        column=column, kind=shown.kind_name, title=str(shown) if named else "",
        state=str(dict(State.choices)[MOVES.get(row.last_move, "idea")]) if named and column == "agreements" else "",
        desk=row.desk, place=row.place, province=province_of(row.place), themes=tuple(row.themes.all()),
        first=first, last=getattr(row, "ends_on", None) or first, is_invented=row.is_invented,
    )  # fmt: skip


def _rows(groups: dict[Any, list[Thing]]) -> tuple[Row, ...]:
    """The busiest first; what lies in no province of its own comes last."""
    found = []
    for of, things in groups.items():
        counts = Counter(thing.column for thing in things)
        places = {thing.province for thing in things if thing.province is not None}
        found.append(
            Row(
                of, tuple(sorted({thing.desk.name for thing in things})), tuple(sorted(places, key=str)),
                tuple(counts[column] for column in COLUMNS),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.of is None, -row.total, str(row.of))))


def country_paper(country: str, account: Account, on: date, *, language: str) -> bytes:
    """A4, in one of the five languages: to be handed over. Raises papers.MissingGlyph."""
    with override(language):
        return papers.render("web/country", _facts(face_of(country, account, on), language))


def _facts(face: Face, language: str) -> dict[str, Any]:
    """The paper's words in the language that is active."""
    name = country_name(face.country)
    contact = f"{settings.PUBLIC_URL}{reverse('web:contact')}"
    return {
        "language": language, "made": _day(face.on), "qr": papers.qr_svg(contact), "map": map_of(face.provinces, language),
        "title": _("Our work with %(country)s") % {"country": name},
        "lead": _("What all desks of this installation let be seen: agreements, visits, projects and needs."),
        "heads": {
            "provinces": _("By province"), "themes": _("By theme"), "agreements": _("Agreements"), "coming": _("The year ahead"),
            "desks": _("Whom to write to"), "province": _("Province"), "theme": _("Theme"), "desk": _("Desk"),
            "counted": [_("Agreements"), _("Visits and missions"), _("Projects"), _("Needs")], "where": _("Where"), "what": _("What"),
            "when": _("When"), "state": _("State"), "number": _("Number"), "nothing": _("Nothing so far."), "once": _("Once each:"), "map": _("Larger dots: more of our work there."),
        },
        "provinces": [[_name(row.of, name), ", ".join(row.desks), *map(str, row.counts)] for row in face.provinces],
        "themes": [
            [str(row.of), ", ".join(place.both for place in row.provinces), ", ".join(row.desks), str(row.total)]
            for row in face.themes
            if row.total > 1
        ],
        "once": ", ".join(str(row.of) for row in face.themes if row.total == 1), "invented": face.has_invented,
        "agreements": [
            {"cells": [t.title, t.state, t.place.both, t.desk.name], "invented": t.is_invented} for t in face.agreements
        ],
        "coming": [
            {"cells": [_days(t), t.title or t.kind.capitalize(), t.place.both, t.desk.name], "invented": t.is_invented}
            for t in face.coming[:COMING]
        ],
        "desks": [
            {"cells": [d.name, str(d.place or ""), d.email, d.phone], "invented": d.is_invented} for d in face.desks
        ],
    }  # fmt: skip


def map_of(rows: Sequence[Row], language: str) -> str:
    """A dot for each province that has a position, larger where there is more."""
    places = [(row.of, row.total) for row in rows if isinstance(row.of, Place) and row.of.lat is not None]
    points = [
        MapPoint(place.lat, place.lon, place.name(language), weight=n) for place, n in places if place.lon is not None
    ]  # type: ignore[arg-type]
    return route_svg(points, title=_("Provinces with which desks work"), width=720, height=420)


def _name(of: Any, country: str) -> str:
    return str(of.both) if of is not None else _("%(country)s at large") % {"country": country}


def _day(day: date) -> str:
    return in_words(day, "long", babel_locale())


def _days(thing: Thing) -> str:
    first, last = thing.first, thing.last
    assert first is not None and last is not None
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"
