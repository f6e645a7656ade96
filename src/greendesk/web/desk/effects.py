"""Effects: figures with their definitions, claims with their grades, the ledger, and reports in one click."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F, OuterRef, Subquery, prefetch_related_objects
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.files import open_stored
from greendesk.desks.models import Desk, Level, LogEntry, Trash
from greendesk.desks.sharing import Shown
from greendesk.effects import charts, services
from greendesk.effects.models import EffectClaim, EffectReport, Effort, Grade, Indicator, Measure, Observation
from greendesk.effects.queries import ledger_of, series_of, sums_by_grade
from greendesk.effects.snapshots import labels, method
from greendesk.effects.tasks import print_report
from greendesk.followups.models import Lead
from greendesk.kit import jobs

from ..comparing import changes_of
from ..thread import thread_of
from ..views import DeskRequest, desk_page, edit_page, form_page, page_of, saved, shown_or_404, take
from .effects_forms import ClaimForm, EffortForm, GradeForm, IndicatorForm, ObservationForm, ReportForm
from .followups import MET, our_desk

TONES = {"registry": "good", "documented": "info", "announced": "amber", "withdrawn": "neutral"}
DRAWN = 2  # indicators with their chart and latest values; of the others a line each
LATEST = 6  # observations of a drawn indicator; its own page has the rest


def picked_desks(request: DeskRequest) -> list[int]:
    """The reader's desks, or the one among them that the address names."""
    asked = request.GET.get("desk", "")
    mine = request.user.desk_ids
    return [int(asked)] if asked.isdecimal() and int(asked) in mine else mine


@desk_page
def effects(request: DeskRequest) -> HttpResponse:
    desks = picked_desks(request)
    claims = EffectClaim.objects.visible_to(request.user, Level.SUMMARY).select_related(
        "desk", "place", "company__organisation"
    )
    if len(desks) < len(request.user.desk_ids):
        claims = claims.filter(desk__in=desks)
    if (grade := request.GET.get("grade", "")) in Grade.values:
        claims = claims.filter(grade=grade)
    own = EffectClaim.objects.ours(request.user).filter(desk__in=desks)
    sums = [(row, Grade(row.grade).label) for row in sums_by_grade(own.only("grade", "amount", "currency"))]
    ledger = ledger_of(request.user, desks=desks)
    page = page_of(request, claims.order_by("-pk"), per_page=25)
    context = {
        "page": page, "claims": [Shown(row) for row in page.object_list], "sums": sums, "tones": TONES,
        "grades_chart": drawn(charts.grades_chart([(row.grade, str(label), row.count) for row, label in sums])),
        "ledger": ledger, "pairs": ledger_rows(ledger), "prices_chart": drawn(charts.prices_chart(ledger, labels())),
        "method": method(), "grades": Grade.choices, **indicators(request, desks),
        "reports": EffectReport.objects.ours(request.user).filter(desk__in=desks).select_related("desk").defer("snapshot")[:8],
        "report_form": ReportForm(), "may_edit": bool(request.user.editing_desk_ids), "grade": grade,
        "desks": Desk.objects.filter(pk__in=request.user.desk_ids), "desk": desks[0] if len(desks) == 1 else None,
        "working": [job for job in jobs.states_of(request.user.pk, limit=3) if not job.is_finished],
    }  # fmt: skip
    return render(request, "desk/effects.html", context)


def drawn(spec: Any) -> str:
    return charts.for_page(spec) if spec else ""


def ledger_rows(ledger: Any) -> list[dict[str, Any]]:
    """Inbound beside outbound, one row an outcome."""
    names = labels()
    return [
        {"name": names[mine.key], "inbound": mine, "outbound": theirs, "comparison": ledger.comparison(mine.key)}
        for mine, theirs in zip(ledger.inbound.outcomes, ledger.outbound.outcomes, strict=True)
    ]


def indicators(request: DeskRequest, desks: list[int]) -> dict[str, Any]:
    """The first with their charts, the others with the latest value of each."""
    rows = Indicator.objects.visible_to(request.user, Level.SUMMARY).select_related("desk")
    if len(desks) < len(request.user.desk_ids):
        rows = rows.filter(desk__in=desks)
    newest = Observation.objects.filter(indicator=OuterRef("pk")).order_by(F("sort_on").desc(nulls_last=True), "-pk")
    found = list(rows.annotate(newest=Subquery(newest.values("pk")[:1])).order_by("pk")[:60])
    latest = Observation.objects.select_related("place").in_bulk([row.newest for row in found if row.newest])
    first = found[:DRAWN]
    prefetch_related_objects(first, "observations__place")
    return {
        "indicators": [drawn_indicator(row) for row in first],
        "further": [{"row": Shown(row), "latest": latest.get(row.newest)} for row in found[DRAWN:]],
    }


def drawn_indicator(row: Indicator) -> dict[str, Any]:
    observations = list(row.observations.all())
    return {
        "row": Shown(row), "chart": drawn(charts.series_chart(series_of(observations), row.unit)),
        "observations": observations[-LATEST:], "more": max(0, len(observations) - LATEST),
    }  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def indicator(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Indicator, request.user, pk, rows=Indicator.objects.select_related("desk"))
    may_edit = Indicator.objects.editable_by(request.user).filter(pk=pk).exists()
    form = ObservationForm(request.POST or None)
    if request.method == "POST":
        row = get_object_or_404(Indicator.objects.editable_by(request.user), pk=pk)
        if observed := take(form, lambda **data: services.observe(row, by=request.user, **data)):
            messages.success(request, saved(observed))
            return redirect("web:indicator", pk)
    observations = list(
        Observation.objects.visible_to(request.user, Level.SUMMARY).filter(indicator=pk).select_related("place")
    )
    series = series_of(observations)
    spec = charts.series_chart(series, shown.unit) if shown.is_summary else None
    context = {
        "shown": shown, "form": form, "may_edit": may_edit, "observations": observations, "series": series,
        "measures": Measure.objects.visible_to(request.user, Level.SUMMARY).filter(indicator=pk).select_related("goal__project"),
        "changes": changes_of(observations, request.user) if shown.is_summary else [],
        "chart": drawn(spec), "log": LogEntry.objects.visible_to(request.user).filter(kind=shown.kind, record=pk).select_related("account")[:10],
    }  # fmt: skip
    return render(request, "desk/indicator.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "POST"])
def indicator_new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    form = IndicatorForm(request.POST or None)
    verb = partial(services.define_indicator, desk=desk, by=request.user)
    return form_page(request, form, verb, _("New indicator"), "web:indicator", reverse("web:effects"))


@desk_page
@require_http_methods(["GET", "POST"])
def indicator_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Indicator.objects.editable_by(request.user), pk=pk)
    form = IndicatorForm(request.POST or None, indicator=row)
    return edit_page(request, form, services.change_indicator, row, "web:indicator")


@desk_page
def effect(request: DeskRequest, pk: int) -> HttpResponse:
    rows = EffectClaim.objects.select_related("desk", "place", "company__organisation", "lead", "evidence")
    shown = shown_or_404(EffectClaim, request.user, pk, rows=rows)
    return render(request, "desk/effect.html", effect_context(request, shown))


def effect_context(request: DeskRequest, shown: Shown, form: GradeForm | None = None) -> dict[str, Any]:
    """The claim with the chain that leads back to the meeting or stop where it began."""
    row = shown.record
    lead = Lead.objects.visible_to(request.user, Level.FULL).filter(effects=shown.pk).select_related(*MET).first()
    lines = LogEntry.objects.visible_to(request.user).filter(kind=shown.kind, record=shown.pk).select_related("account")
    return {
        "shown": shown, "thread": thread_of(shown, request.user), "tone": TONES.get(shown.grade or "", "neutral"),
        "lead": lead, "origin": lead.origin if lead else None, "log": lines[:12],
        "may_edit": EffectClaim.objects.editable_by(request.user).filter(pk=shown.pk).exists(),
        "form": form or GradeForm(initial={"grade": shown.grade, "check_on": row.check_on if row else None, "evidence_name": shown.evidence_name}),  # type: ignore[attr-defined]
    }  # fmt: skip


@desk_page
@require_POST
def effect_grade(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(EffectClaim.objects.editable_by(request.user), pk=pk)
    form = GradeForm(request.POST, request.FILES)

    def verb(file: Any, **data: Any) -> EffectClaim:
        kept = {"content": file.read(), "media_type": file.content_type or "application/octet-stream"} if file else {}
        name = data.pop("evidence_name") or (file.name if file else "")
        return services.grade_effect(row, by=request.user, evidence_name=name, **kept, **data)

    if graded := take(form, verb):
        messages.success(request, saved(graded.get_grade_display()))
        return redirect("web:effect", pk)
    shown = shown_or_404(EffectClaim, request.user, pk)
    return render(request, "desk/effect.html", effect_context(request, shown, form), status=422)


@desk_page
@require_POST
def effect_proof(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(EffectClaim.objects.visible_to(request.user, Level.FULL), pk=pk)
    services.ask_for_proof(row, by=request.user)
    messages.success(request, _("The desk finds your question on its Today page."))
    return redirect("web:effect", pk)


@desk_page
@require_http_methods(["GET", "POST"])
def effect_new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    key = request.GET.get("lead", "")
    lead = Lead.objects.editable_by(request.user).filter(pk=key).first() if key.isdecimal() else None
    form = ClaimForm(request.POST or None, account=request.user)
    verb = partial(services.claim_effect, desk=desk, lead=lead, on=timezone.localdate(), by=request.user)
    title = _("What came of: %(lead)s") % {"lead": lead} if lead else _("New effect")
    return form_page(request, form, verb, title, "web:effect", reverse("web:effects"))


@desk_page
@require_http_methods(["GET", "POST"])
def effect_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(EffectClaim.objects.editable_by(request.user), pk=pk)
    form = ClaimForm(request.POST or None, account=request.user, claim=row)
    return edit_page(request, form, services.change_claim, row, "web:effect")


@desk_page
def evidence(request: DeskRequest, pk: int) -> FileResponse:
    """The evidence file, always as a download, so that nothing in it runs in our pages."""
    rows = EffectClaim.objects.visible_to(request.user, Level.FULL).filter(evidence__isnull=False)
    row = get_object_or_404(rows.select_related("evidence"), pk=pk)
    return FileResponse(
        open_stored(row.evidence), as_attachment=True, filename=row.evidence_name or f"evidence-{pk}",
        content_type="application/octet-stream",
    )  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def effort(request: DeskRequest) -> HttpResponse:
    form = EffortForm(request.POST or None, account=request.user)
    if request.method == "POST":
        desk = our_desk(request)
        if take(form, lambda **data: services.record_effort(desk=desk, by=request.user, **data)):
            messages.success(request, saved(_("effort")))
            return redirect("web:effort")
    rows = Effort.objects.ours(request.user).select_related("mission", "delegation", "event", "desk")
    struck = Trash.objects.filter(desk__in=request.user.editing_desk_ids, verb="effort.struck", undone_at=None)
    context = {
        "page": page_of(request, rows.order_by("-on", "-pk")), "form": form, "struck": struck[:3],
        "may_edit": bool(request.user.editing_desk_ids),
    }  # fmt: skip
    return render(request, "desk/effort.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def effort_strike(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Effort.objects.editable_by(request.user).select_related("desk"), pk=pk)
    services.strike_effort(row, by=request.user)
    messages.success(request, _("Struck out. It can be put back below."))
    return redirect("web:effort")


@desk_page
@require_POST
def effort_back(request: DeskRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(Trash, pk=pk, desk__in=request.user.editing_desk_ids, verb="effort.struck", undone_at=None)
    messages.success(request, saved(services.put_back_effort(kept, by=request.user)))
    return redirect("web:effort")


@desk_page
@require_http_methods(["GET", "POST"])
def report_new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    form = ReportForm(request.POST or None)
    if made := take(form, lambda **data: services.write_report(desk=desk, at=timezone.now(), by=request.user, **data)):
        jobs.enqueue(print_report, made.pk, label=_("Print the report %(name)s") % {"name": made}, account_id=request.user.pk)  # fmt: skip
        messages.success(request, _("The data is frozen; the files are being made."))
        return redirect(reverse("web:effects") + "#reports")
    context = {"form": form, "title": _("New report"), "back": reverse("web:effects"), "button": _("Freeze and print")}
    return render(request, "desk/form.html", context)


@desk_page
def report_file(request: DeskRequest, pk: int, ending: str) -> FileResponse:
    row = get_object_or_404(EffectReport.objects.ours(request.user).select_related("pdf", "xlsx"), pk=pk)
    stored = row.pdf if ending == "pdf" else row.xlsx
    if stored is None:
        raise Http404
    return FileResponse(
        open_stored(stored), as_attachment=True, filename=f"{row.name}.{ending}", content_type=stored.media_type
    )


urlpatterns = [
    path("effects/", effects, name="effects"),
    path("effects/new/", effect_new, name="effect-new"),
    path("effects/<int:pk>/", effect, name="effect"),
    path("effects/<int:pk>/edit/", effect_edit, name="effect-edit"),
    path("effects/<int:pk>/grade/", effect_grade, name="effect-grade"),
    path("effects/<int:pk>/proof/", effect_proof, name="effect-proof"),
    path("effects/<int:pk>/evidence/", evidence, name="effect-evidence"),
    path("indicators/new/", indicator_new, name="indicator-new"),
    path("indicators/<int:pk>/", indicator, name="indicator"),
    path("indicators/<int:pk>/edit/", indicator_edit, name="indicator-edit"),
    path("effort/", effort, name="effort"),
    path("effort/<int:pk>/strike/", effort_strike, name="effort-strike"),
    path("effort/back/<int:pk>/", effort_back, name="effort-back"),
    path("reports/new/", report_new, name="report-new"),
    path("reports/<int:pk>/report.pdf", report_file, {"ending": "pdf"}, name="report-pdf"),
    path("reports/<int:pk>/report.xlsx", report_file, {"ending": "xlsx"}, name="report-xlsx"),
]
