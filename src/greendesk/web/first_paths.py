"""A first path of three steps for each of the demonstration's people, until they put it away."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Account

COOKIE = "greendesk_paths_done"
BAODING = "130600"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, and the page on which it is done."""

    does: Promise
    page: str
    args: tuple[str, ...] = ()
    rest: str = ""

    @property
    def url(self) -> str:
        return reverse(f"web:{self.page}", args=self.args) + self.rest


PATHS: dict[str, tuple[Step, ...]] = {
    "officer": (
        Step(_("See what is due, who is coming and what has gone quiet."), "today"),
        Step(_("Look at who asks to come, and how far each programme is."), "visits"),
        Step(_("See which other desks deal with the same province."), "board"),
    ),
    "municipal": (
        Step(_("Search for Baoding, in either script."), "search", rest="?q=Baoding"),
        Step(_("Read what we have with Baoding."), "place", (BAODING,)),
        Step(_("Take the paper for the mayor."), "place-paper", (BAODING,)),
    ),
    "export": (
        Step(_("Read what others see of your company."), "my-company"),
        Step(_("See your best chances, why they fit, and answer one."), "my-chances"),
        Step(_("Follow what came of your answers."), "my-leads"),
    ),
    "owner": (
        Step(_("Open your need and read who could answer it."), "my-challenges"),
        Step(_("State another need, as anybody can without an account."), "challenge-form"),
        Step(_("Come back to it with a card number."), "card"),
    ),
    "host": (
        Step(_("See who is coming to your site, and set its hours."), "my-sites"),
        Step(_("See your site as guests find it."), "catalogue"),
        Step(_("See how guests ask to come."), "visit-form"),
    ),
    "evaluator": (
        Step(_("Read what came of it, and how well each claim is shown."), "effects"),
        Step(_("Compare receiving guests with travelling abroad."), "effects", rest="#ledger"),
        Step(_("Open an agreement and follow its red thread."), "agreements"),
    ),
}


def done(request: HttpRequest) -> set[str]:
    """The roles whose path this browser has put away."""
    return set(request.COOKIES.get(COOKIE, "").split(".")) & set(PATHS)


def first_path(request: HttpRequest, account: Account, *, is_first_page: bool) -> tuple[Step, ...]:
    if not (settings.DEMO_PEOPLE and is_first_page) or account.demo_role in done(request):
        return ()
    return PATHS.get(account.demo_role, ())
