"""What we have with a place: one page and one paper for the mayor, from the records and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.agreements.models import Agreement, AgreementEvent, State
from greendesk.agreements.queries import MOVES
from greendesk.atlas.models import Place
from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import Shown
from greendesk.directory.models import ContactNote, Organisation, Person
from greendesk.effects.models import EffectClaim
from greendesk.followups.models import Exchange, Lead
from greendesk.kit import papers
from greendesk.kit.facts import babel_locale
from greendesk.kit.langs import active_lang
from greendesk.matchmaking.models import Challenge
from greendesk.missions.models import Mission
from greendesk.projects.models import Project
from greendesk.visits.models import Delegation


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything a reader may see that has to do with a place or what lies in it, newest first where dated."""

    agreements: list[tuple[Shown, str, list[AgreementEvent]]]
    others: list[Shown]
    projects: list[Shown]
    delegations: list[Shown]
    missions: list[Shown]
    challenges: list[Shown]
    leads: list[Shown]
    effects: list[Shown]
    exchanges: list[Shown]
    organisations: list[Shown]
    people: list[Person]
    reached: dict[int, ContactNote]  # by person, the newest contact that anybody of us had with them

    @property
    def is_empty(self) -> bool:
        return not any(
            (
                self.agreements,
                self.others,
                self.projects,
                self.delegations,
                self.missions,
                self.challenges,
                self.organisations,
            )
        )


def briefing_of(place: Place, account: Account, on: date) -> Briefing:
    inside = Q(place__lineage__startswith=place.lineage)
    agreements = list(
        Agreement.objects.visible_to(account).with_place(place).with_state(on)
        .select_related("desk", "place__parent", "home_place").prefetch_related("themes").order_by("desk__name", "pk")
    )  # fmt: skip
    ours = [row for row in agreements if row.shown_level >= Level.FULL]
    ids = [row.pk for row in agreements]
    events = AgreementEvent.objects.visible_to(account, Level.SUMMARY).filter(agreement__in=ids)
    tied = inside | Q(agreements__in=ids)
    people = list(
        Person.objects.ours(account).filter(organisation__place__lineage__startswith=place.lineage, erased_at=None)
        .select_related("organisation").prefetch_related("positions").annotate(first_rank=Min("positions__rank")).order_by(F("first_rank").asc(nulls_last=True), "sort_key")[:20]
    )  # fmt: skip
    return Briefing(
        agreements=[(Shown(row), _state(row), [e for e in events if e.agreement_id == row.pk]) for row in ours],
        others=[Shown(row) for row in agreements if row.shown_level < Level.FULL],
        projects=_seen(Project, account, tied),
        delegations=_seen(Delegation, account, tied, "-starts_on", "-pk"),
        missions=_seen(Mission, account, tied, "-starts_on", "-pk"),
        challenges=_seen(Challenge, account, inside, "ends_on"),
        leads=_seen(Lead, account, tied),
        effects=_seen(EffectClaim, account, tied),
        exchanges=_seen(Exchange, account, tied),
        organisations=_seen(Organisation, account, inside, "name"),
        people=people,
        reached=reached_by(people, account),
    )  # fmt: skip


def _seen(model: Any, account: Account, which: Q, *order: str) -> list[Shown]:
    ids = model.objects.filter(which).values("pk")
    rows = model.objects.visible_to(account).filter(pk__in=ids).select_related("desk").order_by(*(order or ("-pk",)))
    return [Shown(row) for row in rows[:60]]


def reached_by(people: Sequence[Person], account: Account) -> dict[int, ContactNote]:
    """Who of us reached these people last; only from notes that the account may read."""
    notes = ContactNote.objects.visible_to(account).filter(person__in=[person.pk for person in people])
    return {note.person_id: note for note in notes.select_related("by").order_by("on", "pk") if note.person_id}


def _state(row: Agreement) -> str:
    return MOVES.get(row.last_move, "idea")


def paper_for_the_mayor(place: Place, account: Account, on: date, *, languages: Sequence[str] = ()) -> bytes:
    """A4, the reader's language beside Chinese (or English, for a Chinese reader). Raises papers.MissingGlyph."""
    first = languages[0] if languages else active_lang()
    second = languages[1] if len(languages) > 1 else ("en" if first == "zh-hans" else "zh-hans")
    versions = []
    for lang in (first, second):
        with override(lang):
            versions.append(_words(place, briefing_of(place, account, on), lang))
    facts = {
        "language": first, "a": versions[0], "b": versions[1],
        "made": [format_date(on, "long", babel_locale(lang)) for lang in (first, second)],
        "qr": papers.qr_svg(f"{settings.PUBLIC_URL}{reverse('web:place', args=[place.code])}"),
    }  # fmt: skip
    return papers.render("web/place", facts)


def _words(place: Place, brief: Briefing, lang: str) -> dict[str, Any]:
    """The paper's words in the language that is active."""
    return {
        "title": _("What we have with %(place)s") % {"place": place.name(lang)},
        "place": f"{place.name_en} · {place.name_local} · {place.code}",
        "heads": {
            "agreements": _("Agreements"), "others": _("Other desks"), "visits": _("Visits and missions"),
            "results": _("What came of it"), "people": _("People"), "source": _("Source"), "nothing": _("Nothing so far."), "name": _("Name"), "title": _("Title"), "body": _("Organisation"),
        },
        "agreements": [
            {
                "title": str(shown), "state": str(dict(State.choices)[state]), "invented": shown.is_invented,
                "events": [{"what": e.get_kind_display(), "when": str(e.when), "source": e.source, "shown": e.is_shown} for e in events],
            }
            for shown, state, events in brief.agreements
        ],
        "others": [f"{shown.desk.name}: {shown}" for shown in brief.others],
        "visits": [_line(shown) for shown in (*brief.delegations, *brief.missions)],
        "results": [_line(shown) for shown in (*brief.effects, *brief.leads, *brief.exchanges)],
        "people": [
            {"name": p.person_name.both(lang), "reading": p.reading, "title": "; ".join(str(x.title) for x in p.positions.all()),
             "body": str(p.organisation or "")}
            for p in brief.people
        ],
    }  # fmt: skip


def _line(shown: Shown) -> str:
    when = next((value for name in ("starts_on", "period", "when") if (value := getattr(shown, name, None))), "")
    if isinstance(when, date):
        when = format_date(when, "long", babel_locale(active_lang()))
    extra = f" ({shown.get_grade_display()})" if shown.kind == "effects.effectclaim" and shown.is_full else ""
    mark = f" [{_('invented')}]" if shown.is_invented else ""
    return " · ".join(part for part in (str(when), f"{shown}{extra}{mark}", shown.desk.name) if part)
