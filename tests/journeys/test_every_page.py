"""Every page a person can reach from the navigation: nothing foreign, nothing heavy, nothing inaccessible, no script needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

PEOPLE = ["officer", "municipal", "export", "owner", "host", "evaluator"]
PUBLIC = ["/sign-in/", "/catalogue/", "/needs/new/", "/visit/"]
FIRST_VIEW_BYTES = 100_000
RECORD = re.compile(r"(?:/[a-z-]+)+/\d+/")


def ways(page) -> list[str]:
    return page.eval_on_selector_all(".nav a", "links => links.map(link => link.getAttribute('href'))")


def first_records(page) -> list[str]:
    """The first link to each kind of record on a list page: an address with a number, and no paper."""
    links = page.eval_on_selector_all("#content a[href]", "links => links.map(link => link.getAttribute('href'))")
    first: dict[str, str] = {}
    for link in links:
        if RECORD.fullmatch(link):
            first.setdefault(re.sub(r"\d+", "N", link), link)
    return list(first.values())


def opened(page) -> Iterator[str]:
    """Goes to every page of the navigation, then to the first record of each kind found there."""
    found = ways(page)
    lists = len(found)
    for number, address in enumerate(found):  # it grows while the lists are walked
        page.asked.clear()
        page.said.clear()
        answer = page.goto(address)
        assert answer.status == 200, address
        page.weight = len(answer.body())
        if number < lists:
            found += [link for link in first_records(page) if link not in found]
        yield address


def public(page) -> Iterator[str]:
    for address in PUBLIC:
        page.goto(address)
        yield address


def grave(page, **only: list[str]) -> list[str]:
    """What axe finds that is serious or critical."""
    result = Axe().run(page, options={"resultTypes": ["violations"], **only})
    return [
        f"{item['id']}: {item['nodes'][0]['html'][:120]}"
        for item in result.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_of_a_person(visitor, role):
    page = visitor(role)
    host = urlsplit(page.url).netloc
    faults = []
    for address in opened(page):
        faults += [
            (address, "foreign", url)
            for url in page.asked
            if urlsplit(url).netloc not in ("", host) and not url.startswith("data:")
        ]
        faults += [(address, "console", said) for said in page.said]
        faults += [(address, "axe", fault) for fault in grave(page)]
        if page.weight > FIRST_VIEW_BYTES:
            faults.append((address, "heavy", page.weight))
    assert faults == []


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_first_view_fits_a_slow_line(visitor, lang):
    """All bytes of a first visit on an empty cache, styles and scripts included, as they cross the wire."""
    page = visitor("", lang=lang, width=390)
    heavy = []
    for address in PUBLIC:
        page.weights.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if sum(page.weights.values()) > FIRST_VIEW_BYTES:
            heavy.append((address, page.weights))
    assert heavy == []


@pytest.mark.parametrize("role", ["", "officer", "municipal"])
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_no_page_is_wider_than_a_phone(visitor, role, lang):
    page = visitor(role, width=390, lang=lang)
    wide = []
    for address in opened(page) if role else public(page):
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide.append((address, width))
    assert wide == []


def test_dark_pages_keep_their_contrast(visitor):
    page = visitor("municipal", scheme="dark")
    faults = []
    for address in ways(page):
        page.goto(address)
        faults += [(address, fault) for fault in grave(page, runOnly=["color-contrast"])]
    assert faults == []


@pytest.mark.parametrize("role", ["municipal", "export"])
def test_pages_are_read_without_script(visitor, role):
    page = visitor(role, javascript=False)
    for address in page.locator(".nav a").evaluate_all("links => links.map(l => l.getAttribute('href'))"):
        assert page.goto(address).status == 200
        assert page.locator("h1").inner_text().strip()
