"""Take the pictures of docs/screens: the eight main pages and the form for a need, from a house with the demonstration.

Run from the root, with the test packages and a Chromium: `python tools/take_screens.py [name …]`. Each picture is
`<name>-<language>-<scheme>-<width>.png`, one view high. GREENDESK_JOURNEYS_AT names a house that runs already.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.conftest import CHROMIUM, QUIET  # noqa: E402
from tests.journeys.serving import served  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
HEIGHTS = {1280: 860, 390: 844}
MOST_BYTES = 250_000


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as one person finds it: the list it begins on, and the words of the link followed from there."""

    name: str
    role: str
    start: str
    follow: str = ""
    lang: str = "en"
    scheme: str = "light"
    width: int = 1280
    rest: str = ""  # of the address, below the page that the link leads to
    asks: str = ""  # more of what the address asks

    @property
    def file(self) -> str:
        return f"{self.name}-{self.lang}-{self.scheme}-{self.width}.png"


SHOTS = (
    Shot("today", "officer", "/today/"),
    Shot("today", "officer", "/today/", scheme="dark", width=390),
    Shot("register", "municipal", "/register/"),
    Shot("agreement", "municipal", "/register/", "Sønderborg–Baoding"),
    Shot("my-chances", "export", "/my/chances/"),
    Shot("my-chances", "export", "/my/chances/", lang="zh-hans", width=390),
    Shot("my-chances", "export", "/my/chances/", width=390),
    Shot("my-chances", "export", "/my/chances/", lang="zh-hans"),
    Shot("challenge", "municipal", "/challenges/", "Clean heating instead"),
    Shot("challenge", "municipal", "/challenges/", "Clean heating instead", width=390),
    Shot("challenge", "municipal", "/challenges/", "县城散煤", lang="zh-hans"),
    Shot("challenge", "municipal", "/challenges/", "县城散煤", lang="zh-hans", width=390),
    *[
        Shot("delegation-sites", "municipal", "/visits/", words, lang=lang, width=width, rest="sites/")
        for lang, words in (("en", "Baoding clean heating"), ("zh-hans", "保定清洁供热"))
        for width in (1280, 390)
    ],
    *[
        Shot("fit-board", "municipal", "/fit-board/", lang=lang, width=width, asks="&shortlist=on")
        for lang in ("en", "zh-hans")
        for width in (1280, 390)
    ],
    Shot("meeting-day", "officer", "/meetings/", "Wuhan"),
    Shot("programme", "municipal", "/visits/", "保定清洁供热", lang="zh-hans"),
    Shot("programme", "municipal", "/visits/", "Baoding clean heating", scheme="dark", width=390),
    Shot("effects", "evaluator", "/effects/", scheme="dark"),
    Shot("challenge-form", "", "/needs/new/", lang="zh-hans", width=390),
)


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with house() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                print(f"{shot.file}: {take(browser, address, shot):,} bytes")
        browser.close()


@contextmanager
def house() -> Iterator[str]:
    if already := os.environ.get("GREENDESK_JOURNEYS_AT"):
        yield already
        return
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        yield address


def take(browser: Browser, address: str, shot: Shot) -> int:
    """Write one picture; how large it is. Raises ValueError where it is too heavy for the repository."""
    context = browser.new_context(
        base_url=address,
        color_scheme="dark" if shot.scheme == "dark" else "light",
        viewport={"width": shot.width, "height": HEIGHTS[shot.width]},
    )
    page = context.new_page()
    come_in(page, shot)
    path = FOLDER / shot.file
    page.screenshot(path=path)
    context.close()
    if (size := path.stat().st_size) > MOST_BYTES:
        raise ValueError(f"{shot.file} has {size} bytes, more than {MOST_BYTES}")
    return size


def come_in(page: Page, shot: Shot) -> None:
    if shot.role:
        page.goto("/sign-in/")
        page.click(f'form[action$="/as/{shot.role}/"] button')
    page.goto(f"{shot.start}?lang={shot.lang}{shot.asks}")
    if shot.follow:
        page.locator("#content").get_by_role("link", name=re.compile(re.escape(shot.follow))).first.click()
        page.wait_for_load_state()
    if shot.rest:
        page.goto(re.sub(r"[?#].*", "", page.url) + shot.rest)


if __name__ == "__main__":
    main(sys.argv[1:])
