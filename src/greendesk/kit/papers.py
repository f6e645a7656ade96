"""Papers: Typst templates filled with data, checked so that no character is ever silently missing.

A room keeps its templates in `papers/*.typ`; they import the house style with
`#import "/kit/base.typ": *` and read what they show with `#let data = json(bytes(sys.inputs.data))`.
What people typed reaches Typst only as data, so hostile text stays text.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

PACKAGE = Path(__file__).resolve().parent.parent
HOUSE_STYLE = Path(__file__).resolve().parent / "papers_base"
FONT_DIR = Path(pylopdf_fonts_zh_cn.__file__).resolve().parent
FONTS = ("NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf")
TYPST_DRAWS = frozenset("₀₁₂₃₄₅₆₇₈₉")  # CO₂ is our trade: our fonts lack these, the one inside Typst holds them
INVISIBLE = frozenset("\n\r\t​‌‍⁠﻿­")


class MissingGlyph(DomainError):
    code = "papers.missing_glyph"
    status = 422
    message = _(
        "“%(character)s” (%(code_point)s) in “%(text)s” cannot be printed: our fonts lack it. Write it another way."
    )


@cache
def printable() -> frozenset[int]:
    """Code points that the fonts of every paper hold."""
    from fontTools.ttLib import TTFont  # only the process that prints needs it; a start stays quick

    points: set[int] = set()
    for name in FONTS:
        with TTFont(FONT_DIR / name, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points | {ord(character) for character in TYPST_DRAWS})


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        for inner in value:
            yield from texts_in(inner)


def check_glyphs(data: Any) -> None:
    """Raises MissingGlyph for the first character that our fonts cannot draw."""
    known = printable()
    for text in texts_in(data):
        if text.startswith(("<svg", "data:")):
            continue
        for character in text:
            if ord(character) not in known and character not in INVISIBLE:
                raise MissingGlyph(character=character, code_point=f"U+{ord(character):04X}", text=text[:60])


def template_path(name: str) -> Path:
    """`visits/programme` is src/greendesk/visits/papers/programme.typ."""
    room, _slash, paper = name.partition("/")
    path = Path(apps.get_app_config(room).path) / "papers" / f"{paper}.typ"
    if not path.is_file():
        raise ValueError(f"no paper {name!r}")
    return path


def render(
    name: str,
    data: Mapping[str, Any],
    *,
    format: str = "pdf",
    ppi: float = 144.0,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """A paper as bytes: `pdf` (PDF/A-2b), or `png` of its first page at `ppi` dots an inch.

    `data` is anything JSON can hold; SVG pictures go in as strings, photographs as `pictures` under the path by which
    the template calls them. Raises MissingGlyph before anything is printed.
    """
    import typst  # as above

    check_glyphs(data)
    files = {
        "main.typ": template_path(name).read_bytes(),
        **{f"kit/{path.name}": path.read_bytes() for path in HOUSE_STYLE.glob("*.typ")},
        **(pictures or {}),
    }
    options: dict[str, Any] = {"pdf_standards": ["a-2b"]} if format == "pdf" else {"format": format, "ppi": ppi}
    compiled = typst.compile(
        files,
        font_paths=[str(FONT_DIR)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        **options,
    )
    page = compiled[0] if isinstance(compiled, list) else compiled
    assert isinstance(page, bytes)
    return page


def qr_svg(text: str) -> str:
    """A QR code as an SVG string, for papers and pages; quiet zone of two modules."""
    import segno  # as above

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return out.getvalue().decode()
