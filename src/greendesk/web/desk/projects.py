"""Projects: who pays for what, with whom, what was learnt, and what the next one takes over."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.files import open_stored
from greendesk.desks.models import Account, Level, LogEntry
from greendesk.desks.sharing import Shown
from greendesk.directory.models import Organisation
from greendesk.effects.queries import reached_by
from greendesk.followups.models import Lead
from greendesk.kit.facts import CURRENCIES, PartialDateFormField
from greendesk.kit.texts import TextsFormField
from greendesk.projects import services
from greendesk.projects.models import Project, ProjectReport

from ..themes import ThemesField
from ..thread import thread_of
from ..views import (
    DeskRequest,
    desk_page,
    edit_page,
    form_page,
    open_form,
    page_of,
    part_taken,
    saved,
    shown_or_404,
    take,
)
from ..widgets import UploadField
from .access import doors_of
from .followups import our_desk
from .followups_forms import AgreementsField
from .register_forms import PlaceField
from .sponsors import sponsors_of


class ProjectForm(forms.Form):
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    objectives = TextsFormField(label=gettext_lazy("Objectives"), required=False)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=pgettext_lazy("project", "Owner"), required=False)
    funder = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Funder"), required=False)
    place = PlaceField(label=gettext_lazy("Place"), required=False)
    period = PartialDateFormField(label=gettext_lazy("Period"), required=False)
    budget = forms.DecimalField(
        label=gettext_lazy("Budget"), required=False, min_value=0, max_digits=16, decimal_places=2
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False, choices=CURRENCIES)
    themes = ThemesField()
    agreements = AgreementsField()
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, account: Account, project: Project | None = None, **kwargs: Any) -> None:
        if project is not None:
            names = ("name", "objectives", "place", "period", "budget", "currency", "revision")
            kwargs["initial"] = {name: getattr(project, name) for name in names} | {
                "owner": project.owner_id, "funder": project.funder_id, "themes": list(project.themes.all()),
                "agreements": [a.pk for a in project.agreements.all()],
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in ("owner", "funder"):
            fields[name].queryset = Organisation.objects.ours(account)
        fields["agreements"].queryset = AgreementsField.of(account)
        if project is None:
            del fields["revision"]
        else:
            for name in ("name", "objectives"):
                fields[name].initial = getattr(project, name)


class LessonForm(forms.Form):
    text = TextsFormField(label=gettext_lazy("What the next one should know"))
    source = forms.CharField(label=gettext_lazy("Who says so"), max_length=300, required=False)


class PartnerForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    role = TextsFormField(label=gettext_lazy("Role"), required=False, widget=forms.TextInput)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.ours(account)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    file = UploadField(label=gettext_lazy("File"), required=False)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=160, required=False)
    delivered = PartialDateFormField(label=gettext_lazy("Delivered"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not data.get("name"):
            self.add_error("name", _("Choose a file, or name the report that was delivered."))
        return data


class HandOverForm(forms.Form):
    successor = forms.ModelChoiceField(Project.objects.none(), label=gettext_lazy("The project that goes on"))

    def __init__(self, *args: Any, account: Account, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Project.objects.editable_by(account).exclude(pk=project.pk)
        self.fields["successor"].queryset = rows  # type: ignore[attr-defined]


@desk_page
def projects(request: DeskRequest) -> HttpResponse:
    rows = Project.objects.visible_to(request.user).select_related("desk", "place", "funder", "owner").order_by("-pk")
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": [Shown(row) for row in page.object_list],
        "may_edit": bool(request.user.editing_desk_ids),
    }
    return render(request, "desk/projects.html", context)


def show(request: DeskRequest, pk: int, **bound: Any) -> HttpResponse:
    rows = Project.objects.select_related("desk", "place", "owner", "funder", "predecessor")
    shown = shown_or_404(Project, request.user, pk, rows=rows)
    may_edit = Project.objects.editable_by(request.user).filter(pk=pk).exists()
    context: dict[str, Any] = {
        "shown": shown,
        "thread": thread_of(shown, request.user),
        "may_edit": may_edit,
        "open": open_form(request, bound),
    }
    if shown.is_summary:
        context |= {
            "doors": doors_of(request.user, project=pk), "reached": reached_by(shown._row, request.user), "sponsors": sponsors_of("project", request.user, pk), "lessons": shown._row.lessons.all(), "partners": shown._row.partners.select_related("organisation"),
            "successors": Project.objects.visible_to(request.user, Level.SUMMARY).filter(predecessor=pk),
        }  # fmt: skip
    if isinstance(row := shown.record, Project):
        context |= {
            "reports": row.reports.select_related("file"), "promises": services.open_promises(row),
            "leads": Lead.objects.ours(request.user).running().filter(agreements__in=row.agreements.all()).distinct().select_related("owner__organisation")[:30],
            "log": LogEntry.objects.told_of(row, request.user)[:10],
            "lesson_form": LessonForm, "report_form": ReportForm, "partner_form": partial(PartnerForm, account=request.user),
            "hand_over_form": partial(HandOverForm, account=request.user, project=row), **bound,
        }  # fmt: skip
    return render(request, "desk/project.html", context, status=422 if bound else 200)


@desk_page
def project(request: DeskRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def own_project(request: DeskRequest, pk: int) -> Project:
    row = get_object_or_404(Project.objects.editable_by(request.user).select_related("desk"), pk=pk)
    assert isinstance(row, Project)
    return row


@desk_page
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    desk = our_desk(request)
    form = ProjectForm(request.POST or None, account=request.user)
    verb = partial(services.start_project, desk=desk, by=request.user)
    return form_page(request, form, verb, _("New project"), "web:project", reverse("web:projects"))


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_project(request, pk)
    form = ProjectForm(request.POST or None, account=request.user, project=row)
    return edit_page(request, form, services.change_project, row, "web:project")


@desk_page
@require_POST
def lesson(request: DeskRequest, pk: int) -> HttpResponse:
    row, form = own_project(request, pk), LessonForm(request.POST)
    return part_taken(
        request, form, lambda **data: services.learn_lesson(row, by=request.user, **data),
        to="web:project", pk=pk, again=lambda: show(request, pk, lesson_form=form),
    )  # fmt: skip


@desk_page
@require_POST
def partner(request: DeskRequest, pk: int) -> HttpResponse:
    row, form = own_project(request, pk), PartnerForm(request.POST, account=request.user)
    return part_taken(
        request, form, lambda **data: services.add_partner(row, by=request.user, **data),
        to="web:project", pk=pk, again=lambda: show(request, pk, partner_form=form),
    )  # fmt: skip


@desk_page
@require_POST
def report(request: DeskRequest, pk: int) -> HttpResponse:
    row, form = own_project(request, pk), ReportForm(request.POST, request.FILES)

    def verb(file: Any, name: str, delivered: Any) -> ProjectReport:
        kept = {"content": file.read(), "media_type": file.content_type or "application/octet-stream"} if file else {}
        return services.deliver_report(row, name=name or file.name, delivered=delivered, by=request.user, **kept)

    if kept := take(form, verb):
        messages.success(request, saved(kept))
        return redirect("web:project", pk)
    return show(request, pk, report_form=form)


@desk_page
def report_file(request: DeskRequest, pk: int) -> FileResponse:
    rows = ProjectReport.objects.visible_to(request.user).filter(file__isnull=False).select_related("file")
    row = get_object_or_404(rows, pk=pk)
    return FileResponse(
        open_stored(row.file), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )


@desk_page
@require_POST
def hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_project(request, pk)
    form = HandOverForm(request.POST, account=request.user, project=row)
    given = take(form, lambda successor: services.hand_over_project(row, successor=successor, by=request.user))
    if given is None:
        return show(request, pk, hand_over_form=form)
    said = ngettext("%(n)d lesson handed over", "%(n)d lessons handed over", len(given.lessons)) % {
        "n": len(given.lessons)
    }
    promises = ngettext("%(n)d open promise", "%(n)d open promises", len(given.promises)) % {"n": len(given.promises)}
    messages.success(request, f"{said}, {promises}.")
    return redirect("web:project", form.cleaned_data["successor"].pk)


@desk_page
@require_POST
def close(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_project(request, pk)
    if row.closed_on:
        services.reopen_project(row, by=request.user)
        messages.success(request, _("Open again: %(name)s") % {"name": row})
    else:
        services.close_project(row, on=timezone.localdate(), by=request.user)
        messages.success(request, _("Closed: %(name)s. It can be opened again.") % {"name": row})
    return redirect("web:project", pk)


urlpatterns = [
    path("projects/", projects, name="projects"),
    path("projects/new/", new, name="project-new"),
    path("projects/<int:pk>/", project, name="project"),
    path("projects/<int:pk>/edit/", edit, name="project-edit"),
    path("projects/<int:pk>/lesson/", lesson, name="project-lesson"),
    path("projects/<int:pk>/partner/", partner, name="project-partner"),
    path("projects/<int:pk>/report/", report, name="project-report"),
    path("projects/<int:pk>/hand-over/", hand_over, name="project-hand-over"),
    path("projects/<int:pk>/close/", close, name="project-close"),
    path("projects/reports/<int:pk>/", report_file, name="project-report-file"),
]
