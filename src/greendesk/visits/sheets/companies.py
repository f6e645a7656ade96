"""Papers for companies: the brief of one company that is invited, and the book of the whole delegation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from greendesk.atlas.models import Theme
from greendesk.catalogue.models import Company
from greendesk.kit.langs import LANGS
from greendesk.kit.maps import MapPoint, route_svg
from greendesk.matchmaking.models import Suggestion
from greendesk.matchmaking.wording import one_line

from ..models import Delegation, Stop
from .days import newest, stops_by_day
from .people import guests_of, points_for, wishes_of
from .pictures import pictures_of
from .programme import PLAIN, day_of_sheet
from .speaking import Langs, both, day_in, head, languages_of, local, name_of, person_in, stop_in


def company_brief_sheet(delegation: Delegation, company: Company, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/company_brief`, one page: who comes and how to say their names, what they look for, why this company."""
    pair = langs or _reading(company, delegation)
    programme = delegation.programmes.order_by("-number").first()
    days = stops_by_day(delegation, programme) if programme else {}
    mine = [stop for stops in days.values() for stop in stops if concerns(stop, company)]
    return {
        **head(delegation, pair, programme, "brief"),
        "company": both(pair, lambda lang: name_of(company.organisation, lang)),
        "body": both(pair, lambda lang: name_of(delegation.organisation, lang)),
        "place": both(pair, lambda lang: delegation.place.name(lang) if delegation.place else ""),
        "size": delegation.size.display(pair[0]) if delegation.size else "",
        "guests": guests_of(delegation, pair),
        **wishes_of(delegation, pair),
        "why": why_this(delegation, company, pair),
        "stops": [_when(delegation, stop, pair) for stop in mine],
        "points": points_for(delegation, pair, company),
    }


def _reading(company: Company, delegation: Delegation) -> Langs:
    """The company's language, beside the guests'."""
    first = company.desk.language if company.desk.language in LANGS else "en"
    guests, ours = languages_of(delegation)
    return first, guests if guests != first else ours if ours != first else "en"


def concerns(stop: Stop, company: Company) -> bool:
    """Whether the guests meet the company there: it stands behind the site, runs it, or is the one they call on."""
    if stop.organisation_id == company.organisation_id:
        return True
    return stop.site is not None and (
        stop.site.operator_id == company.organisation_id or company.pk in {one.pk for one in stop.site.suppliers.all()}
    )


def why_this(delegation: Delegation, company: Company, langs: Langs) -> list[Any]:
    """From the records: needs of theirs that it may answer, with the reasons given then, and themes that both share."""
    wanted = Theme.objects.nearest_of(delegation.themes.all())
    rows = Suggestion.objects.worth_showing().filter(company=company).select_related("challenge").order_by("-score")
    theirs = [row for row in rows if _is_theirs(row, delegation)][:3]
    said = [
        both(langs, lambda lang, row=row: f"{row.challenge.title.text(lang)}: {one_line(row.reasons, lang)}")
        for row in theirs
    ]  # type: ignore[misc]
    themes = {theme.pk: theme for theme in company.themes.all() if theme.pk in wanted}
    for solution in company.solutions.prefetch_related("themes"):
        shared = [theme for theme in solution.themes.all() if theme.pk in wanted]
        if shared:
            said.append(
                both(
                    langs,
                    lambda lang, s=solution, t=shared: f"{s.name.text(lang)} ({', '.join(x.label(lang) for x in t)})",
                )
            )  # type: ignore[misc]
            themes = {pk: theme for pk, theme in themes.items() if theme not in shared}
    if themes:
        said.append(
            both(
                langs,
                lambda lang: _("Works on %(themes)s") % {"themes": ", ".join(t.label(lang) for t in themes.values())},
            )
        )
    return said


def _is_theirs(row: Suggestion, delegation: Delegation) -> bool:
    need = row.challenge
    return (
        need.owner_id is not None
        and need.owner_id == delegation.organisation_id
        or (delegation.place_id is not None and need.place_id == delegation.place_id)
    )


def _when(delegation: Delegation, stop: Stop, langs: Langs) -> dict[str, Any]:
    at = local(stop.starts_at, delegation)
    return {
        "when": both(
            langs, lambda lang: f"{day_in(at.date(), lang)} {at:%H:%M}–{local(stop.ends_at, delegation):%H:%M}"
        ),
        "what": both(langs, lambda lang: stop_in(stop, lang)),
        "address": stop.address,
        "host": both(langs, lambda lang: person_in(stop.host, lang)) if stop.host else ("", ""),
    }


def book_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/book`: guests with ranks, programme with map, every site and every company they meet. Raises NoProgramme."""
    pair = langs or languages_of(delegation)
    programme = newest(delegation)
    days = stops_by_day(delegation, programme)
    stops = [stop for mine in days.values() for stop in mine]
    return {
        **head(delegation, pair, programme, "book"),
        "body": both(pair, lambda lang: name_of(delegation.organisation, lang)),
        "place": both(pair, lambda lang: delegation.place.name(lang) if delegation.place else ""),
        "hotel": delegation.hotel,
        "greeter": both(pair, lambda lang: person_in(delegation.greeter, lang)) if delegation.greeter else ("", ""),
        "guests": guests_of(delegation, pair),
        **wishes_of(delegation, pair),
        "days": [{**day_of_sheet(delegation, pair, day, mine), "map": ""} for day, mine in days.items()],
        "map": _map_of_all(delegation, stops, pair),
        "sites": [_site(stop, pair) for stop in stops if stop.site],
        "companies": [_company(delegation, company, stops, pair) for company in companies_met(delegation, stops)],
        "pictures": pictures_of(delegation.pictures.all(), pair[0]),
    }


def companies_met(delegation: Delegation, stops: list[Stop]) -> list[Company]:
    """Those behind the sites in the programme, and those who were invited and did not say no."""
    found: dict[int, Company] = {}
    for stop in stops:
        if stop.site:
            found.update({one.pk: one for one in stop.site.suppliers.select_related("organisation", "desk")})
    asked = delegation.invitations.exclude(answer="no").select_related("company__organisation", "company__desk")
    found.update({row.company_id: row.company for row in asked})
    return sorted(found.values(), key=lambda one: (one.organisation.name, one.pk))


def _site(stop: Stop, langs: Langs) -> dict[str, Any]:
    site = stop.site
    assert site is not None
    return {
        "what": both(langs, lambda lang: site.name.text(lang)),
        "text": both(langs, lambda lang: site.text.text(lang)),
        "operator": both(langs, lambda lang: name_of(site.operator, lang)),
        "scale": both(
            langs, lambda lang: f"{site.scale.display(lang)} {site.scale_unit}".strip() if site.scale else ""
        ),
        "firms": ", ".join(company.organisation.name for company in site.suppliers.all()),
        "pictures": pictures_of(site.pictures.all(), langs[0]),
    }


def _company(delegation: Delegation, company: Company, stops: list[Stop], langs: Langs) -> dict[str, Any]:
    return {
        "name": both(langs, lambda lang: name_of(company.organisation, lang)),
        "text": both(langs, lambda lang: company.profile.text(lang)),
        "place": both(langs, lambda lang: company.place.name(lang) if company.place else ""),
        "website": company.organisation.website,
        "at": [_when(delegation, stop, langs)["when"] for stop in stops if concerns(stop, company)],
        "is_invented": company.is_invented,
    }


def _map_of_all(delegation: Delegation, stops: list[Stop], langs: Langs) -> str:
    """Every place of the visit once, numbered as in the list of sites."""
    points: list[MapPoint] = []
    for number, stop in enumerate((stop for stop in stops if stop.site), start=1):
        if stop.lat is not None and stop.lon is not None:
            points.append(MapPoint(stop.lat, stop.lon, stop_in(stop, langs[1]).translate(PLAIN), str(number)))
    if points and delegation.hotel_lat is not None and delegation.hotel_lon is not None:
        points.append(MapPoint(delegation.hotel_lat, delegation.hotel_lon, delegation.hotel, "H", tone="hotel"))
    return route_svg(points, title=str(delegation), width=720, height=360)
