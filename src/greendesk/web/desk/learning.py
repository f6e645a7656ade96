"""What was learnt from decisions, in plain words: proposed by a job, adopted by a person; who is shown how often; the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_POST

from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import Desk
from greendesk.desks.sharing import Shown
from greendesk.kit.errors import DomainError
from greendesk.matchmaking import learning as lessons
from greendesk.matchmaking import ordering, plans, services, tasks, vectors
from greendesk.matchmaking.models import Adjustment, Answer, Decision, DecisionReason, Side, Suggestion
from greendesk.matchmaking.queries import MATCHED_STATES

from ..views import DeskRequest, desk_page
from .settings import picked_desk

SIGNAL_WORDS = {
    "dense": _l("Closeness of meaning"),
    "theme": _l("The same themes"),
    "visit_site": _l("A place to see, where a visit is asked for"),
    "facts_agree": _l("Figures that agree"),
    "facts_disagree": _l("Figures that differ"),
    "same_language": _l("The deduction for texts in the need's own language"),
}
TOLD_FROM = 0.02
MOVED_FROM = 0.01
MOVED_SHOWN = 3
EXPOSED_SHOWN = 15
HISTORY = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One adjustment as a page tells it: sentences, and the suggestions that it would lift or lower most."""

    row: Adjustment
    sentences: list[str]

    @property
    def figures(self) -> dict[str, Any]:
        return self.row.figures


@dataclass(frozen=True, slots=True)
class Moved:
    """A suggestion with its score by the weights in force and by those proposed, 0 to 100."""

    suggestion: Suggestion
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Exposed:
    """Who stood among the first five answers of how many needs lately."""

    who: Any
    times: int
    share: float


def told(row: Adjustment) -> Told:
    return Told(row, sentences_of(row.before, row.after))


def sentences_of(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What counts more and what less, the largest change first."""
    moves = []
    for name in after.get("weights", {}):
        old, new = before.get("weights", {}).get(name, 0.0), after.get("weights", {}).get(name, 0.0)
        if old and abs(new / old - 1) >= TOLD_FROM:
            moves.append((new / old - 1, str(SIGNAL_WORDS.get(name, name))))
    said = []
    for move, words in sorted(moves, key=lambda each: -abs(each[0])):
        facts = {"what": words, "n": round(100 * abs(move))}
        said.append(
            _("%(what)s: counts %(n)d %% more.") % facts if move > 0 else _("%(what)s: counts %(n)d %% less.") % facts
        )
    return said


def moved_by(row: Adjustment) -> tuple[list[Moved], list[Moved]]:
    """Suggestions of open needs that would rise most, and fall most, if the proposal were adopted."""
    used = plans.matcher()
    if row.basis != used.basis:
        return [], []
    old = plans.weights_from(row.before, used.weights, "before")
    new = plans.weights_from(row.after, used.weights, "after")
    rows = Suggestion.objects.standing().filter(challenge__desk=row.desk_id, challenge__state__in=MATCHED_STATES)
    found = []
    for each in rows.select_related("challenge", "company__organisation", "solution", "site")[:2_000]:
        if each.signals.get("basis") == used.basis:
            before, after = (plans.probability(weights, each.signals) for weights in (old, new))
            found.append((after - before, Moved(each, round(100 * before), round(100 * after))))
    found.sort(key=lambda pair: (-pair[0], pair[1].suggestion.pk))
    up = [one for change, one in found[:MOVED_SHOWN] if change >= MOVED_FROM]
    down = [one for change, one in reversed(found[-MOVED_SHOWN:]) if change <= -MOVED_FROM]
    return up, down


def exposed(request: DeskRequest, desk: Desk) -> tuple[list[Exposed], int]:
    """Who is in sight most, and how many companies of one's own were not in sight at all."""
    found = ordering.exposure_of(desk.pk, timezone.localdate())
    needs = max(1, len(found.tops))
    first = sorted(found.counts.items(), key=lambda pair: (-pair[1], pair[0]))
    seen: dict[str, Any] = {}
    for kind, rows in (
        ("company", Company.objects.select_related("organisation")),
        ("site", ReferenceSite.objects.all()),
    ):
        wanted = [int(key.partition(":")[2]) for key, _n in first if key.startswith(kind)]
        seen |= {f"{kind}:{row.pk}": Shown(row) for row in rows.visible_to(request.user).filter(pk__in=wanted)}
    listed = [Exposed(seen[key], n, n / needs) for key, n in first if key in seen][:EXPOSED_SHOWN]
    in_sight = {int(key.partition(":")[2]) for key, _n in first if key.startswith("company")}
    return listed, Company.objects.filter(desk=desk).exclude(pk__in=in_sight).count()


def reasons_said(desk: Desk) -> list[tuple[str, int, int]]:
    """Why sides said later or never: (reason, companies, problem owners), the most frequent first."""
    said = Decision.objects.filter(suggestion__challenge__desk=desk).exclude(answer=Answer.INTERESTED).order_by()
    counts = Counter(said.values_list("reason", "side"))
    rows = [
        (str(label), counts[code, Side.COMPANY.value], counts[code, Side.OWNER.value])
        for code, label in DecisionReason.choices
    ]
    return sorted((row for row in rows if row[1] or row[2]), key=lambda row: -(row[1] + row[2]))


@desk_page
@require_GET
def learning(request: DeskRequest) -> HttpResponse:
    desk = picked_desk(request)
    rows = list(Adjustment.objects.visible_to(request.user).filter(desk=desk).select_related("by")[:HISTORY])
    proposed = next((row for row in rows if row.state == "proposed"), None)
    in_force = (
        Adjustment.objects.visible_to(request.user).filter(desk=desk, state="adopted").select_related("by").first()
    )
    up, down = moved_by(proposed) if proposed else ([], [])
    shown_often, unseen = exposed(request, desk)
    state = vectors.reading()
    counts = lessons.counted(lessons.examples_of(desk.pk, state.basis))
    context = {
        "desk": desk, "desks": Desk.objects.filter(pk__in=request.user.desk_ids), "may_edit": desk.pk in request.user.editing_desk_ids,
        "proposed": told(proposed) if proposed else None, "in_force": told(in_force) if in_force else None, "up": up, "down": down,
        "is_other_basis": in_force is not None and in_force.basis != state.basis,
        "history": [told(row) for row in rows if row.state not in {"proposed", "adopted"}], "counts": counts,
        "is_enough": lessons.is_enough(counts), "least": lessons.LEAST, "least_each": lessons.LEAST_EACH,
        "reasons": reasons_said(desk), "exposed": shown_often, "unseen": unseen, "days": ordering.WINDOW_DAYS, "reading": state,
        "working": [job for job in (tasks.newest_job(tasks.learn_from_decisions, desk.pk), tasks.newest_job(tasks.read_register)) if job],
    }  # fmt: skip
    return render(request, "desk/learning.html", context)


def _back(desk: Desk) -> HttpResponse:
    return redirect(f"{reverse('web:learning')}?desk={desk.key}")


@desk_page
@require_POST
def look(request: DeskRequest) -> HttpResponse:
    """Ask the job what can be learnt now."""
    desk = get_object_or_404(Desk, pk__in=request.user.editing_desk_ids, key=request.POST.get("desk", ""))
    tasks.ask_learning(desk, account_id=request.user.pk)
    messages.success(request, _("It is being worked out; what is found stands here, and nothing changes by itself."))
    return _back(desk)


@desk_page
@require_POST
def decide(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    row = get_object_or_404(Adjustment.objects.editable_by(request.user), pk=pk)
    verb, said = {
        "adopt": (services.adopt_adjustment, _("Adopted. Answers to open needs are looked for again.")),
        "dismiss": (services.dismiss_adjustment, _("Put away. Nothing has changed.")),
        "reverse": (services.reverse_adjustment, _("Taken back. Answers to open needs are looked for again.")),
    }[step]
    try:
        verb(row, by=request.user, at=timezone.now())
        messages.success(request, said)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _back(row.desk)


@desk_page
@require_POST
def read_again(request: DeskRequest) -> HttpResponse:
    """Read the register with the model in use, in the background."""
    if not request.user.editing_desk_ids:
        return redirect("web:learning")
    tasks.ask_reading(account_id=request.user.pk)
    messages.success(request, _("The texts are being read; you may leave this page."))
    return redirect("web:learning")


urlpatterns = [
    path("hit-rate/learnt/", learning, name="learning"),
    path("hit-rate/learnt/look/", look, name="learning-look"),
    path("hit-rate/learnt/read/", read_again, name="matching-read"),
    *[
        path(f"hit-rate/learnt/<int:pk>/{step}/", decide, {"step": step}, name=f"learning-{step}")
        for step in ("adopt", "dismiss", "reverse")
    ],
]
