"""The first path of each of the six people, walked with real clicks, and the first desk of an empty house."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from .serving import served

ROLES = ["officer", "municipal", "export", "owner", "host", "evaluator"]


def heading(page) -> str:
    return page.locator("h1").inner_text()


def downloaded(page, link) -> bytes:
    """What a link to a paper hands over, fetched as the person who is signed in."""
    answer = page.request.get(link.get_attribute("href"))
    assert answer.status == 200, link.get_attribute("href")
    return answer.body()


def ask_to_visit(page, *, organisation: str, place: str, desk: str, first: date) -> str:
    """Fill in the public form as a delegation does; the card number it is given."""
    page.goto("/visit/?lang=en")
    page.get_by_label("Your organisation").fill(organisation)
    page.get_by_label("Where do you come from?").fill(place)
    page.get_by_label("Who leads the delegation?").fill("Wen Ruoxu")
    page.get_by_label("How many guests?").fill("9")
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Last day").fill((first + timedelta(days=1)).isoformat())
    page.get_by_label("Your name").fill("Wen Ruoxu")
    page.get_by_label("WeChat ID").fill("wen_ruoxu_invented")
    page.locator("#id_desk").select_option(desk)
    page.get_by_label("I have read this and agree").check()
    page.get_by_label("I separately agree").check()
    page.get_by_role("button", name="Send it to the desk").click()
    assert "your request has arrived" in heading(page)
    return page.locator("dl.facts dd").first.inner_text().strip()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("javascript", [True, False])
def test_each_person_is_offered_three_steps_and_may_put_them_away(visitor, role, javascript):
    page = visitor(role, javascript=javascript)
    begins = page.url
    steps = page.locator(".path a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(steps) == 3
    for step in steps:
        assert page.request.get(step).status == 200, step
    page.get_by_role("button", name="Put this away").click()
    page.goto(begins)
    assert page.locator(".path").count() == 0
    assert page.locator("h1").count() == 1


def test_the_officer_sees_who_else_receives_a_delegation_before_accepting_it(visitor):
    first = date.today() + timedelta(days=15)
    ask_to_visit(visitor(), organisation="Baoding Xugou Heat Bureau", place="保定", desk="dalarna", first=first)
    page = visitor("officer")
    page.locator("#content").get_by_role("link", name=re.compile("Baoding Xugou Heat Bureau")).first.click()
    assert heading(page) == "Baoding Xugou Heat Bureau"
    assert "Who else is seeing them?" in page.locator("#content").inner_text()
    assert "Sønderborg" in page.locator(".errors").inner_text()
    page.get_by_role("button", name="Accept", exact=True).click()
    assert re.search(r"/visits/\d+/$", page.url)
    assert "Baoding" in page.locator("#content").inner_text()


def test_the_municipal_officer_brings_the_mayor_what_we_have_with_baoding(visitor):
    page = visitor("municipal")
    page.locator("#q").fill("保定")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.locator("#content .chip", has_text="130600").click()
    assert heading(page) == "What we have with Baoding 保定市"
    assert "sister city agreement" in page.locator("#content").inner_text()
    assert downloaded(page, page.get_by_role("link", name="Paper for the mayor")).startswith(b"%PDF-")


def test_the_export_manager_says_interested_to_the_best_chance(visitor):
    page = visitor("export")
    page.locator(".nav").get_by_role("link", name="My chances").click()
    best = page.locator("#content li.card").first
    need = best.locator("h3").inner_text()
    assert best.locator(".reasons li").count() >= 1
    best.get_by_role("button", name="Interested").click()
    again = page.locator("#content li.card", has=page.locator("h3", has_text=need.split("\n")[0])).first
    assert again.get_by_role("button", name="Interested").get_attribute("aria-pressed") == "true"


def test_a_problem_owner_without_account_or_script_comes_back_with_a_card(visitor):
    page = visitor("", width=390, lang="zh-hans", javascript=False)
    page.get_by_role("link", name="提出需求").click()
    assert heading(page) == "提出需求"
    page.locator("#id_title").fill("县城集中供热改造")
    page.locator("#id_text").fill("县城约三十万平方米住宅用散煤取暖，希望改为低温集中供热。")
    page.locator("#id_place_text").fill("保定市")
    page.locator("#id_ends_on").fill((date.today() + timedelta(days=90)).isoformat())
    page.locator("#id_contact_name").fill("温若虚")
    page.locator("#id_desk").select_option("sonderborg")
    page.locator("#id_agrees").check()
    page.locator("#id_agrees_abroad").check()
    page.locator("main form button.primary").click()
    assert page.locator(".errors").count() == 1  # no way to reach them was left; nothing typed is lost
    assert page.locator("#id_title").input_value() == "县城集中供热改造"
    page.locator("#id_wechat").fill("wen_invented")
    page.locator("main form button.primary").click()
    number, code = (page.locator("dl.facts dd").nth(row).inner_text().strip() for row in (0, 1))
    assert number and code
    back = visitor("", width=390, lang="zh-hans", javascript=False)
    back.goto("/card/")
    back.locator("#id_number").fill(number)
    back.locator("#id_code").fill(code)
    back.locator("main form button.primary").click()
    assert heading(back) == "县城集中供热改造"
    assert "散煤取暖" in back.locator("main").inner_text()


def test_a_host_sees_who_comes_and_answers_by_link(visitor):
    page = visitor("host")
    assert heading(page) == "My sites"
    coming = page.locator("#content .rows").first
    assert "Baoding" in coming.inner_text()
    page.locator("#content .rows").last.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/my/sites/\d+/"))
    assert page.locator("form.form").count() == 1
    desk = visitor("municipal")
    desk.goto("/outbox/?lang=en")
    letters = desk.locator("#content a[href^='/outbox/']").evaluate_all("links => links.map(l => l.href)")
    link = next((found for letter in letters if (found := guest_link(desk, letter))), "")
    assert link, "no letter to a host carries a link"
    host = visitor("", width=390, javascript=False)
    assert host.goto(link + "?lang=en").status == 200
    assert heading(host) == "May they come?"
    host.locator("input[name=answer][value=yes]").check()
    host.get_by_role("button", name="Send the answer").click()
    assert "Your answer" in host.locator("main").inner_text()


def guest_link(page, letter: str) -> str:
    """The path of a host's own link in a letter, if it asks for a visit that is still to come."""
    page.goto(letter)
    found = re.search(r"/g/[A-Za-z0-9_-]+/", page.locator("#content").inner_text())
    if not found:
        return ""
    return found.group() if "May they come?" in page.request.get(found.group() + "?lang=en").text() else ""


def test_the_evaluator_walks_from_a_figure_to_the_handshake(visitor):
    page = visitor("evaluator")
    page.locator(".path a").first.click()
    assert heading(page) == "Effects"
    page.locator('#content a[href^="/indicators/"]').first.click()
    assert re.search(r"/indicators/\d+/$", page.url)
    assert page.locator("#content table tbody tr").count() >= 1
    page.go_back()
    page.locator("#content").get_by_role("link", name=re.compile("Baoding clean heating delegation")).first.click()
    thread = page.locator("#thread")
    thread.get_by_role("link", name=re.compile("sister city agreement")).click()
    assert "Baoding" in heading(page)
    assert "What it produced" in page.locator("#content").inner_text()


def test_the_first_desk_of_an_empty_house(tmp_path, chromium):
    with served(tmp_path, demonstration=False) as address:
        page = chromium.new_context(base_url=address, java_script_enabled=False).new_page()
        page.goto("/?lang=en")
        assert heading(page) == "Open your desk"
        page.get_by_label("Name of the desk").fill("Heat Desk of Nowhere")
        page.get_by_label("Your name").fill("Nora Example")
        page.get_by_label("Your e-mail").fill("nora@example.org")
        page.get_by_label("A password").fill("long-enough-for-a-desk")
        page.get_by_role("button", name="Open the desk").click()
        assert page.url.endswith("/lists/")
        assert "Your desk is open" in page.locator(".messages").inner_text()
        assert "Nora Example" in page.locator(".me").inner_text()
        page.goto("/start/")
        assert "/start/" not in page.url
        page.context.close()
