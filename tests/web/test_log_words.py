"""The logbook is read in words: every verb that the source writes has its phrase."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

import greendesk
from greendesk.agreements.models import EventKind
from greendesk.desks import logbook
from greendesk.desks.models import LogEntry
from greendesk.effects.models import Grade
from greendesk.missions.models import ProposalState
from greendesk.outbox.models import MessageState
from greendesk.visits.models import VisitRequestState
from greendesk.web.log_words import PHRASES, WORDS, said_of
from tests.factories.followups import LeadFactory

SOURCE = Path(greendesk.__file__).parent
VERB = re.compile(r"[a-z_]+\.[a-z_]*[a-z]")
BY_STATE = {
    "agreement.": EventKind,
    "message.": MessageState,
    "visit.": VisitRequestState,
    "mission.match_": ProposalState,
}
NEVER = {"mission.match_waiting"}  # the state that an answer ends


def written() -> Iterator[str]:
    """What is given to `logbook.record`, or to a function that hands it on, as it stands in the source."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).rpartition(".")[2] in ("record", "_move", "_steer"):
                for node in (inner for given in call.args for inner in ast.walk(given)):
                    if isinstance(node, ast.JoinedStr):
                        yield ast.unparse(node.values[0]).strip("'\"") + "*"
                    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value):
                        yield node.value


def test_every_verb_has_its_phrase():
    verbs = set(written())
    states = {f"{stem}{value}" for stem, choices in BY_STATE.items() for value in choices.values} - NEVER
    assert len(verbs) > 200
    assert {verb for verb in verbs if verb.endswith("*")} == {f"{stem}*" for stem in BY_STATE}
    assert sorted({verb for verb in verbs | states if not verb.endswith("*")} - WORDS.keys()) == []


def test_no_verb_is_worded_twice():
    assert len(WORDS) == sum(len(verbs.split()) for _phrase, verbs in PHRASES)


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "told"), [("en", "graded: documented"), ("zh-hans", "已")])
def test_a_line_is_told_in_the_readers_language(officer, lang, told):
    lead = LeadFactory(desk=officer.desk)
    line = logbook.record("effect.graded", by=officer, on=lead, grade=Grade.DOCUMENTED)

    with translation.override(lang):
        assert told in said_of(line)
        assert "effect.graded" not in said_of(line)


def test_what_another_version_wrote_is_told_by_its_code():
    assert said_of(LogEntry(verb="future.verb")) == "future.verb"


@pytest.mark.django_db
def test_a_page_tells_words_and_no_codes(officer_client):
    lead = LeadFactory(desk=officer_client.desk)
    logbook.record("lead.opened", by=officer_client.account, on=lead)

    text = officer_client.get(reverse("web:lead", args=[lead.pk])).content.decode()

    assert "opened <span" in text and "lead.opened" not in text
