"""From a desk's own list to records: recognised, checked, entered once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from greendesk.agreements.models import Agreement, AgreementEvent
from greendesk.atlas.models import Place
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks import files
from greendesk.desks.models import ListImport, LogEntry
from greendesk.directory.models import Organisation, Person
from greendesk.kit.errors import NotYours
from greendesk.matchmaking.models import Interest
from greendesk.web.lists import exporting
from greendesk.web.lists.context import Context, Misread
from greendesk.web.lists.headers import suggest
from greendesk.web.lists.kinds import all_kinds, kind_of
from greendesk.web.lists.sheets import Sheet, read_sheets
from greendesk.web.lists.working import check_list, enter_list
from tests.factories import CompanyFactory, OrganisationFactory, PlaceFactory, ThemeFactory, officer_of
from tests.web.lists.test_reading import book

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TODAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def atlas(db):
    hebei = PlaceFactory(code="130000", name_en="Hebei", name_local="河北省", kind="province")
    zhejiang = PlaceFactory(code="330000", name_en="Zhejiang", name_local="浙江省", kind="province")
    qinghai = PlaceFactory(code="630000", name_en="Qinghai", name_local="青海省", kind="province")
    PlaceFactory(code="130600", name_en="Baoding", name_local="保定市", parent=hebei)
    PlaceFactory(code="330424", name_en="Haiyan", name_local="海盐县", kind="county", parent=zhejiang)
    PlaceFactory(code="632223", name_en="Haiyan", name_local="海晏县", kind="county", parent=qinghai)
    PlaceFactory(scheme="lau", code="2080", name_en="Falun", name_local="Falun", country_code="SE", kind="municipality")
    ThemeFactory(
        key="wastewater-treatment", labels={"en": ["wastewater treatment"], "sv": ["avloppsrening"], "zh": ["污水处理"]}
    )


@pytest.fixture
def upload(desk, officer):
    def make(content: bytes | str, *, name="Vår lista.csv", language="sv", kind="", **extra) -> ListImport:
        content = content.encode() if isinstance(content, str) else content
        sheets = read_sheets(content, name, most_mb=25)
        readings = [reading for sheet in sheets if (reading := suggest(sheet, kind=kind))]
        return ListImport.objects.create(
            account=officer, into=desk, file=files.keep_bytes(content, "text/csv"), name=name, language=language,
            plan={"sheets": [reading.plain() for reading in readings]}, **extra,
        )  # fmt: skip

    return make


def enter(made: ListImport):
    return enter_list(made, at=NOW, today=TODAY)


def one_sheet(text: str) -> Sheet:
    return read_sheets(text.encode(), "list.csv", most_mb=25)[0]


@pytest.mark.parametrize(
    ("headings", "kind", "columns"),
    [
        ("Företag;Ort;Hemsida;Antal anställda", "companies", ["name", "place", "website", "employees"]),
        ("Virksomhed;By;CVR-nr;Telefon", "companies", ["name", "place", "numbers", "phone"]),
        ("Bedrijf;Plaats;Website;Medewerkers", "companies", ["name", "place", "website", "employees"]),
        ("公司名称;城市;网站;员工人数", "companies", ["name", "place", "website", "employees"]),
        ("Company name;City;Web site;Number of employees", "companies", ["name", "place", "website", "employees"]),
        ("Avtal;Partnerort;Undertecknat;Syfte", "agreements", ["title", "place", "signed", "aim"]),
        ("Aftale;Partnerby;Underskrevet;Formål", "agreements", ["title", "place", "signed", "aim"]),
        ("协议名称;合作城市;签署日期;目标", "agreements", ["title", "place", "signed", "aim"]),
        ("Efternamn;Förnamn;Titel;E-post", "people", ["family", "given", "title", "email"]),
        ("姓名;单位;职务;手机", "people", ["han", "organisation", "title", "phone"]),
    ],
)
def test_columns_are_recognised_in_five_languages(headings, kind, columns):
    reading = suggest(one_sheet(f"{headings}\n1;2;3;4\n"))
    assert reading is not None
    assert reading.kind == kind
    assert [key.partition("[")[0] for key in reading.columns.values()] == columns


def test_a_heading_with_a_slip_is_recognised_and_another_left_alone():
    reading = suggest(one_sheet("Fretag;Ort;Kaffesort\nA;B;C\n"), kind="companies")
    assert reading is not None
    assert reading.columns == {0: "name", 1: "place"}


def test_a_heading_may_stand_further_down_and_over_two_merged_lines():
    content = book(
        ["Företagsregister 2026"], [], ["Företag", "Kontakt", None, "Plats"], [None, "E-post", "Telefon", "Ort"], ["A AB", "a@example.org", "1", "Falun"],
        merge=["A1:D1", "B3:C3"],
    )  # fmt: skip
    reading = suggest(read_sheets(content, "x.xlsx", most_mb=25)[0], kind="companies")
    assert reading is not None
    assert reading.first == 4
    assert reading.columns == {0: "name", 1: "email", 2: "phone", 3: "place"}


def test_a_language_mark_says_which_version_a_column_is():
    reading = suggest(one_sheet("Solution [en];Lösning (svenska);名称（中文）;Företag\na;b;c;d\n"), kind="solutions")
    assert reading is not None
    assert reading.columns == {0: "name[en]", 1: "name[sv]", 2: "name[zh-hans]", 3: "companies"}


def test_a_list_of_companies_becomes_companies(upload, desk):
    made = upload(
        "Företag;Ort;Hemsida;Anställda;Teman;Orgnr;Profil\n"
        "Extuna Produktion AB;Falun;extuna.se;ca 15;avloppsrening;556036-0793;Vi renar vatten\n"
        "Nordvatten AB;Falun;;12,5..14;;;\n"
    )
    (report,) = enter(made)
    assert (report.fresh, report.failed, report.notes) == (2, 0, [])
    company = Company.objects.get(organisation__name="Extuna Produktion AB")
    assert company.organisation.website == "https://extuna.se"
    assert company.organisation.numbers.get().number == "5560360793"
    assert company.employees.written() == "~15"
    assert company.profile.plain() == {"sv": "Vi renar vatten"}
    assert company.themes.get().key == "wastewater-treatment"
    assert company.place.code == "2080"
    assert company.source == "Vår lista.csv"
    assert company.desk == desk
    assert LogEntry.objects.filter(verb="list.entered").count() == 1


def test_a_list_of_agreements_becomes_agreements_with_dated_events(upload):
    made = upload(
        "Avtal;Partnerort;Undertecknat;Typ;Motpart;Sedan;Avslutat;Orsak\n"
        "Dalarna–Baoding;保定;27/5/2011;Vänort;Baoding People's Government;sedan 2011;;\n"
        "Gamla avtalet;130600;2004;samarbetsavtal;;;31.12.2016;brist på aktivitet\n"
    )
    (report,) = enter(made)
    assert [n.says for n in report.notes if not n.is_warning] == [
        "“brist på aktivitet” is none of: lack of activity, politics, conduct of the partner, no funding, purpose fulfilled, followed by another agreement."
    ]
    assert not Agreement.objects.exists()  # all or nothing

    made.only_good = True
    made.save()
    enter(made)
    agreement = Agreement.objects.get()
    assert agreement.kind == "sister"
    assert agreement.since.written() == "2011/.."
    assert agreement.state == "in_force"
    event = AgreementEvent.objects.get()
    assert (event.when.written(), event.source) == ("2011-05-27", "Vår lista.csv")
    assert agreement.parties.get(organisation__isnull=False).organisation.name == "Baoding People's Government"


def test_checking_says_what_would_happen_and_keeps_nothing(upload):
    made = upload("Företag;Ort\nA Vatten AB;Falun\n;Falun\nB Vatten AB;Nowhere\n")
    (report,) = check_list(made, today=TODAY)
    assert (report.rows, report.fresh, report.failed) == (3, 1, 2)
    assert [(n.line, n.column, n.says) for n in report.notes] == [
        (3, "Company", "“Company” is missing."),
        (4, "Place", "No place is called “Nowhere”. Try the Chinese characters or the code."),
    ]
    assert report.preview == [{"Company": "A Vatten AB", "Place": "Falun 2080"}]
    assert Company.objects.count() == 0
    assert Organisation.objects.count() == 0


def test_all_rows_or_only_the_good_ones(upload):
    made = upload("Företag;Ort\nA Vatten AB;Falun\nB Vatten AB;Nowhere\n")
    enter(made)
    made.refresh_from_db()
    assert made.imported_at is None
    assert Company.objects.count() == 0
    made.only_good = True
    made.save()
    enter(made)
    made.refresh_from_db()
    assert made.imported_at == NOW
    assert Company.objects.count() == 1


def test_a_list_entered_twice_is_entered_once(upload):
    made = upload("Företag;Ort\nA Vatten AB;Falun\n")
    assert enter(made)[0].fresh == 1
    assert enter(made)[0].fresh == 1
    assert Company.objects.count() == 1


def test_the_mark_and_the_rows_are_one_transaction(upload, monkeypatch):
    """A worker that dies between the rows and the mark leaves neither."""
    made = upload("Företag;Ort\nA Vatten AB;Falun\n")

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("greendesk.web.lists.working.logbook.record", die)
    with pytest.raises(KeyboardInterrupt):
        enter(made)
    made.refresh_from_db()
    assert (made.imported_at, Company.objects.count()) == (None, 0)
    monkeypatch.undo()
    assert enter(made)[0].fresh == 1


def test_what_is_there_already_is_completed_not_doubled(upload, desk):
    known = CompanyFactory(
        desk=desk, organisation=OrganisationFactory(desk=desk, name="Extuna Produktion AB", phone="1")
    )
    made = upload("Företag;Ort;Telefon;Profil\nExtuna Produktion Aktiebolag;Falun;2;Vi renar\n")
    (report,) = enter(made)
    assert (report.fresh, report.completed) == (0, 1)
    known.refresh_from_db()
    assert known.organisation.phone == "1"
    assert known.place.code == "2080"
    assert known.profile.plain() == {"sv": "Vi renar"}


def test_what_nearly_is_there_is_pointed_at_and_may_be_called_the_same(upload, desk):
    known = CompanyFactory(desk=desk, organisation=OrganisationFactory(desk=desk, name="Extuna Produktion AB"))
    made = upload("Företag;Ort\nExtuna Prodution AB;Falun\n")
    (report,) = check_list(made, today=TODAY)
    assert [(n.near, n.is_warning) for n in report.notes] == [(known.pk, True)]
    assert report.fresh == 1
    made.plan["same"] = {f"{made.plan['sheets'][0]['sheet']}:2": known.pk}
    made.save()
    (report,) = enter(made)
    assert (report.fresh, report.completed) == (0, 1)


def test_an_ambiguous_place_names_both_codes(desk, officer):
    context = Context(desk=desk, by=officer, today=TODAY)
    with pytest.raises(Misread) as problem:
        context.place("Haiyan")
    assert "330424" in str(problem.value)
    assert "632223" in str(problem.value)
    assert context.place("Haiyan, Zhejiang").code == "330424"
    assert context.place("海晏").code == "632223"
    assert context.place("Haiyan 632223").code == "632223"
    assert context.place("保定").code == context.place("Baoding").code == "130600"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31/2/2026", "There is no such day as “31/2/2026”."),
        ("2026-13-01", "“2026-13-01” has no month 13: the day comes first, 24/9/2026."),
        ("3/25/2026", "“3/25/2026” has no month 25: the day comes first, 24/9/2026."),
        ("soon", "“soon” is not a date. Write it as 2026-09-24 or 24/9/2026."),
    ],
)
def test_impossible_dates_are_said_with_row_and_column(upload, typed, says):
    (report,) = check_list(upload(f"Behov;Beskrivning;Öppen till\nVatten;Rent;{typed}\n"), today=TODAY)
    assert [(n.line, n.column, n.text, n.says) for n in report.notes] == [(2, "Open until", typed, says)]


def test_html_in_names_stays_text(upload):
    enter(upload("Företag;Ort\n<script>alert(1)</script> AB;Falun\n"))
    assert Company.objects.get().organisation.name == "<script>alert(1)</script> AB"


def test_a_workbook_of_several_lists_is_entered_in_the_right_order(upload):
    from io import BytesIO

    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for title, rows in {
        "interests": [["Company", "Interest", "Said on"], ["A AB", "now", date(2026, 5, 1)]],
        "solutions": [["Solution", "Companies"], ["Filter", "A AB"]],
        "sites": [
            ["Site", "Operator", "Companies behind it", "Latitude", "Longitude"],
            ["Verket", "Falu Energi", "A AB", "60,6", "15,63"],
        ],
        "companies": [["Company"], ["A AB"]],
    }.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    made.save(out)
    reports = enter(upload(out.getvalue(), name="all.xlsx", language="en"))
    assert [(r.kind, r.fresh, [n.says for n in r.notes]) for r in reports] == [
        ("companies", 1, []), ("solutions", 1, []), ("sites", 1, []), ("interests", 1, []),
    ]  # fmt: skip
    assert Solution.objects.get().companies.get().organisation.name == "A AB"
    assert ReferenceSite.objects.get().lat == 60.6
    assert Interest.objects.get().stated_on == date(2026, 5, 1)


def test_nobody_enters_rows_at_a_desk_they_do_not_edit(upload, desk):
    made = upload("Företag;Ort\nA Vatten AB;Falun\n")
    made.account = officer_of(desk, "evaluator")
    made.save()
    with pytest.raises(NotYours):
        enter(made)
    assert Company.objects.count() == 0


def test_templates_are_recognised_when_they_come_back(officer):
    for kind in all_kinds():
        content = exporting.template_of([kind], language="en")
        from io import BytesIO

        from openpyxl import load_workbook

        sheet = load_workbook(BytesIO(content))[kind.key]
        headings = [cell.value for cell in sheet[1]]
        reading = suggest(Sheet(kind.key, [headings, ["x"] * len(headings)]))
        assert reading is not None
        assert reading.kind == kind.key
        assert [key.partition("[")[0] for key in reading.columns.values()] == [
            column.key for column in kind.columns if column.is_offered
        ]


def test_people_keep_both_scripts_and_stay_private(upload):
    enter(upload("姓名;单位;职务;手机;拼音\n李俊峰;保定水务;主任;+86 312 1;\n", language="zh-hans", kind="people"))
    person = Person.objects.get()
    assert (person.han, person.reading, person.sharing) == ("李俊峰", "Lǐ Jùnfēng", 0)
    assert person.organisation.name == "保定水务"
    assert person.positions.get().title.plain() == {"zh-hans": "主任"}


def test_places_are_looked_up_once_however_long_the_list(upload, django_assert_max_num_queries):
    made = upload("Avtal;Partnerort\n" + "".join(f"Avtal {n};保定\n" for n in range(20)))
    before = Place.objects.count()
    check_list(made, today=TODAY)
    assert Place.objects.count() == before
    assert kind_of("nothing") is None
