"""Which companies to ask to a visit, in a fair order: what the matching says, weighed with how often each was shown.

Relevance is the best of: how well the company answers a need of the guests (the score of a suggestion), the desk's own
judgement of its fit, and themes that it shares with them. Its own word weighs in: now, perhaps, unknown; whoever said
no, or does not want these themes, is not in the list. Each time a company was shown or invited within a year costs it
`PER_TIME` points, `MOST_OFF` at most, so that equally good ones take turns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from greendesk.atlas.models import Theme
from greendesk.catalogue.models import Company
from greendesk.matchmaking.models import Fit, Interest, Suggestion

from .models import CompanyInvitation, Delegation
from .sites import exposure_of

BY_FIT = {1: 0.3, 2: 0.55, 3: 0.8}
BY_THEME = 0.4
WEIGHT = {"now": 1.0, "maybe": 0.75, "": 0.6}
PER_TIME, MOST_OFF = 5, 30


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a company is asked, in numbers and codes, so that every reader gets it in words of their own."""

    need: int  # points of 100 for answering a need of the guests, 0 for none
    fit: int
    themes: tuple[int, ...]
    answer: str  # "now", "maybe" or "" where nothing valid is known

    def told(self, themes: Mapping[int, Theme]) -> list[str]:
        """In sentences, in the reader's language; `themes` by their keys in the database."""
        said = []
        if self.need:
            said.append(_("answers a need of theirs (%(points)d of 100)") % {"points": self.need})
        if self.fit:
            said.append(_("you judged it: %(fit)s") % {"fit": Fit(score=self.fit).get_score_display()})
        if named := [str(themes[pk]) for pk in self.themes if pk in themes]:
            said.append(_("works on %(themes)s") % {"themes": ", ".join(named[:3])})
        words = {
            "now": _("is interested now"),
            "maybe": _("is perhaps interested"),
            "": _("has not said what it wants"),
        }
        return [*said, words[self.answer]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that could be asked; `points` orders the list, `why` says in sentences where they come from."""

    company: Company
    points: int
    times: int
    grounds: Grounds
    why: tuple[str, ...]


def desks_of(delegation: Delegation) -> list[int]:
    return [delegation.desk_id, *delegation.co_desks.values_list("pk", flat=True)]


def candidates_for(delegation: Delegation, *, on: date) -> list[Candidate]:
    """Relevant companies of the owning desks, the fairest order first; a constant number of queries."""
    desks = desks_of(delegation)
    wanted = Theme.objects.nearest_of(delegation.themes.all())
    rows = list(
        Company.objects.filter(Q(desk__in=desks) | Q(co_desks__in=desks)).distinct()
        .select_related("organisation", "place").prefetch_related("themes", "solutions__themes")
    )  # fmt: skip
    asked = set(delegation.invitations.values_list("company_id", flat=True))
    scores, fits, words = _scores(delegation, wanted), _fits(desks, wanted), _words(rows, on)
    times = times_shown([row.pk for row in rows], desks, on=on, but=delegation)
    labels = {theme.pk: theme for theme in Theme.objects.filter(pk__in=wanted)}
    found = []
    for row in rows:
        answer, unwanted = words.get(row.pk, ("", set()))
        shared = {theme.pk for theme in row.themes.all()} | {
            theme.pk for one in row.solutions.all() for theme in one.themes.all()
        }
        shared &= wanted.keys() - unwanted
        if row.pk in asked or answer == "no" or (unwanted & wanted.keys() and not shared):
            continue
        base = max(scores.get(row.pk, 0.0), BY_FIT.get(fits.get(row.pk, 0), 0.0), BY_THEME if shared else 0.0)
        if base:
            n = times.get(row.pk, 0)
            points = max(1, round(100 * base * WEIGHT[answer]) - min(MOST_OFF, PER_TIME * n))
            need = round(100 * scores.get(row.pk, 0.0))
            grounds = Grounds(need, fits.get(row.pk, 0), tuple(sorted(shared)), answer)
            found.append(Candidate(row, points, n, grounds, _why(grounds, labels, n)))
    return sorted(found, key=lambda one: (-one.points, one.times, one.company.organisation.name, one.company.pk))


def times_shown(companies: list[int], desks: list[int], *, on: date, but: Delegation | None = None) -> dict[int, int]:
    """{company: visits to its sites and invitations within a year}: what fairness carries over."""
    counts = Counter(exposure_of(desks, on=on, but=[but.pk] if but else []))
    invited = CompanyInvitation.objects.filter(
        company__in=companies, delegation__cancelled_at=None, asked_at__date__gt=on - timedelta(days=365)
    )
    counts.update(invited.exclude(delegation=but).values_list("company_id", flat=True))
    return dict(counts)


def _scores(delegation: Delegation, wanted: dict[int, int]) -> dict[int, float]:
    """How well companies answer needs of the guests: their own, else those of their province on the same themes."""
    own = Q(challenge__owner=delegation.organisation_id) if delegation.organisation_id else Q(pk__in=[])
    if delegation.place:
        province = "/" + "/".join(delegation.place.lineage.strip("/").split("/")[:2]) + "/"
        own |= Q(challenge__place__lineage__startswith=province, challenge__themes__in=list(wanted))
    rows = Suggestion.objects.worth_showing().filter(own, company__isnull=False)
    return dict(rows.order_by().values_list("company").annotate(best=Max("score")))


def _fits(desks: list[int], wanted: dict[int, int]) -> dict[int, int]:
    rows = Fit.objects.filter(desk__in=desks, theme__in=list(wanted))
    return dict(rows.order_by().values_list("company").annotate(best=Max("score")))


def _words(rows: list[Company], on: date) -> dict[int, tuple[str, set[int]]]:
    """Company → its newest valid word, and the themes that it does not want."""
    said = Interest.objects.current(on).filter(company__in=rows).prefetch_related("unwanted_themes")
    return {row.company_id: (row.answer, {theme.pk for theme in row.unwanted_themes.all()}) for row in said}


def _why(grounds: Grounds, themes: Mapping[int, Theme], times: int) -> tuple[str, ...]:
    shown = [_("was shown or invited %(n)d times in a year") % {"n": times}] if times else []
    return (*grounds.told(themes), *shown)


def why_invited(invitations: Iterable[CompanyInvitation]) -> dict[int, str]:
    """{invitation: why the company was asked}, in the reader's language. One query."""
    known = {row.pk: Grounds(**row.grounds) for row in invitations if row.grounds}
    themes = Theme.objects.in_bulk({pk for grounds in known.values() for pk in grounds.themes})
    return {pk: "; ".join(grounds.told(themes)) for pk, grounds in known.items()}


@dataclass(slots=True)
class Turnout:
    """Who was asked, who answered, who came, in one line."""

    asked: int = 0
    coming: int = 0
    declined: int = 0
    came: int = 0


def turnout_of(invitations: list[CompanyInvitation]) -> Turnout:
    counts: dict[str, int] = defaultdict(int)
    for row in invitations:
        counts[row.answer] += 1
    return Turnout(len(invitations), counts["yes"], counts["no"], sum(bool(row.has_come) for row in invitations))
