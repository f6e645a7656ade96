import json

import pytest

from greendesk.adapters import match_command
from greendesk.adapters.embedders import BackendUnavailable
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
        ([{"id": "a b", "text": "x"}], OFFERS, "or holds a space"),
        (['{"id": "\\ud800", "text": "x"}'], OFFERS, "half a character"),
        (["[" * 100_000], OFFERS, "line 1: not JSON"),
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


ODD = [
    "", " \n", "水", "heat", "😀♻️", "\ud83d", "\x00", "<p>&nbsp;</p>", "<b>Food&nbsp;waste</b><script>x</script>", "Мы ищем решение",
    "太陽光 ソーラー", "热泵 värmepump varmepumpe Wärmepumpe", "composting, but never composting", "0 t/d, 999999999999999999999999 MW",
    "集中供热系统改造与热泵应用。" * 9_000, "a" * 50_000,
]  # fmt: skip


@pytest.mark.parametrize("catalogue", [len(ODD), 1])
def test_odd_texts_on_either_side_each_get_their_lines(tmp_path, catalogue):
    tags = ("zh", "en", "klingon", "", "sv")
    needs = [{"id": f"n{i}", "lang": tags[i % 5], "text": text} for i, text in enumerate(ODD)]
    offers = [
        {"id": f"s{i}", "kind": "company", "lang": tags[(i + 1) % 5], "title": "", "text": text}
        for i, text in enumerate(reversed(ODD))
    ][:catalogue]
    assert asked(tmp_path, needs, offers, "--top", "2", "--explain", str(tmp_path / "why")) == 0
    lines = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    assert len(lines) == len(ODD) * min(2, catalogue) and all(0 <= float(score) <= 1 for _, _, score in lines)
    assert all(json.loads(line) for line in (tmp_path / "why").read_text().splitlines())


def test_a_missing_model_is_exit_1_and_names_the_way_out(tmp_path, capsys, monkeypatch):
    def missing(_: str) -> None:
        raise BackendUnavailable("the bundled model cannot be loaded; use the back-end 'lexicon'")

    monkeypatch.setattr(match_command, "open_matcher", missing)
    assert asked(tmp_path) == 1 and "lexicon" in capsys.readouterr().err
