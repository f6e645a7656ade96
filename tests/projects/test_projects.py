"""Projects: lessons outlive them, promises go on."""

from __future__ import annotations

from datetime import date

import pytest

from greendesk.agreements.services import plan_action, tick_action
from greendesk.kit.errors import ChangedMeanwhile, NotYours
from greendesk.kit.texts import Texts
from greendesk.projects import errors, services
from greendesk.projects.models import Project
from tests.factories import AgreementFactory, OrganisationFactory
from tests.factories.followups import ON, ProjectFactory


def test_a_project_starts_with_partners_and_without_a_guessed_currency(desk, officer):
    partner = OrganisationFactory(desk=desk)
    project = services.start_project(
        desk=desk, name=Texts.of("da", "China Desk"), by=officer, budget=882000, period="2016-03-31/2020-03-29",
        partners=[partner],
    )  # fmt: skip
    assert Project.objects.get(pk=project.pk).currency == ""
    assert [row.organisation for row in project.partners.all()] == [partner]


def test_a_nameless_or_strange_project_is_refused(desk, officer, stranger):
    with pytest.raises(errors.NeedsName):
        services.start_project(desk=desk, name=Texts(), by=officer)
    with pytest.raises(NotYours):
        services.start_project(desk=desk, name=Texts.of("en", "x"), by=stranger)


def test_handing_over_gives_lessons_agreements_and_open_promises_once(desk, officer):
    old, new = ProjectFactory(desk=desk), ProjectFactory(desk=desk)
    agreement = AgreementFactory(desk=desk)
    old.agreements.add(agreement)
    services.learn_lesson(old, text=Texts.of("sv", "Visa det som redan är byggt"), by=officer, source="Ecoex")
    open_one = plan_action(agreement, text=Texts.of("en", "Send drawings"), owner="Karin", by=officer, due_on=ON)
    tick_action(plan_action(agreement, text=Texts.of("en", "Done"), owner="Karin", by=officer), on=ON, by=officer)

    given = services.hand_over_project(old, successor=new, by=officer)
    again = services.hand_over_project(old, successor=new, by=officer)

    new.refresh_from_db()
    assert new.predecessor == old
    assert [str(lesson.text) for lesson in new.lessons.all()] == ["Visa det som redan är byggt"]
    assert list(new.agreements.all()) == [agreement]
    assert given.promises == [open_one]
    assert (len(given.lessons), len(again.lessons), again.agreements) == (1, 0, [])


def test_no_project_follows_itself_by_way_of_others(desk, officer):
    first, second = ProjectFactory(desk=desk), ProjectFactory(desk=desk)
    services.hand_over_project(first, successor=second, by=officer)
    for successor in (first, second):
        with pytest.raises(errors.WouldCircle):
            services.hand_over_project(second, successor=successor, by=officer)


def test_both_projects_must_be_ones_own(desk, officer, stranger):
    with pytest.raises(NotYours):
        services.hand_over_project(ProjectFactory(desk=desk), successor=ProjectFactory(desk=stranger.desk), by=officer)


def test_closing_can_be_undone_and_closed_projects_still_learn(desk, officer):
    project = ProjectFactory(desk=desk)
    services.close_project(project, on=date(2013, 12, 31), by=officer)
    with pytest.raises(errors.AlreadyClosed):
        services.close_project(project, on=ON, by=officer)
    services.learn_lesson(project, text=Texts.of("en", "Late insight"), by=officer)
    services.reopen_project(project, by=officer)
    assert Project.objects.get(pk=project.pk).closed_on is None
    with pytest.raises(errors.NotClosed):
        services.reopen_project(project, by=officer)
    with pytest.raises(errors.NeedsLesson):
        services.learn_lesson(project, text=Texts(), by=officer)


def test_a_report_is_kept_with_or_without_its_file(desk, officer):
    project = ProjectFactory(desk=desk)
    kept = services.deliver_report(project, name="slutrapport.pdf", by=officer, content=b"%PDF", delivered="2013-12")
    known = services.deliver_report(project, name="Annual report", by=officer)
    assert (kept.file.size, known.file) == (4, None)


def test_two_people_editing_one_project(desk, officer):
    project = ProjectFactory(desk=desk)
    services.change_project(project, by=officer, revision=1, currency="EUR")
    with pytest.raises(ChangedMeanwhile):
        services.change_project(project, by=officer, revision=1, currency="DKK")
