"""The register: who has what with whom, across desks; an agreement; what we have with a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.agreements import services
from greendesk.agreements.models import Action, Agreement, AgreementEvent, AgreementKind, Document, RiskNote, State
from greendesk.atlas.models import Place, Theme
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.files import open_stored
from greendesk.desks.models import Desk, Level, LogEntry
from greendesk.desks.search import found_in
from greendesk.desks.sharing import Shown
from greendesk.effects.models import EffectClaim, Grade
from greendesk.effects.queries import sums_by_grade
from greendesk.kit.errors import DomainError
from greendesk.kit.maps import MapPoint, route_svg

from ..activity import activity_of, meetings_of, produced_by
from ..addresses import address_at
from ..briefing import briefing_of, paper_for_the_mayor
from ..thread import thread_of
from ..views import DeskRequest, desk_page, page_of, refused, saved, shown_or_404
from .access import doors_of
from .register_forms import ActionForm, AgreementForm, DocumentForm, EventForm, PolicyForm, RiskForm
from .sponsors import sponsors_of

LABELS = dict(State.choices)
LISTED = (
    "title", "kind", "since", "is_invented", "desk__name", "desk__dormant_after_months",
    *(f"place__{column}" for column in (*CALLED_BY, "scheme", "code", "kind", "lat", "lon")),
    *(f"place__parent__{column}" for column in CALLED_BY),
)  # fmt: skip


def filtered(request: DeskRequest) -> Any:
    """The agreements that the address asks for."""
    ask = request.GET
    rows = Agreement.objects.visible_to(request.user).with_state(timezone.localdate())
    if text := ask.get("q", "").strip()[:100]:
        rows = rows.filter(found_in("agreements.agreement", text))
    if kind := ask.get("kind"):
        rows = rows.filter(kind=kind)
    if (desk := ask.get("desk", "")).isdecimal():
        rows = rows.filter(desk_id=int(desk))
    if theme := ask.get("theme"):
        rows = rows.filter(themes__key=theme)
    if ask.get("business") == "1":
        rows = rows.filter(has_business=True)
    if state := ask.get("state"):
        rows = rows.filter(
            pk__in=Agreement.objects.visible_to(request.user, 20).in_state(state, timezone.localdate()).values("pk")
        )
    return rows.select_related("desk", "place__parent").only(*LISTED).order_by("place__lineage", "pk")


@desk_page
def agreements(request: DeskRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = filtered(request)
    page = page_of(request, rows)
    here = list(page.object_list)
    activity = activity_of(here, request.user, today)
    entries = []
    for row in here:
        shown, signs, months = Shown(row), activity[row.pk], row.desk.dormant_after_months
        state = state_code(row)
        entries.append(
            {
                "row": shown,
                "state": LABELS[state] if shown.is_summary else "",
                "tone": "good" if state == "in_force" else "neutral",
                "warmth": signs.warmth(today, months),
                "last": signs.last,
                "is_dormant": shown.is_full and signs.is_dormant(today, months) and state == "in_force",
            }
        )
    return render(
        request,
        "desk/agreements.html",
        {
            "page": page,
            "entries": entries,
            "map": places_map(here),
            "kinds": AgreementKind.choices,
            "states": State.choices,
            "desks": [(str(pk), name) for pk, name in Desk.objects.order_by("name").values_list("pk", "name")],
            "themes": [(theme.key, theme.label()) for theme in Theme.objects.listed().only("key", "labels")],
        },
    )


def state_code(row: Agreement) -> str:
    from greendesk.agreements.queries import MOVES  # read beside the row that carries `last_move`

    return MOVES.get(getattr(row, "last_move", ""), "idea")


def places_map(rows: list[Agreement]) -> str:
    """Partners' places as dots, larger where there are more; positions only, never borders."""
    dots: dict[int, list[Agreement]] = {}
    for row in rows:
        if row.place and row.place.lat is not None:
            dots.setdefault(row.place_id, []).append(row)
    points = [
        MapPoint(group[0].place.lat, group[0].place.lon, str(group[0].place), "", place_url(group[0].place), len(group))
        for group in dots.values()
    ]
    return route_svg(points, title=_("Places with which desks have agreements"), width=620, height=420)


def place_url(place: Place) -> str:
    return f"{address_at('web:place', [place.code])}?scheme={place.scheme}"


@desk_page
def agreement(request: DeskRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    rows = Agreement.objects.with_state(today).select_related("desk", "place", "parent")
    shown = shown_or_404(Agreement, request.user, pk, rows=rows)
    row = shown.record
    thread = thread_of(shown, request.user)
    context: dict[str, Any] = {"shown": shown, "thread": thread}
    if shown.is_summary:
        context["events"] = AgreementEvent.objects.visible_to(request.user, 20).filter(agreement=pk)
        context["doors"] = doors_of(request.user, agreement=pk)
        context["sponsors"] = sponsors_of("agreement", request.user, pk)
        context["parties"] = shown.parties.select_related("organisation", "place")
        context["state"] = LABELS[state_code(shown._row)]
        context["tone"] = "good" if state_code(shown._row) == "in_force" else "neutral"
    if row is not None:
        activity = activity_of([row], request.user, today, counted=True)[pk]
        context |= {
            "activity": activity,
            "is_dormant": activity.is_dormant(today, row.desk.dormant_after_months),
            "produced": produced_by(activity, meetings_of(row, request.user), thread),
            "actions": row.actions.all(),
            "documents": row.documents.all(),
            "risk": RiskNote.objects.visible_to(request.user).filter(agreement=row).first(),
            "may_edit": Agreement.objects.editable_by(request.user).filter(pk=pk).exists(),
            "event_form": EventForm(),
            "action_form": ActionForm(),
            "policy_form": PolicyForm(),
            "document_form": DocumentForm(),
            "log": LogEntry.objects.told_of(row, request.user)[:12],
            "children": Agreement.objects.visible_to(request.user, 20).filter(parent=row).only("title"),
            "policies": row.policies.all(),
            "sums": [(line, Grade(line.grade).label) for line in sums_by_grade(claims_under(row, request))],
        }
    return render(request, "desk/agreement.html", context)


def claims_under(row: Agreement, request: DeskRequest) -> Any:
    """What firms gained under this agreement, as far as the reader sees amounts."""
    rows = EffectClaim.objects.visible_to(request.user, Level.FULL).filter(agreements=row)
    return rows.only("grade", "amount", "currency")


def own_agreement(request: DeskRequest, pk: int) -> Agreement:
    row = get_object_or_404(Agreement.objects.editable_by(request.user), pk=pk)
    assert isinstance(row, Agreement)
    return row


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_agreement(request, pk)
    form = AgreementForm(request.POST or None, instance=row, account=request.user)
    if form.is_valid():
        fields = {**form.cleaned_data}
        revision = fields.pop("revision") or 0
        try:
            row = services.change_agreement(own_agreement(request, pk), by=request.user, revision=revision, **fields)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, saved(row))
            return redirect("web:agreement", pk)
    return render(
        request, "desk/form.html", {"form": form, "title": str(row), "back": reverse("web:agreement", args=[pk])}
    )


@desk_page
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    desk = request.user.desk
    if desk is None or desk.pk not in request.user.editing_desk_ids:
        raise PermissionDenied
    form = AgreementForm(request.POST or None, account=request.user)
    if form.is_valid():
        fields = {**form.cleaned_data}
        fields.pop("revision")
        row = services.register_agreement(desk=desk, by=request.user, **fields)
        messages.success(request, saved(row))
        return redirect("web:agreement", row.pk)
    return render(
        request, "desk/form.html", {"form": form, "title": _("New agreement"), "back": reverse("web:agreements")}
    )


def _part_form(request: DeskRequest, pk: int, form: forms.Form, verb: Any, title: str) -> HttpResponse:
    """Take one form about an agreement; show it alone, with what was typed, where it cannot be taken."""
    row = own_agreement(request, pk)
    if form.is_valid():
        try:
            verb(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, saved(title))
            return redirect("web:agreement", pk)
    return render(
        request, "desk/form.html", {"form": form, "title": title, "back": reverse("web:agreement", args=[pk])}
    )


@desk_page
@require_POST
def add_event(request: DeskRequest, pk: int) -> HttpResponse:
    return _part_form(request, pk, EventForm(request.POST), services.record_event, _("Event"))


@desk_page
@require_POST
def add_action(request: DeskRequest, pk: int) -> HttpResponse:
    return _part_form(request, pk, ActionForm(request.POST), services.plan_action, _("Action"))


@desk_page
@require_POST
def cite_policy(request: DeskRequest, pk: int) -> HttpResponse:
    return _part_form(request, pk, PolicyForm(request.POST), services.cite_policy, _("Policy of the partner"))


@desk_page
@require_http_methods(["GET", "POST"])
def risk(request: DeskRequest, pk: int) -> HttpResponse:
    note = RiskNote.objects.visible_to(request.user).filter(agreement=own_agreement(request, pk)).first()
    if request.user.roles.get(own_agreement(request, pk).desk_id) not in ("officer", "municipal") and note is None:
        raise Http404
    initial = {"text": note.text, "review_on": note.review_on} if note else None
    return _part_form(request, pk, RiskForm(request.POST or None, initial=initial), services.note_risk, _("Risk note"))


@desk_page
@require_POST
def add_document(request: DeskRequest, pk: int) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        row = own_agreement(request, pk)
        services.keep_document(
            row, name=upload.name, content=upload.read(), media_type=upload.content_type or "application/octet-stream",
            language=form.cleaned_data["language"], by=request.user,
        )  # fmt: skip
        messages.success(request, saved(upload.name))
        return redirect("web:agreement", pk)
    return render(
        request,
        "desk/form.html",
        {"form": form, "title": _("Document"), "back": reverse("web:agreement", args=[pk]), "has_file": True},
        status=422,
    )


@desk_page
def document(request: DeskRequest, pk: int) -> HttpResponse:
    """A kept file, always as a download, so that nothing in it runs in our pages."""
    row = get_object_or_404(Document.objects.visible_to(request.user).select_related("file"), pk=pk)
    return FileResponse(
        open_stored(row.file), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )


@desk_page
@require_POST
def tick(request: DeskRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.editable_by(request.user).select_related("agreement"), pk=pk)
    on = None if action.done_on else timezone.localdate()
    services.tick_action(action, on=on, by=request.user)
    messages.success(request, saved(action))
    return redirect("web:agreement", action.agreement_id)


@desk_page
@require_POST
def choose_date(request: DeskRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(AgreementEvent.objects.editable_by(request.user).select_related("agreement"), pk=pk)
    services.show_event(event, by=request.user)
    messages.success(request, saved(event))
    return redirect("web:agreement", event.agreement_id)


def wanted_place(request: DeskRequest, code: str) -> Place:
    rows = Place.objects.filter(code=code).select_related("parent__parent")
    if scheme := request.GET.get("scheme"):
        rows = rows.filter(scheme=scheme)
    place = rows.first()
    if place is None:
        raise Http404
    return place


@desk_page
def place(request: DeskRequest, code: str) -> HttpResponse:
    where = wanted_place(request, code)
    return render(
        request, "desk/place.html", {"place": where, "brief": briefing_of(where, request.user, timezone.localdate())}
    )


@desk_page
def place_paper(request: DeskRequest, code: str) -> HttpResponse:
    where = wanted_place(request, code)
    pdf = paper_for_the_mayor(where, request.user, timezone.localdate())
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{where.code}.pdf"'}
    )


urlpatterns = [
    path("register/", agreements, name="agreements"),
    path("register/new/", add, name="agreement-new"),
    path("register/<int:pk>/", agreement, name="agreement"),
    path("register/<int:pk>/edit/", edit, name="agreement-edit"),
    path("register/<int:pk>/event/", add_event, name="agreement-event"),
    path("register/<int:pk>/action/", add_action, name="agreement-action"),
    path("register/<int:pk>/policy/", cite_policy, name="agreement-policy"),
    path("register/<int:pk>/risk/", risk, name="agreement-risk"),
    path("register/<int:pk>/document/", add_document, name="agreement-document"),
    path("register/action/<int:pk>/tick/", tick, name="action-tick"),
    path("register/event/<int:pk>/show/", choose_date, name="event-show"),
    path("register/document/<int:pk>/", document, name="document"),
    path("places/<slug:code>/", place, name="place"),
    path("places/<slug:code>/paper/", place_paper, name="place-paper"),
]
