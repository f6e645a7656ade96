"""Letters on paper: the invitation that a visa office reads, the thanks afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from greendesk.kit.facts import babel_locale
from greendesk.outbox import services as outbox

from ..models import Delegation
from .people import guests_of
from .speaking import Langs, both, days_in, head, languages_of, name_of, person_in


def invitation_sheet(delegation: Delegation, *, on: date, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/letter`: who invites whom, when, for what, the guests by name, and who pays is left to the desk."""
    pair = langs or languages_of(delegation)
    themes = both(pair, lambda lang: ", ".join(theme.label(lang) for theme in delegation.themes.all()))
    at = {lang: i for i, lang in enumerate(pair)}

    def text(lang: str) -> str:
        facts = {
            "desk": delegation.desk.name, "when": days_in(delegation, lang), "body": name_of(delegation.organisation, lang),
            "themes": themes[at[lang]],
        }  # fmt: skip
        return (
            _(
                "%(desk)s has the honour of inviting the delegation of %(body)s named below to visit us, %(when)s. "
                "The visit is devoted to: %(themes)s."
            )
            % facts
        )

    return {
        **_letter(delegation, pair, on, "invitation"),
        "text": both(pair, text),
        "guests": guests_of(delegation, pair),
    }


def thanks_sheet(delegation: Delegation, *, on: date, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/letter`: the desk's own wording of the thank-you letter, with what was promised."""
    pair = langs or languages_of(delegation)
    report = getattr(delegation, "report", None)

    def text(lang: str) -> str:
        _subject, body = outbox.wording(delegation.desk, "thank-you", lang)
        promises = report.promises.text(lang) if report else ""
        to = delegation.leader.person_name.display(lang) if delegation.leader else delegation.name.text(lang)
        return outbox.fill(body, {"to": to, "text": promises, "desk": delegation.desk.name})

    return {**_letter(delegation, pair, on, "name"), "paper": ("", ""), "text": both(pair, text), "guests": []}


def _letter(delegation: Delegation, langs: Langs, on: date, title: str) -> dict[str, Any]:
    return {
        **head(delegation, langs, delegation.programmes.order_by("-number").first(), title),
        "version": " / ".join(dict.fromkeys(both(langs, lambda lang: format_date(on, "long", babel_locale(lang))))),
        "on": both(langs, lambda lang: format_date(on, "long", babel_locale(lang))),
        "address": delegation.desk.address,
        "email": delegation.desk.email,
        "to": both(
            langs,
            lambda lang: (
                person_in(delegation.leader, lang) if delegation.leader else name_of(delegation.organisation, lang)
            ),
        ),
        "body": both(langs, lambda lang: name_of(delegation.organisation, lang)),
    }
