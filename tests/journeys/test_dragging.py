"""A stop dragged with the mouse and moved with the keyboard, in a real browser against a small desk of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.visits.models import Stop
from greendesk.visits.services import programmes
from tests.factories.visits import guests, town


@pytest.fixture(scope="module", autouse=True)
def beside_the_drivers_loop() -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread, which Django takes for a mistake."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def board(live_server, chromium, officer_client):
    """(page, delegation): the page of a delegation with a programme of one day, its officer signed in."""
    town(officer_client.desk)
    first = timezone.localdate() + timedelta(days=20)
    while first.weekday() > 3:
        first += timedelta(days=1)
    delegation = guests(
        officer_client.desk, starts_on=first, ends_on=first + timedelta(days=1 if first.weekday() < 3 else 0)
    )
    programmes.work_out(
        {delegation.pk: 1}, by=officer_client.account, today=timezone.localdate(), now=timezone.now(), moves=60
    )
    context = chromium.new_context(viewport={"width": 1280, "height": 1400}, base_url=live_server.url)
    cookie = officer_client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.goto(reverse("web:delegation", args=[delegation.pk]))
    yield page, delegation
    context.close()


def last_visit(delegation) -> Stop:
    return delegation.programmes.get().stops.filter(site__isnull=False).order_by("-starts_at")[0]


@pytest.mark.django_db(transaction=True)
def test_a_stop_is_dragged_refused_in_words_placed_by_keyboard_and_taken_back(board) -> None:
    page, delegation = board
    stop = last_visit(delegation)
    was = stop.starts_at
    link = page.locator(f'[data-stop="{stop.pk}"]')
    frame = link.locator(".stop").bounding_box()

    page.mouse.move(frame["x"] + 40, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] + 40, frame["y"] - 60, steps=4)
    page.mouse.move(frame["x"] + 40, frame["y"] - 100, steps=4)
    assert page.locator(".ghost").count() == 1
    page.mouse.up()
    told = page.locator("[data-told]")
    told.wait_for(state="visible")
    assert "too long" in told.inner_text() or "taken" in told.inner_text()
    assert last_visit(delegation).starts_at == was
    page.get_by_role("button", name="Leave it where it was").click()

    link.focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowDown")
    assert page.locator(".ghost").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".ghost").count() == 0
    page.keyboard.press(" ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    anyway = page.get_by_role("button", name="Put it there anyway")
    anyway.wait_for(state="visible")
    with page.expect_navigation():
        anyway.click()
    stop.refresh_from_db()
    assert stop.starts_at == was + timedelta(minutes=5)

    page.get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    stop.refresh_from_db()
    assert stop.starts_at == was
    assert [text for text in page.said if "422" not in text] == []
