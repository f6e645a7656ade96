"""Tasks, proposals and standby over the wire: the same verbs, the same wall."""

from __future__ import annotations

from datetime import date

import pytest

from greendesk.catalogue.models import Standby
from greendesk.desks.models import Role
from greendesk.missions.models import MatchProposal
from tests.api.conftest import Program
from tests.factories import ChallengeFactory, PersonFactory, PlaceFactory, SiteFactory, officer_of
from tests.factories.missions import application_of, mission_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(desk, officer):
    return mission_of(desk, officer, place=PlaceFactory(code="420000", kind="province", name_en="Hubei"))


def test_a_task_is_planned_for_a_colleague_or_a_person(ours, theirs, mission, officer, desk):
    address, person = f"missions/{mission.pk}/tasks", PersonFactory(desk=desk)
    assert ours.post(address, text={"en": "Visas"}, account=officer.email.upper()).status_code == 201
    assert ours.post(address, text={"en": "Cars"}, person=person.pk, due_on=date(2026, 9, 1)).status_code == 201
    assert sorted(row.owner for row in mission.tasks.all()) == sorted([officer.name, person.both])
    refused = ours.post(address, text={"en": "Nobody's"}, account="nobody@example.org")
    assert (refused.status_code, refused.json()["code"]) == (422, "missions.task_needs_one_owner")
    assert theirs.post(address, text={"en": "x"}, account=officer.email).status_code == 404


def test_a_matcher_proposes_and_the_desk_answers(ours, theirs, mission, desk, officer):
    firm = application_of(mission, officer).company
    need = ChallengeFactory(desk=desk, place=mission.place, state="open")
    matcher = Program(officer_of(desk, Role.PARTNER))
    address, said = f"missions/{mission.pk}/proposals", {"challenge": need.pk, "company": firm.pk, "reason": "They fit"}
    made = matcher.post(address, **said)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert [program.post(address, **said).status_code for program in (ours, theirs)] == [403, 403]
    answer = f"proposals/{made.json()['id']}/answer"
    assert [program.post(answer, accept=True).status_code for program in (matcher, theirs)] == [404, 404]
    assert ours.post(answer, accept=False, note="Not now").json()["state"] == "declined"
    assert MatchProposal.objects.get().answer_note == "Not now"


def test_a_host_is_put_on_standby(ours, theirs, desk):
    site, host = SiteFactory(desk=desk), PersonFactory(desk=desk)
    assert ours.post(f"sites/{site.pk}/standby", host=host.pk, notice_days=2).status_code == 200
    assert Standby.objects.get().notice_days == 2
    assert theirs.post(f"sites/{site.pk}/standby", host=host.pk, notice_days=2).status_code == 404
    assert ours.post(f"sites/{site.pk}/standby", host=host.pk, notice_days=99).status_code == 422
