"""The commands on files: formats as documented, refusals in one sentence, the published instances."""

from __future__ import annotations

import json
import re

import pytest

from greendesk.engines.timetable import Scope, check, solve
from greendesk.engines.timetable.command import main
from greendesk.engines.timetable.reading import read_problem
from tests.engines.timetable.forums import PUBLISHED

FORUM = {
    "name": "two",
    "n_participants": 4,
    "n_slots": 4,
    "sessions": [[0, 1], [2, 3]],
    "day_of_session": [0, 0],
    "tables": 2,
    "meetings": [
        {"a": 0, "b": 1, "sessions": [0], "fixed": None, "before": []},
        {"people": [1, 2, 3], "sessions": None, "fixed": 3, "before": [0], "class": "wish", "value": 9},
        {"a": 2, "b": 3, "sessions": None, "fixed": None, "before": [], "venue": "hall"},
    ],
    "forbidden": [[0], [], [], []],
    "venues": [{"id": "hall", "tables": 1}, {"id": 2, "tables": 1}],
    "travel_slots": [["hall", 2, 1]],
    "languages": [["sv"], ["zh"], ["zh"], ["zh"]],
    "interpreters": [{"id": "Li", "languages": ["sv", "zh"], "slots": [1], "longest_run": 2, "per_session": 2}],
    "lunch": [{"slots": [1, 2], "free": 1}],
    "caps": {"per_session": 2, "longest_run": 2},
}
DZN = """nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;
requested = [|1, 2, 1,
|2, 3, 3|];  % a comment
forbidden = [{0}, {1..1}, {}];
fixed = [0, 0];
precedences = [{2}, {}];
"""


def written(tmp_path, document, name="forum.json"):
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def test_solve_writes_every_key_and_check_agrees(tmp_path):
    file, out = written(tmp_path, FORUM), tmp_path / "out.json"

    assert main(["solve", file, "--out", str(out), "--moves", "2000"]) == 0

    found = json.loads(out.read_text())
    assert found["slots"][:2] == [1, 3]
    assert found["interpreters"] == ["Li", None, None]
    assert (found["unplaced"], found["reasons"]) == (0, [])
    assert found.keys() >= {"status", "breaks", "idle", "bound", "seconds", "cpu_seconds"}
    assert main(["check", file, str(out)]) == 0


def test_check_prints_one_line_for_each_violation(tmp_path, capsys):
    code = main(["check", written(tmp_path, FORUM), written(tmp_path, [2, None, None], "old.json")])

    lines = capsys.readouterr().out.splitlines()
    assert code == 3
    assert [line.split(":")[0] for line in lines] == ["allowed sessions", "interpreter"]


def test_replan_reads_a_bare_list_or_a_solution(tmp_path):
    file, out = written(tmp_path, FORUM), tmp_path / "out.json"
    for old in ([1, 3, None], {"slots": [1, 3, None], "interpreters": ["Li", None, None]}):
        assert (
            main(["replan", file, "--old", written(tmp_path, old, "o.json"), "--out", str(out), "--moves", "300"]) == 0
        )

        answers = json.loads(out.read_text())["answers"]
        assert [(one["name"], one["moved"], one["lost"], one["people_told"]) for one in answers[:2]] == [
            ("stable", 0, 0, 2),
            ("balanced", 0, 0, 2),
        ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"n_slots": "4"}, "n_slots: '4' is not a whole number"),
        ({"sessions": [[0, 1], [3, 3]]}, "sessions: [3, 3] does not follow on"),
        ({"tables_per_slot": [1, 1, 1, 1]}, "only one of them"),
        ({"languages": None}, "interpreters: they need languages"),
        ({"meetings": [{"a": 0, "b": 0}]}, "meetings[0]: a person is named twice"),
        ({"meetings": [{"a": 0}]}, "meetings[0].b: is missing"),
        ({"meetings": [{"a": 0, "b": 1, "class": "maybe"}]}, "meetings[0].class"),
        ({"meetings": [{"a": 0, "b": 1, "venue": "moon"}]}, "venue 'moon' is not listed"),
        ({"caps": {"per_session": 1.5}}, "caps.per_session: 1.5"),
    ],
)
def test_bad_input_is_refused_with_file_and_field(tmp_path, capsys, change, words):
    file = written(tmp_path, FORUM | change)

    assert main(["solve", file, "--out", str(tmp_path / "out.json"), "--moves", "1"]) == 1

    said = capsys.readouterr().err
    assert said.startswith(f"{file}: ")
    assert words in said
    assert said.count("\n") == 1


def test_an_unknown_key_is_never_ignored_in_silence(tmp_path, capsys):
    forum = FORUM | {"meetings": [FORUM["meetings"][0] | {"length": 2}, *FORUM["meetings"][1:]]}

    assert main(["check", written(tmp_path, forum), written(tmp_path, [None] * 3, "s.json")]) == 0
    assert "meetings[0].length is not part of the format" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["solve"], ["solve", "f", "--out", "o", "--scope", "week"], ["bake", "f"]])
def test_wrong_usage_is_exit_two(arguments, capsys):
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err


def test_a_dzn_file_counts_from_one(tmp_path):
    path = tmp_path / "small.dzn"
    path.write_text(DZN)

    problem = read_problem(path, print)

    assert problem.sessions == ((0, 1), (2, 2))
    assert [(one.people, one.sessions, one.before) for one in problem.meetings] == [
        ((0, 1), frozenset({0}), (1,)),
        ((1, 2), None, ()),
    ]
    assert problem.forbidden == (frozenset(), frozenset({0}), frozenset())
    assert solve(problem, moves=100).unplaced == 1  # both meet person 1, who is free in one morning slot only


def published() -> dict[str, int]:
    source = PUBLISHED / "SOURCE.md"
    text = source.read_text() if source.exists() else ""
    return {name: int(n) for name, n in re.findall(r"^\| ([\w-]+) \| [\d/]+ \| (\d+) \|", text, re.MULTILINE)}


@pytest.mark.skipif(not published(), reason="the published instances are not beside the repository")
@pytest.mark.parametrize("name", sorted(published()))
def test_a_published_instance_is_placed_whole_and_not_below_its_optimum(name):
    problem = read_problem(PUBLISHED / f"{name}.original.dzn", print)

    found = solve(problem, moves=150_000, scope=Scope.LINE, fair_within=2)

    assert check(problem, found) == []
    assert found.unplaced == 0
    assert found.bound is not None
    assert found.bound <= published()[name] <= found.breaks
