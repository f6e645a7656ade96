"""Walk a visit through the pages as people do, and take the pictures of docs/screens/visit on the way.

Two groups ask to come in the same week: one from Baoding, one from Estonia. The desk judges, drafts, invites, asks the
hosts, sends, changes the programme on the day and reports. Each stage is taken on a desktop and on a phone, in English
and Chinese. Run from the root with the test packages and a Chromium: `python tools/take_visit.py`.
GREENDESK_JOURNEYS_AT with GREENDESK_DATA_DIR name a house that runs already. Everything typed here is invented.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.conftest import CHROMIUM, QUIET  # noqa: E402
from tests.journeys.serving import served  # noqa: E402

FOLDER = ROOT / "docs" / "screens" / "visit"
VIEWS = {"desktop": (1280, 1500), "phone": (390, 1500)}
LANGS = ("en", "zh-hans")
COLOURS, MOST_BYTES = 64, 160_000
BAODING = {
    "organisation_name": "保定虚构生态环境考察组 (invented)", "place_text": "130600", "leader_name": "程立秋", "leader_title": "副市长",
    "size": "9", "problem": "三个县城约有二十万户需要用清洁供热替代散煤（虚构）。", "scale": "200000", "scale_unit": "户",
    "contact_name": "陆青禾", "contact_phone": "+86 312 000 0101",
    "members_text": "姓名\t职务\t单位\n程立秋\t副市长（虚构）\t\n沈望舒\t市委副秘书长（虚构）\t\n唐以宁\t生态环境局局长（虚构）\t\n许知遥\t清洁取暖办公室主任（虚构）\t\n白景行\t翻译（虚构）\t",
}  # fmt: skip
ESTONIA = {
    "organisation_name": "Tartu heat group (invented)", "place_text": "EE-79", "leader_name": "Mari Leiutatud",
    "leader_title": "Deputy mayor", "size": "6", "problem": "Old district heating pipes lose a fifth of the heat (invented).",
    "contact_name": "Jaan Leiutatud", "contact_email": "jaan@example.org",
}  # fmt: skip
HOTEL = {"hotel": "Hotel Opdigt (invented)", "hotel_lat": "54.9108", "hotel_lon": "9.7862"}


@dataclass
class Walk:
    """The desk's browser and a guest's, the house they visit, and what was taken."""

    browser: Browser
    address: str
    folder: Path
    first: date
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk, self.guest = (self.browser.new_context(base_url=self.address).new_page() for _n in range(2))
        self.desk.goto("/sign-in/?lang=en")
        self.desk.click('form[action$="/as/municipal/"] button')

    def work(self) -> None:
        """What a worker does in life: run the jobs that wait."""
        subprocess.run([*GREENDESK, "worker", "--once"], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def shell(self, code: str) -> None:
        subprocess.run([*GREENDESK, "shell", "-c", code], env=self.env, check=True, stdout=subprocess.DEVNULL)

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "greendesk.settings.dev",
            "GREENDESK_DATA_DIR": str(self.folder),
        }

    def take(self, name: str, page: Page, anchor: str = "") -> None:
        """The page as it stands, in both sizes and both languages."""
        here = page.url.split("#")[0].split("?")[0]
        for view, (width, height) in VIEWS.items():
            for lang in LANGS:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{here}?lang={lang}{anchor}")
                page.wait_for_load_state("networkidle")
                path = FOLDER / f"{len(self.taken) + 1:02}-{name}-{view}-{lang}.png"
                page.screenshot(path=path)
                _squeeze(path)
        self.taken.append(name)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{here}?lang=en")


def press(page: Page, where: Locator) -> None:
    """Press what sends a form or leads on, and wait until the next page stands."""
    with page.expect_navigation():
        where.click()
    page.wait_for_load_state("networkidle")


GREENDESK = [sys.executable, "-W", "ignore", "-m", "greendesk.cli"]


def _squeeze(path: Path) -> None:
    """Few colours are enough for a page. Raises ValueError where the picture is still too heavy."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    if (size := path.stat().st_size) > MOST_BYTES:
        raise ValueError(f"{path.name} has {size} bytes, more than {MOST_BYTES}")


def ask(walk: Walk, facts: dict[str, str], lang: str, *, themes: int) -> None:
    """A group asks to come: the public form, filled in and sent."""
    page, last = walk.guest, walk.first + timedelta(days=1)
    page.goto(f"/visit/?lang={lang}")
    for summary in page.locator("details > summary").all():
        summary.click()
    for name, value in {**facts, "starts_on": walk.first.isoformat(), "ends_on": last.isoformat()}.items():
        page.locator(f"[name={name}]").fill(value)
    for box in page.locator("[name=themes]").all()[:themes]:
        box.check()
    page.locator("select[name=desk]").select_option("sonderborg")
    page.locator("[name=agrees]").check()
    page.locator("[name=agrees_abroad]").check()
    page.locator("form[enctype] button.primary").click()
    page.wait_for_url("**/visit/received/**")


def accept(walk: Walk, who: str) -> str:
    """Judge every written criterion and accept; the address of the delegation."""
    page = walk.desk
    page.goto("/visits/?lang=en")
    press(page, page.locator("#content").get_by_role("link", name=re.compile(re.escape(who))).first)
    if not walk.taken.count("triage"):
        walk.take("triage", page)
    for group in page.locator("fieldset:has(input[type=radio])").all():
        if group.locator("input:checked").count() == 0:
            group.locator("input[type=radio]").first.check()
    page.locator("button[name=verdict][value=accept]").click()
    page.wait_for_url(re.compile(r"/visits/\d+/"))
    return page.url.split("?")[0].split("#")[0]


def settle(walk: Walk, delegation: str, name: str) -> None:
    """A name in the desk's language, and where they sleep, so that ways can be measured."""
    page = walk.desk
    page.goto(f"{delegation}edit/?lang=en")
    for field_name, value in {**HOTEL, "name": name}.items():
        page.locator(f"[name={field_name}]").fill(value)
    press(page, page.locator("#content form button.primary"))


def draft(walk: Walk, delegation: str) -> None:
    page = walk.desk
    page.goto(f"{delegation}?lang=en")
    press(page, page.locator('form[action$="/draft/"] button').first)
    walk.work()
    page.goto(f"{delegation}?lang=en")


def invite(walk: Walk, delegation: str) -> None:
    """The first three companies of the fair order; one answers on its page."""
    page = walk.desk
    page.goto(f"{delegation}companies/?lang=en")
    for box in page.locator("#candidates input[type=checkbox]").all()[:3]:
        box.check()
    press(page, page.locator("#candidates button.primary"))
    walk.take("companies", page)
    page.goto(f"{delegation}companies/?lang=en")
    press(page, page.locator('#invited a[href*="/outbox/"]').first)
    link = re.search(r"/g/[0-9a-f]{40}/", page.content())
    assert link, "the letter to a company holds its link"
    walk.guest.goto(f"{link[0]}?lang=en")
    walk.take("company-answers", walk.guest)
    walk.guest.locator("[name=answer][value=yes]").check()
    walk.guest.locator("[name=who]").fill("Two engineers (invented)")
    press(walk.guest, walk.guest.locator("form button.primary"))


def confirm(walk: Walk, delegation: str) -> None:
    """Ask all hosts; one says yes on its own page, the others on the telephone."""
    page = walk.desk
    page.goto(f"{delegation}?lang=en")
    press(page, page.locator('form[action$="/ask/"] button').first)
    page.goto("/outbox/?lang=en")
    press(page, page.locator("#content a", has_text=re.compile(r"^May .* visit|visit|Må |besøge")).first)
    if link := re.search(r"/g/[0-9a-f]{40}/", page.content()):
        walk.guest.goto(f"{link[0]}?lang=en")
        walk.take("host-answers", walk.guest)
        walk.guest.locator("[name=answer][value=yes]").check()
        press(walk.guest, walk.guest.locator("form button.primary"))
    page.goto(f"{delegation}?lang=en")
    for number in range(page.locator("#hosts a[href*='/stops/']").count()):
        page.goto(f"{delegation}?lang=en")
        press(page, page.locator("#hosts a[href*='/stops/']").nth(number))
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        yes = page.locator("input[name=answer][value=yes]")
        if yes.count():
            yes.first.check()
            press(page, page.locator("form:has(input[name=answer]) button[value=phone]").first)
    page.goto(f"{delegation}?lang=en")
    walk.take("confirmed", page, "#hosts")


def send(walk: Walk, delegation: str) -> None:
    page = walk.desk
    page.goto(f"{delegation}?lang=en")
    press(page, page.locator('form[action$="/send/"] button').first)


def change_on_the_day(walk: Walk, delegation: str) -> None:
    """A host cancels: ways to go on side by side, one is taken, and the new version goes out."""
    page = walk.desk
    page.goto(f"{delegation}live/?lang=en")
    page.locator("[name=kind]").first.select_option("host_cancels") if page.locator(
        "select[name=kind]"
    ).count() else page.locator("[name=kind][value=host_cancels]").check()
    stops = page.locator("select[name=stop] option")
    site = next(option.get_attribute("value") for option in stops.all() if option.get_attribute("value"))
    page.locator("select[name=stop]").select_option(site)
    press(page, page.locator("form.form button.primary").last)
    walk.work()
    page.goto(f"{delegation}live/?lang=en")
    walk.take("day-changed", page)
    press(page, page.locator('form[action*="/repairs/"] button').first)
    send(walk, delegation)


def report(walk: Walk, delegation: str) -> None:
    """A week later (the dates are moved back in the house's own database): who came, and the ten lines."""
    number = delegation.rstrip("/").rsplit("/", 1)[1]
    walk.shell(
        "from datetime import timedelta as t; from greendesk.visits.models import Delegation as D, Stop as S\n"
        f"d = D.objects.get(pk={number}); gone = t(days=({walk.first.toordinal()} - __import__('datetime').date.today().toordinal()) + 2)\n"
        "d.starts_on -= gone; d.ends_on -= gone; d.save()\n"
        "for s in S.objects.filter(programme__delegation=d).order_by('starts_at'):\n"
        "    S.objects.filter(pk=s.pk).update(starts_at=s.starts_at - gone, ends_at=s.ends_at - gone)"
    )
    page = walk.desk
    page.goto(f"{delegation}companies/?lang=en")
    press(page, page.locator("button[value=came]").first)
    page.goto(f"{delegation}?lang=en#report")
    page.evaluate("document.querySelectorAll('#report details').forEach(one => { one.open = true })")
    page.locator("#report [name^=interest]").first.fill(
        "They stayed longest at the heat pumps and asked for winter figures (invented)."
    )
    page.locator("#report [name^=promises]").first.fill("We send the figures of one winter in Chinese (invented).")
    press(page, page.locator("#report form button.primary"))
    walk.take("reported", page, "#report")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with house() as (address, folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        walk = Walk(browser, address, folder, _a_tuesday())
        ask(walk, BAODING, "zh-hans", themes=9)
        walk.take("asked", walk.guest)
        ask(walk, ESTONIA, "en", themes=1)
        baoding = accept(walk, "保定虚构生态环境考察组")
        estonia = accept(walk, "Tartu heat group")
        for delegation, name in (
            (baoding, "Baoding environment group (invented)"),
            (estonia, "Tartu heat group (invented)"),
        ):
            settle(walk, delegation, name)
            draft(walk, delegation)
        walk.desk.goto("/visits/?lang=en")
        walk.take("same-week", walk.desk)
        walk.desk.goto(f"{baoding}?lang=en")
        walk.take("programme", walk.desk)
        invite(walk, baoding)
        confirm(walk, baoding)
        send(walk, baoding)
        change_on_the_day(walk, baoding)
        report(walk, baoding)
        browser.close()
    files = sorted(FOLDER.glob("*.png"))
    print(f"{len(files)} pictures of {len(walk.taken)} stages, {sum(file.stat().st_size for file in files):,} bytes")


@contextmanager
def house() -> Iterator[tuple[str, Path]]:
    if already := os.environ.get("GREENDESK_JOURNEYS_AT"):
        yield already, Path(os.environ["GREENDESK_DATA_DIR"])
        return
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        yield address, Path(folder)


def _a_tuesday() -> date:
    """The first Tuesday that leaves every site its days of notice."""
    soon = date.today() + timedelta(days=24)
    return soon + timedelta(days=(1 - soon.weekday()) % 7)


if __name__ == "__main__":
    main()
