"""Lists of companies, solutions and reference sites."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _l

from greendesk.catalogue import services
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.directory.models import Organisation
from greendesk.directory.services import add_number

from ..columns import Amount, Choice, Flag, Languages, Line, Number, Partial, Refer, ReferMany, Whole, Words
from ..context import Context
from ..kinds import ListKind, Values
from .common import ABOUT, PLACE, THEMES, company, company_names, organisation, solution, solution_names, sourced
from .people import ADDRESS, EMAIL, NUMBERS, PHONE, WEBSITE, WECHAT, find_organisation

PUBLIC = Flag("is_public", _l("In the public catalogue"), "publik; offentlig; publiek; openbaar; 公开; public")
SIZES = Company._meta.get_field("size_class").choices or []


def find_company(values: Values, context: Context) -> Company | None:
    known = find_organisation(values, context)
    return Company.objects.filter(organisation=known).select_related("organisation").first() if known else None


def enter_company(values: Values, context: Context) -> Company:
    numbers = values.pop("numbers", [])
    known = find_organisation({**values, "numbers": numbers}, context)
    name = values.pop("name")
    row = services.register_company(
        desk=context.desk, by=context.by, name=name, organisation=known if known and known.kind in ("company", "operator") else None,
        **sourced(values, context),
    )  # fmt: skip
    for kind, number in numbers:
        add_number(row.organisation, kind=kind, number=number, by=context.by)
    return row


def change_company(row: Company, values: Values, context: Context) -> Company:
    contact = {
        key: values.pop(key) for key in ("website", "email", "phone", "wechat", "address", "names") if key in values
    }
    missing = {key: value for key, value in contact.items() if not getattr(row.organisation, key)}
    values.pop("name", None)
    for kind, number in values.pop("numbers", []):
        add_number(row.organisation, kind=kind, number=number, by=context.by)
    if values or missing:
        services.update_company(row, by=context.by, **values, **missing)
    return row


def _of_organisation(name: str) -> Any:
    """A fact that lies with the organisation, shown as far as the company's own level lets it."""

    def read(shown: Any) -> Any:
        organisation = shown.organisation
        if not isinstance(organisation, Organisation) or (name != "name" and not shown.is_full):
            return None
        return getattr(organisation, name)

    return read


def _at(column: Any) -> Any:
    import dataclasses  # the same column, read from the organisation

    return dataclasses.replace(column, of=_of_organisation(column.key))


COMPANIES = ListKind(
    key="companies", label=_l("Companies"), model=Company,
    columns=(
        Line("name", _l("Company"), "företag; företagsnamn; bolag; firma; virksomhed; virksomhedsnavn; bedrijf; bedrijfsnaam; 公司; 公司名称; 企业; 企业名称; name; namn; navn; naam; company name", required=True, of=_of_organisation("name")),
        Words("names", _l("Name in other languages"), "中文名称; chinese name; kinesiskt namn", of=_of_organisation("names")),
        PLACE, _at(NUMBERS), THEMES,
        Words("profile", _l("In three lines"), "profil; beskrivning; beskrivelse; beschrijving; 简介; 公司简介; description; profile; about"),
        Partial("founded", _l("Founded"), "grundat; grundad; startår; stiftet; opgericht; 成立; 成立年份; year founded"),
        Amount("employees", _l("Employees"), "anställda; antal anställda; medarbejdere; ansatte; medewerkers; werknemers; 员工; 员工人数; staff"),
        Choice("size_class", _l("Size"), "storlek; størrelse; grootte; 规模", choices=[(code, label) for code, label in SIZES if code]),
        Line("nace", _l("NACE code"), "sni; sni-kod; branchekode; nacebel; nace", most=10),
        Choice("nace_revision", _l("NACE revision"), "nace rev", choices=[("2", "2"), ("2.1", "2.1")]),
        _at(WEBSITE), _at(EMAIL), _at(PHONE), _at(WECHAT), _at(ADDRESS),
        Words("export_experience", _l("Experience abroad"), "exporterfarenhet; eksporterfaring; exportervaring; 出口经验; export"),
        PUBLIC, *ABOUT,
    ),
    find=find_company, enter=enter_company, change=change_company, names=company_names, near="name",
    rows=lambda account: Company.objects.visible_to(account).select_related("desk", "organisation", "place__parent").prefetch_related("themes", "organisation__numbers"),
    words="företag; firmor; virksomheder; bedrijven; 公司; 企业; members; medlemmar; firms", contact=frozenset({"email", "phone", "wechat"}),
    work=frozenset({"name", "names", "numbers", "website", "email", "phone", "wechat", "address"}),
)  # fmt: skip


def find_solution(values: Values, context: Context) -> Solution | None:
    """The same name at one of the same companies."""
    firms = {firm.pk for firm in values.get("companies") or []}
    for name in values["name"].plain().values():
        for row in context.named(Solution, name, solution_names):
            if firms & set(row.companies.values_list("pk", flat=True)):
                return row  # type: ignore[no-any-return]
    return None


def enter_solution(values: Values, context: Context) -> Solution:
    return services.add_solution(desk=context.desk, by=context.by, **sourced(values, context))


def change_solution(row: Solution, values: Values, context: Context) -> Solution:
    return services.update_solution(row, by=context.by, **values)


NAME_WORDS = "namn; navn; naam; 名称; name; title; titel"
SOLUTIONS = ListKind(
    key="solutions", label=_l("Solutions"), model=Solution,
    columns=(
        Words("name", _l("Solution"), f"lösning; løsning; oplossing; 解决方案; product; produkt; 产品; technology; teknik; {NAME_WORDS}", required=True),
        ReferMany("companies", _l("Companies"), "företag; bolag; firma; virksomhed; leverantör; leverandør; bedrijf; leverancier; 公司; 企业; company; supplier", required=True, find=company),
        Words("text", _l("What it does"), "beskrivning; beskrivelse; beschrijving; 描述; 说明; description"),
        THEMES,
        Line("hs_code", _l("HS code"), "hs; hs-kod; 海关编码", most=12),
        Line("cpv_code", _l("CPV code"), "cpv", most=12),
        PUBLIC, *ABOUT,
    ),
    find=find_solution, enter=enter_solution, change=change_solution, names=solution_names, near="name",
    rows=lambda account: Solution.objects.visible_to(account).select_related("desk").prefetch_related("themes", "companies__organisation"),
    words="lösningar; løsninger; oplossingen; produkter; products; 解决方案; 产品",
)  # fmt: skip


def find_site(values: Values, context: Context) -> ReferenceSite | None:
    found = {
        row.pk: row
        for name in values["name"].plain().values()
        for row in context.named(ReferenceSite, name, solution_names)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def enter_site(values: Values, context: Context) -> ReferenceSite:
    return services.add_site(desk=context.desk, by=context.by, **sourced(values, context))


def change_site(row: ReferenceSite, values: Values, context: Context) -> ReferenceSite:
    return services.update_site(row, by=context.by, **values)


SITES = ListKind(
    key="sites", label=_l("Reference sites"), model=ReferenceSite,
    columns=(
        Words("name", _l("Site"), f"anläggning; besöksmål; referensanläggning; anlæg; referenceanlæg; locatie; referentie; 项目; 参观点; 示范项目; {NAME_WORDS}", required=True),
        Words("text", _l("What is to be seen"), "beskrivning; beskrivelse; beschrijving; 介绍; description"),
        PLACE, THEMES,
        Refer("operator", _l("Operator"), "operatör; driftansvarig; operatør; ejer; exploitant; 运营单位; owner", find=organisation),
        ReferMany("suppliers", _l("Companies behind it"), "leverantörer; leverandører; leveranciers; 供应商; suppliers; companies", find=company),
        ReferMany("solutions", _l("Solutions to be seen"), "lösningar; løsninger; oplossingen; 技术", find=solution),
        Number("lat", _l("Latitude"), "lat; latitud; breddegrad; breedtegraad; 纬度", as_float=True),
        Number("lon", _l("Longitude"), "lon; lng; long; longitud; længdegrad; lengtegraad; 经度", as_float=True),
        Line("address", _l("Address"), "adress; adresse; adres; 地址"),
        Flag("is_abroad", _l("It stands abroad"), "utomlands; i udlandet; in het buitenland; 境外"),
        Amount("scale", _l("Scale"), "skala; kapacitet; schaal; capaciteit; 规模; capacity"),
        Line("scale_unit", _l("Unit of the scale"), "enhet; enhed; eenheid; 单位; unit", most=40),
        Words("conditions", _l("Conditions"), "förutsättningar; betingelser; omstandigheden; 条件"),
        Whole("visit_min", _l("Minutes of a visit"), "besökstid; besøgstid; bezoektijd; 参观时长; minutes", most=1440),
        Whole("max_group", _l("Largest group"), "största grupp; maks gruppe; max groep; 最多人数; capacity people", least=1, most=2000),
        Whole("walk_min", _l("Minutes on foot"), "gångtid; gangtid; wandeltijd", most=1440),
        Whole("notice_days", _l("Days of notice"), "framförhållning; varsel; 提前天数", most=365),
        Whole("rest_days", _l("Days of rest between visits"), "vilodagar; hviledage; rustdagen; 休整天数; rest days", most=365),
        Whole("visits_a_month", _l("Delegations a month, at most"), "besök per månad; delegationer per månad; besøg pr. måned; bezoeken per maand; 每月最多接待; visits a month; quota", least=1, most=200),
        Languages("languages", _l("Languages of the host"), "språk; sprog; talen; 语言; languages"),
        Flag("step_free", _l("Step-free access"), "tillgänglig; tilgængelig; toegankelijk; 无障碍"),
        Number("fee_eur", _l("Fee in euro"), "avgift; pris; gebyr; prijs; 费用; fee", places=2),
        PUBLIC, *ABOUT,
    ),
    find=find_site, enter=enter_site, change=change_site, names=solution_names, near="name",
    rows=lambda account: ReferenceSite.objects.visible_to(account).select_related("desk", "place__parent", "operator").prefetch_related("themes", "suppliers__organisation", "solutions"),
    words="anläggningar; referenser; anlæg; referenties; locaties; 参观点; 案例; references; sites",
)  # fmt: skip
