"""The programme, the pocket card and the safety sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from greendesk.kit.maps import MapLeg, MapPoint, route_svg

from ..models import Delegation, Stop
from .days import newest, stops_by_day
from .people import guests_of
from .speaking import Langs, both, day_in, head, languages_of, local, name_of, person_in, stop_in

PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")  # inside a picture no font of ours draws the small ones


def programme_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/programme` (A4), for DOCX, and for the picture to forward."""
    pair = langs or languages_of(delegation)
    programme = newest(delegation)
    days = stops_by_day(delegation, programme)
    return {
        **head(delegation, pair, programme, "programme"),
        "place": both(pair, lambda lang: delegation.place.name(lang) if delegation.place else ""),
        "body": both(pair, lambda lang: name_of(delegation.organisation, lang)),
        "leader": both(pair, lambda lang: person_in(delegation.leader, lang)) if delegation.leader else ("", ""),
        "greeter": both(pair, lambda lang: person_in(delegation.greeter, lang)) if delegation.greeter else ("", ""),
        "hotel": delegation.hotel,
        "days": [day_of_sheet(delegation, pair, day, stops) for day, stops in days.items()],
        "members": guests_of(delegation, pair),
    }


def day_of_sheet(delegation: Delegation, langs: Langs, day: date, stops: list[Stop]) -> dict[str, Any]:
    return {
        "on": both(langs, lambda lang: day_in(day, lang)),
        "stops": [_stop(delegation, langs, stop, number) for number, stop in enumerate(stops, start=1)],
        "map": map_of_day(delegation, stops, langs),
        "driving": sum(stop.travel_min or 0 for stop in stops),
    }


def _stop(delegation: Delegation, langs: Langs, stop: Stop, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "kind": stop.kind,
        "from": f"{local(stop.starts_at, delegation):%H:%M}",
        "to": f"{local(stop.ends_at, delegation):%H:%M}",
        "what": both(langs, lambda lang: stop_in(stop, lang)),
        "text": both(langs, lambda lang: stop.site.text.text(lang) if stop.site else ""),
        "operator": both(langs, lambda lang: name_of(stop.site.operator if stop.site else stop.organisation, lang)),
        "host": both(langs, lambda lang: person_in(stop.host, lang)) if stop.host else ("", ""),
        "phone": stop.host.phone if stop.host else "",
        "address": stop.address,
        "way": both(langs, lambda _lang: _("%(n)s min on the road") % {"n": stop.travel_min})
        if stop.travel_min
        else ("", ""),
        "way_min": stop.travel_min or 0,
        "is_confirmed": stop.state in ("confirmed", "done"),
        "photos": both(langs, lambda lang: stop.site.photo_rules.text(lang) if stop.site else ""),
    }


def map_of_day(delegation: Delegation, stops: list[Stop], langs: Langs) -> str:
    """The day's route to scale, names in the second language so that a driver reads them too."""
    if delegation.hotel_lat is None or delegation.hotel_lon is None:
        return ""
    points = [MapPoint(delegation.hotel_lat, delegation.hotel_lon, delegation.hotel, "H", tone="hotel")]
    legs: list[MapLeg] = []
    at = 0
    for number, stop in enumerate(stops, start=1):
        if stop.lat is None or stop.lon is None:
            continue
        spot = next((i for i, p in enumerate(points) if abs(p.lat - stop.lat) + abs(p.lon - stop.lon) < 1e-6), None)
        if spot is None:
            tone = "reception" if stop.kind == "reception" else "other" if stop.kind == "meal" else "site"
            points.append(
                MapPoint(stop.lat, stop.lon, stop_in(stop, langs[1]).translate(PLAIN), str(number), tone=tone)
            )
            spot = len(points) - 1
        if spot != at:
            legs.append(MapLeg(at, spot, f"{stop.travel_min} min" if stop.travel_min else ""))
        at = spot
    if at:
        legs.append(MapLeg(at, 0))
    return route_svg(points, legs, title=str(delegation), width=720, height=330) if legs else ""


def pocket_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/pocket` (A6): one page a day, times, places in both languages, whom to call."""
    return programme_sheet(delegation, langs=langs)


def safety_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/safety`: what to wear and what not to do, site by site."""
    pair = langs or languages_of(delegation)
    programme = newest(delegation)
    stops = [stop for mine in stops_by_day(delegation, programme).values() for stop in mine if stop.site]
    return {**head(delegation, pair, programme, "safety"), "sites": [_site(delegation, pair, stop) for stop in stops]}


def _site(delegation: Delegation, langs: Langs, stop: Stop) -> dict[str, Any]:
    site = stop.site
    assert site is not None
    return {
        "what": both(langs, lambda lang: site.name.text(lang)),
        "when": both(
            langs,
            lambda lang: (
                f"{day_in(local(stop.starts_at, delegation).date(), lang)} {local(stop.starts_at, delegation):%H:%M}"
            ),
        ),
        "rules": both(langs, lambda lang: site.safety.text(lang)),
        "photos": both(langs, lambda lang: site.photo_rules.text(lang)),
        "step_free": site.step_free,
        "on_foot": site.walk_min,
        "host": both(langs, lambda lang: person_in(stop.host, lang)) if stop.host else ("", ""),
        "phone": stop.host.phone if stop.host else "",
    }
