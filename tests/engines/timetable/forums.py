"""Small meeting forums for the tests: hypothesis strategies, and the published data when it is there."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import strategies as st

from greendesk.engines.timetable import Caps, Interpreter, LunchRule, MeetingAsked, Problem, Standing, Venue

ROOT = Path(__file__).parents[3]
PUBLISHED = Path(os.environ.get("GREENDESK_SHARED", ROOT / "../shared")) / "benchmarks/b2b"
TAGS = ("de", "sv", "zh")


@st.composite
def forums(draw: st.DrawFn) -> Problem:
    """Two sessions on one or two days, with every optional rule on or off."""
    people, morning, afternoon = draw(st.integers(2, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    n_slots = morning + afternoon
    slots = st.integers(0, n_slots - 1)
    venues = draw(st.sampled_from([(), (Venue("hall", 2), Venue(7, 1))]))
    some_slots = st.frozensets(slots, max_size=3)
    staff = st.lists(
        st.builds(
            Interpreter,
            id=st.just(0),
            languages=st.frozensets(st.sampled_from(TAGS), min_size=1),
            slots=st.none() | some_slots,
            longest_run=st.none() | st.integers(1, 2),
            per_session=st.none() | st.integers(1, 3),
        ),
        max_size=2,
    )
    languages = draw(st.none() | st.tuples(*[st.frozensets(st.sampled_from(TAGS), max_size=2)] * people))
    found = draw(staff) if languages is not None else []
    lunch_slots = draw(some_slots)
    count = draw(st.integers(0, 8))
    return Problem(
        n_participants=people,
        sessions=((0, morning - 1), (morning, n_slots - 1)),
        day_of_session=draw(st.sampled_from([(), (0, 0), (0, 1)])),
        tables_per_slot=tuple(draw(st.lists(st.integers(0, 3), min_size=n_slots, max_size=n_slots))),
        meetings=tuple(draw(_meeting(m, people, n_slots, venues)) for m in range(count)),
        forbidden=draw(st.just(()) | st.tuples(*[some_slots] * people)),
        venues=venues,
        travel_slots=(("hall", 7, draw(st.integers(0, 2))),) if venues else (),
        languages=languages,
        interpreters=tuple(
            Interpreter(f"i{i}", one.languages, one.slots, one.longest_run, one.per_session)
            for i, one in enumerate(found)
        ),
        lunch=draw(st.sampled_from([(), (LunchRule(lunch_slots, min(1, len(lunch_slots))),)])),
        caps=Caps(draw(st.none() | st.integers(1, 3)), draw(st.none() | st.integers(1, 2))),
    )


@st.composite
def _meeting(draw: st.DrawFn, number: int, people: int, n_slots: int, venues: tuple[Venue, ...]) -> MeetingAsked:
    everyone = st.lists(st.integers(0, people - 1), min_size=2, max_size=3, unique=True)
    return MeetingAsked(
        people=tuple(draw(everyone)),
        sessions=draw(st.none() | st.frozensets(st.integers(0, 1))),
        fixed=draw(st.none() | st.none() | st.integers(0, n_slots - 1)),
        before=tuple(draw(st.lists(st.integers(0, number - 1), max_size=1))) if number else (),
        standing=draw(st.sampled_from(list(Standing))),
        value=draw(st.integers(1, 100)),
        venue=draw(st.sampled_from([None, *(venue.id for venue in venues)])),
    )


def plain_forum(n: int, pairs: list[tuple[int, int]], slots: int, tables: int, **more: object) -> Problem:
    """One session, musts only."""
    meetings = tuple(MeetingAsked(pair) for pair in pairs)
    return Problem(n, ((0, slots - 1),), (tables,) * slots, meetings, **more)  # type: ignore[arg-type]
