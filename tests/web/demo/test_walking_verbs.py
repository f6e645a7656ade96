"""The walk goes by public verbs: on fresh records it does not get past one that is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from greendesk.web.demo.loading import load_demonstration
from greendesk.web.demo.walking import Walk, mission, overview, references, sector, visit


class Gone(Exception):
    """Raised where a verb stood."""


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_demonstration()
        try:
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("programme", "room", "verb", "steps"),
    [
        (mission, mission.missions, "open_call", ["call"]),
        (mission, mission.missions, "fix_cohort", ["cohort"]),
        (mission, mission.matchmaking, "refresh_all", ["suggestions"]),
        (mission, mission.meetings, "request_meeting", ["suggestions", "requests"]),
        (mission, mission.meetings, "answer_request", ["suggestions", "requests"]),
        (references, references.visits, "add_stop", ["visits"]),
        (references, references.visits, "report_visit", ["visits", "reports"]),
        (references, references.effects, "define_indicator", ["indicators"]),
        (references, references.effects, "write_report", ["effect report"]),
        (overview, overview.matchmaking, "judge_fit", ["relevance"]),
        (sector, sector.events, "book_panel_slot", ["panel slots"]),
        (sector, sector.events, "give_verdict", ["panel slots", "verdicts"]),
        (sector, sector.followups, "open_lead", ["panel slots", "verdicts", "lead"]),
        (sector, sector.catalogue, "share_experience", ["panel slots", "verdicts", "experience"]),
        (visit, visit.services, "triage_visit", ["request"]),
        (visit, visit.services, "edit_delegation", ["request", "preparation"]),
        (visit, visit.services, "add_stop", ["request", "preparation", "programme"]),
        (visit, visit.followups, "record_exchange", ["request", "exchange"]),
    ],
)
def test_the_walk_stops_at_a_verb_that_is_gone(
    demonstration: None,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    programme: Any,
    room: Any,
    verb: str,
    steps: list[str],
) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise Gone(verb)

    monkeypatch.setattr(room, verb, gone)
    walk = Walk("S", tmp_path, timezone.now())
    known = dict(programme.STEPS)
    for name in steps[:-1]:
        walk.take(name, known[name])
    assert [str(line) for line in walk.lines if not line.managed] == []
    with pytest.raises(Gone):
        walk.take(steps[-1], known[steps[-1]])
