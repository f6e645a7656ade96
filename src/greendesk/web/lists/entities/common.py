"""Columns and look-ups that many lists share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Desk, Level
from greendesk.directory.models import Organisation, Person
from greendesk.kit.texts import Texts, TextsField

from ..columns import Address, Choice, Flag, Line, Partial, ReferMany, Themes, Where
from ..context import Context, Misread, names_of_texts

Row = TypeVar("Row", bound=Model)
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


def written_in(seen: Any) -> str:
    """The language in which the record's texts were written first."""
    row = getattr(seen, "_row", seen)
    texts = (getattr(seen, f.name, None) for f in row._meta.concrete_fields if isinstance(f, TextsField))
    return next((text.source_lang for text in texts if isinstance(text, Texts) and text.source_lang), "")


def co_desks_of(seen: Any) -> list[Desk]:
    return list(seen.co_desks.all()) if getattr(seen, "is_full", False) else []


def desk_named(text: str, context: Context) -> Desk:
    found = list(Desk.objects.filter(name__iexact=text)[:2])
    if len(found) != 1:
        raise Misread(_("No desk here is called “%(text)s”; it was not asked.") % {"text": text}, is_warning=True)
    return found[0]


INVENTED = Flag(
    "is_invented", _l("Invented for the demonstration"), "påhittad; opdigtet; verzonnen; 虚构", is_offered=False
)
WRITTEN_IN = Line(
    "written_in",
    _l("Written in"),
    "skriven på; skrevet på; geschreven in; 原文语言",
    most=8,
    of=written_in,
    is_offered=False,
)
CO_DESKS = ReferMany(
    "co_desks", _l("Co-owning desks"), "medägande; medejere; mede-eigenaars; 共有", find=desk_named, of=co_desks_of,
    note=_l("They are asked, and own the record too when they say yes."), is_offered=False,
)  # fmt: skip


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


def the_one(model: type[Row], text: str, context: Context, names: Callable[[Row], list[str]], what: Any) -> Row:
    """The desk's one record of that name. Raises Misread when there is none or more than one."""
    found: list[Row] = context.named(model, text, names)
    if len(found) == 1:
        return found[0]
    if found:
        raise Misread(
            _("There are %(count)d records called “%(text)s”. Merge them first, or make the name more precise.")
            % {"count": len(found), "text": text}
        )
    raise Misread(_("There is no %(what)s called “%(text)s” at this desk yet.") % {"what": what, "text": text})


def named(model: type[Row], names: Callable[[Row], list[str]], what: Any) -> Callable[[str, Context], Row]:
    """A column's way from a name to the desk's record; `what` says in a refusal what is missing."""

    def find(text: str, context: Context) -> Row:
        return the_one(model, text, context, names, what)

    return find


company = named(Company, company_names, _l("company"))
solution = named(Solution, solution_names, _l("solution"))
agreement = named(Agreement, agreement_names, _l("agreement"))


def organisation(text: str, context: Context) -> Organisation:
    """An organisation by name; entered on the way where the desk does not know it yet."""
    found = context.named(Organisation, text, organisation_names)
    if not found:
        from greendesk.directory.services import add_organisation

        row = add_organisation(desk=context.desk, by=context.by, name=text, kind="other", source=context.source)
        context.remember(row, organisation_names)
        return row
    return the_one(Organisation, text, context, organisation_names, _("organisation"))


def sourced(values: dict[str, Any], context: Context) -> dict[str, Any]:
    """Where the list names no source, the list itself is the source."""
    return values if values.get("source") else values | {"source": context.source}
