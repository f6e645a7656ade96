"""How far a job is, for those who may know it, with and without a script."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.kit import jobs
from greendesk.kit.models import JobProgress
from greendesk.web.lists import tasks
from tests.conftest import client_of
from tests.factories import officer_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(officer, settings):
    """A job that waits for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    state = jobs.state(jobs.enqueue(tasks.export_everything, officer.pk, "json", label="Export", account_id=officer.pk))
    JobProgress.objects.filter(task_result_id=state.id).update(done=3, total=9)
    return state


def address(job, back="/lists/"):
    return reverse("web:job", args=[job.id]) + f"?back={back}"


def finish(job):
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.filter(pk=job.id).update(status="SUCCESSFUL", finished_at=timezone.now())


def test_the_panel_asks_by_itself_until_the_job_is_done(officer_client, asked):
    running = officer_client.get(address(asked) + "&reload=1", headers=HTMX)
    assert "hx-get" in running.content.decode()
    assert "3 of 9" in running.content.decode()
    finish(asked)
    done = officer_client.get(address(asked) + "&reload=1", headers=HTMX)
    assert done["HX-Refresh"] == "true"
    assert "hx-get" not in done.content.decode()


def test_a_page_with_forms_is_never_loaded_again_under_somebody_who_types(officer_client, asked):
    finish(asked)
    assert "HX-Refresh" not in officer_client.get(address(asked), headers=HTMX)


def test_without_a_script_a_page_of_its_own_loads_itself_again_and_leads_back(officer_client, asked):
    assert '<noscript><meta http-equiv="refresh"' in officer_client.get(address(asked)).content.decode()
    finish(asked)
    assert officer_client.get(address(asked))["Location"] == "/lists/"
    assert officer_client.get(address(asked, "https://elsewhere.example/"))["Location"] == "/"


def test_colleagues_may_look_and_strangers_may_not(stranger_client, desk, asked):
    assert client_of(officer_of(desk), desk).get(address(asked)).status_code == 200
    assert stranger_client.get(address(asked)).status_code == 404


def test_an_unknown_job_is_not_there(officer_client):
    assert officer_client.get(reverse("web:job", args=[uuid4()])).status_code == 404
