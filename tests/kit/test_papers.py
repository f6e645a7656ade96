"""Papers print what they were given, or refuse with a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from greendesk.kit import maps, papers

TEMPLATE = """#import "/kit/base.typ": *
#let data = json(bytes(sys.inputs.data))
#show: house.with(title: data.title, foot: (left: data.title, version: "v3", qr: data.qr))
= #data.title
#pair(data.a, data.b)
"""


@pytest.fixture
def paper(tmp_path, monkeypatch):
    path = tmp_path / "paper.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(papers, "template_path", lambda name: path)

    def made(**data: str) -> str:
        pdf = papers.render(
            "x/paper",
            {"title": "保定市 Baoding", "a": "", "b": "", "qr": papers.qr_svg("https://example.org/"), **data},
        )
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)

    return made


def test_chinese_text_comes_out_as_it_went_in(paper):
    text = paper(a="森讷堡市中央供热厂,李俊峰,Lǐ Jùnfēng", b="Sønderborg varmeværk, Høruphav, Göteborg, één")
    for word in ("森讷堡市中央供热厂", "李俊峰", "Lǐ Jùnfēng", "Høruphav", "Göteborg", "één", "保定市"):
        assert word in text


@pytest.mark.parametrize(
    "hostile", ["#panic()", "*bold*", "$x^2$", '#include "/etc/passwd"', "<script>", "= Title", "\\", "@ref", "`code`"]
)
def test_hostile_text_stays_text(paper, hostile):
    assert hostile.replace(" ", "") in paper(a=hostile).replace(" ", "")


def test_a_missing_glyph_stops_the_print_with_a_sentence(paper):
    with pytest.raises(papers.MissingGlyph, match="U\\+1F600"):
        paper(a="Welcome 😀")


def test_only_templates_of_rooms_are_printed():
    with pytest.raises(ValueError, match="no paper"):
        papers.template_path("web/nothing")


def test_every_paper_of_the_house_has_its_own_template():
    rooms = Path(papers.PACKAGE)
    assert sorted(path.stem for path in rooms.glob("*/papers/*.typ"))


def test_a_map_is_true_to_scale_and_never_breaks_out_of_its_text():
    points = [maps.MapPoint(55.0, 9.0, "<b>A</b>", "1"), maps.MapPoint(55.0, 10.0, "B & C", "2")]
    svg = maps.route_svg(points, [maps.MapLeg(0, 1, "1 < 2 min")], title='"x"')
    assert "<b>" not in svg
    assert "&lt;b&gt;A" in svg
    frame = maps.frame_of(points, 720, 420)
    (ax, _ay), (bx, _by) = frame.at(points[0]), frame.at(points[1])
    assert (bx - ax) / frame.scale == pytest.approx(63.85, rel=0.01)  # kilometres of one degree along 55° north
    assert maps.route_svg([], title="x") == ""
