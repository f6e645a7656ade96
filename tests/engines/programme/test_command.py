"""The commands: files in, files out, one sentence when a file is wrong."""

from __future__ import annotations

import json

import pytest

from greendesk.engines.programme.command import main
from tests.engines.programme.worlds import delegation, raw_case, site

INSTANCE = """5 2 4 1
0 0
0 0.0 0.0 0 0 0 0 0 100
1 3.0 4.0 10 5 0 0 0 50
2 30.0 40.0 10 50 0 0 0 90
3 -3.0 -4.0 10 7 0 0 0 20
"""


@pytest.fixture
def files(tmp_path):
    def write(name, value):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return str(path)

    return write


def test_solve_check_and_replan_work_on_files(files, tmp_path, capsys):
    case = files("case.json", raw_case([site("a"), site("b")], [delegation()]))
    plan, out = str(tmp_path / "plan.json"), str(tmp_path / "out.json")

    assert main(["solve", case, "--out", plan, "--moves", "50"]) == 0
    assert main(["check", case, plan]) == 0
    event = files("event.json", {"kind": "site_closed", "day": "mon", "site": "a"})
    assert main(["replan", case, "--old", plan, "--event", event, "--out", out, "--moves", "50"]) == 0

    answers = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["answers"]
    assert [answer["name"] for answer in answers] == ["one day", "few changes", "anew"]
    assert answers[0]["dropped"] == [{"delegation": "d", "site": "a"}]


def test_check_prints_violations_and_exits_with_three(files, capsys):
    case = files("case.json", raw_case([site("a")], [delegation()]))
    plan = files("plan.json", {"plans": {"d": {"mon": [["a", 600], ["ghost", 700]], "sun": [["a", 600]]}}})

    assert main(["check", case, plan]) == 3

    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "unknown: d, day mon: ghost is neither a site, a lunch place nor protocol."
    assert "day: d, day sun: d is not here on sun." in printed


def test_toptw_ends_with_a_list_of_routes(files, capsys):
    assert main(["toptw", files("c1.txt", INSTANCE), "--days", "1", "--moves", "200"]) == 0

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == [[3, 1]]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sites": "none"}, "sites must be a list"),
        ({"dels": []}, "dels is empty: a programme needs at least one delegation"),
        ({"sites": [site("a", dur=0)]}, "sites[0].dur is 0 and must be between 1 and 1440"),
        ({"sites": [site("a"), site("a")]}, "sites[1] repeats the id “a”"),
        (
            {"sites": [site("a", win={"mon": [900, 800]})]},
            "sites[0].win.mon closes at 800, before it opens at 900",
        ),
        ({"sites": [site("a", pos=[95, 15])]}, "sites[0].pos[0] is 95 and must be between -90 and 90"),
        ({"dels": [delegation(must=["x"])]}, "dels[0].must names the site “x”, which is not among the sites"),
        ({"dels": [delegation(daylen=[900, 800])]}, "dels[0].daylen ends at 800, not after its start at 900"),
        (
            {"dels": [delegation(interests={"biogas": 9})]},
            "dels[0].interests.biogas is 9 and must be between 0 and 5",
        ),
        ({"dels": [{"id": "d"}]}, "dels[0] lacks the field “days”"),
        ({"travel": {"ids": ["a"], "minutes": []}}, "travel.minutes has 0 rows for 1 ids"),
    ],
)
def test_a_wrong_case_is_refused_with_file_field_and_fault(files, capsys, change, sentence):
    case = files("case.json", raw_case([site("a")], [delegation()]) | change)

    assert main(["solve", case, "--out", "unused.json"]) == 1

    assert capsys.readouterr().err == f"{case}: {sentence}.\n"


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"kind": "rain"}, "kind is “rain” and must be one of"),
        ({"kind": "late", "minutes": 10}, "lacks the field “day”"),
        ({"kind": "host_cancels", "host": "nobody"}, "host is “nobody”, who receives at no site"),
        ({"kind": "new_must", "site": "zz"}, "site is “zz”, which is not among the sites"),
    ],
)
def test_a_wrong_event_is_refused(files, capsys, event, sentence):
    case = files("case.json", raw_case([site("a")], [delegation()]))
    old = files("old.json", {"plans": {}})

    assert main(["replan", case, "--old", old, "--event", files("event.json", event), "--out", "unused.json"]) == 1

    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[1, 2", ""])
def test_a_file_that_is_not_json_is_refused(files, capsys, text):
    path = files("case.json", text)

    assert main(["check", path, path]) == 1

    assert capsys.readouterr().err.startswith(f"{path}: line ")


def test_wrong_usage_is_two():
    assert main(["solve"]) == 2
    assert main(["dance"]) == 2
