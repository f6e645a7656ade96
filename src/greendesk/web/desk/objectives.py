"""Objectives of a project: worded one by one, each tied to the indicators that measure it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.models import Account, Level
from greendesk.effects import services as effects
from greendesk.effects.models import Indicator, Measure
from greendesk.kit.texts import Texts, TextsFormField
from greendesk.projects import services
from greendesk.projects.models import Goal, Project

from ..views import DeskRequest, desk_page, saved, take


class GoalForm(forms.Form):
    text = TextsFormField(label=gettext_lazy("What is to be reached"))

    def __init__(self, *args: Any, text: Texts | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = text


class MeasureForm(forms.Form):
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=gettext_lazy("Indicator"))

    def __init__(self, *args: Any, account: Account, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.visible_to(account, Level.SUMMARY).exclude(measures__goal=goal)
        self.fields["indicator"].queryset = rows  # type: ignore[attr-defined]


def _own(request: DeskRequest, pk: int) -> Goal:
    row = get_object_or_404(Goal.objects.editable_by(request.user).select_related("project"), pk=pk)
    assert isinstance(row, Goal)
    return row


def _form(request: DeskRequest, form: forms.Form, verb: Any, title: str, project: int) -> HttpResponse:
    """Take a form about a project's objective and go back to the project."""
    if done := take(form, verb):
        messages.success(request, saved(done))
        return redirect(reverse("web:project", args=[project]) + "#objectives")
    context = {"form": form, "title": title, "back": reverse("web:project", args=[project])}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "POST"])
def goal(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Project.objects.editable_by(request.user), pk=pk)
    form = GoalForm(request.POST or None)
    title = _("Objective: %(what)s") % {"what": row}
    return _form(request, form, lambda **facts: services.set_goal(row, by=request.user, **facts), title, pk)


@desk_page
@require_http_methods(["GET", "POST"])
def reword(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = GoalForm(request.POST or None, text=row.text)
    title = _("Objective: %(what)s") % {"what": row.project}
    return _form(
        request, form, lambda **facts: services.reword_goal(row, by=request.user, **facts), title, row.project_id
    )


@desk_page
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    services.drop_goal(row, by=request.user)
    messages.success(request, _("Taken away: %(what)s") % {"what": row})
    return redirect("web:project", row.project_id)


@desk_page
@require_http_methods(["GET", "POST"])
def tie(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = MeasureForm(request.POST or None, account=request.user, goal=row)
    title = _("What measures it: %(what)s") % {"what": row}
    return _form(
        request, form, lambda **facts: effects.tie_indicator(row, by=request.user, **facts), title, row.project_id
    )


@desk_page
@require_POST
def untie(request: DeskRequest, pk: int) -> HttpResponse:
    rows = Measure.objects.editable_by(request.user).select_related("goal__project", "indicator")
    row = get_object_or_404(rows, pk=pk)
    effects.untie_indicator(row, by=request.user)
    messages.success(request, _("Taken away: %(what)s") % {"what": row.indicator})
    return redirect("web:project", row.goal.project_id)


urlpatterns = [
    path("projects/<int:pk>/objective/", goal, name="project-goal"),
    path("projects/objectives/<int:pk>/edit/", reword, name="goal-edit"),
    path("projects/objectives/<int:pk>/drop/", drop, name="goal-drop"),
    path("projects/objectives/<int:pk>/indicator/", tie, name="goal-indicator"),
    path("projects/measures/<int:pk>/drop/", untie, name="goal-indicator-drop"),
]
