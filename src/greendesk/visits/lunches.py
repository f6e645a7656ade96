"""What a lunch is called, in every language of ours, since guests and hosts read it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from greendesk.catalogue.models import ReferenceSite
from greendesk.kit.langs import LANGS
from greendesk.kit.texts import Texts

from .models import Delegation


def lunch_at(one: Delegation) -> Texts:
    return _in_all_languages(lambda _lang: _("Lunch at %(place)s") % {"place": one.hotel or _("the hotel")})


def lunch_near(site: ReferenceSite) -> Texts:
    return _in_all_languages(lambda lang: _("Lunch near %(place)s") % {"place": site.name.text(lang)})


def _in_all_languages(say: Callable[[str], str]) -> Texts:
    """A title in every language of ours, since guests and hosts read it."""
    versions = {}
    for lang in LANGS:
        with override(lang):
            versions[lang] = say(lang)
    return Texts.from_plain(versions)
