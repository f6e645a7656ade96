"""What a week asks beside the clock: rest, quotas, holidays, languages, groups in turns, arrival and departure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from greendesk.engines.programme import Stop, check, solve
from greendesk.engines.programme.tally import plan_of
from tests.engines.programme.test_plans import built, calm
from tests.engines.programme.worlds import delegation, raw_case, site, small_cases

DAYS = ["2026-10-05", "2026-10-06", "2026-10-07"]
OPEN = {day: [480, 1020] for day in DAYS}


def guests(name: str, **more: object) -> dict:
    return delegation(name, days=DAYS, lunch=None, **more) | {"lunch": [690, 780, 60]}


def rules_of(case, **stops: list[tuple[str, str, int]]) -> set[str]:
    """The rules that these visits break, with a lunch on every day."""
    plans = {}
    for one in case.delegations:
        days = {day: [Stop("canteen", 700)] for day in one.days}
        for day, item, start in stops.get(one.id, []):
            days[day] = sorted([*days[day], Stop(item, start)], key=lambda stop: stop.start)
        plans[one.id] = {day: tuple(row) for day, row in days.items()}
    return {violation.rule for violation in check(case, plan_of(case, plans, status="feasible"))}


@calm
@given(
    raw=small_cases(days=2, delegations=3, sites=6),
    rest=st.integers(0, 2), most=st.integers(0, 3), cap=st.sampled_from([3, 5, 20]), turns=st.integers(1, 3),
    tongue=st.sampled_from(["da", "en"]), bridge=st.booleans(), until=st.integers(700, 1080), seed=st.integers(1, 9),
)  # fmt: skip
def test_every_plan_keeps_the_rules_of_the_week(
    raw, rest, most, cap, turns, tongue, bridge, until, seed, tmp_path_factory
):
    for number, row in enumerate(raw["sites"]):
        row |= {"cap": cap, "turns": turns}
        row |= {"rest": rest, "most": most} if number % 2 else {"speaks": [tongue]}
        row |= {"closed": {"tue": "holiday"}} if number % 3 == 2 else {}
    for one in raw["dels"]:
        one |= {
            "speaks": ["zh", "en"],
            "bridges": [["zh", "da"]] if bridge else [],
            "ends": {"mon": until},
            "protocol": [],
        }
    case = built(raw, tmp_path_factory.mktemp("case"))

    plan = solve(case, seed=seed, moves=60)

    broken = {violation.rule for violation in check(case, plan)}
    assert broken == set() or (plan.status == "infeasible" and broken <= {"lunch"})


def test_a_site_rests_between_the_days_of_two_delegations(case_from):
    case = case_from(raw_case([site("a", win=OPEN, rest=1)], [guests("d"), guests("e")]))

    days = sorted(day for day, _ in solve(case, moves=200).visits(case).values())

    assert days in ([DAYS[0], DAYS[2]], [DAYS[0]] * 2, [DAYS[1]] * 2, [DAYS[2]] * 2)
    assert "rest" in rules_of(case, d=[(DAYS[0], "a", 600)], e=[(DAYS[1], "a", 600)])
    assert "rest" not in rules_of(case, d=[(DAYS[0], "a", 600)], e=[(DAYS[2], "a", 600)])


def test_the_last_visit_of_the_month_goes_to_one_and_the_other_is_told(case_from):
    case = case_from(raw_case([site("a", win=OPEN, most=1)], [guests("d"), guests("e")]))

    plan = solve(case, moves=200)

    assert len(plan.visits(case)) == 1
    assert [row.rule for row in plan.left_out] == ["rests"]
    assert "most" in rules_of(case, d=[(DAYS[0], "a", 600)], e=[(DAYS[2], "a", 600)])


def test_two_musts_for_one_visit_are_named_with_a_proposal(case_from):
    case = case_from(raw_case([site("a", win=OPEN, most=1)], [guests("d", must=["a"]), guests("e", must=["a"])]))

    plan = solve(case, moves=100)

    assert [(row.rule, row.items) for row in plan.conflicts] == [("rest", ("a",))]
    assert "later day" in plan.conflicts[0].proposal


def test_a_holiday_closes_the_site_with_its_name(case_from):
    case = case_from(raw_case([site("a", win=OPEN, closed={day: "National Day" for day in DAYS})], [guests("d")]))

    plan = solve(case, moves=50)

    assert plan.left_out[0].rule == "closed" and "National Day" in plan.left_out[0].reason
    assert "closed" in rules_of(case, d=[(DAYS[0], "a", 600)])


def test_an_interpreter_bridges_two_languages(case_from):
    def visits(**more: object) -> int:
        case = case_from(raw_case([site("a", win=OPEN, speaks=["da"])], [guests("d", speaks=["zh"], **more)]))
        plan = solve(case, moves=50)
        assert not check(case, plan)
        assert ("language" in rules_of(case, d=[(DAYS[0], "a", 600)])) == (not plan.visits(case))
        return len(plan.visits(case))

    assert visits() == 0
    assert visits(bridges=[["zh", "en"]]) == 0
    assert visits(bridges=[["zh", "da"]]) == 1


def test_sixty_guests_go_to_a_site_of_twelve_in_five_turns_or_not_at_all(case_from):
    def plan(turns: int):
        case = case_from(raw_case([site("a", cap=12, turns=turns, dur=40, win=OPEN)], [guests("d", size=60)]))
        found = solve(case, moves=50)
        assert check(case, found) == []
        return case, found

    case, alone = plan(4)
    assert alone.left_out[0].rule == "capacity" and "5 groups" in alone.left_out[0].proposal
    assert "capacity" in rules_of(case, d=[(DAYS[0], "a", 800)])
    case, split = plan(5)
    ((day, start),) = split.visits(case).values()
    ends = start + 5 * 40
    assert all(stop.start >= ends or stop.start <= start for stop in split.plans["d"][day])
    assert "travel" in rules_of(case, d=[(DAYS[0], "a", 600)])  # lunch at 11:40 comes too early for the last group


def test_who_lands_after_closing_time_cannot_be_there_on_that_day(case_from):
    case = case_from(
        raw_case(
            [site("a", win={DAYS[0]: [480, 1020]})], [guests("d", begins={DAYS[0]: 1000}, ends={DAYS[2]: 600}) | {"lunch": [1000, 1001, 5]}]
        )
    )  # fmt: skip

    reason = solve(case, moves=50).left_out[0]

    assert reason.rule == "late" and reason.minute > 1000
