"""What the frame around every page needs: where one can go, in which languages, how it looks."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from greendesk.desks.models import Account
from greendesk.kit.langs import LANGS, OWN_NAMES, SHORT_NAMES, active_lang, bcp47

from .addresses import address_at
from .first_paths import first_path

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    name: str
    label: str | Promise
    is_here: bool = False

    @property
    def url(self) -> str:
        return address_at(f"web:{self.name}", [])


DESK_WAYS: tuple[tuple[str, Promise], ...] = (
    ("today", _("Today")),
    ("agreements", _("Register")),
    ("companies", _("Companies")),
    ("challenges", _("Needs")),
    ("missions", _("Missions")),
    ("visits", _("Visits")),
    ("meeting-days", _("Meetings")),
    ("events", _("Events")),
    ("follow-ups", _("Follow-up")),
    ("effects", _("Effects")),
    ("board", _("Board")),
)
BACK_OFFICE_WAYS: tuple[tuple[str, Promise], ...] = (
    ("people", _("People")),
    ("projects", _("Projects")),
    ("outbox", _("Outbox")),
    ("translations", _("Translations")),
    ("lexicon", _("Themes and words")),
    ("lists", _("Import and export")),
    ("settings", _("Our desk")),
)
COMPANY_WAYS: tuple[tuple[str, Promise], ...] = (
    ("my-company", _("My company")),
    ("my-chances", _("My chances")),
    ("my-meetings", _("My meetings")),
    ("my-leads", _("My leads")),
)
OWNER_WAYS: tuple[tuple[str, Promise], ...] = (("my-challenges", _("My needs")),)
HOST_WAYS: tuple[tuple[str, Promise], ...] = (("my-sites", _("My sites")),)


def ways_for(account: Account) -> tuple[tuple[tuple[str, Promise], ...], ...]:
    """Groups of entries for this account: a desk's, or those of whoever speaks for an organisation."""
    if account.desk_ids:
        return DESK_WAYS, BACK_OFFICE_WAYS
    roles = set(account.representations.values_list("role", flat=True))
    mine = {"export": COMPANY_WAYS, "owner": OWNER_WAYS, "host": HOST_WAYS}
    return tuple(mine[role] for role in mine if role in roles)


def frame(request: HttpRequest) -> dict[str, object]:
    account = getattr(request, "user", None)
    here = request.resolver_match.url_name if request.resolver_match else ""
    told = ways_for(account) if isinstance(account, Account) else ()
    groups = [[Way(name, label, name == here) for name, label in group] for group in told]
    theme = request.COOKIES.get("greendesk_theme", "auto")
    begins_here = bool(groups and groups[0] and groups[0][0].is_here)
    return {
        "lang": active_lang(),
        "html_lang": bcp47(active_lang()),
        "languages": [(code, SHORT_NAMES[code], OWN_NAMES[code], bcp47(code)) for code in LANGS],
        "ways": groups,
        "theme": theme if theme in THEMES else "auto",
        "account": account if isinstance(account, Account) else None,
        "first_path": first_path(request, account, is_first_page=begins_here) if isinstance(account, Account) else (),
        "public_url": settings.PUBLIC_URL,
    }
