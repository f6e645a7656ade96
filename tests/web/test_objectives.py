"""Objectives of a project, their indicators, and what these say last; as far as both sides may be known."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.desks.models import Level
from greendesk.effects.models import Indicator, Measure
from greendesk.effects.queries import reached_by
from greendesk.effects.services import observe, tie_indicator
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.projects import errors
from greendesk.projects.models import Goal
from greendesk.projects.services import set_goal, start_project
from tests.factories import DeskFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def en(text):
    return Texts.of("en", text)


def indicator_at(desk, sharing=Level.SUMMARY, name="Exports"):
    return Indicator.objects.create(desk=desk, name=en(name), definition=en("Sold abroad"), unit="%", sharing=sharing)


@pytest.fixture
def project(desk, officer):
    place = PlaceFactory(name_en="Home")
    return start_project(desk=desk, name=en("Export promotion"), by=officer, place=place, sharing=Level.SUMMARY)


def test_an_objective_is_worded_reworded_tied_untied_and_taken_away(officer_client, project):
    indicator = indicator_at(officer_client.desk)
    address = reverse("web:project-goal", args=[project.pk])
    assert officer_client.post(address, {"text": " "}).status_code == 422
    officer_client.post(address, {"text": "More exporters"})
    goal = Goal.objects.get()
    officer_client.post(reverse("web:goal-edit", args=[goal.pk]), {"text": "More firms that export"})
    tie = reverse("web:goal-indicator", args=[goal.pk])
    assert "Exports" in officer_client.get(tie).content.decode()
    officer_client.post(tie, {"indicator": indicator.pk})
    page = officer_client.get(reverse("web:project", args=[project.pk])).content.decode()
    assert all(part in page for part in ("More firms that export", "Exports", "Sold abroad", "no value yet"))
    assert str(project) in officer_client.get(reverse("web:indicator", args=[indicator.pk])).content.decode()
    officer_client.post(reverse("web:goal-indicator-drop", args=[Measure.objects.get().pk]))
    assert not Measure.objects.exists()
    officer_client.post(reverse("web:goal-drop", args=[goal.pk]))
    assert not Goal.objects.exists()


def test_the_last_value_is_that_of_the_projects_own_place(officer, desk, project):
    goal, indicator = set_goal(project, text=en("More"), by=officer), indicator_at(desk)
    tie_indicator(goal, indicator=indicator, by=officer)
    for place, period, value in ((project.place, "2012", "64"), (None, "2016", "70"), (PlaceFactory(), "2018", "80")):
        observe(indicator, place=place, period=period, value=value, source="Office", by=officer)
    observe(indicator, place=project.place, period="2020", statement=en("More than ever"), source="Office", by=officer)
    ((reading,),) = (line.readings for line in reached_by(project, officer))
    assert (reading.latest.value.written(), reading.latest.place) == ("64", project.place)


def test_an_indicator_that_may_not_be_read_is_neither_tied_nor_shown(officer, stranger, stranger_client, project):
    goal = set_goal(project, text=en("More exporters"), by=officer)
    theirs = indicator_at(stranger.desk, Level.PRIVATE, "SECRET")
    with pytest.raises(NotYours):
        tie_indicator(goal, indicator=theirs, by=officer)
    with pytest.raises(NotYours):
        tie_indicator(goal, indicator=theirs, by=stranger)
    ours = indicator_at(project.desk, Level.EXISTENCE, "HIDDEN")
    tie_indicator(goal, indicator=ours, by=officer)
    page = stranger_client.get(reverse("web:project", args=[project.pk])).content.decode()
    assert "More exporters" in page and "HIDDEN" not in page
    assert stranger_client.get(reverse("web:goal-indicator", args=[goal.pk])).status_code == 404
    type(project).objects.update(sharing=Level.EXISTENCE)
    assert "More exporters" not in stranger_client.get(reverse("web:project", args=[project.pk])).content.decode()


def test_an_empty_objective_is_refused(officer, project):
    with pytest.raises(errors.NeedsGoal):
        set_goal(project, text=Texts(), by=officer)


@pytest.mark.parametrize("count", [1, 3])
def test_objectives_cost_the_same_for_one_and_for_three(officer, project, count, django_assert_num_queries):
    for number in range(count):
        goal = set_goal(project, text=en(f"Goal {number}"), by=officer)
        for _ in range(count):
            indicator = indicator_at(DeskFactory())
            tie_indicator(goal, indicator=indicator, by=officer)
            Indicator.objects.update(desk=project.desk)
            observe(indicator, period="2012", value="64", source="Office", by=officer)
    officer.roles  # noqa: B018, read beforehand
    with django_assert_num_queries(4):
        assert len(reached_by(project, officer)) == count
