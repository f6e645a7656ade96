"""What goes out is what one may see, can come back in, and harms nobody who opens it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from greendesk.agreements.models import RiskNote
from greendesk.agreements.services import note_risk, plan_action, record_event
from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks import files
from greendesk.desks.co_owning import answer_co_invitation
from greendesk.desks.models import CoInvitation, Desk, Level, ListImport
from greendesk.directory.models import Organisation, Person, Position
from greendesk.directory.services import note_contact
from greendesk.effects.services import define_indicator, observe
from greendesk.events.services import create_event
from greendesk.kit.facts import PartialDate, Quantity
from greendesk.kit.texts import Texts
from greendesk.missions.services import create_mission
from greendesk.projects.services import close_project, start_project
from greendesk.visits.services import plan_delegation
from greendesk.web.lists import exporting
from greendesk.web.lists.headers import suggest
from greendesk.web.lists.kinds import all_kinds, kind_of
from greendesk.web.lists.sheets import read_sheets
from greendesk.web.lists.working import enter_list
from tests.factories import (
    AgreementFactory,
    ChallengeFactory,
    CompanyFactory,
    DeskFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    SiteFactory,
    SolutionFactory,
    ThemeFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
NOT_IN_THE_DESK = {"interests", "fits", "meeting_requests", "leads", "effects"}


@pytest.fixture
def full_desk(desk, officer):
    """A desk with something in every list."""
    place = PlaceFactory(code="130600", name_en="Baoding", name_local="保定市")
    theme = ThemeFactory(key="water", labels={"en": ["water"], "zh": ["水"]})
    top = OrganisationFactory(desk=desk, name="Region", kind="municipality", place=place)
    firm = OrganisationFactory(
        desk=desk,
        name="Filter AB",
        names=Texts.of("zh-hans", "过滤公司"),
        parent=top,
        website="https://f.example",
        phone="+46 8 1",
    )
    firm.numbers.create(kind="se.orgnr", number="5560360793")
    company = CompanyFactory(
        desk=desk,
        organisation=firm,
        employees=Quantity.parse("~15"),
        founded=PartialDate.parse("2011"),
        profile=Texts.from_plain({"en": "Filters; and, more", "sv": "Filter"}),
        place=place,
    )
    company.themes.add(theme)
    person = PersonFactory(
        desk=desk, given="Junfeng", family="Li", han="李俊峰", organisation=top, languages=["zh-hans", "en"]
    )
    Position.objects.create(person=person, title=Texts.of("en", "Director"), organisation=top, rank=3)
    solution = SolutionFactory(desk=desk, companies=[company], text=Texts.of("en", "=cmd|' /C calc'!A0"))
    site = SiteFactory(
        desk=desk, operator=top, place=place, lat=38.87, lon=115.46, opening={}, rest_days=14, visits_a_month=2
    )
    site.solutions.add(solution)
    site.suppliers.add(company)
    agreement = AgreementFactory(desk=desk, place=place, kind="sister", since=PartialDate.parse("2011/.."))
    agreement.themes.add(theme)
    record_event(agreement, kind="signed", when="2011-05-27", source="minutes", by=officer)
    record_event(agreement, kind="ended", when="2016", source="letter", by=officer, end_reason="inactive")
    plan_action(agreement, text=Texts.of("en", "Write"), owner="Karin", by=officer, due_on=date(2026, 9, 1))
    note_risk(agreement, text="RISKCANARY", review_on=date(2026, 9, 1), by=officer)
    note_contact(top, on="2026-01", text="CONTACTCANARY", by=officer)
    agreement.parties.create(place=PlaceFactory(code="130900", name_en="Cangzhou", name_local="沧州市"), is_ours=False)
    agreement.co_desks.add(DeskFactory(name="Partner desk"))
    ChallengeFactory(desk=desk, owner=top, place=place, scale=Quantity.parse(">70000"), is_invented=True)
    busy(desk, officer, place, theme, top, agreement)
    return desk


def busy(desk, officer, place, theme, top, agreement):
    """What the desk plans and does."""
    shared = {"place": place, "themes": [theme], "agreements": [agreement], "by": officer, "source": "plan"}
    chinese = Texts.of("zh-hans", "清洁供热")
    chinese.translate("en", "Clean heat", origin="person", state="checked")
    project = start_project(
        desk=desk,
        name=chinese,
        period="2005/2013",
        budget=Decimal("882000.50"),
        partners=[top],
        is_invented=True,
        **shared,
    )
    close_project(project, on=date(2013, 12, 31), by=officer)
    create_mission(
        desk=desk, name=Texts.of("sv", "Resan"), project=project, period="XXXX-09-24/XXXX-09-27", cohort_size="~15",
        starts_on=date(2026, 9, 24), ends_on=date(2026, 9, 27), criteria=["skill", "will"], partners=[top], **shared,
    )  # fmt: skip
    plan_delegation(
        desk=desk, name=Texts.of("en", "Guests"), size=Quantity.parse("~12"), organisation=top, project=project,
        starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 2), direction="in", hotel="Inn", **shared,
    )  # fmt: skip
    create_event(desk=desk, name=Texts.of("nl", "Sectordag"), when="XXXX-02 early", seats=0, project=project, **shared)
    jobs = define_indicator(
        desk=desk, name=Texts.of("en", "Jobs"), definition=Texts.of("en", "Employed"), unit="people", target="15000",
        is_own_effect=True, themes=[theme], by=officer,
    )  # fmt: skip
    observe(jobs, period="2010/2012", value="64", source="report", by=officer, place=place, is_break=True)
    observe(jobs, period="2012", statement=Texts.of("sv", "lika stort"), source="report", by=officer)


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    return {sheet.name: sheet.rows for sheet in read_sheets(content, "x", most_mb=25)}


def test_an_export_read_into_an_empty_desk_gives_the_same_export(full_desk, officer):
    """Round trip through both forms."""
    tables = {table.key: table for table in exporting.all_tables(officer)}
    for content in (exporting.workbook_of(tables.values()), exporting.json_of(tables.values(), at=NOW)):
        other = DeskFactory(name=full_desk.name)
        account = officer_of(other)
        readings = [reading for sheet in read_sheets(content, "x", most_mb=25) if (reading := suggest(sheet))]
        upload = ListImport.objects.create(
            account=account, into=other, file=files.keep_bytes(content, "x"), name="export", language="en",
            plan={"sheets": [reading.plain() for reading in readings]},
        )  # fmt: skip
        reports = enter_list(upload, at=NOW, today=date(2026, 5, 4))
        assert [n for report in reports for n in report.notes] == []
        partner = MembershipFactory(desk=Desk.objects.get(name="Partner desk")).account
        for invitation in CoInvitation.objects.filter(host=other):  # nobody owns anything without having said yes
            answer_co_invitation(invitation, accept=True, at=NOW, by=partner)
        again = {table.key: mine(table) for table in exporting.all_tables(account)}
        before = {key: mine(table) for key, table in tables.items()}
        assert again == before
        assert sum(len(rows) for rows in before.values()) == 18
        assert all(before[kind.key] for kind in all_kinds() if kind.key not in NOT_IN_THE_DESK)
        site = ReferenceSite.objects.get(desk=other)
        assert (site.rest_days, site.visits_a_month) == (14, 2)


def mine(table) -> list[list[object]]:
    """Own rows, in any order, without the columns that entering itself fills."""
    left_out = {"Source", "Desk"}
    keep = [n for n, heading in enumerate(table.headings) if heading not in left_out]
    own = [row for row in table.rows if row[-1] == "yes"]
    return sorted([[str(row[n]) for n in keep] for row in own])


def test_restricted_notes_are_in_no_export(full_desk, officer):
    assert RiskNote.objects.count() == 1
    for form in ("xlsx", "json"):
        stored = exporting.keep_export(officer, form=form, at=NOW)
        with files.open_stored(stored) as file:
            text = json.dumps(sheets(file.read()), ensure_ascii=False)
        assert "李俊峰" in text
        assert "RISKCANARY" not in text
        assert "CONTACTCANARY" not in text


def test_another_desk_gets_what_its_level_lets_through(full_desk, stranger):
    Organisation.objects.update(sharing=Level.SUMMARY)
    Company.objects.update(sharing=Level.EXISTENCE)
    text = json.dumps([table.rows for table in exporting.all_tables(stranger)], ensure_ascii=False)
    assert "Filter AB" in text  # the organisation is shared as a summary
    for secret in ("+46 8 1", "李俊峰", "Filters; and, more", "RISKCANARY", "Write", "70000"):
        assert secret not in text
    companies = exporting.table_of(kind_of("companies"), stranger)
    assert [row[0] for row in companies.rows] == [None]


def test_a_reference_to_something_private_is_left_out(desk, stranger):
    hidden = CompanyFactory(
        desk=desk, organisation=OrganisationFactory(desk=desk, name="Hidden"), sharing=Level.PRIVATE
    )
    SolutionFactory(desk=desk, companies=[hidden], sharing=Level.SUMMARY)
    assert "Hidden" not in str(exporting.table_of(kind_of("solutions"), stranger).rows)


def test_those_who_do_not_read_what_is_restricted_get_no_people_and_no_telephones(full_desk):
    evaluator = officer_of(full_desk, "evaluator")
    tables = {table.key: table for table in exporting.all_tables(evaluator)}
    assert "people" not in tables
    assert "Telephone" not in tables["companies"].headings
    assert "+46 8 1" not in str(tables)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3+cmd", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_text_never_becomes_a_formula(desk, officer, text):
    OrganisationFactory(desk=desk, name=f"x{text}", note=text)
    table = exporting.table_of(kind_of("organisations"), officer)
    cells = [cell for row in load_workbook(BytesIO(exporting.workbook_of([table])))["organisations"] for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert f"'{text}" in [cell.value for cell in cells]
    lines = exporting.csv_of(table).decode("utf-8-sig")
    assert f"'{text.strip()}" in lines or f"'{text}" in lines or "'" + text.replace('"', '""') in lines


def test_a_telephone_number_is_left_as_it_is():
    assert exporting.guarded("+46 8 12 34") == "+46 8 12 34"
    assert exporting.guarded("-12.5") == "-12.5"


def test_what_a_machine_drafted_is_not_exported_as_written(desk, officer):
    texts = Texts.of("en", "Filters")
    texts.translate("sv", "MACHINE", origin="machine")
    SolutionFactory(desk=desk, name=texts, companies=[])
    assert "MACHINE" not in str(exporting.table_of(kind_of("solutions"), officer).rows)


def test_an_erased_person_is_in_no_list(desk, officer):
    from greendesk.directory.services import erase_person

    erase_person(PersonFactory(desk=desk), by=officer)
    assert exporting.table_of(kind_of("people"), officer).rows == []
    assert Person.objects.count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_a_list_costs_the_same_queries_however_long(desk, officer, count, django_assert_max_num_queries):
    for _number in range(count):
        company = CompanyFactory(desk=desk)
        SolutionFactory(desk=desk, companies=[company])
    officer.roles  # noqa: B018 — asked once for each request
    with django_assert_max_num_queries(6):
        exporting.table_of(kind_of("solutions"), officer)
