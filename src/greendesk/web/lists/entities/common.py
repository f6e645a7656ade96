"""Columns and look-ups that many lists share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Level
from greendesk.directory.models import Organisation, Person

from ..columns import Address, Choice, Line, Partial, Themes, Where
from ..context import Context, Misread, names_of_texts

SHARING = Choice(
    "sharing", _l("Other desks see"), "delning; deling; delen; 共享; sharing; visibility", choices=Level.choices,
    also="private=0;existence=10;summary=20;full=30;intern=0;公开=30",
)  # fmt: skip
SOURCE = Line("source", _l("Source"), "källa; kilde; bron; 来源; source; referens", most=300)
SOURCE_URL = Address(
    "source_url", _l("Address of the source"), "källans adress; kildens adresse; adres van de bron; 来源网址"
)
SOURCE_ON = Partial("source_on", _l("Date of the source"), "källans datum; kildens dato; datum van de bron; 来源日期")
ABOUT = (SHARING, SOURCE, SOURCE_URL, SOURCE_ON)
PLACE = Where(
    "place",
    _l("Place"),
    "ort; plats; kommun; region; stad; sted; by; plaats; gemeente; 地点; 城市; 地区; city; town; municipality; location; country; land",
)
THEMES = Themes(
    "themes",
    _l("Themes"),
    "teman; ämnen; temaer; emner; thema's; 主题; 领域; sector; sectors; sektor; bransch; topics; tags; field; område",
)


def organisation_names(row: Organisation) -> list[str]:
    return names_of_texts(row.name, row.names, *row.aliases)


def company_names(row: Company) -> list[str]:
    return organisation_names(row.organisation)


def person_names(row: Person) -> list[str]:
    forms = (row.han, f"{row.given} {row.family}", f"{row.family} {row.given}")
    return names_of_texts(*(form for form in forms if form.strip()))


def solution_names(row: Solution | ReferenceSite) -> list[str]:
    return names_of_texts(row.name)


def agreement_names(row: Agreement) -> list[str]:
    return names_of_texts(row.title)


def the_one(model: Any, text: str, context: Context, names: Any, what: str) -> Any:
    """The desk's one record of that name. Raises Misread when there is none or more than one."""
    found = context.named(model, text, names)
    if len(found) == 1:
        return found[0]
    if found:
        raise Misread(
            _("There are %(count)d records called “%(text)s”. Merge them first, or make the name more precise.")
            % {"count": len(found), "text": text}
        )
    raise Misread(_("There is no %(what)s called “%(text)s” at this desk yet.") % {"what": what, "text": text})


def organisation(text: str, context: Context) -> Organisation:
    """An organisation by name; entered on the way where the desk does not know it yet."""
    found = context.named(Organisation, text, organisation_names)
    if not found:
        from greendesk.directory.services import add_organisation

        row = add_organisation(desk=context.desk, by=context.by, name=text, kind="other", source=context.source)
        context.remember(row, organisation_names)
        return row
    row = the_one(Organisation, text, context, organisation_names, _("organisation"))
    assert isinstance(row, Organisation)
    return row


def company(text: str, context: Context) -> Company:
    row = the_one(Company, text, context, company_names, _("company"))
    assert isinstance(row, Company)
    return row


def solution(text: str, context: Context) -> Solution:
    row = the_one(Solution, text, context, solution_names, _("solution"))
    assert isinstance(row, Solution)
    return row


def agreement(text: str, context: Context) -> Agreement:
    row = the_one(Agreement, text, context, agreement_names, _("agreement"))
    assert isinstance(row, Agreement)
    return row


def sourced(values: dict[str, Any], context: Context) -> dict[str, Any]:
    """Where the list names no source, the list itself is the source."""
    return values if values.get("source") else values | {"source": context.source}
