"""Drafts side by side, and changes that can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from greendesk.desks.models import Account, Desk
from greendesk.kit.texts import Texts
from greendesk.visits import errors, services
from greendesk.visits.models import Delegation, StopState
from greendesk.visits.rules import broken_rules
from tests.factories import SiteFactory, ThemeFactory
from tests.factories.visits import FIRST, NOW, TODAY, drafted, guests, town
from tests.visits.test_programmes import newest, visits_of


@pytest.fixture
def planned(desk: Desk, officer: Account) -> Delegation:
    """One day, a few plants in town, and two attractive ones far away."""
    sites = town(desk)
    for number, lat in enumerate((55.35, 55.45)):
        far = SiteFactory(
            desk=desk,
            name=Texts.of("en", f"Far plant {number}"),
            lat=lat,
            lon=9.2,
            place=sites["Heat plant"].place,
            visit_min=60,
        )
        far.themes.add(ThemeFactory(key="district-heating"), ThemeFactory(key="biogas"))
        far.suppliers.add(sites["Heat plant"].suppliers.get())
    delegation = guests(desk, starts_on=FIRST, ends_on=FIRST)
    delegation.interests.create(theme=ThemeFactory(key="biogas"), weight=5)
    return drafted(delegation, officer)


def test_drafts_side_by_side_differ_and_each_can_be_taken(planned: Delegation, officer: Account) -> None:
    rows = {row["name"]: row for row in newest(planned).alternatives}

    assert len(rows) >= 2
    assert len({tuple(sorted(row["sites"])) for row in rows.values()}) == len(rows)
    assert rows["interest"]["interest"] > rows["companies"]["interest"]
    assert rows["interest"]["companies"] < rows["companies"]["companies"]
    services.choose_alternative(newest(planned), name="interest", by=officer, today=TODAY, now=NOW)
    assert {stop.site_id for stop in visits_of(planned).values()} == set(rows["interest"]["sites"])
    assert broken_rules(planned, today=TODAY, now=NOW) == ()
    assert [row["name"] for row in newest(planned).alternatives if row["is_chosen"]] == ["interest"]


def test_a_draft_that_no_longer_holds_is_not_taken(planned: Delegation, officer: Account) -> None:
    row = next(row for row in newest(planned).alternatives if row["name"] == "interest")
    stop = next(stop for stop in visits_of(planned).values() if stop.site_id not in row["sites"])
    services.lock_stop(stop, locked=True, by=officer)

    with pytest.raises(errors.DraftGone):
        services.choose_alternative(newest(planned), name="interest", by=officer, today=TODAY, now=NOW)


def test_changes_are_taken_back_one_by_one(planned: Delegation, officer: Account) -> None:
    stop = next(iter(visits_of(planned).values()))
    services.answer_by_phone(stop, answer="yes", by=officer, at=NOW)
    before = {str(one.uid): (one.starts_at, one.state) for one in newest(planned).stops.standing()}
    now_at = stop.starts_at + timedelta(minutes=5)
    services.move_stop(stop, starts_at=now_at, by=officer, today=TODAY, now=NOW, anyway=True)
    other = next(one for one in newest(planned).stops.standing() if one.uid != stop.uid)
    services.remove_stop(other, by=officer, today=TODAY, now=NOW)

    services.undo_change(newest(planned), by=officer, today=TODAY, now=NOW)
    assert newest(planned).stops.get(uid=stop.uid).starts_at == now_at
    services.undo_change(newest(planned), by=officer, today=TODAY, now=NOW)

    assert {str(one.uid): (one.starts_at, one.state) for one in newest(planned).stops.standing()} == before
    again = newest(planned).stops.get(uid=stop.uid)
    assert (
        again.state == StopState.CONFIRMED and again.booking is not None and again.booking.starts_at == stop.starts_at
    )
    with pytest.raises(errors.NothingToUndo):
        services.undo_change(newest(planned), by=officer, today=TODAY, now=NOW)
