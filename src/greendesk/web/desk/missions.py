"""Missions: the call, who applies, who travels, and their days abroad."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.atlas.models import Theme
from greendesk.catalogue.models import Company
from greendesk.desks.models import LogEntry
from greendesk.desks.sharing import Shown
from greendesk.kit.errors import DomainError
from greendesk.missions import services
from greendesk.missions.models import (
    PHASES,
    Application,
    ApplicationState,
    MatchProposal,
    Mission,
    Slides,
    VettingVisit,
)
from greendesk.missions.queries import mix_of
from greendesk.missions.rules import may_propose

from ..outcomes import guests_before, outcomes_of
from ..thread import thread_of
from ..typed_names import NAMED_BY
from ..views import DeskRequest, desk_page, open_form, page_of, part_taken, refused, saved, shown_or_404, take
from .mission_tasks import TaskForm, tasks_of
from .missions_forms import ApplicationForm, CallForm, DayForm, MissionForm, StoryForm, VettingForm
from .pictures import PictureForm, pictures_shown

TONES = {"call": "info", "selection": "amber", "fixed": "good", "travelling": "good", "debrief": "amber"}
APPLIED = {"accepted": "good", "waiting": "amber", "shortlisted": "amber"}

COMPANY = ("company__organisation__name", "company__organisation__names")  # what a company is called
PROPOSAL = (
    "reason", "state", "at", "answered_at", "answer_note", *COMPANY, "solution__name", "challenge__title", "by__name",
    "answered_by__name",
)  # fmt: skip
TRAVELLER = tuple(f"traveller__{column}" for column in NAMED_BY["directory.person"])


@desk_page
def missions(request: DeskRequest) -> HttpResponse:
    page = page_of(request, Mission.objects.visible_to(request.user).select_related("desk", "place"))
    asked = Application.objects.filter(mission__in=[row.pk for row in page.object_list]).order_by()
    applied = dict(asked.values_list("mission").annotate(n=Count("pk")))
    go = dict(asked.filter(state="accepted").values_list("mission").annotate(n=Count("pk")))
    today = timezone.localdate()
    entries = [
        {"row": Shown(row), "phase": phase_of(row, today), "applied": applied.get(row.pk, 0), "go": go.get(row.pk, 0)}
        for row in page.object_list
    ]
    return render(request, "desk/missions.html", {"page": page, "entries": entries})


def phase_of(row: Mission, today: Any) -> dict[str, str]:
    """The phase as a word and a tone; only for readers of the whole record."""
    if Shown(row).is_full:
        phase = row.phase(today)
        return {"word": str(PHASES[phase]), "tone": TONES.get(phase, "neutral")}
    return {}


@desk_page
@require_http_methods(["GET", "POST"])
def new_mission(request: DeskRequest) -> HttpResponse:
    form = MissionForm(request.POST or None, account=request.user)
    if request.user.desk is None:
        raise Http404

    def verb(**data: Any) -> Mission:
        return services.create_mission(
            desk=request.user.desk,
            by=request.user,
            **data | {"period": data["period"] or "", "cohort_size": data["cohort_size"] or ""},
        )

    if request.method == "POST" and (made := take(form, verb)):
        messages.success(request, saved(made))
        return redirect("web:mission", made.pk)
    return render(
        request, "desk/form.html", {"form": form, "title": _("New mission"), "button": _("Create it"), "back": ".."}
    )


@desk_page
def mission(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Mission, request.user, pk, rows=Mission.objects.select_related("desk", "place"))
    return render(request, "desk/mission.html", mission_context(request, shown))


def mission_context(request: DeskRequest, shown: Shown, **bound: Any) -> dict[str, Any]:
    """The page of a mission; its inside only for those who see all of it."""
    context: dict[str, Any] = {
        "shown": shown,
        "thread": thread_of(shown, request.user),
        "open": open_form(request, bound),
    }
    row = shown.record
    if not isinstance(row, Mission):
        return context
    applications = list(
        row.applications.select_related("company__organisation", "traveller", "letter")
        .prefetch_related(Prefetch("company__themes", Theme.objects.only("key", "labels")))
        .only("mission", "goal", "pitch", "state_aid_eur", "scores", "state", "letter__id", *COMPANY, *TRAVELLER)
    )
    ranked = sorted(applications, key=lambda application: (-application.points, str(application.company)))
    travelling = [a for a in ranked if a.state == "accepted"] or [a for a in ranked if a.state == "shortlisted"]
    visits: dict[int, list[VettingVisit]] = defaultdict(list)
    for visit in (
        VettingVisit.objects.visible_to(request.user)
        .filter(application__mission=row)
        .select_related("visitor")
        .only("application", "on", "note", "visitor__name", "visitor__names")
    ):
        visits[visit.application_id].append(visit)
    slides: dict[int, list[Slides]] = defaultdict(list)
    for one in Slides.objects.filter(application__mission=row).only("application", "name", "language"):
        slides[one.application_id].append(one)
    may_edit = Mission.objects.editable_by(request.user).contains(row)
    return context | {
        "mission": row,
        "phase": phase_of(row, timezone.localdate()),
        "may_edit": may_edit,
        "is_selecting": may_edit and not row.cohort_fixed_at,
        "applications": scored(row, ranked, visits, slides),
        "mix": mix_of(row, travelling) if travelling else None,
        "days": row.meeting_days.order_by("starts_on", "pk").only("name", "starts_on"),
        "partners": row.partners.only("name", "names"),
        "tasks": tasks_of(row),
        "proposals": MatchProposal.objects.visible_to(request.user)
        .filter(mission=row)
        .select_related("company__organisation", "solution", "challenge", "by", "answered_by")
        .only(*PROPOSAL),
        "may_propose": may_propose(request.user, row),
        "outcomes": outcomes_of(row, request.user, applications),
        "guests": guests_before(row, request.user, timezone.localdate()),
        "call_form": partial(CallForm, initial={"opens_on": row.call_opens_on, "closes_on": row.call_closes_on}),
        "application_form": partial(ApplicationForm, mission=row, account=request.user),
        "day_form": partial(DayForm, initial={"starts_on": row.starts_on}),
        "story_form": lambda: StoryForm(account=request.user, initial={"story": row.story, "quoted": row.quoted}),
        "task_form": partial(TaskForm, mission=row, account=request.user),
        "pictures": pictures_shown(request.user, missions=row.pk),
        "picture_form": PictureForm(),
        "log": LogEntry.objects.told_of(row, request.user)[:8],
        **bound,
    }


def scored(
    mission: Mission,
    applications: list[Application],
    visits: dict[int, list[VettingVisit]],
    slides: dict[int, list[Slides]],
) -> list[dict[str, Any]]:
    """Each application with its scores and its words; a state and a theme are worded once."""
    states = {value: str(label) for value, label in ApplicationState.choices}
    themes = {theme.pk: str(theme) for one in applications for theme in one.company.themes.all()}
    return [
        {
            "row": one,
            "key": str(one.pk),  # written a dozen times; a number would be put into the reader's digits each time
            "company": str(one.company),
            "themes": ", ".join(themes[theme.pk] for theme in one.company.themes.all()),
            "state": states[one.state],
            "tone": APPLIED.get(one.state, "neutral"),
            "scores": [(name, one.scores.get(name)) for name in mission.criteria],
            "points": one.points,
            "visits": visits[one.pk],
            "slides": slides[one.pk],
        }
        for one in applications
    ]


def own_mission(request: DeskRequest, pk: int) -> Mission:
    return get_object_or_404(Mission.objects.editable_by(request.user).select_related("desk"), pk=pk)


def own_application(request: DeskRequest, pk: int) -> Application:
    return get_object_or_404(
        Application.objects.editable_by(request.user).select_related("mission", "company__organisation"), pk=pk
    )


def changed(request: DeskRequest, pk: int, name: str, form: Any, verb: Any) -> HttpResponse:
    def again() -> HttpResponse:
        context = mission_context(request, shown_or_404(Mission, request.user, pk), **{name: form})
        return render(request, "desk/mission.html", context, status=422)

    return part_taken(request, form, verb, to="web:mission", pk=pk, again=again)


@desk_page
@require_POST
def call(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_mission(request, pk)
    return changed(
        request, pk, "call_form", CallForm(request.POST), lambda **d: services.open_call(row, by=request.user, **d)
    )


@desk_page
@require_POST
def enter(request: DeskRequest, pk: int) -> HttpResponse:
    """The desk enters an application that came by telephone or on paper."""
    row, today = own_mission(request, pk), timezone.localdate()
    form = ApplicationForm(request.POST, mission=row, account=request.user)
    return changed(
        request,
        pk,
        "application_form",
        form,
        lambda **d: services.apply_for_mission(row, by=request.user, on=today, **d),
    )


@desk_page
@require_POST
def meeting_day(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_mission(request, pk)
    return changed(
        request, pk, "day_form", DayForm(request.POST), lambda **d: services.plan_mission_day(row, by=request.user, **d)
    )


@desk_page
@require_POST
def abroad(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin the programme abroad, or open the one there is."""
    row = services.plan_programme_abroad(own_mission(request, pk), by=request.user)
    return redirect("web:delegation", row.pk)


@desk_page
@require_POST
def story(request: DeskRequest, pk: int) -> HttpResponse:
    row, today = own_mission(request, pk), timezone.localdate()
    form = StoryForm(request.POST, account=request.user, initial={"story": row.story})
    return changed(
        request, pk, "story_form", form, lambda **d: services.publish_story(row, on=today, by=request.user, **d)
    )


@desk_page
@require_POST
def score(request: DeskRequest, pk: int) -> HttpResponse:
    """Scores of one application, and whether it is on the short list."""
    application = own_application(request, pk)
    typed = {name: request.POST.get(f"score-{i}", "") for i, name in enumerate(application.mission.criteria)}
    scores = {name: int(text) for name, text in typed.items() if text.isdecimal() and len(text) < 3}
    try:
        services.score_application(application, scores=scores, by=request.user)
        services.shortlist(application, by=request.user, is_on="shortlist" in request.POST)
        messages.success(request, saved(application.company))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:mission", application.mission_id)


@desk_page
@require_http_methods(["GET", "POST"])
def vetting(request: DeskRequest, pk: int) -> HttpResponse:
    application = own_application(request, pk)
    form = VettingForm(request.POST or None, mission=application.mission)

    def verb(**data: Any) -> VettingVisit:
        return services.record_vetting_visit(application, by=request.user, **data | {"on": data["on"] or ""})

    if request.method == "POST" and take(form, verb):
        messages.success(request, saved(application.company))
        return redirect("web:mission", application.mission_id)
    title = _("Visit before departure: %(company)s") % {"company": application.company}
    return render(
        request, "desk/form.html", {"form": form, "title": title, "back": f"/missions/{application.mission_id}/"}
    )


@desk_page
@require_POST
def fix(request: DeskRequest, pk: int) -> HttpResponse:
    """Fix the cohort from the radio buttons of the table."""
    row = own_mission(request, pk)
    applications = list(row.applications.select_related("company__organisation"))
    answer = {a: request.POST.get(f"decision-{a.pk}", "") for a in applications}
    try:
        drafts = services.fix_cohort(
            row,
            accepted=[a for a, said in answer.items() if said == "accepted"],
            waiting=[a for a, said in answer.items() if said == "waiting"],
            notes={a.pk: request.POST.get(f"note-{a.pk}", "") for a in applications},
            by=request.user,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The cohort is fixed; %(count)s letters wait in the outbox.") % {"count": len(drafts)}
        )
    return redirect("web:mission", pk)


@desk_page
@require_POST
def bring_in(request: DeskRequest, pk: int) -> HttpResponse:
    application = own_application(request, pk)
    services.bring_in(application, by=request.user)
    messages.success(request, saved(application.company))
    return redirect("web:mission", application.mission_id)


@desk_page
@require_POST
def close(request: DeskRequest, pk: int) -> HttpResponse:
    row = services.close_mission(own_mission(request, pk), by=request.user)
    messages.success(request, saved(row))
    return redirect("web:mission", pk)


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: DeskRequest, pk: int) -> HttpResponse:
    """A company applies for itself while the call is open."""
    today = timezone.localdate()
    mine = Company.objects.filter(organisation__representations__account=request.user)
    calls = Mission.objects.filter(call_opens_on__lte=today, call_closes_on__gte=today, cohort_fixed_at=None)
    row = get_object_or_404(calls.filter(desk__in=mine.values("desk")), pk=pk)
    form = ApplicationForm(request.POST or None, mission=row, account=request.user)
    form.fields.pop("traveller")
    if request.method == "POST" and form.is_valid():
        try:
            services.apply_for_mission(row, by=request.user, on=today, **form.cleaned_data)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Your application has arrived. The desk will answer you."))
            return redirect("web:my-meetings")
    title = _("Apply: %(mission)s") % {"mission": row}
    return render(request, "desk/form.html", {"form": form, "title": title, "button": _("Apply"), "back": "/"})


urlpatterns = [
    path("missions/", missions, name="missions"),
    path("missions/new/", new_mission, name="mission-new"),
    path("missions/<int:pk>/", mission, name="mission"),
    path("missions/<int:pk>/call/", call, name="mission-call"),
    path("missions/<int:pk>/enter/", enter, name="mission-enter"),
    path("missions/<int:pk>/apply/", apply, name="mission-apply"),
    path("missions/<int:pk>/fix/", fix, name="mission-fix"),
    path("missions/<int:pk>/day/", meeting_day, name="mission-day"),
    path("missions/<int:pk>/story/", story, name="mission-story"),
    path("missions/<int:pk>/abroad/", abroad, name="mission-abroad"),
    path("missions/<int:pk>/close/", close, name="mission-close"),
    path("applications/<int:pk>/score/", score, name="application-score"),
    path("applications/<int:pk>/vetting/", vetting, name="application-vetting"),
    path("applications/<int:pk>/bring-in/", bring_in, name="application-bring-in"),
]
