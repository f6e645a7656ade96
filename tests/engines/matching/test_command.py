import json

import pytest

from greendesk.adapters.match_command import main

NEEDS = [{"id": "n1", "lang": "zh", "text": "厨余垃圾处理，每日40吨"}, {"id": "n2", "lang": "en", "text": ""}]
OFFERS = [
    {
        "id": "s1",
        "kind": "solution",
        "lang": "sv",
        "title": "Matavfall blir gas",
        "text": "5 000–20 000 ton per år.",
    },
    {"id": "s2", "kind": "company", "lang": "da", "title": "Varme", "text": "Fjernvarme."},
]


def written(path, rows):
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
    return str(path)


def asked(tmp_path, needs=NEEDS, offers=OFFERS, *more):
    return main(
        ["--needs", written(tmp_path / "needs.jsonl", needs), "--solutions", written(tmp_path / "s.jsonl", offers),
         "--run", str(tmp_path / "run"), "--backend", "lexicon", *more]
    )  # fmt: skip


def test_a_run_and_its_reasons_are_written(tmp_path):
    assert asked(tmp_path, NEEDS, OFFERS, "--explain", str(tmp_path / "why")) == 0
    rows = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    assert [r[:2] for r in rows] == [["n1", "s1"], ["n1", "s2"], ["n2", "s1"], ["n2", "s2"]]
    assert all(len(r[2].split(".")[1]) >= 6 and 0 <= float(r[2]) <= 1 for r in rows)
    why = json.loads((tmp_path / "why").read_text().splitlines()[0])
    assert (why["need"], why["solution"], why["band"]) == ("n1", "s1", "strong")
    assert why["concepts"][0]["need_words"] == ["厨余垃圾"] and why["concepts"][0]["solution_words"] == ["Matavfall"]
    assert [f["solution_words"] for f in why["facts"]["agree"]] == ["5 000–20 000 ton per år"]


def test_the_same_files_give_the_same_run(tmp_path):
    runs = []
    for _ in range(2):
        asked(tmp_path)
        runs.append((tmp_path / "run").read_text())
    assert runs[0] == runs[1]


def test_top_bounds_the_answers_and_an_empty_catalogue_gives_an_empty_run(tmp_path):
    assert asked(tmp_path, NEEDS, OFFERS, "--top", "1") == 0
    assert len((tmp_path / "run").read_text().splitlines()) == 2
    assert asked(tmp_path, NEEDS, []) == 0 and (tmp_path / "run").read_text() == ""


@pytest.mark.parametrize(
    ("needs", "offers", "sentence"),
    [
        (["{"], OFFERS, "needs.jsonl line 1: not JSON"),
        (["[]"], OFFERS, "line 1: not a JSON object"),
        ([{"id": "n"}], OFFERS, "the field 'text' is missing"),
        ([{"id": "n", "text": ["x"]}], OFFERS, "the field 'text' is not text"),
        ([{"id": "a b", "text": "x"}], OFFERS, "holds a space"),
        ([NEEDS[0], NEEDS[0]], OFFERS, "'n1' is given twice"),
        (NEEDS, [{**OFFERS[0], "kind": "museum"}], "s.jsonl line 1: the field 'kind' is 'museum'"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(tmp_path, capsys, needs, offers, sentence):
    assert asked(tmp_path, needs, offers) == 1
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1


def test_a_missing_file_and_a_wrong_top_are_said(tmp_path, capsys):
    missing = [
        "--needs",
        str(tmp_path / "no"),
        "--solutions",
        str(tmp_path / "no"),
        "--run",
        str(tmp_path / "run"),
    ]
    assert main(missing) == 1 and "No such file" in capsys.readouterr().err
    assert asked(tmp_path, NEEDS, OFFERS, "--top", "0") == 1 and "--top" in capsys.readouterr().err


def test_wrong_usage_is_exit_2():
    with pytest.raises(SystemExit) as left:
        main(["--nonsense"])
    assert left.value.code == 2
