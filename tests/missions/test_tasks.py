"""The list of what the organiser sees to."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from greendesk.desks.models import LogEntry, Role
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.missions import errors, services
from greendesk.missions.models import Task
from tests.factories import PersonFactory, officer_of
from tests.factories.missions import mission_of

pytestmark = pytest.mark.django_db
VISAS = Texts.of("en", "Visas")


@pytest.fixture
def mission(desk, officer):
    return mission_of(desk, officer)


@pytest.fixture
def task(mission, officer):
    return services.plan_task(mission, text=VISAS, account=officer, due_on=date(2026, 9, 1), by=officer)


def test_a_task_is_ticked_and_taken_back_and_both_are_logged(task, mission, officer):
    assert services.tick_task(task, on=date(2026, 8, 30), by=officer).done_on == date(2026, 8, 30)
    assert services.tick_task(task, on=None, by=officer).done_on is None
    said = LogEntry.objects.of_record(mission).filter(verb__contains="task").values_list("verb", flat=True)
    assert sorted(said) == ["mission.task_done", "mission.task_planned", "mission.task_reopened"]


def test_what_is_open_stands_first_and_the_nearest_day_before_the_others(mission, task, officer):
    for name, due in (("Someday", None), ("Soon", date(2026, 8, 1)), ("Gone", date(2026, 7, 1))):
        services.plan_task(mission, text=Texts.of("en", name), account=officer, due_on=due, by=officer)
    services.tick_task(mission.tasks.get(due_on=date(2026, 7, 1)), on=date(2026, 7, 1), by=officer)
    assert [str(row) for row in mission.tasks.all()] == ["Soon", "Visas", "Someday", "Gone"]
    assert [str(row) for row in mission.tasks.due_by(date(2026, 9, 1))] == ["Soon", "Visas"]
    assert (task.is_late(date(2026, 9, 1)), task.is_late(date(2026, 9, 2))) == (False, True)


def test_somebody_must_see_to_it_and_only_one(mission, officer, desk):
    for owners in ({}, {"account": officer, "person": PersonFactory(desk=desk)}):
        with pytest.raises(errors.TaskNeedsOneOwner):
            services.plan_task(mission, text=VISAS, by=officer, **owners)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(mission=mission, text=VISAS)


def test_nobody_of_another_desk_gets_one(mission, officer, stranger, desk):
    for owner in (
        {"account": stranger},
        {"account": officer_of(desk, Role.PARTNER)},
        {"person": PersonFactory(desk=stranger.desk)},
    ):
        with pytest.raises(errors.NotAtTheDesk):
            services.plan_task(mission, text=VISAS, by=officer, **owner)


def test_only_the_desk_plans_and_ticks(mission, task, stranger, desk):
    for by in (stranger, officer_of(desk, Role.PARTNER)):
        with pytest.raises(NotYours):
            services.plan_task(mission, text=VISAS, account=by, by=by)
        with pytest.raises(NotYours):
            services.tick_task(task, on=date(2026, 8, 30), by=by)
    assert not Task.objects.visible_to(stranger).exists()


def test_the_form_plans_one_and_keeps_what_was_typed_where_nobody_sees_to_it(mission, officer, officer_client):
    address = reverse("web:mission-task", args=[mission.pk])
    refused = officer_client.post(address, {"text": "Book tickets"})
    assert refused.status_code == 422
    assert b"Say who sees to it" in refused.content
    assert b"Book tickets" in refused.content
    assert officer_client.post(address, {"text": "Book tickets", "account": officer.pk}).status_code == 302
    made = mission.tasks.get()
    tick = reverse("web:task-tick", args=[made.pk])
    officer_client.post(tick)
    made.refresh_from_db()
    assert made.done_on


def test_strangers_find_no_such_page(mission, task, stranger_client):
    for name, pk in (("mission-task", mission.pk), ("task-tick", task.pk)):
        assert stranger_client.post(reverse(f"web:{name}", args=[pk])).status_code == 404


def test_tasks_of_a_closed_mission_are_not_due(task, mission, officer, officer_client):
    assert officer_client.get("/today/").context["lists"][0].lines
    services.close_mission(mission, by=officer)
    assert officer_client.get("/today/").context["lists"][0].lines == []
