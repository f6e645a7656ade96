"""Papers about people: the mayor's briefing, door list, name cards and table signs, the seat plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company
from greendesk.directory.models import Person
from greendesk.kit.names import reading_of

from ..models import Delegation, Member
from ..ranks import Rung, alternate, rung_in, rungs_of
from .days import stops_by_day
from .speaking import Langs, Pair, both, day_in, days_in, head, languages_of, local, name_of, person_in, stop_in


def members_of(delegation: Delegation) -> list[Member]:
    return list(
        delegation.members.select_related("person", "person__organisation")
        .prefetch_related("person__positions")
        .order_by("order", "pk")
    )


def home_people(delegation: Delegation) -> list[Person]:
    """Our side in the order of ranks, whoever greets first."""
    rows = list(delegation.home_side.prefetch_related("positions"))
    if delegation.greeter and delegation.greeter not in rows:
        rows.insert(0, delegation.greeter)
    return sorted(rows, key=lambda person: (person != delegation.greeter, _rank(person), person.pk))


def _rank(person: Person) -> int:
    return min((position.rank for position in person.positions.all() if position.rank is not None), default=999)


def _title(person: Person, lang: str) -> str:
    first = person.positions.first()
    return first.title.text(lang) if first else ""


def titles_in(member: Member, langs: Langs, rungs: Sequence[Rung]) -> Pair:
    """The title as written; in a language it is not written in, as the person's record has the same title in that
    language, else the ladder's word for it, else as written."""
    said = set(member.title.all_texts())
    rung = rung_in(" ".join(said), rungs)
    known = [row.title for row in member.person.positions.all() if said & set(row.title.all_texts())]

    def say(lang: str) -> str:
        written = member.title.get(lang) or next((title.get(lang) for title in known if title.get(lang)), None)
        if written or rung is None:
            return written["text"] if written else member.title.text(lang)
        return rung.title.text(lang)

    return both(langs, say)


def guests_of(delegation: Delegation, langs: Langs) -> list[dict[str, Any]]:
    """Guests in their order, as every paper names them."""
    rungs = rungs_of(delegation.place.country_code if delegation.place else "")
    return [_guest(member, langs, number, rungs) for number, member in enumerate(members_of(delegation), start=1)]


def _guest(member: Member, langs: Langs, number: int, rungs: Sequence[Rung]) -> dict[str, Any]:
    person = member.person
    return {
        "number": number,
        "han": person.han,
        "latin": person.person_name.latin() or (reading_of(person.han, tones=False) if person.han else ""),
        "name": both(langs, lambda lang: person_in(person, lang)),
        "reading": person.reading,
        "title": titles_in(member, langs, rungs),
        "body": both(langs, lambda lang: name_of(person.organisation, lang)),
        "rank": member.rank or 0,
        "diet": person.diet,
    }


def _home(person: Person, langs: Langs) -> dict[str, Any]:
    return {
        "han": person.han,
        "latin": person.person_name.latin(),
        "name": both(langs, lambda lang: person_in(person, lang)),
        "title": both(langs, lambda lang: _title(person, lang)),
        "body": both(langs, lambda lang: name_of(person.organisation, lang)),
    }


def briefing_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/briefing`, the mayor's: in the desk's language first. Restricted; it holds the gift log."""
    guests, ours = languages_of(delegation)
    pair = langs or (ours, guests)
    programme = delegation.programmes.order_by("-number").first()
    days = stops_by_day(delegation, programme) if programme else {}
    receptions = [stop for stops in days.values() for stop in stops if stop.kind in ("reception", "meeting")]
    return {
        **head(delegation, pair, programme, "briefing"),
        "body": both(pair, lambda lang: name_of(delegation.organisation, lang)),
        "guests": guests_of(delegation, pair),
        "greeter": _home(delegation.greeter, pair) if delegation.greeter else None,
        "receptions": [
            {
                "when": both(pair, lambda lang, s=stop: f"{day_in(local(s.starts_at, delegation).date(), lang)} {local(s.starts_at, delegation):%H:%M}"),  # type: ignore[misc]
                "what": both(pair, lambda lang, s=stop: stop_in(s, lang)),  # type: ignore[misc]
                "address": stop.address,
            }
            for stop in receptions
        ],
        **wishes_of(delegation, pair),
        "before": _before(delegation, pair),
        "points": points_for(delegation, pair),
        "gifts": [
            {"what": gift.what, "value": f"{gift.value_eur:.0f} €" if gift.value_eur is not None else "", "is_received": gift.is_received, "with": person_in(gift.person, pair[0]) if gift.person else ""}
            for gift in delegation.gifts.select_related("person")
        ],
        "gift_limit": delegation.desk.gift_limit_eur,
    }  # fmt: skip


def agreements_of(delegation: Delegation) -> Sequence[Agreement]:
    """Those the visit comes from; else those of the desk with the guests' province."""
    own = list(delegation.agreements.all())
    if own or delegation.place is None:
        return own
    province = "/".join(delegation.place.lineage.split("/")[:3]) + "/"
    return list(Agreement.objects.filter(desk=delegation.desk, place__lineage__startswith=province)[:5])


def _before(delegation: Delegation, langs: Langs) -> list[dict[str, Any]]:
    """Dated facts from the register, oldest first; nothing is invented here."""
    rows: list[dict[str, Any]] = []
    for agreement in agreements_of(delegation):
        for event in agreement.events.all():
            when = both(langs, lambda lang, e=event: e.when.display(lang) if e.when else "")  # type: ignore[misc]
            what = both(langs, lambda lang, a=agreement, e=event: f"{a.title.text(lang)}: {e.get_kind_display()}")  # type: ignore[misc]
            rows.append({"when": when, "what": what})
    earlier = Delegation.objects.filter(
        desk=delegation.desk, place=delegation.place, starts_on__lt=delegation.starts_on, cancelled_at=None
    ) if delegation.place and delegation.starts_on else Delegation.objects.none()  # fmt: skip
    for visit in earlier.order_by("starts_on")[:8]:
        rows.append(
            {
                "when": both(langs, lambda lang, v=visit: days_in(v, lang)),  # type: ignore[misc]
                "what": both(langs, lambda lang, v=visit: v.name.text(lang)),
            }
        )  # type: ignore[misc]
    return rows


def wishes_of(delegation: Delegation, langs: Langs) -> dict[str, Any]:
    """What they look for: their problem with its scale, and their themes."""
    request = delegation.request
    return {
        "want": both(langs, lambda lang: request.problem.text(lang) if request else ""),
        "scale": f"{request.scale} {request.scale_unit}".strip() if request and request.scale else "",
        "themes": both(langs, lambda lang: ", ".join(theme.label(lang) for theme in delegation.themes.all())),
    }


def points_for(delegation: Delegation, langs: Langs, company: Company | None = None) -> list[Pair]:
    """Talking points drawn from records: what they will see that answers what they want, and who made it.

    For one company only what it stands behind or runs.
    """
    programme = delegation.programmes.order_by("-number").first()
    points: list[Pair] = []
    wanted = {row.theme_id for row in delegation.interests.all()}
    stops = (
        programme.stops.standing()
        .filter(site__isnull=False)
        .prefetch_related("site__themes", "site__suppliers__organisation")
        if programme
        else []
    )
    for stop in stops:
        site = stop.site
        assert site is not None
        shown = [theme for theme in site.themes.all() if theme.pk in wanted]
        if company and site.operator_id != company.organisation_id and company not in site.suppliers.all():
            continue
        if not shown:
            continue
        firms = [company.organisation for company in site.suppliers.all()]
        points.append(both(langs, lambda lang, s=site, t=shown, f=firms: _point(s, t, f, lang)))  # type: ignore[misc]
    return points


def _point(site: Any, themes: Any, firms: Any, lang: str) -> str:
    facts = {
        "site": site.name.text(lang),
        "themes": ", ".join(theme.label(lang) for theme in themes),
        "firms": ", ".join(name_of(firm, lang) for firm in firms),
        "scale": f"{site.scale.display(lang)} {site.scale_unit}" if site.scale else "",
    }
    sentence = _("%(site)s shows %(themes)s") % facts
    if facts["scale"]:
        sentence += _(" (%(scale)s)") % facts
    if facts["firms"]:
        sentence += _("; behind it: %(firms)s") % facts
    return sentence + ("。" if lang == "zh-hans" else ".")


def doors_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/doors`: everybody who may come in, both scripts, sorted by reading, a box to tick."""
    pair = langs or languages_of(delegation)
    guests = guests_of(delegation, pair)
    return {
        **head(delegation, pair, delegation.programmes.order_by("-number").first(), "doors"),
        "guests": sorted(guests, key=lambda guest: guest["latin"].casefold()),
        "home": [_home(person, pair) for person in home_people(delegation)],
    }


def cards_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/name_cards` and `visits/table_signs`: guests in their order, then our side."""
    pair = langs or languages_of(delegation)
    people = guests_of(delegation, pair)
    people += [_home(person, pair) for person in home_people(delegation)]
    return {**head(delegation, pair, delegation.programmes.order_by("-number").first(), "name"), "people": people}


def seats_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/seats`: two sides of one table, the heads face to face in the middle, then right, left, right, left.

    The guests sit facing the door, as both cultures have it.
    """
    pair = langs or languages_of(delegation)
    guests = guests_of(delegation, pair)
    home = [{**_home(person, pair), "number": number} for number, person in enumerate(home_people(delegation), start=1)]
    theirs, ours = face_to_face(alternate(range(len(guests))), alternate(range(len(home)))[::-1])
    return {
        **head(delegation, pair, delegation.programmes.order_by("-number").first(), "seats"),
        "guests": [guests[i] if i is not None else None for i in theirs],
        "home": [home[i] if i is not None else None for i in ours],
    }


def face_to_face(one: Sequence[int], other: Sequence[int]) -> tuple[list[int | None], list[int | None]]:
    """Both rows with empty seats added, so that the first of each (0) sits opposite the first of the other."""
    a, b = (list(row).index(0) if 0 in row else 0 for row in (one, other))
    left, right = max(a, b), max(len(one) - a, len(other) - b)

    def padded(row: Sequence[int], at: int) -> list[int | None]:
        return [*[None] * (left - at), *row, *[None] * (right - len(row) + at)]

    return padded(one, a), padded(other, b)
