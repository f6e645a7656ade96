"""Lists of organisations and of people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from greendesk.desks.models import Level
from greendesk.directory import services
from greendesk.directory.errors import BadNumber
from greendesk.directory.models import LegalBasis, Organisation, OrganisationKind, Person, RegistryNumber
from greendesk.directory.numbers import checked_number, guessed_kind
from greendesk.kit.texts import Texts

from ..columns import Address, Choice, Day, Flag, Languages, Line, Mail, Many, Misread, Passage, Refer, Whole, Words
from ..context import Context
from ..kinds import ListKind, Values
from .common import ABOUT, PLACE, organisation, organisation_names, person_names, sourced

EMAIL = Mail("email", _l("E-mail"), "e-post; epost; mejl; mail; e-mailadres; 邮箱; 电子邮件; e-mail address")
PHONE = Line("phone", _l("Telephone"), "telefon; tel; mobil; telefoon; gsm; 电话; 手机; phone; mobile", most=40)
WECHAT = Line("wechat", _l("WeChat"), "微信; weixin", most=60)
WEBSITE = Address(
    "website", _l("Website"), "webbplats; hemsida; webb; hjemmeside; web; url; website; www; 网站; 网址; homepage"
)
ADDRESS = Line("address", _l("Address"), "adress; adresse; adres; 地址; street", most=2_000)
NAMES = Words(
    "names",
    _l("Name in other languages"),
    "中文名称; chinese name; name in chinese; kinesiskt namn; kinesisk navn; chinese naam; lokalt namn",
)


class Numbers(Many):
    """Registry numbers: “dk.cvr 13585628” or a number by itself, where its check digits say which register it is of."""

    def one(self, text: str, context: Context) -> tuple[str, str]:
        kind, _blank, number = text.partition(" ")
        if kind.casefold() not in RegistryNumber.Kind.values:
            kind, number = guessed_kind(text) or RegistryNumber.Kind.OTHER, text
        try:
            return kind.casefold(), checked_number(kind.casefold(), number)
        except BadNumber as refusal:
            raise Misread(str(refusal)) from refusal

    def one_cell(self, row: Any) -> str:
        return f"{row.kind} {row.number}"


NUMBERS = Numbers("numbers", _l("Registry number"), "organisationsnummer; orgnr; org.nr; org nr; cvr; cvr-nr; cvr-nummer; kvk; kvk-nummer; btw; btw-nummer; ondernemingsnummer; vat; vat number; moms; 统一社会信用代码; 信用代码; company number; registration number")  # fmt: skip


def by_number(numbers: list[tuple[str, str]] | None, context: Context) -> Organisation | None:
    for kind, number in numbers or []:
        row = RegistryNumber.objects.filter(kind=kind, number=number, organisation__desk=context.desk).first()
        if row is not None:
            return row.organisation
    return None


def find_organisation(values: Values, context: Context) -> Organisation | None:
    """By registry number; else by a name that one organisation of the desk has, unless both say another place."""
    if known := by_number(values.get("numbers"), context):
        return known
    spoken = [values["name"], *(values.get("names") or Texts()).plain().values()]
    found = {row.pk: row for name in spoken for row in context.named(Organisation, name, organisation_names)}
    place = values.get("place")
    rows = [row for row in found.values() if not (place and row.place_id and not _near(place, row.place))]
    return rows[0] if len(rows) == 1 else None


def _near(one: Any, two: Any) -> bool:
    return bool(one.lineage.startswith(two.lineage) or two.lineage.startswith(one.lineage))


def enter_organisation(values: Values, context: Context) -> Organisation:
    numbers = values.pop("numbers", [])
    row = services.add_organisation(desk=context.desk, by=context.by, **sourced(values, context))
    _number(row, numbers, context)
    return row


def change_organisation(row: Organisation, values: Values, context: Context) -> Organisation:
    numbers = values.pop("numbers", [])
    if values:
        services.update_organisation(row, by=context.by, **values)
    _number(row, numbers, context)
    return row


def _number(row: Organisation, numbers: list[tuple[str, str]], context: Context) -> None:
    for kind, number in numbers:
        services.add_number(row, kind=kind, number=number, by=context.by)


ORGANISATIONS = ListKind(
    key="organisations", label=_l("Organisations"), model=Organisation,
    columns=(
        Line("name", pgettext_lazy("thing", "Name"), "namn; navn; naam; 名称; 单位; 单位名称; organisation; organization; organisasjon; organisatie; 机构", required=True),
        NAMES,
        Choice("kind", _l("Kind"), "typ; type; soort; 类型; slag; art", choices=OrganisationKind.choices, also="kommun=municipality;region=municipality;kommune=municipality;gemeente=municipality;bolag=company;företag=company;firma=company;virksomhed=company;bedrijf=company;企业=company;大学=school;universitet=school;university=school"),
        PLACE, NUMBERS,
        Refer("parent", _l("Part of"), "del av; tillhör; del af; hører under; onderdeel van; 上级单位", find=organisation),
        WEBSITE, EMAIL, PHONE, WECHAT, ADDRESS,
        Passage("note", _l("Note"), "anteckning; anmärkning; kommentar; bemærkning; opmerking; 备注; comment; remarks"),
        *ABOUT,
    ),
    find=find_organisation, enter=enter_organisation, change=change_organisation, names=organisation_names, near="name",
    rows=lambda account: Organisation.objects.visible_to(account, Level.SUMMARY).select_related("desk", "place__parent", "parent").prefetch_related("numbers"),
    words="organisationer; aktörer; organisaties; 机构; 单位; kontakter; partners", contact=frozenset({"email", "phone", "wechat", "note"}), work=frozenset({"numbers"}),
)  # fmt: skip


def find_person(values: Values, context: Context) -> Person | None:
    """By e-mail, else by a name that one person of the desk has, at the same organisation where both name one."""
    if email := values.get("email"):
        row = Person.objects.filter(desk=context.desk, email__iexact=email, erased_at=None).first()
        if row is not None:
            return row
    name = values.get("han") or f"{values.get('given', '')} {values.get('family', '')}".strip()
    found = [row for row in context.named(Person, name, person_names) if not row.erased_at] if name else []
    at = values.get("organisation")
    rows = [row for row in found if not (at and row.organisation_id and row.organisation_id != at.pk)]
    return rows[0] if len(rows) == 1 else None


def enter_person(values: Values, context: Context) -> Person:
    title, rank = values.pop("title", None), values.pop("rank", None)
    values.setdefault("sharing", Level.PRIVATE)
    row = services.add_person(desk=context.desk, by=context.by, **sourced(values, context))
    if title:
        services.add_position(row, title=title, rank=rank, organisation=row.organisation, by=context.by)
    return row


def change_person(row: Person, values: Values, context: Context) -> Person:
    title, rank = values.pop("title", None), values.pop("rank", None)
    if title and not row.positions.exists():
        services.add_position(row, title=title, rank=rank, organisation=row.organisation, by=context.by)
    return services.update_person(row, by=context.by, **values) if values else row


def _position(shown: Any) -> Any:
    return next(iter(shown.positions.all()), None) if shown.is_full else None


def _title(shown: Any) -> Any:
    position = _position(shown)
    return position.title if position else Texts()


def _rank(shown: Any) -> Any:
    position = _position(shown)
    return position.rank if position else None


PEOPLE = ListKind(
    key="people", label=_l("People"), model=Person,
    columns=(
        Line("family", _l("Family name"), "efternamn; efternavn; achternaam; 姓; surname; last name", most=80),
        Line("given", _l("Given name"), "förnamn; fornavn; voornaam; 名; first name", most=80),
        Line("han", _l("Name in Chinese characters"), "kinesiskt namn; kinesisk navn; chinese naam; 姓名; 中文名; 中文姓名; chinese name", most=40),
        Line("reading", _l("Reading"), "pinyin; 拼音; uttal", most=80),
        Flag("family_first", _l("Family name first"), "efternamn först; efternavn først; achternaam eerst; 姓在前"),
        Line("salutation", _l("Salutation"), "tilltal; tiltale; aanhef; 称呼", most=40),
        Refer("organisation", _l("Organisation"), "företag; bolag; virksomhed; firma; organisatie; bedrijf; 单位; 机构; company; employer", find=organisation),
        Words("title", _l("Title"), "titel; befattning; stilling; functie; 职务; 职位; position; role; function", of=_title),
        Whole("rank", _l("Rank"), "rang; 级别", most=99, of=_rank),
        EMAIL, PHONE, WECHAT,
        Languages("languages", _l("Languages"), "språk; sprog; talen; 语言"),
        Line("diet", _l("Diet"), "kost; diæt; dieet; 饮食; allergies; allergier", most=120),
        Passage("note", _l("Note"), "anteckning; bemærkning; opmerking; 备注; comment"),
        Line("purpose", _l("Purpose of keeping this"), "ändamål; formål; doel; 目的; purpose"),
        Choice("legal_basis", _l("Legal basis"), "rättslig grund; retsgrundlag; rechtsgrond; 法律依据", choices=LegalBasis.choices),
        Day("keep_until", _l("Keep until"), "gallras; sparas till; opbevares til; bewaren tot; 保存至"),
        *ABOUT,
    ),
    find=find_person, enter=enter_person, change=change_person, names=person_names, near="family",
    rows=lambda account: Person.objects.visible_to(account, Level.SUMMARY).filter(erased_at=None).select_related("desk", "organisation").prefetch_related("positions"),
    is_confidential=True, work=frozenset({"title", "rank"}), words="personer; kontaktpersoner; personen; contacts; kontakter; 人员; 联系人",
)  # fmt: skip

__all__ = ["ORGANISATIONS", "PEOPLE"]
