"""The written criteria by which a request is judged, with the facts the records hold for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from greendesk.agreements.models import Agreement
from greendesk.desks.models import Account
from greendesk.kit.folding import fold

from .models import Delegation, VisitRequest
from .neighbours import Neighbour, who_else_for_request
from .ranks import rung_in, rungs_of
from .sites import sites_for_themes

KEYS: tuple[str, ...] = ("same_body", "benefit", "seniority", "others_asked", "notice")
LABELS: dict[str, Promise] = {
    "same_body": gettext_lazy("The same body has not been here within two years"),
    "benefit": gettext_lazy("There is a benefit for our region"),
    "seniority": gettext_lazy("We can receive at the leader's rank"),
    "others_asked": gettext_lazy("Nobody else receives them with the same programme"),
    "notice": gettext_lazy("There is enough notice"),
}
JUDGEMENTS: tuple[tuple[str, Promise], ...] = (
    ("yes", gettext_lazy("met")),
    ("no", gettext_lazy("not met")),
    ("unclear", gettext_lazy("unclear")),
)
TWO_YEARS = timedelta(days=730)
SHORT_NOTICE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the records say about one criterion, and what was judged. `suggests` is met, not met or unclear."""

    key: str
    label: str
    facts: tuple[str, ...]
    suggests: str
    judgement: str = ""
    note: str = ""


def criteria_of(request: VisitRequest, account: Account, *, on: date) -> list[Criterion]:
    """Every written criterion with its facts, in the reader's language. `on` is the day of the judgement."""
    found = {
        "same_body": _same_body(request),
        "benefit": _benefit(request, account),
        "seniority": _seniority(request),
        "others_asked": _others(request, who_else_for_request(request, account)),
        "notice": _notice(request, on),
    }
    judged = request.triage or {}
    return [
        Criterion(
            key, str(LABELS[key]), tuple(found[key][0]), found[key][1],
            judged.get(key, {}).get("judgement", ""), judged.get(key, {}).get("note", ""),
        )
        for key in KEYS
    ]  # fmt: skip


Facts = tuple[list[str], str]


def _same_body(request: VisitRequest) -> Facts:
    """Visits of the same organisation to this desk that ended within two years before the request's first day."""
    since = request.starts_on - TWO_YEARS
    rows = Delegation.objects.filter(
        desk_id=request.desk_id, starts_on__gte=since, starts_on__lt=request.starts_on, cancelled_at=None
    ).select_related("organisation", "place", "request")
    name = fold(request.organisation_name)
    same = [row for row in rows if name and name in _names_of(row)]
    near = [row for row in rows if row not in same and request.place_id and row.place_id == request.place_id]
    facts = [_("%(who)s was here on %(day)s.") % {"who": row, "day": row.starts_on} for row in same]
    facts += [_("From the same place: %(who)s, %(day)s.") % {"who": row, "day": row.starts_on} for row in near]
    return facts or [_("No visit of this body is on record.")], "no" if same else "unclear" if near else "yes"


def _names_of(row: Delegation) -> set[str]:
    names = {fold(row.request.organisation_name)} if row.request else set()
    if row.organisation:
        names |= {
            fold(name)
            for name in (row.organisation.name, *row.organisation.names.all_texts(), *row.organisation.aliases)
        }
    return names


def _benefit(request: VisitRequest, account: Account) -> Facts:
    agreements: Sequence[Agreement] = []
    if request.place:
        agreements = list(Agreement.objects.ours(account).filter(place__lineage__startswith=_province(request))[:5])
    themes = list(request.themes.all())
    sites = sites_for_themes(request.desk, themes) if themes else []
    facts = [_("Agreement: %(title)s.") % {"title": row} for row in agreements]
    if themes:
        facts.append(
            ngettext(
                "%(n)d site of ours shows what they ask for.", "%(n)d sites of ours show what they ask for.", len(sites)
            )
            % {"n": len(sites)}
        )
    else:
        facts.append(_("They name no theme; ask what they want to see."))
    suggests = "yes" if sites or agreements else "no" if themes else "unclear"
    return facts, suggests


def _province(request: VisitRequest) -> str:
    """The lineage down to the second step: the country and its province."""
    assert request.place is not None
    return "/".join(request.place.lineage.split("/")[:3]) + "/"


def _seniority(request: VisitRequest) -> Facts:
    if request.leader_rank is None:
        return [
            _("The rank of “%(title)s” is not on the ladder of the country.") % {"title": request.leader_title}
        ], "unclear"
    country = request.place.country_code if request.place else ""
    rung = rung_in(request.leader_title, rungs_of(country))
    name = rung.title.text() if rung else "–"
    facts = [_("%(name)s, %(title)s: rank %(rank)d (%(step)s).") % {
        "name": request.leader_name, "title": request.leader_title, "rank": request.leader_rank, "step": name}]  # fmt: skip
    if request.leader_rank <= 20:
        facts.append(_("The mayor or the head of the region should receive."))
    elif request.leader_rank <= 29:
        facts.append(_("The mayor or a deputy mayor should receive."))
    else:
        facts.append(_("A head of department may receive."))
    return facts, "yes"


def _others(request: VisitRequest, neighbours: Sequence[Neighbour]) -> Facts:
    facts = [neighbour.sentence for neighbour in neighbours]
    if request.other_hosts:
        facts.append(_("They say they also asked: %(who)s.") % {"who": request.other_hosts})
    if not facts:
        return [_("No other desk has announced a visit from there in those weeks.")], "yes"
    return facts, "no" if any(neighbour.same_days for neighbour in neighbours) else "unclear"


def _notice(request: VisitRequest, on: date) -> Facts:
    days = (request.starts_on - on).days
    sites = sites_for_themes(request.desk, list(request.themes.all()))
    late = [site for site in sites if site.notice_days > days]
    facts = [ngettext("%(n)d day until the first day.", "%(n)d days until the first day.", days) % {"n": days}]
    if late:
        facts.append(_("Too short for: %(sites)s.") % {"sites": ", ".join(str(site) for site in late[:5])})
    suggests = (
        "no"
        if days < 0 or (late and len(late) == len(sites))
        else "unclear"
        if late or days < SHORT_NOTICE_DAYS
        else "yes"
    )
    return facts, suggests
