"""Visits: who asks to come, who comes, and how far each delegation is."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from greendesk.catalogue.models import ReferenceSite
from greendesk.desks.models import Level
from greendesk.desks.sharing import Shown
from greendesk.kit import jobs
from greendesk.kit.errors import DomainError
from greendesk.visits import services
from greendesk.visits.answering import answer_times_of
from greendesk.visits.criteria import criteria_of
from greendesk.visits.greeters import greeters_for
from greendesk.visits.models import Delegation, Member, VisitRequest
from greendesk.visits.neighbours import clashes_in, who_else_for, who_else_for_request
from greendesk.visits.sites import sites_open_to, wear_of
from greendesk.visits.standby import standby_for
from greendesk.visits.states import state_on, with_programmes

from ..suggested import PLACE_NAMES
from ..thread import thread_of
from ..views import DeskRequest, desk_page, open_form, page_of, refused, saved, shown_or_404, take
from . import visits_companies, visits_papers, visits_programme
from .pictures import PictureForm, pictures_shown
from .visits_drawing import columns_of
from .visits_forms import DelegationForm, GiftForm, MembersForm, ReportForm, TriageForm
from .visits_moves import drafts_of, undo_label
from .visits_reasons import closed_days, conflict_rows, left_out_rows
from .visits_wear import SpentForm, spent_on

OPEN = ("received", "triage", "clarify")
ASKED_SHOWN = 20
SITES_SHOWN = 20
LISTED = (
    "name", "starts_on", "ends_on", "period", "direction", "reported_at", "cancelled_at", "is_invented", "desk__name", *PLACE_NAMES,
    "leader__given", "leader__family", "leader__han", "leader__reading", "leader__family_first",
)  # fmt: skip


@desk_page
@require_safe
def visits(request: DeskRequest) -> HttpResponse:
    """The pipeline: open requests first, then delegations by date, ours and what others let be seen."""
    today = timezone.localdate()
    asked = (
        VisitRequest.objects.ours(request.user)
        .filter(state__in=OPEN)
        .select_related("place")
        .only(
            "organisation_name", "leader_name", "leader_title", "size", "starts_on", "ends_on", "state", "is_invented", *PLACE_NAMES
        )
        .order_by("starts_on", "pk")
    )  # fmt: skip
    when = request.GET.get("when", "coming")
    whose = request.GET.get("whose", "ours")
    rows = Delegation.objects.visible_to(request.user).select_related("place", "desk", "leader").only(*LISTED)
    if whose == "ours":
        rows = rows.filter(shown_level=Level.FULL)
    rows = {
        "coming": rows.filter(ends_on__gte=today, cancelled_at=None).order_by("starts_on", "pk"),
        "past": rows.filter(ends_on__lt=today).order_by("-starts_on", "-pk"),
        "undated": rows.filter(starts_on=None).order_by("-pk"),
    }.get(when, rows.order_by("-starts_on", "-pk"))
    page = page_of(request, with_programmes(rows))
    shown = [Shown(row) for row in page.object_list]
    clashes = clashes_in(shown)
    listed = [(row, state_on(row.record, today) if row.record else None, row.pk in clashes) for row in shown]
    waiting = asked.count()
    context = {
        "asked": asked if request.GET.get("asked") == "all" else asked[:ASKED_SHOWN],
        "waiting": waiting,
        "answer_times": answer_times_of(request.user, at=timezone.now()),
        "page": page,
        "listed": listed,
        "when": when,
        "whose": whose,
        "today": today,
        "tabs": _tabs(),
    }
    return render(request, "desk/visits.html", context)


def _tabs() -> list[tuple[str, str]]:
    return [("coming", _("Coming")), ("past", _("Been here")), ("undated", _("Without dates")), ("all", _("All"))]


@desk_page
@require_http_methods(["GET", "POST"])
def visit_request(request: DeskRequest, pk: int) -> HttpResponse:
    """One request: what they want, the written criteria with the facts we hold, and the three ways to answer."""
    rows = VisitRequest.objects.select_related("place", "desk", "referral").prefetch_related("themes")
    shown = shown_or_404(VisitRequest, request.user, pk, rows=rows)
    if shown.record is None:
        return render(request, "desk/visit_request_cut.html", {"shown": shown})
    row: Any = shown.record
    criteria = criteria_of(row, request.user, on=timezone.localdate())
    form = TriageForm(request.POST or None, criteria=criteria, initial={"revision": row.revision})
    if request.method == "POST" and form.is_valid():
        verdict = request.POST.get("verdict", "keep")
        try:
            delegation = services.triage_visit(
                row, verdict=verdict, by=request.user, at=timezone.now(), criteria=form.judged(), note=form.cleaned_data["note"],
                question=form.cleaned_data["question"], revision=form.cleaned_data["revision"],
            )  # fmt: skip
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _verdict_told(verdict))
            return redirect("web:delegation", delegation.pk) if delegation else redirect("web:visit-request", pk)
    may_edit = VisitRequest.objects.editable_by(request.user).filter(pk=pk).exists()
    context = {
        "shown": shown, "row": row, "form": form, "criteria": criteria, "is_open": row.state in OPEN, "may_edit": may_edit,
        "neighbours": who_else_for_request(row, request.user), "thread": thread_of(row, request.user),
        "delegation": Delegation.objects.filter(request=row).first(),
    }  # fmt: skip
    return render(request, "desk/visit_request.html", context, status=422 if form.errors else 200)


def _verdict_told(verdict: str) -> str:
    return {
        "accept": _("Accepted. The delegation is made; a letter waits in the outbox."),
        "decline": _("Declined. A polite letter waits in the outbox."),
        "clarify": _("Your question waits in the outbox."),
    }.get(verdict, _("Your judgement is kept."))


@desk_page
@require_safe
def delegation(request: DeskRequest, pk: int) -> HttpResponse:
    """A delegation: the programme to scale with its verbs, the guests, the hosts, what is left out, the report."""
    rows = Delegation.objects.select_related("place", "desk", "organisation", "leader", "greeter", "request", "project")
    shown = shown_or_404(Delegation, request.user, pk, rows=rows)
    if shown.record is None:
        return render(request, "desk/delegation_cut.html", {"shown": shown, "thread": thread_of(shown, request.user)})
    row: Any = shown.record
    context = {"shown": shown, "row": row, **_board(row), **_around(request, row), **_sites(request, row)}
    context["standby"] = standby_for(row, request.user, on=timezone.localdate())
    return render(request, "desk/delegation.html", context)


def _board(row: Delegation) -> dict[str, Any]:
    """The newest programme, drawn."""
    prefetch_related_objects([row], "programmes")
    versions = list(row.programmes.all())
    programme = max(versions, key=lambda one: one.number, default=None)
    stops = visits_programme.stops_of(programme)
    now = timezone.now()
    return {
        "programme": programme, "stops": stops, "columns": columns_of(row, programme, stops), "versions": versions,
        "left_out": left_out_rows(programme.left_out if programme else []), "conflicts": conflict_rows(programme),
        "closed_days": closed_days(row, programme, now),
        "drafts": drafts_of(programme), "undo": undo_label(programme),
        "state": state_on(row, timezone.localdate()),
        "broken": visits_programme.broken(row, now), "repairs": visits_programme.open_repairs(programme),
        "hosts": [stop for stop in stops if stop.host_id],
    }  # fmt: skip


def _around(request: DeskRequest, row: Delegation) -> dict[str, Any]:
    report = getattr(row, "report", None)
    return {
        "members": row.members.select_related("person", "person__organisation"), "gifts": row.gifts.visible_to(request.user).select_related("person"),
        "spent": spent_on(row.efforts.all()), "spent_form": SpentForm,  # type: ignore[attr-defined]
        "neighbours": who_else_for(row, request.user), "thread": thread_of(row, request.user),
        "may_edit": Delegation.objects.editable_by(request.user).filter(pk=row.pk).exists(),
        "members_form": MembersForm, "greeters": greeters_for(row), "gift_form": partial(GiftForm, delegation=row), "report": report,
        "open": open_form(request, {}),
        "pictures": pictures_shown(request.user, delegations=row.pk), "picture_form": PictureForm(),
        "report_form": ReportForm(account=request.user, instance=report),
        "job": next((job for job in jobs.states_of(request.user.pk, limit=3) if not job.is_finished), None),
        "papers": visits_papers.offered(),
    }  # fmt: skip


def _sites(request: DeskRequest, row: Delegation) -> dict[str, Any]:
    """What can stand in the programme: the first sites and all that were wished for or away, with their twelve months."""
    wishes = {wish.site_id: wish.is_must for wish in row.site_wishes.all()}
    every = list(sites_open_to(row).prefetch_related(None).values_list("pk", flat=True))
    listed = (
        every if "sites" in request.GET else [*every[:SITES_SHOWN], *(pk for pk in every[SITES_SHOWN:] if pk in wishes)]
    )
    sites = ReferenceSite.objects.filter(pk__in=listed).only("name")
    return {
        "sites": [(site, wishes.get(site.pk)) for site in sites], "further_sites": len(every) - len(listed),
        "wear": {pk: sorted(months.items()) for pk, months in wear_of(sites, on=timezone.localdate()).items()},
    }  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """A new delegation by hand, or the facts of one there is."""
    row = get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk) if pk else None
    if row is None and not request.user.editing_desk_ids:
        raise Http404
    form = DelegationForm(
        request.POST or None, instance=row, account=request.user, initial={"revision": row.revision if row else None}
    )
    if request.method == "POST" and form.is_valid():
        facts, revision = form.facts(), form.cleaned_data["revision"]
        try:
            if row is None:
                kept = services.plan_delegation(desk=request.user.desk, by=request.user, **_new_facts(facts))  # type: ignore[arg-type]
            else:
                kept = services.edit_delegation(
                    Delegation.objects.get(pk=row.pk), by=request.user, revision=revision, **facts
                )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, saved(kept))
            return redirect("web:delegation", kept.pk)
    page = {"form": form, "title": row or _("A new delegation"), "back": row_url(row) if row else reverse("web:visits")}
    return render(request, "desk/form.html", page, status=422 if form.errors else 200)


def row_url(row: Delegation) -> str:
    return reverse("web:delegation", args=[row.pk])


def _new_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """A new delegation gets the sides of its table when they are known."""
    return {key: value for key, value in facts.items() if key != "home_side"}


@desk_page
@require_POST
def add_members(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk)
    form = MembersForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        pasted = upload.read(500_000) if upload else form.cleaned_data["pasted"]
        try:
            made = services.add_members(row, pasted=pasted, by=request.user)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("%(n)d guests taken in, in the order of their ranks.") % {"n": len(made)})
    if form.errors:
        context = {"form": form, "title": _("Guests"), "has_file": True, "back": row_url(row)}
        return render(request, "desk/form.html", context, status=422)
    return redirect(reverse("web:delegation", args=[pk]) + "#guests")


@desk_page
@require_POST
def move_member(request: DeskRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member.objects.editable_by(request.user), pk=pk)
    services.move_member(member, up="up" in request.POST, by=request.user)
    return redirect(reverse("web:delegation", args=[member.delegation_id]) + "#guests")


@desk_page
@require_POST
def gift(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk)
    form = GiftForm(request.POST, delegation=row)
    made = take(form, lambda **facts: services.log_gift(row, by=request.user, **facts))
    if made is None:
        return render(request, "desk/form.html", {"form": form, "back": row_url(row), "title": _("Gift")}, status=422)
    messages.success(request, saved(made))
    return redirect(reverse("web:delegation", args=[pk]) + "#protocol")


@desk_page
@require_POST
def report(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk)
    form = ReportForm(request.POST, account=request.user, instance=getattr(row, "report", None))
    made = take(form, lambda **facts: services.report_visit(row, by=request.user, at=timezone.now(), **facts))
    if made is None:
        return render(
            request, "desk/form.html", {"form": form, "back": row_url(row), "title": _("Visit report")}, status=422
        )
    messages.success(request, _("The report is kept."))
    return redirect(reverse("web:delegation", args=[pk]) + "#report")


@desk_page
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """Cancel, or take a cancelled one up again."""
    row = get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk)
    if row.cancelled_at:
        services.take_up_again(row, by=request.user)
        messages.success(request, _("Taken up again. Ask the hosts once more."))
    else:
        services.cancel_delegation(row, by=request.user, at=timezone.now())
        messages.success(request, _("Cancelled; calendars are free again. You can take it up again here."))
    return redirect("web:delegation", pk)


urlpatterns: list[URLPattern] = [
    path("visits/", visits, name="visits"),
    path("visits/requests/<int:pk>/", visit_request, name="visit-request"),
    path("visits/new/", edit, name="delegation-new"),
    path("visits/<int:pk>/", delegation, name="delegation"),
    path("visits/<int:pk>/edit/", edit, name="delegation-edit"),
    path("visits/<int:pk>/members/", add_members, name="delegation-members"),
    path("visits/members/<int:pk>/move/", move_member, name="member-move"),
    path("visits/<int:pk>/gift/", gift, name="delegation-gift"),
    path("visits/<int:pk>/report/", report, name="delegation-report"),
    path("visits/<int:pk>/cancel/", cancel, name="delegation-cancel"),
    *visits_programme.urlpatterns,
    *visits_papers.urlpatterns,
    *visits_companies.urlpatterns,
]
