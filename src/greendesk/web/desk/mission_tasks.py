"""The tasks of a mission: planned on its page, ticked there and on Today."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from greendesk.desks.models import Account
from greendesk.directory.models import Person
from greendesk.kit.texts import TextsFormField
from greendesk.missions import services
from greendesk.missions.models import Mission, Task

from ..views import DeskRequest, desk_page, saved
from ..widgets import DayInput


class TaskForm(forms.Form):
    text = TextsFormField(label=_("What is to be done"), widget=forms.TextInput)
    account = forms.ModelChoiceField(Account.objects.none(), label=_("Who sees to it, at the desk"), required=False)
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Or somebody else we know"), required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DayInput())

    def __init__(self, *args: Any, mission: Mission, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = mission.workers()  # type: ignore[attr-defined]
        self.fields["person"].queryset = Person.objects.ours(account).filter(erased_at=None)  # type: ignore[attr-defined]


def tasks_of(mission: Mission) -> list[dict[str, Any]]:
    """With a mark on those whose day is over."""
    today = timezone.localdate()
    return [{"row": row, "is_late": row.is_late(today)} for row in mission.tasks.select_related("account", "person")]


@desk_page
@require_POST
def add(request: DeskRequest, pk: int) -> HttpResponse:
    from .missions import changed, own_mission  # its page shows this module's form

    row = own_mission(request, pk)
    form = TaskForm(request.POST, mission=row, account=request.user)
    return changed(request, pk, "task_form", form, lambda **d: services.plan_task(row, by=request.user, **d))


@desk_page
@require_POST
def tick(request: DeskRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.editable_by(request.user).select_related("mission"), pk=pk)
    services.tick_task(task, on=None if task.done_on else timezone.localdate(), by=request.user)
    messages.success(request, saved(task))
    return redirect("web:mission", task.mission_id)


urlpatterns = [
    path("missions/<int:pk>/task/", add, name="mission-task"),
    path("missions/task/<int:pk>/tick/", tick, name="task-tick"),
]
