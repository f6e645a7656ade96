"""The interpreters' glossary: the concepts of one occasion in the languages of both sides, side by side.

It holds what the reader may see of the challenges, companies and sites that belong to a mission, a delegation or a
meeting day; the words are those of the reader's desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.lexicon import lexicon_of
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Account
from greendesk.engines.matching.lexicon import Concept, Lexicon
from greendesk.kit import papers
from greendesk.kit.folding import fold
from greendesk.kit.langs import CONTENT_LANGS, bcp47, engine_lang
from greendesk.kit.names import pinyin_of
from greendesk.matchmaking.models import Challenge
from greendesk.meetings.models import MeetingDay
from greendesk.missions.models import Application, Mission
from greendesk.visits.models import Delegation, Stop

Langs = tuple[str, str]
MORE = 4  # other words of a concept in one language
BY_COUNTRY = {"CN": "zh-hans", "SE": "sv", "DK": "da", "NL": "nl", "BE": "nl", "DE": "de", "NO": "no", "FI": "fi"}


@dataclass(frozen=True, slots=True)
class Side:
    """A concept in one language: its name, other words, and how Chinese is said."""

    name: str
    more: list[str]
    reading: str


@dataclass(frozen=True, slots=True)
class Term:
    key: str
    one: Side
    other: Side
    used_by: list[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    one: str
    other: str
    terms: list[Term]


@dataclass(slots=True)
class Glossary:
    title: str
    titles: Langs
    langs: Langs
    chapters: list[Chapter] = field(default_factory=list)
    is_invented: bool = False

    @property
    def count(self) -> int:
        return sum(len(chapter.terms) for chapter in self.chapters)


def glossary_of(record: Any, account: Account, langs: Langs | None = None) -> Glossary:
    """For a mission, a delegation or a meeting day that the reader's desk owns."""
    pair = langs or languages_of(record)
    held = lexicon_of(account.desk)
    used = _used(record, account)
    made = Glossary(str(record), (record.name.text(pair[0]), record.name.text(pair[1])), pair, is_invented=record.is_invented)  # fmt: skip
    by_root: dict[str, list[Concept]] = {}
    for key in used:
        if key in held.position:
            by_root.setdefault(_root(held, key), []).append(held[key])
    one, other = engine_lang(pair[0]), engine_lang(pair[1])
    for root in sorted(by_root, key=lambda key: fold(held[key].label(one)) or key):
        rows = sorted(by_root[root], key=lambda c: (c.id != root, fold(c.label(one)) or c.id))
        terms = [Term(c.id, _side(c, one), _side(c, other), used[c.id]) for c in rows]
        made.chapters.append(Chapter(held[root].label(one), held[root].label(other), terms))
    return made


def _side(concept: Concept, lang: str) -> Side:
    labels = concept.labels.get(lang, ())
    name = labels[0] if labels else ""
    return Side(name, list(labels[1 : 1 + MORE]), pinyin_of(name) if lang == "zh" else "")


def _root(held: Lexicon, key: str) -> str:
    while held[key].parent in held.position:
        key = held[key].parent
    return key


def languages_of(record: Any) -> Langs:
    """The desk's own language first, then theirs; English or Chinese where both would be the same."""
    ours = record.desk.language if record.desk.language in CONTENT_LANGS else "en"
    theirs = record.language if isinstance(record, Delegation) else _spoken_in(record.place)
    if theirs == ours or theirs not in CONTENT_LANGS:
        theirs = "zh-hans" if ours == "en" else "en"
    return ours, theirs


def _spoken_in(place: Place | None) -> str:
    return BY_COUNTRY.get(place.country_code, "en") if place else "zh-hans"


# -- whose concepts --------------------------------------------------------------------------------------


def _used(record: Any, account: Account) -> dict[str, list[str]]:
    """Concept → the records that carry it, those of the occasion itself first."""
    used: dict[str, list[str]] = {}
    for theme in _own_themes(record):
        used.setdefault(theme.key, [])
    challenges, companies, sites = _of_mission(record, account) if isinstance(record, Mission) else _of_delegation(record, account) if isinstance(record, Delegation) else _of_day(record, account)  # fmt: skip
    solutions = Solution.objects.visible_to(account).filter(companies__in=companies).distinct()
    for rows in (challenges, companies.select_related("organisation"), solutions, sites):
        _note(rows.prefetch_related("themes"), used)
    return used


def _note(rows: Iterable[Any], used: dict[str, list[str]]) -> None:
    from greendesk.desks.sharing import Shown

    for row in rows:
        name = str(Shown(row))
        for theme in row.themes.all():
            named = used.setdefault(theme.key, [])
            if name not in named and len(named) < 3:
                named.append(name)


def _own_themes(record: Any) -> QuerySet[Theme]:
    rows: QuerySet[Theme] = record.themes.all()
    return rows


def _of_mission(mission: Mission, account: Account) -> tuple[Any, Any, Any]:
    applied = Application.objects.visible_to(account).filter(mission=mission).exclude(state="declined")
    near = Q(agreements__in=mission.agreements.all())
    if mission.place:
        near |= Q(place__lineage__startswith=mission.place.lineage)
    challenges = Challenge.objects.visible_to(account).filter(near, state__in=("open", "answered")).distinct()
    companies = Company.objects.visible_to(account).filter(pk__in=applied.values("company"))
    stops = Stop.objects.visible_to(account).filter(programme__delegation__mission=mission, site__isnull=False)
    return challenges, companies, ReferenceSite.objects.visible_to(account).filter(pk__in=stops.values("site"))


def _of_delegation(delegation: Delegation, account: Account) -> tuple[Any, Any, Any]:
    newest = delegation.programmes.order_by("-number").values_list("pk", flat=True).first()
    stops = Stop.objects.visible_to(account).filter(programme=newest, site__isnull=False)
    wished = delegation.site_wishes.values("site")
    sites = ReferenceSite.objects.visible_to(account).filter(Q(pk__in=stops.values("site")) | Q(pk__in=wished))
    companies = Company.objects.visible_to(account).filter(sites__in=sites).distinct()
    theirs = Q(agreements__in=delegation.agreements.all())
    if delegation.organisation_id:
        theirs |= Q(owner=delegation.organisation_id)
    challenges = Challenge.objects.visible_to(account).filter(theirs).exclude(state="closed").distinct()
    return challenges, companies, sites


def _of_day(day: MeetingDay, account: Account) -> tuple[Any, Any, Any]:
    parties = day.attendances.values("organisation")
    asked = day.requests.exclude(suggestion=None).values("suggestion__challenge")
    challenges = Challenge.objects.visible_to(account).filter(Q(owner__in=parties) | Q(pk__in=asked)).exclude(state="closed")  # fmt: skip
    companies = Company.objects.visible_to(account).filter(organisation__in=parties)
    return challenges.distinct(), companies, ReferenceSite.objects.none()


# -- on paper --------------------------------------------------------------------------------------------


def glossary_sheet(glossary: Glossary) -> dict[str, Any]:
    """For `web/glossary`."""
    one, other = glossary.langs
    heads = {key: [_in(one, text), _in(other, text)] for key, text in {"title": "Glossary", "also": "also"}.items()}
    return {
        "language": one,
        "lang": [bcp47(one), bcp47(other)],
        "heads": heads,
        "who": list(glossary.titles),
        "is_invented": glossary.is_invented,
        "chapters": [asdict(chapter) for chapter in glossary.chapters],
        "nothing": _in(one, "No concept stands on these records yet."),
    }


def _in(lang: str, text: str) -> str:
    with override(lang):
        return {
            "Glossary": _("Glossary"),
            "also": _("also"),
            "No concept stands on these records yet.": _("No concept stands on these records yet."),
        }[text]


def glossary_paper(glossary: Glossary) -> bytes:
    return papers.render("web/glossary", glossary_sheet(glossary))
