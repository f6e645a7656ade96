"""What templates need to speak to a reader: texts, names, dates, numbers and addresses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_time, format_timedelta
from django import template
from django.http import HttpRequest
from django.template import defaulttags
from django.templatetags import i18n
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from greendesk.atlas.models import Theme
from greendesk.catalogue.lexicon import changes_for, name_of
from greendesk.catalogue.pictures import credit_line
from greendesk.desks.models import Account, LogEntry
from greendesk.kit.facts import babel_locale, display_money, in_digits, in_words
from greendesk.kit.langs import OWN_NAMES, active_lang, bcp47
from greendesk.kit.texts import Texts
from greendesk.web.addresses import address_at, address_of
from greendesk.web.log_words import phrase_for, said_of

register = template.Library()
in_time = lru_cache(maxsize=4096)(format_timedelta)  # a list tells the same few spans again and again


@register.filter
def day(value: Any, style: str = "medium") -> str:
    """A date in the reader's manner."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return in_words(value, style, babel_locale()) if isinstance(value, date) else str(value)


@register.filter
def weekday(value: date) -> str:
    return (
        in_words(value, "EEEE d MMMM" if active_lang() != "zh-hans" else "M月d日EEEE", babel_locale()) if value else ""
    )


@register.filter
def credit(picture: Any) -> str:
    """What stands under a picture, in the reader's language."""
    return credit_line(picture, active_lang())


@register.filter
def clock(value: datetime | None, zone: str = "") -> str:
    """The time of day, in a zone named by the caller or the present one; the zone itself is shown by `zone_name`."""
    if not value:
        return ""
    local = timezone.localtime(value, ZoneInfo(zone) if zone else None)
    return format_time(local, "HH:mm", locale=babel_locale())


@register.filter
def moment(value: datetime | None, zone: str = "") -> str:
    """Date and time with the zone's name."""
    if not value:
        return ""
    local = timezone.localtime(value, ZoneInfo(zone) if zone else None)
    return f"{in_words(local.date(), 'medium', babel_locale())} {local:%H:%M} {local.tzname()}"


@register.filter
def ago(value: date | datetime | None) -> str:
    """How long ago, or in how long: "3 months ago"."""
    if not value:
        return ""
    then = value.date() if isinstance(value, datetime) else value
    delta = then - timezone.localdate()
    if not delta.days:
        return _("today")
    return in_time(delta, add_direction=True, locale=babel_locale(), granularity="day")


@register.filter
def number(value: Any) -> str:
    return in_digits(value, locale=babel_locale()) if isinstance(value, (int, float, Decimal)) else str(value or "")


@register.filter
def money(value: Decimal | None, currency: str = "") -> str:
    return display_money(value, currency)


@register.filter
def percent(value: float | None) -> str:
    return f"{round(value * 100)} %" if value is not None else "–"


@register.filter
def lang_name(value: str) -> str:
    return OWN_NAMES.get(value, value)


@register.filter
def text(value: Any) -> SafeString | str:
    """A text in several languages, marked with its language where it is not the reader's, and with its origin."""
    if not isinstance(value, Texts):
        return "" if value is None else str(value)
    shown = value.shown()
    if not shown.text or not (shown.is_fallback or shown.origin == "machine" or shown.state == "stale"):
        return shown.text
    note = OWN_NAMES.get(shown.lang, shown.lang) if shown.is_fallback else ""
    if shown.origin == "machine":
        note = _("machine translation")
    elif shown.state == "stale":
        note = _("translation older than its source")
    return format_html(
        '<span lang="{}">{}</span> <small class="origin">{}</small>', bcp47(shown.lang), shown.text, note
    )


@register.filter
def invented(is_invented: Any) -> SafeString | str:
    """The mark of what is made up; a row of a list asks here, since a component in each costs more than the row."""
    if not is_invented:
        return ""
    return format_html('<span class="invented" title="{}">{}</span>', _("Made up for the demonstration"), _("invented"))


@register.filter
def said(entry: LogEntry | str) -> str:
    """What a line of the logbook says, or the phrase for a verb alone."""
    return said_of(entry) if isinstance(entry, LogEntry) else phrase_for(entry)


@register.filter
def url_of(record: Any) -> str:
    """The page of a record, or nothing where it has none."""
    return address_of(record) or ""


class AddressNode(defaulttags.URLNode):
    """`{% url %}` as Django has it, for a page that asks for two hundred of them."""

    def render(self, context: Any) -> str:
        if self.kwargs or self.asvar:
            return str(super().render(context))
        address = address_at(self.view_name.resolve(context), [arg.resolve(context) for arg in self.args])
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Any, token: Any) -> AddressNode:
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


class SentenceNode(template.Node):
    """`{% translate %}` of a sentence that stands in the template: looked up once in each language."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        lang = get_language()
        if lang not in self.said:
            self.said[lang] = self.node.render(context)
        return self.said[lang]


@register.tag
def translate(parser: Any, token: Any) -> template.Node:
    node = i18n.do_translate(parser, token)
    sentence = node.filter_expression
    is_bare = sentence.var.lookups is None and not (sentence.filters or node.asvar or node.message_context)
    return SentenceNode(node) if is_bare else node


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def theme_name(context: dict[str, Any], theme: Theme) -> str:
    """What the reader's desk calls a theme: its words are read once a page."""
    request: Any = context["request"]
    if not hasattr(request, "own_words"):
        request.own_words = changes_for(request.user) if isinstance(request.user, Account) else {}
    return name_of(theme, request.own_words)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The present address with some of its questions changed; None takes one away."""
    request: HttpRequest = context["request"]
    asked = {key: request.GET.getlist(key) for key in request.GET}
    for key, value in changes.items():
        if value in (None, ""):
            asked.pop(key, None)
        else:
            asked[key] = [str(value)]
    return "?" + urlencode(asked, doseq=True)
