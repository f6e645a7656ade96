"""A real server with the demonstration, once a session, and a real browser."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from .serving import served

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.sqlite)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running greendesk after `demo run`; GREENDESK_JOURNEYS_AT names one that runs already."""
    if already := os.environ.get("GREENDESK_JOURNEYS_AT"):
        yield already
        return
    with served(tmp_path_factory.mktemp("house")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A browser, closed before other modules' tests: its driver leaves an event loop that Django refuses to work in."""
    if CHROMIUM is None:
        go_without("no Chromium on this machine")
    from playwright.sync_api import sync_playwright  # only where there is a browser

    manager = sync_playwright()
    try:
        playwright = manager.start()
    except Exception as why:  # it names no kind of its own
        go_without(f"the browser's driver does not start, on a bare Debian for want of libatomic1: {why}")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()
    playwright.stop()


def go_without(why: str) -> NoReturn:
    if os.environ.get("GREENDESK_BROWSER_REQUIRED"):
        pytest.fail(f"{why}, and GREENDESK_BROWSER_REQUIRED is set")
    pytest.skip(why)


@pytest.fixture
def visitor(house, chromium):
    """visitor(role, width=…, lang=…, javascript=…): a page of somebody who has just signed in ("" is nobody)."""
    contexts = []

    def come(role: str = "", *, width: int = 1280, lang: str = "en", javascript: bool = True, scheme: str = "light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            base_url=house,
            color_scheme=scheme,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said, page.weights = [], [], {}
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("response", lambda response: weigh(page, response))
        page.goto(f"/sign-in/?lang={lang}")
        if role:
            page.click(f'form[action$="/as/{role}/"] button')
            page.goto(f"{re.sub(r'[?].*', '', page.url)}?lang={lang}")
        return page

    yield come
    for context in contexts:
        context.close()


def weigh(page, response) -> None:
    """Bytes on the wire of every answer."""
    length = response.headers.get("content-length")
    if length:
        page.weights[response.url] = int(length)
