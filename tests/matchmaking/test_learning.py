"""Learning from decisions: proposed, adopted by a person, taken back; refused when the project's own set drops."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from greendesk.desks.models import LogEntry
from greendesk.engines.matching import Weights
from greendesk.engines.matching.fitting import Judged
from greendesk.engines.matching.weights import SIGNALS
from greendesk.kit.errors import NotYours
from greendesk.matchmaking import errors, learning, plans, services, tasks
from greendesk.matchmaking.models import Adjustment, Decision, Suggestion
from greendesk.matchmaking.services import learning as verbs
from tests.factories import ChallengeFactory, CompanyFactory, DeskFactory
from tests.factories.matchmaking import SuggestionFactory, biogas_company, food_waste_need

NOW = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


FIRST, SECOND = 0, 1  # people go by one signal; the other says nothing


@pytest.fixture(autouse=True)
def even_weights(db, monkeypatch):
    """Shared weights that are the same for all signals, whatever is shipped."""
    even = Weights("1", -2.0, (3.0,) * len(SIGNALS), ((-9.0, 0.0), (9.0, 1.0)))
    monkeypatch.setattr(plans.matcher(), "weights", even)


def signals(first: float, second: float) -> list[float]:
    values = {FIRST: first, SECOND: second}
    return [values.get(n, 0.0) for n in range(len(SIGNALS))]


def far_apart() -> Judged:
    return Judged(np.array([signals(1, 0), signals(0.2, 0.8)] * 2), np.array([2, 0, 2, 0]), np.array([0, 0, 1, 1]))


def decided(desk, count: int = 60) -> None:
    """Companies said yes where the first signal is high, and no where it is not, whatever the second says."""
    basis, firms = plans.matcher().basis, [CompanyFactory(desk=desk) for _n in range(3)]
    chance = np.random.default_rng(3)
    for _number in range(count // 3):
        need = ChallengeFactory(desk=desk)
        for rank in (1, 2, 3):
            first, second = chance.random(2)
            found = dict(zip(SIGNALS, signals(first, second), strict=True)) | {"basis": basis}
            firm = firms[rank - 1]
            row = SuggestionFactory(desk=desk, challenge=need, company=firm, signals=found, rank=rank)
            answer, reason = ("interested", "") if first > 0.5 else ("never", "off_topic")
            Decision.objects.create(suggestion=row, side="company", answer=answer, reason=reason, rank_shown=rank)


@pytest.fixture
def guarded(monkeypatch):
    """A guard set that the desk's decisions agree with."""
    monkeypatch.setattr(verbs, "guard_set", lambda used: far_apart())


def test_a_proposal_changes_nothing_until_a_person_adopts_it(desk, officer, guarded):
    decided(desk)

    row = services.propose_adjustment(desk)

    assert row.state == "proposed"
    most = SIGNALS[FIRST]
    assert row.after["weights"][most] > row.before["weights"][most]
    assert row.figures["right_after"] > row.figures["right_before"]
    assert plans.weights_in_force(plans.matcher()) == {}
    services.adopt_adjustment(row, by=officer, at=NOW)
    assert set(plans.weights_in_force(plans.matcher())) == {desk.pk}


def test_only_the_desks_own_needs_are_weighed_anew(desk, officer, guarded):
    decided(desk)
    row = services.adopt_adjustment(services.propose_adjustment(desk), by=officer, at=NOW)
    other = DeskFactory()
    company = biogas_company(desk)

    for need in (ours := food_waste_need(desk), elsewhere := food_waste_need(other)):
        services.suggest_matches(need, on=NOW.date())
    own, theirs = (Suggestion.objects.get(challenge=need, company=company) for need in (ours, elsewhere))

    assert own.model_version.endswith(f"+{row.pk}")
    assert theirs.model_version == plans.matcher().version
    assert own.need_fit != theirs.need_fit


def test_what_was_adopted_is_logged_with_both_weights_and_can_be_taken_back(desk, officer, guarded):
    decided(desk)
    first = services.adopt_adjustment(services.propose_adjustment(desk), by=officer, at=NOW)
    decided(desk, 30)
    second = services.adopt_adjustment(services.propose_adjustment(desk), by=officer, at=NOW)
    assert second.before == first.after

    services.reverse_adjustment(second, by=officer, at=NOW)

    first.refresh_from_db()
    assert first.state == "adopted"
    services.reverse_adjustment(first, by=officer, at=NOW)
    assert plans.weights_in_force(plans.matcher()) == {}
    lines = LogEntry.objects.filter(verb__in=["adjustment.adopted", "adjustment.reversed"]).order_by("pk")
    assert [line.account for line in lines] == [officer] * 4
    assert lines[0].facts["after"] == lines[3].facts["before"] == first.after
    with pytest.raises(errors.NotInForce):
        services.reverse_adjustment(first, by=officer, at=NOW)


def test_it_is_refused_when_the_guard_set_drops(desk, officer, monkeypatch):
    decided(desk)
    close = np.array([signals(0, 1.02), signals(1, 0)])
    monkeypatch.setattr(verbs, "guard_set", lambda used: Judged(close, np.array([3, 0]), np.array([0, 0])))

    row = services.propose_adjustment(desk)

    assert (row.state, row.refused_because) == ("refused", "guard")
    assert row.figures["guard_after"] < row.figures["guard_before"]
    with pytest.raises(errors.NotProposed):
        services.adopt_adjustment(row, by=officer, at=NOW)
    forged = Adjustment.objects.create(
        desk=desk, basis=row.basis, state="proposed", before=row.before, after=row.after, figures=row.figures
    )
    with pytest.raises(errors.GuardDrops):
        services.adopt_adjustment(forged, by=officer, at=NOW)


def test_what_another_model_taught_does_not_count(desk, officer, guarded):
    decided(desk)
    row = services.propose_adjustment(desk)
    Adjustment.objects.filter(pk=row.pk).update(basis="1/other/other")

    with pytest.raises(errors.LearntOnOtherModel):
        services.adopt_adjustment(row, by=officer, at=NOW)
    Suggestion.objects.update(signals={})
    with pytest.raises(errors.TooFewDecisions):
        services.propose_adjustment(desk)


def test_a_stranger_neither_asks_nor_adopts(desk, stranger, guarded):
    decided(desk)
    row = services.propose_adjustment(desk)

    assert not Adjustment.objects.visible_to(stranger).exists()
    for verb in (services.adopt_adjustment, services.dismiss_adjustment, services.reverse_adjustment):
        with pytest.raises(NotYours):
            verb(row, by=stranger, at=NOW)
    with pytest.raises(NotYours):
        services.propose_adjustment(desk, by=stranger)


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ([("interested", ""), ("interested", "")], (3, 1.0)),
        ([("interested", ""), ("later", "timing")], (2, 1.0)),
        ([("interested", ""), ("never", "off_topic")], (1, 0.5)),
        ([("never", "off_topic")], (0, 1.0)),
        ([("never", "")], (0, 0.5)),
        ([("never", "price")], None),
        ([("later", "")], None),
    ],
)
def test_only_what_is_said_about_the_fit_teaches(said, grade):
    assert learning.grade_of(said) == grade


def test_the_place_in_the_list_that_was_read_is_kept(desk, officer):
    row = SuggestionFactory(desk=desk, rank=7)

    seen_third = services.decide_on_suggestion(row, side="company", answer="later", at=NOW, by=officer, place=3)
    unsaid = services.decide_on_suggestion(row, side="owner", answer="later", at=NOW, by=officer)

    assert (seen_third.rank_shown, unsaid.rank_shown) == (3, 7)


def test_the_rota_looks_only_where_enough_was_decided(desk, guarded):
    assert tasks.learn_where_due.call() == 0
    decided(desk)

    assert tasks.learn_where_due.call() == 1
    assert tasks.learn_where_due.call() == 0
